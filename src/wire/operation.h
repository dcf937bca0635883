// One operation of the API as a table row.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "wire/map.h"
#include "wire/refusal.h"

namespace macie_local::wire {

enum class Method : std::uint8_t { kGet, kPost, kPut, kPatch, kDelete };
inline constexpr std::size_t kMethodCount = 5;
// The names of the methods, in the order of Method.
inline constexpr std::array<std::string_view, kMethodCount> kMethods{"GET", "POST", "PUT", "PATCH", "DELETE"};

// The answers that operations give while Macie is not enabled (behaviour E.1); the texts are in service/core.
enum class WhenNotEnabled : std::uint8_t { kSession, kClassic, kNewer, kDiscovery, kExport, kWorks };

// Describes an operation. Instances are constants.
struct OperationDesc {
  std::uint16_t id;  // model::Operation
  std::string_view name;
  std::string_view family;
  Method method;
  std::string_view method_name;
  std::string_view uri;
  int status;  // of success; 204 has no body
  const StructureDesc* input;
  const StructureDesc* output;
  std::span<const ErrorShape* const> errors;  // declared by the model
  bool implemented;
  bool mutates;   // its handler runs on the writer thread
  bool raw;       // the handler gives the encoded body itself
  bool has_body;  // the input has members bound to the body
  WhenNotEnabled when_not_enabled;
  std::uint16_t page_size_default;  // 0: the operation is not paged
  std::uint16_t page_size_max;
  bool page_size_clamped;       // a larger size is taken for the largest, not refused
  std::string_view page_items;  // the output member that a paginator walks; empty: none
};

}  // namespace macie_local::wire
