// Actions on named snapshots: the state of everything or of one account, kept under a name.
#include <algorithm>
#include <memory>
#include <utility>

#include "base/text.h"
#include "base/timestamp.h"
#include "gateway/control/control_context.h"
#include "gateway/respond.h"
#include "service/documents/documents.h"
#include "store/store.h"
#include "wire/codec.h"

namespace macie_local::gateway {
namespace {

constexpr std::size_t kNameCharactersMax = 128;
constexpr std::size_t kSnapshotsMax = 1000;

std::string Missing(std::string_view name, const std::string& account) {
  return "no snapshot " + base::Quote(name) + " of " + (account.empty() ? "the whole state" : account);
}

// Fills the response; false, so that it can end a write.
bool Refuse(int status, const std::string& message, Response* response) {
  FillMessage(status, message, response);
  return false;
}

// Snapshots of one account have a list of their own; the empty account is the list of those of everything.
std::string Scope(const Question& question) {
  return question.parameters.account.value_or("");
}

// Nothing: everything.
std::optional<std::string> AccountOf(const std::string& scope) {
  return scope.empty() ? std::nullopt : std::optional(scope);
}

std::string Encoded(const std::vector<store::SavedState>& saved) {
  model::SnapshotList list;
  auto& infos = list.snapshots.emplace();
  for (const store::SavedState& one : saved) {
    model::SnapshotInfo& info = infos.emplace_back();
    info.name = one.name;
    if (!one.account.empty()) info.account = one.account;
    info.savedAt = one.saved_at;
    info.bytes = one.bytes;
  }
  std::string body;
  wire::Encode(list, wire::Nulls::kOmit, &body);
  return body;
}

}  // namespace

std::optional<Response> GetSnapshots(const ControlContext& context, Question& question) {
  return context.Read(question,
                      [&store = context.parts.gateway.store, scope = question.parameters.account](Response* response) {
                        auto saved = store.saved_states().List();
                        if (!saved.ok()) return FillMessage(500, saved.error().text, response);
                        if (scope)
                          std::erase_if(*saved, [&](const store::SavedState& one) { return one.account != *scope; });
                        FillBody(200, Encoded(*saved), response);
                      });
}

std::optional<Response> PostSnapshot(const ControlContext& context, Question& question) {
  const auto request = wire::Decode<model::SnapshotName>(question.request.body, {.strict = true});
  if (!request.ok()) return question.Message(400, request.error().text);
  if (!base::IsPlainName(request->name, kNameCharactersMax)) {
    return question.Message(400, "name: must be 1 to " + std::to_string(kNameCharactersMax) +
                                     " letters, digits, '-', '_' and '.', but not '.' or '..'; '" +
                                     base::Shorten(request->name, 150) + "' given");
  }
  return context.Write(question, [&context, scope = Scope(question), name = request->name](
                                     state::Transaction& transaction, Response* response) {
    store::Store& store = context.parts.gateway.store;
    const auto saved = store.saved_states().List();
    if (!saved.ok()) return Refuse(500, saved.error().text, response);
    const auto same = [&](const store::SavedState& one) { return one.account == scope && one.name == name; };
    if (saved->size() >= kSnapshotsMax && std::none_of(saved->begin(), saved->end(), same)) {
      return Refuse(409,
                    "there are " + std::to_string(kSnapshotsMax) + " snapshots, the most that are kept; delete one",
                    response);
    }
    store::SavedState one{scope, name, base::TruncateToMillis(transaction.now())};
    const auto state = std::make_shared<const state::State>(transaction.state());
    service::StateExport body(state, context.ExportOf(AccountOf(scope)));
    const auto kept = store.saved_states().Put(&one, state, body);
    if (!kept.ok()) return Refuse(500, kept.error().text, response);
    if (!*kept) {
      return Refuse(409,
                    "with this one the documents of all snapshots would have more than " +
                        std::to_string(store::SavedStates::kBytesMax) + " bytes, the most that are kept; delete one",
                    response);
    }
    FillBody(200, Encoded({one}), response);
    return true;
  });
}

std::optional<Response> GetSnapshot(const ControlContext& context, Question& question) {
  return context.Read(question, [&context, scope = Scope(question), name = question.argument](Response* response) {
    auto body = context.parts.gateway.store.saved_states().Find(scope, name);
    if (!body.ok()) return FillMessage(500, body.error().text, response);
    if (!*body) return FillMessage(404, Missing(name, scope), response);
    const auto& state = (*body)->state;
    FillBody(200,
             state ? base::Body(std::make_shared<service::StateExport>(state, context.ExportOf(AccountOf(scope))))
                   : base::BodyOf(std::move((*body)->text)),
             response);
  });
}

std::optional<Response> RestoreSnapshot(const ControlContext& context, Question& question) {
  return context.Write(question, [&context, scope = Scope(question), name = question.argument](
                                     state::Transaction& transaction, Response* response) {
    auto body = context.parts.gateway.store.saved_states().Find(scope, name);
    if (!body.ok()) return Refuse(500, body.error().text, response);
    if (!*body) return Refuse(404, Missing(name, scope), response);
    const auto restored = context.RestoreState(std::move(**body), AccountOf(scope), AccountOf(scope), transaction);
    if (!restored.ok()) {
      return Refuse(StatusOfSaved(restored.error()), "the snapshot can't be used: " + restored.error().text, response);
    }
    FillBody(200, "{}", response);
    return true;
  });
}

std::optional<Response> DeleteSnapshot(const ControlContext& context, Question& question) {
  return context.Write(question, [&store = context.parts.gateway.store, scope = Scope(question),
                                  name = question.argument](state::Transaction&, Response* response) {
    const auto erased = store.saved_states().Erase(scope, name);
    if (!erased.ok()) return Refuse(500, erased.error().text, response);
    if (!*erased) return Refuse(404, Missing(name, scope), response);
    FillBody(200, "{}", response);
    return true;
  });
}

}  // namespace macie_local::gateway
