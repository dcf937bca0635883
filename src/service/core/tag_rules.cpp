#include "service/core/tag_rules.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "base/text.h"
#include "model/errors.h"
#include "model/quotas.h"

namespace macie_local::service {
namespace {

constexpr std::string_view kReservedPrefix = "aws:";
constexpr std::string_view kMarks = "_.:/=+-@ ";

wire::Refusal Invalid(std::string message) {
  return {model::kValidationException, std::move(message)};
}

bool IsReserved(std::string_view text) {
  return text.starts_with(kReservedPrefix);
}

// Letters, digits, spaces and _ . : / = + - @. Beyond ASCII every code point but the C1 controls counts as a letter
// [I].
bool HasAllowedCharacters(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0x80) {
      if (c == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0) return false;
      continue;
    }
    const bool letter = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    if (!letter && kMarks.find(static_cast<char>(c)) == std::string_view::npos) return false;
  }
  return true;
}

wire::Verdict CheckCount(const Tags& tags) {
  const auto count = std::count_if(tags.begin(), tags.end(), [](const auto& tag) { return !IsReserved(tag.first); });
  if (count <= model::kTagsPerResource) return base::Done{};
  return Invalid("The request failed because a resource can have at most " + std::to_string(model::kTagsPerResource) +
                 " tags; this one would have " + std::to_string(count) + ".");
}

wire::Verdict CheckCharacters(const Tags& tags) {
  for (const auto& [key, value] : tags) {
    for (const std::string_view text : {std::string_view(key), std::string_view(value)}) {
      const std::string which = text.data() == key.data() ? "tag key " : "tag value ";
      if (IsReserved(text)) {
        return Invalid("The request failed because the " + which + base::Quote(text) +
                       " begins with aws:, which is reserved.");
      }
      if (!HasAllowedCharacters(text)) {
        return Invalid("The request failed because the " + which + base::Quote(text) +
                       " has other characters than letters, numbers, spaces and _ . : / = + - @.");
      }
    }
  }
  return base::Done{};
}

}  // namespace

wire::Verdict CheckNewTags(const Tags& tags) {
  MACIE_CHECK(CheckCharacters(tags));
  return CheckCount(tags);
}

wire::Outcome<Tags> MergeTags(Tags tags, const Tags& given) {
  MACIE_CHECK(CheckCharacters(given));
  std::map<std::string, std::size_t> places;
  for (std::size_t i = 0; i < tags.size(); ++i) places.emplace(tags[i].first, i);
  for (const auto& [key, value] : given) {
    const auto [place, is_new] = places.try_emplace(key, tags.size());
    if (is_new) {
      tags.emplace_back(key, value);
    } else {
      tags[place->second].second = value;
    }
  }
  MACIE_CHECK(CheckCount(tags));
  return tags;
}

wire::Outcome<Tags> RemoveTags(Tags tags, const std::vector<std::string>& keys) {
  for (const auto& key : keys) {
    if (IsReserved(key)) {
      return Invalid("The request failed because the tag key " + base::Quote(key) +
                     " begins with aws:, which is reserved.");
    }
  }
  const std::set<std::string_view> gone(keys.begin(), keys.end());
  std::erase_if(tags, [&](const auto& tag) { return gone.contains(tag.first); });
  return tags;
}

}  // namespace macie_local::service
