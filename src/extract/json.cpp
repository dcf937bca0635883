#include "extract/json.h"

#include <algorithm>

#include "base/json_bytes.h"
#include "base/utf8.h"
#include "extract/readers.h"

namespace macie_local::extract {
namespace {

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

// Returns the first byte that is no plain part of a string. A zero byte must stand behind what may be looked at, and
// the padding of a window behind that.
const char* EndOfPlain(const char* at) {
  static_assert(Window::kPadding >= 16);
  while (true) {
    const int count = base::PlainBytesAt(at).count;
    at += count;
    if (count < 16) return at;
  }
}

// Returns the end of the number that begins at `at`, or null where none does. What is behind it is not looked at.
const char* EndOfNumber(const char* at) {
  const auto skip_digits = [&at] {
    const char* const first = at;
    while (IsDigit(*at)) ++at;
    return at != first;
  };
  if (*at == '-') ++at;
  if (*at == '0') {
    ++at;
  } else if (!skip_digits()) {
    return nullptr;
  }
  if (*at == '.') {
    ++at;
    if (!skip_digits()) return nullptr;
  }
  if (*at == 'e' || *at == 'E') {
    ++at;
    if (*at == '-' || *at == '+') ++at;
    if (!skip_digits()) return nullptr;
  }
  return at;
}

// Keeps a name that is decoded piece by piece from growing: of a long one the end alone counts.
void AppendName(std::string_view part, std::string* name) {
  constexpr std::size_t kKept = kMemberNameBytesMax + 4;
  if (part.size() > kKept) part.remove_prefix(part.size() - kKept);
  if (name->size() > 2 * kKept) name->erase(0, name->size() - kKept);
  name->append(part);
}

}  // namespace

Outcome JsonReader::Read() {
  if (!sink_.Begin(units::Shape::kRecord, stack_.contexts())) return {Status::kPartial, {}};
  at_ = end_ = window_.data();
  Refill();
  while (why_ == End::kNone && SkipSpace()) TakeToken();
  const bool whole = state_ == State::kRoot || state_ == State::kAfterRoot;
  if (why_ == End::kNone && !whole && !window_.failed()) Fail(End::kMalformed);
  // What the failure of the stream cut in two is not malformed.
  constexpr std::ptrdiff_t kTokenBytes = 12;
  if (why_ == End::kMalformed && window_.failed() && end_ - at_ <= kTokenBytes) why_ = End::kNone;
  if (why_ == End::kMalformed) return {Status::kReadAgain, {}};
  if (why_ == End::kTooDeep) return {Status::kSkipped, reason::kJsonNesting};
  if (why_ == End::kStopped || !batch_.Flush() || window_.failed()) return {Status::kPartial, {}};
  return {};
}

// Lets go of what has been read and takes more. Returns whether there is anything.
bool JsonReader::Refill() {
  window_.Drop(static_cast<std::size_t>(at_ - window_.data()));
  window_.Fill();
  last_ = window_.at_end();
  at_ = window_.data();
  end_ = at_ + window_.bytes().size();
  return at_ != end_;
}

// Goes to the next token. Returns false where there is none, or no more is to be read.
bool JsonReader::SkipSpace() {
  while (true) {
    if (static_cast<unsigned char>(*at_) > ' ') return true;
    if (*at_ == '\n') {
      TakeLineEnd();
      if (why_ != End::kNone) return false;
      ++at_;
    } else if (*at_ == ' ' || *at_ == '\r' || *at_ == '\t') {
      ++at_;
    } else if (at_ != end_) {
      Fail(End::kMalformed);
      return false;
    } else if (last_ || !Refill()) {
      return false;
    }
  }
}

void JsonReader::TakeLineEnd() {
  if (state_ == State::kRoot) {
    ++line_;
  } else if (state_ != State::kAfterRoot) {
    several_lines_ = true;
    if (lines_) Fail(End::kMalformed);
  } else if (!several_lines_) {
    lines_ = true;
    ++line_;
    state_ = State::kRoot;
  }
}

void JsonReader::TakeToken() {
  switch (state_) {
    case State::kRoot:
      BeginRecord();
      ++texts_;
      [[fallthrough]];
    case State::kValue:
    case State::kFirstElement:
      return TakeValue();
    case State::kFirstName:
    case State::kName:
      return TakeName();
    case State::kColon:
      if (*at_ != ':') return Fail(End::kMalformed);
      ++at_;
      state_ = State::kValue;
      return;
    case State::kAfterValue:
      return TakeSeparator();
    case State::kAfterRoot:
      return Fail(End::kMalformed);
  }
}

void JsonReader::TakeValue() {
  switch (*at_) {
    case '"':
      return TakeString();
    case '{':
      return TakeObject();
    case '[':
      return TakeArray();
    case ']':
      return state_ == State::kFirstElement ? TakeClosing(']') : Fail(End::kMalformed);
    case 't':
    case 'f':
    case 'n':
      return TakeLiteral();
    default:
      return TakeNumber();
  }
}

void JsonReader::TakeArray() {
  if (stack_.depth() >= nested_max_) return Fail(End::kTooDeep);
  ++at_;
  stack_.EnterArray();
  if (stack_.Full()) RenewStack();
  state_ = State::kFirstElement;
}

void JsonReader::TakeObject() {
  if (stack_.depth() >= nested_max_) return Fail(End::kTooDeep);
  ++at_;
  stack_.EnterObject();
  state_ = State::kFirstName;
}

void JsonReader::TakeClosing(char closing) {
  if (stack_.in_array() != (closing == ']')) return Fail(End::kMalformed);
  ++at_;
  stack_.Leave();
  EndValue();
}

void JsonReader::EndValue() {
  state_ = stack_.depth() == 0 ? State::kAfterRoot : State::kAfterValue;
}

void JsonReader::TakeSeparator() {
  if (*at_ == '}' || *at_ == ']') return TakeClosing(*at_);
  if (*at_ != ',') return Fail(End::kMalformed);
  ++at_;
  state_ = stack_.in_array() ? State::kValue : State::kName;
  if (!stack_.in_array()) return;
  stack_.NextElement();
  if (stack_.depth() == 1) BeginRecord();
}

// Elements of an outer array are records of their own, of one number.
void JsonReader::BeginRecord() {
  if (!batch_.BeginRecord(lines_ ? line_ : 0)) Fail(End::kStopped);
}

void JsonReader::RenewStack() {
  if (!batch_.Flush()) return Fail(End::kStopped);
  stack_.Renew();
}

void JsonReader::TakeName() {
  if (*at_ == '}' && state_ == State::kFirstName) return TakeClosing('}');
  if (*at_ != '"') return Fail(End::kMalformed);
  const char* const begin = ++at_;
  const char* const stop = EndOfPlain(begin);
  if (*stop == '"') {
    at_ = stop + 1;
    stack_.EnterMember({begin, static_cast<std::size_t>(stop - begin)});
  } else {
    name_.clear();
    DecodeString([this](std::string_view part) {
      AppendName(part, &name_);
      return true;
    });
    if (why_ != End::kNone) return;
    stack_.EnterMember(name_);
  }
  if (stack_.Full()) RenewStack();
  state_ = State::kColon;
  if (*at_ == ':') {
    ++at_;
    state_ = State::kValue;
  }
}

void JsonReader::TakeString() {
  const char* const begin = ++at_;
  const char* const stop = EndOfPlain(begin);
  bool goes_on = true;
  if (*stop == '"') {
    at_ = stop + 1;
    goes_on = batch_.Add(stack_.context(), stack_.indices(), {begin, static_cast<std::size_t>(stop - begin)});
  } else {
    goes_on = batch_.Open(stack_.context(), stack_.indices());
    if (goes_on) DecodeString([this](std::string_view part) { return batch_.Append(part); });
    if (why_ == End::kNone) goes_on = goes_on && batch_.Close();
  }
  if (!goes_on) Fail(End::kStopped);
  EndValue();
}

// Decodes the string of which the next byte is the first, up to behind its closing quote.
template <class Take>
void JsonReader::DecodeString(const Take& take) {
  std::string decoded;
  while (true) {
    const char* const stop = EndOfPlain(at_);
    if (!take({at_, static_cast<std::size_t>(stop - at_)})) return Fail(End::kStopped);
    at_ = stop;
    if (at_ == end_) {
      if (last_ || !Refill()) return window_.failed() ? void() : Fail(End::kMalformed);
    } else if (*at_ == '"') {
      ++at_;
      return;
    } else {
      decoded.clear();
      if (*at_ != '\\' || !DecodeEscape(&decoded)) return Fail(End::kMalformed);
      if (!take(decoded)) return Fail(End::kStopped);
    }
  }
}

// At the "\". Returns false where it is no escape.
bool JsonReader::DecodeEscape(std::string* out) {
  constexpr std::ptrdiff_t kLongest = 12;  // a surrogate pair
  constexpr std::string_view kLetters = "\"\\/bfnrt";
  constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
  constexpr unsigned kReplacement = 0xFFFD;
  if (end_ - at_ < kLongest && !last_) Refill();
  const char letter = at_[1];
  at_ += 2;
  if (const std::size_t known = kLetters.find(letter); letter != '\0' && known != std::string_view::npos) {
    out->push_back(kMeanings[known]);
    return true;
  }
  unsigned code = 0;
  if (letter != 'u' || !DecodeHex4(&code)) return false;
  const bool high = code >= 0xD800 && code < 0xDC00;
  if (high && at_[0] == '\\' && at_[1] == 'u') {
    const char* const before = at_;
    unsigned low = 0;
    at_ += 2;
    if (!DecodeHex4(&low)) return false;
    if (low >= 0xDC00 && low < 0xE000) {
      base::AppendUtf8(0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00), out);
      return true;
    }
    at_ = before;
  }
  base::AppendUtf8(code >= 0xD800 && code < 0xE000 ? kReplacement : code, out);
  return true;
}

