// Reads JSON and JSON Lines as a stream.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/byte_stream.h"
#include "extract/batch_builder.h"
#include "extract/json_stack.h"
#include "extract/sink.h"
#include "extract/window.h"

namespace macie_local::extract {

// By RFC 8259, to the letter but for strings, whose bytes need not be UTF-8, and half surrogate pairs, which become
// U+FFFD. Gives strings and numbers, those as they are spelled; no names, no literals.
class JsonReader {
 public:
  // kText: one JSON text. When that lies in its first line it may also turn out to be the first of JSON Lines.
  enum class Kind { kText, kLines };

  JsonReader(base::ByteStream& stream, Kind kind, std::uint32_t nested_max, std::uint64_t hash_seed, Sink& sink)
      : window_(stream),
        sink_(sink),
        stack_(hash_seed),
        batch_(sink),
        nested_max_(nested_max),
        lines_(kind == Kind::kLines) {}

  Outcome Read();
  // Returns how many JSON texts have begun: of JSON Lines one for each line.
  std::uint64_t texts() const { return texts_; }

 private:
  enum class State {
    kRoot,          // a record, or nothing more
    kValue,         // a value
    kFirstElement,  // a value or "]"
    kFirstName,     // a name or "}"
    kName,
    kColon,
    kAfterValue,  // "," or what closes
    kAfterRoot    // nothing more, or the next line
  };
  // What ends the reading before the end.
  enum class End { kNone, kMalformed, kTooDeep, kStopped };

  bool Refill();
  bool SkipSpace();
  void TakeLineEnd();
  void TakeToken();
  void TakeValue();
  void TakeArray();
  void TakeObject();
  void TakeClosing(char closing);
  void TakeSeparator();
  void TakeName();
  void TakeString();
  void TakeNumber();
  void TakeLiteral();
  void EndValue();
  void BeginRecord();
  void RenewStack();
  template <class Take>
  void DecodeString(const Take& take);
  bool DecodeEscape(std::string* out);
  bool DecodeHex4(unsigned* code);
  void Fail(End end) { why_ = end; }

  Window window_;
  Sink& sink_;
  JsonStack stack_;
  BatchBuilder batch_;
  std::uint32_t nested_max_;
  bool lines_;
  bool several_lines_ = false;  // the root's value goes on behind a line end
  State state_ = State::kRoot;
  End why_ = End::kNone;
  const char* at_ = nullptr;  // what is next in the window; a zero byte stands at end_
  const char* end_ = nullptr;
  bool last_ = false;  // nothing follows what is in the window
  std::uint64_t line_ = 0;
  std::uint64_t texts_ = 0;
  std::string name_;  // a name that is being decoded
};

}  // namespace macie_local::extract
