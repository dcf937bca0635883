#include "gateway/inquiries.h"

#include <utility>

namespace macie_local::gateway {

Inquiries::~Inquiries() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  asked_.notify_all();
  watched_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

bool Inquiries::Submit(std::function<void()> ask, std::function<void()> give_up) {
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.size() >= kWaitingMax) return false;
    auto question =
        std::make_shared<Question>(Question{std::move(ask), std::move(give_up), stopwatch_.Elapsed() + patience_});
    waiting_.push_back(question);
    unanswered_.push_back(std::move(question));
    if (threads_.empty()) {
      threads_.emplace_back([this] { Watch(); });
      for (std::size_t i = 0; i < kThreads; ++i) threads_.emplace_back([this] { Ask(); });
    }
  }
  asked_.notify_one();
  watched_.notify_one();
  return true;
}

void Inquiries::Ask() {
  std::unique_lock lock(mutex_);
  while (true) {
    asked_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    const std::shared_ptr<Question> question = std::move(waiting_.front());
    waiting_.pop_front();
    if (question->ended) continue;
    lock.unlock();
    question->ask();
    lock.lock();
    question->ended = true;
  }
}

void Inquiries::Watch() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    while (!unanswered_.empty() && unanswered_.front()->ended) unanswered_.pop_front();
    if (unanswered_.empty()) {
      watched_.wait(lock);
      continue;
    }
    const std::shared_ptr<Question> question = unanswered_.front();
    const std::chrono::nanoseconds left = question->until - stopwatch_.Elapsed();
    if (left.count() > 0) {
      watched_.wait_for(lock, left);
      continue;
    }
    unanswered_.pop_front();
    question->ended = true;
    lock.unlock();
    question->give_up();
    lock.lock();
  }
}

}  // namespace macie_local::gateway
