// A session is one connection, from accept to close: it reads requests, asks the handler, and writes the answers in
// order.
#pragma once

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/buffer.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/http_message.h"
#include "base/memory_budget.h"
#include "http/connection.h"
#include "http/io_thread.h"
#include "http/message_reader.h"
#include "http/response_head.h"
#include "http/stream.h"
#include "http/streamed_body.h"

namespace macie_local::http {

// Threads, and what keeps it alive: as Connection.
class Session : public Connection, public std::enable_shared_from_this<Session> {
 public:
  Session(std::shared_ptr<IoThread> io, Socket socket);

  void Start(bool refuse) override;
  void TakeAnswer(base::Response answer) override;
  void OnTick() override;
  void CloseIfIdle() override;
  void Close() override;
  std::size_t unread_bytes() const override { return phase_ == Phase::kWriting ? unread_share_.bytes() : 0; }
  std::uint32_t progress_tick() const override { return stamp_; }

 private:
  using Self = std::shared_ptr<Session>;
  using ErrorCode = boost::system::error_code;

  enum class Phase : std::uint8_t { kHandshaking, kIdle, kReading, kHandling, kWriting, kLingering, kClosed };
  using Step = MessageReader::Step;

  class AnswerWaiter;
  using DelayTimer = boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                                       boost::asio::wait_traits<std::chrono::steady_clock>, Executor>;

  // A view of buffers as Asio takes it; Asio writes 64 of them at a time.
  struct Unwritten {
    using value_type = boost::asio::const_buffer;
    using const_iterator = const boost::asio::const_buffer*;
    const_iterator first, last;
    const_iterator begin() const { return first; }
    const_iterator end() const { return last; }
  };

  // Every entry from the context, the timer or a waiter goes through here: what `entry` throws, given the session,
  // closes this connection and is logged. Else a session without a deadline would stay.
  template <class Entry>
  static void Guarded(Self self, const Entry& entry);

  void ShakeHands(Self self, bool refuse);
  void Begin(bool refuse);  // once bytes are what they will be: plain, or TLS that has shaken hands

  // The loop: parse, handle, write, as long as nothing has to be waited for. Iterative, so that a pipeline of any
  // length needs no stack.
  void Advance(Self self);
  Step Parse();
  void RefuseLate(Self self);
  void RefuseIncomplete(int status, std::string message);
  void Refuse(const MessageReader::Refusal& refusal);
  void SetAnswer(base::Response response);
  bool Hold(Self& self);  // returns true when the answer waits for its delay, or never goes out
  void Truncate();
  void Send(Self self);  // writes the answer and goes on with what follows it
  void SendLast(Self self);
  void EndMessage();

  void StartRead(Self self);
  bool GrowBuffer();
  void OnRead(Self self, const ErrorCode& ec, std::size_t bytes);
  bool Write(Self& self);  // returns true when all is written; false when it goes on later, or the connection closed
  bool NextPiece();        // returns false when there is none
  void ContinueWrite(Self self);
  void OnWritten(Self self, const ErrorCode& ec, std::size_t bytes);
  Unwritten Rest() const { return {out_.data() + out_next_, out_.data() + out_.size()}; }
  void Wrote(std::size_t bytes);
  void Linger(Self self);
  void BeginTime() {
    began_ = io_->now();
    moved_ = 0;
  }
  // Says whether the request or answer may take longer, with `span` ticks for it and what its bytes add.
  bool HasTime(std::uint32_t span) const;
  void SetPhase(Phase phase) {
    phase_ = phase;
    stamp_ = io_->now();
  }

  const std::shared_ptr<IoThread> io_;
  Stream stream_;
  std::shared_ptr<base::Waiter> waiter_;
  std::unique_ptr<DelayTimer> delay_;  // of an answer that a fault holds back

  std::unique_ptr<char[]> in_;      // [begin_, end_) is read and not yet parsed
  base::MemoryShare buffer_share_;  // of the request memory, for the part of in_ that not every connection has
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  MessageReader reader_;

  std::string head_;
  base::Response answer_;
  std::vector<boost::asio::const_buffer> out_;  // head_ and the pieces of answer_.body
  std::size_t out_next_ = 0;                    // the first buffer of out_ that is not all written
  std::unique_ptr<StreamedBody> streamed_;      // makes what follows out_; null: nothing follows
  base::MemoryShare unread_share_;              // of the answer memory, for what waits for the peer to read

  std::uint64_t moved_ = 0;  // bytes of the request that came, or of the answer that went
  std::uint32_t began_ = 0;  // tick at which the request or the answer began
  std::uint32_t stamp_ = 0;  // tick of the last change of phase, or of progress while writing
  Phase phase_ = Phase::kIdle;
  bool closing_ = false;      // the answer being written is the last; what still arrives is discarded
  bool reading_ = false;      // a read is pending
  bool read_filled_ = false;  // the last read left no room, so that there is much to come
  bool interim_ = false;      // what is being written is "100 Continue"
};

}  // namespace macie_local::http
