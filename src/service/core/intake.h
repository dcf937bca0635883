// Helpers for completing the records of a document: errors that begin with the place, and defaults.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "base/shared_text.h"

namespace macie_local::service {

// Returns the error "<where>: <what>". `where` is a place in the document
// ("accounts.123456789012.us-east-1.buckets[3]").
inline base::Error Wrong(const std::string& where, const std::string& what) {
  return base::Error(where + ": " + what);
}
// Returns the error "<where>.<member>: <what>".
inline base::Error Wrong(const std::string& where, std::string_view member, const std::string& what) {
  return Wrong(where + "." + std::string(member), what);
}

// Returns the error of work that runs long, when the store stops meanwhile (state::Transaction::stopping).
inline base::Error Stopping() {
  return base::Error("the emulator is stopping; nothing of this was applied");
}

// Sets the member to `value` when it is not there.
template <class T>
void Default(std::optional<T>* member, T value) {
  if (!*member) *member = std::move(value);
}

inline void Default(base::SharedText* member, std::string_view value) {
  if (!*member) *member = value;
}

// Returns what the member holds, after giving it a fresh value when it holds none. `member` is a std::optional or a
// base::Boxed.
template <class Optional>
auto& Made(Optional* member) {
  return *member ? **member : member->emplace();
}

}  // namespace macie_local::service
