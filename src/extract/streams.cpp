#include "extract/streams.h"

#include <utility>

namespace macie_local::extract {

base::Error StreamFailure(std::string message) {
  return base::Error(std::move(message));
}

PeekedStream::PeekedStream(base::ByteStream& source, std::size_t head_bytes)
    : source_(source), head_bytes_(head_bytes) {
  while (!ended_ && head_.size() < head_bytes) {
    end_ = source.Next();
    ended_ = !end_.ok() || end_->empty();
    if (!ended_) head_.append(*end_);
  }
}

base::Result<std::string_view> PeekedStream::Next() {
  if (!given_ && !head_.empty()) {
    given_ = true;
    return std::string_view(head_);
  }
  if (ended_) return end_;
  std::string().swap(head_);
  return source_.Next();
}

base::Result<std::string_view> BoundedStream::Next() {
  auto piece = source_.Next();
  if (!piece.ok()) return piece;
  if (piece->size() > left_) {
    exceeded_ = true;
    return StreamFailure("there are more bytes than may be read");
  }
  left_ -= piece->size();
  return piece;
}

std::string_view StreamReader::Some(std::uint64_t most) {
  if (piece_.empty() && !ended_) {
    const auto next = source_.Next();
    failed_ = !next.ok();
    ended_ = failed_ || next->empty();
    if (!ended_) piece_ = *next;
  }
  const std::string_view some = piece_.substr(0, most);
  piece_.remove_prefix(some.size());
  position_ += some.size();
  return some;
}

bool StreamReader::Read(std::uint64_t bytes, std::string* out) {
  out->clear();
  while (out->size() < bytes) {
    const std::string_view some = Some(bytes - out->size());
    if (some.empty()) return false;
    out->append(some);
  }
  return true;
}

bool StreamReader::Skip(std::uint64_t bytes) {
  while (bytes > 0) {
    const std::string_view some = Some(bytes);
    if (some.empty()) return false;
    bytes -= some.size();
  }
  return true;
}

}  // namespace macie_local::extract
