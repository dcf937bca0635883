// What is kept of objects: in memory, in a file behind it, and given back.
#include "extract/arena.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>
#include <vector>

namespace macie_local::extract {
namespace {

class NamelessFile {
 public:
  NamelessFile() : number_(memfd_create("spool", MFD_CLOEXEC)) {}
  NamelessFile(const NamelessFile&) = delete;
  NamelessFile& operator=(const NamelessFile&) = delete;
  ~NamelessFile() { close(number_); }

  int number() const { return number_; }
  std::uint64_t bytes() const {
    struct stat file {};
    return fstat(number_, &file) == 0 ? static_cast<std::uint64_t>(file.st_size) : ~std::uint64_t{0};
  }

 private:
  int number_;
};

// As many bytes, no two stretches alike.
std::string Bytes(std::size_t size) {
  std::string bytes;
  for (std::uint32_t i = 0; bytes.size() < size; ++i) bytes += std::to_string(i * 2654435761u) + " ";
  bytes.resize(size);
  return bytes;
}

TEST(Arena, OfMemoryEndsWhereItIsFull) {
  Arena arena({.memory_bytes = 10});
  EXPECT_TRUE(arena.Append("0123456"));
  EXPECT_FALSE(arena.Append("789a"));
  EXPECT_EQ(arena.From(0), "0123456");
  EXPECT_TRUE(arena.Append("789"));
  EXPECT_EQ(arena.From(5), "56789");
  EXPECT_FALSE(arena.Append("a"));
  arena.CutTo(3);
  EXPECT_TRUE(arena.Append("x"));
  EXPECT_EQ(arena.From(0), "012x");
}

TEST(Arena, GoesOnInAFile) {
  const std::string bytes = Bytes(300'000);
  const NamelessFile file;
  Arena arena({.memory_bytes = 1 << 16, .file = file.number(), .file_bytes = 300'000 - (1 << 16)});
  for (std::size_t at = 0; at < bytes.size(); at += 4099) {
    ASSERT_TRUE(arena.Append(std::string_view(bytes).substr(at, 4099)));
  }
  EXPECT_EQ(arena.From(0), bytes);
  EXPECT_EQ(arena.From((1 << 16) - 10), bytes.substr((1 << 16) - 10));
  EXPECT_EQ(file.bytes(), bytes.size() - (1 << 16));
  EXPECT_FALSE(arena.Append("x"));
}

TEST(Arena, GivesBackWhatIsCutOff) {
  const std::string bytes = Bytes(200'000);
  const NamelessFile file;
  Arena arena({.memory_bytes = 1 << 16, .file = file.number(), .file_bytes = 1 << 20});
  ASSERT_TRUE(arena.Append(bytes));
  arena.CutTo(100'000);
  EXPECT_EQ(file.bytes(), 100'000 - (1 << 16));
  ASSERT_TRUE(arena.Append("new"));
  EXPECT_EQ(arena.From(0), bytes.substr(0, 100'000) + "new");
  arena.CutTo(0);
  EXPECT_EQ(file.bytes(), 0U);
  ASSERT_TRUE(arena.Append(bytes));
  EXPECT_EQ(arena.From(0), bytes);
}

TEST(Arena, AFileThatCannotBeWrittenIsNoRoom) {
  const int read_only = memfd_create("spool", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  ASSERT_EQ(fcntl(read_only, F_ADD_SEALS, F_SEAL_GROW), 0);
  Arena arena({.memory_bytes = 1 << 16, .file = read_only, .file_bytes = 1 << 20});
  ASSERT_TRUE(arena.Append(std::string(1 << 16, 'm')));
  EXPECT_FALSE(arena.Append("x"));
  EXPECT_EQ(arena.From(0), std::string(1 << 16, 'm'));
  close(read_only);
}

// What was read of a large file must not stay with a process that waits for the next.
TEST(Arena, KeepsAMegabyteAtMost) {
  Arena arena({.memory_bytes = 8 << 20});
  ASSERT_TRUE(arena.Append(std::string(8 << 20, 'x')));
  const char* const begin = arena.From(0).data();
  arena.CutTo(0);
  const auto page_bytes = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  std::vector<unsigned char> resident((8 << 20) / page_bytes);
  ASSERT_EQ(mincore(const_cast<char*>(begin), 8 << 20, resident.data()), 0);
  std::size_t bytes = 0;
  for (const unsigned char page : resident) bytes += (page & 1U) * page_bytes;
  EXPECT_LE(bytes, std::size_t{1} << 20);
}

}  // namespace
}  // namespace macie_local::extract
