// The part of an answer that is made while it is sent, as buffers for the socket.
#pragma once

#include <boost/asio/buffer.hpp>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "base/body.h"

namespace macie_local::http {

class StreamedBody {
 public:
  // `chunked`: in HTTP/1.1's chunked coding; else as it is.
  StreamedBody(std::shared_ptr<base::BodySource> source, bool chunked)
      : source_(std::move(source)), chunked_(chunked) {}

  // What comes before the bytes that are there already, `size` of them and not none, behind the head.
  void Begin(std::size_t size, std::string* head) const;
  // Of what the last Next() gave.
  std::size_t piece_bytes() const { return piece_.size(); }
  // Replaces `out` by what is next; false at the end. The buffers hold until the next call.
  bool Next(std::vector<boost::asio::const_buffer>* out);

 private:
  const std::shared_ptr<base::BodySource> source_;
  const bool chunked_;
  bool more_ = true;
  std::string line_;  // ends the chunk before this one, and begins this one
  std::string piece_;
};

}  // namespace macie_local::http
