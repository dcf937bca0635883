#include "app/variables.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"

namespace macie_local::app {
namespace {

constexpr std::string_view kPrefix = "MACIE_LOCAL_";
constexpr std::string_view kPort = "MACIE_LOCAL_PORT";
// As Kubernetes writes them, in names and, in small letters, before "://".
constexpr std::array<std::string_view, 3> kProtocols{"TCP", "UDP", "SCTP"};

std::string ToLower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return lower;
}

bool Eat(std::string_view start, std::string_view* text) {
  if (!text->starts_with(start)) return false;
  text->remove_prefix(start.size());
  return true;
}

// Whether `value` of MACIE_LOCAL_PORT is "tcp://10.0.0.7:6224" or the like.
bool IsLinkOfPort(std::string_view value) {
  return std::any_of(kProtocols.begin(), kProtocols.end(),
                     [&](std::string_view protocol) { return value.starts_with(ToLower(protocol) + "://"); });
}

// SERVICE_HOST, SERVICE_PORT, SERVICE_PORT_<NAME>, PORT_6224_TCP, and that with _PROTO, _PORT or _ADDR. `name` is
// without the prefix.
bool IsOfKubernetes(std::string_view name) {
  if (name == "SERVICE_HOST" || name == "SERVICE_PORT" || name.starts_with("SERVICE_PORT_")) return true;
  if (!Eat("PORT_", &name)) return false;
  const std::size_t digits = std::min(name.find_first_not_of("0123456789"), name.size());
  name.remove_prefix(digits);
  if (digits == 0 || !Eat("_", &name)) return false;
  const auto protocol =
      std::find_if(kProtocols.begin(), kProtocols.end(), [&](std::string_view one) { return name.starts_with(one); });
  if (protocol == kProtocols.end()) return false;
  name.remove_prefix(protocol->size());
  return name.empty() || name == "_PROTO" || name == "_PORT" || name == "_ADDR";
}

// The letters to put in, take out or replace to make one of the other.
std::size_t CountSlips(std::string_view left, std::string_view right) {
  std::vector<std::size_t> row(right.size() + 1);
  for (std::size_t j = 0; j <= right.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= left.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= right.size(); ++j) {
      const std::size_t replaced = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
      diagonal = std::exchange(row[j], std::min({replaced, row[j] + 1, row[j - 1] + 1}));
    }
  }
  return row.back();
}

}  // namespace

std::string VariableOf(std::string_view option) {
  std::string variable(kPrefix);
  for (const char c : option.substr(2)) {
    variable.push_back(c == '-' ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
  }
  return variable;
}

Variables::Variables(const char* const* environment) {
  for (; environment != nullptr && *environment != nullptr; ++environment) {
    std::string_view rest = *environment;
    if (!rest.starts_with(kPrefix)) continue;
    const std::string_view name = base::NextPart("=", &rest);
    if (name == kPort && IsLinkOfPort(rest)) continue;
    values_.try_emplace(std::string(name), rest);
  }
}

std::optional<std::string> Variables::Find(const std::string& variable) const {
  auto value = FindEvenEmpty(variable);
  if (value && value->empty()) return std::nullopt;
  return value;
}

std::optional<std::string> Variables::FindEvenEmpty(const std::string& variable) const {
  const auto found = values_.find(variable);
  if (found == values_.end()) return std::nullopt;
  return found->second;
}

Variables::Findings Variables::Check(const std::vector<std::string>& known) const {
  Findings findings;
  for (const auto& [name, value] : values_) {
    if (value.empty() || std::find(known.begin(), known.end(), name) != known.end()) continue;
    if (IsOfKubernetes(std::string_view(name).substr(kPrefix.size()))) continue;
    const auto slips = [&given = name](const std::string& one) { return CountSlips(given, one); };
    const auto nearest =
        std::min_element(known.begin(), known.end(), [&](const auto& a, const auto& b) { return slips(a) < slips(b); });
    if (!findings.mistake && nearest != known.end() && slips(*nearest) <= kSlipLettersMax) {
      findings.mistake = name + ": is no variable of macie-local; " + *nearest + " is one: rename it, or unset it";
    } else {
      findings.warnings.push_back(name + ": is no variable of macie-local and is passed over");
    }
  }
  return findings;
}

}  // namespace macie_local::app
