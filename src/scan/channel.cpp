#include "scan/channel.h"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace macie_local::scan {
namespace {

// Of a packet: its kind, and whether it is its message's last.
constexpr std::size_t kHeadBytes = 2;
constexpr char kMore = 0;
constexpr char kLast = 1;

bool IsKind(char byte) {
  return byte >= static_cast<char>(MessageKind::kReady) && byte <= static_cast<char>(MessageKind::kObject);
}

}  // namespace

bool Send(int socket, MessageKind kind, std::string_view body) {
  std::string packet;
  do {
    const std::string_view part = body.substr(0, kPacketBytesMax - kHeadBytes);
    body.remove_prefix(part.size());
    packet.assign({static_cast<char>(kind), body.empty() ? kLast : kMore});
    packet.append(part);
    ssize_t sent = -1;
    do {
      sent = send(socket, packet.data(), packet.size(), MSG_NOSIGNAL);
    } while (sent < 0 && errno == EINTR);
    if (sent != static_cast<ssize_t>(packet.size())) return false;
  } while (!body.empty());
  return true;
}

Receiver::Got Receiver::Receive(Wait wait, std::size_t bytes_max, Message* message) {
  while (true) {
    // With MSG_TRUNC the kernel tells the length of the whole packet, so that a longer one is seen.
    const int flags = MSG_TRUNC | (wait == Wait::kNo ? MSG_DONTWAIT : 0);
    const ssize_t got = recv(socket_, packet_.data(), packet_.size(), flags);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return Got::kNothing;
    const auto size = static_cast<std::size_t>(std::max<ssize_t>(got, 0));
    if (size < kHeadBytes || size > packet_.size() || !IsKind(packet_[0])) return Got::kEnd;
    const auto kind = static_cast<MessageKind>(packet_[0]);
    if (kind_.value_or(kind) != kind || size - kHeadBytes > bytes_max - body_.size()) return Got::kEnd;
    kind_ = kind;
    body_.append(packet_, kHeadBytes, size - kHeadBytes);
    if (packet_[1] == kMore) continue;
    *message = {kind, std::exchange(body_, {})};
    kind_.reset();
    return Got::kMessage;
  }
}

}  // namespace macie_local::scan
