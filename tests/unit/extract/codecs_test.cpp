// What unpacks blocks: it gives what was packed, no more than it may, and nothing of what is damaged.
#include "extract/codecs.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "support/compressed.h"
#include "support/packed.h"

namespace macie_local::extract {
namespace {

using namespace std::string_view_literals;

std::string Text() {
  std::string text;
  for (int i = 0; i < 10'000; ++i) text += "abc";
  return text;
}

std::string BigEndian(std::size_t number) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(number >> shift & 0xFF);
  return bytes;
}

// Two frames, the first of two blocks.
std::string PackedLz4Hadoop(std::string_view bytes) {
  const std::size_t third = bytes.size() / 3;
  const auto block = [&](std::size_t from, std::size_t count) {
    const std::string packed = support::PackedLz4(bytes.substr(from, count));
    return BigEndian(packed.size()) + packed;
  };
  return BigEndian(2 * third) + block(0, third) + block(third, third) + BigEndian(bytes.size() - 2 * third) +
         block(2 * third, bytes.size() - 2 * third);
}

struct Codec {
  std::string_view name;
  Unpacker unpack;
  std::string packed;  // Text()
};

std::vector<Codec> Codecs() {
  const std::string text = Text();
  const std::string_view brotli = "\x1B\x2F\x75\xF8\x25\xC3\xC4\xC6\xE2\xB3\x20\xE0\x9C\x0D\x40\x03"sv;
  return {{"deflate", UnpackDeflate, support::Deflated(text)},
          {"gzip", UnpackGzip, support::Gzipped(text)},
          {"zlib", UnpackGzip, support::Compressed(text, 15)},
          {"two gzip members", UnpackGzip, support::Gzipped(text.substr(0, 7)) + support::Gzipped(text.substr(7))},
          {"snappy", UnpackSnappy, support::PackedSnappy(text)},
          {"zstd", UnpackZstd, support::PackedZstd(text)},
          {"two zstd frames", UnpackZstd, support::PackedZstd(text.substr(0, 7)) + support::PackedZstd(text.substr(7))},
          {"lz4", UnpackLz4, support::PackedLz4(text)},
          {"lz4 of Hadoop", UnpackLz4Hadoop, PackedLz4Hadoop(text)},
          {"brotli", UnpackBrotli, std::string(brotli)},
          {"bzip2", UnpackBzip2, support::PackedBzip2(text)},
          {"xz", UnpackXz, support::PackedXz(text)}};
}

TEST(Codecs, GiveWhatWasPackedAndNoMore) {
  for (const Codec& codec : Codecs()) {
    std::string out = "something from before";
    EXPECT_TRUE(codec.unpack(codec.packed, 1 << 20, &out)) << codec.name;
    EXPECT_EQ(out, Text()) << codec.name;
    EXPECT_TRUE(codec.unpack(codec.packed, Text().size(), &out)) << codec.name << " at the bound";
    EXPECT_EQ(out, Text()) << codec.name;
    EXPECT_FALSE(codec.unpack(codec.packed, Text().size() - 1, &out)) << codec.name << " past the bound";
    EXPECT_FALSE(codec.unpack(codec.packed, 0, &out)) << codec.name;
  }
}

TEST(Codecs, RefuseWhatEndsEarly) {
  for (const Codec& codec : Codecs()) {
    const bool frames = codec.name.starts_with("two") || codec.name.ends_with("Hadoop");
    for (std::size_t size = 0; size < codec.packed.size(); ++size) {
      std::string out;
      const bool unpacked = codec.unpack(std::string(codec.packed, 0, size), 1 << 20, &out);
      // A block of lz4 does not tell its end, and frames may end between two.
      if (unpacked && (frames || codec.name == "lz4")) {
        EXPECT_LT(out.size(), Text().size()) << codec.name << " cut to " << size;
      } else {
        EXPECT_FALSE(unpacked) << codec.name << " cut to " << size;
      }
    }
  }
}

// Whatever a damaged block becomes, it is no longer than it may be.
TEST(Codecs, KeepTheirBoundOnDamagedBlocks) {
  constexpr std::size_t kBytesMax = 40'000;
  for (const Codec& codec : Codecs()) {
    for (std::size_t at = 0; at < codec.packed.size(); ++at) {
      for (const char mask : {'\x01', '\x10', '\x80', '\xFF'}) {
        std::string damaged = codec.packed;
        damaged[at] = static_cast<char>(damaged[at] ^ mask);
        std::string out;
        if (codec.unpack(damaged, kBytesMax, &out)) {
          EXPECT_LE(out.size(), kBytesMax) << codec.name << " at " << at;
        }
      }
    }
  }
}

// A length that a block tells takes no memory by itself.
TEST(Codecs, ASmallBlockDoesNotTakeMuch) {
  constexpr std::size_t kManyBytes = std::size_t{1} << 40;
  std::string out;
  EXPECT_FALSE(UnpackSnappy("\xFF\xFF\xFF\xFF\x07"sv, kManyBytes, &out));
  EXPECT_LT(out.capacity(), 64u << 10);
  EXPECT_FALSE(UnpackLz4Hadoop(BigEndian(0x7FFFFFFF) + BigEndian(2) + "ab", kManyBytes, &out));
  EXPECT_LT(out.capacity(), 64u << 10);
  EXPECT_FALSE(UnpackLz4Hadoop(BigEndian(1) + BigEndian(0xFFFFFFFF), kManyBytes, &out));
}

}  // namespace
}  // namespace macie_local::extract
