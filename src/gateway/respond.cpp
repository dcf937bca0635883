#include "gateway/respond.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

#include "base/text.h"
#include "base/utf8.h"

namespace macie_local::gateway {
namespace {

// What another source makes, and a line end.
class EndedLines : public base::BodySource {
 public:
  EndedLines(std::shared_ptr<base::BodySource> source, char last) : source_(std::move(source)), last_(last) {}

  bool Next(std::string* piece) override {
    const std::size_t before = piece->size();
    const bool more = source_->Next(piece);
    if (piece->size() > before) last_ = piece->back();
    if (!more && last_ != '\n') piece->push_back('\n');
    return more;
  }

 private:
  const std::shared_ptr<base::BodySource> source_;
  char last_;  // of all bytes so far
};

}  // namespace

Response StartResponse(IdSource& request_ids) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::array<std::uint8_t, 16> bytes;
  request_ids.Fill(bytes);
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0F) | 0x40);  // version 4
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3F) | 0x80);  // variant 1
  Response response;
  std::size_t at = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) response.request_id[at++] = '-';
    response.request_id[at++] = kHex[bytes[i] >> 4];
    response.request_id[at++] = kHex[bytes[i] & 15];
  }
  return response;
}

void FillBody(int status, base::Body body, Response* response) {
  response->status = status;
  response->content_type = kJson;
  response->body = std::move(body);
}

void FillRefusal(const wire::Refusal& refusal, Response* response) {
  response->error_type = refusal.shape.get().name;
  FillMessage(refusal.shape.get().http_status, refusal.text, response);
}

void FillMessage(int status, std::string_view message, Response* response) {
  std::string body = "{\"message\":";
  // What a request gave and the message repeats may be any bytes; JSON is UTF-8.
  base::AppendJsonString(base::IsUtf8(message) ? message : std::string_view(base::MendUtf8(message)), &body);
  body.push_back('}');
  FillBody(status, std::move(body), response);
}

void EndLine(base::Body* body) {
  char last = '\n';  // of nothing: no line is begun
  body->ForEachPiece([&](std::string_view bytes) { last = bytes.back(); });
  if (body->source()) {
    body->set_source(std::make_shared<EndedLines>(body->source(), last));
  } else if (last != '\n') {
    body->Append("\n");
  }
}

}  // namespace macie_local::gateway
