#include "detectc/shape.h"

#include <algorithm>
#include <string_view>

#include "detectc/table.h"

namespace macie_local::detectc {
namespace {

constexpr std::string_view kPlaces = "9AX";
constexpr std::string_view kSeparators = "-./ ";
constexpr char kSame = '~';  // the same separator wherever it stands: none, a space or a hyphen

struct Token {
  char character = 0;
  std::size_t least = 1;
  std::size_t most = 1;
};

// Reads "{3}" or "{3,5}" at `at`, and leaves `at` behind it.
void ReadCount(const std::string& where, const std::string& shape, std::size_t* at, Token* token) {
  const std::size_t end = shape.find('}', *at);
  if (end == std::string::npos) throw TableError(where + ": \"" + shape + "\" has a { without }");
  const std::string inside = shape.substr(*at + 1, end - *at - 1);
  const std::size_t comma = inside.find(',');
  const std::string first = inside.substr(0, comma);
  const std::string last = comma == std::string::npos ? first : inside.substr(comma + 1);
  for (const std::string& number : {first, last}) {
    if (number.empty() || number.size() > 2 || number.find_first_not_of("0123456789") != std::string::npos) {
      throw TableError(where + ": \"" + shape + "\" has {" + inside + "}; allowed are {n} and {m,n}, 1 to 99");
    }
  }
  token->least = std::stoul(first);
  token->most = std::stoul(last);
  if (token->least < 1 || token->least > token->most) {
    throw TableError(where + ": \"" + shape + "\" has {" + inside + "}, which is no range");
  }
  *at = end + 1;
}

std::vector<Token> Read(const std::string& where, const std::string& shape) {
  std::vector<Token> tokens;
  std::size_t at = 0;
  while (at < shape.size()) {
    Token token{.character = shape[at]};
    if ((std::string(kPlaces) + std::string(kSeparators) + kSame).find(token.character) == std::string::npos) {
      throw TableError(where + ": \"" + shape + "\" has '" + token.character +
                       "'; allowed are 9, A, X, the separators - . / and space, ~, {n}, {m,n} and ?");
    }
    ++at;
    if (at < shape.size() && shape[at] == '{') ReadCount(where, shape, &at, &token);
    if (at < shape.size() && shape[at] == '?') {
      token.least = 0;
      ++at;
    }
    tokens.push_back(token);
  }
  return tokens;
}

std::vector<std::string> WriteOut(const std::vector<Token>& tokens, const std::string& same) {
  std::vector<std::string> forms = {""};
  for (const Token& token : tokens) {
    std::vector<std::string> longer;
    for (const std::string& form : forms) {
      if (token.character == kSame) {
        longer.push_back(form + same);
        continue;
      }
      for (std::size_t count = token.least; count <= token.most; ++count) {
        longer.push_back(form + std::string(count, token.character));
      }
    }
    forms = std::move(longer);
  }
  return forms;
}

// A chain of one or two digits is passed over before it is looked up.
void CheckForm(const std::string& where, const std::string& flat) {
  const std::string shown = where + ": the form \"" + flat + "\" ";
  if (flat.size() < 2 || flat.size() > kShapeBytesMax) {
    throw TableError(shown + "has " + std::to_string(flat.size()) + " characters; allowed are 2 to " +
                     std::to_string(kShapeBytesMax));
  }
  if (flat.find_first_of("9X") == std::string::npos) throw TableError(shown + "has no digit");
  if (flat == "99") throw TableError(shown + "is two digits alone, which nothing looks at");
  for (std::size_t at = 0; at < flat.size(); ++at) {
    if (kSeparators.find(flat[at]) == std::string_view::npos) continue;
    const bool inner = at > 0 && at + 1 < flat.size();
    if (!inner || kSeparators.find(flat[at - 1]) != std::string_view::npos) {
      throw TableError(shown + "has a separator that is not between two characters");
    }
    const bool between_digits = flat[at - 1] == '9' && flat[at + 1] == '9';
    if ((flat[at] == '.' || flat[at] == '/') && !between_digits) {
      throw TableError(shown + "has '" + flat[at] + "' that is not between two digits");
    }
  }
}

}  // namespace

std::vector<std::string> Flatten(const std::string& where, const std::string& shape) {
  const std::vector<Token> tokens = Read(where, shape);
  std::vector<std::string> forms;
  const bool has_same = shape.find(kSame) != std::string::npos;
  for (const char* same : {"", " ", "-"}) {
    if (!has_same && *same != '\0') break;
    for (std::string& form : WriteOut(tokens, same)) {
      CheckForm(where, form);
      if (std::find(forms.begin(), forms.end(), form) == forms.end()) forms.push_back(std::move(form));
    }
  }
  return forms;
}

std::vector<Layout> LayoutsOf(const std::string& flat) {
  std::vector<Layout> layouts = {Layout{.digits = std::uint64_t{1} << flat.size(), .size = flat.size()}};
  for (std::size_t at = 0; at < flat.size(); ++at) {
    const std::uint64_t bit = std::uint64_t{1} << at;
    const std::size_t known = layouts.size();
    for (std::size_t n = 0; n < known; ++n) {
      if (flat[at] == 'X') layouts.push_back(layouts[n]);
      if (flat[at] == '9' || flat[at] == 'X') layouts[n].digits |= bit;
      if (kSeparators.find(flat[at]) != std::string_view::npos) layouts[n].joiners |= bit;
    }
  }
  return layouts;
}

}  // namespace macie_local::detectc
