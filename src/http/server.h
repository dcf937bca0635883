// The HTTP/1.1 server, which reads requests from sockets and has a base::Handler answer them. It knows nothing of
// Macie: only the handler knows what the bytes mean.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/http_message.h"
#include "base/result.h"
#include "http/tls_context.h"

namespace macie_local::http {

struct ServerOptions {
  std::string host = "127.0.0.1";   // an IPv4 or IPv6 literal ("::1" or "[::1]"), or "localhost" (127.0.0.1)
  std::uint16_t port = 0;           // 0: any free port
  unsigned threads = 1;             // I/O threads, at least 1
  unsigned connections_max = 4096;  // open at once; one more is answered 503 and closed
  std::chrono::milliseconds request_timeout{30'000};  // first byte of a request to its last: else 408 and close
  std::chrono::milliseconds idle_timeout{75'000};     // between requests: then closed without a word
  std::chrono::milliseconds write_timeout{30'000};    // of an answer without any progress: then closed
  // Every so many bytes of a request lengthen request_timeout by a second, so that a long body over a slow link arrives
  // and one that drips does not hold its connection. An answer as a whole has write_timeout, and a second for every so
  // many bytes that the peer has taken. Must be at least 1.
  std::uint64_t bytes_per_second_min = 64 * 1024;
  std::chrono::milliseconds linger_timeout{2'000};  // for a peer to read the last answer and close
  std::chrono::milliseconds stop_grace{1'200};      // for requests in flight when Stop() is called
  std::chrono::milliseconds tick{500};              // how coarse all of these are: each may be late by up to one tick
  std::size_t header_bytes_max = 64 * 1024;         // request line and header fields: else 414 or 431
  // Bytes of memory that requests which are not whole take, of all connections together: beyond it their bodies go into
  // files, and heads of more than 4 KiB are answered 503.
  std::size_t request_memory_max = 16 << 20;
  // Bytes of memory that answers which wait to be read take, of all connections together: beyond it the connections
  // whose readers have taken nothing for the longest time are closed.
  std::size_t answer_memory_max = 32 << 20;
  std::shared_ptr<const TlsContext> tls{};  // speak only TLS, with this; null: plain HTTP
  // Start() calls this with the port once it is the server's, before the first request is taken. May be empty.
  std::function<void(std::uint16_t port)> listening{};
};

class Server {
 public:
  Server();
  ~Server();  // stops
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Listens, starts the threads, and returns the port. Fails when it can't listen: the host is not understood, or the
  // address is in use or not ours. `handler` must outlive Stop(). Call it once for a Server.
  base::Result<std::uint16_t> Start(const ServerOptions& options, base::Handler& handler);

  // Stops accepting, closes idle connections, lets requests in flight be answered (those that wait for a
  // base::Waiter too) until stop_grace has passed, closes the rest, and joins the threads. Any thread but the server's
  // own may call it, also more than once. Waiters may be completed, or just dropped, at any time, also after the Server
  // is gone.
  void Stop();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace macie_local::http
