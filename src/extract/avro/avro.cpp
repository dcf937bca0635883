// Avro object container files: a header with the schema, then blocks of records, each with its count and length, and
// behind it sixteen bytes that all blocks of the file have.
#include <zlib.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "extract/avro/records.h"
#include "extract/avro/schema.h"
#include "extract/codecs.h"
#include "extract/readers.h"
#include "extract/streams.h"

namespace macie_local::extract {
namespace {

// A file with a longer schema is not read [I].
constexpr std::uint64_t kSchemaBytesMax = 1 << 20;
constexpr std::uint64_t kSyncBytes = 16;

// Snappy's blocks have the CRC-32 of what they hold behind them.
bool UnpackSnappyWithSum(std::string_view packed, std::size_t bytes_max, std::string* out) {
  constexpr std::size_t kSumBytes = 4;
  if (packed.size() < kSumBytes) return false;
  if (!UnpackSnappy(packed.substr(0, packed.size() - kSumBytes), bytes_max, out)) return false;
  std::uint32_t sum = 0;
  for (const char byte : packed.substr(packed.size() - kSumBytes)) sum = sum << 8 | static_cast<unsigned char>(byte);
  return crc32_z(0, reinterpret_cast<const Bytef*>(out->data()), out->size()) == sum;
}

struct Codec {
  std::string_view name;
  Unpacker unpack;  // null: blocks are as they are
};

constexpr std::array kCodecs = {
    Codec{"null", nullptr},         Codec{"deflate", UnpackDeflate}, Codec{"snappy", UnpackSnappyWithSum},
    Codec{"zstandard", UnpackZstd}, Codec{"bzip2", UnpackBzip2},     Codec{"xz", UnpackXz}};

class AvroReader {
 public:
  AvroReader(base::ByteStream& stream, Run& run) : stream_(stream), run_(run) {}

  Outcome Read();

 private:
  enum class End { kNone, kLast, kMalformed, kUnparseable, kTooMuch, kStopped };

  bool TakeLong(std::int64_t* value);
  bool TakeText(std::uint64_t bytes_max, std::string* text);
  // Reads the header. Returns the schema, or nothing and why in end_.
  std::optional<AvroSchema> TakeHeader();
  // Reads the pairs of the header.
  End TakePairs(std::string* schema, std::string* codec);
  End TakePair(std::string* schema, std::string* codec);
  End TakeBlock(AvroRecords& records);
  Outcome OutcomeOf(End end, bool gave_some) const;

