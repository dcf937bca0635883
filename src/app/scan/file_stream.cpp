#include "app/scan/file_stream.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

#include "app/scan/options.h"

namespace macie_local::app {
namespace {

constexpr std::size_t kReadBytes = std::size_t{256} << 10;

// Returns less than 0, with errno, when it fails.
ssize_t ReadSome(int file, char* bytes) {
  ssize_t got = -1;
  do {
    got = read(file, bytes, kReadBytes);
  } while (got < 0 && errno == EINTR);
  return got;
}

class FileStream : public base::ByteStream {
 public:
  FileStream(scan::Descriptor file, int* error) : file_(std::move(file)), error_(*error) {}

  base::Result<std::string_view> Next() override {
    const ssize_t got = ReadSome(file_.number(), bytes_.get());
    if (got >= 0) return std::string_view(bytes_.get(), static_cast<std::size_t>(got));
    error_ = errno;
    return base::Error(std::strerror(error_));
  }

 private:
  scan::Descriptor file_;
  int& error_;
  const std::unique_ptr<char[]> bytes_ = std::make_unique_for_overwrite<char[]>(kReadBytes);
};

class WholeStream : public base::ByteStream {
 public:
  explicit WholeStream(std::string_view rest) : rest_(rest) {}
  base::Result<std::string_view> Next() override { return std::exchange(rest_, {}); }

 private:
  std::string_view rest_;
};

}  // namespace

base::Result<std::unique_ptr<base::ByteStream>> ScanFile::Open() {
  if (whole_) return std::unique_ptr<base::ByteStream>(std::make_unique<WholeStream>(whole_->view()));
  const bool is_input = path_ == kStandardInput;
  scan::Descriptor file(is_input ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
                                 : open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
  struct stat found {};
  if (file.number() < 0 || fstat(file.number(), &found) != 0) {
    error_ = errno;
    return base::Error(std::strerror(error_));
  }
  if (S_ISREG(found.st_mode) && !is_input) {
    posix_fadvise(file.number(), 0, 0, POSIX_FADV_SEQUENTIAL);
    return std::unique_ptr<base::ByteStream>(std::make_unique<FileStream>(std::move(file), &error_));
  }
  MACIE_CHECK(ReadWhole(file.number()));
  return std::unique_ptr<base::ByteStream>(std::make_unique<WholeStream>(whole_->view()));
}

base::Status ScanFile::ReadWhole(int file) {
  base::LargeText whole;
  std::string bytes(kReadBytes, '\0');
  while (const ssize_t got = ReadSome(file, bytes.data())) {
    if (got < 0) {
      error_ = errno;
      return base::Error(std::strerror(error_));
    }
    MACIE_CHECK(whole.Append(std::string_view(bytes).substr(0, static_cast<std::size_t>(got))));
  }
  MACIE_CHECK(whole.Finish());
  whole_ = std::move(whole);
  return base::Done{};
}

}  // namespace macie_local::app
