// Goes through files and folders, one path after the other, in an order that is the same on every machine.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace macie_local::app {

// One file, or a folder that can't be read.
struct Visit {
  std::string path;
  int error = 0;  // errno of what can't be read; 0: a file, or what looks like one
};

// The names in a folder are visited in the order of their bytes, a folder's files where the folder stands. In folders
// links are not followed, so that no walk goes in circles, and what is neither file nor folder is passed over. Of a
// path that is given by itself all is followed and read. For one thread at a time.
class Walk {
 public:
  // `paths` in the order in which they are visited.
  explicit Walk(std::vector<std::string> paths);

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

  std::vector<std::string> paths_;
  std::size_t given_ = 0;  // of paths_
  std::vector<Folder> folders_;
};

}  // namespace macie_local::app
