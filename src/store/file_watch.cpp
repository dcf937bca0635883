#include "store/file_watch.h"

#include <sys/stat.h>

#include <cstddef>

namespace macie_local::store {

void FileWatch::Begin(const std::string& path) {
  files_[0].path = path;
  files_[1].path = path + "-wal";
  for (File& file : files_) {
    struct stat found {};
    if (stat(file.path.c_str(), &found) != 0) {
      file.path.clear();
      continue;
    }
    file.device = found.st_dev;
    file.number = found.st_ino;
  }
}

std::optional<std::string> FileWatch::Fault() const {
  for (const File& file : files_) {
    if (file.path.empty()) continue;
    struct stat found {};
    const bool there = stat(file.path.c_str(), &found) == 0;
    if (there && found.st_dev == file.device && found.st_ino == file.number) continue;
    return file.path + (there ? " was replaced by another file" : " was deleted or renamed") +
           " while it was open: what is stored now will not be found there. Put it back, or save the state with GET "
           "/_macie-local/state and start anew";
  }
  return std::nullopt;
}

}  // namespace macie_local::store
