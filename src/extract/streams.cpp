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

}  // namespace macie_local::extract
