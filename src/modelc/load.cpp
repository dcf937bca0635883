#include "modelc/load.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <nlohmann/json.hpp>
#include <set>

namespace macie_local::modelc {
namespace {

Type MakeType(Kind kind, const std::string& name) {
  Type type;
  type.kind = kind;
  type.name = name;
  return type;
}

using Json = nlohmann::ordered_json;

constexpr std::size_t kMembersMax = 64;  // the decoder notes what it has seen in one 64-bit word

base::Error Fail(const std::string& where, const std::string& what) {
  return base::Error(where + ": " + what);
}

std::string Join(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

base::Result<Json> Parse(const std::string& file, const std::string& text) {
  std::vector<std::set<std::string>> seen;
  std::string twice;
  const auto watch = [&](int, Json::parse_event_t event, Json& parsed) {
    if (event == Json::parse_event_t::object_start) seen.emplace_back();
    if (event == Json::parse_event_t::object_end) seen.pop_back();
    if (event == Json::parse_event_t::key && !seen.back().insert(parsed.get<std::string>()).second) {
      twice = parsed.get<std::string>();
    }
    return true;
  };
  Json json = Json::parse(text, watch, false);
  if (json.is_discarded()) return Fail(file, "not JSON");
  if (!twice.empty()) return Fail(file, "\"" + twice + "\" stands twice in one object");
  if (!json.is_object()) return Fail(file, "must be an object");
  return json;
}

base::Status CheckKeys(const std::string& where, const Json& object, const std::vector<std::string>& allowed) {
  if (!object.is_object()) return Fail(where, "must be an object");
  for (const auto& [key, value] : object.items()) {
    if (std::find(allowed.begin(), allowed.end(), key) == allowed.end()) {
      return Fail(where + "." + key, "unknown key; allowed are " + Join(allowed));
    }
  }
  return base::Done{};
}

base::Result<std::string> Text(const std::string& where, const Json& value) {
  if (!value.is_string()) return Fail(where, "must be a string");
  return value.get<std::string>();
}

base::Result<std::string> TextAt(const std::string& where, const Json& object, const std::string& key) {
  if (!object.contains(key)) return Fail(where, "\"" + key + "\" is missing");
  return Text(where + "." + key, object[key]);
}

base::Result<bool> FlagAt(const std::string& where, const Json& object, const std::string& key) {
  if (!object.contains(key)) return false;
  if (!object[key].is_boolean()) return Fail(where + "." + key, "must be true or false");
  return object[key].get<bool>();
}

std::vector<std::string> Words(const std::string& text) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    if (end > at) words.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

// "1..500", "1..", "..500"
base::Status ParseSpan(const std::string& where, const std::string& text, std::optional<std::int64_t>* min,
                       std::optional<std::int64_t>* max) {
  const std::size_t dots = text.find("..");
  const auto number = [](const std::string& digits, std::optional<std::int64_t>* out) {
    if (digits.empty()) return true;
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    *out = value;
    return error == std::errc() && end == digits.data() + digits.size();
  };
  if (dots == std::string::npos || text.size() == 2 || !number(text.substr(0, dots), min) ||
      !number(text.substr(dots + 2), max) || (*min && *max && **min > **max)) {
    return Fail(where, "\"" + text + "\" is no range; write 1..500, 1.. or ..500");
  }
  return base::Done{};
}

const std::map<std::string, Kind>& Primitives() {
  static const std::map<std::string, Kind> kinds{{"string", Kind::kString},   {"boolean", Kind::kBoolean},
                                                 {"integer", Kind::kInteger}, {"long", Kind::kLong},
                                                 {"double", Kind::kDouble},   {"timestamp", Kind::kTimestamp}};
  return kinds;
}

bool IsNumber(Kind kind) {
  return kind == Kind::kInteger || kind == Kind::kLong;
}

class Loader {
 public:
  base::Result<Model> Run(const Sources& sources) {
    MACIE_TRY(const Json facts, Parse("facts.json", sources.facts));
    MACIE_TRY(const Json overlay, Parse("overlay.json", sources.overlay));
    MACIE_TRY(const Json records, Parse("records.json", sources.records));
    MACIE_CHECK(CheckKeys("facts.json", facts,
                          {"service", "errors", "errorSets", "operations", "scalars", "enums", "structures"}));
    MACIE_CHECK(CheckKeys("overlay.json", overlay, {"service", "operations", "members", "quotas"}));
    MACIE_CHECK(CheckKeys("records.json", records, {"structures", "sharedTexts"}));
    for (const char* key : {"service", "errors", "errorSets", "operations", "scalars", "enums", "structures"}) {
      if (!facts.contains(key)) return Fail("facts.json", "\"" + std::string(key) + "\" is missing");
    }
    for (const auto& [key, value] : facts["service"].items()) {
      MACIE_TRY(model_.service[key], Text("facts.json: service." + key, value));
    }
    MACIE_CHECK(LoadErrors(facts));
    MACIE_CHECK(LoadEnums(facts["enums"]));
    MACIE_CHECK(LoadScalars(facts["scalars"]));
    MACIE_CHECK(LoadStructures("facts.json", facts["structures"], false));
    MACIE_CHECK(LoadOperations(facts));
    MACIE_CHECK(LoadOverlay(overlay));
    if (records.contains("structures")) MACIE_CHECK(LoadStructures("records.json", records["structures"], true));
    if (records.contains("sharedTexts")) MACIE_CHECK(ShareTexts(records["sharedTexts"]));
    MACIE_CHECK(SortStructures());
    MACIE_CHECK(AssignFamilies());
    if (!sources.managed_data_identifiers.empty()) MACIE_CHECK(LoadIdentifiers(sources.managed_data_identifiers));
    return std::move(model_);
  }

 private:
  base::Status LoadErrors(const Json& facts) {
    for (const auto& [name, value] : facts["errors"].items()) {
      const std::string where = "facts.json: errors." + name;
      MACIE_TRY(const std::string text, Text(where, value));
      const auto words = Words(text);
      if (words.size() != 2 || (words[1] != "message" && words[1] != "message!")) {
        return Fail(where, "must be \"<status> message\" or \"<status> message!\"");
      }
      model_.errors.push_back({name, std::atoi(words[0].c_str()), words[1] == "message!"});
      if (model_.errors.back().status < 400 || model_.errors.back().status > 599) return Fail(where, "no error status");
    }
    for (const auto& [name, value] : facts["errorSets"].items()) {
      MACIE_TRY(error_sets_[name], ErrorNames("facts.json: errorSets." + name, value));
    }
    return base::Done{};
  }

  base::Result<std::vector<std::string>> ErrorNames(const std::string& where, const Json& value) {
    if (value.is_string()) {
      const auto set = error_sets_.find(value.get<std::string>());
      if (set == error_sets_.end()) return Fail(where, "no error set of that name");
      return set->second;
    }
    std::vector<std::string> names;
    for (const auto& item : value) {
      MACIE_TRY(const std::string name, Text(where, item));
      if (!std::any_of(model_.errors.begin(), model_.errors.end(), [&](const Error& e) { return e.name == name; })) {
        return Fail(where, "no error \"" + name + "\"");
      }
      names.push_back(name);
    }
    return names;
  }

  base::Status LoadEnums(const Json& enums) {
    for (const auto& [name, value] : enums.items()) {
      const std::string where = "facts.json: enums." + name;
      Enum loaded{name, {}, ""};
      std::set<std::string> seen;
      for (const auto& item : value) {
        MACIE_TRY(const std::string text, Text(where, item));
        if (!seen.insert(text).second) return Fail(where, "\"" + text + "\" stands twice");
        loaded.values.push_back(text);
      }
      if (loaded.values.empty() || loaded.values.size() > 255) return Fail(where, "must have 1 to 255 values");
      model_.enums.push_back(std::move(loaded));
    }
    return base::Done{};
  }

  // "string 1..128 ^.+$": a primitive, then a range (of the length or the value), then a pattern; both may be left out.
  base::Status LoadScalars(const Json& scalars) {
    for (const auto& [name, value] : scalars.items()) {
      const std::string where = "facts.json: scalars." + name;
      MACIE_TRY(std::string text, Text(where, value));
      const std::string base = text.substr(0, text.find(' '));
      text = text.size() > base.size() ? text.substr(base.size() + 1) : "";
      const auto kind = Primitives().find(base);
      if (kind == Primitives().end()) return Fail(where, "\"" + base + "\" is no primitive type");
      Type type;
      type.kind = kind->second;
      type.scalar = name;
      if (!text.empty() && text[0] != '^') {
        const std::string range = text.substr(0, text.find(' '));
        text = text.size() > range.size() ? text.substr(range.size() + 1) : "";
        const bool number = IsNumber(type.kind);
        MACIE_CHECK(ParseSpan(where, range, number ? &type.limits.value_min : &type.limits.length_min,
                              number ? &type.limits.value_max : &type.limits.length_max));
      }
      MACIE_CHECK(CheckPattern(where, text));
      type.limits.pattern = text;
      if (!type.limits.pattern.empty() && type.kind != Kind::kString) return Fail(where, "only strings have patterns");
      scalars_[name] = type;
    }
    return base::Done{};
  }

  static base::Status CheckPattern(const std::string& where, const std::string& pattern) {
    if (pattern.empty()) return base::Done{};
    if (pattern.size() < 2 || pattern.front() != '^' || pattern.back() != '$') {
      return Fail(where, "a pattern must begin with ^ and end with $");
    }
    return base::Done{};
  }

  base::Result<Type> ParseType(const std::string& where, const std::string& text, const std::set<std::string>& names) {
    if (text.size() > 2 &&
        ((text.front() == '[' && text.back() == ']') || (text.front() == '{' && text.back() == '}'))) {
      Type type;
      type.kind = text.front() == '[' ? Kind::kList : Kind::kMap;
      MACIE_TRY(Type element, ParseType(where, text.substr(1, text.size() - 2), names));
      if (type.kind == Kind::kList && element.kind == Kind::kBoolean) return Fail(where, "no lists of booleans");
      type.element = std::make_shared<Type>(std::move(element));
      return type;
    }
    if (const auto kind = Primitives().find(text); kind != Primitives().end()) return MakeType(kind->second, {});
    if (const auto scalar = scalars_.find(text); scalar != scalars_.end()) return scalar->second;
    if (model_.FindEnum(text) != nullptr) return MakeType(Kind::kEnum, text);
    if (names.contains(text)) return MakeType(Kind::kStructure, text);
    return Fail(where, "no type \"" + text + "\"");
  }

  // "TYPE[!] [@path|@query] [#token]"
  base::Result<Member> ParseMember(const std::string& where, const std::string& name, const std::string& text,
                                   const std::set<std::string>& names) {
    auto words = Words(text);
    if (words.empty()) return Fail(where, "no type");
    Member member;
    member.name = name;
    if (words[0].back() == '!') {
      member.required = member.required_in_facts = true;
      words[0].pop_back();
    }
    MACIE_TRY(member.type, ParseType(where, words[0], names));
    for (std::size_t i = 1; i < words.size(); ++i) {
      if (words[i] == "@path" || words[i] == "@query") {
        member.location = words[i].substr(1);
      } else if (words[i] == "#token") {
        member.token = true;
      } else {
        return Fail(where, "unknown mark \"" + words[i] + "\"; known are @path, @query, #token");
      }
    }
    return member;
  }

  base::Status LoadStructures(const std::string& file, const Json& structures, bool records) {
    std::set<std::string> names;
    for (const auto& structure : model_.structures) names.insert(structure.name);
    for (const auto& [name, value] : structures.items()) {
      const std::string where = file + ": structures." + name;
      if (!names.insert(name).second || model_.FindEnum(name) != nullptr || scalars_.contains(name)) {
        return Fail(where, "the name is taken");
      }
      if (!value.is_object()) return Fail(where, "must be an object");
    }
    for (const auto& [name, value] : structures.items()) {
      const std::string where = file + ": structures." + name;
      Structure structure{name, {}, "", records, ""};
      for (const auto& [key, text_json] : value.items()) {
        MACIE_TRY(const std::string text, Text(where + "." + key, text_json));
        if (records && key == "extends") {
          const Structure* base = model_.FindStructure(text);
          if (base == nullptr) return Fail(where + ".extends", "no structure \"" + text + "\" before this one");
          structure.members = base->members;
          structure.extends = text;
          continue;
        }
        for (const auto& member : structure.members) {
          if (member.name == key) return Fail(where + "." + key, "the extended structure has that member");
        }
        MACIE_TRY(Member member, ParseMember(where + "." + key, key, text, names));
        if (records) member.type.shortest_time = member.type.kind == Kind::kTimestamp;
        structure.members.push_back(std::move(member));
      }
      if (structure.members.size() > kMembersMax) return Fail(where, "more than 64 members");
      model_.structures.push_back(std::move(structure));
    }
    return base::Done{};
  }

  // The structures named hold their texts as base::SharedText.
  base::Status ShareTexts(const Json& names) {
    for (const auto& item : names) {
      MACIE_TRY(const std::string name, Text("records.json: sharedTexts", item));
      const auto structure = std::find_if(model_.structures.begin(), model_.structures.end(),
                                          [&](const Structure& s) { return s.name == name; });
      if (structure == model_.structures.end()) return Fail("records.json: sharedTexts", "no structure " + name);
      for (auto& member : structure->members) member.type.shared_text = member.type.kind == Kind::kString;
    }
    return base::Done{};
  }

  base::Status LoadOperations(const Json& facts) {
    for (const auto& [name, value] : facts["operations"].items()) {
      const std::string where = "facts.json: operations." + name;
      MACIE_CHECK(CheckKeys(where, value, {"family", "http", "input", "output", "errors", "pages"}));
      Operation op;
      op.name = name;
      MACIE_TRY(op.family, TextAt(where, value, "family"));
      MACIE_TRY(const std::string http, TextAt(where, value, "http"));
      const auto words = Words(http);
      static const std::set<std::string> kMethods{"GET", "POST", "PUT", "PATCH", "DELETE"};
      if (words.size() != 3 || !kMethods.contains(words[0]) || words[1].front() != '/') {
        return Fail(where + ".http", "must be \"<method> <path> <status>\"");
      }
      op.method = words[0];
      op.uri = words[1];
      op.status = std::atoi(words[2].c_str());
      op.input = value.value("input", name + "Request");
      op.output = value.value("output", name + "Response");
      for (const auto& shape : {op.input, op.output}) {
        if (model_.FindStructure(shape) == nullptr) return Fail(where, "no structure \"" + shape + "\"");
      }
      if (!value.contains("errors")) return Fail(where, "\"errors\" is missing");
      MACIE_TRY(op.errors, ErrorNames(where + ".errors", value["errors"]));
      op.pages = value.value("pages", "");
      MACIE_CHECK(CheckBinding(where, op));
      model_.operations.push_back(std::move(op));
    }
    return base::Done{};
  }

  // The labels of the path are exactly the input's path members, which are required strings.
  base::Status CheckBinding(const std::string& where, const Operation& op) {
    std::multiset<std::string> labels;
    for (std::size_t at = op.uri.find('{'); at != std::string::npos; at = op.uri.find('{', at + 1)) {
      labels.insert(op.uri.substr(at + 1, op.uri.find('}', at) - at - 1));
    }
    const auto has_member = [&](const Structure& structure, const std::string& name) {
      return std::any_of(structure.members.begin(), structure.members.end(),
                         [&](const Member& m) { return m.name == name; });
    };
    std::multiset<std::string> members;
    for (const auto& member : model_.FindStructure(op.input)->members) {
      if (member.location == "path") members.insert(member.name);
      if (member.location == "path" && (member.type.kind != Kind::kString || !member.required)) {
        return Fail(where, "the path member \"" + member.name + "\" must be a required string");
      }
    }
    if (labels != members) return Fail(where, "the labels of the path are not the path members of " + op.input);
    if (!op.pages.empty() && !has_member(*model_.FindStructure(op.output), op.pages)) {
      return Fail(where + ".pages", "no member \"" + op.pages + "\" in " + op.output);
    }
    return base::Done{};
  }

  base::Status CheckSource(const std::string& where, const Json& entry) {
    MACIE_TRY(const std::string source, TextAt(where, entry, "source"));
    MACIE_TRY(const std::string mark, TextAt(where, entry, "mark"));
    if (source.empty()) return Fail(where + ".source", "must say where the fact comes from");
    if (mark != "D" && mark != "W" && mark != "C" && mark != "I") return Fail(where + ".mark", "must be D, W, C or I");
    return base::Done{};
  }

  base::Status LoadOverlay(const Json& overlay) {
    if (!overlay.contains("service")) return Fail("overlay.json", "\"service\" is missing");
    MACIE_TRY(model_.validation_error, TextAt("overlay.json: service", overlay["service"], "validationError"));
    if (!std::any_of(model_.errors.begin(), model_.errors.end(),
                     [&](const Error& e) { return e.name == model_.validation_error; })) {
      return Fail("overlay.json: service.validationError", "no error \"" + model_.validation_error + "\"");
    }
    const Json none = Json::object();
    const auto part = [&](const char* name) -> const Json& { return overlay.contains(name) ? overlay[name] : none; };
    for (const auto& [name, value] : part("members").items()) MACIE_CHECK(OverlayMember(name, value));
    std::set<std::string> named;
    for (const auto& [name, value] : part("operations").items()) {
      MACIE_CHECK(OverlayOperation(name, value));
      named.insert(name);
    }
    for (const auto& op : model_.operations) {
      if (!named.contains(op.name)) return Fail("overlay.json: operations", "\"" + op.name + "\" is missing");
    }
    for (const auto& [name, value] : part("quotas").items()) {
      const std::string where = "overlay.json: quotas." + name;
      MACIE_CHECK(CheckKeys(where, value, {"value", "source", "mark"}));
      MACIE_CHECK(CheckSource(where, value));
      if (!value.contains("value") || !value["value"].is_number_integer())
        return Fail(where, "\"value\" must be an integer");
      model_.quotas.push_back({name, value["value"], value["source"], value["mark"]});
    }
    return base::Done{};
  }

  base::Status OverlayOperation(const std::string& name, const Json& value) {
    const std::string where = "overlay.json: operations." + name;
    const auto op = std::find_if(model_.operations.begin(), model_.operations.end(),
                                 [&](const Operation& o) { return o.name == name; });
    if (op == model_.operations.end()) return Fail(where, "no such operation");
    MACIE_CHECK(CheckKeys(where, value,
                          {"implemented", "mutates", "raw", "restOfPath", "whenNotEnabled", "page", "source", "mark"}));
    MACIE_CHECK(CheckSource(where, value));
    MACIE_TRY(op->implemented, FlagAt(where, value, "implemented"));
    MACIE_TRY(op->mutates, FlagAt(where, value, "mutates"));
    MACIE_TRY(op->raw, FlagAt(where, value, "raw"));
    MACIE_TRY(op->rest_of_path, FlagAt(where, value, "restOfPath"));
    if (op->raw && op->mutates) return Fail(where, "an operation that mutates cannot be raw");
    MACIE_TRY(op->when_not_enabled, TextAt(where, value, "whenNotEnabled"));
    static const std::set<std::string> kAnswers{"session", "classic", "newer", "discovery", "export", "works"};
    if (!kAnswers.contains(op->when_not_enabled)) return Fail(where + ".whenNotEnabled", "unknown answer");
    if (!value.contains("page")) return base::Done{};
    const Json& page = value["page"];
    MACIE_CHECK(CheckKeys(where + ".page", page, {"default", "max", "clamp", "source", "mark"}));
    MACIE_CHECK(CheckSource(where + ".page", page));
    op->page_size_default = page.value("default", 0);
    op->page_size_max = page.value("max", 0);
    MACIE_TRY(op->page_size_clamped, FlagAt(where + ".page", page, "clamp"));
    if (op->page_size_default < 1 || op->page_size_max < op->page_size_default || op->page_size_max > 65535) {
      return Fail(where + ".page", "must be 1 <= default <= max <= 65535");
    }
    Member* size = FindMember(op->input, "maxResults");
    if (size == nullptr || !IsNumber(size->type.kind)) return Fail(where + ".page", op->input + " has no maxResults");
    if (size->type.limits.value_max.value_or(op->page_size_max) < op->page_size_max) {
      return Fail(where + ".page.max", "is above the model's own range");
    }
    size->type.limits.value_min = 1;
    if (!op->page_size_clamped) size->type.limits.value_max = op->page_size_max;
    size->default_json = std::to_string(op->page_size_default);
    return base::Done{};
  }

  Member* FindMember(const std::string& structure_name, const std::string& name) {
    for (auto& structure : model_.structures) {
      if (structure.name != structure_name) continue;
      for (auto& member : structure.members) {
        if (member.name == name) return &member;
      }
    }
    return nullptr;
  }

  base::Status OverlayLimits(const std::string& where, const Json& value, Kind kind, Limits* limits) {
    const auto only = [&](const std::string& key, bool fits) -> base::Status {
      if (!fits) return Fail(where + "." + key, "does not fit the member's type");
      return base::Done{};
    };
    for (const auto& [key, given] : value.items()) {
      if (key == "length" || key == "items" || key == "range" || key == "pattern") {
        MACIE_TRY(const std::string text, Text(where + "." + key, given));
        const bool container = kind == Kind::kList || kind == Kind::kMap;
        MACIE_CHECK(only(key, key == "items" ? container : key == "range" ? IsNumber(kind) : kind == Kind::kString));
        if (key == "pattern") {
          MACIE_CHECK(CheckPattern(where + ".pattern", text));
          limits->pattern = text;
        } else if (key == "range") {
          MACIE_CHECK(ParseSpan(where + ".range", text, &limits->value_min, &limits->value_max));
        } else {
          MACIE_CHECK(ParseSpan(where + "." + key, text, &limits->length_min, &limits->length_max));
        }
      }
    }
    return base::Done{};
  }

  base::Status OverlayMember(const std::string& name, const Json& value) {
    const std::string where = "overlay.json: members." + name;
    const std::size_t dot = name.find('.');
    Member* member = dot == std::string::npos ? nullptr : FindMember(name.substr(0, dot), name.substr(dot + 1));
    if (member == nullptr) return Fail(where, "no such structure or member");
    MACIE_CHECK(CheckKeys(where, value,
                          {"length", "items", "range", "pattern", "required", "default", "keys", "values", "each",
                           "time", "source", "mark"}));
    MACIE_CHECK(CheckSource(where, value));
    Type& type = member->type;
    MACIE_CHECK(OverlayLimits(where, value, type.kind, &type.limits));
    if (value.contains("required")) {
      MACIE_TRY(member->required, FlagAt(where, value, "required"));
    }
    if (value.contains("time")) {
      MACIE_TRY(const std::string form, TextAt(where, value, "time"));
      if (type.kind != Kind::kTimestamp || form != "shortest")
        return Fail(where + ".time", "must be shortest, of a time");
      type.shortest_time = true;
    }
    if (value.contains("default")) {
      member->default_json = value["default"].dump();
      const bool fits = value["default"].is_boolean()          ? type.kind == Kind::kBoolean
                        : value["default"].is_number_integer() ? IsNumber(type.kind)
                                                               : type.kind == Kind::kEnum || type.kind == Kind::kString;
      if (!fits) return Fail(where + ".default", "does not fit the member's type");
      if (type.kind == Kind::kEnum) {
        const auto& values = model_.FindEnum(type.name)->values;
        if (std::find(values.begin(), values.end(), value["default"].get<std::string>()) == values.end()) {
          return Fail(where + ".default", "is no value of " + type.name);
        }
      }
    }
    for (const char* key : {"keys", "values", "each"}) {
      if (!value.contains(key)) continue;
      if (type.kind != (key == std::string("each") ? Kind::kList : Kind::kMap)) {
        return Fail(where + "." + key, "does not fit the member's type");
      }
      MACIE_CHECK(CheckKeys(where + "." + key, value[key], {"length", "range", "pattern"}));
      const bool keys = key == std::string("keys");
      MACIE_CHECK(OverlayLimits(where + "." + key, value[key], keys ? Kind::kString : type.element->kind,
                                keys ? &type.key_limits : &type.element->limits));
    }
    return base::Done{};
  }

  static void Names(const Type& type, std::set<std::string>* out) {
    if (type.element) return Names(*type.element, out);
    if (type.kind == Kind::kStructure || type.kind == Kind::kEnum) out->insert(type.name);
  }

  // Every structure after those it holds; refuses cycles, which the optional members could not be built with.
  base::Status SortStructures() {
    std::map<std::string, Structure> rest;
    std::vector<std::string> order;
    for (auto& structure : model_.structures) {
      order.push_back(structure.name);
      rest[structure.name] = std::move(structure);
    }
    model_.structures.clear();
    std::map<std::string, int> state;  // 1 open, 2 done
    std::string cycle;
    const std::function<void(const std::string&)> visit = [&](const std::string& name) {
      if (state[name] == 1 && cycle.empty()) cycle = name;
      if (state[name] != 0 || !rest.contains(name)) return;
      state[name] = 1;
      std::set<std::string> held;
      for (const auto& member : rest[name].members) Names(member.type, &held);
      for (const auto& other : held) visit(other);
      state[name] = 2;
      model_.structures.push_back(std::move(rest[name]));
    };
    for (const auto& name : order) visit(name);
    if (!cycle.empty()) return Fail("facts.json: structures." + cycle, "holds itself");
    return base::Done{};
  }

  // A structure or enum lives in the header of the one family that reaches it, or in "common" when several do. Records
  // live in "records" and do not count as users.
  base::Status AssignFamilies() {
    std::map<std::string, std::set<std::string>> users;
    const std::function<void(const std::string&, const std::string&)> reach = [&](const std::string& name,
                                                                                  const std::string& family) {
      if (!users[name].insert(family).second) return;
      const Structure* structure = model_.FindStructure(name);
      if (structure == nullptr) return;
      std::set<std::string> held;
      for (const auto& member : structure->members) Names(member.type, &held);
      for (const auto& other : held) reach(other, family);
    };
    for (const auto& op : model_.operations) {
      reach(op.input, op.family);
      reach(op.output, op.family);
    }
    std::set<std::string> families;
    const auto home = [&](const std::string& name) {
      const auto& by = users[name];
      return by.size() == 1 ? *by.begin() : std::string("common");
    };
    for (auto& structure : model_.structures) {
      structure.family = structure.record ? "records" : home(structure.name);
      families.insert(structure.family);
    }
    for (auto& enumeration : model_.enums) {
      enumeration.family = home(enumeration.name);
      families.insert(enumeration.family);
    }
    model_.families.assign(families.begin(), families.end());
    return base::Done{};
  }

  base::Status LoadIdentifiers(const std::string& text) {
    const std::string file = "managed_data_identifiers.json";
    MACIE_TRY(const Json json, Parse(file, text));
    MACIE_CHECK(CheckKeys(file, json, {"source", "mark", "identifiers"}));
    MACIE_CHECK(CheckSource(file, json));
    for (const auto& [id, value] : json["identifiers"].items()) {
      const std::string where = file + ": identifiers." + id;
      MACIE_TRY(const std::string words_text, Text(where, value));
      const auto words = Words(words_text);
      const Enum* categories = model_.FindEnum("SensitiveDataItemCategory");
      if (words.empty() || words.size() > 2 || (words.size() == 2 && words[1] != "recommended") ||
          categories == nullptr ||
          std::find(categories->values.begin(), categories->values.end(), words[0]) == categories->values.end()) {
        return Fail(where, "must be \"<category>\" or \"<category> recommended\"");
      }
      model_.managed_data_identifiers.push_back({id, words[0], words.size() == 2});
    }
    std::sort(model_.managed_data_identifiers.begin(), model_.managed_data_identifiers.end(),
              [](const auto& a, const auto& b) { return a.id < b.id; });
    return base::Done{};
  }

  Model model_;
  std::map<std::string, std::vector<std::string>> error_sets_;
  std::map<std::string, Type> scalars_;
};

}  // namespace

const Structure* Model::FindStructure(const std::string& name) const {
  for (const auto& structure : structures) {
    if (structure.name == name) return &structure;
  }
  return nullptr;
}

const Enum* Model::FindEnum(const std::string& name) const {
  for (const auto& enumeration : enums) {
    if (enumeration.name == name) return &enumeration;
  }
  return nullptr;
}

base::Result<Model> Load(const Sources& sources) {
  return Loader().Run(sources);
}

}  // namespace macie_local::modelc
