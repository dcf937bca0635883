// Beast's HTTP/1 parser, keeping only what base::Request needs: no container of fields, no copy of a head or a body
// that arrives whole. It is stricter than Beast where leniency lets two servers read one message differently, and it
// gives Beast a head, a chunk's size line and a trailer only in one piece each: what Beast keeps between two pieces of
// one of them makes its answer depend on where they were cut, and asserts more bytes than there may be.
#pragma once

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/http_message.h"
#include "base/large_text.h"

namespace macie_local::http {

// Parses one message. Views of what Put() consumed point into its input until KeepViews() copies them. For one thread
// at a time.
class RequestParser final : public boost::beast::http::basic_parser<true> {
 public:
  using ErrorCode = boost::beast::error_code;

  // `header_bytes_max` bounds the head, a chunk's size line, and the last chunk with its trailer, each for itself.
  // `keep_headers` says whether Request() has all headers; those of a PUT it always has. A body that arrives in pieces
  // takes its memory from `budget`, if that is not null.
  RequestParser(std::size_t header_bytes_max, bool keep_headers, std::shared_ptr<base::MemoryBudget> budget = {})
      : budget_(std::move(budget)), header_bytes_max_(header_bytes_max), keep_headers_(keep_headers) {
    header_limit(static_cast<std::uint32_t>(header_bytes_max + 1));  // Put() holds the limit before Beast meets it.
    body_limit(boost::none);  // Set once the request line says which limit holds.
  }

  // Reads from `input`, stops after the head, and returns how much of the input is done with. The head must begin with
  // `input`; when that gives need_more, this parser is used up, and a new one begins when more of the head is there.
  // After the head, need_more means the same input again with more behind it. header_limit: one of the three is larger
  // than header_bytes_max. Any other error is the message's.
  std::size_t Put(std::string_view input, ErrorCode& ec);

  // Copies what has been read, so that the input may move. Call it when the head is complete and the message is not.
  void KeepViews();

  // Returns the request; valid once is_done(), until the input moves.
  base::Request Request() const;

  std::string_view method() const { return request_.method; }
  std::string_view target() const { return request_.target; }
  // Returns the request without its body; valid once the head is done, until the input moves.
  const base::Request& head() const { return request_; }
  bool has_request_line() const { return !request_.method.empty(); }
  bool http_11() const { return http_11_; }
  bool expects_continue() const { return expects_continue_ && http_11_; }
  // Returns what this parser refused, in static storage; empty when Beast refused, or nobody.
  std::string_view refusal() const { return refusal_; }
  // Returns why the body could not be put aside; empty when it could.
  const std::string& storage_failure() const { return storage_failure_; }

 private:
  using Field = boost::beast::http::field;
  using Text = boost::beast::string_view;

  void on_request_impl(boost::beast::http::verb, Text method, Text target, int version, ErrorCode&) override;
  void on_response_impl(int, Text, int, ErrorCode&) override {}
  void on_field_impl(Field name, Text, Text value, ErrorCode& ec) override;
  void on_header_impl(ErrorCode& ec) override;
  void on_body_init_impl(boost::optional<std::uint64_t> const& content_length, ErrorCode&) override;
  std::size_t on_body_impl(Text body, ErrorCode&) override;
  void on_chunk_header_impl(std::uint64_t size, Text, ErrorCode&) override;
  std::size_t on_chunk_body_impl(std::uint64_t, Text body, ErrorCode&) override;
  void on_finish_impl(ErrorCode& ec) override;
  bool IsFolded(std::string_view name, std::string_view value) const;
  void Keep(Text body, ErrorCode& ec);

  std::size_t Feed(std::string_view input, ErrorCode& ec) {
    input_ = input;
    return put(boost::asio::const_buffer(input.data(), input.size()), ec);
  }
  std::size_t PutHead(std::string_view input, ErrorCode& ec);
  std::size_t PutChunkHead(std::string_view input, ErrorCode& ec);
  std::size_t FindChunkHeadEnd(std::string_view input);

  void Refuse(std::string_view what, ErrorCode& ec) {
    refusal_ = what;
    ec = boost::beast::http::error::bad_value;
  }
  void TakeOnce(std::string_view value, bool* seen, std::string_view* to, std::string_view twice, ErrorCode& ec);
  void ReadTarget();
  template <class Visit>
  void ForEachView(const Visit& visit);

  base::Request request_;  // body: only while it lies whole in the input
  std::vector<std::pair<std::string_view, std::string_view>> headers_;
  std::string_view input_;
  std::string_view refusal_;
  std::string kept_;                       // what the views point into after KeepViews()
  std::shared_ptr<base::LargeText> body_;  // what arrived in pieces
  std::string storage_failure_;
  std::uint64_t body_bytes_ = 0;  // Content-Length
  std::uint64_t chunk_rest_ = 0;  // of the chunk being read; 0: a chunk's size line comes next
  std::size_t line_end_ = 0;      // where that line ends in the input, once it is found
  std::size_t searched_ = 0;      // bytes of the input that were searched without finding the line's end
  const std::shared_ptr<base::MemoryBudget> budget_;
  const std::size_t header_bytes_max_;
  bool views_borrowed_ = false;  // some view of request_ or headers_ points into input_
  bool keep_headers_;
  bool head_done_ = false;
  bool chunk_begun_ = false;  // the end of its bytes comes before the next size line
  bool http_11_ = false;
  bool expects_continue_ = false;
  bool has_host_ = false;
  bool has_authorization_ = false;
  bool has_origin_ = false;
  bool has_sec_fetch_site_ = false;
  bool has_sec_fetch_mode_ = false;
  bool has_sec_fetch_dest_ = false;
  bool has_content_length_ = false;
};

}  // namespace macie_local::http
