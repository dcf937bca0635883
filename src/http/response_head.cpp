// Heads are appended to one reused string: this runs for every answer, and the string keeps its memory.
#include "http/response_head.h"

#include <charconv>
#include <string_view>

namespace macie_local::http {
namespace {

// No answer is what a browser might take it for, or another site's page's to use or to frame; and the end of the head.
constexpr std::string_view kEnd =
    "X-Content-Type-Options: nosniff\r\nCross-Origin-Resource-Policy: same-origin\r\n"
    "Content-Security-Policy: frame-ancestors 'none'\r\n\r\n";

// The reason phrase is for people reading traces; an unknown status has none, which HTTP allows.
std::string_view StatusLine(int status) {
  switch (status) {
    case 200:
      return "HTTP/1.1 200 OK\r\n";
    case 201:
      return "HTTP/1.1 201 Created\r\n";
    case 202:
      return "HTTP/1.1 202 Accepted\r\n";
    case 204:
      return "HTTP/1.1 204 No Content\r\n";
    case 304:
      return "HTTP/1.1 304 Not Modified\r\n";
    case 400:
      return "HTTP/1.1 400 Bad Request\r\n";
    case 401:
      return "HTTP/1.1 401 Unauthorized\r\n";
    case 402:
      return "HTTP/1.1 402 Payment Required\r\n";
    case 403:
      return "HTTP/1.1 403 Forbidden\r\n";
    case 404:
      return "HTTP/1.1 404 Not Found\r\n";
    case 405:
      return "HTTP/1.1 405 Method Not Allowed\r\n";
    case 408:
      return "HTTP/1.1 408 Request Timeout\r\n";
    case 409:
      return "HTTP/1.1 409 Conflict\r\n";
    case 413:
      return "HTTP/1.1 413 Payload Too Large\r\n";
    case 414:
      return "HTTP/1.1 414 URI Too Long\r\n";
    case 415:
      return "HTTP/1.1 415 Unsupported Media Type\r\n";
    case 422:
      return "HTTP/1.1 422 Unprocessable Entity\r\n";
    case 429:
      return "HTTP/1.1 429 Too Many Requests\r\n";
    case 431:
      return "HTTP/1.1 431 Request Header Fields Too Large\r\n";
    case 500:
      return "HTTP/1.1 500 Internal Server Error\r\n";
    case 501:
      return "HTTP/1.1 501 Not Implemented\r\n";
    case 503:
      return "HTTP/1.1 503 Service Unavailable\r\n";
    default:
      return {};
  }
}

template <class Number>
void AppendNumber(Number number, std::string* out) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, number);
  out->append(digits, end.ptr);
}

void AppendValue(std::string_view value, std::string* out) {
  for (const char c : value) out->push_back(static_cast<unsigned char>(c) < 0x20 && c != '\t' ? ' ' : c);
}

}  // namespace

bool StatusHasBody(int status) {
  return status >= 200 && status != 204 && status != 304;
}

void WriteResponseHead(const base::Response& response, Persistence persistence, Framing framing, std::string* head) {
  head->clear();
  if (const std::string_view line = StatusLine(response.status); !line.empty()) {
    head->append(line);
  } else {
    head->append("HTTP/1.1 ");
    AppendNumber(response.status, head);
    head->append(" \r\n");
  }
  if (!response.content_type.empty()) {
    head->append("Content-Type: ").append(response.content_type).append("\r\n");
  }
  if (response.request_id[0] != '\0') {
    head->append("x-amzn-RequestId: ").append(response.request_id.data(), response.request_id.size()).append("\r\n");
  }
  if (!response.error_type.empty()) head->append("x-amzn-ErrorType: ").append(response.error_type).append("\r\n");
  for (const auto& [name, value] : response.headers) {
    head->append(name).append(": ");
    AppendValue(value, head);
    head->append("\r\n");
  }
  if (framing == Framing::kChunked) head->append("Transfer-Encoding: chunked\r\n");
  if (framing == Framing::kLength && StatusHasBody(response.status)) {
    head->append("Content-Length: ");
    AppendNumber(response.body.size(), head);
    head->append("\r\n");
  }
  if (persistence == Persistence::kClose) head->append("Connection: close\r\n");
  if (persistence == Persistence::kKeepAlive10) head->append("Connection: keep-alive\r\n");
  head->append(kEnd);
}

}  // namespace macie_local::http
