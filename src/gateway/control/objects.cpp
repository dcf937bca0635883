// Actions on the objects of a bucket.
#include <algorithm>
#include <memory>
#include <utility>

#include "base/text.h"
#include "base/timestamp.h"
#include "gateway/control/bucket_door.h"
#include "gateway/control/control_context.h"
#include "gateway/control/object_answer.h"
#include "gateway/control/object_headers.h"
#include "gateway/control/object_upload.h"
#include "gateway/control/source_objects.h"
#include "gateway/respond.h"
#include "wire/codec.h"

namespace macie_local::gateway {
namespace {

base::Error Mistake(std::string_view header, const std::string& what) {
  return base::Error("header " + std::string(header) + ": " + what);
}

// Nothing when the request has no such header.
base::Result<std::optional<std::string>> HeaderOf(const Request& request, std::string_view name) {
  std::optional<std::string> found;
  for (const auto& [one, value] : request.headers) {
    if (!base::EqualsWithoutCase(one, name)) continue;
    if (found) return Mistake(name, "is given twice");
    found = std::string(value);
  }
  return found;
}

// As in a query: "+" is a blank.
std::optional<std::string> FormDecode(std::string_view text) {
  std::string blanks(text);
  std::replace(blanks.begin(), blanks.end(), '+', ' ');
  return base::PercentDecode(blanks);
}

base::Result<std::vector<model::KeyValuePair>> ParseTagging(std::string_view text) {
  std::vector<model::KeyValuePair> tags;
  while (!text.empty()) {
    const std::string_view pair = base::NextPart("&", &text);
    if (pair.empty()) continue;
    const std::size_t equals = pair.find('=');
    auto key = FormDecode(pair.substr(0, equals));
    auto value = FormDecode(equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1));
    if (!key || !value || !base::IsUtf8(*key) || !base::IsUtf8(*value)) {
      return Mistake(kTaggingHeader, "must be key=value&..., percent-encoded UTF-8; " + base::Quote(pair) + " given");
    }
    tags.push_back({std::move(key), std::move(value)});
  }
  return tags;
}

base::Status TakeEncryption(const Request& request, model::ObjectDocument* told) {
  using Type = model::EncryptionType;
  MACIE_TRY(const auto type, HeaderOf(request, kEncryptionHeader));
  MACIE_TRY(const auto key_id, HeaderOf(request, kKeyIdHeader));
  if (!type && !key_id) return base::Done{};
  model::ServerSideEncryption& encryption = told->serverSideEncryption.emplace();
  encryption.encryptionType = type == "AES256"         ? Type::AES256
                              : type == "aws:kms"      ? Type::aws_kms
                              : type == "aws:kms:dsse" ? Type::aws_kms_dsse
                                                       : Type::UNKNOWN;
  if (encryption.encryptionType == Type::UNKNOWN) {
    return Mistake(kEncryptionHeader, "must be AES256, aws:kms or aws:kms:dsse; " + base::Quote(type.value_or("")) +
                                          (type ? " given" : ", with a key's id, given"));
  }
  if (key_id) encryption.kmsMasterKeyId = *key_id;
  return base::Done{};
}

// What the headers say of the object, as a document would.
base::Result<model::ObjectDocument> ReadHeaders(const Request& request) {
  model::ObjectDocument told;
  MACIE_TRY(told.contentType, HeaderOf(request, kTypeHeader));
  MACIE_TRY(told.storageClass, HeaderOf(request, kClassHeader));
  MACIE_TRY(const auto tagging, HeaderOf(request, kTaggingHeader));
  if (tagging) {
    MACIE_TRY(told.tags, ParseTagging(*tagging));
  }
  MACIE_CHECK(TakeEncryption(request, &told));
  MACIE_TRY(const auto modified, HeaderOf(request, kModifiedHeader));
  if (modified) {
    told.lastModified = base::ParseIso8601(*modified);
    if (!told.lastModified) {
      return Mistake(kModifiedHeader,
                     "must be an ISO 8601 time such as 2026-01-31T00:00:00Z; " + base::Quote(*modified) + " given");
    }
  }
  return told;
}

// Sends content a part at a time, so that a reader who is slow holds none of it up.
class ContentBody : public base::BodySource {
 public:
  explicit ContentBody(std::shared_ptr<const state::StoredObject> object) : object_(std::move(object)) {}
  bool Next(std::string* piece) override {
    const std::string& content = *object_->pieces[piece_];
    const std::string_view part = std::string_view(content).substr(at_, kPartBytes);
    piece->append(part);
    at_ += part.size();
    if (at_ < content.size()) return true;
    at_ = 0;
    return ++piece_ < object_->pieces.size();
  }

