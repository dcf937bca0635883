// Reads the records in a block of an Avro file.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "extract/avro/schema.h"
#include "extract/batch_builder.h"
#include "extract/json_stack.h"
#include "extract/readers.h"
#include "extract/records/shown_values.h"

namespace macie_local::extract {

class AvroRecords {
 public:
  // Values lie no deeper in each other, in a file that is read [I].
  static constexpr std::uint32_t kNestedMax = 256;
  // A file may have this many values at once, and so many more for each byte of its blocks. Values may take no bytes,
  // so that a short file can tell of any number of them [I].
  static constexpr std::uint64_t kValuesMax = 1 << 20;
  static constexpr std::uint64_t kValuesOfByte = 16;
  // What is behind a block is not looked at, but this many bytes of it must be there.
  static constexpr std::size_t kPadding = BatchBuilder::kOverrun;

  enum class End { kNone, kMalformed, kTooMuch, kStopped };

  // Both outlive it. What is given has at most Limits::text_bytes in all: kTooMuch.
  AvroRecords(const AvroSchema& schema, Run& run)
      : schema_(schema), stack_(run.hash_seed), batch_(run.sink), text_left_(run.limits.text_bytes) {}

  const units::Contexts& contexts() const { return stack_.contexts(); }

  // Gives the values of `count` records, which are all of `block`. What was given before the block turned out to be
  // malformed stands.
  End Take(std::string_view block, std::uint64_t count);
  // Hands on what there is. Returns false when the sink stops.
  bool Flush() { return batch_.Flush(); }
  // Returns how many records have begun.
  std::uint64_t records() const { return records_; }

 private:
  bool Fail(End end) {
    end_ = end;
    return false;
  }
  // These return false when the block can't be read on, and why_ says why.
  bool TakeValue(const AvroType& type, std::uint32_t nested);
  bool TakeLong(std::int64_t* value);
  bool TakeBytes(std::uint64_t size, std::string_view* bytes);
  bool TakeSized(std::string_view* bytes);
  bool TakeRecord(const AvroType& type, std::uint32_t nested);
  bool TakeItems(const AvroType& type, std::uint32_t nested);
  bool TakeItemCount(std::uint64_t* count);
  bool TakeItem(const AvroType& type, std::uint32_t nested, bool is_first);
  bool TakeWhole(const AvroType& type);
  bool TakeChoice(const AvroType& type, std::uint32_t nested);
  bool TakeSymbol(const AvroType& type);
  template <class Number>
  bool TakeFraction();
  bool GiveBytes(const AvroType& type, std::string_view bytes);
  bool GiveShown(std::string text);
  bool Give(std::string_view text) {
    if (text.size() > text_left_) return Fail(End::kTooMuch);
    text_left_ -= text.size();
    return batch_.Add(stack_.context(), stack_.indices(), text) || Fail(End::kStopped);
  }
  bool MakeRoom();

  const AvroSchema& schema_;
  JsonStack stack_;
  BatchBuilder batch_;
  const char* at_ = nullptr;
  const char* block_end_ = nullptr;
  std::uint64_t text_left_;
  std::uint64_t values_left_ = kValuesMax;
  std::uint64_t records_ = 0;
  End end_ = End::kNone;
  std::array<char, kNumberBytesMax + kPadding> number_{};
};

}  // namespace macie_local::extract
