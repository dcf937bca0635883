// Decodes the objects of a JSON array one after the other, for lists too long to be kept decoded. As strict as the
// codec is with documents. Without a name for the list its errors say only that something is wrong: decoding the whole
// with DecodeOptions::check_only says where.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "wire/codec.h"
#include "wire/json_reader.h"

namespace macie_local::wire {

// Some values of an array that follow one another.
struct ListPiece {
  std::string_view text;  // the array's own text, from the first byte of the first value to the last of the last
  std::size_t count = 0;  // 1 or more
};

// Skips the array that is next as JsonReader::Skip does, and cuts it into pieces of `count` values, the last of as many
// as are left, so that several readers can read it. Returns false as Skip does. The pieces are valid as long as the
// text.
bool CutList(std::size_t count, int depth_left, JsonReader* reader, std::vector<ListPiece>* pieces);

// For one thread at a time.
class ListReader {
 public:
  // `text` begins with the array; it, or the text of `piece`, must outlive this.
  explicit ListReader(std::string_view text) : text_(text), rest_(text) {}
  explicit ListReader(const ListPiece& piece) : text_(piece.text), rest_(piece.text), piece_(true) {}
  // Errors say which object of `name` they are about; `name` must outlive this. `elements_max` is that of
  // DecodeOptions, for each object by itself.
  ListReader(std::string_view text, std::string_view name, std::size_t elements_max)
      : text_(text), rest_(text), name_(name), elements_max_(elements_max) {}

  // Lets objects have other forms too (wire/codec.h), which must outlive this; null: none.
  void Allow(const OtherForms* forms) { other_forms_ = forms; }

  // Decodes the next object into `out`, which must be fresh. Returns false when there are no more.
  template <class T>
  base::Result<bool> Next(T* out) {
    return NextInto(Describe<T>(), out);
  }
  // Returns the byte of the text at which the error of Next is.
  std::size_t failed_at() const { return failed_at_; }
  // Says whether only white space follows the array. Call it once Next has returned false.
  bool AtEnd();

 private:
  base::Result<bool> NextInto(const StructureDesc& structure, void* out);
  bool Eat(char c);
  base::Error Unexpected(std::string_view expected);

  std::string_view text_;
  std::string_view rest_;
  std::string_view name_;
  std::size_t elements_max_ = SIZE_MAX;
  const OtherForms* other_forms_ = nullptr;
  std::size_t failed_at_ = 0;
  std::uint32_t index_ = 0;  // of the next object
  bool piece_ = false;
  bool begun_ = false;
};

}  // namespace macie_local::wire
