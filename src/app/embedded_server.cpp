// The embedding interface, by way of the control plane: each method is a request to it that takes no socket, so that
// both behave alike and say the same.
#include <stdexcept>
#include <utility>

#include "app/emulator.h"
#include "app/options.h"
#include "base/log.h"
#include "base/text.h"
#include "base/timestamp.h"
#include "macie_local/server.h"
#include "model/types/records.h"
#include "wire/codec.h"

namespace macie_local {
namespace {

[[noreturn]] void Fail(const std::string& message) {
  throw std::runtime_error("macie-local: " + message);
}

// The body of the answer. Throws what a refusal says.
std::string Ask(app::Emulator& emulator, std::string_view method, const std::string& target, std::string_view body) {
  gateway::Request request;
  const std::string whole = "/_macie-local/" + target;
  request.method = method;
  request.target = whole;
  request.body = body;
  request.from_inside = true;
  const gateway::Response response = emulator.Handle(request);
  std::string answer = response.body.str();
  if (response.status < 300) return answer;
  const auto refusal = wire::Decode<model::ErrorBody>(answer, wire::DecodeOptions{});
  Fail(refusal.ok() && refusal->message ? *refusal->message : answer);
}

std::string Parameter(std::string_view name, std::string_view value) {
  return std::string(name) + "=" + base::PercentEncode(value);
}

void PutClock(app::Emulator& emulator, const model::ClockSetting& setting) {
  if (setting.now && !base::IsWithin(*setting.now)) {
    Fail("now: must be in the years 0000 to 9999");
  }
  std::string body;
  wire::Encode(setting, wire::Nulls::kOmit, &body);
  Ask(emulator, "PUT", "clock", body);
}

std::unique_ptr<app::Emulator> Start(const Config& config) {
  if (const auto mistake = app::FindMistake(config)) Fail(*mistake);
  if (!base::SetUpLog(config.log_level, config.log_format)) {
    Fail("--log-level, --log-format: must be one of trace debug info warn error critical off, and text or json; '" +
         config.log_level + "' and '" + config.log_format + "' given");
  }
  auto emulator = app::Emulator::Start(config);
  if (!emulator.ok()) Fail(emulator.error().text);
  return std::move(emulator).value();
}

}  // namespace

struct Server::Impl {
  explicit Impl(const Config& config) : emulator(Start(config)) {}
  std::unique_ptr<app::Emulator> emulator;
};

Config EmbeddedDefaults() {
  Config config;
  config.port = 0;
  config.threads = 1;
  config.log_level = "warn";
  return config;
}

Server::Server(const Config& config) : impl_(std::make_unique<Impl>(config)) {}

Server::~Server() = default;

const std::string& Server::url() const {
  return impl_->emulator->url();
}

void Server::Reset() {
  Ask(*impl_->emulator, "POST", "reset", {});
}

void Server::Reset(std::string_view account) {
  Ask(*impl_->emulator, "POST", "reset?" + Parameter("account", account), {});
}

void Server::ResetTo(Timestamp now, bool frozen) {
  model::ClockSetting setting;
  setting.now = now;
  setting.frozen = frozen;
  setting.reset = true;
  PutClock(*impl_->emulator, setting);
}

void Server::ResetToRealTime() {
  model::ClockSetting setting;
  setting.real = true;
  setting.reset = true;
  PutClock(*impl_->emulator, setting);
}

Timestamp Server::Now() const {
  return impl_->emulator->Now();
}

void Server::SetTime(Timestamp now, bool frozen) {
  model::ClockSetting setting;
  setting.now = now;
  setting.frozen = frozen;
  PutClock(*impl_->emulator, setting);
}

void Server::Advance(std::chrono::microseconds by) {
  if (by < by.zero()) Fail("by: must not be negative; ResetTo goes back");
  model::ClockAdvance advance;
  advance.by = base::ToDuration(by);
  std::string body;
  wire::Encode(advance, wire::Nulls::kOmit, &body);
  Ask(*impl_->emulator, "POST", "clock/advance", body);
}

void Server::UseRealTime() {
  model::ClockSetting setting;
  setting.real = true;
  PutClock(*impl_->emulator, setting);
}

void Server::PutBuckets(std::string_view json, const Place& place) {
  std::string target = "buckets?";
  if (!place.account.empty()) target += Parameter("account", place.account) + "&";
  if (!place.region.empty()) target += Parameter("region", place.region);
  Ask(*impl_->emulator, "PUT", target, json);
}

void Server::Load(std::string_view state_document) {
  Ask(*impl_->emulator, "PUT", "state", state_document);
}

std::string Server::State() const {
  return Ask(*impl_->emulator, "GET", "state", {});
}

}  // namespace macie_local
