#include "app/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

namespace macie_local::app {
namespace {

constexpr mode_t kReadableByAll = 0644;
constexpr std::size_t kReadBytes = 64 * 1024;

bool WriteAll(int file, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(file, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

base::Error FileFailure(std::string_view option, const std::string& path, std::string_view reason) {
  return base::Error(std::string(option) + " " + path + ": " + std::string(reason));
}

namespace {

// Calls take(bytes) with one piece after the other; its error ends it.
template <class Take>
base::Status ReadPieces(std::string_view option, const std::string& path, const Take& take) {
  // Not a stream: libstdc++'s throws when `path` is a folder.
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  std::array<char, kReadBytes> bytes;
  ssize_t got = -1;
  base::Status taken = base::Done{};
  if (file >= 0) {
    while (taken.ok() && ((got = read(file, bytes.data(), bytes.size())) > 0 || (got < 0 && errno == EINTR))) {
      if (got > 0) taken = take(std::string_view(bytes.data(), static_cast<std::size_t>(got)));
    }
  }
  const int error = errno;
  if (file >= 0) close(file);
  if (!taken.ok()) return FileFailure(option, path, "can't be read: " + taken.error().text);
  if (got < 0) return FileFailure(option, path, std::string("can't be read: ") + std::strerror(error));
  return base::Done{};
}

}  // namespace

base::Result<std::string> ReadFile(std::string_view option, const std::string& path) {
  std::string text;
  MACIE_CHECK(ReadPieces(option, path, [&](std::string_view bytes) -> base::Status {
    text.append(bytes);
    return base::Done{};
  }));
  return text;
}

base::Result<base::LargeText> ReadDocument(std::string_view option, const std::string& path) {
  base::LargeText text;
  MACIE_CHECK(ReadPieces(option, path, [&](std::string_view bytes) { return text.Append(bytes); }));
  const base::Status mapped = text.Finish();
  if (!mapped.ok()) return FileFailure(option, path, "can't be read: " + mapped.error().text);
  return text;
}

base::Result<PendingFile> PendingFile::Write(std::string_view option, const std::string& path, std::string_view text) {
  // Found now rather than by Publish(), when much has been done already.
  std::error_code unknown;
  if (std::filesystem::is_directory(path, unknown)) {
    return FileFailure(option, path, std::string("can't be written: ") + std::strerror(EISDIR));
  }
  PendingFile pending(option, path);
  std::string place = path + ".XXXXXX";
  const int file = mkstemp(place.data());
  bool good = file >= 0;
  int error = errno;
  if (good) {
    pending.written_ = place;
    good = WriteAll(file, text) && fchmod(file, kReadableByAll) == 0;
    error = errno;
    close(file);
  }
  if (!good) return FileFailure(option, path, std::string("can't be written: ") + std::strerror(error));
  return pending;
}

PendingFile::PendingFile(PendingFile&& other) noexcept
    : option_(other.option_), path_(std::move(other.path_)), written_(std::exchange(other.written_, {})) {}

PendingFile::~PendingFile() {
  if (!written_.empty()) unlink(written_.c_str());
}

base::Status PendingFile::Publish() {
  if (std::rename(written_.c_str(), path_.c_str()) != 0) {
    return FileFailure(option_, path_, std::string("can't be written: ") + std::strerror(errno));
  }
  written_.clear();
  return base::Done{};
}

}  // namespace macie_local::app
