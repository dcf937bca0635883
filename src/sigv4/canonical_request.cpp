#include "sigv4/canonical_request.h"

#include <algorithm>

#include "base/text.h"

namespace macie_local::sigv4 {
namespace {

bool IsBlank(char c) {
  return c == ' ' || c == '\t';
}

// A name or value of the query in its one spelling. '+' is read as a space, as it is when the query is decoded.
std::string CanonicalQueryPart(std::string_view raw) {
  std::string text(raw);
  std::replace(text.begin(), text.end(), '+', ' ');
  const auto decoded = base::PercentDecode(text);
  return base::PercentEncode(decoded ? *decoded : text);
}

void AppendCommonPath(std::string_view path, std::string* out) {
  std::vector<std::string_view> segments;
  for (std::string_view rest = path; !rest.empty();) {
    const std::string_view segment = base::NextPart("/", &rest);
    if (segment == "..") {
      if (!segments.empty()) segments.pop_back();
    } else if (!segment.empty() && segment != ".") {
      segments.push_back(segment);
    }
  }
  for (const std::string_view segment : segments) {
    out->append("/").append(base::PercentEncode(segment));
  }
  if (segments.empty() || path.ends_with('/')) out->push_back('/');
}

void AppendCanonicalQuery(std::string_view query, std::string* out) {
  std::vector<std::pair<std::string, std::string>> members;
  while (!query.empty()) {
    std::string_view value = base::NextPart("&", &query);
    if (value.empty()) continue;
    const std::string_view name = base::NextPart("=", &value);
    members.emplace_back(CanonicalQueryPart(name), CanonicalQueryPart(value));
  }
  std::sort(members.begin(), members.end());
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (i > 0) out->push_back('&');
    out->append(members[i].first).append("=").append(members[i].second);
  }
}

}  // namespace

HeaderIndex::HeaderIndex(base::Headers headers) {
  fields_.reserve(headers.size());
  for (const auto& [name, value] : headers) fields_.emplace_back(ToLowerCase(name), value);
  std::stable_sort(fields_.begin(), fields_.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
}

std::optional<std::string> HeaderIndex::Find(std::string_view lower_case_name) const {
  auto field = std::lower_bound(fields_.begin(), fields_.end(), lower_case_name,
                                [](const auto& a, std::string_view name) { return a.first < name; });
  if (field == fields_.end() || field->first != lower_case_name) return std::nullopt;
  std::string joined;
  for (bool first = true; field != fields_.end() && field->first == lower_case_name; ++field, first = false) {
    if (!first) joined.push_back(',');
    const std::size_t start = joined.size();
    bool blank = false;
    for (const char c : field->second) {
      if (!IsBlank(c)) {
        if (blank && joined.size() > start) joined.push_back(' ');
        joined.push_back(c);
      }
      blank = IsBlank(c);
    }
  }
  return joined;
}

std::string ToLowerCase(std::string_view ascii) {
  std::string lower(ascii);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

std::optional<std::string> CanonicalRequest(const base::Request& request, const SignedParts& parts) {
  std::string text(request.method);
  text.push_back('\n');
  const std::size_t mark = request.target.find('?');
  const std::string_view path = request.target.substr(0, mark);
  if (parts.form == Form::kS3) {
    text.append(path);
  } else {
    AppendCommonPath(path, &text);
  }
  text.push_back('\n');
  if (mark != std::string_view::npos) AppendCanonicalQuery(request.target.substr(mark + 1), &text);
  text.push_back('\n');
  for (const std::string& name : parts.header_names) {
    const auto value = parts.headers.Find(name);
    if (!value) return std::nullopt;
    text.append(name).append(":").append(*value).append("\n");
  }
  for (const std::string& name : parts.header_names) {
    text.push_back(&name == parts.header_names.data() ? '\n' : ';');
    text.append(name);
  }
  text.append("\n").append(parts.payload_hash);
  return text;
}

}  // namespace macie_local::sigv4
