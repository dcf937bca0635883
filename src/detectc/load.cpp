#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>

#include "detectc/shape.h"
#include "detectc/table.h"
#include "detectc/vocabulary.h"

namespace macie_local::detectc {
namespace {

using Json = nlohmann::ordered_json;
using Lists = std::map<std::string, std::vector<std::string>>;

constexpr std::string_view kSharedFile = "shared.json";
constexpr std::size_t kIdentifiersMax = 192;  // a set of them is three 64-bit words
constexpr std::size_t kKeywordBytesMax = 96;
constexpr std::size_t kIbanLengthMin = 15;
constexpr std::size_t kIbanLengthMax = 34;
constexpr std::size_t kCallingDigitsMax = 20;
constexpr std::string_view kAbsentPrefix = "absent:";

template <class Words>
std::string Join(const Words& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ", ") + std::string(word);
  return text;
}

Json Parse(const std::string& file, const std::string& text) {
  std::vector<std::set<std::string>> seen;
  const auto watch = [&](int, Json::parse_event_t event, Json& parsed) {
    if (event == Json::parse_event_t::object_start) seen.emplace_back();
    if (event == Json::parse_event_t::object_end) seen.pop_back();
    if (event == Json::parse_event_t::key && !seen.back().insert(parsed.get<std::string>()).second) {
      throw TableError(file + ": \"" + parsed.get<std::string>() + "\" stands twice in one object");
    }
    return true;
  };
  try {
    return Json::parse(text, watch);
  } catch (const Json::parse_error& error) {
    throw TableError(file + ": not JSON, at byte " + std::to_string(error.byte));
  }
}

// One entry's members, each taken by its name; what is left over at the end is not known.
class Members {
 public:
  Members(std::string where, const Json& object) : where_(std::move(where)), object_(object) {
    if (!object.is_object()) throw TableError(where_ + ": must be an object");
  }

  std::string Where(const std::string& name) const { return where_ + "." + name; }
  void Rename(std::string where) { where_ = std::move(where); }

  const Json* Find(const std::string& name) {
    known_.insert(name);
    const auto found = object_.find(name);
    return found == object_.end() ? nullptr : &*found;
  }
  const Json& Get(const std::string& name) {
    const Json* found = Find(name);
    if (found == nullptr) throw TableError(Where(name) + ": is missing");
    return *found;
  }
  std::string Text(const std::string& name) {
    const Json& value = Get(name);
    if (!value.is_string() || value.get_ref<const std::string&>().empty()) {
      throw TableError(Where(name) + ": must be a text that is not empty");
    }
    return value.get<std::string>();
  }
  // Returns the index of a text in `words`; `otherwise` where the member is not there.
  template <class Words>
  std::size_t Word(const std::string& name, const Words& words, std::string_view otherwise) {
    const std::string word = Find(name) == nullptr ? std::string(otherwise) : Text(name);
    const auto found = std::find(words.begin(), words.end(), word);
    if (found == words.end()) {
      throw TableError(Where(name) + ": \"" + word + "\" is not known; allowed are " + Join(words));
    }
    return static_cast<std::size_t>(found - words.begin());
  }
  std::size_t Number(const std::string& name, std::size_t least, std::size_t most) {
    return NumberOf(Where(name), Get(name), least, most);
  }
  static std::size_t NumberOf(const std::string& where, const Json& value, std::size_t least, std::size_t most) {
    if (!value.is_number_unsigned() || value.get<std::size_t>() < least || value.get<std::size_t>() > most) {
      throw TableError(where + ": must be a number of " + std::to_string(least) + " to " + std::to_string(most));
    }
    return value.get<std::size_t>();
  }
  // Returns an array of texts without repetition; "@name" stands for a shared list.
  std::vector<std::string> Texts(const std::string& name, const Lists& lists) {
    std::vector<std::string> texts;
    const Json* value = Find(name);
    if (value == nullptr) return texts;
    const Json array = value->is_string() ? Json::array({*value}) : *value;
    if (!array.is_array()) throw TableError(Where(name) + ": must be an array of texts");
    for (const Json& each : array) {
      if (!each.is_string() || each.get_ref<const std::string&>().empty()) {
        throw TableError(Where(name) + ": must hold texts that are not empty");
      }
      AddText(name, each.get<std::string>(), lists, &texts);
    }
    return texts;
  }
  void CheckNoMore() const {
    for (const auto& [key, value] : object_.items()) {
      if (!known_.contains(key)) throw TableError(Where(key) + ": unknown member; allowed are " + Join(known_));
    }
  }