 private:
  static constexpr std::size_t kPartBytes = 256 * 1024;

  const std::shared_ptr<const state::StoredObject> object_;
  std::size_t piece_ = 0;
  std::size_t at_ = 0;
};

// One piece goes out as it lies, with its length; more of them as they are taken.
base::Body BodyOf(const std::shared_ptr<const state::StoredObject>& object) {
  if (object->pieces.size() > 1) return base::Body(std::make_shared<ContentBody>(object));
  base::Body body;
  for (const state::ObjectPiece& piece : object->pieces) body.Append(piece);
  return body;
}

}  // namespace

std::optional<Response> ListObjects(const ControlContext& context, Question& question) {
  if (HasSource(context, question)) return ListSourceObjects(context, question);
  const state::Snapshot snapshot(context.parts.gateway.store.Current());
  const auto* bucket = snapshot.partition(question.key).objects.Find(question.argument);
  model::ObjectList list;
  list.objects.emplace();
  if (bucket != nullptr) {
    const std::string& prefix = question.parameters.prefix;
    const std::string& after = question.parameters.after_text;
    const std::size_t limit = question.parameters.limit.value_or(kListedMax);
    auto at = after < prefix ? bucket->keys.LowerBound(prefix) : bucket->keys.UpperBound(after);
    for (; !at.at_end() && at->first.starts_with(prefix); ++at) {
      if (list.objects->size() == limit) {
        list.next = list.objects->back().key;
        break;
      }
      list.objects->push_back(ListedRecordOf(*at->second.object));
    }
  }
  std::string body;
  wire::Encode(list, wire::Nulls::kOmit, &body);
  return question.Answer(200, std::move(body));
}

std::optional<Response> GetObject(const ControlContext& context, Question& question) {
  if (HasSource(context, question)) return GetSourceObject(context, question);
  const state::Snapshot snapshot(context.parts.gateway.store.Current());
  const auto* row = snapshot.partition(question.key).objects.Find(question.argument, question.rest);
  if (row == nullptr) return question.Message(404, NoSuchObject(question));
  question.response.status = 200;
  question.response.body = BodyOf(row->object);
  AddObjectHeaders(*row->object, &question.response);
  return std::move(question.response);
}

std::optional<Response> PutObject(const ControlContext& context, Question& question) {
  auto told = ReadHeaders(question.request);
  if (!told.ok()) return question.Message(400, told.error().text);
  told->key = question.rest;
  auto object = service::CompleteObject("object", context.parts.gateway.clock.Now(), *told);
  if (!object.ok()) return question.Message(400, object.error().text);
  auto body = question.KeepBody();
  if (!body) return std::move(question.response);
  ObjectUpload::Target target{question.key, question.argument, std::move(object).value(),
                              told->lastModified.has_value()};
  const auto upload =
      std::make_shared<ObjectUpload>(context, std::move(target), std::move(body), question.response, question.waiter);
  if (ObjectUpload::Submit(upload)) return std::nullopt;
  return question.Message(503, "too many writes are waiting, or the emulator is stopping; try again");
}

std::optional<Response> DeleteObject(const ControlContext& context, Question& question) {
  return context.Write(question, [&context, key = question.key, bucket = question.argument, object = question.rest](
                                     state::Transaction& transaction, Response* response) {
    if (const auto owner = context.FindOwner(key, bucket)) {
      FillMessage(409, *owner, response);
      return false;
    }
    const bool deleted = transaction.EraseObject(key, bucket, object);
    if (deleted) service::RefreshCounts(transaction, key, bucket);
    FillBody(200, deleted ? "{\"deleted\":true}" : "{\"deleted\":false}", response);
    return deleted;
  });
}

}  // namespace macie_local::gateway
