// One question to a process, with the bytes that belong to it, and its answer.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/byte_stream.h"
#include "macie_local/ports.h"
#include "scan/channel.h"
#include "worker/process.h"

namespace macie_local::worker {

// Opens the bytes anew, from the first. The error says why there are none.
using OpenStream = std::function<base::Result<std::unique_ptr<base::ByteStream>>()>;

struct Patience {
  std::chrono::nanoseconds no_progress;  // while the process is waited for; a slow stream is not its fault
  std::chrono::nanoseconds whole;        // the exchange as a whole
  std::chrono::milliseconds look;        // how often to see whether there is progress, in real time
};

class Exchange {
 public:
  // `stop` becomes readable when the exchange is to end at once. All outlive it.
  Exchange(Process* process, const Stopwatch& stopwatch, const Patience& patience, int stop);

  enum class End {
    kAnswer,
    kDied,    // or broke its promise
    kHung,    // did nothing for too long, or took too long
    kStopped  // by `stop`
  };
  // Waits for a message of at most `answer_bytes_max`. After any other end than kAnswer the process is of no use any
  // more.
  End Await(std::size_t answer_bytes_max);
  // Sends the message and the bytes, again from the first when the process asks (at most scan::kReadingsMax times), and
  // waits for the answer.
  End Ask(scan::MessageKind kind, std::string_view body, const OpenStream& open, std::size_t answer_bytes_max);

  const scan::Message& answer() const { return answer_; }
  // Why the stream gave no more although it should, or nothing. Of what was asked the answer then tells a part.
  const std::optional<std::string>& source_failure() const { return source_failure_; }

 private:
  // Fills a slot and hands it over, if one is free and there is something to send. Returns whether it did, or nothing
  // when the process broke its promise.
  std::optional<bool> HandOver();
  std::size_t Fill(std::span<char> slot);
  // Looks for messages and for `stop`; with `wait` until there is something, or a slot, or `look` is over. Returns how
  // that ends the exchange, or nothing.
  std::optional<End> Look(bool wait, std::size_t answer_bytes_max);
  std::optional<End> TakeMessages(std::size_t answer_bytes_max);
  std::optional<End> CheckTime();
  void Open();
  void NoteProgress();

  Process& process_;
  const Stopwatch& stopwatch_;
  const Patience patience_;
  const int stop_;
  const OpenStream* open_ = nullptr;
  std::unique_ptr<base::ByteStream> stream_;  // null: it has ended
  std::string_view piece_;                    // of the stream, not yet handed over
  bool handed_over_ = true;                   // up to the slot that says so
  bool answered_ = false;
  bool asks_again_ = false;
  int readings_ = 0;
  scan::Message answer_{scan::MessageKind::kReady, {}};
  std::optional<std::string> source_failure_;
  std::uint64_t progress_ = 0;
  std::chrono::nanoseconds began_;
  std::chrono::nanoseconds last_progress_{};
};

}  // namespace macie_local::worker
