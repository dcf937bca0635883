#include "extract/kept_bytes.h"

#include <algorithm>
#include <cstring>

namespace macie_local::extract {

KeptBytes::End KeptBytes::Take(base::ByteStream& stream) {
  while (true) {
    const auto piece = stream.Next();
    if (!piece.ok()) return End::kFailed;
    if (piece->empty()) return End::kAll;
    if (piece->size() > run_.limits.kept_bytes - run_.kept) {
      surplus_ = *piece;
      return End::kTooMany;
    }
    Append(*piece);
  }
}

std::string KeptBytes::Last(std::size_t most) const {
  std::string last;
  std::uint64_t position = size_ - std::min<std::uint64_t>(most, size_);
  while (position < size_) {
    const std::string_view bytes = At(position);
    last.append(bytes);
    position += bytes.size();
  }
  return last;
}

std::string_view KeptBytes::At(std::uint64_t position) const {
  if (position >= size_) return {};
  const std::uint64_t begin = position % kBlockBytes;
  const std::uint64_t end = std::min<std::uint64_t>(kBlockBytes, begin + size_ - position);
  return {blocks_[static_cast<std::size_t>(position / kBlockBytes)].get() + begin,
          static_cast<std::size_t>(end - begin)};
}

void KeptBytes::Clear() {
  run_.kept -= size_;
  size_ = 0;
  blocks_.clear();
}

void KeptBytes::Append(std::string_view bytes) {
  run_.kept += bytes.size();
  while (!bytes.empty()) {
    const std::size_t begin = static_cast<std::size_t>(size_ % kBlockBytes);
    if (begin == 0) blocks_.push_back(std::make_unique_for_overwrite<char[]>(kBlockBytes));
    const std::size_t taken = std::min(bytes.size(), kBlockBytes - begin);
    std::memcpy(blocks_.back().get() + begin, bytes.data(), taken);
    bytes.remove_prefix(taken);
    size_ += taken;
  }
}

}  // namespace macie_local::extract
