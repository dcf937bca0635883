// The lines of a mail as they are stored.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/byte_stream.h"
#include "extract/window.h"
#include "units/lines.h"

namespace macie_local::extract {

// A line, or a part of one that is longer than kMailLineBytesMax.
struct MailLine {
  std::string_view text;      // without the line's end
  std::string_view with_end;  // with it, where it is here
  units::LinePosition at;
  bool begins = true;  // the line begins here
};

inline constexpr std::size_t kMailLineBytesMax = 64 << 10;

// Lines end as in places (units/lines.h). A byte order mark at the beginning is passed over.
class MailLines {
 public:
  // The source outlives it.
  explicit MailLines(base::ByteStream& source) : window_(source) {}

  // Goes to the next line. Returns false when there is none.
  bool Next();
  // The line of now, until Next is called.
  const MailLine& line() const { return line_; }
  // Makes the next call of Next stay.
  void Stay() { stays_ = true; }
  bool failed() const { return window_.failed(); }

 private:
  Window window_;
  std::size_t next_ = 0;  // in the window
  bool begun_ = false;
  bool stays_ = false;
  MailLine line_;
  units::LinePosition next_at_;
  bool next_begins_ = true;
};

}  // namespace macie_local::extract
