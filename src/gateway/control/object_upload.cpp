#include "gateway/control/object_upload.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/timestamp.h"
#include "gateway/control/bucket_door.h"
#include "gateway/respond.h"
#include "service/core/arns.h"
#include "store/store.h"
#include "wire/codec.h"

namespace macie_local::gateway {
namespace {

constexpr std::string_view kNotStored = "the object could not be stored; the log says why";
constexpr std::string_view kNoMoreWrites = "too many writes are waiting, or the emulator is stopping; try again";

// Removes pieces of an object that will not come.
class Removal : public store::Mutation {
 public:
  Removal(std::int64_t first_piece, std::size_t count) : first_piece_(first_piece), count_(count) {}
  bool Run(state::Transaction& transaction) override {
    transaction.DropPieces(first_piece_, count_);
    return true;
  }
  bool may_undo() const override { return true; }
  bool may_be_large() const override { return true; }
  void Done(bool) override {}  // what it could not remove is removed at the next start

 private:
  const std::int64_t first_piece_;
  const std::size_t count_;
};

}  // namespace

class ObjectUpload::Step : public store::Mutation {
 public:
  explicit Step(std::shared_ptr<ObjectUpload> upload) : upload_(std::move(upload)) {}
  bool Run(state::Transaction& transaction) override { return upload_->Run(transaction); }
  bool may_undo() const override { return true; }
  bool may_be_large() const override { return true; }  // a commit of its own for each step
  void Done(bool committed) override { upload_->Done(committed); }

 private:
  const std::shared_ptr<ObjectUpload> upload_;
};

ObjectUpload::ObjectUpload(const ControlContext& context, Target target, std::shared_ptr<const base::LargeText> body,
                           Response response, std::shared_ptr<Waiter> waiter)
    : context_(context),
      target_(std::move(target)),
      body_(std::move(body)),
      response_(std::move(response)),
      waiter_(std::move(waiter)) {}

bool ObjectUpload::Submit(const std::shared_ptr<ObjectUpload>& upload) {
  return upload->context_.parts.gateway.store.Submit(std::make_unique<Step>(upload));
}

bool ObjectUpload::Run(state::Transaction& transaction) {
  kept_ = true;  // until it is told otherwise: what is thrown is no refusal
  const bool kept = begun_ ? MayGoOn(transaction) : Begin(transaction);
  if (ended_) return kept_ = kept;
  const std::string_view step = body_->view().substr(stored_ * state::kObjectPieceBytes, kStepBytes);
  content_.Add(step);
  body_->ReleaseRead();
  for (; stored_ < content_.pieces().size(); ++stored_) {
    transaction.PutPiece(first_piece_, stored_, content_.pieces()[stored_]);
  }
  if (stored_ * state::kObjectPieceBytes < body_->size()) return true;
  return kept_ = Finish(transaction);
}

bool ObjectUpload::Begin(state::Transaction& transaction) {
  begun_ = true;
  if (!service::IsBucketName(target_.bucket)) {
    return Refuse(400, "the bucket's name must be 3 to 255 letters, digits, '.', '-' or '_'", transaction);
  }
  if (const auto owner = context_.FindOwner(target_.key, target_.bucket)) return Refuse(409, *owner, transaction);
  if (const auto none = FindNoRoom(transaction, context_.pending_object_bytes)) return Refuse(507, *none, transaction);
  pending_ = body_->size();
  context_.pending_object_bytes += pending_;
  clears_ = transaction.clears();
  first_piece_ = transaction.ReservePieces((body_->size() + state::kObjectPieceBytes - 1) / state::kObjectPieceBytes);
  return true;
}

// What was removed with everything else took the pieces along.
bool ObjectUpload::MayGoOn(state::Transaction& transaction) {
  if (transaction.clears() == clears_) return true;
  stored_ = 0;
  return Refuse(409, "the state was replaced while the object was on its way; put it again", transaction);
}

std::optional<std::string> ObjectUpload::FindNoRoom(const state::Transaction& transaction,
                                                    std::uint64_t pending) const {
  const auto* before = transaction.partition(target_.key).objects.Find(target_.bucket, target_.object.info.key);
  const std::uint64_t replaced = before == nullptr ? 0 : before->object->info.size;
  return service::FindNoRoom(context_.parts.gateway.environment, transaction, body_->size(), replaced, pending);
}

bool ObjectUpload::Finish(state::Transaction& transaction) {
  // A document may have taken the room meanwhile, and a source the bucket.
  if (const auto owner = context_.FindOwner(target_.key, target_.bucket)) return Refuse(409, *owner, transaction);
  if (const auto none = FindNoRoom(transaction, 0)) return Refuse(507, *none, transaction);
  if (!target_.is_time_told) target_.object.info.last_modified = base::TruncateToMillis(transaction.now());
  content_.Finish(&target_.object);
  auto object = std::make_shared<const state::StoredObject>(std::move(target_.object));
  transaction.FinishObject(target_.key, target_.bucket, object, first_piece_);
  BucketDoor door(context_.parts.gateway.environment, context_.parts.gateway.registry, target_.key, transaction);
  if (const auto refreshed = door.Refresh(target_.bucket); !refreshed.ok()) {
    transaction.EraseObject(target_.key, target_.bucket, object->info.key);
    return Refuse(400, refreshed.error().text, transaction);
  }
  ended_ = true;
  model::ObjectRecord answer;
  answer.bucketName = target_.bucket;
  answer.key = object->info.key;
  answer.size = static_cast<std::int64_t>(object->info.size);
  answer.eTag = object->info.etag;
  std::string body;
  wire::Encode(answer, wire::Nulls::kOmit, &body);
  FillBody(200, std::move(body), &response_);
  response_.headers.emplace_back("ETag", "\"" + object->info.etag + "\"");
  return true;
}

bool ObjectUpload::Refuse(int status, const std::string& message, state::Transaction& transaction) {
  FillMessage(status, message, &response_);
  ended_ = true;
  transaction.DropPieces(first_piece_, stored_);
  return stored_ > 0;
}

void ObjectUpload::Done(bool committed) {
  if (kept_ && !committed) {
    FillMessage(500, kNotStored, &response_);
    ended_ = true;
    DropLater();
  } else if (!ended_ && !Submit(shared_from_this())) {
    FillMessage(503, kNoMoreWrites, &response_);
    ended_ = true;
  }
  if (!ended_) return;
  context_.pending_object_bytes -= pending_;
  waiter_->Complete(std::move(response_));
}

void ObjectUpload::DropLater() {
  if (stored_ == 0) return;
  // When the writer takes no more it is about to end, and the next start removes them.
  [[maybe_unused]] const bool taken =
      context_.parts.gateway.store.Submit(std::make_unique<Removal>(first_piece_, stored_));
}

}  // namespace macie_local::gateway
