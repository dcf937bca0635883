// Gathers what is wrong with a decoded text as the decoder meets it, to be told in one sentence at the end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "wire/type_desc.h"

namespace macie_local::wire {

// A step on the way to the value being decoded. Frames lie on the decoder's stack, each pointing to the one around it.
struct PathFrame {
  const PathFrame* parent;  // null: the outermost
  std::string_view name;    // a member or a map's key; one without data (nullptr): an element of a list
  std::uint32_t index;      // of the member in its table, or of the element
};

// Returns the path as the framework tells it, "s3JobDefinition.bucketDefinitions.1.member.accountId", with elements
// counted from 1 (behaviour A.8 [I]).
std::string FrameworkPath(const PathFrame* frame);
// Returns the path as documents' errors tell it, "accounts.123456789012.us-east-1.buckets[3].bucketName", with elements
// counted from 0.
std::string DocumentPath(const PathFrame* frame);

// The broken limits of one request. They are reported in the order of the tables, whatever the order of the text.
class Failures {
 public:
  // At most so many are told; the others are counted.
  static constexpr std::size_t kToldMax = 10;

  bool empty() const { return total_ == 0; }
  // Adds a broken limit. `value` is shown in quotes, unless `is_null`.
  void Add(const PathFrame* frame, std::string_view value, bool is_null, std::string constraint);
  // Returns the sentence that tells them all. Requires that there is one.
  std::string Text();

 private:
  struct Failure {
    std::vector<std::uint32_t> order;
    std::string text;
  };
  std::vector<Failure> failures_;
  std::size_t total_ = 0;
};

// These return the framework's sentences about constraints (behaviour A.8).

// Returns the constraint that a value must be one of the enumeration's.
std::string EnumConstraint(const EnumDesc& enumeration);

// Return the constraint of `limits` that the value breaks, empty when it keeps them all. `value` points to a string, a
// number, a list or a map, as `type.kind` says.
std::string BrokenConstraint(const TypeDesc& type, const Limits& limits, const void* value);
std::string BrokenTextConstraint(const Limits& limits, std::string_view text);

// Returns all constraints of `limits` on a string, comma-separated, for elements and keys.
std::string AllTextConstraints(const Limits& limits);

}  // namespace macie_local::wire
