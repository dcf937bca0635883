// Error says why something failed that a caller can cause, or the world: a file, a database, a document.
#pragma once

#include <string>
#include <utility>

namespace macie_local::base {

// Why something failed, in words for a person. It says nothing of how a client of the API is answered: what is refused
// to one is a wire::Refusal. Neither becomes the other by itself.
struct Error {
  explicit Error(std::string why) : text(std::move(why)) {}

  std::string text;  // UTF-8; never holds a secret
};

}  // namespace macie_local::base
