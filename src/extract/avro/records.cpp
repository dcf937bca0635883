#include "extract/avro/records.h"

#include <charconv>
#include <cstring>
#include <utility>

namespace macie_local::extract {

using Kind = AvroType::Kind;
using Meaning = AvroType::Meaning;

AvroRecords::End AvroRecords::Take(std::string_view block, std::uint64_t count) {
  at_ = block.data();
  block_end_ = at_ + block.size();
  values_left_ += block.size() * kValuesOfByte;
  for (; count > 0; --count) {
    if (!batch_.BeginRecord(records_)) return End::kStopped;
    ++records_;
    if (!TakeValue(schema_.root(), 0)) return end_;
  }
  return at_ == block_end_ ? End::kNone : End::kMalformed;
}

bool AvroRecords::TakeValue(const AvroType& type, std::uint32_t nested) {
  if (values_left_ == 0 || nested > kNestedMax) return Fail(End::kMalformed);
  --values_left_;
  std::string_view bytes;
  switch (type.kind) {
    case Kind::kNull:
      return true;
    case Kind::kBoolean:  // is not searched, as literals of JSON are not
      return TakeBytes(1, &bytes);
    case Kind::kInt:
    case Kind::kLong:
      return TakeWhole(type);
    case Kind::kFloat:
      return TakeFraction<float>();
    case Kind::kDouble:
      return TakeFraction<double>();
    case Kind::kString:
      return TakeSized(&bytes) && Give(bytes);
    case Kind::kBytes:
      return TakeSized(&bytes) && GiveBytes(type, bytes);
    case Kind::kFixed:
      return TakeBytes(type.size, &bytes) && GiveBytes(type, bytes);
    case Kind::kEnum:
      return TakeSymbol(type);
    case Kind::kUnion:
      return TakeChoice(type, nested);
    case Kind::kRecord:
      return TakeRecord(type, nested);
    case Kind::kArray:
    case Kind::kMap:
      return TakeItems(type, nested);
  }
  return Fail(End::kMalformed);
}

// Seven bits a byte, the lowest first; the lowest of all is the sign.
bool AvroRecords::TakeLong(std::int64_t* value) {
  constexpr unsigned kShiftMax = 63;
  std::uint64_t bits = 0;
  for (unsigned shift = 0; shift <= kShiftMax && at_ != block_end_; shift += 7) {
    const auto byte = static_cast<unsigned char>(*at_++);
    bits |= std::uint64_t{byte & 0x7Fu} << shift;
    if ((byte & 0x80) != 0) continue;
    *value = static_cast<std::int64_t>(bits >> 1 ^ (~(bits & 1) + 1));
    return true;
  }
  return Fail(End::kMalformed);
}

bool AvroRecords::TakeBytes(std::uint64_t size, std::string_view* bytes) {
  if (size > static_cast<std::uint64_t>(block_end_ - at_)) return Fail(End::kMalformed);
  *bytes = {at_, static_cast<std::size_t>(size)};
  at_ += size;
  return true;
}

bool AvroRecords::TakeSized(std::string_view* bytes) {
  std::int64_t size = 0;
  if (!TakeLong(&size)) return false;
  return size >= 0 ? TakeBytes(static_cast<std::uint64_t>(size), bytes) : Fail(End::kMalformed);
}

bool AvroRecords::TakeRecord(const AvroType& type, std::uint32_t nested) {
  stack_.EnterObject();
  for (const AvroField& field : type.fields) {
    stack_.EnterMember(field.name);
    if (stack_.Full() && !MakeRoom()) return false;
    if (!TakeValue(schema_.At(field.type), nested + 1)) return false;
  }
  stack_.Leave();
  return true;
}

// Arrays and maps come in runs of items, each with its count, up to one of none.
bool AvroRecords::TakeItems(const AvroType& type, std::uint32_t nested) {
  if (type.kind == Kind::kArray) {
    stack_.EnterArray();
    if (stack_.Full() && !MakeRoom()) return false;
  } else {
    stack_.EnterObject();
  }
  bool is_first = true;
  std::uint64_t count = 0;
  while (true) {
    if (!TakeItemCount(&count)) return false;
    if (count == 0) break;
    for (; count > 0; --count, is_first = false) {
      if (!TakeItem(type, nested, is_first)) return false;
    }
  }
  stack_.Leave();
  return true;
}

bool AvroRecords::TakeItem(const AvroType& type, std::uint32_t nested, bool is_first) {
  if (type.kind == Kind::kMap) {
    std::string_view name;
    if (!TakeSized(&name)) return false;
    stack_.EnterMember(name);
    if (stack_.Full() && !MakeRoom()) return false;
  } else if (!is_first) {
    stack_.NextElement();
  }
  return TakeValue(schema_.At(type.fields.front().type), nested + 1);
}

// Behind a negative count stands how many bytes the run has, for who passes over it.
bool AvroRecords::TakeItemCount(std::uint64_t* count) {
  std::int64_t number = 0;
  if (!TakeLong(&number)) return false;
  *count = number < 0 ? ~static_cast<std::uint64_t>(number) + 1 : static_cast<std::uint64_t>(number);
  std::int64_t bytes = 0;
  return number >= 0 || TakeLong(&bytes);
}

bool AvroRecords::TakeWhole(const AvroType& type) {
  std::int64_t value = 0;
  if (!TakeLong(&value)) return false;
  switch (type.meaning) {
    case Meaning::kDay:
      return GiveShown(ShownDay(value));
    case Meaning::kTimeOfDay:
      return GiveShown(ShownTimeOfDay(value, type.parts));
    case Meaning::kInstant:
      return GiveShown(ShownInstant(value, type.parts));
    case Meaning::kItself:
    case Meaning::kDecimal:
    case Meaning::kUuid:
      break;
  }
  const char* const end = std::to_chars(number_.data(), number_.data() + kNumberBytesMax, value).ptr;
  return Give({number_.data(), static_cast<std::size_t>(end - number_.data())});
}

template <class Number>
bool AvroRecords::TakeFraction() {
  std::string_view bytes;
  if (!TakeBytes(sizeof(Number), &bytes)) return false;
  Number number{};
  std::memcpy(&number, bytes.data(), sizeof number);
  const char* const end = WriteNumber(number, number_.data());
  return Give({number_.data(), static_cast<std::size_t>(end - number_.data())});
}

bool AvroRecords::TakeChoice(const AvroType& type, std::uint32_t nested) {
  std::int64_t choice = 0;
  if (!TakeLong(&choice)) return false;
  if (choice < 0 || static_cast<std::uint64_t>(choice) >= type.fields.size()) return Fail(End::kMalformed);
  return TakeValue(schema_.At(type.fields[static_cast<std::size_t>(choice)].type), nested + 1);
}

bool AvroRecords::TakeSymbol(const AvroType& type) {
  std::int64_t symbol = 0;
  if (!TakeLong(&symbol)) return false;
  if (symbol < 0 || static_cast<std::uint64_t>(symbol) >= type.symbols.size()) return Fail(End::kMalformed);
  return GiveShown(type.symbols[static_cast<std::size_t>(symbol)]);
}

// Bytes that mean nothing else are taken for a text.
bool AvroRecords::GiveBytes(const AvroType& type, std::string_view bytes) {
  if (type.meaning == Meaning::kUuid) return GiveShown(ShownUuid(bytes));
  if (type.meaning == Meaning::kDecimal) return GiveShown(ShownDecimal(bytes, type.scale));
  return Give(bytes);
}

bool AvroRecords::GiveShown(std::string text) {
  const std::size_t size = text.size();
  text.append(kPadding, '\0');
  return Give(std::string_view(text).substr(0, size));
}

bool AvroRecords::MakeRoom() {
  if (!batch_.Flush()) return Fail(End::kStopped);
  stack_.Renew();
  return true;
}

}  // namespace macie_local::extract
