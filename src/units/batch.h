// A batch: some of an object's texts, one behind the other in one buffer, so that a search may run over all of them at
// the speed of memory and ask which text it is in only where it found something.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace macie_local::units {

// Says how a keyword may stand to a value (behaviour 19.4), and how the place of a value is told (behaviour 16.3).
enum class Shape : std::uint8_t {
  kFree,      // plain text: near the value. Lines
  kColumnar,  // CSV, TSV, sheets: in the same cell, or the name of its column. Cells
  kRecord     // JSON, Avro, Parquet: in the same value, or any name on the path to it. Records
};

// One text: a cell, a value of a record, or a stretch of free text.
struct Unit {
  std::uint32_t begin;  // the text is Batch::text from `begin` to before `end`
  std::uint32_t end;
  std::uint32_t context;  // the names around it, an index of Contexts
  // The first of its array indices in Batch::indices, outermost first. Contexts::At(context).indices says how many.
  std::uint32_t indices;
};

// A row of a sheet or a record: the units from `first_unit` to before the next record's. Each has at least one. An
// array that is a whole JSON text gives one for each of its elements, all of one number.
struct Record {
  std::uint32_t first_unit;
  std::uint64_t number;  // kColumnar: the row, from 1, the header counted; kRecord: the record, from 0
};

// A part of free text that was taken out of its source: decoded, or with marks around it that are left out.
struct Stretch {
  std::uint32_t begin;  // the part is Batch::text from `begin` to before the next stretch's, or the end
  bool counted;         // its lines and characters are those of the object; else all of it stands at one place
  std::uint64_t line;   // where text[begin] is in the object, as Batch::line and Batch::column
  std::uint64_t column;
};

// No batch has a longer text, whatever the object: a text that is longer comes in several batches.
inline constexpr std::size_t kBatchBytesMax = 512 << 10;
inline constexpr std::size_t kBatchUnitsMax = 1 << 16;
inline constexpr std::size_t kBatchStretchesMax = 1 << 16;
// A record of at most these bytes of text, a byte for each unit counted, and units (and array indices of them) lies in
// one batch; of a longer one the units lie in several, each of which has the record.
inline constexpr std::size_t kRecordBytesWhole = 256 << 10;
inline constexpr std::size_t kRecordUnitsWhole = 1 << 15;
// The farthest that a keyword counts, and the longest that one is, in characters: those of custom data identifiers
// (behaviour 9), which the managed ones stay below.
inline constexpr std::size_t kKeywordDistanceMax = 300;
inline constexpr std::size_t kKeywordCharactersMax = 90;
inline constexpr std::size_t kCharacterBytesMax = 4;
// A text that is cut over several batches keeps this many bytes before `owned_begin` and after `owned_end` in each,
// where it has them: what is looked for is no longer than the second, and every keyword that counts for it lies within
// the first.
inline constexpr std::size_t kBytesBefore = (kKeywordDistanceMax + kKeywordCharactersMax) * kCharacterBytesMax;
inline constexpr std::size_t kBytesAfter = 33 << 10;

// All views are valid until the call that the batch was passed to returns.
//
// `text` is UTF-8 of which malformed bytes may be part. Between two units stands at least one byte, and none of those
// bytes is a letter, a digit or one of "_-./ +", so that nothing that is looked for reaches from one unit into the
// next. Rows of a sheet stay together so that what lies across cells can be seen.
struct Batch {
  std::string_view text;
  std::span<const Unit> units;      // in the order of the text; kFree: one, which is all of the text
  std::span<const Record> records;  // empty for kFree
  std::span<const std::uint32_t> indices;
  // A match belongs to this batch when it begins at or after owned_begin and before owned_end. What begins elsewhere is
  // owned by the batch before or after, which has the same bytes.
  std::uint32_t owned_begin = 0;
  std::uint32_t owned_end = 0;
  // kFree: where text[0] is in the object. Lines end with "\n", "\r\n" or "\r".
  std::uint64_t line = 1;    // from 1; 0 where a file has no lines
  std::uint64_t column = 1;  // the character in that line, from 1
  std::uint64_t page = 0;    // all of the text is on it, from 1; 0 where a file has no pages
  // kFree: the text's parts, none of them empty, in their order, the first from 0 at `line` and `column`. Where there
  // are none the text is as the object has it.
  std::span<const Stretch> stretches = {};
};

}  // namespace macie_local::units
