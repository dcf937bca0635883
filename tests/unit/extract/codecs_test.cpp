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

struct Codec {
  std::string_view name;
  Unpacker unpack;
  std::string packed;  // Text()
};

std::vector<Codec> Codecs() {
  const std::string text = Text();
  return {{"deflate", UnpackDeflate, support::Deflated(text)},
          {"snappy", UnpackSnappy, support::PackedSnappy(text)},
          {"zstd", UnpackZstd, support::PackedZstd(text)},
          {"two zstd frames", UnpackZstd, support::PackedZstd(text.substr(0, 7)) + support::PackedZstd(text.substr(7))},
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
    const bool frames = codec.name.starts_with("two");
    for (std::size_t size = 0; size < codec.packed.size(); ++size) {
      std::string out;
      const bool unpacked = codec.unpack(std::string(codec.packed, 0, size), 1 << 20, &out);
      // Frames may end between two.
      if (unpacked && frames) {
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
}

}  // namespace
}  // namespace macie_local::extract
