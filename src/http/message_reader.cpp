// A head that is not whole is parsed again from its first byte when its end is there. It is tried before that too, so
// that what is no HTTP at all is answered at once, but only each time it has doubled: the work stays linear in its
// size.
#include "http/message_reader.h"

#include <algorithm>
#include <utility>

namespace macie_local::http {
namespace {

using HttpError = boost::beast::http::error;

constexpr std::string_view kHeadEnd = "\r\n\r\n";

}  // namespace

MessageReader::Step MessageReader::Read(std::string_view input, std::size_t* used) {
  *used = 0;
  if (!parser_) {
    // Some clients end a body with a line end that belongs to nothing (RFC 9112, 2.2).
    while (*used < input.size() && (input[*used] == '\r' || input[*used] == '\n')) ++*used;
    if (*used == input.size()) return Step::kMore;
    BeginHead();
    tried_ = 0;
  }
  if (!parser_->is_header_done()) {
    const Step step = ReadHead(input.substr(*used), used);
    if (step != Step::kContinue) return step;
  }
  return ReadBody(input, used);
}

bool MessageReader::IsWorthATry(std::string_view head) {
  if (tried_ == 0 || head.size() / 2 >= tried_ || head.size() >= header_bytes_max_) return true;
  if (head.find(kHeadEnd, searched_) != head.npos) return true;
  searched_ = std::max(head.size(), kHeadEnd.size()) - kHeadEnd.size() + 1;
  return false;
}

// kContinue: with the body.
MessageReader::Step MessageReader::ReadHead(std::string_view input, std::size_t* used) {
  if (!IsWorthATry(input)) return Step::kMore;
  ErrorCode ec;
  const std::size_t head_bytes = parser_->Put(input, ec);
  if (ec == HttpError::need_more) {
    tried_ = input.size();
    searched_ = std::max(tried_, kHeadEnd.size()) - kHeadEnd.size();
    BeginHead();
    return Step::kMore;
  }
  if (ec) return Refuse(ec);
  *used += head_bytes;
  if (!parser_->is_done()) {
    answer_ = handler_.TurnAway(parser_->head());
    if (answer_) return Step::kTurnedAway;
  }
  const std::uint64_t limit = handler_.BodyBytesMax(parser_->method(), parser_->target());
  parser_->body_limit(limit);
  if (parser_->content_length().value_or(0) > limit) return Refuse(HttpError::body_limit);
  if (parser_->is_done()) return Step::kRequest;
  continue_due_ = parser_->expects_continue();
  return Step::kContinue;
}

MessageReader::Step MessageReader::ReadBody(std::string_view input, std::size_t* used) {
  if (*used == input.size() && continue_due_) {
    continue_due_ = false;
    parser_->KeepViews();
    return Step::kContinue;
  }
  continue_due_ = false;  // It did not wait.
  while (*used < input.size()) {
    ErrorCode ec;
    *used += parser_->Put(input.substr(*used), ec);
    if (ec == HttpError::need_more) break;
    if (ec) return Refuse(ec);
    if (parser_->is_done()) return Step::kRequest;
  }
  parser_->KeepViews();
  return Step::kMore;
}

MessageReader::Refusal MessageReader::Incomplete(std::string_view input, Refusal unless_wrong) {
  if (parser_->is_header_done() || input.empty()) return unless_wrong;
  BeginHead();
  ErrorCode ec;
  parser_->Put(input, ec);
  return ec == HttpError::need_more ? unless_wrong : RefusalOf(ec);
}

MessageReader::Step MessageReader::Refuse(const ErrorCode& ec) {
  refusal_ = RefusalOf(ec);
  return Step::kRefused;
}

MessageReader::Refusal MessageReader::RefusalOf(const ErrorCode& ec) const {
  if (ec == HttpError::header_limit) {
    const std::string than = " larger than " + std::to_string(header_bytes_max_) + " bytes.";
    if (parser_->is_header_done()) return {400, "A chunk's size line or the trailer is" + than};
    if (parser_->has_request_line()) return {431, "The request line and headers are" + than};
    return {414, "The request line is" + than};
  }
  if (ec == HttpError::body_limit) {
    const std::uint64_t limit = handler_.BodyBytesMax(parser_->method(), parser_->target());
    return {413, "The request body is larger than " + std::to_string(limit) + " bytes."};
  }
  if (!parser_->storage_failure().empty()) {
    return {503, "The request body can't be taken: " + parser_->storage_failure() + "."};
  }
  std::string what(parser_->refusal());
  if (what.empty()) what = ec.message();
  return {400, "The request is not valid HTTP/1.1: " + what + "."};
}

}  // namespace macie_local::http
