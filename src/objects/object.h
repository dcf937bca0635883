// One object of a bucket, as a listing tells it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "macie_local/ports.h"

namespace macie_local::objects {

// The spelling of members and values is that of S3.
struct ObjectInfo {
  std::string key;  // 1 to 1,024 bytes, of any kind: nothing in it is normalised
  std::uint64_t size = 0;
  Timestamp last_modified{};
  std::string storage_class = "STANDARD";
  std::string etag;                                       // without quotes; empty where only reading would tell it
  std::string version_id;                                 // empty without versioning
  std::string encryption = "AES256";                      // "AES256", "aws:kms", "aws:kms:dsse", or empty: none
  std::string kms_key_id;                                 // of the two kinds of aws:kms, where it is known
  std::vector<std::pair<std::string, std::string>> tags;  // key and value, in the order of the source

  bool operator==(const ObjectInfo&) const = default;
};

// Returns what follows the last "." of what follows the last "/" of `key` (behaviour B.6): "gz" of "a/b.tar.gz". Empty
// when there is none.
std::string_view ExtensionOf(std::string_view key);

// Says whether Macie analyses objects of the storage class, and of the key's extension (behaviour B.6). Both together
// make an object classifiable.
bool IsSupportedClass(std::string_view storage_class);
bool HasSupportedExtension(std::string_view key);

}  // namespace macie_local::objects
