// What is wrong with a decoded text, gathered as the decoder meets it and told in one sentence at the end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "wire/type_desc.h"

namespace macie_local::wire {

// The way to the value being decoded: frames on the decoder's stack, innermost first.
struct PathFrame {
  const PathFrame* parent;
  std::string_view name;  // a member or a map's key; empty: an element of a list
  std::uint32_t index;    // of the member in its table, or of the element
};

// "s3JobDefinition.bucketDefinitions.1.member.accountId": elements are counted from 1 (behaviour A.8 [I]).
std::string FrameworkPath(const PathFrame* frame);
// "accounts.123456789012.us-east-1.buckets[3].bucketName".
std::string DocumentPath(const PathFrame* frame);

// The broken limits of one request. Reported in the order of the tables, whatever the order of the text.
class Failures {
 public:
  // More are counted, not told.
  static constexpr std::size_t kToldMax = 10;

  bool empty() const { return total_ == 0; }
  // `value` as the message shows it ("null" bare, anything else quoted here).
  void Add(const PathFrame* frame, std::string_view value, bool is_null, std::string constraint);
  base::ApiError ToError(const base::ErrorShape& shape);

 private:
  struct Failure {
    std::vector<std::uint32_t> order;
    std::string text;
  };
  std::vector<Failure> failures_;
  std::size_t total_ = 0;
};

// The framework's sentences (behaviour A.8).
std::string EnumConstraint(const EnumDesc& enumeration);

// The constraint of `limits` that `value` breaks, empty when it keeps them all. `value` is a string, a number, a list
// or a map, as `type.kind` says.
std::string BrokenConstraint(const TypeDesc& type, const Limits& limits, const void* value);
std::string BrokenTextConstraint(const Limits& limits, std::string_view text);

// All constraints of `limits` on a string, comma-separated, for what is said of elements and keys.
std::string AllTextConstraints(const Limits& limits);

}  // namespace macie_local::wire
