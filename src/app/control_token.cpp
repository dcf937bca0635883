#include "app/control_token.h"

#include <algorithm>
#include <string_view>

#include "app/files.h"

namespace macie_local::app {
namespace {

// What is wrong with the token, or nothing. A blank could not be told from those around a header's value.
std::optional<std::string> FindTokenMistake(std::string_view token) {
  const std::string must =
      "must be a token of 1 to " + std::to_string(kControlTokenBytesMax) + " visible ASCII characters; ";
  if (token.empty()) return must + "it is empty";
  if (token.size() > kControlTokenBytesMax) return must + std::to_string(token.size()) + " bytes given";
  const auto* const wrong = std::find_if(token.begin(), token.end(), [](char c) { return c <= ' ' || c > '~'; });
  if (wrong == token.end()) return std::nullopt;
  return must + "byte " + std::to_string(wrong - token.begin() + 1) + " is none";
}

void DropLineEnd(std::string* text) {
  if (text->ends_with('\n')) text->pop_back();
  if (text->ends_with('\r')) text->pop_back();
}

}  // namespace

base::Result<std::optional<std::string>> ReadControlToken(const Config& config) {
  constexpr std::string_view kOption = "--control-token-file";
  std::optional<std::string> token = config.control_token;
  if (config.control_token_file) {
    if (config.control_token_file->empty())
      return base::Error(std::string(kOption) + ": must name a file; it is empty");
    MACIE_TRY(token, ReadFile(kOption, *config.control_token_file));
    DropLineEnd(&*token);
  }
  if (!token) return token;
  const auto mistake = FindTokenMistake(*token);
  if (!mistake) return token;
  if (config.control_token_file) return FileFailure(kOption, *config.control_token_file, *mistake);
  return base::Error("MACIE_LOCAL_CONTROL_TOKEN: " + *mistake);
}

}  // namespace macie_local::app
