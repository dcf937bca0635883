// Whether the files of a database are still where it opened them. A process keeps writing to a file that was deleted or
// renamed, and all of that is gone, or elsewhere, when it ends.
#pragma once

#include <sys/types.h>

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace macie_local::store {

class FileWatch {
 public:
  // Remembers the database's file and its log, which are there. Before that, and where nothing is called, all is well.
  void Begin(const std::string& path);

  // Any thread after Begin. What is wrong, as a sentence that says what to do; costs two questions to the file system.
  std::optional<std::string> Fault() const;

 private:
  struct File {
    std::string path;
    dev_t device = 0;
    ino_t number = 0;
  };
  std::array<File, 2> files_;
};

}  // namespace macie_local::store
