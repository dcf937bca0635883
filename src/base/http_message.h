// What passes between the HTTP room and the gateway: a parsed request, and the answer to it. No sockets, no Boost.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/body.h"
#include "base/large_text.h"

namespace macie_local::base {

// The header fields of a request as sent: names in the sender's case, in the order sent, repeats apart; values without
// the blanks around them.
using Headers = std::span<const std::pair<std::string_view, std::string_view>>;

// One request. The views live only until Handle() returns; what must live longer is copied or decoded by then.
struct Request {
  std::string_view method;  // "GET"; upper case as sent
  std::string_view target;  // origin form, raw: path and query exactly as sent, nothing decoded
  // The values of these header fields; empty when the field is absent.
  std::string_view host;
  std::string_view authorization;
  std::string_view origin;
  std::string_view user_agent;
  std::string_view sec_fetch_site;
  std::string_view sec_fetch_mode;
  std::string_view sec_fetch_dest;
  std::string_view security_token;  // X-Amz-Security-Token
  bool from_inside = false;         // made by the program that embeds the emulator, which may do everything
  std::string_view body;            // whole; de-chunked by the HTTP room
  // What `body` views when it is long; whoever needs the body after Handle() may keep this instead of a copy.
  std::shared_ptr<const LargeText> long_body;
  // All of them, trailers apart. Of a PUT always, for they may tell of what is put; of others they are empty unless the
  // handler needs them.
  Headers headers;
};

// How an answer goes out; anything but at once and whole is a fault that somebody asked for (gateway/faults.h).
struct Delivery {
  enum class Cut : std::uint8_t {
    kWhole,
    kDrop,      // nothing is sent and the connection is closed
    kTruncate,  // the head and the first half of the body are sent (without a body: half of the head), then it is
                // closed
  };
  std::chrono::milliseconds delay{0};
  Cut cut = Cut::kWhole;
};

// One answer. The HTTP room adds the status line, Content-Length, and Connection where needed.
struct Response {
  int status = 200;
  std::string_view content_type;      // static storage; empty: no header, for answers without a body
  std::string_view error_type;        // static storage; x-amzn-ErrorType, empty: no header
  std::array<char, 36> request_id{};  // x-amzn-RequestId, a UUID
  std::vector<std::pair<std::string_view, std::string>> headers;  // further headers; names have static storage
  Body body;
  Delivery delivery;
};

// Takes the answer to a request that could not be answered at once. Complete() is called exactly once, on whatever
// thread; it must only hand the answer over (post it to the connection's own thread) and never throw.
class Waiter {
 public:
  virtual ~Waiter() = default;
  virtual void Complete(Response response) = 0;
};

// The gateway as the HTTP room sees it. Thread-safe: called from every I/O thread.
class Handler {
 public:
  virtual ~Handler() = default;

  // Answers at once, or returns nothing and answers through `waiter` later. Never throws.
  virtual std::optional<Response> Handle(const Request& request, const std::shared_ptr<Waiter>& waiter) = 0;

  // The answer to a request whose body is not worth reading, because its head alone is refused; nothing when the body
  // is to be read. Asked once the head is there and a body is to follow it.
  virtual std::optional<Response> TurnAway(const Request& head) const {
    (void)head;
    return std::nullopt;
  }

  // The largest body taken for this request line; asked once its head is read. A longer body is answered 413.
  virtual std::uint64_t BodyBytesMax(std::string_view method, std::string_view target) const = 0;

  // Whether Request::headers is to be filled; asked once, before the first request.
  virtual bool NeedsHeaders() const { return false; }

  // The answer to what never became a request: `status` is 400 (not HTTP), 408 (too slow), 413, 414/431 (head too
  // large), 503 (too many connections); `message` says what and the limit.
  virtual Response Refuse(int status, std::string_view message) const = 0;
};

}  // namespace macie_local::base
