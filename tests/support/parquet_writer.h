// Parquet files of all kinds, right and wrong.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "support/compressed.h"
#include "support/packed.h"

namespace macie_local::support {

inline std::string Number(std::uint64_t number, int size) {
  std::string bytes{};
  for (int i = 0; i < size; ++i, number >>= 8) bytes += static_cast<char>(number & 0xFF);
  return bytes;
}

inline std::string Varint(std::uint64_t number) {
  std::string bytes{};
  for (; number >= 0x80; number >>= 7) bytes += static_cast<char>(number | 0x80);
  return bytes + static_cast<char>(number);
}

inline std::string ZigZag(std::int64_t number) {
  return Varint(static_cast<std::uint64_t>(number) << 1 ^ static_cast<std::uint64_t>(number >> 63));
}

// The fields of a structure in Thrift's compact protocol, in the order of their ids.
class Fields {
 public:
  Fields& Int(int id, std::int64_t number) { return Add(id, 6, ZigZag(number)); }
  Fields& Text(int id, std::string_view text) { return Add(id, 8, Varint(text.size()) + std::string(text)); }
  Fields& Bool(int id, bool value) { return Add(id, value ? 1 : 2, ""); }
  Fields& Struct(int id, const Fields& fields) { return Add(id, 12, fields.Bytes()); }
  Fields& List(int id, const std::vector<Fields>& structs) {
    std::string bytes = '\xFC' + Varint(structs.size());
    for (const Fields& fields : structs) bytes += fields.Bytes();
    return Add(id, 9, bytes);
  }
  std::string Bytes() const { return bytes_ + '\0'; }

 private:
  Fields& Add(int id, int type, const std::string& value) {
    bytes_ += static_cast<char>((id - last_) << 4 | type);
    bytes_ += value;
    last_ = id;
    return *this;
  }

