#include "extract/parquet/thrift.h"

#include <limits>

namespace macie_local::extract {

bool ThriftReader::Fail() {
  failed_ = true;
  at_ = bytes_.size();
  return false;
}

std::uint8_t ThriftReader::Byte() {
  if (at_ == bytes_.size()) Fail();
  return failed_ ? std::uint8_t{0} : static_cast<std::uint8_t>(bytes_[at_++]);
}

std::uint64_t ThriftReader::Varint() {
  constexpr unsigned kBits = 64;
  std::uint64_t number = 0;
  for (unsigned shift = 0; shift < kBits; shift += 7) {
    const std::uint8_t byte = Byte();
    number |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
    if ((byte & 0x80) == 0) return number;
  }
  Fail();
  return 0;
}

std::int64_t ThriftReader::ZigZag() {
  const std::uint64_t number = Varint();
  return static_cast<std::int64_t>(number >> 1 ^ (0 - (number & 1)));
}

std::string_view ThriftReader::Take(std::uint64_t count) {
  if (count > bytes_.size() - at_) Fail();
  if (failed_) return {};
  const std::string_view taken = bytes_.substr(at_, static_cast<std::size_t>(count));
  at_ += taken.size();
  return taken;
}

bool ThriftReader::NextField(Field* field) {
  const std::uint8_t head = Byte();
  if (failed_ || head == 0) return false;
  const std::uint8_t type = head & 0x0F;
  if (!IsType(type)) return Fail();
  const std::int64_t id = (head >> 4) != 0 ? field->id + (head >> 4) : ZigZag();
  if (failed_ || id < 0 || id > std::numeric_limits<std::int16_t>::max()) return Fail();
  *field = {static_cast<int>(id), static_cast<Type>(type)};
  return true;
}

std::int64_t ThriftReader::Integer(Type type) {
  if (type == Type::kInt8) return static_cast<std::int8_t>(Byte());
  if (type == Type::kInt16 || type == Type::kInt32 || type == Type::kInt64) return ZigZag();
  Fail();
  return 0;
}

std::int32_t ThriftReader::Integer32(Type type) {
  const std::int64_t number = Integer(type);
  if (number < std::numeric_limits<std::int32_t>::min() || number > std::numeric_limits<std::int32_t>::max()) Fail();
  return failed_ ? 0 : static_cast<std::int32_t>(number);
}

bool ThriftReader::Boolean(Type type) {
  if (type != Type::kTrue && type != Type::kFalse) return Fail();
  return type == Type::kTrue;
}

std::string_view ThriftReader::Binary(Type type) {
  if (type != Type::kBinary) Fail();
  return Take(Varint());
}

std::size_t ThriftReader::List(Type type, Type elements) {
  constexpr std::uint8_t kLongCount = 15;
  if (type != Type::kList) Fail();
  const std::uint8_t head = Byte();
  const std::uint64_t count = (head >> 4) == kLongCount ? Varint() : head >> 4;
  if (count > 0 && static_cast<Type>(head & 0x0F) != elements) Fail();
  if (count > bytes_.size() - at_) Fail();
  return failed_ ? 0 : static_cast<std::size_t>(count);
}

bool ThriftReader::Struct(Type type) {
  return (type == Type::kStruct || Fail()) && !failed_;
}

// In a list a boolean takes a byte; as a field its type is its value.
void ThriftReader::Skip(Type type, int nested_max, bool in_list) {
  constexpr std::uint64_t kDoubleBytes = 8;
  switch (type) {
    case Type::kStop:
      Fail();
      break;
    case Type::kTrue:
    case Type::kFalse:
      if (in_list) Byte();
      break;
    case Type::kInt8:
      Byte();
      break;
    case Type::kInt16:
    case Type::kInt32:
    case Type::kInt64:
      Varint();
      break;
    case Type::kDouble:
      Take(kDoubleBytes);
      break;
    case Type::kBinary:
      Take(Varint());
      break;
    case Type::kList:
    case Type::kSet:
      SkipList(nested_max - 1);
      break;
    case Type::kMap:
      SkipMap(nested_max - 1);
      break;
    case Type::kStruct:
      if (nested_max == 0) Fail();
      for (Field field; NextField(&field);) Skip(field.type, nested_max - 1, false);
      break;
  }
}

void ThriftReader::SkipList(int nested_max) {
  constexpr std::uint8_t kLongCount = 15;
  const std::uint8_t head = Byte();
  const std::uint64_t count = (head >> 4) == kLongCount ? Varint() : head >> 4;
  if (nested_max < 0 || count > bytes_.size() - at_ || (count > 0 && !IsType(head & 0x0F))) Fail();
  for (std::uint64_t i = 0; i < count && !failed_; ++i) Skip(static_cast<Type>(head & 0x0F), nested_max, true);
}

void ThriftReader::SkipMap(int nested_max) {
  const std::uint64_t count = Varint();
  if (count == 0) return;
  const std::uint8_t types = Byte();
  const std::uint8_t key = types >> 4;
  const std::uint8_t value = types & 0x0F;
  if (nested_max < 0 || count > bytes_.size() - at_ || !IsType(key) || !IsType(value)) Fail();
  for (std::uint64_t i = 0; i < count && !failed_; ++i) {
    Skip(static_cast<Type>(key), nested_max, true);
    Skip(static_cast<Type>(value), nested_max, true);
  }
}

}  // namespace macie_local::extract
