#include "app/scan/explanation.h"

#include <array>
#include <cstddef>
#include <utility>
#include <variant>

#include "app/scan/result_json.h"
#include "app/scan/words.h"
#include "base/text.h"
#include "base/utf8.h"

namespace macie_local::app {
namespace {

// Of scan::kMissReasons.
constexpr std::array<std::string_view, scan::kMissReasons.size()> kReasonWords{
    "no keyword near",      "check failed",      "digits beside it", "keyword of another identifier near",
    "a published example",  "ignore word in it", "on an allow list", "marked line",
    "more than are counted"};

// Calls `each` with the numbers of the reasons in a set.
template <class Each>
void ForReasons(std::uint32_t reasons, const Each& each) {
  for (std::size_t i = 0; i < scan::kMissReasons.size(); ++i) {
    if ((reasons >> i & 1u) != 0) each(i);
  }
}

struct PlaceName {
  std::string_view operator()(const units::NoPlace&) const { return "none"; }
  std::string_view operator()(const units::Cell&) const { return "cell"; }
  std::string_view operator()(const units::RecordPlace&) const { return "record"; }
  std::string_view operator()(const units::LineRange&) const { return "lineRange"; }
  std::string_view operator()(const units::Page&) const { return "page"; }
};

void AppendExample(const scan::MissExample& example, std::string* out) {
  out->append("{\"").append(std::visit(PlaceName{}, example.place)).append("\":");
  AppendPlace(example.place, out);
  if (!example.keyword.empty()) {
    *out += ",\"nearestKeyword\":{\"keyword\":";
    base::AppendJsonString(base::MendUtf8(example.keyword), out);
    *out += ",\"distance\":" + std::to_string(example.distance) + ",\"side\":";
    *out += example.before ? "\"BEFORE\"}" : "\"BEHIND\"}";
  }
  *out += '}';
}

std::string ExampleInWords(const scan::MissExample& example) {
  std::string words = PlaceInWords(example.place);
  if (!example.keyword.empty()) {
    words += " (\"" + Printable(example.keyword) + "\" is " + std::to_string(example.distance) +
             (example.before ? " characters before it)" : " characters behind it)");
  }
  return words;
}

}  // namespace

void AppendNearMisses(const std::vector<scan::NearMiss>& near_misses, std::string* out) {
  *out += '[';
  for (const scan::NearMiss& near_miss : near_misses) {
    if (&near_miss != &near_misses.front()) *out += ',';
    *out += near_miss.custom ? "{\"name\":" : "{\"type\":";
    base::AppendJsonString(base::MendUtf8(near_miss.id), out);
    *out += ",\"count\":" + std::to_string(near_miss.count) + ",\"reasons\":[";
    bool first = true;
    ForReasons(near_miss.reasons, [&](std::size_t reason) {
      if (!std::exchange(first, false)) *out += ',';
      out->append("\"").append(scan::kMissReasons[reason]).append("\"");
    });
    *out += "],\"examples\":[";
    for (const scan::MissExample& example : near_miss.examples) {
      if (&example != &near_miss.examples.front()) *out += ',';
      AppendExample(example, out);
    }
    *out += "]}";
  }
  *out += ']';
}

std::string NearMissLines(std::string_view path, const std::vector<scan::NearMiss>& near_misses) {
  std::string lines;
  for (const scan::NearMiss& near_miss : near_misses) {
    lines += Printable(path) + ": not " + Printable(near_miss.id) + ", " + TimesInWords(near_miss.count) + " (";
    bool first = true;
    ForReasons(near_miss.reasons, [&](std::size_t reason) {
      if (!std::exchange(first, false)) lines += ", ";
      lines += kReasonWords[reason];
    });
    lines += ')';
    for (const scan::MissExample& example : near_miss.examples) {
      lines += (&example == &near_miss.examples.front() ? ": " : ", ") + ExampleInWords(example);
    }
    const bool more = !near_miss.examples.empty() && near_miss.count > near_miss.examples.size();
    lines += more ? ", ...\n" : "\n";
  }
  return lines;
}

}  // namespace macie_local::app
