// Stands in for macie-local-scan, sealed like it, and does with an object what the object's name says. Called by
// another name it does not even begin.
#include <unistd.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "macie_local/version.h"
#include "scan/channel.h"
#include "scan/frames.h"
#include "scan/ring.h"
#include "scanner/sandbox.h"

namespace macie_local::worker {
namespace {

using scan::MessageKind;

void Send(MessageKind kind, std::string_view body) {
  if (!scan::Send(scan::kSocketNumber, kind, body)) _exit(0);
}

void SendPacket(std::string_view packet) {
  if (write(scan::kSocketNumber, packet.data(), packet.size()) < 0) _exit(0);
}

void SendCount(std::uint64_t bytes) {
  scan::ObjectResult result;
  result.bytes = bytes;
  Send(MessageKind::kResult, scan::Encode(result, {}));
}

std::uint64_t CountAll(scan::RingReader* ring) {
  std::uint64_t bytes = 0;
  while (true) {
    const auto piece = ring->Next();
    if (!piece.ok() || piece->empty()) return bytes;
    bytes += piece->size();
  }
}

// Waits for what never comes: nobody else closes this end of the socket.
[[noreturn]] void Hang() {
  while (true) {
    char byte = 0;
    if (read(scan::kSocketNumber, &byte, 1) == 0) _exit(0);
  }
}

// Takes memory until there is none, and touches it.
[[noreturn]] void TakeMemory(scan::RingReader* ring) {
  std::vector<std::string> all;
  while (true) {
    all.emplace_back(std::size_t{8} << 20, 'x');
    ring->Progress();
  }
}

[[noreturn]] void WriteWithoutEnd() {
  // Of a result, and more follows.
  while (true) SendPacket(std::string("\x05\x00", 2) + std::string(16'000, 'x'));
}

// More readings than anybody is given.
constexpr int kReadingsWithoutEnd = 1'000'000;

void ReadAgain(scan::RingReader* ring, int readings) {
  std::uint64_t bytes = 0;
  for (int i = 0; i < readings; ++i) {
    bytes = CountAll(ring);
    Send(MessageKind::kRewind, "");
    ring->Drain();
    ring->Begin();
  }
  SendCount(bytes * 1000 + CountAll(ring));
}

void Behave(std::string_view name, scan::RingReader* ring) {
  if (name == "count") return SendCount(CountAll(ring));
  if (name == "early") return SendCount(0);
  if (name == "die") _exit(ring->Next().ok() ? 0 : 1);
  if (name == "hang") Hang();
  if (name == "take-memory") TakeMemory(ring);
  if (name == "write-without-end") WriteWithoutEnd();
  if (name == "no-message") return SendPacket("?");
  if (name == "another-kind") return Send(MessageKind::kObject, "");
  if (name == "no-result") return Send(MessageKind::kResult, "no result");
  if (name == "again" || name == "again-and-again") return ReadAgain(ring, name == "again" ? 1 : kReadingsWithoutEnd);
  while (name == "keep-busy") ring->Progress();
  if (name == "answer-and-hang") {
    SendCount(0);
    Hang();
  }
  if (name == "free-what-is-not") {
    const std::uint64_t many = 1'000'000;
    if (write(scan::kFreeNumber, &many, sizeof many) < 0) _exit(0);
    SendCount(CountAll(ring));
  }
}

int Run(std::string_view called) {
  if (called.ends_with("ends-at-once")) return 0;
  if (called.ends_with("hangs-at-once")) Hang();
  auto memory = scan::RingMemory::Map(scan::kMemoryNumber);
  if (!memory.ok()) return 1;
#if !defined(MACIE_SANITIZED)  // as macie-local-scan itself
  if (scanner::Seal({})) return 1;
#endif
  if (called.ends_with("refuses")) Send(MessageKind::kRefused, "because");
  Send(MessageKind::kReady, called.ends_with("is-old") ? "0.0.0" : kVersion);
  scan::RingReader ring(std::move(*memory), scan::kFreeNumber, scan::kFullNumber, scan::kSocketNumber);
  scan::Receiver receiver(scan::kSocketNumber);
  scan::Message message{MessageKind::kReady, ""};
  while (receiver.Receive(scan::Receiver::Wait::kYes, 4096, &message) == scan::Receiver::Got::kMessage) {
    ring.Begin();
    if (message.kind == MessageKind::kPlan) {
      CountAll(&ring);
      Send(MessageKind::kTaken, "FIRST_UNKNOWN\nSECOND_UNKNOWN\n");
    } else {
      Behave(message.body, &ring);
    }
    if (!ring.Drain()) return 0;
  }
  return 0;
}

}  // namespace
}  // namespace macie_local::worker

int main(int, char** argv) {
  _exit(macie_local::worker::Run(argv[0]));
}
