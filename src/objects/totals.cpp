#include "objects/totals.h"

#include <array>

#include "base/text.h"

namespace macie_local::objects {
namespace {

constexpr std::array<std::string_view, 3> kCompressed{"gz", "gzip", "zip"};

bool IsCompressed(std::string_view key) {
  const std::string_view extension = ExtensionOf(key);
  for (const std::string_view one : kCompressed) {
    if (base::EqualsWithoutCase(extension, one)) return true;
  }
  return false;
}

}  // namespace

// Sums are modulo 2^64, so that what is taken away is what was added, whatever the order.
void ObjectTotals::Change(const ObjectInfo& object, int by) {
  const auto one = static_cast<std::uint64_t>(static_cast<std::int64_t>(by));
  const auto count = [&](ObjectTally* tally) {
    tally->count += one;
    tally->bytes += one * object.size;
  };
  count(&all);
  if (!IsSupportedClass(object.storage_class)) {
    count(&unsupported_class);
  } else {
    count(HasSupportedExtension(object.key) ? &classifiable : &unsupported_extension);
  }
  if (IsCompressed(object.key)) compressed_bytes += one * object.size;
  std::uint64_t& encryption = object.encryption.empty()       ? unencrypted
                              : object.encryption == "AES256" ? s3_managed
                                                              : kms_managed;
  encryption += one;
}

}  // namespace macie_local::objects
