// Private keys of several lines.
#include <array>

#include "detect/matchers.h"

namespace macie_local::detect {
namespace {

constexpr std::string_view kBegin = "-----BEGIN ";
constexpr std::int64_t kBodyBytesMin = 32;  // a shorter one is an example or a remark about keys
constexpr int kBodyLinesMax = 600;
constexpr std::int64_t kLineBytesMax = 4096;

// What stands between "-----BEGIN " and "-----".
struct Label {
  table::Matcher kind;
  std::string_view header;  // with the hyphens behind it
  std::string_view footer;
};
constexpr std::array kLabels = {
    Label{table::Matcher::kOpensshKey, "OPENSSH PRIVATE KEY-----", "-----END OPENSSH PRIVATE KEY-----"},
    Label{table::Matcher::kPgpKey, "PGP PRIVATE KEY BLOCK-----", "-----END PGP PRIVATE KEY BLOCK-----"},
    Label{table::Matcher::kPkcsKey, "PRIVATE KEY-----", "-----END PRIVATE KEY-----"},
    Label{table::Matcher::kPkcsKey, "RSA PRIVATE KEY-----", "-----END RSA PRIVATE KEY-----"},
    Label{table::Matcher::kPkcsKey, "DSA PRIVATE KEY-----", "-----END DSA PRIVATE KEY-----"},
    Label{table::Matcher::kPkcsKey, "EC PRIVATE KEY-----", "-----END EC PRIVATE KEY-----"},
    Label{table::Matcher::kPkcsKey, "ENCRYPTED PRIVATE KEY-----", "-----END ENCRYPTED PRIVATE KEY-----"}};

// Reads a PuTTY key line by line, from a place on. Each function is false, and the reader done, at the first surprise.
class LineReader {
 public:
  LineReader(const View& view, std::int64_t at) : view_(view), at_(at) {}

  std::int64_t at() const { return at_; }

  bool Literal(std::string_view literal) {
    if (!view_.At(at_, literal)) return false;
    at_ += static_cast<std::int64_t>(literal.size());
    return true;
  }
  template <class Kind>
  bool Run(const Kind& kind) {
    const std::int64_t first = at_;
    while (at_ - first < kLineBytesMax && kind(view_[at_])) ++at_;
    return at_ > first;
  }
  bool LineEnd() { return Literal("\r\n") || Literal("\n"); }
  template <class Kind>
  bool Member(std::string_view name, const Kind& kind) {
    return Literal(name) && Run(kind) && LineEnd();
  }
  bool Body() {
    int lines = 0;
    for (; lines < kBodyLinesMax; ++lines) {
      const std::int64_t first = at_;
      if (Run([](Byte c) { return IsBase64(c) || c == '='; }) && LineEnd()) continue;
      at_ = first;
      break;
    }
    return lines > 0;
  }

 private:
  const View& view_;
  std::int64_t at_;
};

bool IsHexadecimal(Byte c) {
  return IsDigit(c) || (ToLower(c) >= 'a' && ToLower(c) <= 'f');
}

bool SkipDerivation(LineReader* lines) {
  if (!lines->Literal("Key-Derivation: ")) return true;
  if (!lines->Run([](Byte c) { return IsAlnum(c) || c == '-'; }) || !lines->LineEnd()) return false;
  int members = 0;
  for (; lines->Literal("Argon2-"); ++members) {
    if (!lines->Run(IsLetter) || !lines->Member(": ", IsHexadecimal)) return false;
  }
  return members > 0;
}

}  // namespace

std::optional<Range> MatchPrivateKey(table::Matcher kind, const View& view, std::int64_t at) {
  const std::int64_t begin = at - 3;
  if (!view.At(begin, kBegin)) return std::nullopt;
  const std::int64_t label_at = begin + static_cast<std::int64_t>(kBegin.size());
  for (const Label& label : kLabels) {
    if (label.kind != kind || !view.At(label_at, label.header)) continue;
    // Never past the next header: what is looked at for one is not looked at for another.
    const std::int64_t body = label_at + static_cast<std::int64_t>(label.header.size());
    const std::int64_t next = view.Find(body, begin + kMatchedBytesMax, kBegin);
    const std::int64_t until = next < 0 ? begin + kMatchedBytesMax : next;
    const std::int64_t footer = view.Find(body + kBodyBytesMin, until, label.footer);
    if (footer < 0) return std::nullopt;
    return Range{begin, footer + static_cast<std::int64_t>(label.footer.size())};
  }
  return std::nullopt;
}

std::optional<Range> MatchPuttyKey(const View& view, std::int64_t at) {
  const auto small = [](Byte c) { return IsLower(c) || IsDigit(c) || c == '-'; };
  const std::int64_t begin = at - 2;
  LineReader lines(view, begin);
  if (!lines.Literal("PuTTY-User-Key-File-") || !IsDigit(view[lines.at()])) return std::nullopt;
  LineReader rest(view, lines.at() + 1);
  const bool head = rest.Member(": ", small) && rest.Member("Encryption: ", small) &&
                    rest.Member("Comment: ", [](Byte c) { return IsAlnum(c) || c == '-'; }) &&
                    rest.Member("Public-Lines: ", IsDigit) && rest.Body();
  if (!head || !SkipDerivation(&rest)) return std::nullopt;
  if (!rest.Member("Private-Lines: ", IsDigit) || !rest.Body()) return std::nullopt;
  if (!rest.Literal("Private-MAC: ") || !rest.Run(IsHexadecimal)) return std::nullopt;
  if (rest.at() - begin > kMatchedBytesMax) return std::nullopt;
  return Range{begin, rest.at()};
}

}  // namespace macie_local::detect
