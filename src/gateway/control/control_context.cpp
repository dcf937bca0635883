#include "gateway/control/control_context.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/text.h"
#include "base/timestamp.h"
#include "gateway/respond.h"
#include "model/operations.h"
#include "service/core/arns.h"
#include "service/documents/documents.h"
#include "sources/inventory.h"

namespace macie_local::gateway {
namespace {

// A control-plane write on its way through the writer thread.
class ControlMutation : public store::Mutation {
 public:
  ControlMutation(ControlContext::Run run, std::function<void()> stored, Response response,
                  std::shared_ptr<Waiter> waiter)
      : run_(std::move(run)), stored_(std::move(stored)), response_(std::move(response)), waiter_(std::move(waiter)) {}

  bool Run(state::Transaction& transaction) override {
    kept_ = run_(transaction, &response_);
    return kept_;
  }
  bool may_undo() const override { return true; }
  // A document may be of any length, and whoever works on the state as a whole can wait for a commit.
  bool may_be_large() const override { return true; }
  void Done(bool committed) override {
    if (kept_ && !committed) FillMessage(500, "the change could not be stored; the log says why", &response_);
    if (kept_ && committed && stored_) stored_();
    run_ = nullptr;  // with the body that it holds, before anybody can send the next
    waiter_->Complete(std::move(response_));
  }

 private:
  ControlContext::Run run_;
  std::function<void()> stored_;
  Response response_;
  std::shared_ptr<Waiter> waiter_;
  bool kept_ = false;
};

// A control-plane read of what belongs to the writer thread: refuses itself, so that it changes nothing.
class ControlRead : public store::Mutation {
 public:
  ControlRead(ControlContext::Look look, Response response, std::shared_ptr<Waiter> waiter)
      : look_(std::move(look)), response_(std::move(response)), waiter_(std::move(waiter)) {}

  bool Run(state::Transaction&) override {
    look_(&response_);
    looked_ = true;
    return false;
  }
  void Done(bool) override {
    if (!looked_) FillMessage(500, "this could not be read; the log says why", &response_);
    waiter_->Complete(std::move(response_));
  }

