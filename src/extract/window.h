// The bytes of a stream that a reader looks at: one stretch, filled to the full whatever the stream's pieces are, so
// that nothing a reader gives depends on where pieces end.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "base/byte_stream.h"
#include "units/batch.h"

namespace macie_local::extract {

class Window {
 public:
  static constexpr std::size_t kBytes = units::kBatchBytesMax;
  static constexpr std::size_t kPadding = 64;  // zero bytes that stand behind the last and may be read

  // The source outlives it.
  explicit Window(base::ByteStream& source);

  // Takes bytes of the source until the window is full, or the source ends or fails.
  void Fill();
  // Lets go of the first bytes. The others move to the front.
  void Drop(std::size_t count);

  char* data() { return bytes_.get(); }
  std::string_view bytes() const { return {bytes_.get(), size_}; }
  // Right after Fill: nothing follows what is here. A window that is full to the last byte is not known to be at the
  // end.
  bool at_end() const { return size_ < kBytes; }
  // The source failed; what came before is or was here.
  bool failed() const { return failed_; }

 private:
  base::ByteStream& source_;
  std::unique_ptr<char[]> bytes_;
  std::size_t size_ = 0;
  std::string_view piece_;  // what the source gave and the window had no room for
  bool ended_ = false;
  bool failed_ = false;
};

}  // namespace macie_local::extract
