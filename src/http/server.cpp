// Start, accept, stop. One acceptor deals connections to the I/O threads instead of SO_REUSEPORT on each: the kernel's
// hash loads threads unevenly when connections are few, and would let a second server bind the same port without an
// error.
#include "http/server.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <future>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "base/log.h"
#include "http/io_thread.h"
#include "http/session.h"

namespace macie_local::http {
namespace {

using boost::asio::ip::tcp;
using ErrorCode = boost::system::error_code;
using Acceptor = boost::asio::basic_socket_acceptor<tcp, Executor>;

constexpr unsigned kRefusedMax = 64;                    // connections over the limit that still get their 503
constexpr std::chrono::milliseconds kAcceptRetry{100};  // after the process ran out of descriptors

std::optional<boost::asio::ip::address> ParseHost(std::string host) {
  if (host == "localhost") host = "127.0.0.1";
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  ErrorCode ec;
  const auto address = boost::asio::ip::make_address(host, ec);
  if (ec) return std::nullopt;
  return address;
}

Limits LimitsOf(const ServerOptions& options, const base::Handler& handler) {
  const auto tick = std::max(options.tick, std::chrono::milliseconds(1));
  const auto ticks = [tick](std::chrono::milliseconds span) {
    return static_cast<std::uint32_t>((span + tick - std::chrono::milliseconds(1)) / tick);
  };
  return {.idle = ticks(options.idle_timeout),
          .request = ticks(options.request_timeout),
          .write = ticks(options.write_timeout),
          .linger = ticks(options.linger_timeout),
          .grace = ticks(options.stop_grace),
          .tick = tick,
          .request_timeout = options.request_timeout,
          .bytes_per_second_min = options.bytes_per_second_min,
          .bytes_per_tick_min = std::max<std::uint64_t>(
              options.bytes_per_second_min * static_cast<std::uint64_t>(tick.count()) / 1000, 1),
          .header_bytes_max = options.header_bytes_max,
          .connections_max = options.connections_max,
          .keep_headers = handler.NeedsHeaders(),
          .request_memory = std::make_shared<base::MemoryBudget>(options.request_memory_max),
          .answer_memory = std::make_shared<base::MemoryBudget>(options.answer_memory_max)};
}

base::Error CannotListen(const ServerOptions& options, const std::string& why) {
  return base::Error("Cannot listen on host " + options.host + ", port " + std::to_string(options.port) + ": " + why);
}

}  // namespace

class Server::Impl {
 public:
  Impl(const ServerOptions& options, base::Handler& handler) : connections_max_(options.connections_max) {
    const Limits limits = LimitsOf(options, handler);
    const auto connect = [](std::shared_ptr<IoThread> io, Socket socket) -> std::shared_ptr<Connection> {
      return std::make_shared<Session>(std::move(io), std::move(socket));
    };
    for (unsigned i = 0; i < std::max(options.threads, 1u); ++i) {
      threads_.push_back(std::make_shared<IoThread>(limits, handler, options.tls, connect));
    }
    acceptor_.emplace(threads_[0]->context().get_executor());
    retry_.emplace(threads_[0]->context().get_executor());
  }

  ErrorCode Listen(const tcp::endpoint& endpoint) {
    ErrorCode ec;
    if (acceptor_->open(endpoint.protocol(), ec)) return ec;
    if (acceptor_->set_option(boost::asio::socket_base::reuse_address(true), ec)) return ec;
    if (acceptor_->bind(endpoint, ec)) return ec;
    if (acceptor_->listen(boost::asio::socket_base::max_listen_connections, ec)) return ec;
    return ec;
  }

  std::uint16_t port() const { return acceptor_->local_endpoint().port(); }

  void Run() {
    Accept();
    for (const auto& thread : threads_) thread->Run();
  }

