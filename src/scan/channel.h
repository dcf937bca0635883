// Messages between the server and the process that reads objects, over a socket that keeps their bounds
// (SOCK_SEQPACKET). A message is one packet or several, of which all but the last say that more follow.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace macie_local::scan {

enum class MessageKind : std::uint8_t {
  // From the process.
  kReady = 1,  // the version of its program: it is sealed, and waits
  kRefused,    // why it does not begin, or why it does not take the plan
  kTaken,      // the plan is taken: the managed identifiers in it that are not looked for
  kRewind,     // the bytes of the object once more, from the first
  kResult,     // of the object
  // To the process; the bytes come through the ring.
  kPlan,   // a plan follows; the seed of hashes, eight bytes
  kObject  // an object follows; its name
};

// An object is read so often at most: as what it seems to be, then with what was malformed as text.
inline constexpr int kReadingsMax = 8;

struct Message {
  MessageKind kind;
  std::string body;
};

inline constexpr std::size_t kPacketBytesMax = std::size_t{32} << 10;

// Sends a message, and waits while the socket is full. Returns false when the other side is gone. Raises no signal.
bool Send(int socket, MessageKind kind, std::string_view body);

// Puts packets together. For one thread.
class Receiver {
 public:
  explicit Receiver(int socket) : socket_(socket) {}

  enum class Got { kMessage, kNothing, kEnd };
  enum class Wait { kNo, kYes };
  // Reads what is there until a message is whole, and gives it to `message`. kNothing: none is whole yet (only with
  // Wait::kNo). kEnd: the other side is gone, or sends what is no message, or one of more than `bytes_max` bytes.
  Got Receive(Wait wait, std::size_t bytes_max, Message* message);

 private:
  int socket_;
  std::string packet_ = std::string(kPacketBytesMax, '\0');
  std::string body_;  // of the packets before
  std::optional<MessageKind> kind_;
};

}  // namespace macie_local::scan
