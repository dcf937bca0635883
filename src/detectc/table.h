// The table of identifiers as its files say it, checked but not yet compiled.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace macie_local::detectc {

// The table says something that cannot be. The text is "<file>: <entry>.<member>: <what is wrong, what is allowed>".
class TableError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

enum class KeywordRule { kNone, kRequired, kAbsent };

// One identifier. docs/adding-an-identifier.md says what each member means.
struct Entry {
  std::string id;
  std::size_t category = 0;  // of kCategories
  std::string severity;      // three of kSeverities
  bool recommended = false;
  std::vector<std::string> shapes;
  std::string iban_country;  // empty: it is no IBAN
  std::size_t iban_length = 0;
  std::size_t calling_code = 0;  // 0: none
  std::size_t calling_digits_min = 0;
  std::size_t calling_digits_max = 0;
  std::size_t matcher = 0;  // of kMatchers
  KeywordRule rule = KeywordRule::kNone;
  std::string absent;  // kAbsent: the identifier whose keywords must be absent
  std::vector<std::string> keywords;
  std::size_t check = 0;  // of kChecks
  bool ignore_case = false;
  bool isolated = false;
  std::vector<std::string> excluded;
};

// Returns the identifiers, sorted by id, of files by their names; "shared.json" is the file of shared lists. Throws
// TableError.
std::vector<Entry> Load(const std::map<std::string, std::string>& files);

}  // namespace macie_local::detectc
