// The list of connections, the timer that walks it, and the orderly end.
#include "http/io_thread.h"

#include <boost/asio/post.hpp>
#include <exception>
#include <string>
#include <utility>

#include "base/log.h"
#include "http/session.h"

namespace macie_local::http {

IoThread::IoThread(const Limits& limits, gateway::Handler& handler, std::shared_ptr<const TlsContext> tls)
    : limits_(limits),
      handler_(handler),
      tls_(std::move(tls)),
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

void IoThread::Adopt(Socket socket, bool refuse) {
  try {
    boost::system::error_code ec;
    socket.non_blocking(true, ec);
    socket.set_option(boost::asio::ip::tcp::no_delay(true), ec);
    auto session = std::make_shared<Session>(shared_from_this(), std::move(socket));
    session->SetIndex(sessions_.size());
    if (!timer_armed_) ArmTimer();
    sessions_.push_back(session);
    session->Start(refuse);  // Throws nothing.
  } catch (const std::exception& bug) {
    Release();
    base::Log(base::LogLevel::kError, std::string("connection not taken: ") + bug.what());
  }
}

void IoThread::Remove(Session& session) {
  const std::size_t index = session.index();
  Release();
  if (index + 1 != sessions_.size()) {
    std::swap(sessions_[index], sessions_.back());
    sessions_[index]->SetIndex(index);
  }
  sessions_.pop_back();  // May destroy `session`.
  EndIfDrained();
}

void IoThread::RelieveAnswers() {
  while (limits_.answer_memory->is_overdrawn()) {
    std::shared_ptr<Session> slowest;
    for (const auto& session : sessions_) {
      if (session->unread_bytes() == 0) continue;
      const auto is_slower = [](const Session& one, const Session& other) {
        if (one.progress_tick() != other.progress_tick()) return one.progress_tick() < other.progress_tick();
        return one.unread_bytes() > other.unread_bytes();
      };
      if (!slowest || is_slower(*session, *slowest)) slowest = session;
    }
    if (!slowest) return;
    slowest->Close();
  }
}

void IoThread::Drain() {
  stopping_ = true;
  stop_tick_ = tick_count_;
  for (std::size_t i = sessions_.size(); i-- > 0;) {
    const std::shared_ptr<Session> session = sessions_[i];
    session->CloseIfIdle();
  }
  EndIfDrained();
}

// A connection that waits for its waiter has nothing pending in the context, so the guard holds until the list is
// empty.
void IoThread::EndIfDrained() {
  if (!stopping_ || !sessions_.empty()) return;
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
  // Backwards: a session that closes puts the last one, already seen, in its place.
  for (std::size_t i = sessions_.size(); i-- > 0;) {
    const std::shared_ptr<Session> session = sessions_[i];
    if (grace_over) {
      session->Close();
    } else {
      session->OnTick();
    }
  }
  if (!sessions_.empty()) ArmTimer();
}

}  // namespace macie_local::http
