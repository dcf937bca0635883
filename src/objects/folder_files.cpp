#include "objects/folder_files.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <climits>
#include <cstring>
#include <memory>

#include "base/text.h"

namespace macie_local::objects {
namespace {

std::string PathOfOpen(int file) {
  return "/proc/self/fd/" + std::to_string(file);
}

// Where an open file really lies; empty when that can't be told.
std::string RealPath(int file) {
  std::array<char, PATH_MAX> path{};
  const ssize_t size = readlink(PathOfOpen(file).c_str(), path.data(), path.size());
  return size <= 0 || static_cast<std::size_t>(size) == path.size()
             ? std::string()
             : std::string(path.data(), static_cast<std::size_t>(size));
}

bool IsBelow(std::string_view path, std::string_view root) {
  if (root == "/") return path.starts_with('/');
  return path.size() > root.size() && path.starts_with(root) && path[root.size()] == '/';
}

struct Closer {
  void operator()(DIR* folder) const { closedir(folder); }
};

// Whether the entry is a folder, without following a link.
bool IsFolder(int folder, const dirent& entry) {
  if (entry.d_type != DT_UNKNOWN) return entry.d_type == DT_DIR;
  struct stat status {};
  return fstatat(folder, entry.d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(status.st_mode);
}

}  // namespace

Handle::~Handle() {
  if (file_ >= 0) close(file_);
}

Handle OpenFolder(int folder, const std::string& name) {
  if (name.empty() || name == ".." || name.find('/') != name.npos || name.find('\0') != name.npos) {
    errno = ENOENT;
    return Handle();
  }
  return Handle(openat(folder, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
}

// O_PATH opens nothing yet: a device or a pipe that a link leads to is looked at, not touched.
std::optional<File> FindFile(int folder, const std::string& name, std::string_view root) {
  File file{Handle(openat(folder, name.c_str(), O_PATH | O_CLOEXEC))};
  if (!file.handle.ok() || fstat(file.handle.get(), &file.status) != 0 || !S_ISREG(file.status.st_mode)) {
    return std::nullopt;
  }
  if (!IsBelow(RealPath(file.handle.get()), root)) return std::nullopt;
  return file;
}

Handle Reopen(const File& file) {
  return Handle(open(PathOfOpen(file.handle.get()).c_str(), O_RDONLY | O_CLOEXEC));
}

std::optional<struct stat> StatFile(int folder, const std::string& name, std::string_view root) {
  struct stat status {};
  if (fstatat(folder, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) return std::nullopt;
  if (S_ISREG(status.st_mode)) return status;
  if (!S_ISLNK(status.st_mode)) return std::nullopt;
  const auto file = FindFile(folder, name, root);
  return file ? std::optional(file->status) : std::nullopt;
}

// The kernel sees to it that nothing on the way leads out, which costs one call instead of one for each folder. A pipe
// that has taken the file's place does not make it wait.
std::optional<File> OpenFileBelow(int folder, const std::string& path) {
  open_how how{};
  how.flags = O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS;
  File file{Handle(static_cast<int>(syscall(SYS_openat2, folder, path.c_str(), &how, sizeof how)))};
  if (!file.handle.ok() || fstat(file.handle.get(), &file.status) != 0 || !S_ISREG(file.status.st_mode)) {
    return std::nullopt;
  }
  return file;
}

Timestamp ModifiedAt(const struct stat& status) {
  const auto since = std::chrono::seconds(status.st_mtim.tv_sec) + std::chrono::nanoseconds(status.st_mtim.tv_nsec);
  return Timestamp(std::chrono::floor<std::chrono::microseconds>(since));
}

base::Result<std::vector<Entry>> EntriesOf(int folder, const std::string& name_for_messages) {
  const auto failed = [&](const char* what) {
    return base::Error{"the folder " + name_for_messages + " can't be " + what + ": " + std::strerror(errno)};
  };
  const int own = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (own < 0) return failed("opened");
  const std::unique_ptr<DIR, Closer> open(fdopendir(own));
  if (!open) {
    close(own);
    return failed("read");
  }
  std::vector<Entry> entries;
  errno = 0;
  while (const dirent* entry = readdir(open.get())) {
    const std::string_view name = entry->d_name;
    if (name == "." || name == ".." || !base::IsUtf8(name)) continue;
    const bool is_folder = IsFolder(folder, *entry);
    entries.push_back({std::string(name) + (is_folder ? "/" : ""), is_folder});
  }
  if (errno != 0) return failed("read");
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.name < b.name; });
  return entries;
}

}  // namespace macie_local::objects
