#include "app/scan/walk.h"

#include <dirent.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <functional>
#include <string_view>
#include <utility>

#include "app/scan/options.h"

namespace macie_local::app {
namespace {

// Returns the error of reading the folder, or 0.
int ReadNames(const std::string& path, std::vector<std::string>* names) {
  DIR* const folder = opendir(path.c_str());
  if (folder == nullptr) return errno;
  errno = 0;
  while (const dirent* const entry = readdir(folder)) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") names->emplace_back(name);
    errno = 0;
  }
  const int error = errno;
  closedir(folder);
  return error;
}

}  // namespace

Walk::Walk(std::vector<std::string> paths) : paths_(std::move(paths)) {}

std::optional<Visit> Walk::Next() {
  while (true) {
    if (folders_.empty()) {
      if (given_ == paths_.size()) return std::nullopt;
      if (auto visit = NextGiven()) return visit;
      continue;
    }
    Folder& folder = folders_.back();
    if (folder.names.empty()) {
      folders_.pop_back();
      continue;
    }
    std::string path = folder.path + folder.names.back();
    folder.names.pop_back();
    struct stat found {};
    if (lstat(path.c_str(), &found) != 0) return Visit{std::move(path), errno};
    if (S_ISREG(found.st_mode)) return Visit{std::move(path)};
    if (!S_ISDIR(found.st_mode)) continue;
    if (auto visit = Enter(std::move(path))) return visit;
  }
}

std::optional<Visit> Walk::NextGiven() {
  std::string path = std::move(paths_[given_++]);
  struct stat found {};
  if (path == kStandardInput) return Visit{std::move(path)};
  if (stat(path.c_str(), &found) != 0) return Visit{std::move(path), errno};
  if (!S_ISDIR(found.st_mode)) return Visit{std::move(path)};
  return Enter(std::move(path));
}

std::optional<Visit> Walk::Enter(std::string path) {
  Folder folder;
  const int error = ReadNames(path, &folder.names);
  if (error != 0) return Visit{std::move(path), error};
  std::sort(folder.names.begin(), folder.names.end(), std::greater<>());
  folder.path = path.ends_with('/') ? std::move(path) : path + "/";
  folders_.push_back(std::move(folder));
  return std::nullopt;
}

}  // namespace macie_local::app
