// Reads a stream of bytes through http::MessageReader in pieces, as a connection would, and says what came of it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/http_message.h"
#include "http/message_reader.h"

namespace macie_local::http {

// Takes bodies of at most kBodyBytesMax, and turns those of /closed away; the reader asks it nothing else.
class PiecesHandler final : public base::Handler {
 public:
  static constexpr std::uint64_t kBodyBytesMax = 64;

  std::optional<base::Response> Handle(const base::Request&, const std::shared_ptr<base::Waiter>&) override {
    return std::nullopt;
  }
  std::optional<base::Response> TurnAway(const base::Request& head) const override {
    if (head.target != "/closed") return std::nullopt;
    base::Response response;
    response.status = 401;
    response.body = std::string(head.authorization);
    return response;
  }
  std::uint64_t BodyBytesMax(std::string_view, std::string_view) const override { return kBodyBytesMax; }
  base::Response Refuse(int, std::string_view) const override { return {}; }
};

struct PiecesOutcome {
  std::string answers;   // for each request all that was read of it; and why one was refused
  std::string statuses;  // of them, 200 for a request; apart by a blank
  int continues = 0;     // how often the client would have been told to continue

  void Add(int status, const std::string& answer) {
    answers += answer;
    if (!statuses.empty()) statuses += ' ';
    statuses += std::to_string(status);
  }
};

inline std::string Described(const RequestParser& message) {
  const base::Request request = message.Request();
  std::string line = "request";
  for (const std::string_view part :
       {request.method, request.target, request.host, request.authorization, request.origin, request.user_agent}) {
    line.append(" [").append(part).append("]");
  }
  for (const auto& [name, value] : request.headers) line.append(" ").append(name).append("=").append(value);
  line.append(" body [").append(request.body).append("]");
  return line.append(message.keep_alive() ? " keep\n" : " close\n");
}

// The peer closes after the last piece. `header_bytes_max` as for the reader.
inline PiecesOutcome ReadInPieces(std::span<const std::string_view> pieces, std::size_t header_bytes_max) {
  const PiecesHandler handler;
  MessageReader reader(handler, header_bytes_max, true);
  PiecesOutcome outcome;
  const auto refused = [&](const MessageReader::Refusal& refusal) {
    outcome.Add(refusal.status, "refused " + std::to_string(refusal.status) + " " + refusal.message + "\n");
  };
  // Each buffer is one of its own, so that a view of one that is gone is seen by AddressSanitizer.
  std::unique_ptr<char[]> buffer;
  std::size_t size = 0;
  for (const std::string_view piece : pieces) {
    std::unique_ptr<char[]> grown(new char[size + piece.size()]);
    std::copy_n(buffer.get(), size, grown.get());
    piece.copy(grown.get() + size, piece.size());
    buffer = std::move(grown);
    size += piece.size();
    std::size_t begin = 0;
    for (bool more = false; !more && begin != size;) {
      std::size_t used = 0;
      const auto step = reader.Read({buffer.get() + begin, size - begin}, &used);
      begin += used;
      switch (step) {
        case MessageReader::Step::kContinue:
          ++outcome.continues;
          more = true;
          break;
        case MessageReader::Step::kMore:
          more = true;
          break;
        case MessageReader::Step::kRequest: {
          outcome.Add(200, Described(*reader.message()));
          const bool keep = reader.message()->keep_alive();
          reader.EndMessage();
          if (!keep) return outcome;
          break;
        }
        case MessageReader::Step::kRefused:
          refused(reader.refusal());
          return outcome;
        case MessageReader::Step::kTurnedAway: {
          const base::Response answer = reader.TakeAnswer();
          outcome.Add(answer.status, "turned away with [" + answer.body.str() + "]\n");
          return outcome;
        }
      }
    }
    std::unique_ptr<char[]> rest(new char[size - begin]);
    std::copy(buffer.get() + begin, buffer.get() + size, rest.get());
    buffer = std::move(rest);
    size -= begin;
  }
  if (reader.message() != nullptr) {
    refused(reader.Incomplete({buffer.get(), size}, {400, "The connection ended in the middle of the request."}));
  }
  return outcome;
}

}  // namespace macie_local::http
