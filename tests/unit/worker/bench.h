// What tests of workers share: objects in memory, and a stopwatch that the test moves.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/byte_stream.h"
#include "macie_local/ports.h"
#include "worker/worker.h"

namespace macie_local::worker {

// Stands until it is moved, or told to go on by a step at every reading: then what waits for something that never comes
// waits for some milliseconds, however long it means to.
class SteppingStopwatch : public Stopwatch {
 public:
  std::chrono::nanoseconds Elapsed() const override { return std::chrono::nanoseconds(now_ += step_); }
  void Move(std::chrono::nanoseconds by) { now_ += by.count(); }
  void SetStep(std::chrono::nanoseconds step) { step_ = step.count(); }

 private:
  mutable std::atomic<std::int64_t> now_{0};
  std::atomic<std::int64_t> step_{0};
};

// The text, in pieces of at most `piece` bytes. Before the first piece behind byte `call_at` it does `call`, once.
class PiecesStream : public base::ByteStream {
 public:
  struct Options {
    std::size_t piece = std::size_t{1} << 20;
    std::uint64_t call_at = 0;
    std::function<void()> call{};
    std::string failure{};  // at the end
  };
  PiecesStream(std::string_view text, Options options) : text_(text), options_(std::move(options)) {}

  base::Result<std::string_view> Next() override {
    if (given_ >= options_.call_at && options_.call) std::exchange(options_.call, nullptr)();
    const std::string_view piece = text_.substr(0, options_.piece);
    text_.remove_prefix(piece.size());
    given_ += piece.size();
    if (piece.empty() && !options_.failure.empty()) return base::Error(options_.failure);
    return piece;
  }

 private:
  std::string_view text_;
  Options options_;
  std::uint64_t given_ = 0;
};

// `text` outlives it.
inline OpenStream Open(std::string_view text, PiecesStream::Options options = {}) {
  return [text, options]() -> base::Result<std::unique_ptr<base::ByteStream>> {
    return std::unique_ptr<base::ByteStream>(std::make_unique<PiecesStream>(text, options));
  };
}

// Says that the object was read to its end.
inline bool WasRead(const Answer& answer) {
  return answer.kind == Answer::Kind::kResult && answer.result.status == scan::Status::kComplete;
}

// Says that the object was skipped, for this reason.
inline bool WasSkipped(const Answer& answer, std::string_view reason) {
  return answer.kind == Answer::Kind::kResult && answer.result.status == scan::Status::kSkipped &&
         answer.result.reason == reason;
}

}  // namespace macie_local::worker
