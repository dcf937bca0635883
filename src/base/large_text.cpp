#include "base/large_text.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

namespace macie_local::base {
namespace {

constexpr std::size_t kPieceBytes = 256 * 1024;

std::string Folder() {
  std::error_code error;
  const auto folder = std::filesystem::temp_directory_path(error);
  return error ? std::string("/tmp") : folder.string();
}

int OpenNameless(const std::string& folder) {
  const int file = open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (file >= 0) return file;
  // Not every file system has O_TMPFILE.
  std::string path = folder + "/macie-local-XXXXXX";
  const int named = mkostemp(path.data(), O_CLOEXEC);
  if (named >= 0) unlink(path.c_str());
  return named;
}

Error Failure(std::string_view doing) {
  const int error = errno;
  return Error("a text that is too large for the memory can't be " + std::string(doing) + " a temporary file in " +
               Folder() + ": " + std::strerror(error));
}

class LargeTextSource final : public BodySource {
 public:
  explicit LargeTextSource(LargeText text) : text_(std::move(text)) {}

  bool Next(std::string* piece) override {
    const auto rest = text_.view().substr(at_);
    const std::size_t size = std::min(rest.size(), kPieceBytes);
    piece->append(rest.substr(0, size));
    at_ += size;
    return size < rest.size();
  }

 private:
  const LargeText text_;
  std::size_t at_ = 0;
};

}  // namespace

int OpenNamelessFile() {
  return OpenNameless(Folder());
}

LargeText& LargeText::operator=(LargeText&& other) noexcept {
  std::swap(memory_, other.memory_);
  std::swap(share_, other.share_);
  std::swap(no_file_, other.no_file_);
  std::swap(file_, other.file_);
  std::swap(size_, other.size_);
  std::swap(mapped_, other.mapped_);
  return *this;
}

LargeText::~LargeText() {
  if (mapped_ != nullptr) munmap(const_cast<char*>(mapped_), size_);
  if (file_ >= 0) close(file_);
}

// Whether all `size` bytes of the text so far may be in memory; then they have room there.
bool LargeText::KeepsInMemory(std::size_t size) {
  if (no_file_) return true;
  if (size > kInMemoryMax) return false;
  if (size <= memory_.capacity()) return true;
  const std::size_t room = std::min(std::max(size, memory_.capacity() * 2), kInMemoryMax);
  if (!share_.Resize(room)) return false;
  memory_.reserve(room);
  return true;
}

Status LargeText::Append(std::string_view bytes) {
  if (file_ < 0) {
    if (KeepsInMemory(memory_.size() + bytes.size())) {
      memory_.append(bytes);
      return Done{};
    }
    file_ = OpenNameless(Folder());
    if (file_ < 0) {
      // Descriptors are there again when some of the connections have gone.
      if (errno == EMFILE || errno == ENFILE) return Failure("put into");
      no_file_ = true;
      return Append(bytes);
    }
    MACIE_CHECK(Write(memory_));
    memory_ = std::string();
    share_.Resize(0);
  }
  return Write(bytes);
}

Status LargeText::Write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(file_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return Failure("written to");
    bytes.remove_prefix(static_cast<std::size_t>(written));
    size_ += static_cast<std::size_t>(written);
  }
  return Done{};
}

Status LargeText::Finish() {
  if (file_ < 0) return Done{};
  void* const mapped = mmap(nullptr, size_, PROT_READ, MAP_SHARED, file_, 0);
  if (mapped == MAP_FAILED) return Failure("read from");
  mapped_ = static_cast<const char*>(mapped);
  madvise(mapped, size_, MADV_SEQUENTIAL);
  return Done{};
}

void LargeText::ReleaseRead() const {
  if (mapped_ != nullptr) madvise(const_cast<char*>(mapped_), size_, MADV_DONTNEED);
}

Body BodyOf(LargeText text) {
  return Body(std::make_shared<LargeTextSource>(std::move(text)));
}

}  // namespace macie_local::base
