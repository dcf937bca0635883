#include "worker/exchange.h"

#include <poll.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace macie_local::worker {
Exchange::Exchange(Process* process, const Stopwatch& stopwatch, const Patience& patience, int stop)
    : process_(*process), stopwatch_(stopwatch), patience_(patience), stop_(stop), began_(stopwatch.Elapsed()) {
  NoteProgress();
}

Exchange::End Exchange::Ask(scan::MessageKind kind, std::string_view body, const OpenStream& open,
                            std::size_t answer_bytes_max) {
  if (!scan::Send(process_.socket(), kind, body)) return End::kDied;
  open_ = &open;
  Open();
  return Await(answer_bytes_max);
}

Exchange::End Exchange::Await(std::size_t answer_bytes_max) {
  while (!answered_ || !handed_over_) {
    const std::optional<bool> handed_over = HandOver();
    if (!handed_over) return End::kDied;
    // Looked at after every slot, so that the rest of an object is not sent to a process that has its answer.
    if (const auto end = Look(!*handed_over, answer_bytes_max)) return *end;
    if (const auto end = CheckTime()) return *end;
  }
  return End::kAnswer;
}

void Exchange::Open() {
  ++readings_;
  asks_again_ = false;
  handed_over_ = false;
  piece_ = {};
  stream_.reset();
  source_failure_.reset();
  auto opened = (*open_)();
  if (opened.ok()) {
    stream_ = std::move(*opened);
  } else {
    source_failure_ = opened.error().text;
  }
  NoteProgress();
}

std::optional<bool> Exchange::HandOver() {
  if (handed_over_) return false;
  const auto slot = process_.ring().TakeSlot();
  if (!slot) return false;
  // A process that has answered, or wants to begin anew, takes what is left unread: it only waits for the end.
  if (answered_ || asks_again_) stream_.reset();
  const std::size_t size = stream_ ? Fill(*slot) : 0;
  handed_over_ = stream_ == nullptr;
  const scan::SlotEnd end = !handed_over_     ? scan::SlotEnd::kMore
                            : source_failure_ ? scan::SlotEnd::kFailed
                                              : scan::SlotEnd::kEnd;
  NoteProgress();
  if (!process_.ring().Post(size, end)) return std::nullopt;
  if (handed_over_ && asks_again_) Open();
  return true;
}

// Slots are filled to the brim, however small the pieces are.
std::size_t Exchange::Fill(std::span<char> slot) {
  std::size_t size = 0;
  while (size < slot.size()) {
    if (piece_.empty()) {
      auto piece = stream_->Next();
      if (!piece.ok()) source_failure_ = piece.error().text;
      if (!piece.ok() || piece->empty()) {
        stream_.reset();
        return size;
      }
      piece_ = *piece;
    }
    const std::size_t part = std::min(piece_.size(), slot.size() - size);
    std::memcpy(slot.data() + size, piece_.data(), part);
    piece_.remove_prefix(part);
    size += part;
  }
  return size;
}

std::optional<Exchange::End> Exchange::Look(bool wait, std::size_t answer_bytes_max) {
  std::array<pollfd, 3> waits{{{process_.socket(), POLLIN, 0}, {stop_, POLLIN, 0}, {-1, POLLIN, 0}}};
  if (!handed_over_) waits[2].fd = process_.ring().free_number();
  if (poll(waits.data(), waits.size(), wait ? static_cast<int>(patience_.look.count()) : 0) <= 0) return std::nullopt;
  if (waits[1].revents != 0) return End::kStopped;
  return waits[0].revents != 0 ? TakeMessages(answer_bytes_max) : std::nullopt;
}

std::optional<Exchange::End> Exchange::TakeMessages(std::size_t answer_bytes_max) {
  scan::Message message{scan::MessageKind::kReady, {}};
  const auto got = process_.receiver().Receive(scan::Receiver::Wait::kNo, answer_bytes_max, &message);
  if (got == scan::Receiver::Got::kEnd) return End::kDied;
  if (got == scan::Receiver::Got::kNothing) return std::nullopt;
  if (answered_ || asks_again_) return End::kDied;
  if (message.kind != scan::MessageKind::kRewind) {
    answer_ = std::move(message);
    answered_ = true;
    return std::nullopt;
  }
  if (open_ == nullptr || readings_ == scan::kReadingsMax) return End::kDied;
  asks_again_ = true;
  if (handed_over_) Open();
  return std::nullopt;
}

std::optional<Exchange::End> Exchange::CheckTime() {
  const std::uint64_t progress = process_.ring().progress();
  const std::chrono::nanoseconds now = stopwatch_.Elapsed();
  if (progress != progress_) {
    progress_ = progress;
    last_progress_ = now;
  }
  return now - last_progress_ > patience_.no_progress || now - began_ > patience_.whole ? std::optional(End::kHung)
                                                                                        : std::nullopt;
}

void Exchange::NoteProgress() {
  last_progress_ = stopwatch_.Elapsed();
}

}  // namespace macie_local::worker