 private:
  void AddText(const std::string& name, const std::string& text, const Lists& lists, std::vector<std::string>* texts) {
    std::vector<std::string> added = {text};
    if (text.front() == '@') {
      const auto list = lists.find(text.substr(1));
      if (list == lists.end()) {
        throw TableError(Where(name) + ": " + std::string(kSharedFile) + " has no list \"" + text.substr(1) + "\"");
      }
      added = list->second;
    }
    for (const std::string& each : added) {
      if (std::find(texts->begin(), texts->end(), each) != texts->end()) {
        throw TableError(Where(name) + ": \"" + each + "\" stands there twice");
      }
      texts->push_back(each);
    }
  }

  std::string where_;
  const Json& object_;
  std::set<std::string> known_;
};

void ReadSeverity(Members* members, Entry* entry) {
  entry->severity = members->Text("severity");
  if (entry->severity.size() != 3 || entry->severity.find_first_not_of(kSeverities) != std::string::npos) {
    throw TableError(members->Where("severity") + ": \"" + entry->severity +
                     "\" must be three of L, M and H: for one occurrence, for 2 to 99, for more");
  }
}

void ReadForms(Members* members, Entry* entry) {
  entry->shapes = members->Texts("shapes", {});
  for (const std::string& shape : entry->shapes) Flatten(members->Where("shapes"), shape);
  if (const Json* iban = members->Find("iban")) {
    Members inner(members->Where("iban"), *iban);
    entry->iban_country = inner.Text("country");
    entry->iban_length = inner.Number("length", kIbanLengthMin, kIbanLengthMax);
    inner.CheckNoMore();
    const std::string& country = entry->iban_country;
    if (country.size() != 2 || country < "AA" || country > "ZZ") {
      throw TableError(inner.Where("country") + ": \"" + country + "\" must be two capital letters");
    }
  }
  if (const Json* calling = members->Find("calling")) {
    Members inner(members->Where("calling"), *calling);
    entry->calling_code = inner.Number("code", 1, 999);
    const Json& digits = inner.Get("digits");
    if (!digits.is_array() || digits.size() != 2) throw TableError(inner.Where("digits") + ": must be two numbers");
    entry->calling_digits_min = Members::NumberOf(inner.Where("digits"), digits[0], 4, kCallingDigitsMax);
    entry->calling_digits_max =
        Members::NumberOf(inner.Where("digits"), digits[1], entry->calling_digits_min, kCallingDigitsMax);
    inner.CheckNoMore();
  }
  entry->matcher = members->Word("matcher", kMatchers, "none");
  if (entry->shapes.empty() && entry->iban_country.empty() && entry->matcher == 0) {
    throw TableError(members->Where("shapes") + ": is missing, and there is neither \"iban\" nor \"matcher\"");
  }
}

void ReadKeywords(Members* members, const Lists& lists, Entry* entry) {
  const std::string rule = members->Text("keyword");
  entry->keywords = members->Texts("keywords", lists);
  if (rule == "required") {
    entry->rule = KeywordRule::kRequired;
  } else if (rule.starts_with(kAbsentPrefix)) {
    entry->rule = KeywordRule::kAbsent;
    entry->absent = rule.substr(kAbsentPrefix.size());
  } else if (rule != "none") {
    throw TableError(members->Where("keyword") + ": \"" + rule + "\"; allowed are required, none and absent:<id>");
  }
  if ((entry->rule == KeywordRule::kRequired) == entry->keywords.empty()) {
    throw TableError(members->Where("keywords") + ": must be there if and only if a keyword is required");
  }
  for (const std::string& keyword : entry->keywords) {
    if (keyword.size() > kKeywordBytesMax || keyword.front() == ' ' || keyword.back() == ' ') {
      throw TableError(members->Where("keywords") + ": \"" + keyword + "\" must be at most " +
                       std::to_string(kKeywordBytesMax) + " bytes and neither begin nor end with a space");
    }
  }
}

void ReadFlags(Members* members, Entry* entry) {
  for (const std::string& flag : members->Texts("flags", {})) {
    if (std::find(kFlags.begin(), kFlags.end(), flag) == kFlags.end()) {
      throw TableError(members->Where("flags") + ": \"" + flag + "\" is not known; allowed are " + Join(kFlags));
    }
    entry->ignore_case = entry->ignore_case || flag == "ignoreCase";
    entry->isolated = entry->isolated || flag == "isolated";
  }
}

Entry ReadEntry(const std::string& file, std::size_t number, const Json& json, const Lists& lists) {
  Members members(file + ": entry " + std::to_string(number), json);
  Entry entry;
  entry.id = members.Text("id");
  members.Rename(file + ": " + entry.id);
  entry.category = members.Word("category", kCategories, "");
  ReadSeverity(&members, &entry);
  if (const Json* recommended = members.Find("recommended")) {
    if (!recommended->is_boolean()) throw TableError(members.Where("recommended") + ": must be true or false");
    entry.recommended = recommended->get<bool>();
  }
  ReadForms(&members, &entry);
  ReadKeywords(&members, lists, &entry);
  entry.check = members.Word("check", kChecks, "none");
  ReadFlags(&members, &entry);
  entry.excluded = members.Texts("exclude", lists);
  members.Text("source");
  const std::string mark = members.Text("mark");
  if (mark.size() != 1 || kMarks.find(mark) == std::string_view::npos) {
    throw TableError(members.Where("mark") + ": \"" + mark + "\"; allowed are D, S and I");
  }
  members.Text("example");
  members.CheckNoMore();
  return entry;
}

Lists ReadLists(const std::string& text) {
  const Json json = Parse(std::string(kSharedFile), text);
  Members members(std::string(kSharedFile), json);
  Lists lists;
  for (const auto& [name, value] : json.items()) lists[name] = members.Texts(name, {});
  return lists;
}

void CheckTogether(const std::vector<Entry>& entries) {
  std::map<std::string, std::string> countries;
  for (std::size_t at = 0; at < entries.size(); ++at) {
    const Entry& entry = entries[at];
    if (at > 0 && entries[at - 1].id == entry.id) throw TableError("the table: " + entry.id + " stands there twice");
    if (!entry.iban_country.empty() && !countries.emplace(entry.iban_country, entry.id).second) {
      throw TableError("the table: " + entry.id + " and " + countries[entry.iban_country] + " have one iban.country");
    }
    if (entry.rule != KeywordRule::kAbsent) continue;
    const auto other =
        std::find_if(entries.begin(), entries.end(), [&](const Entry& e) { return e.id == entry.absent; });
    if (other == entries.end() || other->rule != KeywordRule::kRequired) {
      throw TableError("the table: " + entry.id + ".keyword: " + entry.absent + " is no identifier with keywords");
    }
  }
  if (entries.size() > kIdentifiersMax) {
    throw TableError("the table: " + std::to_string(entries.size()) + " identifiers; allowed are " +
                     std::to_string(kIdentifiersMax));
  }
}

}  // namespace

std::vector<Entry> Load(const std::map<std::string, std::string>& files) {
  const auto shared = files.find(std::string(kSharedFile));
  const Lists lists = shared == files.end() ? Lists() : ReadLists(shared->second);
  std::vector<Entry> entries;
  for (const auto& [file, text] : files) {
    if (file == kSharedFile) continue;
    const Json json = Parse(file, text);
    if (!json.is_array()) throw TableError(file + ": must be an array of entries");
    for (std::size_t at = 0; at < json.size(); ++at) entries.push_back(ReadEntry(file, at + 1, json[at], lists));
  }
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.id < b.id; });
  CheckTogether(entries);
  return entries;
}

}  // namespace macie_local::detectc