  std::string bytes_{};
  int last_ = 0;
};

enum ParquetTypeNumber { kNoType = -1, kBool, kInt32, kInt64, kInt96, kFloat, kDouble, kBytes, kFixedBytes };
enum Repetition { kRequired, kOptional, kRepeated };

struct SchemaPart {
  std::string name{};
  int type = kBytes;
  int repetition = kRequired;
  int converted = -1;
  int children = 0;
  int length = 0;
  int scale = 0;
  int logical = 0;  // the field of the union, of which `logical_fields` are
  Fields logical_fields{};
};

struct PagePart {
  int kind = 0;      // 0: data, 2: dictionary, 3: data of the second version
  int encoding = 0;  // plain
  std::int64_t values = 0;
  std::string repetitions{};  // levels, as they are encoded
  std::string definitions{};
  bool has_repetitions = false;
  bool has_definitions = false;
  std::string bytes{};           // the values, as they are encoded
  int levels_encoding = 3;       // said to be
  std::int64_t size_more = 0;    // is told than there is
  std::int64_t stored_more = 0;  // the same
  std::int64_t levels_more = 0;  // the same, of levels
};

struct ColumnPart {
  std::vector<PagePart> pages{};
  std::string behind_pages{};  // as it is stored
  int codec = 0;
  int packed_as = -1;  // with another codec than is told
  int type = kBytes;
  std::int64_t values = -1;     // else the sum of the pages'
  std::int64_t begin_more = 0;  // is told than it is
  std::int64_t bytes_more = 0;
  bool encrypted = false;
};

struct GroupPart {
  std::int64_t rows = 0;
  std::vector<ColumnPart> columns{};
};

// A stream of brotli that compresses nothing.
inline std::string PackedBrotli(std::string_view bytes) {
  if (bytes.empty()) return "\x06";
  return Number((bytes.size() - 1) << 4 | 1 << 20, 3) + std::string(bytes) + "\x03";
}

inline std::string Packed(int codec, std::string_view bytes) {
  const auto big = [](std::size_t number) {
    const std::string little = Number(number, 4);
    return std::string(little.rbegin(), little.rend());
  };
  switch (codec) {
    case 1:
      return PackedSnappy(bytes);
    case 2:
      return Gzipped(bytes);
    case 4:
      return PackedBrotli(bytes);
    case 5: {  // as Hadoop frames it
      const std::string packed = PackedLz4(bytes);
      return big(bytes.size()) + big(packed.size()) + packed;
    }
    case 6:
      return PackedZstd(bytes);
    case 7:
      return PackedLz4(bytes);
    default:
      return std::string(bytes);
  }
}

inline std::string Page(const PagePart& part, int codec) {
  const bool second = part.kind == 3;
  const auto levels = [&](bool has, const std::string& bytes) {
    if (second || !has) return bytes;
    return Number(bytes.size() + static_cast<std::uint64_t>(part.levels_more), 4) + bytes;
  };
  const std::string both =
      levels(part.has_repetitions, part.repetitions) + levels(part.has_definitions, part.definitions);
  const std::string stored = second ? both + Packed(codec, part.bytes) : Packed(codec, both + part.bytes);
  Fields of_kind;
  of_kind.Int(1, part.values);
  if (part.kind == 3) {
    of_kind.Int(2, 0).Int(3, part.values).Int(4, part.encoding);
    of_kind.Int(5, static_cast<std::int64_t>(part.definitions.size()) + part.levels_more);
    of_kind.Int(6, static_cast<std::int64_t>(part.repetitions.size()));
  } else {
    of_kind.Int(2, part.encoding);
    if (part.kind == 0) of_kind.Int(3, part.levels_encoding).Int(4, part.levels_encoding);
  }
  Fields head;
  head.Int(1, part.kind);
  head.Int(2, static_cast<std::int64_t>(both.size() + part.bytes.size()) + part.size_more);
  head.Int(3, static_cast<std::int64_t>(stored.size()) + part.stored_more);
  head.Struct(part.kind == 0 ? 5 : part.kind == 2 ? 7 : 8, of_kind);
  return head.Bytes() + stored;
}

// The last of the file's bytes: its footer as fields, how long that is, and the mark.
inline std::string FooterOf(const Fields& footer) {
  const std::string bytes = footer.Bytes();
  return bytes + Number(bytes.size(), 4) + "PAR1";
}

inline std::vector<Fields> SchemaOf(const std::vector<SchemaPart>& schema, int root_children) {
  std::vector<Fields> all = {Fields().Text(4, "record").Int(5, root_children)};
  for (const SchemaPart& part : schema) {
    Fields fields;
    if (part.type != kNoType) fields.Int(1, part.type);
    if (part.length != 0) fields.Int(2, part.length);
    fields.Int(3, part.repetition).Text(4, part.name);
    if (part.children != 0) fields.Int(5, part.children);
    if (part.converted >= 0) fields.Int(6, part.converted);
    if (part.scale != 0) fields.Int(7, part.scale);
    if (part.logical != 0) fields.Struct(10, Fields().Struct(part.logical, part.logical_fields));
    all.push_back(fields);
  }
  return all;
}

// `root_children`: how many of the schema's elements are the record's own.
inline std::string Parquet(const std::vector<SchemaPart>& schema, int root_children,
                           const std::vector<GroupPart>& groups) {
  std::string file = "PAR1";
  std::vector<Fields> told;
  std::int64_t rows = 0;
  for (const GroupPart& group : groups) {
    std::vector<Fields> chunks;
    for (const ColumnPart& column : group.columns) {
      const auto begin = static_cast<std::int64_t>(file.size());
      std::int64_t values = 0;
      for (const PagePart& page : column.pages) {
        file += Page(page, column.packed_as < 0 ? column.codec : column.packed_as);
        if (page.kind != 2) values += page.values;
      }
      file += column.behind_pages;
      Fields data;
      data.Int(1, column.type).Int(4, column.codec).Int(5, column.values < 0 ? values : column.values);
      data.Int(7, static_cast<std::int64_t>(file.size()) - begin + column.bytes_more).Int(9, begin + column.begin_more);
      Fields chunk;
      chunk.Int(2, begin).Struct(3, data);
      if (column.encrypted) chunk.Struct(8, Fields().Struct(1, Fields()));
      chunks.push_back(chunk);
    }
    told.push_back(Fields().List(1, chunks).Int(2, 0).Int(3, group.rows));
    rows += group.rows;
  }
  return file + FooterOf(Fields().Int(1, 2).List(2, SchemaOf(schema, root_children)).Int(3, rows).List(4, told));
}

// How values are encoded.
inline std::string PlainTexts(const std::vector<std::string>& texts) {
  std::string bytes{};
  for (const std::string& text : texts) bytes += Number(text.size(), 4) + text;
  return bytes;
}

inline std::string PlainNumbers(const std::vector<std::int64_t>& numbers, int size) {
  std::string bytes{};
  for (const std::int64_t number : numbers) bytes += Number(static_cast<std::uint64_t>(number), size);
  return bytes;
}

// As one stretch of packed bits, filled up with zeros.
inline std::string PackedBits(const std::vector<std::uint32_t>& numbers, unsigned width) {
  const std::size_t groups = (numbers.size() + 7) / 8;
  std::string bytes(groups * width, '\0');
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    for (unsigned bit = 0; bit < width; ++bit) {
      const std::size_t at = i * width + bit;
      if ((numbers[i] >> bit & 1) != 0) bytes[at / 8] = static_cast<char>(bytes[at / 8] | 1 << at % 8);
    }
  }
  return Varint(groups << 1 | 1) + bytes;
}

