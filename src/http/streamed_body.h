// Gives the part of an answer that is made while it is sent as buffers for the socket.
#pragma once

#include <boost/asio/buffer.hpp>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "base/body.h"

namespace macie_local::http {

// For one thread at a time.
class StreamedBody {
 public:
  // Uses HTTP/1.1's chunked coding when `chunked`; else gives the bytes as they are.
  StreamedBody(std::shared_ptr<base::BodySource> source, bool chunked)
      : source_(std::move(source)), chunked_(chunked) {}

  // Appends to `head` what must stand before the bytes of the body that are there already; there are `size` of these,
  // at least 1.
  void Begin(std::size_t size, std::string* head) const;
  // Returns how many bytes of the body the last Next() gave.
  std::size_t piece_bytes() const { return piece_.size(); }
  // Replaces `out` by the next buffers, which are valid until the next call. Returns false at the end.
  bool Next(std::vector<boost::asio::const_buffer>* out);

 private:
  const std::shared_ptr<base::BodySource> source_;
  const bool chunked_;
  bool more_ = true;
  std::string line_;  // ends the chunk before this one, and begins this one
  std::string piece_;
};

}  // namespace macie_local::http
