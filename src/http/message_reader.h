// Reads the messages of one connection, one after the other, from bytes that arrive in any pieces. What it makes of
// them depends on the bytes alone and not on where the pieces begin and end; only whether a client is told to continue
// depends on that. No sockets.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/http_message.h"
#include "base/memory_budget.h"
#include "http/request_parser.h"

namespace macie_local::http {

class MessageReader {
 public:
  enum class Step : std::uint8_t {
    kMore,        // more bytes are needed
    kContinue,    // likewise, and the client waits to be told "100 Continue" before it sends them
    kRequest,     // message() is whole
    kRefused,     // refusal() says why; where the next message begins is not known
    kTurnedAway,  // likewise, because the handler answered by the head alone: TakeAnswer()
  };
  struct Refusal {
    int status = 0;
    std::string message;
  };

  // `handler` outlives this. `header_bytes_max`, which is at least 1, and `budget` as for RequestParser.
  MessageReader(const base::Handler& handler, std::size_t header_bytes_max, bool keep_headers,
                std::shared_ptr<base::MemoryBudget> budget = {})
      : handler_(handler),
        budget_(std::move(budget)),
        header_bytes_max_(header_bytes_max),
        keep_headers_(keep_headers) {}

  // `input` is what was not used of the last call's, and what came since. Sets `used` to how much of it is done with.
  // What message() views in the input holds until the input moves, which it may after kMore and kContinue.
  Step Read(std::string_view input, std::size_t* used);

  // Why the message that has begun is refused now that no more of it is waited for: for what is wrong with the part of
  // it that is there, else `unless_wrong`. `input` is what the last Read() left.
  Refusal Incomplete(std::string_view input, Refusal unless_wrong);

  // The message was answered; the next one begins.
  void EndMessage() { parser_.reset(); }

  // Null between messages.
  const RequestParser* message() const { return parser_ ? &*parser_ : nullptr; }
  const Refusal& refusal() const { return refusal_; }
  // Once, after kTurnedAway.
  base::Response TakeAnswer() { return *std::exchange(answer_, std::nullopt); }

 private:
  using ErrorCode = RequestParser::ErrorCode;

  void BeginHead() { parser_.emplace(header_bytes_max_, keep_headers_, budget_); }
  bool IsWorthATry(std::string_view head);
  Step ReadHead(std::string_view input, std::size_t* used);
  Step ReadBody(std::string_view input, std::size_t* used);
  Step Refuse(const ErrorCode& ec);
  Refusal RefusalOf(const ErrorCode& ec) const;

  const base::Handler& handler_;
  const std::shared_ptr<base::MemoryBudget> budget_;
  const std::size_t header_bytes_max_;
  std::optional<RequestParser> parser_;  // of the message being read or answered
  Refusal refusal_;
  std::optional<base::Response> answer_;
  std::size_t tried_ = 0;     // bytes of the head when it was last parsed in vain; 0: not yet
  std::size_t searched_ = 0;  // of its bytes, without finding its end
  const bool keep_headers_;
  bool continue_due_ = false;
};

}  // namespace macie_local::http
