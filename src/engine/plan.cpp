#include "engine/plan.h"

namespace macie_local::engine {

std::string_view PlanName(Plan plan) {
  switch (plan) {
    case Plan::kNothing:
      return "nothing";
    case Plan::kWalk:
      return "walk";
    case Plan::kGather:
      return "gather";
    case Plan::kScan:
      return "scan";
  }
  return "";
}

}  // namespace macie_local::engine
