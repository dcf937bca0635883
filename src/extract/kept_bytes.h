// A file in memory, for formats that jump about in it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_stream.h"
#include "extract/readers.h"

namespace macie_local::extract {

// Holds a stream's bytes, which count as kept in its run while it lives.
class KeptBytes {
 public:
  explicit KeptBytes(Run& run) : run_(run) {}
  ~KeptBytes() { Clear(); }
  KeptBytes(const KeptBytes&) = delete;
  KeptBytes& operator=(const KeptBytes&) = delete;

  enum class End {
    kAll,
    kTooMany,  // the stream has more than may be kept: `surplus` is what was taken last and is not kept
    kFailed    // the stream failed
  };
  // Takes the stream's bytes up to its end, or until more than Limits::kept_bytes would be kept at a time.
  End Take(base::ByteStream& stream);
  std::string_view surplus() const { return surplus_; }

  std::uint64_t size() const { return size_; }
  // Returns the last bytes, at most so many.
  std::string Last(std::size_t most) const;
  // Returns what follows `position` in one stretch of memory; empty at the end and beyond.
  std::string_view At(std::uint64_t position) const;
  void Clear();

 private:
  static constexpr std::size_t kBlockBytes = 256 << 10;

  void Append(std::string_view bytes);

  Run& run_;
  std::vector<std::unique_ptr<char[]>> blocks_;
  std::uint64_t size_ = 0;
  std::string_view surplus_;
};

// Gives kept bytes from a position on. They outlive it.
class KeptStream : public base::ByteStream {
 public:
  KeptStream(const KeptBytes& kept, std::uint64_t position) : kept_(kept), position_(position) {}

  base::Result<std::string_view> Next() override {
    const std::string_view piece = kept_.At(position_);
    position_ += piece.size();
    return piece;
  }

 private:
  const KeptBytes& kept_;
  std::uint64_t position_;
};

}  // namespace macie_local::extract
