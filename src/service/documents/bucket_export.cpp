#include "service/documents/bucket_export.h"

#include <algorithm>
#include <string_view>

#include "base/text.h"
#include "base/utf8.h"
#include "model/types/records.h"
#include "wire/codec.h"

namespace macie_local::service {
namespace {

// So much content is written between two looks at the size of the piece.
constexpr std::size_t kStepBytes = 64 * 1024;

// Returns the bytes at the end of `text` that begin a sequence of UTF-8 and do not end it: 0 to 3.
std::size_t UnfinishedBytes(std::string_view text) {
  for (std::size_t back = 1; back <= std::min<std::size_t>(3, text.size()); ++back) {
    const auto byte = static_cast<unsigned char>(text[text.size() - back]);
    if (byte < 0x80) return 0;
    if (byte < 0xC0) continue;
    const std::size_t length = byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
    return back < length ? back : 0;
  }
  return 0;
}

// Says whether the pieces together are UTF-8.
bool IsText(const std::vector<state::ObjectPiece>& pieces) {
  std::string joined;  // a sequence that two pieces share, and the rest of the second
  for (const state::ObjectPiece& piece : pieces) {
    std::string_view text = *piece;
    if (!joined.empty()) {
      joined.append(text);
      text = joined;
    }
    const std::size_t unfinished = UnfinishedBytes(text);
    if (!base::IsUtf8(text.substr(0, text.size() - unfinished))) return false;
    joined = std::string(text.substr(text.size() - unfinished));
  }
  return joined.empty();
}

model::ObjectDocument HeadOf(const state::StoredObject& object) {
  model::ObjectDocument head;
  head.key = object.info.key;
  head.lastModified = object.info.last_modified;
  head.storageClass = object.info.storage_class;
  head.serverSideEncryption = state::EncryptionOf(object.info);
  head.contentType = object.content_type;
  for (const auto& [key, value] : object.info.tags) {
    if (!head.tags) head.tags.emplace();
    head.tags->push_back({key, value});
  }
  return head;
}

// Appends what stands between the quotes of a JSON string.
void AppendEscaped(std::string_view text, std::string* out) {
  std::string quoted;
  base::AppendJsonString(text, &quoted);
  out->append(std::string_view(quoted).substr(1, quoted.size() - 2));
}

}  // namespace

ObjectExport::ObjectExport(const state::StoredObject& object) : object_(object), is_text_(IsText(object.pieces)) {}

bool ObjectExport::Next(std::size_t bytes_max, std::string* out) {
  if (!begun_) {
    wire::Encode(HeadOf(object_), wire::Nulls::kOmit, out);
    out->pop_back();  // the object goes on
    out->append(is_text_ ? ",\"text\":\"" : ",\"base64\":\"");
    begun_ = true;
  }
  while (piece_ < object_.pieces.size()) {
    if (out->size() >= bytes_max) return false;
    const std::string_view step = std::string_view(*object_.pieces[piece_]).substr(at_, kStepBytes);
    if (is_text_) {
      AppendEscaped(step, out);
    } else {
      encoder_.Add(step, out);
    }
    at_ += step.size();
    if (at_ < object_.pieces[piece_]->size()) continue;
    ++piece_;
    at_ = 0;
  }
  encoder_.Finish(out);
  out->append("\"}");
  return true;
}

BucketExport::BucketExport(const state::PartitionKey& key, const state::Partition& partition,
                           const ExportOptions& options)
    : key_(key), partition_(partition), options_(options), at_(partition.buckets.table().by_key().Begin()) {}

bool BucketExport::Next(std::size_t bytes_max, std::string* out) {
  if (!begun_) out->append("\"buckets\":[");
  begun_ = true;
  while (true) {
    if (object_ && !FinishObjects(bytes_max, out)) return false;
    if (out->size() >= bytes_max) return false;
    if (!BeginBucket(out)) break;
  }
  out->append("]");
  return true;
}

bool BucketExport::FinishObjects(std::size_t bytes_max, std::string* out) {
  for (; !object_->at_end(); ++*object_) {
    if (!content_) {
      out->append(before_object_);
      content_.emplace(*(**object_).second.object);
    }
    if (!content_->Next(bytes_max, out)) return false;
    content_.reset();
    before_object_ = ",\n";
  }
  object_.reset();
  out->append("]}");
  return true;
}

bool BucketExport::BeginBucket(std::string* out) {
  for (; !at_.at_end(); ++at_) {
    const engine::Slot slot = (*at_).slot;
    const std::string_view name = partition_.buckets.table().Key(slot);
    if (options_.leave_out && options_.leave_out(key_, name)) continue;
    out->append(is_first_ ? "\n" : ",\n");
    is_first_ = false;
    partition_.buckets.AppendStoredJson(slot, out);
    ++at_;
    const state::ObjectTable::Bucket* objects = options_.objects ? partition_.objects.Find(name) : nullptr;
    if (objects == nullptr) return true;
    out->pop_back();  // the bucket goes on
    out->append(",\"objects\":[\n");
    object_ = objects->keys.begin();
    before_object_ = "";
    return true;
  }
  return false;
}

}  // namespace macie_local::service
