// Reading is by hand (read_some into one flat buffer, MessageReader::Read()), an answer is one gathered write tried
// without blocking first, and deadlines are stamps that the thread's timer compares: the design that measured best (ADR
// 0002).
#include "http/session.h"

#include <algorithm>
#include <cstring>
#include <exception>
#include <utility>

#include "base/log.h"

namespace macie_local::http {
namespace {

constexpr std::size_t kBufferBytes = 4 * 1024;       // holds a signed SDK request
constexpr std::size_t kBufferBytesMax = 64 * 1024;   // of one read of a large body
constexpr std::size_t kBufferBytesKept = 16 * 1024;  // by a connection between requests
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

}  // namespace

// Holds the thread, so that delivering is safe at any time, but not the connection, which may be gone before the answer
// is there.
class Session::AnswerWaiter final : public base::Waiter {
 public:
  AnswerWaiter(std::shared_ptr<IoThread> io, std::weak_ptr<Session> session)
      : io_(std::move(io)), session_(std::move(session)) {}

  void Complete(base::Response response) override { io_->Deliver(session_, std::move(response)); }

 private:
  const std::shared_ptr<IoThread> io_;
  const std::weak_ptr<Session> session_;
};

template <class Entry>
void Session::Guarded(Self self, const Entry& entry) {
  const Self keep = self;
  try {
    entry(std::move(self));
  } catch (const std::exception& bug) {
    base::Log(base::LogLevel::kError, std::string("connection closed: ") + bug.what());
    keep->Close();
  }
}

Session::Session(std::shared_ptr<IoThread> io, Socket socket)
    : io_(std::move(io)),
      stream_(std::move(socket), io_->tls()),
      buffer_share_(io_->limits().request_memory),
      reader_(io_->handler(), io_->limits().header_bytes_max, io_->limits().keep_headers, io_->limits().request_memory),
      unread_share_(io_->limits().answer_memory) {}

void Session::Start(bool refuse) {
  Guarded(shared_from_this(), [refuse](Self self) {
    if (!self->stream_.is_tls()) return self->Begin(refuse);
    self->ShakeHands(self, refuse);
  });
}

void Session::ShakeHands(Self self, bool refuse) {
  if (io_->stopping()) return Close();
  SetPhase(Phase::kHandshaking);
  stream_.AsyncHandshake([shaken = std::move(self), refuse](const ErrorCode& ec) mutable {
    Guarded(std::move(shaken), [&](Self own) {
      Session& session = *own;
      if (session.phase_ == Phase::kClosed) return;
      if (ec) return session.Close();
      if (session.stream_.is_tls()) return session.Begin(refuse);
      session.Refuse({400, "This port speaks TLS; use https://."});
      session.SendLast(std::move(own));
    });
  });
}

void Session::Begin(bool refuse) {
  SetPhase(Phase::kIdle);
  Self self = shared_from_this();
  if (refuse) {
    Refuse({503, "The server has its most connections open, " + std::to_string(io_->limits().connections_max) +
                     ". Close some, reuse them, or start it with a larger limit."});
    return SendLast(std::move(self));
  }
  if (io_->stopping()) return Close();
  waiter_ = std::make_shared<AnswerWaiter>(io_, weak_from_this());
  StartRead(std::move(self));
}

void Session::OnTick() {
  const std::uint32_t age = io_->now() - stamp_;
  const Limits& limits = io_->limits();
  switch (phase_) {
    case Phase::kHandshaking:
      if (age > limits.request) Close();
      return;
    case Phase::kIdle:
      if (age > limits.idle) Close();
      return;
    case Phase::kReading:
      if (!HasTime(limits.request))
        Guarded(shared_from_this(), [](Self self) {
          Session& session = *self;
          session.RefuseLate(std::move(self));
        });
      return;
    case Phase::kWriting:
      if (age > limits.write || !HasTime(limits.write)) Close();
      return;
    case Phase::kLingering:
      if (age > limits.linger) Close();
      return;
    case Phase::kHandling:
    case Phase::kClosed:
      return;
  }
}

bool Session::HasTime(std::uint32_t span) const {
  return io_->now() - began_ <= span + moved_ / io_->limits().bytes_per_tick_min;
}

void Session::RefuseLate(Self self) {
  const Limits& limits = io_->limits();
  RefuseIncomplete(408, "The request was not complete within " + std::to_string(limits.request_timeout.count()) +
                            " milliseconds of its first byte and a further second for each " +
                            std::to_string(limits.bytes_per_second_min) + " bytes that came.");
  SendLast(std::move(self));
}

void Session::CloseIfIdle() {
  if (phase_ == Phase::kHandshaking || (phase_ == Phase::kIdle && !stream_.HasUnread())) Close();
}

void Session::Close() {
  if (phase_ == Phase::kClosed) return;
  phase_ = Phase::kClosed;
  delay_.reset();
  unread_share_.Resize(0);
  stream_.Close();
  io_->Remove(*this);
}

void Session::Advance(Self self) {
  for (;;) {
    switch (Parse()) {
      case Step::kMore:
        return StartRead(std::move(self));
      case Step::kContinue:
        interim_ = true;
        out_ = {boost::asio::const_buffer(kContinue.data(), kContinue.size())};
        out_next_ = 0;
        break;
      case Step::kRequest: {
        phase_ = Phase::kHandling;
        std::optional<base::Response> response = io_->handler().Handle(reader_.message()->Request(), waiter_);
        if (!response) return;
        SetAnswer(std::move(*response));
        if (Hold(self)) return;
        break;
      }
      case Step::kRefused:
        Refuse(reader_.refusal());
        break;
      case Step::kTurnedAway:
        closing_ = true;
        SetAnswer(reader_.TakeAnswer());
        break;
    }
    if (!Write(self)) return;
    if (closing_) return Linger(std::move(self));
    EndMessage();
  }
}

void Session::TakeAnswer(base::Response answer) {
  if (phase_ != Phase::kHandling) return;  // Closed meanwhile.
  Guarded(shared_from_this(), [&](Self self) {
    Session& session = *self;
    session.SetAnswer(std::move(answer));
    if (!session.Hold(self)) session.Send(std::move(self));
  });
}

bool Session::Hold(Self& self) {
  const base::Delivery delivery = answer_.delivery;
  if (delivery.delay.count() > 0) {
    answer_.delivery.delay = {};
    delay_ = std::make_unique<DelayTimer>(io_->context(), delivery.delay);
    delay_->async_wait([held = self](const ErrorCode&) mutable {
      Guarded(std::move(held), [](Self own) {
        Session& session = *own;
        if (session.phase_ != Phase::kHandling) return;  // Closed meanwhile.
        if (!session.Hold(own)) session.Send(std::move(own));
      });
    });
    return true;
  }
  if (delivery.cut == base::Delivery::Cut::kDrop) {
    Close();
    return true;
  }
  if (delivery.cut == base::Delivery::Cut::kTruncate) Truncate();
  return false;
}

// Keeps the Content-Length of the whole: that is what the client will miss.
void Session::Truncate() {
  closing_ = true;
  streamed_.reset();
  const bool bodied = out_.size() > 1;
  std::size_t rest = 0;
  for (std::size_t i = bodied ? 1 : 0; i < out_.size(); ++i) rest += out_[i].size();
  rest = (rest + 1) / 2;
  for (std::size_t i = bodied ? 1 : 0; i < out_.size(); ++i) {
    out_[i] = boost::asio::buffer(out_[i], rest);
    rest -= out_[i].size();
  }
}

// What is behind it in the buffer is not looked at.
void Session::SendLast(Self self) {
  if (Write(self)) Linger(std::move(self));
}

void Session::Send(Self self) {
  if (!Write(self)) return;
  if (closing_) return Linger(std::move(self));
  EndMessage();
  Advance(std::move(self));
}

Session::Step Session::Parse() {
  const bool begun = reader_.message() != nullptr;
  std::size_t used = 0;
  const Step step = reader_.Read(std::string_view(in_.get() + begin_, end_ - begin_), &used);
  begin_ += used;
  if (reader_.message() == nullptr) {
    if (phase_ != Phase::kIdle) SetPhase(Phase::kIdle);
  } else if (!begun || phase_ != Phase::kReading) {
    if (!begun) BeginTime();
    SetPhase(Phase::kReading);
  }
  return step;
}

// The message that has begun is waited for no longer.
void Session::RefuseIncomplete(int status, std::string message) {
  Refuse(reader_.Incomplete(std::string_view(in_.get() + begin_, end_ - begin_), {status, std::move(message)}));
}

// After this the connection cannot go on: where the next message begins is not known.
void Session::Refuse(const MessageReader::Refusal& refusal) {
  closing_ = true;
  SetAnswer(io_->handler().Refuse(refusal.status, refusal.message));
}

void Session::SetAnswer(base::Response response) {
  answer_ = std::move(response);
  const RequestParser* const message = reader_.message();
  const bool headed = message != nullptr && message->is_header_done();
  if (!headed || !message->keep_alive() || io_->stopping()) closing_ = true;
  const bool streams = answer_.body.source() != nullptr;
  Framing framing = streams ? Framing::kChunked : Framing::kLength;
  if (streams && headed && !message->http_11()) {
    framing = Framing::kClose;
    closing_ = true;
  }
  Persistence persistence = Persistence::kKeep;
  if (closing_) {
    persistence = Persistence::kClose;
  } else if (!message->http_11()) {
    persistence = Persistence::kKeepAlive10;
  }
  WriteResponseHead(answer_, persistence, framing, &head_);
  const bool bodied = StatusHasBody(answer_.status) && !(message != nullptr && message->method() == "HEAD");
  if (bodied && streams) {
    streamed_ = std::make_unique<StreamedBody>(answer_.body.source(), framing == Framing::kChunked);
    streamed_->Begin(answer_.body.size(), &head_);
  }
  out_ = {boost::asio::const_buffer(head_.data(), head_.size())};
  out_next_ = 0;
  if (!bodied) return;
  answer_.body.ForEachPiece([&](std::string_view bytes) { out_.emplace_back(bytes.data(), bytes.size()); });
}

void Session::EndMessage() {
  if (interim_) {
    interim_ = false;
    return;
  }
  reader_.EndMessage();
  answer_.body = base::Body();
  answer_.headers.clear();
  unread_share_.Resize(0);
  streamed_.reset();
  if (begin_ == end_) {
    begin_ = end_ = 0;
    if (capacity_ > (io_->limits().request_memory->is_half_taken() ? kBufferBytes : kBufferBytesKept)) {
      in_.reset();
      capacity_ = 0;
      buffer_share_.Resize(0);
    }
  }
}

void Session::StartRead(Self self) {
  if (phase_ == Phase::kIdle && io_->stopping()) return Close();
  if (begin_ != 0) {
    std::memmove(in_.get(), in_.get() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  // Of a body that fills what is read for it, the rest is read in larger pieces.
  const bool wants_larger =
      read_filled_ && !closing_ && reader_.message() != nullptr && reader_.message()->is_header_done();
  if ((end_ == capacity_ || wants_larger) && !GrowBuffer() && end_ == capacity_) {
    RefuseIncomplete(503,
                     "The requests that all connections have not sent whole take the memory that there is for them.");
    return SendLast(std::move(self));
  }
  reading_ = true;
  stream_.AsyncReadSome(boost::asio::buffer(in_.get() + end_, capacity_ - end_),
                        [reader = std::move(self)](const ErrorCode& ec, std::size_t bytes) mutable {
                          Guarded(std::move(reader), [&](Self own) {
                            Session& session = *own;
                            session.OnRead(std::move(own), ec, bytes);
                          });
                        });
}

// False when the budget has no more.
bool Session::GrowBuffer() {
  const std::size_t most = std::max(kBufferBytesMax, io_->limits().header_bytes_max) + 1;
  const std::size_t larger = std::min(std::max(kBufferBytes, capacity_ * 2), most);
  if (larger == capacity_) return true;
  // The first is everybody's: connections_max bounds it.
  if (!buffer_share_.Resize(larger - kBufferBytes)) return false;
  std::unique_ptr<char[]> grown(new char[larger]);  // Not make_unique: no need to clear it.
  if (end_ != 0) std::memcpy(grown.get(), in_.get(), end_);
  in_ = std::move(grown);
  capacity_ = larger;
  return true;
}

void Session::OnRead(Self self, const ErrorCode& ec, std::size_t bytes) {
  reading_ = false;
  read_filled_ = end_ + bytes == capacity_;
  if (phase_ == Phase::kClosed) return;
  if (closing_) {
    // The last answer is on its way or out. What still comes is read away, because closing over unread bytes would
    // reset the connection and could destroy the answer before the peer has read it.
    if (!ec) {
      begin_ = end_ = 0;
      return StartRead(std::move(self));
    }
    if (phase_ == Phase::kLingering) Close();
    return;
  }
  if (ec) {
    if (ec != boost::asio::error::eof || reader_.message() == nullptr) return Close();
    RefuseIncomplete(400, "The connection ended in the middle of the request.");
    return SendLast(std::move(self));
  }
  end_ += bytes;
  moved_ += bytes;
  Advance(std::move(self));
}

bool Session::Write(Self& self) {
  if (!interim_) BeginTime();
  ErrorCode ec;
  while (!ec) {
    Wrote(stream_.WriteSome(Rest(), ec));
    if (out_next_ != out_.size()) continue;
    if (!NextPiece()) return true;
    // By way of the context for each piece, so that the thread's other connections have their turns.
    SetPhase(Phase::kWriting);
    ContinueWrite(std::move(self));
    return false;
  }
  if (ec != boost::asio::error::would_block && ec != boost::asio::error::try_again) {
    Close();
    return false;
  }
  SetPhase(Phase::kWriting);
  ContinueWrite(std::move(self));
  return false;
}

bool Session::NextPiece() {
  if (!streamed_) return false;
  out_next_ = 0;
  if (streamed_->Next(&out_)) return true;
  streamed_.reset();
  return false;
}

void Session::Wrote(std::size_t bytes) {
  moved_ += bytes;
  while (out_next_ != out_.size()) {
    const std::size_t of_this = std::min(bytes, out_[out_next_].size());
    out_[out_next_] += of_this;
    bytes -= of_this;
    if (out_[out_next_].size() != 0) return;
    ++out_next_;
  }
}

void Session::ContinueWrite(Self self) {
  unread_share_.ResizeAnyway(answer_.body.size() + (streamed_ ? streamed_->piece_bytes() : 0));
  Stream& stream = self->stream_;
  const Unwritten rest = self->Rest();
  stream.AsyncWriteSome(rest, [writer = std::move(self)](const ErrorCode& ec, std::size_t bytes) mutable {
    Guarded(std::move(writer), [&](Self own) {
      Session& session = *own;
      session.OnWritten(std::move(own), ec, bytes);
    });
  });
  io_->RelieveAnswers();
}

void Session::OnWritten(Self self, const ErrorCode& ec, std::size_t bytes) {
  if (phase_ == Phase::kClosed) return;
  if (ec) return Close();
  Wrote(bytes);
  stamp_ = io_->now();
  if (out_next_ != out_.size() || NextPiece()) return ContinueWrite(std::move(self));
  if (closing_) return Linger(std::move(self));
  EndMessage();
  Advance(std::move(self));
}

void Session::Linger(Self self) {
  answer_.body = base::Body();
  unread_share_.Resize(0);
  ErrorCode ec;
  stream_.ShutDownSend(ec);
  if (ec == boost::asio::error::would_block) {
    SetPhase(Phase::kWriting);
    return stream_.AsyncWaitWritable([waiting = std::move(self)](const ErrorCode&) mutable {
      Guarded(std::move(waiting), [](Self own) {
        Session& session = *own;
        if (session.phase_ != Phase::kClosed) session.Linger(std::move(own));
      });
    });
  }
  SetPhase(Phase::kLingering);
  if (ec) return Close();
  begin_ = reading_ ? begin_ : 0;
  end_ = reading_ ? end_ : 0;
  if (!reading_) StartRead(std::move(self));
}

}  // namespace macie_local::http
