// Writes the head of an answer: status line and header fields, up to the empty line.
#pragma once

#include <string>

#include "base/http_message.h"

namespace macie_local::http {

enum class Persistence {
  kKeep,         // HTTP/1.1: nothing need be said
  kKeepAlive10,  // HTTP/1.0 client that asked for it: Connection: keep-alive
  kClose,        // Connection: close
};

// How the end of the body is known.
enum class Framing {
  kLength,   // Content-Length
  kChunked,  // Transfer-Encoding: chunked
  kClose,    // by the end of the connection: what HTTP/1.0 has for a length that is not known
};

// Replaces `head`. Control characters in the values of further headers become spaces, so that no value can end its
// line.
void WriteResponseHead(const base::Response& response, Persistence persistence, Framing framing, std::string* head);

// False for the statuses whose answers end with their head (1xx, 204, 304).
bool StatusHasBody(int status);

}  // namespace macie_local::http
