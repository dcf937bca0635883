#include "gateway/control/object_answer.h"

#include <utility>

#include "base/text.h"
#include "base/timestamp.h"
#include "gateway/control/object_headers.h"

namespace macie_local::gateway {

std::string NoSuchObject(const Question& question) {
  return "no object " + base::Quote(question.rest) + " in the bucket " + base::Quote(question.argument) +
         " of account " + question.key.account + ", " + question.key.region;
}

model::ObjectRecord ListedRecordOf(const state::StoredObject& object) {
  model::ObjectRecord record = state::RecordOf({}, object, 0);
  record.bucketName.reset();
  record.firstPiece.reset();
  record.pieces.reset();
  return record;
}

void AddObjectHeaders(const state::StoredObject& object, Response* response) {
  auto& headers = response->headers;
  headers.emplace_back(kTypeHeader, object.content_type);
  if (!object.info.etag.empty()) headers.emplace_back("ETag", "\"" + object.info.etag + "\"");
  headers.emplace_back("x-macie-local-size", std::to_string(object.info.size));
  headers.emplace_back(kClassHeader, object.info.storage_class);
  if (!object.info.encryption.empty()) headers.emplace_back(kEncryptionHeader, object.info.encryption);
  if (!object.info.kms_key_id.empty()) headers.emplace_back(kKeyIdHeader, object.info.kms_key_id);
  headers.emplace_back(kModifiedHeader, base::ToIso8601(object.info.last_modified));
  std::string tagging;
  for (const auto& [key, value] : object.info.tags) {
    tagging.append(tagging.empty() ? "" : "&");
    tagging.append(base::PercentEncode(key)).append("=").append(base::PercentEncode(value));
  }
  if (!tagging.empty()) headers.emplace_back(kTaggingHeader, std::move(tagging));
  // Content must never act as a page of this server.
  headers.emplace_back("X-Content-Type-Options", "nosniff");
  headers.emplace_back("Content-Security-Policy", "sandbox");
}

}  // namespace macie_local::gateway
