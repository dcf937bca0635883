// The TLS of one connection, on a non-blocking socket. It never waits: a call that cannot go on returns what it waits
// for, and is made again then. No Boost here; http/stream.h does the waiting.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "http/tls_context.h"

struct ssl_st;  // OpenSSL's SSL

namespace macie_local::http {

class TlsEngine {
 public:
  enum class Outcome : std::uint8_t {
    kDone,
    kWantRead,   // call again when the socket is readable
    kWantWrite,  // call again when the socket is writable, Write() with the same bytes
    kEnd,        // the peer sends no more
    kFailed,     // this connection is over
  };

  // Does not own the socket. Once the socket is closed, nothing here may be called any more.
  TlsEngine(std::shared_ptr<const TlsContext> context, int socket);
  ~TlsEngine();
  TlsEngine(const TlsEngine&) = delete;
  TlsEngine& operator=(const TlsEngine&) = delete;

  Outcome Handshake();
  // Reads at most `size` bytes, and when done sets `bytes` to how many, at least 1. One record of the peer gives at
  // most 16 KiB.
  Outcome Read(char* into, std::size_t size, std::size_t* bytes);
  // Writes at most one record of kRecordBytes, and when done sets `bytes` to how many bytes of `from` it took. Requires
  // that `size` is not 0.
  Outcome Write(const char* from, std::size_t size, std::size_t* bytes);
  // Sends close_notify, once; does not wait for the peer's. Does nothing before the handshake or after a failure.
  Outcome SendEnd();

  // Says whether bytes were read from the socket that Read() has not given out; they may be less than a record.
  bool has_pending() const;

  static constexpr std::size_t kRecordBytes = 16 * 1024;

 private:
  struct SocketBio;

  Outcome OutcomeOf(int result);

  const std::shared_ptr<const TlsContext> context_;
  const int socket_;
  ssl_st* const ssl_;
  bool socket_ended_ = false;
  bool failed_ = false;
  bool end_sent_ = false;
};

}  // namespace macie_local::http
