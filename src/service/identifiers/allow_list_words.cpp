#include "service/identifiers/allow_list_words.h"

#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "base/byte_stream.h"
#include "base/result.h"
#include "base/text.h"
#include "base/utf8.h"
#include "model/quotas.h"
#include "objects/registry.h"

namespace macie_local::service {
namespace {

using Code = model::AllowListStatusCode;

constexpr auto kWordsMax = static_cast<std::size_t>(model::kAllowListWordsMax);
constexpr auto kWordCharactersMax = static_cast<std::size_t>(model::kAllowListWordCharactersMax);
constexpr std::size_t kWordBytesMax = kWordCharactersMax * 4;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

AllowListLook Unusable(Code code, std::string why) {
  AllowListLook look;
  look.status.code = code;
  look.status.description = std::move(why);
  return look;
}

// Takes the bytes of a list in pieces, and puts together its entries. A line that can be none, because it is too long
// or not UTF-8, is passed over [I].
class WordsReader {
 public:
  explicit WordsReader(std::vector<std::string>* words) : words_(*words) {}

  // Returns false when there are more entries than a list may have.
  bool Take(std::string_view piece) {
    while (!piece.empty()) {
      const std::size_t end = piece.find('\n');
      const std::string_view part = piece.substr(0, end);
      // A byte order mark and the "\r" of a line's end are not yet known to be none of the entry's.
      const std::size_t room = kWordBytesMax + kByteOrderMark.size() + 1;
      too_long_ = too_long_ || part.size() > room - line_.size();
      if (!too_long_) line_.append(part);
      if (end == std::string_view::npos) return true;
      if (!End()) return false;
      piece.remove_prefix(end + 1);
    }
    return true;
  }
  // Ends the last line, which need not have an end of its own.
  bool End() {
    std::string_view entry = line_;
    if (first_ && entry.starts_with(kByteOrderMark)) entry.remove_prefix(kByteOrderMark.size());
    if (entry.ends_with('\r')) entry.remove_suffix(1);
    const bool is_entry =
        !too_long_ && !entry.empty() && base::IsUtf8(entry) && base::CountCodePoints(entry) <= kWordCharactersMax;
    if (is_entry && words_.size() == kWordsMax) return false;
    if (is_entry) words_.emplace_back(entry);
    line_.clear();
    too_long_ = false;
    first_ = false;
    return true;
  }

 private:
  std::vector<std::string>& words_;
  std::string line_;  // as far as it is there
  bool too_long_ = false;
  bool first_ = true;
};

AllowListLook ReadWords(base::ByteStream& stream, const std::string& name) {
  AllowListLook look;
  look.status.code = Code::OK;
  WordsReader reader(&look.words);
  bool fits = true;
  while (fits) {
    const auto piece = stream.Next();
    if (!piece.ok()) return Unusable(Code::UNKNOWN_ERROR, piece.error().text);
    fits = piece->empty() ? reader.End() : reader.Take(*piece);
    if (piece->empty()) break;
  }
  if (!fits) {
    return Unusable(Code::S3_OBJECT_OVERSIZE, name + " has more than " + std::to_string(kWordsMax) + " entries.");
  }
  if (look.words.empty()) return Unusable(Code::S3_OBJECT_EMPTY, name + " has no entries.");
  return look;
}

AllowListLook LookAtObject(objects::ObjectSource& source, const std::string& bucket, const std::string& key) {
  const std::string name = "The object " + base::Quote(key) + " in the bucket " + base::Quote(bucket);
  const auto found = source.Find(bucket, key);
  if (!found.ok()) return Unusable(Code::UNKNOWN_ERROR, found.error().text);
  if (!*found) {
    return Unusable(Code::S3_OBJECT_NOT_FOUND,
                    "The object " + base::Quote(key) + " isn't in the bucket " + base::Quote(bucket) + ".");
  }
  const objects::ObjectInfo& object = **found;
  if (!objects::IsSupportedClass(object.storage_class)) {
    return Unusable(Code::S3_OBJECT_ACCESS_DENIED,
                    name + " is of the storage class " + object.storage_class + ", which Macie doesn't read.");
  }
  if (object.size > static_cast<std::uint64_t>(model::kAllowListWordsBytesMax)) {
    return Unusable(Code::S3_OBJECT_OVERSIZE, name + " has " + std::to_string(object.size) + " bytes, at most " +
                                                  std::to_string(model::kAllowListWordsBytesMax) + " are allowed.");
  }
  const auto stream = source.Open(bucket, object);
  if (!stream.ok()) return Unusable(Code::UNKNOWN_ERROR, stream.error().text);
  return ReadWords(**stream, name);
}

AllowListLook LookAtList(const Environment& environment, const state::PartitionKey& key,
                         const state::Partition& partition, const model::S3WordsList& list, bool may_ask) {
  const std::string& bucket = list.bucketName;
  const auto known = partition.buckets.Find(bucket);
  if (!known) {
    return Unusable(Code::S3_OBJECT_NOT_FOUND,
                    "The bucket " + base::Quote(bucket) + " isn't in the account's bucket inventory.");
  }
  if (known->errorCode) {
    return Unusable(Code::S3_OBJECT_ACCESS_DENIED,
                    "Macie isn't allowed to read the bucket " + base::Quote(bucket) + ".");
  }
  if (!may_ask) {
    return Unusable(Code::S3_OBJECT_ACCESS_DENIED, "The bucket " + base::Quote(bucket) + " hasn't answered in time.");
  }
  std::shared_ptr<objects::ObjectSource> source;
  if (environment.sources != nullptr) source = environment.sources->Find(key.account, key.region, bucket);
  if (source) return LookAtObject(*source, bucket, list.objectKey);
  return Unusable(Code::S3_OBJECT_NOT_FOUND, "The objects of the bucket " + base::Quote(bucket) + " aren't known.");
}

}  // namespace

AllowListLook LookAtAllowList(const Environment& environment, const state::PartitionKey& key,
                              const state::Partition& partition, const model::AllowListRecord& record, bool may_ask) {
  AllowListLook look;
  look.status.code = Code::OK;
  if (record.status && record.status->code != Code::OK) {
    look.status = *record.status;
    return look;
  }
  if (record.criteria->s3WordsList)
    look = LookAtList(environment, key, partition, *record.criteria->s3WordsList, may_ask);
  if (record.status) look.status = *record.status;
  return look;
}

}  // namespace macie_local::service
