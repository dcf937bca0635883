#include "gateway/faults.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/text.h"
#include "gateway/respond.h"
#include "model/errors.h"
#include "model/operations.h"
#include "service/core/arns.h"

namespace macie_local::gateway {
namespace {

constexpr std::size_t kIdCharactersMax = 64;
// Of every count in a rule, those that it has counted itself included: what is listed can be put back.
constexpr std::int64_t kCountMax = 1'000'000'000'000;
constexpr std::string_view kDropBefore = "BEFORE";
constexpr std::string_view kDropAfter = "AFTER";

base::Error Wrong(const std::string& where, const std::string& what) {
  return base::Error(where + ": " + what);
}

bool IsOperationOrFamily(std::string_view name) {
  const auto operations = model::Operations();
  return std::any_of(operations.begin(), operations.end(),
                     [&](const auto& operation) { return operation.name == name || operation.family == name; });
}

std::string Families() {
  std::set<std::string_view> families;
  for (const auto& operation : model::Operations()) families.insert(operation.family);
  std::string text;
  for (const auto family : families) text.append(text.empty() ? "" : ", ").append(family);
  return text;
}

const wire::ErrorShape* FindError(std::string_view type) {
  for (const wire::ErrorShape* shape : model::kErrors) {
    if (shape->name == type) return shape;
  }
  return nullptr;
}

std::string ErrorTypes() {
  std::string text;
  for (const wire::ErrorShape* shape : model::kErrors) text.append(text.empty() ? "" : ", ").append(shape->name);
  return text;
}

base::Status CheckNumber(const std::string& where, const std::optional<std::int64_t>& value, std::int64_t least,
                         std::int64_t greatest) {
  if (!value || (*value >= least && *value <= greatest)) return base::Done{};
  return Wrong(where, "must be between " + std::to_string(least) + " and " + std::to_string(greatest) + "; " +
                          std::to_string(*value) + " given");
}

// Which requests.
base::Status CheckMatch(const std::string& at, const model::FaultRule& rule) {
  if (rule.operation && *rule.operation != "*" && !IsOperationOrFamily(*rule.operation)) {
    return Wrong(at + "operation", "must be an operation's name, a family (" + Families() + ") or *; " +
                                       base::Quote(*rule.operation) + " given");
  }
  if (rule.account && !service::IsAccountId(*rule.account)) {
    return Wrong(at + "account", "must be 12 digits; " + base::Quote(*rule.account) + " given");
  }
  if (rule.region && !service::IsRegion(*rule.region)) {
    return Wrong(at + "region", "must be a region's name such as us-east-1; " + base::Quote(*rule.region) + " given");
  }
  MACIE_CHECK(CheckNumber(at + "skip", rule.skip, 0, kCountMax));
  MACIE_CHECK(CheckNumber(at + "every", rule.every, 1, kCountMax));
  MACIE_CHECK(CheckNumber(at + "times", rule.times, 1, kCountMax));
  MACIE_CHECK(CheckNumber(at + "matched", rule.matched, 0, kCountMax));
  MACIE_CHECK(CheckNumber(at + "fired", rule.fired, 0, kCountMax));
  if (rule.probability && !(*rule.probability > 0 && *rule.probability <= 1)) {
    return Wrong(at + "probability", "must be above 0 and at most 1");
  }
  if (rule.seed && !rule.probability && !rule.latencyMaxMs) {
    return Wrong(at + "seed", "is of use only with probability or latencyMaxMs");
  }
  return base::Done{};
}

// What they get.
base::Status CheckEffect(const std::string& at, const model::FaultRule& rule) {
  MACIE_CHECK(CheckNumber(at + "latencyMs", rule.latencyMs, 0, FaultRules::kLatencyMaxMs));
  if (rule.latencyMaxMs) {
    if (!rule.latencyMs) return Wrong(at + "latencyMaxMs", "needs latencyMs, the least of the range");
    MACIE_CHECK(CheckNumber(at + "latencyMaxMs", rule.latencyMaxMs, *rule.latencyMs, FaultRules::kLatencyMaxMs));
  }
  const int effects = (rule.error ? 1 : 0) + (rule.answer ? 1 : 0) + (rule.drop ? 1 : 0) + (rule.truncate ? 1 : 0);
  if (effects > 1) return Wrong(at + "error, answer, drop, truncate", "a rule has at most one of these");
  if (effects == 0 && !rule.latencyMs) {
    return Wrong(at + "error, answer, drop, truncate, latencyMs", "a rule needs one of these");
  }
  if (rule.error && FindError(rule.error->type) == nullptr) {
    return Wrong(at + "error.type", "must be one of " + ErrorTypes() + "; " + base::Quote(rule.error->type) + " given");
  }
  if (rule.answer) {
    MACIE_CHECK(CheckNumber(at + "answer.status", rule.answer->status, 200, 599));
    const auto& type = rule.answer->contentType;
    const auto printable = [](char c) { return c >= ' ' && c <= '~'; };
    if (type && !(type->size() <= 200 && std::all_of(type->begin(), type->end(), printable))) {
      return Wrong(at + "answer.contentType", "must be at most 200 printable ASCII characters");
    }
  }
  if (rule.drop && *rule.drop != kDropBefore && *rule.drop != kDropAfter) {
    return Wrong(at + "drop",
                 "must be BEFORE or AFTER (the operation takes effect); " + base::Quote(*rule.drop) + " given");
  }
  if (rule.truncate && !*rule.truncate) return Wrong(at + "truncate", "must be true or absent");
  return base::Done{};
}

bool Matches(const model::FaultRule& rule, const wire::OperationDesc& operation, const state::PartitionKey& caller) {
  if (rule.operation && *rule.operation != "*" && *rule.operation != operation.name &&
      *rule.operation != operation.family) {
    return false;
  }
  return (!rule.account || *rule.account == caller.account) && (!rule.region || *rule.region == caller.region);
}

// SplitMix64.
std::uint64_t Draw(std::uint64_t* state) {
  std::uint64_t value = *state += 0x9E3779B97F4A7C15;
  value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
  value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
  return value ^ (value >> 31);
}

// Whether this request, which matches, is one that the rule changes; counts it.
bool Fires(model::FaultRule& rule, std::uint64_t* random) {
  *rule.matched = std::min(*rule.matched + 1, kCountMax);
  const std::int64_t number = *rule.matched - rule.skip.value_or(0);
  if (number <= 0) return false;
  if (rule.every && number % *rule.every != 0) return false;
  if (rule.probability) {
    constexpr double kSpan = 9007199254740992.0;  // 2^53
    if (static_cast<double>(Draw(random) >> 11) / kSpan >= *rule.probability) return false;
  }
  if (rule.times && *rule.fired >= *rule.times) return false;
  *rule.fired = std::min(*rule.fired + 1, kCountMax);
  return true;
}

void Apply(const model::FaultRule& rule, std::uint64_t* random, FaultEffect* effect) {
  if (rule.latencyMs) {
    const auto span = static_cast<std::uint64_t>(rule.latencyMaxMs.value_or(*rule.latencyMs) - *rule.latencyMs);
    const auto more = span == 0 ? 0 : static_cast<std::int64_t>(Draw(random) % (span + 1));
    effect->delay += std::chrono::milliseconds(*rule.latencyMs + more);
  }
  if (rule.error) {
    effect->refusal = wire::Refusal{*FindError(rule.error->type),
                                    rule.error->message.value_or("Injected by the fault rule " + *rule.id + ".")};
  }
  effect->answer = rule.answer;
  effect->drop_before = rule.drop == kDropBefore;
  if (rule.drop == kDropAfter) effect->cut = Delivery::Cut::kDrop;
  if (rule.truncate) effect->cut = Delivery::Cut::kTruncate;
  effect->fired.append(effect->fired.empty() ? "" : ",").append(*rule.id);
}

// Of the texts that have no bound of their own.
std::size_t TextBytes(const model::FaultRule& rule) {
  const std::size_t message = rule.error && rule.error->message ? rule.error->message->size() : 0;
  return message + (rule.answer && rule.answer->body ? rule.answer->body->size() : 0);
}

bool EndsSearch(const model::FaultRule& rule) {
  return rule.error || rule.answer || rule.drop || rule.truncate;
}

}  // namespace

bool FaultEffect::Replaces(Response* response) const {
  if (refusal) {
    FillRefusal(*refusal, response);
    return true;
  }
  if (answer) {
    FillBody(static_cast<int>(answer->status), answer->body.value_or(""), response);
    if (answer->contentType) {
      response->content_type = {};
      response->headers.emplace_back("Content-Type", *answer->contentType);
    }
    return true;
  }
  return drop_before;
}

void FaultEffect::Deliver(Response* response) const {
  response->delivery.delay = delay;
  response->delivery.cut = drop_before ? Delivery::Cut::kDrop : cut;
}

base::Result<std::vector<model::FaultRule>> FaultRules::Check(std::vector<model::FaultRule> rules) {
  if (rules.size() > kRulesMax) {
    return Wrong("rules",
                 "at most " + std::to_string(kRulesMax) + " are allowed; " + std::to_string(rules.size()) + " given");
  }
  std::set<std::string> ids;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const std::string at = "rules[" + std::to_string(i) + "].";
    if (rules[i].id && !base::IsPlainName(*rules[i].id, kIdCharactersMax)) {
      return Wrong(at + "id", "must be 1 to " + std::to_string(kIdCharactersMax) +
                                  " letters, digits, '-', '_' and '.', but not '.' or '..'; " +
                                  base::Quote(*rules[i].id) + " given");
    }
    if (rules[i].id && !ids.insert(*rules[i].id).second) return Wrong(at + "id", "is given twice: " + *rules[i].id);
    MACIE_CHECK(CheckMatch(at, rules[i]));
    MACIE_CHECK(CheckEffect(at, rules[i]));
  }
  return rules;
}

