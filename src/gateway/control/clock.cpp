#include "gateway/control/clock.h"

#include <utility>

#include "base/text.h"
#include "base/timestamp.h"
#include "gateway/control/control_context.h"
#include "gateway/respond.h"
#include "service/jobs/jobs.h"
#include "wire/codec.h"

namespace macie_local::gateway {
namespace {

using Setting = base::AdjustableClock::Setting;

std::string Shown(Timestamp time) {
  return base::ToIso8601(base::TruncateToMillis(time));
}

}  // namespace

std::string ClockJson(const base::AdjustableClock& clock) {
  const Setting setting = clock.setting();
  const std::string now = base::ToIso8601(base::TruncateToMillis(clock.Now()), base::TimeForm::kMillis);
  return "{\"now\":\"" + now + "\",\"frozen\":" + (setting.frozen_at ? "true" : "false") +
         ",\"real\":" + (setting == Setting{} ? "true" : "false") + "}";
}

ClockMutation::Kind ClockMutation::Refuse(std::string_view message) {
  FillMessage(400, message, &response_);
  return Kind::kRefused;
}

ClockMutation::Kind ClockMutation::Begin(state::Transaction& transaction) {
  before_ = clock_.setting();
  auto chosen = choose_(clock_);
  if (!chosen.ok()) return Refuse(chosen.error().text);
  chosen_ = *chosen;
  const Timestamp now = clock_.Now();
  target_ = clock_.NowUnder(chosen_);
  if (reset_) {
    refused_ = false;
    clock_.Apply(chosen_);
    return Kind::kWithState;
  }
  if (target_ < now) {
    return Refuse("now: " + Shown(target_) + " is before the emulator's time, " + Shown(now) +
                  "; time goes back only together with the state: add \"reset\": true");
  }
  if (const auto too_many = service::TooMuchDue(transaction, target_)) return Refuse(*too_many);
  refused_ = false;
  return Kind::kForward;
}

base::AdjustableClock::Setting ClockMutation::SettingAt(Timestamp now) const {
  return clock_.At(now, chosen_.frozen_at.has_value());
}

void ClockMutation::Step(Timestamp now, state::Transaction& transaction) {
  transaction.SetClockSetting(base::ToText(SettingAt(now)));
}

void ClockMutation::StepStored(Timestamp now) {
  clock_.Apply(SettingAt(now));
}

void ClockMutation::Stopped() {
  FillMessage(503, "the emulator is stopping; the time stands at " + Shown(clock_.Now()), &response_);
}

bool ClockMutation::Run(state::Transaction& transaction) {
  if (refused_) return false;
  transaction.SetClockSetting(base::ToText(chosen_));
  if (reset_ && !reset_(transaction, &response_)) return false;
  return true;
}

void ClockMutation::Done(bool committed) {
  if (!refused_ && response_.status == 200) {
    if (committed) {
      clock_.Apply(chosen_);
      if (stored_) stored_();
      FillBody(200, ClockJson(clock_), &response_);
    } else {
      FillMessage(500,
                  reset_ ? "the change could not be stored; the log says why"
                         : "the time stands at " + Shown(clock_.Now()) +
                               ", and what follows could not be stored; the log says why",
                  &response_);
    }
  }
  if (reset_ && !refused_ && response_.status != 200) clock_.Apply(before_);
  waiter_->Complete(std::move(response_));
}

base::Result<ClockMutation::Choose> ChooseSetting(const model::ClockSetting& request) {
  if (request.real.value_or(false)) {
    if (request.now || request.frozen.value_or(false)) {
      return base::Error("real: can't be true together with now or frozen");
    }
    return ClockMutation::Choose([](const base::AdjustableClock&) -> base::Result<Setting> { return Setting{}; });
  }
  if (!request.now && !request.frozen) return base::Error("now, frozen or real is expected; none given");
  return ClockMutation::Choose(
      [now = request.now, frozen = request.frozen](const base::AdjustableClock& clock) -> base::Result<Setting> {
        const Setting current = clock.setting();
        const bool stands = frozen.value_or(current.frozen_at.has_value());
        if (!now && stands == current.frozen_at.has_value()) return current;
        return clock.At(now.value_or(clock.Now()), stands);
      });
}

base::Result<ClockMutation::Choose> ChooseAdvance(const model::ClockAdvance& request) {
  const auto by = base::ParseDuration(request.by);
  if (!by) {
    return base::Error(
        "by: an ISO 8601 duration of weeks or of days, hours, minutes and seconds is expected, such as P30D or "
        "PT90M; " +
        base::Quote(request.by) + " given");
  }
  return ClockMutation::Choose([by = *by](const base::AdjustableClock& clock) -> base::Result<Setting> {
    Setting setting = clock.setting();
    if (!base::AddWithin(clock.Now(), by)) return base::Error("by: the time would be after the year 9999");
    if (setting.frozen_at) {
      *setting.frozen_at += by;
    } else {
      setting.ahead += by;
    }
    return setting;
  });
}

namespace {

std::optional<Response> Move(const ControlContext& context, Question& question,
                             base::Result<ClockMutation::Choose> choice, bool reset) {
  if (!choice.ok()) return question.Message(400, choice.error().text);
  ClockMutation::Reset put_back;
  std::function<void()> stored;
  if (reset) {
    put_back = [&context](state::Transaction& transaction, Response* response) {
      transaction.BeginAnew();
      return context.ResetState(std::nullopt, transaction, response);
    };
    stored = [&context] { context.ForgetRequests(std::nullopt); };
  }
  const GatewayParts& parts = context.parts.gateway;
  std::unique_ptr<store::Mutation> mutation =
      std::make_unique<ClockMutation>(parts.clock, std::move(choice).value(), std::move(put_back), std::move(stored),
                                      question.response, question.waiter);
  if (parts.store.Submit(std::move(mutation))) return std::nullopt;
  return question.Message(503, "too many writes are waiting, or the emulator is stopping; try again");
}

}  // namespace

std::optional<Response> GetClock(const ControlContext& context, Question& question) {
  return question.Answer(200, ClockJson(context.parts.gateway.clock));
}

std::optional<Response> PutClock(const ControlContext& context, Question& question) {
  const auto request = wire::Decode<model::ClockSetting>(question.request.body, {.strict = true});
  if (!request.ok()) return question.Message(400, request.error().text);
  return Move(context, question, ChooseSetting(*request), request->reset.value_or(false));
}

std::optional<Response> AdvanceClock(const ControlContext& context, Question& question) {
  const auto request = wire::Decode<model::ClockAdvance>(question.request.body, {.strict = true});
  if (!request.ok()) return question.Message(400, request.error().text);
  return Move(context, question, ChooseAdvance(*request), false);
}

}  // namespace macie_local::gateway
