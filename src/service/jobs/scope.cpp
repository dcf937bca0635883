#include "service/jobs/scope.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "base/timestamp.h"
#include "base/xxh64.h"
#include "wire/codec.h"

namespace macie_local::service {
namespace {

using Key = model::ScopeFilterKey;
using Comparator = model::JobComparator;
using Fault = std::optional<std::string>;

bool IsEquality(Comparator comparator) {
  return comparator == Comparator::EQ || comparator == Comparator::NE;
}

bool IsOrder(Comparator comparator) {
  return comparator == Comparator::GT || comparator == Comparator::GTE || comparator == Comparator::LT ||
         comparator == Comparator::LTE;
}

// So many digits are always a number of 64 bits, and far more than any object has bytes.
constexpr std::size_t kSizeDigitsMax = 18;

std::optional<std::uint64_t> ParseSize(std::string_view text) {
  std::uint64_t size = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole && text.size() <= kSizeDigitsMax ? std::optional(size) : std::nullopt;
}

Fault FaultOf(const model::SimpleScopeTerm& term) {
  const Comparator comparator = term.comparator;
  const std::string key(wire::EnumName(term.key));
  const auto refuse = [&](std::string_view allowed) {
    return ".comparator can't be " + std::string(wire::EnumName(comparator)) + " for " + key +
           "; allowed: " + std::string(allowed);
  };
  if (term.values.empty()) return ".values must have at least one value";
  switch (term.key) {
    case Key::OBJECT_EXTENSION:
      return IsEquality(comparator) ? Fault() : refuse("EQ, NE");
    case Key::OBJECT_KEY:
      return comparator == Comparator::STARTS_WITH ? Fault() : refuse("STARTS_WITH");
    case Key::OBJECT_SIZE:
    case Key::OBJECT_LAST_MODIFIED_DATE:
      break;
  }
  if (!IsEquality(comparator) && !IsOrder(comparator)) return refuse("EQ, NE, GT, GTE, LT, LTE");
  if (term.values.size() != 1) {
    return ".values must have exactly one value for " + key + "; " + std::to_string(term.values.size()) + " given";
  }
  const std::string& value = term.values.front();
  if (term.key == Key::OBJECT_SIZE) {
    if (ParseSize(value)) return std::nullopt;
    return ".values must be a number of bytes such as '4096'; " + base::Quote(value) + " given";
  }
  if (base::ParseIso8601(value)) return std::nullopt;
  return ".values must be a time such as '2023-09-24T14:31:13Z'; " + base::Quote(value) + " given";
}

Fault FaultOf(const model::TagScopeTerm& term) {
  if (!IsEquality(term.comparator)) {
    return ".comparator can't be " + std::string(wire::EnumName(term.comparator)) + "; allowed: EQ, NE";
  }
  if (term.key != "TAG") return ".key must be TAG; " + base::Quote(term.key) + " given";
  if (term.tagValues.empty()) return ".tagValues must have at least one element";
  for (const auto& pair : term.tagValues) {
    if (!pair.key) return ".tagValues must have a key in each element";
  }
  return std::nullopt;
}

Fault FaultOf(const model::JobScopeTerm& term) {
  if (term.simpleScopeTerm.has_value() == term.tagScopeTerm.has_value()) {
    return " must have exactly one of simpleScopeTerm and tagScopeTerm";
  }
  const Fault fault = term.simpleScopeTerm ? FaultOf(*term.simpleScopeTerm) : FaultOf(*term.tagScopeTerm);
  if (!fault) return std::nullopt;
  return (term.simpleScopeTerm ? ".simpleScopeTerm" : ".tagScopeTerm") + *fault;
}

Fault FaultOf(const base::Nested<model::JobScopingBlock>& block) {
  if (!block || !block->and_) return std::nullopt;
  for (std::size_t i = 0; i < block->and_->size(); ++i) {
    const Fault fault = FaultOf((*block->and_)[i]);
    if (fault) return ".and[" + std::to_string(i) + "]" + *fault;
  }
  return std::nullopt;
}

template <class Value>
bool Compare(Comparator comparator, Value is, Value given) {
  switch (comparator) {
    case Comparator::EQ:
      return is == given;
    case Comparator::NE:
      return is != given;
    case Comparator::GT:
      return is > given;
    case Comparator::GTE:
      return is >= given;
    case Comparator::LT:
      return is < given;
    default:
      return is <= given;
  }
}

}  // namespace

std::optional<std::string> FaultOfScoping(const model::S3JobDefinition& definition) {
  if (!definition.scoping) return std::nullopt;
  if (const Fault fault = FaultOf(definition.scoping->includes)) return "scoping.includes" + *fault;
  if (const Fault fault = FaultOf(definition.scoping->excludes)) return "scoping.excludes" + *fault;
  return std::nullopt;
}

bool JobScope::Extensions::Holds(const objects::ObjectInfo& object) const {
  const std::string_view extension = objects::ExtensionOf(object.key);
  return (std::find(values.begin(), values.end(), extension) != values.end()) == equal;
}

bool JobScope::Prefixes::Holds(const objects::ObjectInfo& object) const {
  return std::any_of(values.begin(), values.end(),
                     [&](const std::string& value) { return object.key.starts_with(value); });
}

bool JobScope::Size::Holds(const objects::ObjectInfo& object) const {
  return Compare(comparator, object.size, bytes);
}

bool JobScope::Modified::Holds(const objects::ObjectInfo& object) const {
  return Compare(comparator, object.last_modified, moment);
}

bool JobScope::Tags::Holds(const objects::ObjectInfo& object) const {
  const auto fits = [&](const auto& has) {
    return std::any_of(tags.begin(), tags.end(), [&](const auto& asked) {
      return asked.first == has.first && (asked.second.empty() || asked.second == has.second);
    });
  };
  return std::any_of(object.tags.begin(), object.tags.end(), fits) == equal;
}

JobScope::Term JobScope::Compiled(const model::SimpleScopeTerm& term) {
  const std::vector<std::string>& values = term.values;
  switch (term.key) {
    case Key::OBJECT_EXTENSION:
      return Extensions{term.comparator == Comparator::EQ, values};
    case Key::OBJECT_KEY:
      return Prefixes{values};
    case Key::OBJECT_SIZE:
      return Size{term.comparator, ParseSize(values.front()).value()};
    case Key::OBJECT_LAST_MODIFIED_DATE:
      break;
  }
  return Modified{term.comparator, base::ParseIso8601(values.front()).value()};
}

JobScope::Term JobScope::Compiled(const model::TagScopeTerm& term) {
  Tags compiled{term.comparator == Comparator::EQ, {}};
  for (const model::TagValuePair& tag : term.tagValues) compiled.tags.emplace_back(*tag.key, tag.value.value_or(""));
  return compiled;
}

std::vector<JobScope::Term> JobScope::Compiled(const base::Nested<model::JobScopingBlock>& block) {
  std::vector<Term> terms;
  if (!block || !block->and_) return terms;
  for (const model::JobScopeTerm& term : *block->and_) {
    terms.push_back(term.simpleScopeTerm ? Compiled(*term.simpleScopeTerm) : Compiled(*term.tagScopeTerm));
  }
  return terms;
}

JobScope::JobScope(const model::S3JobDefinition& definition) {
  if (!definition.scoping) return;
  includes_ = Compiled(definition.scoping->includes);
  excludes_ = Compiled(definition.scoping->excludes);
}

bool JobScope::AllHold(const std::vector<Term>& terms, const objects::ObjectInfo& object) {
  return std::all_of(terms.begin(), terms.end(), [&](const Term& term) {
    return std::visit([&](const auto& compiled) { return compiled.Holds(object); }, term);
  });
}

bool JobScope::Takes(const objects::ObjectInfo& object) const {
  if (!objects::IsSupportedClass(object.storage_class) || !objects::HasSupportedExtension(object.key)) return false;
  return AllHold(includes_, object) && (excludes_.empty() || !AllHold(excludes_, object));
}

std::optional<Timestamp> TakenSince(const model::JobRecord& job) {
  if (job.jobType != model::JobType::SCHEDULED) return std::nullopt;
  const bool has_run = job.statistics && job.statistics->numberOfRuns.value_or(0) > 0;
  if (has_run) return job.lastRunTime;
  return job.initialRun.value_or(false) ? std::nullopt : job.createdAt;
}

bool IsSampled(std::string_view job_id, std::int64_t run, std::string_view bucket, std::string_view key,
               std::int64_t percent) {
  const std::uint64_t of_run = base::Xxh64(job_id, static_cast<std::uint64_t>(run));
  const std::uint64_t draw = base::Xxh64(key, base::Xxh64(bucket, of_run));
  return static_cast<std::int64_t>(draw % 100) < percent;
}

}  // namespace macie_local::service
