// What the tests over plain sockets share: a client, and answers for a handler to give.
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/http_message.h"

namespace macie_local::http {

inline base::Response Text(int status, std::string body) {
  base::Response response;
  response.status = status;
  response.content_type = "text/plain";
  response.body = std::move(body);
  return response;
}

// A blocking client whose reads give up after ten seconds.
class Client {
 public:
  explicit Client(std::uint16_t port) : fd_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval patience{10, 0};
    setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    EXPECT_EQ(connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  }
  ~Client() { Close(); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  void Close() {
    if (fd_ >= 0) close(fd_);
    fd_ = -1;
  }
  void HalfClose() { shutdown(fd_, SHUT_WR); }
  // False when the peer is gone, which a refused sender must expect.
  bool Send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  bool Fill() {
    char bytes[65536];
    const ssize_t got = recv(fd_, bytes, sizeof bytes, 0);
    if (got <= 0) return false;
    data_.append(bytes, static_cast<std::size_t>(got));
    return true;
  }
  // Reads some bytes and forgets them; 0 at the end of the connection.
  std::size_t TakeSome() {
    char bytes[65536];
    const ssize_t got = recv(fd_, bytes, sizeof bytes, 0);
    return got > 0 ? static_cast<std::size_t>(got) : 0;
  }
  bool HasNothing() {
    char byte;
    return data_.empty() && recv(fd_, &byte, 1, MSG_DONTWAIT | MSG_PEEK) < 0;
  }
  std::string ReadAll() {
    while (Fill()) {
    }
    return std::move(data_);
  }
  // One answer with Content-Length; head and body. Empty at the end of the connection.
  std::string ReadOne() {
    std::size_t end;
    while ((end = data_.find("\r\n\r\n")) == std::string::npos) {
      if (!Fill()) return {};
    }
    std::size_t size = end + 4;
    if (const auto at = data_.find("Content-Length: "); at < end) size += std::stoul(data_.substr(at + 16));
    while (data_.size() < size) {
      if (!Fill()) return {};
    }
    std::string one = data_.substr(0, size);
    data_.erase(0, size);
    return one;
  }
  std::string Ask(std::string_view request) { return Send(request) ? ReadOne() : std::string(); }

 private:
  int fd_;
  std::string data_;
};

inline bool Has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace macie_local::http
