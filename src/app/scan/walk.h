// Goes through files and folders, one path after the other, in an order that is the same on every machine.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace macie_local::app {

// The path that stands for what comes on standard input.
inline constexpr char kStandardInput[] = "-";

// Says which paths are visited, by patterns of the shell (fnmatch(3)). One without '/' is held against each name, of a
// folder too; one with '/' against the whole path as it is printed, where '*' stands for slashes as well.
struct PathRules {
  std::vector<std::string> include;  // when there is any, a file must match one
  std::vector<std::string> exclude;  // what matches one is passed over, a folder with all that is in it

  bool TakesFile(const std::string& path) const;
  bool TakesFolder(const std::string& path) const;
};

// One file, or a folder that can't be read.
struct Visit {
  std::string path;
  int error = 0;  // errno of what can't be read; 0: a file, or what looks like one
};

// The names in a folder are visited in the order of their bytes, a folder's files where the folder stands. In folders
// links are not followed, so that no walk goes in circles, and what is neither file nor folder is passed over. Of a
// path that is given by itself all is followed and read, if the rules take it. For one thread at a time.
class Walk {
 public:
  // `paths` in the order in which they are visited.
  explicit Walk(std::vector<std::string> paths, PathRules rules = {});

  // Returns the next, or nothing at the end.
  std::optional<Visit> Next();

 private:
  // A folder that is being walked; names_ of what is left in it, the next one last.
  struct Folder {
    std::string path;  // with "/" behind it
    std::vector<std::string> names;
  };
  // Begins a folder; the visit is of a folder that can't be read.
  std::optional<Visit> Enter(std::string path);
  std::optional<Visit> NextGiven();

  const PathRules rules_;
  std::vector<std::string> paths_;
  std::size_t given_ = 0;  // of paths_
  std::vector<Folder> folders_;
};

}  // namespace macie_local::app
