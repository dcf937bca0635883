// Writes the head of an answer: status line and header fields, up to the empty line.
#pragma once

#include <string>

#include "base/http_message.h"

namespace macie_local::http {

// Says whether the connection is kept, and how the head tells that.
enum class Persistence {
  kKeep,         // HTTP/1.1: nothing need be said
  kKeepAlive10,  // HTTP/1.0 client that asked for it: Connection: keep-alive
  kClose,        // Connection: close
};

// The way in which a client knows the end of the body.
enum class Framing {
  kLength,   // by Content-Length
  kChunked,  // by Transfer-Encoding: chunked
  kClose,    // by the end of the connection: what HTTP/1.0 has for a length that is not known
};

// Replaces `head` by the head of `response`. Control characters in the values of further headers become spaces, so that
// no value can end its line.
void WriteResponseHead(const base::Response& response, Persistence persistence, Framing framing, std::string* head);

// Returns false for the statuses whose answers end with their head (1xx, 204, 304).
bool StatusHasBody(int status);

}  // namespace macie_local::http
