// A file in memory, for formats that jump about in it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/byte_stream.h"
#include "extract/arena.h"
#include "extract/readers.h"

namespace macie_local::extract {

// Holds a stream's bytes in the arena of its run while it lives. What is taken last is cleared first.
class KeptBytes {
 public:
  explicit KeptBytes(Run& run) : arena_(run.arena), begin_(arena_.size()) {}
  ~KeptBytes() { Clear(); }
  KeptBytes(const KeptBytes&) = delete;
  KeptBytes& operator=(const KeptBytes&) = delete;

  enum class End {
    kAll,
    kTooMany,  // the stream has more than the arena has room for: `surplus` is what was taken last and is not kept
    kFailed    // the stream failed
  };
  // Takes the stream's bytes up to its end, or until there is no more room for them.
  End Take(base::ByteStream& stream);
  std::string_view surplus() const { return surplus_; }

  // All that was taken. Valid until Clear.
  std::string_view bytes() const { return size_ == 0 ? std::string_view() : arena_.From(begin_).substr(0, size_); }
  void Clear();

 private:
  Arena& arena_;
  std::uint64_t begin_;
  std::size_t size_ = 0;
  std::string_view surplus_;
};

// Gives kept bytes from a position on. They outlive it.
class KeptStream : public base::ByteStream {
 public:
  KeptStream(std::string_view kept, std::uint64_t position)
      : rest_(kept.substr(static_cast<std::size_t>(std::min<std::uint64_t>(position, kept.size())))) {}

  base::Result<std::string_view> Next() override {
    constexpr std::size_t kPieceBytes = 256 << 10;
    const std::string_view piece = rest_.substr(0, kPieceBytes);
    rest_.remove_prefix(piece.size());
    return piece;
  }

 private:
  std::string_view rest_;
};

}  // namespace macie_local::extract
