// Watches whether the files of a database are still where it opened them. A process keeps writing to a file that was
// deleted or renamed, and all of that is gone, or elsewhere, when it ends.
#pragma once

#include <sys/types.h>

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace macie_local::store {

class FileWatch {
 public:
  // Remembers which files the database and its log beside it are; one that is not there is not watched. Before Begin
  // there is no fault.
  void Begin(const std::string& path);

  // Returns what is wrong with the files, as a sentence that says what to do, or nullopt. Any thread, once Begin has
  // returned. Costs two questions to the file system.
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
