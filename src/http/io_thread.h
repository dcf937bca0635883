// One I/O thread: its io_context, the connections that live on it, and the one coarse timer that times them all.
#pragma once

#include <atomic>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "base/http_message.h"
#include "base/memory_budget.h"
#include "http/connection.h"
#include "http/tls_context.h"

namespace macie_local::http {

// The limits that hold for every connection, from ServerOptions.
struct Limits {
  // Timeouts in ticks of the timer: one is over when more than that many ticks came after its stamp.
  std::uint32_t idle, request, write, linger, grace;
  std::chrono::milliseconds tick;
  std::chrono::milliseconds request_timeout;  // said in the 408
  std::uint64_t bytes_per_second_min;         // said in the 408
  std::uint64_t bytes_per_tick_min;           // so many bytes of a request or an answer lengthen its time by a tick
  std::size_t header_bytes_max;
  unsigned connections_max;
  bool keep_headers;  // the handler needs them
  // Shared by all threads: memory for requests that are not whole, and for answers that wait for their readers.
  std::shared_ptr<base::MemoryBudget> request_memory, answer_memory;
};

// Run(), Join(), BeginDrain(), Deliver(), open(), Reserve() and Release() are for any thread, all else for the thread
// itself. The waiters of its connections share it: a waiter may be completed after the server is gone, and then posts
// to a context that nobody runs.
class IoThread : public std::enable_shared_from_this<IoThread> {
 public:
  // Makes a connection of a socket.
  using Connect = std::function<std::shared_ptr<Connection>(std::shared_ptr<IoThread> io, Socket socket)>;

  IoThread(const Limits& limits, base::Handler& handler, std::shared_ptr<const TlsContext> tls, Connect connect);
  ~IoThread();

  void Run();  // starts the thread
  void Join();
  void BeginDrain();  // the thread ends when its last connection has ended, at the latest after the grace

  // Hands an answer to the connection that waits for it, which may be gone. Answers that come together, as those of the
  // writes of one commit do, wake the thread once.
  void Deliver(std::weak_ptr<Connection> to, base::Response answer);

  // Returns how many connections there are, each counted from Reserve() until it closes.
  unsigned open() const { return open_.load(std::memory_order_relaxed); }
  void Reserve() { open_.fetch_add(1, std::memory_order_relaxed); }
  void Release() { open_.fetch_sub(1, std::memory_order_relaxed); }

  // Makes a connection of a socket that was Reserve()d for; when that fails, closes the socket and logs why. When
  // `refuse`, the connection only answers 503 and closes.
  void Adopt(Socket socket, bool refuse);
  // Takes a connection that has closed off the list, which may destroy it.
  void Remove(Connection& connection);
  // While the answers that wait for their readers take more than there is for them, closes the connection of this
  // thread whose reader has taken nothing for the longest time.
  void RelieveAnswers();

  boost::asio::io_context& context() { return context_; }
  base::Handler& handler() { return handler_; }
  const Limits& limits() const { return limits_; }
  const std::shared_ptr<const TlsContext>& tls() const { return tls_; }  // null: plain
  // Returns how many ticks the timer has made.
  std::uint32_t now() const { return tick_count_; }
  bool stopping() const { return stopping_; }

 private:
  struct Answer {
    std::weak_ptr<Connection> to;
    base::Response response;
  };

  void HandOut();
  void Drain();
  void ArmTimer();
  void Tick();
  void EndIfDrained();

  const Limits limits_;
  base::Handler& handler_;
  const std::shared_ptr<const TlsContext> tls_;
  const Connect connect_;
  boost::asio::io_context context_{1};
  boost::asio::executor_work_guard<Executor> work_;
  boost::asio::basic_waitable_timer<std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>,
                                    Executor>
      timer_;
  std::vector<std::shared_ptr<Connection>> connections_;
  std::mutex answers_mutex_;
  std::vector<Answer> answers_;  // delivered, not handed out yet; HandOut is on its way when there are any
  std::vector<Answer> handing_out_;
  std::atomic<unsigned> open_{0};
  std::uint32_t tick_count_ = 0;
  std::uint32_t stop_tick_ = 0;
  bool timer_armed_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace macie_local::http