FaultRules::Rule FaultRules::Started(model::FaultRule rule) {
  if (!rule.matched) rule.matched = 0;
  if (!rule.fired) rule.fired = 0;
  const auto seed = static_cast<std::uint64_t>(rule.seed.value_or(0));
  return {std::move(rule), seed};
}

// The mutex is held.
void FaultRules::Changed() {
  std::set<std::string_view> ids;
  for (const Rule& rule : rules_) {
    if (rule.rule.id) ids.insert(*rule.rule.id);
  }
  std::size_t number = 0;
  for (Rule& rule : rules_) {
    while (!rule.rule.id) {
      std::string id = "rule-" + std::to_string(++number);
      if (ids.contains(id)) continue;
      rule.rule.id = std::move(id);
      ids.insert(*rule.rule.id);
    }
  }
  any_.store(!rules_.empty(), std::memory_order_release);
}

void FaultRules::Replace(std::vector<model::FaultRule> rules) {
  const std::lock_guard lock(mutex_);
  rules_.clear();
  for (auto& rule : rules) rules_.push_back(Started(std::move(rule)));
  Changed();
}

bool FaultRules::Add(std::vector<model::FaultRule> rules) {
  const std::lock_guard lock(mutex_);
  if (rules_.size() + rules.size() > kRulesMax) return false;
  std::size_t bytes = 0;
  for (const Rule& rule : rules_) bytes += TextBytes(rule.rule);
  for (const auto& rule : rules) bytes += TextBytes(rule);
  if (bytes > kTextBytesMax) return false;
  for (const auto& rule : rules) {
    const auto same = [&](const Rule& other) { return rule.id && rule.id == other.rule.id; };
    if (std::any_of(rules_.begin(), rules_.end(), same)) return false;
  }
  for (auto& rule : rules) rules_.push_back(Started(std::move(rule)));
  Changed();
  return true;
}

