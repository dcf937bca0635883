#include "wire/failures.h"

#include <algorithm>

#include "base/text.h"
#include "wire/pattern.h"

namespace macie_local::wire {
namespace {

constexpr std::size_t kValueBytesMax = 200;
// Failures kept for sorting; a hostile body can't make more of them.
constexpr std::size_t kKeptMax = 100;

std::string LengthAtMost(std::int64_t n) {
  return "Member must have length less than or equal to " + std::to_string(n);
}
std::string LengthAtLeast(std::int64_t n) {
  return "Member must have length greater than or equal to " + std::to_string(n);
}
std::string MatchesPattern(std::string_view pattern) {
  return "Member must satisfy regular expression pattern: " + std::string(pattern);
}

std::string BrokenLength(const Limits& limits, std::size_t length) {
  const auto size = static_cast<std::int64_t>(length);
  if (limits.length_max != Limits::kNone && size > limits.length_max) return LengthAtMost(limits.length_max);
  if (limits.length_min != Limits::kNone && size < limits.length_min) return LengthAtLeast(limits.length_min);
  return {};
}

void Collect(const PathFrame* frame, std::vector<const PathFrame*>* out) {
  for (; frame != nullptr; frame = frame->parent) out->push_back(frame);
  std::reverse(out->begin(), out->end());
}

}  // namespace

std::string FrameworkPath(const PathFrame* frame) {
  std::vector<const PathFrame*> frames;
  Collect(frame, &frames);
  std::string out;
  for (const PathFrame* step : frames) {
    if (!out.empty()) out.push_back('.');
    if (step->name.data() == nullptr) {
      out += std::to_string(step->index + 1) + ".member";
    } else {
      out += base::Shorten(step->name, kValueBytesMax);
    }
  }
  return out;
}

std::string DocumentPath(const PathFrame* frame) {
  std::vector<const PathFrame*> frames;
  Collect(frame, &frames);
  std::string out;
  for (const PathFrame* step : frames) {
    if (step->name.data() == nullptr) {
      out += "[" + std::to_string(step->index) + "]";
      continue;
    }
    if (!out.empty()) out.push_back('.');
    out += base::Shorten(step->name, kValueBytesMax);
  }
  return out;
}

void Failures::Add(const PathFrame* frame, std::string_view value, bool is_null, std::string constraint) {
  ++total_;
  if (failures_.size() >= kKeptMax) return;
  Failure failure;
  std::vector<const PathFrame*> frames;
  Collect(frame, &frames);
  for (const PathFrame* step : frames) failure.order.push_back(step->index);
  failure.text = is_null ? "Value null" : "Value '" + base::Shorten(value, kValueBytesMax) + "'";
  failure.text += " at '" + FrameworkPath(frame) + "' failed to satisfy constraint: " + std::move(constraint);
  failures_.push_back(std::move(failure));
}

std::string Failures::Text() {
  std::stable_sort(failures_.begin(), failures_.end(),
                   [](const Failure& a, const Failure& b) { return a.order < b.order; });
  std::string message =
      std::to_string(total_) + (total_ == 1 ? " validation error detected: " : " validation errors detected: ");
  const std::size_t told = std::min(failures_.size(), kToldMax);
  for (std::size_t i = 0; i < told; ++i) {
    if (i > 0) message += "; ";
    message += failures_[i].text;
  }
  if (told < total_) message += "; ...";
  return message;
}

std::string EnumConstraint(const EnumDesc& enumeration) {
  std::string out = "Member must satisfy enum value set: [";
  for (std::size_t i = 0; i < enumeration.values.size(); ++i) {
    if (i > 0) out += ", ";
    out += enumeration.values[i];
  }
  return out + "]";
}

std::string BrokenTextConstraint(const Limits& limits, std::string_view text) {
  std::string broken = BrokenLength(limits, base::CountCodePoints(text));
  if (broken.empty() && !limits.pattern.empty() && !MatchesWhole(limits.pattern, text)) {
    broken = MatchesPattern(limits.pattern);
  }
  return broken;
}

std::string BrokenConstraint(const TypeDesc& type, const Limits& limits, const void* value) {
  switch (type.kind) {
    case Kind::kString:
    case Kind::kSharedText:
      return BrokenTextConstraint(limits, TextOf(type, value));
    case Kind::kInteger:
    case Kind::kLong: {
      const std::int64_t number = *static_cast<const std::int64_t*>(value);
      if (limits.value_max != Limits::kNone && number > limits.value_max) {
        return "Member must have value less than or equal to " + std::to_string(limits.value_max);
      }
      if (limits.value_min != Limits::kNone && number < limits.value_min) {
        return "Member must have value greater than or equal to " + std::to_string(limits.value_min);
      }
      return {};
    }
    case Kind::kList:
      return BrokenLength(limits, type.list->size(value));
    case Kind::kMap:
      return BrokenLength(limits, type.map->size(value));
    default:
      return {};
  }
}

std::string AllTextConstraints(const Limits& limits) {
  std::string out;
  const auto add = [&](const std::string& constraint) { out += (out.empty() ? "" : ", ") + constraint; };
  if (limits.length_max != Limits::kNone) add(LengthAtMost(limits.length_max));
  if (limits.length_min != Limits::kNone) add(LengthAtLeast(limits.length_min));
  if (!limits.pattern.empty()) add(MatchesPattern(limits.pattern));
  return "[" + out + "]";
}

}  // namespace macie_local::wire