  StreamReader stream_;
  Run& run_;
  const Codec* codec_ = nullptr;
  std::string sync_;
  std::string packed_;
  std::string block_;
  std::uint64_t unpacked_ = 0;  // bytes of all blocks so far
  End end_ = End::kNone;
};

// As AvroRecords has it.
bool AvroReader::TakeLong(std::int64_t* value) {
  constexpr unsigned kShiftMax = 63;
  std::uint64_t bits = 0;
  for (unsigned shift = 0; shift <= kShiftMax; shift += 7) {
    const std::string_view one = stream_.Some(1);
    if (one.empty()) return false;
    const auto byte = static_cast<unsigned char>(one.front());
    bits |= std::uint64_t{byte & 0x7Fu} << shift;
    if ((byte & 0x80) != 0) continue;
    *value = static_cast<std::int64_t>(bits >> 1 ^ (~(bits & 1) + 1));
    return true;
  }
  return false;
}

// Returns false when it is longer than it may be, too: what it has is passed over.
bool AvroReader::TakeText(std::uint64_t bytes_max, std::string* text) {
  std::int64_t size = 0;
  text->clear();
  if (!TakeLong(&size) || size < 0) return false;
  const auto bytes = static_cast<std::uint64_t>(size);
  return bytes > bytes_max ? stream_.Skip(bytes) : stream_.Read(bytes, text);
}

AvroReader::End AvroReader::TakePair(std::string* schema, std::string* codec) {
  constexpr std::uint64_t kNameBytesMax = 1 << 10;  // longer ones mean nothing here
  std::string name;
  std::string value;
  if (!TakeText(kNameBytesMax, &name)) return End::kMalformed;
  std::string* const kept = name == "avro.schema" ? schema : name == "avro.codec" ? codec : nullptr;
  if (!TakeText(kept == nullptr ? 0 : kSchemaBytesMax, &value)) return End::kMalformed;
  if (kept != nullptr) *kept = std::move(value);
  return End::kNone;
}

AvroReader::End AvroReader::TakePairs(std::string* schema, std::string* codec) {
  while (true) {
    std::int64_t count = 0;
    std::int64_t bytes = 0;
    if (!TakeLong(&count) || (count < 0 && !TakeLong(&bytes))) return End::kMalformed;
    if (count == 0) return End::kNone;
    for (auto left = count < 0 ? ~static_cast<std::uint64_t>(count) + 1 : static_cast<std::uint64_t>(count); left > 0;
         --left) {
      if (const End end = TakePair(schema, codec); end != End::kNone) return end;
    }
  }
}

std::optional<AvroSchema> AvroReader::TakeHeader() {
  constexpr std::string_view kMagic("Obj\x01", 4);
  std::string magic;
  std::string schema;
  std::string codec = "null";
  end_ = End::kMalformed;
  if (!stream_.Read(kMagic.size(), &magic) || magic != kMagic) return std::nullopt;
  end_ = TakePairs(&schema, &codec);
  if (end_ != End::kNone) return std::nullopt;
  end_ = End::kMalformed;
  if (!stream_.Read(kSyncBytes, &sync_)) return std::nullopt;
  end_ = End::kUnparseable;
  codec_ = std::find_if(kCodecs.begin(), kCodecs.end(), [&](const Codec& known) { return known.name == codec; });
  if (codec_ == kCodecs.end()) return std::nullopt;
  auto parsed = AvroSchema::Parse(schema, run_.limits.json_nested);
  if (parsed) end_ = End::kNone;
  return parsed;
}

// A block is read whole, within the bound of what it takes packed and unpacked.
AvroReader::End AvroReader::TakeBlock(AvroRecords& records) {
  std::int64_t count = 0;
  std::int64_t size = 0;
  const std::uint64_t position = stream_.position();
  if (!TakeLong(&count)) return stream_.position() == position ? End::kLast : End::kMalformed;
  if (!TakeLong(&size) || count < 0 || size < 0) return End::kMalformed;
  const std::uint64_t bytes_max = run_.limits.block_bytes;
  if (static_cast<std::uint64_t>(size) > bytes_max) return End::kUnparseable;
  std::string sync;
  if (!stream_.Read(static_cast<std::uint64_t>(size), &packed_)) return End::kMalformed;
  if (!stream_.Read(kSyncBytes, &sync) || sync != sync_) return End::kMalformed;
  std::string& block = codec_->unpack == nullptr ? packed_ : block_;
  if (codec_->unpack != nullptr && !codec_->unpack(packed_, bytes_max - packed_.size(), &block)) return End::kMalformed;
  if (block.size() > run_.limits.extracted_bytes - unpacked_) return End::kTooMuch;
  unpacked_ += block.size();
  const std::size_t bytes = block.size();
  block.append(AvroRecords::kPadding, '\0');
  switch (records.Take(std::string_view(block).substr(0, bytes), static_cast<std::uint64_t>(count))) {
    case AvroRecords::End::kNone:
      return End::kNone;
    case AvroRecords::End::kStopped:
      return End::kStopped;
    case AvroRecords::End::kTooMuch:
      return End::kTooMuch;
    case AvroRecords::End::kMalformed:
      break;
  }
  return End::kMalformed;
}

Outcome AvroReader::OutcomeOf(End end, bool gave_some) const {
  if (stream_.failed() || end == End::kStopped) return {Status::kPartial, {}};
  const Status status = gave_some ? Status::kPartial : Status::kSkipped;
  switch (end) {
    case End::kMalformed:
      return {status, reason::kMalformed};
    case End::kUnparseable:
      return {status, reason::kUnparseable};
    case End::kTooMuch:
      return {status, reason::kFileSize};
    case End::kNone:
    case End::kLast:
    case End::kStopped:
      break;
  }
  return {};
}

Outcome AvroReader::Read() {
  const auto schema = TakeHeader();
  if (!schema) return OutcomeOf(end_, false);
  AvroRecords records(*schema, run_);
  if (!run_.sink.Begin(units::Shape::kRecord, records.contexts())) return {Status::kPartial, {}};
  End end = End::kNone;
  while (end == End::kNone) end = TakeBlock(records);
  if (end == End::kStopped || !records.Flush()) return {Status::kPartial, {}};
  return OutcomeOf(end, records.records() > 0);
}

}  // namespace

Outcome ReadAvro(const Detected& /*detected*/, base::ByteStream& stream, Run& run) {
  return AvroReader(stream, run).Read();
}

}  // namespace macie_local::extract
