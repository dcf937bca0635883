#include "scan/channel.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <string>
#include <thread>

#include "scan/descriptor.h"

namespace macie_local::scan {
namespace {

constexpr std::size_t kBytesMax = std::size_t{1} << 20;

class ChannelTest : public testing::Test {
 protected:
  ChannelTest() {
    int pair[2] = {-1, -1};
    EXPECT_EQ(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair), 0);
    one_ = Descriptor(pair[0]);
    other_ = Descriptor(pair[1]);
  }
  void SendPacket(std::string_view packet) {
    EXPECT_EQ(send(one_.number(), packet.data(), packet.size(), MSG_NOSIGNAL), static_cast<ssize_t>(packet.size()));
  }
  Receiver::Got Receive(std::size_t bytes_max = kBytesMax) {
    return receiver().Receive(Receiver::Wait::kNo, bytes_max, &message_);
  }
  Receiver& receiver() {
    if (!receiver_) receiver_.emplace(other_.number());
    return *receiver_;
  }

  Descriptor one_;
  Descriptor other_;
  Message message_{MessageKind::kReady, ""};
  std::optional<Receiver> receiver_;
};

TEST_F(ChannelTest, MessagesComeWholeAndInOrder) {
  EXPECT_EQ(Receive(), Receiver::Got::kNothing);
  ASSERT_TRUE(Send(one_.number(), MessageKind::kObject, "a.csv"));
  ASSERT_TRUE(Send(one_.number(), MessageKind::kRewind, ""));
  ASSERT_EQ(Receive(), Receiver::Got::kMessage);
  EXPECT_EQ(message_.kind, MessageKind::kObject);
  EXPECT_EQ(message_.body, "a.csv");
  ASSERT_EQ(Receive(), Receiver::Got::kMessage);
  EXPECT_EQ(message_.kind, MessageKind::kRewind);
  EXPECT_EQ(message_.body, "");
}

TEST_F(ChannelTest, ALongMessageTakesSeveralPackets) {
  for (const std::size_t size : {kPacketBytesMax - 3, kPacketBytesMax - 2, kPacketBytesMax - 1, kBytesMax}) {
    std::string body(size, 'x');
    body.back() = 'y';
    std::thread sender([&] { EXPECT_TRUE(Send(one_.number(), MessageKind::kResult, body)); });
    EXPECT_EQ(receiver().Receive(Receiver::Wait::kYes, kBytesMax, &message_), Receiver::Got::kMessage);
    sender.join();
    EXPECT_TRUE(message_.body == body) << size;
  }
}

TEST_F(ChannelTest, AMessageOverTheBoundEnds) {
  ASSERT_TRUE(Send(one_.number(), MessageKind::kResult, std::string(100, 'x')));
  EXPECT_EQ(Receive(99), Receiver::Got::kEnd);
}

TEST_F(ChannelTest, WhatIsNoMessageEnds) {
  for (const std::string& packet : {std::string("\x01"), std::string(1, '\0') + "\x01", std::string("\x08\x01"),
                                    std::string("\xff\x01"), std::string(kPacketBytesMax + 1, '\x01')}) {
    SendPacket(packet);
    Receiver receiver(other_.number());
    EXPECT_EQ(receiver.Receive(Receiver::Wait::kNo, kBytesMax, &message_), Receiver::Got::kEnd);
  }
}

TEST_F(ChannelTest, PartsOfTwoKindsAreNoMessage) {
  SendPacket(std::string("\x05\x00part", 6));
  EXPECT_EQ(Receive(), Receiver::Got::kNothing);
  SendPacket(std::string("\x04\x01part", 6));
  EXPECT_EQ(Receive(), Receiver::Got::kEnd);
}

TEST_F(ChannelTest, TheOtherSideGoneIsTheEndAndNoSignal) {
  one_ = Descriptor();
  EXPECT_EQ(Receive(), Receiver::Got::kEnd);
  EXPECT_FALSE(Send(other_.number(), MessageKind::kReady, "x"));
}

}  // namespace
}  // namespace macie_local::scan
