// Clients of the TLS tests: a TCP peer that sends what it likes, and OpenSSL's own client on top of one.
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "macie_local/ports.h"

namespace macie_local::http {

// Blocking; its reads give up after ten seconds.
class Peer {
 public:
  explicit Peer(std::uint16_t port) : fd_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int yes = 1;  // Else the first request waits for the handshake's acknowledgement.
    setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    const timeval patience{10, 0};
    setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    EXPECT_EQ(connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  }
  ~Peer() { close(fd_); }
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  // False when the server is gone.
  bool Send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  // What comes next; empty at the end.
  std::string Receive() {
    std::string bytes(65536, '\0');
    const ssize_t got = recv(fd_, bytes.data(), bytes.size(), 0);
    bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return bytes;
  }
  std::string ReceiveAll() {
    std::string all, part;
    while (!(part = Receive()).empty()) all += part;
    return all;
  }

 private:
  const int fd_;
};

struct TlsClientOptions {
  std::string ca{};                // PEM of the certificate to trust; empty: none
  std::string name = "localhost";  // what the server must be, a host name or an address
  Timestamp now{};                 // the time by which it judges certificates
  int version_max = 0;             // 0: the newest
  std::string protocols{};         // for ALPN, each after its length
  bool byte_by_byte = false;       // send each byte on its own
};

class TlsClient {
 public:
  TlsClient(std::uint16_t port, const TlsClientOptions& options)
      : peer_(port), byte_by_byte_(options.byte_by_byte), context_(SSL_CTX_new(TLS_client_method())) {
    if (!options.ca.empty()) {
      BIO* text = BIO_new_mem_buf(options.ca.data(), static_cast<int>(options.ca.size()));
      X509* ca = PEM_read_bio_X509(text, nullptr, nullptr, nullptr);
      EXPECT_EQ(X509_STORE_add_cert(SSL_CTX_get_cert_store(context_.get()), ca), 1);
      X509_free(ca);
      BIO_free(text);
    }
    SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_min_proto_version(context_.get(), TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context_.get(), options.version_max);
    SSL_CTX_set_cipher_list(context_.get(), "DEFAULT:@SECLEVEL=0");  // Else it would not even offer old versions.
    ssl_.reset(SSL_new(context_.get()));
    SSL_set_bio(ssl_.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_set_connect_state(ssl_.get());
    X509_VERIFY_PARAM* const expected = SSL_get0_param(ssl_.get());
    X509_VERIFY_PARAM_set_time(expected,
                               std::chrono::floor<std::chrono::seconds>(options.now).time_since_epoch().count());
    if (X509_VERIFY_PARAM_set1_ip_asc(expected, options.name.c_str()) != 1)
      SSL_set1_host(ssl_.get(), options.name.c_str());
    SSL_set_alpn_protos(ssl_.get(), reinterpret_cast<const unsigned char*>(options.protocols.data()),
                        static_cast<unsigned>(options.protocols.size()));
  }

  SSL* ssl() { return ssl_.get(); }
  Peer& peer() { return peer_; }
  // Why the last call failed.
  const std::string& reason() const { return reason_; }
  // The server said that it ends, by close_notify.
  bool ended_cleanly() { return (SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN) != 0; }

  // The first bytes of the handshake, not sent.
  std::string Hello() {
    SSL_do_handshake(ssl_.get());
    return TakeOutput();
  }
  bool Handshake() {
    return Run([this] { return SSL_do_handshake(ssl_.get()); });
  }
  bool Send(std::string_view bytes) {
    return Run([&] { return SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size())); });
  }
  bool SendEnd() { return SSL_shutdown(ssl_.get()) >= 0 && Flush(); }

  bool Fill() {
    char bytes[65536];
    int got = 0;
    if (!Run([&] { return got = SSL_read(ssl_.get(), bytes, sizeof bytes); })) return false;
    data_.append(bytes, static_cast<std::size_t>(got));
    return true;
  }
  std::string ReadAll() {
    while (Fill()) {
    }
    return std::move(data_);
  }
  // One answer with Content-Length; empty at the end of the connection.
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
  template <class Call>
  bool Run(Call call) {
    for (;;) {
      ERR_clear_error();
      const int result = call();
      const int error = result > 0 ? SSL_ERROR_NONE : SSL_get_error(ssl_.get(), result);
      if (error != SSL_ERROR_NONE && error != SSL_ERROR_WANT_READ) {
        const char* text = ERR_reason_error_string(ERR_peek_error());
        reason_ = text != nullptr ? text : "";
      }
      if (!Flush()) return false;
      if (error != SSL_ERROR_WANT_READ) return error == SSL_ERROR_NONE;
      const std::string more = peer_.Receive();
      if (more.empty()) BIO_set_mem_eof_return(SSL_get_rbio(ssl_.get()), 0);
      BIO_write(SSL_get_rbio(ssl_.get()), more.data(), static_cast<int>(more.size()));
    }
  }
  std::string TakeOutput() {
    BIO* const out = SSL_get_wbio(ssl_.get());
    std::string bytes(BIO_ctrl_pending(out), '\0');
    BIO_read(out, bytes.data(), static_cast<int>(bytes.size()));
    return bytes;
  }
  bool Flush() {
    const std::string bytes = TakeOutput();
    if (!byte_by_byte_) return peer_.Send(bytes);
    for (const char& c : bytes) {
      if (!peer_.Send(std::string_view(&c, 1))) return false;
    }
    return true;
  }

  struct Free {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
    void operator()(SSL* ssl) const { SSL_free(ssl); }
  };

  Peer peer_;
  const bool byte_by_byte_;
  std::unique_ptr<SSL_CTX, Free> context_;
  std::unique_ptr<SSL, Free> ssl_;
  std::string data_;
  std::string reason_;
};

}  // namespace macie_local::http
