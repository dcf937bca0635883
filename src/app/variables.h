// Reads the MACIE_LOCAL_* variables of the environment, each of which stands in for an option. Other variables of such
// names are found out here: slips of the pen, and those that Kubernetes gives to the pods beside a service called
// macie-local.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace macie_local::app {

// A name that is at most so many letters away from one that is known is taken for a slip of the pen.
inline constexpr std::size_t kSlipLettersMax = 2;

// Returns the variable of an option: "MACIE_LOCAL_TLS_CA_FILE" for "--tls-ca-file".
std::string VariableOf(std::string_view option);

class Variables {
 public:
  // `environment` is as the system gives it, texts "NAME=value" and then null; null: there are no variables.
  explicit Variables(const char* const* environment);

  // Returns the value of a MACIE_LOCAL_* variable, or nullopt when it is unset, empty, or Kubernetes' MACIE_LOCAL_PORT.
  std::optional<std::string> Find(const std::string& variable) const;
  // Returns what Find does, but an empty value for a variable that is set and empty.
  std::optional<std::string> FindEvenEmpty(const std::string& variable) const;

  struct Findings {
    std::optional<std::string> mistake;  // a slip of the pen, for which the start is refused
    std::vector<std::string> warnings;   // one for each unknown variable
  };
  // Compares the names of those that have a value with the `known` ones.
  Findings Check(const std::vector<std::string>& known) const;

 private:
  std::map<std::string, std::string> values_;
};

}  // namespace macie_local::app
