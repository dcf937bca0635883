// A connection as its I/O thread sees it, and the socket that it has.
#pragma once

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstddef>
#include <cstdint>

#include "base/http_message.h"

namespace macie_local::http {

using Executor = boost::asio::io_context::executor_type;
// Typed sockets: the type-erased executor costs thousands of instructions a request (ADR 0002).
using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor>;

// Lives on one I/O thread; nothing here is thread-safe. Kept alive by the thread's list and by its pending operations.
class Connection {
 public:
  virtual ~Connection() = default;

  // Begins to read; when `refuse`, only answers 503 and closes. Throws nothing.
  virtual void Start(bool refuse) = 0;
  // Sends the answer to the request that is being served; does nothing when there is none any longer. Throws nothing.
  virtual void TakeAnswer(base::Response answer) = 0;
  // Closes the connection, or refuses its request, when its time is over. The thread calls it at each tick.
  virtual void OnTick() = 0;
  // Closes it unless a request is being served or is on its way in the socket.
  virtual void CloseIfIdle() = 0;
  // Closes it at once; pending operations end without effect.
  virtual void Close() = 0;

  // Returns how many bytes of an answer wait for the peer to read them.
  virtual std::size_t unread_bytes() const = 0;
  // Returns the tick at which the peer last took bytes of the answer, or its writing began.
  virtual std::uint32_t progress_tick() const = 0;

  // The connection's place in the thread's list, which the thread keeps.
  std::size_t index() const { return index_; }
  void SetIndex(std::size_t index) { index_ = index; }

 private:
  std::size_t index_ = 0;
};

}  // namespace macie_local::http
