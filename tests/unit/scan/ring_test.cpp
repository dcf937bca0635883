#include "scan/ring.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <thread>
#include <utility>

namespace macie_local::scan {
namespace {

class RingTest : public testing::Test {
 protected:
  RingTest() : writer_(std::move(RingWriter::Make().value())) {
    int pair[2] = {-1, -1};
    EXPECT_EQ(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair), 0);
    server_ = Descriptor(pair[0]);
    process_ = Descriptor(pair[1]);
  }
  RingReader Reader() {
    return RingReader(std::move(RingMemory::Map(writer_.memory_number()).value()), writer_.free_number(),
                      writer_.full_number(), process_.number());
  }
  // Fills a slot, which must be free.
  void Put(std::string_view bytes, SlotEnd end) {
    const auto slot = writer_.TakeSlot();
    ASSERT_TRUE(slot);
    std::copy(bytes.begin(), bytes.end(), slot->begin());
    ASSERT_TRUE(writer_.Post(bytes.size(), end));
  }

  RingWriter writer_;
  Descriptor server_;
  Descriptor process_;
};

TEST_F(RingTest, WhatIsPutIsReadUpToItsEnd) {
  RingReader reader = Reader();
  for (const char* name : {"first", "second"}) {
    Put(name, SlotEnd::kMore);
    Put("", SlotEnd::kMore);
    Put(" end", SlotEnd::kEnd);
    reader.Begin();
    EXPECT_EQ(*reader.Next(), name);
    EXPECT_EQ(*reader.Next(), " end");
    EXPECT_EQ(*reader.Next(), "");
  }
}

TEST_F(RingTest, NoSlotIsFreeUntilOneIsRead) {
  for (std::size_t i = 0; i < kSlots; ++i) Put(std::to_string(i), SlotEnd::kMore);
  EXPECT_FALSE(writer_.TakeSlot());
  RingReader reader = Reader();
  reader.Begin();
  EXPECT_EQ(*reader.Next(), "0");
  EXPECT_FALSE(writer_.TakeSlot());  // it is still being looked at
  EXPECT_EQ(*reader.Next(), "1");
  EXPECT_TRUE(writer_.TakeSlot());
}

TEST_F(RingTest, MoreThanTheRingHoldsGoesThroughWhole) {
  constexpr std::size_t kBytes = 3 * kSlots * kSlotBytes + 17;
  std::string sent(kBytes, '\0');
  for (std::size_t i = 0; i < kBytes; ++i) sent[i] = static_cast<char>(i * 7 + i / kSlotBytes);
  std::thread writing([&] {
    for (std::string_view rest = sent; true;) {
      pollfd wait{writer_.free_number(), POLLIN, 0};
      const auto slot = writer_.TakeSlot();
      if (!slot) {
        poll(&wait, 1, -1);
        continue;
      }
      const std::size_t size = std::min(rest.size(), slot->size());
      std::memcpy(slot->data(), rest.data(), size);
      rest.remove_prefix(size);
      EXPECT_TRUE(writer_.Post(size, rest.empty() ? SlotEnd::kEnd : SlotEnd::kMore));
      if (rest.empty()) break;
    }
  });
  RingReader reader = Reader();
  reader.Begin();
  std::string got;
  while (true) {
    const auto piece = reader.Next();
    ASSERT_TRUE(piece.ok());
    if (piece->empty()) break;
    got.append(*piece);
  }
  writing.join();
  EXPECT_TRUE(got == sent);
  EXPECT_GT(writer_.progress(), 3 * kSlots);
}

TEST_F(RingTest, AFailedSourceIsAnErrorAndTheNextObjectIsRead) {
  RingReader reader = Reader();
  Put("part", SlotEnd::kMore);
  Put("", SlotEnd::kFailed);
  reader.Begin();
  EXPECT_TRUE(reader.Next().ok());
  EXPECT_FALSE(reader.Next().ok());
  EXPECT_TRUE(reader.Drain());
  Put("next", SlotEnd::kEnd);
  reader.Begin();
  EXPECT_EQ(*reader.Next(), "next");
}

TEST_F(RingTest, WhatIsNotReadIsPassedOver) {
  RingReader reader = Reader();
  Put("first", SlotEnd::kMore);
  Put("unread", SlotEnd::kMore);
  Put("unread", SlotEnd::kEnd);
  reader.Begin();
  EXPECT_TRUE(reader.Next().ok());
  EXPECT_TRUE(reader.Drain());
  Put("next", SlotEnd::kEnd);
  reader.Begin();
  EXPECT_EQ(*reader.Next(), "next");
  EXPECT_TRUE(reader.Drain());
}

TEST_F(RingTest, TheServerGoneEndsTheReading) {
  RingReader reader = Reader();
  reader.Begin();
  server_ = Descriptor();
  EXPECT_FALSE(reader.Next().ok());
}

// A hostile process cannot make the server's memory go away.
TEST_F(RingTest, TheMemoryKeepsItsSize) {
  EXPECT_NE(ftruncate(writer_.memory_number(), 0), 0);
  EXPECT_NE(ftruncate(writer_.memory_number(), RingMemory::kBytes + 1), 0);
}

// Nor make it wait: a count that can take no more is a broken promise.
TEST_F(RingTest, ACountThatIsFullIsSeen) {
  const std::uint64_t most = UINT64_MAX - 1;
  ASSERT_EQ(write(writer_.full_number(), &most, sizeof most), static_cast<ssize_t>(sizeof most));
  ASSERT_TRUE(writer_.TakeSlot());
  EXPECT_FALSE(writer_.Post(1, SlotEnd::kMore));
}

TEST_F(RingTest, ALengthBeyondTheSlotIsRefused) {
  ASSERT_TRUE(writer_.TakeSlot());
  ASSERT_TRUE(writer_.Post(kSlotBytes + 1, SlotEnd::kMore));
  RingReader reader = Reader();
  reader.Begin();
  EXPECT_FALSE(reader.Next().ok());
}

}  // namespace
}  // namespace macie_local::scan
