#include "worker/program.h"

#include <unistd.h>

#include <array>
#include <climits>
#include <string_view>
#include <vector>

namespace macie_local::worker {
namespace {

// The folder of the running executable, with a "/" behind it; empty when the system does not tell.
std::string OwnFolder() {
  std::array<char, PATH_MAX> path;
  const ssize_t size = readlink("/proc/self/exe", path.data(), path.size());
  if (size <= 0) return "";
  const std::string_view whole(path.data(), static_cast<std::size_t>(size));
  return std::string(whole.substr(0, whole.rfind('/') + 1));
}

}  // namespace

base::Result<std::string> FindProgram(const std::string& given) {
  std::vector<std::string> places;
  if (!given.empty()) {
    places.push_back(given);
  } else if (const std::string folder = OwnFolder(); !folder.empty()) {
    places = {folder + kProgramName, folder + "../libexec/macie-local/" + kProgramName};
  }
  std::string list;
  for (const std::string& place : places) {
    if (access(place.c_str(), X_OK) == 0) return place;
    list += (list.empty() ? "" : " nor ") + place;
  }
  return base::Error("the program " + std::string(kProgramName) + " that reads objects is not there: " +
                     (list.empty() ? "this executable's folder is not known" : "no " + list));
}

}  // namespace macie_local::worker
