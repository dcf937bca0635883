#include "objects/folder.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <tuple>

#include "base/text.h"
#include "objects/md5.h"

namespace macie_local::objects {
namespace {

constexpr std::size_t kListed = 1000;
constexpr std::size_t kReadBytes = 256 * 1024;

base::Error Failed(const std::string& what, int error) {
  return base::Error(what + ": " + std::strerror(error));
}

ObjectInfo InfoOf(std::string key, const struct stat& status, const std::vector<ObjectRule>& rules) {
  ObjectInfo info;
  info.key = std::move(key);
  info.size = static_cast<std::uint64_t>(status.st_size);
  info.last_modified = ModifiedAt(status);
  for (const ObjectRule& rule : rules) {
    if (!rule.Fits(info.key)) continue;
    if (rule.last_modified) info.last_modified = *rule.last_modified;
    if (rule.storage_class) info.storage_class = *rule.storage_class;
    if (rule.encryption) std::tie(info.encryption, info.kms_key_id) = *rule.encryption;
    if (rule.tags) info.tags = *rule.tags;
  }
  return info;
}

bool IsSame(const struct stat& a, const struct stat& b) {
  return a.st_size == b.st_size && a.st_ino == b.st_ino && a.st_mtim.tv_sec == b.st_mtim.tv_sec &&
         a.st_mtim.tv_nsec == b.st_mtim.tv_nsec;
}

// Returns the rest of the file, of at most `bytes_max` bytes.
base::Result<std::string> ReadAll(int file, std::size_t bytes_max, const std::string& name) {
  std::string text;
  std::array<char, 16 * 1024> buffer;
  while (true) {
    const ssize_t size = read(file, buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return Failed(name + " can't be read", errno);
    if (size == 0) return text;
    text.append(buffer.data(), static_cast<std::size_t>(size));
    if (text.size() > bytes_max) {
      return base::Error{name + " has more than " + std::to_string(bytes_max) + " bytes"};
    }
  }
}

// Says whether a path consists of names alone: it leads nowhere else, and no part is empty.
bool IsPathOfNames(std::string_view path) {
  if (path.find('\0') != path.npos) return false;
  while (true) {
    const std::size_t end = std::min(path.find('/'), path.size());
    const std::string_view part = path.substr(0, end);
    if (part.empty() || part == "." || part == "..") return false;
    if (end == path.size()) return true;
    path.remove_prefix(end + 1);
  }
}

}  // namespace

bool FitsPattern(std::string_view pattern, std::string_view text) {
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;  // the last one seen, and what it stands for ends at `resume`
  std::size_t resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

bool ObjectRule::Fits(std::string_view object_key) const {
  return is_pattern ? FitsPattern(key, object_key) : key == object_key;
}

// Goes down the folders of a bucket, with the names of one folder in memory for each level.
class FolderSource::Lister : public ObjectLister {
 public:
  Lister(const FolderSource* source, std::string bucket, std::string after)
      : source_(*source),
        rules_(source->RulesOf(bucket)),
        bucket_(std::move(bucket)),
        is_root_(source->IsRoot(bucket_)),
        after_(std::move(after)) {}

  base::Result<std::vector<ObjectInfo>> Next() override {
    if (!begun_) MACIE_CHECK(Begin());
    std::vector<ObjectInfo> listed;
    while (!levels_.empty() && listed.size() < kListed) {
      Level& level = levels_.back();
      if (level.at == level.entries.size()) {
        levels_.pop_back();
        continue;
      }
      const Entry& entry = level.entries[level.at++];
      std::string key = level.prefix + entry.name;
      if (key.size() > kKeyBytesMax || IsPassed(key, entry.is_folder)) continue;
      if (entry.is_folder) {
        if (!is_root_) MACIE_CHECK(GoDown(std::move(key)));
        continue;
      }
      if (is_root_ && source_.IsMetadata(key)) continue;
      const auto status = StatFile(level.folder.get(), entry.name, source_.path_);
      if (status) listed.push_back(InfoOf(std::move(key), *status, *rules_));
    }
    return listed;
  }

 private:
  struct Level {
    Handle folder;
    std::string prefix;  // of the keys of what is in it
    std::vector<Entry> entries;
    std::size_t at = 0;  // the next entry
  };

  base::Status Begin() {
    begun_ = true;
    Handle folder = source_.OpenBucket(bucket_);
    if (!folder.ok() && (errno == ENOENT || errno == ENOTDIR || errno == ELOOP)) return base::Done{};
    return Add(std::move(folder), "");
  }

  base::Status GoDown(std::string prefix) {
    const std::string name =
        prefix.substr(levels_.back().prefix.size(), prefix.size() - levels_.back().prefix.size() - 1);
    Handle folder = OpenFolder(levels_.back().folder.get(), name);
    if (!folder.ok() && (errno == ENOENT || errno == ENOTDIR || errno == ELOOP)) return base::Done{};
    if (levels_.size() > kDepthMax) {
      return base::Error{"the folder " + Shown(prefix) + " lies more than " + std::to_string(kDepthMax) +
                         " folders deep"};
    }
    return Add(std::move(folder), std::move(prefix));
  }

  base::Status Add(Handle folder, std::string prefix) {
    if (!folder.ok()) return Failed("the folder " + Shown(prefix) + " can't be opened", errno);
    MACIE_TRY(auto entries, EntriesOf(folder.get(), Shown(prefix)));
    levels_.push_back({std::move(folder), std::move(prefix), std::move(entries)});
    return base::Done{};
  }

  std::string Shown(const std::string& prefix) const {
    return source_.path_ + "/" + (is_root_ ? "" : bucket_ + "/") + prefix;
  }

  // Whether nothing of it comes after `after_`.
  bool IsPassed(const std::string& key, bool is_folder) const {
    return is_folder ? key < after_ && !after_.starts_with(key) : key <= after_;
  }

  const FolderSource& source_;
  const Rules rules_;
  const std::string bucket_;
  const bool is_root_;
  const std::string after_;
  std::vector<Level> levels_;
  bool begun_ = false;
};

// Fails when the file is not what it was when it was opened.
class FolderSource::Content : public base::ByteStream {
 public:
  Content(Handle file, const struct stat& status, std::string name)
      : file_(std::move(file)),
        status_(status),
        name_(std::move(name)),
        buffer_bytes_(std::min(kReadBytes, static_cast<std::size_t>(status.st_size))),
        buffer_(std::make_unique_for_overwrite<char[]>(buffer_bytes_)) {}

  base::Result<std::string_view> Next() override {
    // All of it was there, unchanged, when the last of it was read.
    if (read_ == static_cast<std::uint64_t>(status_.st_size)) return std::string_view();
    ssize_t size = 0;
    do {
      size = read(file_.get(), buffer_.get(), buffer_bytes_);
    } while (size < 0 && errno == EINTR);
    if (size < 0) return Failed(name_ + " can't be read", errno);
    read_ += static_cast<std::uint64_t>(size);
    struct stat now {};
    if (fstat(file_.get(), &now) != 0) return Failed(name_ + " can't be read", errno);
    if (!IsSame(now, status_) || size == 0) return base::Error{name_ + " has changed while it was read"};
    return std::string_view(buffer_.get(), static_cast<std::size_t>(size));
  }

 private:
  const Handle file_;
  const struct stat status_;
  const std::string name_;
  const std::size_t buffer_bytes_;
  const std::unique_ptr<char[]> buffer_;
  std::uint64_t read_ = 0;
};

base::Result<std::shared_ptr<FolderSource>> FolderSource::Open(const std::string& path) {
  const std::unique_ptr<char, decltype(&std::free)> real(realpath(path.c_str(), nullptr), &std::free);
  if (!real) return Failed("the folder " + path + " can't be opened", errno);
  std::string absolute(real.get());
  const int root = open(absolute.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (root < 0) return Failed("the folder " + path + " can't be opened", errno);
  std::string name = absolute.substr(absolute.rfind('/') + 1);
  return std::shared_ptr<FolderSource>(new FolderSource(std::move(absolute), std::move(name), root));
}

FolderSource::~FolderSource() {
  close(root_);
}

// A folder of the name hides the files beside it.
bool FolderSource::IsRoot(const std::string& bucket) const {
  return bucket == name_ && !OpenFolder(root_, bucket).ok();
}

Handle FolderSource::OpenBucket(const std::string& bucket) const {
  if (IsRoot(bucket)) return OpenFolder(root_, ".");
  return OpenFolder(root_, bucket == "." ? "" : bucket);
}

base::Result<std::vector<std::string>> FolderSource::Buckets() const {
  MACIE_TRY(const auto entries, EntriesOf(root_, path_));
  std::vector<std::string> buckets;
  for (const Entry& entry : entries) {
    if (entry.is_folder) buckets.push_back(entry.name.substr(0, entry.name.size() - 1));
  }
  if (IsRoot(name_)) {
    Lister files(this, name_, "");
    MACIE_TRY(const auto some, files.Next());
    if (!some.empty()) buckets.push_back(name_);
  }
  std::sort(buckets.begin(), buckets.end());
  return buckets;
}

base::Result<std::optional<std::string>> FolderSource::MetadataOf(const std::string& bucket) const {
  if (IsRoot(bucket)) return std::optional<std::string>();
  const std::string name = bucket + std::string(kMetadataSuffix);
  const auto file = FindFile(root_, name, path_);
  if (!file) return std::optional<std::string>();
  const Handle open = Reopen(*file);
  if (!open.ok()) return Failed(path_ + "/" + name + " can't be opened", errno);
  MACIE_TRY(std::string text, ReadAll(open.get(), kMetadataBytesMax, path_ + "/" + name));
  return std::optional(std::move(text));
}

void FolderSource::SetRules(const std::string& bucket, std::vector<ObjectRule> rules) {
  const std::lock_guard lock(mutex_);
  rules_[bucket] = std::make_shared<const std::vector<ObjectRule>>(std::move(rules));
}

FolderSource::Rules FolderSource::RulesOf(const std::string& bucket) const {
  const std::lock_guard lock(mutex_);
  const auto found = rules_.find(bucket);
  return found == rules_.end() ? std::make_shared<const std::vector<ObjectRule>>() : found->second;
}

std::unique_ptr<ObjectLister> FolderSource::List(const std::string& bucket, const std::string& after) {
  return std::make_unique<Lister>(this, bucket, after);
}

bool FolderSource::IsMetadata(std::string_view name) const {
  if (!name.ends_with(kMetadataSuffix)) return false;
  name.remove_suffix(kMetadataSuffix.size());
  return OpenFolder(root_, std::string(name)).ok();
}

Handle FolderSource::OpenFolderOf(const std::string& bucket, std::string_view key) const {
  Handle folder = OpenBucket(bucket);
  for (std::size_t slash = key.find('/'); folder.ok() && slash != key.npos; slash = key.find('/')) {
    folder = OpenFolder(folder.get(), std::string(key.substr(0, slash)));
    key.remove_prefix(slash + 1);
  }
  return folder;
}

base::Result<std::optional<ObjectInfo>> FolderSource::Find(const std::string& bucket, const std::string& key) {
  const std::optional<ObjectInfo> none;
  if (key.size() > kKeyBytesMax || !base::IsUtf8(key) || !IsPathOfNames(key)) return none;
  if (IsRoot(bucket) && (key.find('/') != key.npos || IsMetadata(key))) return none;
  const Handle folder = OpenFolderOf(bucket, key);
  if (!folder.ok()) return none;
  const auto status = StatFile(folder.get(), key.substr(key.rfind('/') + 1), path_);
  return status ? std::optional(InfoOf(key, *status, *RulesOf(bucket))) : none;
}

base::Result<File> FolderSource::OpenFile(const std::string& bucket, const std::string& key,
                                          const std::string& name) const {
  const auto gone = [&] { return base::Error{name + " is not there any more"}; };
  if (!IsPathOfNames(bucket) || bucket.find('/') != bucket.npos || !IsPathOfNames(key)) return gone();
  const bool is_root = IsRoot(bucket);
  if (auto file = OpenFileBelow(root_, is_root ? key : bucket + "/" + key)) return std::move(*file);
  const Handle folder = OpenFolderOf(bucket, key);
  if (!folder.ok()) return gone();
  auto file = FindFile(folder.get(), key.substr(key.rfind('/') + 1), path_);
  if (!file) return gone();
  Handle open = Reopen(*file);
  if (!open.ok()) return Failed(name + " can't be opened", errno);
  return File{std::move(open), file->status};
}

base::Result<std::unique_ptr<base::ByteStream>> FolderSource::Open(const std::string& bucket,
                                                                   const ObjectInfo& object) {
  std::string name = path_ + "/" + (IsRoot(bucket) ? "" : bucket + "/") + object.key;
  MACIE_TRY(File file, OpenFile(bucket, object.key, name));
  const ObjectInfo now = InfoOf(object.key, file.status, *RulesOf(bucket));
  if (now.size != object.size || now.last_modified != object.last_modified) {
    return base::Error{name + " has changed since it was listed"};
  }
  return std::unique_ptr<base::ByteStream>(
      std::make_unique<Content>(std::move(file.handle), file.status, std::move(name)));
}

base::Result<std::string> FolderSource::ETagOf(const std::string& bucket, const ObjectInfo& object) {
  MACIE_TRY(const auto content, Open(bucket, object));
  Md5 sum;
  while (true) {
    MACIE_TRY(const std::string_view bytes, content->Next());
    if (bytes.empty()) return sum.Finish();
    sum.Add(bytes);
  }
}

}  // namespace macie_local::objects
