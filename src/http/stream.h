// A stream is what a connection reads and writes: its socket, or TLS on it. The plain path is the socket's own, behind
// one branch. It lives on its connection's thread.
#pragma once

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <cstddef>
#include <cstring>
#include <memory>
#include <utility>

#include "http/connection.h"
#include "http/tls_engine.h"

namespace macie_local::http {

// Handlers are called from the io_context only, never from within the call that takes them, and own what keeps the
// stream alive. After Close() they come with an error.
class Stream {
 public:
  using ErrorCode = boost::system::error_code;

  // `socket` must be non-blocking. Speaks TLS when `tls` is not null.
  Stream(Socket socket, const std::shared_ptr<const TlsContext>& tls) : socket_(std::move(socket)) {
    if (tls) tls_ = std::make_unique<TlsEngine>(tls, socket_.native_handle());
  }

  bool is_tls() const { return tls_ != nullptr; }

  // Shakes hands, then calls handler(ErrorCode). When the peer's first byte does not begin TLS, the stream turns plain,
  // with nothing read yet, and that is no error. Requires is_tls().
  template <class Handler>
  void AsyncHandshake(Handler handler) {
    Await(
        Outcome::kWantRead,
        [this](std::size_t*) {
          if (!TurnPlainUnlessTls()) return tls_->Handshake();
          return Outcome::kDone;
        },
        [handler = std::move(handler)](const ErrorCode& ec, std::size_t) mutable { handler(ec); });
  }

  // These three do what the socket's async_read_some, write_some and async_write_some do.
  template <class Handler>
  void AsyncReadSome(boost::asio::mutable_buffer into, Handler handler) {
    if (!tls_) return socket_.async_read_some(into, std::move(handler));
    auto attempt = [this, into](std::size_t* bytes) {
      return tls_->Read(static_cast<char*>(into.data()), into.size(), bytes);
    };
    if (!tls_->has_pending()) return Await(Outcome::kWantRead, attempt, std::move(handler));
    boost::asio::post(socket_.get_executor(), [this, attempt, handler = std::move(handler)]() mutable {
      Try(ErrorCode(), attempt, std::move(handler));
    });
  }

  template <class Buffers>
  std::size_t WriteSome(const Buffers& buffers, ErrorCode& ec) {
    if (!tls_) return socket_.write_some(buffers, ec);
    std::size_t bytes = 0;
    ec = ErrorOf(WriteRecord(buffers, &bytes));
    return bytes;
  }

  template <class Buffers, class Handler>
  void AsyncWriteSome(const Buffers& buffers, Handler handler) {
    if (!tls_) return socket_.async_write_some(buffers, std::move(handler));
    Await(
        Outcome::kWantWrite, [this, buffers](std::size_t* bytes) { return WriteRecord(buffers, bytes); },
        std::move(handler));
  }

  // Tells the peer that nothing more comes; reading goes on. Sets `ec` to would_block when it must be called again once
  // the socket is writable.
  void ShutDownSend(ErrorCode& ec) {
    if (tls_ && IsWant(tls_->SendEnd())) {
      ec = boost::asio::error::would_block;
    } else {
      socket_.shutdown(Socket::shutdown_send, ec);
    }
  }

  // Calls handler(ErrorCode) once the socket is writable.
  template <class Handler>
  void AsyncWaitWritable(Handler handler) {
    socket_.async_wait(Socket::wait_write, std::move(handler));
  }

  // Says whether bytes of the peer are there that were not read.
  bool HasUnread() {
    ErrorCode ec;
    return (tls_ && tls_->has_pending()) || (socket_.available(ec) != 0 && !ec);
  }

  // Closes the socket at once; over TLS the peer is told, if the socket takes that without waiting.
  void Close() {
    if (tls_ && socket_.is_open()) tls_->SendEnd();
    ErrorCode ec;
    socket_.close(ec);
  }

 private:
  using Outcome = TlsEngine::Outcome;

  static bool IsWant(Outcome outcome) { return outcome == Outcome::kWantRead || outcome == Outcome::kWantWrite; }

  static ErrorCode ErrorOf(Outcome outcome) {
    if (outcome == Outcome::kDone) return {};
    if (IsWant(outcome)) return boost::asio::error::would_block;
    if (outcome == Outcome::kEnd) return boost::asio::error::eof;
    return boost::asio::error::connection_reset;
  }

  // Calls attempt(&bytes), which returns an Outcome, each time the socket is ready as the last one wants, until that
  // wants no more.
  template <class Attempt, class Handler>
  void Await(Outcome want, Attempt attempt, Handler handler) {
    socket_.async_wait(want == Outcome::kWantWrite ? Socket::wait_write : Socket::wait_read,
                       [this, attempt, handler = std::move(handler)](const ErrorCode& ec) mutable {
                         Try(ec, attempt, std::move(handler));
                       });
  }

  template <class Attempt, class Handler>
  void Try(ErrorCode ec, Attempt attempt, Handler handler) {
    // The descriptor of a closed socket may be another connection's by now.
    if (!socket_.is_open()) ec = boost::asio::error::operation_aborted;
    std::size_t bytes = 0;
    if (!ec) {
      const Outcome outcome = attempt(&bytes);
      if (IsWant(outcome)) return Await(outcome, attempt, std::move(handler));
      ec = ErrorOf(outcome);
    }
    handler(ec, bytes);
  }

  bool TurnPlainUnlessTls() {
    if (peer_began_) return false;
    constexpr unsigned char kHandshakeRecord = 0x16;
    unsigned char first = kHandshakeRecord;
    ErrorCode ec;
    if (socket_.receive(boost::asio::buffer(&first, 1), Socket::message_peek, ec) == 1) peer_began_ = true;
    if (first == kHandshakeRecord) return false;
    tls_.reset();
    return true;
  }

  // Many small pieces become one record. A record tried again is put together from the same pieces, so it is the same.
  template <class Buffers>
  Outcome WriteRecord(const Buffers& buffers, std::size_t* bytes) {
    std::array<char, TlsEngine::kRecordBytes> record;
    std::size_t size = 0;
    for (const boost::asio::const_buffer piece : buffers) {
      if (size == 0 && piece.size() >= record.size()) {
        return tls_->Write(static_cast<const char*>(piece.data()), piece.size(), bytes);
      }
      const std::size_t part = std::min(piece.size(), record.size() - size);
      std::memcpy(record.data() + size, piece.data(), part);
      size += part;
      if (size == record.size()) break;
    }
    return size == 0 ? Outcome::kDone : tls_->Write(record.data(), size, bytes);
  }

  Socket socket_;
  std::unique_ptr<TlsEngine> tls_;
  bool peer_began_ = false;
};

}  // namespace macie_local::http
