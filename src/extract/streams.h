// Streams that stand before other streams.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/byte_stream.h"

namespace macie_local::extract {

// Gives what its source gives, and shows the beginning before it is read. The source outlives it.
class PeekedStream : public base::ByteStream {
 public:
  // Reads as much as `head_bytes` of the source, less where it ends or fails before.
  PeekedStream(base::ByteStream& source, std::size_t head_bytes);

  // The first bytes, until Next is called.
  std::string_view head() const { return std::string_view(head_).substr(0, head_bytes_); }
  base::Result<std::string_view> Next() override;

 private:
  base::ByteStream& source_;
  std::size_t head_bytes_;
  std::string head_;                                         // whole pieces: more than what is shown
  base::Result<std::string_view> end_ = std::string_view();  // how the source ended within the head
  bool ended_ = false;
  bool given_ = false;
};

// Gives what its source gives until that is more than it may be, then fails. The source outlives it.
class BoundedStream : public base::ByteStream {
 public:
  BoundedStream(base::ByteStream& source, std::uint64_t bytes_max) : source_(source), left_(bytes_max) {}

  base::Result<std::string_view> Next() override;
  // Whether the source had more than it may.
  bool exceeded() const { return exceeded_; }

 private:
  base::ByteStream& source_;
  std::uint64_t left_;
  bool exceeded_ = false;
};

// The bytes of a stream, taken as many at a time as are asked for. The source outlives it.
class StreamReader {
 public:
  // `position` is that of the source's first byte, for who counts from elsewhere.
  explicit StreamReader(base::ByteStream& source, std::uint64_t position = 0) : source_(source), position_(position) {}

  // Returns at most `most` bytes, valid until the next call; none at the end or after a failure.
  std::string_view Some(std::uint64_t most);
  // Takes this many bytes. Returns false when there are fewer: they are taken nonetheless.
  bool Read(std::uint64_t bytes, std::string* out);
  bool Skip(std::uint64_t bytes);

  // Where the next byte is.
  std::uint64_t position() const { return position_; }
  // The source failed; what came before was given.
  bool failed() const { return failed_; }

 private:
  base::ByteStream& source_;
  std::string_view piece_;
  std::uint64_t position_;
  bool ended_ = false;
  bool failed_ = false;
};

// The error of a stream of this room. Who made the stream knows why it failed; the text is for logs.
base::Error StreamFailure(std::string message);

}  // namespace macie_local::extract