inline std::string SameNumbers(std::uint32_t number, std::uint64_t count, unsigned width) {
  return Varint(count << 1) + Number(number, static_cast<int>((width + 7) / 8));
}

// Blocks of 128 numbers in 4 stretches.
inline std::string Deltas(const std::vector<std::int64_t>& numbers) {
  std::string bytes = Varint(128) + Varint(4) + Varint(numbers.size()) + ZigZag(numbers.empty() ? 0 : numbers.front());
  for (std::size_t block = 1; block < numbers.size(); block += 128) {
    const std::size_t end = std::min(block + 128, numbers.size());
    const auto delta = [&](std::size_t i) {
      return static_cast<std::int64_t>(static_cast<std::uint64_t>(numbers[i]) -
                                       static_cast<std::uint64_t>(numbers[i - 1]));
    };
    std::int64_t least = delta(block);
    for (std::size_t i = block; i < end; ++i) least = std::min(least, delta(i));
    std::string widths{};
    std::string packed{};
    for (std::size_t part = block; part < block + 128; part += 32) {
      std::uint64_t all = 0;
      const auto more = [&](std::size_t i) {
        return i < end ? static_cast<std::uint64_t>(delta(i)) - static_cast<std::uint64_t>(least) : 0;
      };
      for (std::size_t i = part; i < part + 32; ++i) all |= more(i);
      const auto width = static_cast<unsigned>(std::bit_width(all));
      widths += static_cast<char>(width);
      std::string bits(std::size_t{4} * width, '\0');
      for (std::size_t i = 0; i < 32; ++i) {
        for (unsigned bit = 0; bit < width; ++bit) {
          const std::size_t at = i * width + bit;
          if ((more(part + i) >> bit & 1) != 0) bits[at / 8] = static_cast<char>(bits[at / 8] | 1 << at % 8);
        }
      }
      packed += bits;
    }
    bytes += ZigZag(least) + widths + packed;
  }
  return bytes;
}

inline std::string DeltaLengths(const std::vector<std::string>& texts) {
  std::vector<std::int64_t> lengths;
  std::string all{};
  for (const std::string& text : texts) {
    lengths.push_back(static_cast<std::int64_t>(text.size()));
    all += text;
  }
  return Deltas(lengths) + all;
}

inline std::string DeltaTexts(const std::vector<std::string>& texts) {
  std::vector<std::int64_t> prefixes;
  std::vector<std::string> rests;
  std::string last{};
  for (const std::string& text : texts) {
    std::size_t same = 0;
    while (same < std::min(text.size(), last.size()) && text[same] == last[same]) ++same;
    prefixes.push_back(static_cast<std::int64_t>(same));
    rests.push_back(text.substr(same));
    last = text;
  }
  return Deltas(prefixes) + DeltaLengths(rests);
}

inline std::string Split(const std::string& plain, std::size_t width) {
  std::string bytes{};
  for (std::size_t i = 0; i < width; ++i) {
    for (std::size_t value = 0; value < plain.size(); value += width) bytes += plain[value + i];
  }
  return bytes;
}

// A file of one column without missing values, which are all in one page.
inline std::string OneColumn(const SchemaPart& schema, const PagePart& page) {
  return Parquet({schema}, 1, {{.rows = page.values, .columns = {{.pages = {page}, .type = schema.type}}}});
}

}  // namespace macie_local::support