  void Stop() {
    const std::lock_guard lock(stop_mutex_);
    if (stopped_) return;
    stopped_ = true;
    // First no more connections are dealt, so that each thread sees its last one before it is told to end.
    auto closed = std::make_shared<std::promise<void>>();  // Shared: wait() may return before set_value() does.
    boost::asio::post(threads_[0]->context(), [this, closed] {
      ErrorCode ec;
      acceptor_->close(ec);
      retry_->cancel();
      closed->set_value();
    });
    closed->get_future().wait();
    for (const auto& thread : threads_) thread->BeginDrain();
    for (const auto& thread : threads_) thread->Join();
  }

 private:
  // The thread with the fewest connections; among equals the next in turn.
  IoThread& PickThread() {
    std::size_t best = next_ % threads_.size();
    for (std::size_t i = 1; i < threads_.size(); ++i) {
      const std::size_t other = (next_ + i) % threads_.size();
      if (threads_[other]->open() < threads_[best]->open()) best = other;
    }
    next_ = best + 1;
    return *threads_[best];
  }

  void Accept() {
    IoThread& target = PickThread();
    acceptor_->async_accept(target.context().get_executor(), [this, &target](const ErrorCode& ec, Socket socket) {
      if (!acceptor_->is_open()) return;
      if (ec) return OnAcceptError(ec);
      accept_failing_ = false;
      Deal(target, std::move(socket));
      Accept();
    });
  }

  void Deal(IoThread& target, Socket socket) {
    unsigned open = 0;
    for (const auto& thread : threads_) open += thread->open();
    if (open >= connections_max_ + kRefusedMax) return;
    target.Reserve();
    try {
      boost::asio::post(target.context(),
                        [&target, refuse = open >= connections_max_, taken = std::move(socket)]() mutable {
                          target.Adopt(std::move(taken), refuse);
                        });
    } catch (const std::exception& bug) {
      target.Release();
      base::Log(base::LogLevel::kError, std::string("connection not taken: ") + bug.what());
    }
  }

  // Out of descriptors or memory, the connection stays in the backlog and accept would fail again at once: wait a
  // little.
  void OnAcceptError(const ErrorCode& ec) {
    if (ec == boost::asio::error::connection_aborted) return Accept();
    if (!accept_failing_)
      base::Log(base::LogLevel::kWarn, "cannot accept a connection: " + ec.message() + "; trying again");
    accept_failing_ = true;
    retry_->expires_after(kAcceptRetry);
    retry_->async_wait([this](const ErrorCode& cancelled) {
      if (!cancelled && acceptor_->is_open()) Accept();
    });
  }

  const unsigned connections_max_;
  std::vector<std::shared_ptr<IoThread>> threads_;  // Before what lives on their contexts.
  std::optional<Acceptor> acceptor_;                // On thread 0, as all below.
  std::optional<boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                                  boost::asio::wait_traits<std::chrono::steady_clock>, Executor>>
      retry_;
  std::size_t next_ = 0;
  bool accept_failing_ = false;
  std::mutex stop_mutex_;
  bool stopped_ = false;
};

Server::Server() = default;

Server::~Server() {
  Stop();
}

base::Result<std::uint16_t> Server::Start(const ServerOptions& options, base::Handler& handler) {
  const auto address = ParseHost(options.host);
  if (!address) return CannotListen(options, "the host must be an IPv4 or IPv6 address or \"localhost\"");
  auto impl = std::make_unique<Impl>(options, handler);
  if (const ErrorCode ec = impl->Listen(tcp::endpoint(*address, options.port))) {
    return CannotListen(options, ec.message() + (ec == boost::asio::error::address_in_use
                                                     ? "; another server has it: stop that one or choose another port"
                                                     : ""));
  }
  const std::uint16_t port = impl->port();
  if (options.listening) options.listening(port);
  impl->Run();
  impl_ = std::move(impl);
  return port;
}

void Server::Stop() {
  if (impl_) impl_->Stop();
}

}  // namespace macie_local::http