std::vector<model::FaultRule> FaultRules::List() const {
  const std::lock_guard lock(mutex_);
  std::vector<model::FaultRule> rules;
  for (const Rule& rule : rules_) rules.push_back(rule.rule);
  return rules;
}

bool FaultRules::Remove(std::string_view id) {
  const std::lock_guard lock(mutex_);
  const auto gone = std::erase_if(rules_, [&](const Rule& rule) { return *rule.rule.id == id; });
  Changed();
  return gone != 0;
}

void FaultRules::Clear(const std::optional<std::string>& account) {
  const std::lock_guard lock(mutex_);
  std::erase_if(rules_, [&](const Rule& rule) { return !account || rule.rule.account == account; });
  Changed();
}

FaultEffect FaultRules::Match(const wire::OperationDesc& operation, const state::PartitionKey& caller) {
  FaultEffect effect;
  if (!any_.load(std::memory_order_acquire)) return effect;
  const std::lock_guard lock(mutex_);
  for (Rule& rule : rules_) {
    if (!Matches(rule.rule, operation, caller) || !Fires(rule.rule, &rule.random)) continue;
    Apply(rule.rule, &rule.random, &effect);
    if (EndsSearch(rule.rule)) break;
  }
  if (!effect.fired.empty()) fired_.fetch_add(1, std::memory_order_relaxed);
  return effect;
}

}  // namespace macie_local::gateway
