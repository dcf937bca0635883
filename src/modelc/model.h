// The API model as modelc holds it between reading the JSON files and writing C++: facts, overlay and records joined
// and checked.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace macie_local::modelc {

enum class Kind { kString, kBoolean, kInteger, kLong, kDouble, kTimestamp, kEnum, kStructure, kList, kMap };

struct Limits {
  std::optional<std::int64_t> length_min, length_max, value_min, value_max;
  std::string pattern;

  bool empty() const { return !length_min && !length_max && !value_min && !value_max && pattern.empty(); }
  auto operator<=>(const Limits&) const = default;
};

struct Type {
  Kind kind = Kind::kString;
  std::string name;               // of the enum or structure
  std::shared_ptr<Type> element;  // of a list or map; owned by this type alone
  Limits limits;
  Limits key_limits;           // of a map
  bool shortest_time = false;  // of a timestamp: written without a fraction of zero
  bool shared_text = false;    // of a string that is a member: held as base::SharedText
  std::string scalar;          // the name under "scalars" that it was written with; empty: it was written out
};

struct Member {
  std::string name;
  Type type;
  std::string location;            // "path" or "query"; empty: in the body
  bool required = false;           // as the overlay has it
  bool required_in_facts = false;  // as AWS's model has it
  bool token = false;              // an idempotency token, which SDKs fill in
  std::string default_json;        // used where the caller gave nothing; empty: there is none
};

struct Structure {
  std::string name;
  std::vector<Member> members;
  std::string family;   // the family whose header holds it
  bool record = false;  // from the records, not from the API
  std::string extends;  // the structure whose members come first, which is the base class; empty: none
};

struct Enum {
  std::string name;
  std::vector<std::string> values;
  std::string family;
};

struct Operation {
  std::string name;
  std::string family;
  std::string method;
  std::string uri;
  int status = 200;
  std::string input;
  std::string output;
  std::vector<std::string> errors;
  std::string pages;  // the output member that holds the items of a page; empty: the operation is not paged
  bool implemented = false;
  bool mutates = false;
  bool raw = false;
  bool rest_of_path = false;
  std::string when_not_enabled;
  int page_size_default = 0;
  int page_size_max = 0;
  bool page_size_clamped = false;
};

struct Error {
  std::string name;
  int status = 0;
  bool message_required = false;
};

struct Quota {
  std::string name;
  std::int64_t value = 0;
  std::string source;
  std::string mark;
};

struct ManagedDataIdentifier {
  std::string id;
  std::string category;
  bool recommended = false;
};

struct Model {
  std::map<std::string, std::string> service;
  std::string validation_error;
  std::vector<Error> errors;
  std::vector<Operation> operations;
  std::vector<Structure> structures;  // each one behind those that it holds
  std::vector<Enum> enums;
  std::vector<Quota> quotas;
  std::vector<ManagedDataIdentifier> managed_data_identifiers;
  std::vector<std::string> families;  // sorted, with "common" and "records" where they hold anything

  // Return null when there is none of that name. Valid until the model is changed.
  const Structure* FindStructure(const std::string& name) const;
  const Enum* FindEnum(const std::string& name) const;
};

}  // namespace macie_local::modelc
