// Thrift's compact protocol, in which the structures of Parquet are written. Read field by field, from front to back,
// without a tree of what was read: what it costs grows as the bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace macie_local::extract {

class ThriftReader {
 public:
  // Of structures, lists and maps in each other. Deeper ones are malformed.
  static constexpr int kNestedMax = 32;

  enum class Type : std::uint8_t {
    kStop = 0,
    kTrue = 1,  // as the type of a list's elements: a boolean
    kFalse = 2,
    kInt8 = 3,
    kInt16 = 4,
    kInt32 = 5,
    kInt64 = 6,
    kDouble = 7,
    kBinary = 8,
    kList = 9,
    kSet = 10,
    kMap = 11,
    kStruct = 12
  };
  struct Field {
    int id = 0;
    Type type = Type::kStop;
  };

  explicit ThriftReader(std::string_view bytes) : bytes_(bytes) {}

  // Once something can't be read nothing can: every function returns zero, nothing or false from there on.
  bool failed() const { return failed_; }
  // Where the next byte is.
  std::size_t position() const { return at_; }

  // Takes the next field of a structure. `field` is that before it, or one of id 0 at the beginning. Returns false at
  // the structure's end. The value is to be taken by one of the functions below.
  bool NextField(Field* field);

  // Each takes the value of a field. One of another type is malformed.
  std::int64_t Integer(Type type);
  std::int32_t Integer32(Type type);
  bool Boolean(Type type);
  std::string_view Binary(Type type);
  // Takes the beginning of a list whose elements are of this type, and returns how many there are: no more than bytes
  // are left.
  std::size_t List(Type type, Type elements);
  // Says whether the value is a structure, whose fields then follow.
  bool Struct(Type type);
  void Skip(Type type) { Skip(type, kNestedMax, false); }

 private:
  static bool IsType(std::uint8_t type) { return type >= 1 && type <= 12; }

  bool Fail();
  std::uint8_t Byte();
  std::uint64_t Varint();
  std::int64_t ZigZag();
  std::string_view Take(std::uint64_t count);
  void Skip(Type type, int nested_max, bool in_list);
  void SkipList(int nested_max);
  void SkipMap(int nested_max);

  std::string_view bytes_;
  std::size_t at_ = 0;
  bool failed_ = false;
};

}  // namespace macie_local::extract
