#include "gateway/control/source_objects.h"

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "base/byte_stream.h"
#include "gateway/control/object_answer.h"
#include "objects/registry.h"
#include "state/object_table.h"
#include "wire/codec.h"

namespace macie_local::gateway {
namespace {

constexpr char kTypeUnknown[] = "binary/octet-stream";  // as S3 has it

// Sends content as it is read. A failure closes the connection, since the answer has begun.
class StreamBody : public base::BodySource {
 public:
  StreamBody(std::shared_ptr<objects::ObjectSource> source, std::unique_ptr<base::ByteStream> stream)
      : source_(std::move(source)), stream_(std::move(stream)) {}
  bool Next(std::string* piece) override {
    const auto read = stream_->Next();
    if (!read.ok()) throw std::runtime_error(read.error().text);
    piece->append(*read);
    return !read->empty();
  }

 private:
  const std::shared_ptr<objects::ObjectSource> source_;  // outlives the stream
  const std::unique_ptr<base::ByteStream> stream_;
};

std::shared_ptr<objects::ObjectSource> SourceOf(const ControlContext& context, const Question& question) {
  return context.parts.gateway.registry->Find(question.key.account, question.key.region, question.argument);
}

model::ObjectRecord RecordOf(objects::ObjectInfo info) {
  state::StoredObject object;
  object.info = std::move(info);
  model::ObjectRecord record = ListedRecordOf(object);
  record.contentType.reset();
  if (object.info.etag.empty()) record.eTag.reset();
  return record;
}

// Where a listing begins that has the keys with the prefix: nothing before them, or little.
std::string BeginOf(const Parameters& parameters) {
  return std::max(parameters.after_text,
                  parameters.prefix.substr(0, std::max<std::size_t>(parameters.prefix.size(), 1) - 1));
}

// Takes what of a page belongs to the answer. Returns whether more may follow.
bool TakePage(std::vector<objects::ObjectInfo> page, const Parameters& parameters, model::ObjectList* list) {
  const std::size_t limit = parameters.limit.value_or(kListedMax);
  for (objects::ObjectInfo& object : page) {
    if (object.key < parameters.prefix) continue;
    if (!object.key.starts_with(parameters.prefix)) return false;
    if (list->objects->size() == limit) {
      list->next = list->objects->back().key;
      return false;
    }
    list->objects->push_back(RecordOf(std::move(object)));
  }
  return !page.empty();
}

}  // namespace

bool HasSource(const ControlContext& context, const Question& question) {
  const objects::SourceRegistry* registry = context.parts.gateway.registry;
  return registry != nullptr && registry->Owns(question.key.account, question.key.region, question.argument);
}

std::optional<Response> ListSourceObjects(const ControlContext& context, Question& question) {
  const auto source = SourceOf(context, question);
  const auto lister = source->List(question.argument, BeginOf(question.parameters));
  model::ObjectList list;
  list.objects.emplace();
  bool more = true;
  while (more) {
    auto page = lister->Next();
    if (!page.ok()) return question.Message(503, page.error().text);
    more = TakePage(std::move(page).value(), question.parameters, &list);
  }
  std::string body;
  wire::Encode(list, wire::Nulls::kOmit, &body);
  return question.Answer(200, std::move(body));
}

std::optional<Response> GetSourceObject(const ControlContext& context, Question& question) {
  const auto source = SourceOf(context, question);
  auto found = source->Find(question.argument, question.rest);
  if (!found.ok()) return question.Message(503, found.error().text);
  if (!*found) return question.Message(404, NoSuchObject(question));
  auto stream = source->Open(question.argument, **found);
  if (!stream.ok()) return question.Message(503, stream.error().text);
  state::StoredObject object;
  object.info = std::move(**found);
  object.content_type = kTypeUnknown;
  // While nothing is sent yet, a failure can be told.
  const auto first = (*stream)->Next();
  if (!first.ok()) return question.Message(503, first.error().text);
  question.response.status = 200;
  question.response.body = base::Body(std::string(*first));
  if (first->size() < object.info.size) {
    question.response.body.set_source(std::make_shared<StreamBody>(source, std::move(*stream)));
  }
  AddObjectHeaders(object, &question.response);
  return std::move(question.response);
}

}  // namespace macie_local::gateway
