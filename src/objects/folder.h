// The files of a folder as the objects of buckets: DIR/<bucket>/<key>, and those directly in DIR as the objects of a
// bucket that is named as DIR is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "objects/folder_files.h"
#include "objects/source.h"

namespace macie_local::objects {

// What is told of the objects of a bucket whose keys are `key`, or fit it where it is a pattern: in that "*" stands for
// any characters, "/" too, and "?" for one byte. Members that are not told stay as they are.
struct ObjectRule {
  std::string key;
  bool is_pattern = false;
  std::optional<Timestamp> last_modified;
  std::optional<std::string> storage_class;
  std::optional<std::pair<std::string, std::string>> encryption;  // ObjectInfo's encryption and kms_key_id
  std::optional<std::vector<std::pair<std::string, std::string>>> tags;

  bool Fits(std::string_view object_key) const;
};

// Says whether `text` fits `pattern`, as ObjectRule has it. Takes at most as many steps as the product of both lengths.
bool FitsPattern(std::string_view pattern, std::string_view text);

// A file that is a link is an object when what it leads to lies in DIR; a folder that is a link is passed over, and so
// are files of other kinds, names that are not UTF-8 and keys that are too long for S3. Nothing outside of DIR is read,
// whatever becomes of it meanwhile. Thread-safe. Every error names the file and what the machine says of it.
class FolderSource : public ObjectSource {
 public:
  static constexpr std::size_t kKeyBytesMax = 1024;
  static constexpr std::size_t kDepthMax = 64;                // of folders in one another below a bucket
  static constexpr std::size_t kMetadataBytesMax = 4u << 20;  // of DIR/<bucket>.json
  static constexpr std::string_view kMetadataSuffix = ".json";

  // The error names the folder and says why it can't be read.
  static base::Result<std::shared_ptr<FolderSource>> Open(const std::string& path);
  ~FolderSource() override;
  FolderSource(const FolderSource&) = delete;
  FolderSource& operator=(const FolderSource&) = delete;

  const std::string& path() const { return path_; }
  // Returns the names of the buckets, in order: of the folders in DIR, and of DIR itself when files lie in it. A folder
  // that has DIR's own name stands for the bucket of that name, and hides the files in DIR.
  base::Result<std::vector<std::string>> Buckets() const;
  // Returns the text of DIR/<bucket>.json, or nullopt when there is none. It is no object where it lies beside a folder
  // of the name.
  base::Result<std::optional<std::string>> MetadataOf(const std::string& bucket) const;
  // Replaces what is told of the objects of a bucket. Later rules win.
  void SetRules(const std::string& bucket, std::vector<ObjectRule> rules);

  std::unique_ptr<ObjectLister> List(const std::string& bucket, const std::string& after) override;
  base::Result<std::optional<ObjectInfo>> Find(const std::string& bucket, const std::string& key) override;
  base::Result<std::unique_ptr<base::ByteStream>> Open(const std::string& bucket, const ObjectInfo& object) override;
  base::Result<std::string> ETagOf(const std::string& bucket, const ObjectInfo& object) override;

 private:
  class Lister;
  class Content;
  using Rules = std::shared_ptr<const std::vector<ObjectRule>>;

  FolderSource(std::string path, std::string name, int root)
      : path_(std::move(path)), name_(std::move(name)), root_(root) {}
  Rules RulesOf(const std::string& bucket) const;
  bool IsRoot(const std::string& bucket) const;
  // Whether the file lies beside the folder of a bucket that it tells of.
  bool IsMetadata(std::string_view name) const;
  // Opens the folder that the file of an object lies in; not ok when there is none.
  Handle OpenFolderOf(const std::string& bucket, std::string_view key) const;
  // Opens the file of an object for reading. The error calls it `name`.
  base::Result<File> OpenFile(const std::string& bucket, const std::string& key, const std::string& name) const;
  // errno says why it is not ok.
  Handle OpenBucket(const std::string& bucket) const;

  const std::string path_;  // absolute, without links
  const std::string name_;  // its last part
  const int root_;
  mutable std::mutex mutex_;
  std::map<std::string, Rules> rules_;
};

}  // namespace macie_local::objects
