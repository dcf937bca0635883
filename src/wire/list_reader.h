// Decodes the objects of a JSON array one after the other, for lists too long to be kept decoded. As strict as the
// codec is with documents, but its errors say only that something is wrong: decoding the whole with
// DecodeOptions::check_only says where.
#pragma once

#include <string_view>

#include "base/result.h"
#include "wire/codec.h"

namespace macie_local::wire {

class ListReader {
 public:
  // `text` begins with the array and outlives this.
  explicit ListReader(std::string_view text) : rest_(text) {}

  // Decodes the next object into `out`, which is fresh; false when there are no more.
  template <class T>
  base::Result<bool> Next(T* out) {
    return NextInto(Describe<T>(), out);
  }
  // At the end: whether only white space follows the array.
  bool AtEnd();

 private:
  base::Result<bool> NextInto(const StructureDesc& structure, void* out);
  bool Eat(char c);

  std::string_view rest_;
  bool begun_ = false;
};

}  // namespace macie_local::wire
