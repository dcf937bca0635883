#include "extract/kept_bytes.h"

namespace macie_local::extract {

KeptBytes::End KeptBytes::Take(base::ByteStream& stream) {
  while (true) {
    const auto piece = stream.Next();
    if (!piece.ok()) return End::kFailed;
    if (piece->empty()) return End::kAll;
    if (!arena_.Append(*piece)) {
      surplus_ = *piece;
      return End::kTooMany;
    }
    size_ += piece->size();
  }
}

void KeptBytes::Clear() {
  if (size_ > 0) arena_.CutTo(begin_);
  size_ = 0;
}

}  // namespace macie_local::extract