bool JsonReader::DecodeHex4(unsigned* code) {
  *code = 0;
  for (int i = 0; i < 4; ++i) {
    const char c = *at_;
    const char lower = static_cast<char>(c | 0x20);
    if (!IsDigit(c) && (lower < 'a' || lower > 'f')) return false;
    *code = *code * 16 + static_cast<unsigned>(IsDigit(c) ? c - '0' : lower - 'a' + 10);
    ++at_;
  }
  return true;
}

// A number that no window holds is none [I].
void JsonReader::TakeNumber() {
  const char* stop = EndOfNumber(at_);
  if ((stop == nullptr || stop == end_) && !last_) {
    Refill();
    stop = EndOfNumber(at_);
    if (stop == end_ && !last_) stop = nullptr;
  }
  if (stop == nullptr) return Fail(End::kMalformed);
  const std::string_view number(at_, static_cast<std::size_t>(stop - at_));
  at_ = stop;
  if (!batch_.Add(stack_.context(), stack_.indices(), number)) Fail(End::kStopped);
  EndValue();
}

void JsonReader::TakeLiteral() {
  constexpr std::ptrdiff_t kLongest = 5;
  if (end_ - at_ < kLongest && !last_) Refill();
  const std::string_view rest(at_, static_cast<std::size_t>(end_ - at_));
  for (const std::string_view literal : {"true", "false", "null"}) {
    if (!rest.starts_with(literal)) continue;
    at_ += literal.size();
    return EndValue();
  }
  Fail(End::kMalformed);
}

Outcome ReadJson(const Detected& detected, base::ByteStream& stream, Run& run) {
  const auto kind = detected.format == Format::kJsonLines ? JsonReader::Kind::kLines : JsonReader::Kind::kText;
  return JsonReader(stream, kind, run.limits.json_nested, run.hash_seed, run.sink).Read();
}

}  // namespace macie_local::extract