 private:
  ControlContext::Look look_;
  Response response_;
  std::shared_ptr<Waiter> waiter_;
  bool looked_ = false;
};

bool IsAllowed(std::string_view allowed, std::string_view name) {
  while (!allowed.empty()) {
    if (base::NextPart(" ", &allowed) == name) return true;
  }
  return false;
}

bool IsOperation(std::string_view name) {
  const auto operations = model::Operations();
  return std::any_of(operations.begin(), operations.end(), [&](const auto& one) { return one.name == name; });
}

std::optional<std::uint64_t> ToNumber(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// What is wrong with the value, or nothing; puts it where it belongs.
std::string Take(std::string_view name, const std::string& value, Parameters* parameters) {
  if (name == "account") {
    if (!service::IsAccountId(value)) return "must be 12 digits";
    parameters->account = value;
  } else if (name == "region") {
    if (!service::IsRegion(value)) return "must be a region's name such as us-east-1";
    parameters->region = value;
  } else if (name == "operation") {
    if (!IsOperation(value)) return "must be the name of an operation such as DescribeBuckets";
    parameters->operation = value;
  } else if (name == "since") {
    parameters->since = base::ParseIso8601(value);
    if (!parameters->since) return "must be an ISO 8601 time such as 2026-01-31T00:00:00Z";
  } else if (name == "prefix") {
    parameters->prefix = value;
  } else if (name == "limit") {
    const auto number = ToNumber(value);
    if (!number || *number < 1 || *number > kListedMax)
      return "must be a number from 1 to " + std::to_string(kListedMax);
    parameters->limit = *number;
  } else {
    parameters->after_text = value;
    parameters->after = ToNumber(value);
  }
  return {};
}

}  // namespace

base::Result<Parameters> ParseParameters(std::string_view query, std::string_view allowed) {
  Parameters parameters;
  while (!query.empty()) {
    const std::string_view pair = base::NextPart("&", &query);
    if (pair.empty()) continue;
    const std::size_t equals = pair.find('=');
    const std::string_view name = pair.substr(0, equals);
    const auto value = base::PercentDecode(equals == std::string_view::npos ? "" : pair.substr(equals + 1));
    if (!IsAllowed(allowed, name)) {
      return base::Error("unknown query parameter " + base::Quote(name) + "; allowed are: " + std::string(allowed));
    }
    const std::string fault = value ? Take(name, *value, &parameters) : "is not percent-encoded as it should be";
    if (!fault.empty()) {
      return base::Error(std::string(name) + ": " + fault + "; " + base::Quote(value.value_or(std::string(pair))) +
                         " given");
    }
  }
  return parameters;
}

std::optional<Response> Question::Answer(int status, base::Body body) {
  FillBody(status, std::move(body), &response);
  return std::move(response);
}

std::optional<Response> Question::Message(int status, std::string_view message) {
  FillMessage(status, message, &response);
  return std::move(response);
}

std::shared_ptr<const base::LargeText> Question::KeepBody() {
  if (request.long_body) return request.long_body;
  auto kept = std::make_shared<base::LargeText>();
  base::Status status = kept->Append(request.body);
  if (status.ok()) status = kept->Finish();
  if (status.ok()) return kept;
  FillMessage(503, status.error().text, &response);
  return nullptr;
}

std::optional<std::string> ControlContext::FindOwner(const state::PartitionKey& key, std::string_view bucket) const {
  const objects::SourceRegistry* registry = parts.gateway.registry;
  if (registry == nullptr || !registry->Owns(key.account, key.region, bucket)) return std::nullopt;
  return "the objects of the bucket " + base::Quote(bucket) + " are in the folder of --objects; change them there";
}

service::ExportOptions ControlContext::ExportOf(const std::optional<std::string>& account) const {
  service::ExportOptions options{.account = account};
  if (const objects::SourceRegistry* registry = parts.gateway.registry) {
    options.leave_out = [registry](const state::PartitionKey& key, std::string_view bucket) {
      return registry->Owns(key.account, key.region, bucket);
    };
  }
  return options;
}

void ControlContext::ReenterSources(const std::optional<std::string>& account, state::Transaction& transaction) const {
  if (parts.gateway.inventory != nullptr) parts.gateway.inventory->Reenter(transaction, account);
}

std::optional<Response> ControlContext::Write(Question& question, Run run, std::function<void()> stored) const {
  std::unique_ptr<store::Mutation> mutation =
      std::make_unique<ControlMutation>(std::move(run), std::move(stored), question.response, question.waiter);
  return Submit(question, std::move(mutation));
}

std::optional<Response> ControlContext::Read(Question& question, Look look) const {
  return Submit(question, std::make_unique<ControlRead>(std::move(look), question.response, question.waiter));
}

std::optional<Response> ControlContext::Submit(Question& question, std::unique_ptr<store::Mutation> mutation) const {
  if (parts.gateway.store.Submit(std::move(mutation))) return std::nullopt;
  return question.Message(503, "too many writes are waiting, or the emulator is stopping; try again");
}

int StatusOfSaved(const service::StateError& error) {
  return error.too_much_due ? 409 : 500;
}

// A state that is still in memory shares the content of its objects.
service::StateStatus ControlContext::RestoreState(store::SavedBody saved,
                                                  const std::optional<std::string>& saved_account,
                                                  const std::optional<std::string>& account,
                                                  state::Transaction& transaction) const {
  const service::Environment& environment = parts.gateway.environment;
  if (saved.state) {
    service::ExportOptions options = ExportOf(saved_account);
    options.objects = false;
    auto text = service::DocumentOf(saved.state, std::move(options));
    if (!text.ok()) return service::StateError{text.error().text};
    saved.text = std::move(text).value();
  }
  const std::string_view text = saved.text.size() == 0 ? service::kEmptyState : saved.text.view();
  MACIE_CHECK(service::ReplaceState(environment, settings.defaults, text, account, transaction));
  if (saved.state) {
    const base::Status shared = service::ShareObjects(environment, *saved.state, account, transaction);
    if (!shared.ok()) return service::StateError{shared.error().text};
  }
  ReenterSources(account, transaction);
  return base::Done{};
}

bool ControlContext::ResetState(const std::optional<std::string>& account, state::Transaction& transaction,
                                Response* response) const {
  const auto fail = [&](const std::string& message) {
    FillMessage(500, message, response);
    return false;
  };
  auto saved = parts.gateway.store.saved_states().Baseline();
  if (!saved.ok()) return fail(saved.error().text);
  const auto replaced = RestoreState(std::move(saved).value(), std::nullopt, account, transaction);
  if (!replaced.ok()) {
    FillMessage(StatusOfSaved(replaced.error()), "the stored baseline can't be used: " + replaced.error().text,
                response);
    return false;
  }
  return true;
}

void ControlContext::ForgetRequests(const std::optional<std::string>& account) const {
  parts.faults.Clear(account);
  parts.journal.Clear(account);
}

}  // namespace macie_local::gateway
