// The MACIE_LOCAL_* variables of the environment, each of which stands in for an option. What else goes by such a name
// is found out here: a slip of the pen, and what Kubernetes gives to the pods beside a service called macie-local.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace macie_local::app {

// How many letters a name may be away from one that is known to be taken for a slip of the pen.
inline constexpr std::size_t kSlipLettersMax = 2;

// "MACIE_LOCAL_TLS_CA_FILE" for "--tls-ca-file".
std::string VariableOf(std::string_view option);

class Variables {
 public:
  // `environment` as the system gives it: "NAME=value" each, ended by null; null: none.
  explicit Variables(const char* const* environment);

  // The value of a MACIE_LOCAL_* variable; nothing when it is unset, empty, or Kubernetes' MACIE_LOCAL_PORT.
  std::optional<std::string> Find(const std::string& variable) const;
  // The same, but what is empty counts as set.
  std::optional<std::string> FindEvenEmpty(const std::string& variable) const;

  struct Findings {
    std::optional<std::string> mistake;
    std::vector<std::string> warnings;  // one of each unknown variable
  };
  // Compares the names of those that have a value with the `known` ones.
  Findings Check(const std::vector<std::string>& known) const;

 private:
  std::map<std::string, std::string> values_;
};

}  // namespace macie_local::app
