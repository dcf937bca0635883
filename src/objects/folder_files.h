// Opens what lies in a folder, and nothing that does not: the part of FolderSource that talks to the machine.
#pragma once

#include <sys/stat.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "macie_local/ports.h"

namespace macie_local::objects {

// An open file or folder. Closes it.
class Handle {
 public:
  Handle() = default;
  explicit Handle(int file) : file_(file) {}
  Handle(Handle&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
  Handle& operator=(Handle&& other) noexcept {
    std::swap(file_, other.file_);
    return *this;
  }
  ~Handle();

  bool ok() const { return file_ >= 0; }
  int get() const { return file_; }

 private:
  int file_ = -1;
};

// One name in a folder.
struct Entry {
  std::string name;  // of a folder with "/" behind it, so that names sort as the keys that begin with them
  bool is_folder = false;
};

// Returns the folder `name` in `folder`, or itself for "."; a link is none, and no other name leads out of it. errno
// says why it is not ok.
Handle OpenFolder(int folder, const std::string& name);

// A regular file below `root`, the absolute path of a folder without links in it.
struct File {
  Handle handle;  // FindFile has not opened it for reading yet: see Reopen
  struct stat status {};
};
// Returns the file `name` in `folder`, also where it is a link to one below `root`. Nothing when it is no regular file,
// or lies elsewhere, or is gone.
std::optional<File> FindFile(int folder, const std::string& name, std::string_view root);
// Opens for reading what was found. errno says why it is not ok.
Handle Reopen(const File& file);
// Returns what the machine says of a file that FindFile would find, without opening it where it is no link.
std::optional<struct stat> StatFile(int folder, const std::string& name, std::string_view root);
// Opens the regular file at `path` below the folder, for reading. Nothing when it is none, or a link is on the way, or
// the system can't open files like that: FindFile and Reopen then tell what is there. `path` has no part "." or "..".
std::optional<File> OpenFileBelow(int folder, const std::string& path);

// Returns when the file was last changed.
Timestamp ModifiedAt(const struct stat& status);

// Returns the names in an open folder, sorted by their bytes; without "." and "..", links to folders, and names that
// are not UTF-8. The error is the machine's.
base::Result<std::vector<Entry>> EntriesOf(int folder, const std::string& name_for_messages);

}  // namespace macie_local::objects
