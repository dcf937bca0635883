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

// For one thread at a time.
class MessageReader {
 public:
  enum class Step : std::uint8_t {
    kMore,        // more bytes are needed
    kContinue,    // more bytes are needed, and the client waits to be told "100 Continue" before it sends them
    kRequest,     // message() is whole
    kRefused,     // refusal() says why; where the next message begins is not known
    kTurnedAway,  // the handler answered by the head alone: TakeAnswer(); where the next message begins is not known
  };
  // The status and the message to give to Handler::Refuse().
  struct Refusal {
    int status = 0;
    std::string message;
  };

  // `handler` must outlive this. The others are as for RequestParser; `header_bytes_max` must be at least 1.
  MessageReader(const base::Handler& handler, std::size_t header_bytes_max, bool keep_headers,
                std::shared_ptr<base::MemoryBudget> budget = {})
      : handler_(handler),
        budget_(std::move(budget)),
        header_bytes_max_(header_bytes_max),
        keep_headers_(keep_headers) {}

  // Reads on, and returns what is to be done. `input` is what was not used of the last call's, and what came since;
  // sets `used` to how many bytes of it are done with. The input may move after kMore and kContinue; after the other
  // steps message() has views of it.
  Step Read(std::string_view input, std::size_t* used);

  // Returns why the message that has begun is refused when no more of it is waited for: what is wrong with the part of
  // it that is there, else `unless_wrong`. `input` is what the last Read() left.
  Refusal Incomplete(std::string_view input, Refusal unless_wrong);

  // Ends the message, which was answered, so that the next one begins.
  void EndMessage() { parser_.reset(); }

  // Returns the message being read or answered, or null between messages.
  const RequestParser* message() const { return parser_ ? &*parser_ : nullptr; }
  const Refusal& refusal() const { return refusal_; }
  // Returns the handler's answer. Call it once, after kTurnedAway.
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
  std::size_t searched_ = 0;  // bytes of the head that were searched without finding its end
  const bool keep_headers_;
  bool continue_due_ = false;
};

}  // namespace macie_local::http
