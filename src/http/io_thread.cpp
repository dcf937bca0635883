// The list of connections, the timer that walks it, and the orderly end.
#include "http/io_thread.h"

#include <boost/asio/post.hpp>
#include <exception>
#include <string>
#include <utility>

#include "base/log.h"

namespace macie_local::http {

IoThread::IoThread(const Limits& limits, base::Handler& handler, std::shared_ptr<const TlsContext> tls, Connect connect)
    : limits_(limits),
      handler_(handler),
      tls_(std::move(tls)),
      connect_(std::move(connect)),
      work_(context_.get_executor()),
      timer_(context_.get_executor()) {}

IoThread::~IoThread() = default;

void IoThread::Run() {
  thread_ = std::thread([this] {
    for (;;) {
      try {
        context_.run();
        return;
      } catch (const std::exception& bug) {
        // Sessions catch their own; this is the last net, so that one bug does not stop a thread's connections.
        base::Log(base::LogLevel::kError, std::string("I/O thread: ") + bug.what());
      }
    }
  });
}

void IoThread::Join() {
  if (thread_.joinable()) thread_.join();
}

void IoThread::BeginDrain() {
  boost::asio::post(context_, [this] { Drain(); });
}

void IoThread::Deliver(std::weak_ptr<Connection> to, base::Response answer) {
  {
    const std::lock_guard lock(answers_mutex_);
    answers_.push_back({std::move(to), std::move(answer)});
    if (answers_.size() > 1) return;
  }
  // Must not hold this: a context that nobody runs any more would keep itself alive.
  boost::asio::post(context_, [this] { HandOut(); });
}

void IoThread::HandOut() {
  {
    const std::lock_guard lock(answers_mutex_);
    handing_out_.swap(answers_);
  }
  for (Answer& answer : handing_out_) {
    if (const auto connection = answer.to.lock()) connection->TakeAnswer(std::move(answer.response));
  }
  handing_out_.clear();
}

void IoThread::Adopt(Socket socket, bool refuse) {
  try {
    boost::system::error_code ec;
    socket.non_blocking(true, ec);
    socket.set_option(boost::asio::ip::tcp::no_delay(true), ec);
    auto connection = connect_(shared_from_this(), std::move(socket));
    connection->SetIndex(connections_.size());
    if (!timer_armed_) ArmTimer();
    connections_.push_back(connection);
    connection->Start(refuse);  // Throws nothing.
  } catch (const std::exception& bug) {
    Release();
    base::Log(base::LogLevel::kError, std::string("connection not taken: ") + bug.what());
  }
}

void IoThread::Remove(Connection& connection) {
  const std::size_t index = connection.index();
  Release();
  if (index + 1 != connections_.size()) {
    std::swap(connections_[index], connections_.back());
    connections_[index]->SetIndex(index);
  }
  connections_.pop_back();  // May destroy `connection`.
  EndIfDrained();
}

void IoThread::RelieveAnswers() {
  while (limits_.answer_memory->is_overdrawn()) {
    std::shared_ptr<Connection> slowest;
    for (const auto& connection : connections_) {
      if (connection->unread_bytes() == 0) continue;
      const auto is_slower = [](const Connection& one, const Connection& other) {
        if (one.progress_tick() != other.progress_tick()) return one.progress_tick() < other.progress_tick();
        return one.unread_bytes() > other.unread_bytes();
      };
      if (!slowest || is_slower(*connection, *slowest)) slowest = connection;
    }
    if (!slowest) return;
    slowest->Close();
  }
}

void IoThread::Drain() {
  stopping_ = true;
  stop_tick_ = tick_count_;
  for (std::size_t i = connections_.size(); i-- > 0;) {
    const std::shared_ptr<Connection> connection = connections_[i];
    connection->CloseIfIdle();
  }
  EndIfDrained();
}

// A connection that waits for its waiter has nothing pending in the context, so the guard holds until the list is
// empty.
void IoThread::EndIfDrained() {
  if (!stopping_ || !connections_.empty()) return;
  timer_.cancel();
  work_.reset();
}

void IoThread::ArmTimer() {
  timer_armed_ = true;
  timer_.expires_after(limits_.tick);
  timer_.async_wait([this](const boost::system::error_code& ec) {
    timer_armed_ = false;
    if (!ec) Tick();
  });
}

void IoThread::Tick() {
  ++tick_count_;
  const bool grace_over = stopping_ && tick_count_ - stop_tick_ > limits_.grace;
  // Backwards: a connection that closes puts the last one, already seen, in its place.
  for (std::size_t i = connections_.size(); i-- > 0;) {
    const std::shared_ptr<Connection> connection = connections_[i];
    if (grace_over) {
      connection->Close();
    } else {
      connection->OnTick();
    }
  }
  if (!connections_.empty()) ArmTimer();
}

}  // namespace macie_local::http
