#include "store/commit_counter.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstddef>
#include <cstring>

#include "base/text.h"

namespace macie_local::store {
namespace {

// "<identity> <commits>\n", the number with leading zeros: always as long as this.
constexpr std::size_t kIdentityDigits = 32;
constexpr std::size_t kNumberDigits = 20;
constexpr std::size_t kBytes = kIdentityDigits + 1 + kNumberDigits + 1;

}  // namespace

CommitCounter::~CommitCounter() {
  if (file_ >= 0) close(file_);
}

base::Status CommitCounter::Open(const std::string& path) {
  path_ = path;
  file_ = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (file_ < 0) return base::Error(path + " can't be opened: " + std::strerror(errno));
  return base::Done{};
}

std::optional<CommitCounter::Count> CommitCounter::Read() const {
  std::array<char, kBytes> bytes{};
  if (file_ < 0 || pread(file_, bytes.data(), kBytes, 0) != static_cast<ssize_t>(kBytes)) return std::nullopt;
  std::string_view text(bytes.data(), bytes.size());
  Count count;
  count.identity = base::NextPart(" ", &text);
  if (count.identity.size() != kIdentityDigits || text.back() != '\n') return std::nullopt;
  text.remove_suffix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count.commits);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return count;
}

base::Status CommitCounter::Write(const Count& count) const {
  if (file_ < 0) return base::Done{};
  const std::string number = std::to_string(count.commits);
  const std::string text = count.identity + " " + std::string(kNumberDigits - number.size(), '0') + number + "\n";
  if (pwrite(file_, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size())) return base::Done{};
  return base::Error(path_ + " can't be written: " + std::strerror(errno));
}

}  // namespace macie_local::store
