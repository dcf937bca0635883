#include "app/scan/walk.h"

#include <dirent.h>
#include <fnmatch.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <functional>
#include <string_view>
#include <utility>

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

bool Matches(const std::vector<std::string>& patterns, const std::string& path) {
  const std::size_t end = path.find_last_not_of('/');
  const std::string whole = path.substr(0, end + 1);
  const std::string name = whole.substr(whole.rfind('/') + 1);
  return std::any_of(patterns.begin(), patterns.end(), [&](const std::string& pattern) {
    const bool of_path = pattern.find('/') != std::string::npos;
    return fnmatch(pattern.c_str(), of_path ? whole.c_str() : name.c_str(), 0) == 0;
  });
}

}  // namespace

bool PathRules::TakesFile(const std::string& path) const {
  return !Matches(exclude, path) && (include.empty() || Matches(include, path));
}

bool PathRules::TakesFolder(const std::string& path) const {
  return !Matches(exclude, path);
}

Walk::Walk(std::vector<std::string> paths, PathRules rules) : rules_(std::move(rules)), paths_(std::move(paths)) {}

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
    if (S_ISREG(found.st_mode) && rules_.TakesFile(path)) return Visit{std::move(path)};
    if (!S_ISDIR(found.st_mode)) continue;
    if (auto visit = Enter(std::move(path))) return visit;
  }
}

std::optional<Visit> Walk::NextGiven() {
  std::string path = std::move(paths_[given_++]);
  struct stat found {};
  if (path == kStandardInput) return Visit{std::move(path)};
  if (stat(path.c_str(), &found) != 0) return Visit{std::move(path), errno};
  if (S_ISDIR(found.st_mode)) return Enter(std::move(path));
  return rules_.TakesFile(path) ? std::optional(Visit{std::move(path)}) : std::nullopt;
}

std::optional<Visit> Walk::Enter(std::string path) {
  if (!rules_.TakesFolder(path)) return std::nullopt;
  Folder folder;
  const int error = ReadNames(path, &folder.names);
  if (error != 0) return Visit{std::move(path), error};
  std::sort(folder.names.begin(), folder.names.end(), std::greater<>());
  folder.path = path.ends_with('/') ? std::move(path) : path + "/";
  folders_.push_back(std::move(folder));
  return std::nullopt;
}

}  // namespace macie_local::app
