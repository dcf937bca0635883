// One operation of the API as a table row, and the routes that lead to it.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/error.h"
#include "wire/map.h"

namespace macie_local::wire {

enum class Method : std::uint8_t { kGet, kPost, kPut, kPatch, kDelete };
inline constexpr std::size_t kMethodCount = 5;
// The names of the methods, in the order of Method.
inline constexpr std::array<std::string_view, kMethodCount> kMethods{"GET", "POST", "PUT", "PATCH", "DELETE"};

// "GET" -> kGet; false for any other method. Case matters, as in HTTP.
bool ParseMethod(std::string_view text, Method* method);

// Which answer an operation gives while Macie is not enabled; the texts belong to the service room.
enum class WhenNotEnabled : std::uint8_t { kSession, kClassic, kNewer, kDiscovery, kExport, kWorks };

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
  std::span<const base::ErrorShape* const> errors;  // declared by the model
  bool implemented;
  bool mutates;
  bool raw;       // the handler gives the encoded body itself
  bool has_body;  // the input has members bound to the body
  WhenNotEnabled when_not_enabled;
  std::uint16_t page_size_default;  // 0: the operation is not paged
  std::uint16_t page_size_max;
  bool page_size_clamped;       // a larger size is taken for the largest, not refused
  std::string_view page_items;  // the output member that a paginator walks; empty: none
};

// Raw (still percent-encoded) texts of the labels of a path, in order. They point into the path.
struct Labels {
  static constexpr std::size_t kMax = 4;
  std::array<std::string_view, kMax> values;
  std::size_t count = 0;
};

// A trie over path segments, as flat arrays. Node 0 is the root.
struct RouteNode {
  struct Child {
    std::string_view segment;
    std::uint16_t node;
  };
  std::span<const Child> children;                     // literals, sorted by segment
  std::uint16_t label;                                 // the child behind a label, 0: none
  bool rest_of_path;                                   // the label child also takes further segments
  std::array<std::uint16_t, kMethodCount> operations;  // index + 1 into the operations, 0: none
};

enum class RouteOutcome : std::uint8_t { kFound, kUnknownPath, kUnknownMethod };

struct Route {
  RouteOutcome outcome;
  const OperationDesc* operation;  // kFound only
  Labels labels;
};

// `path` is the raw path without the query, beginning with '/'. Literal segments win over labels; where the literal
// leads to no operation for the method, the label is tried. A literal may be percent-encoded; an encoded slash ends no
// segment. A label may be empty: GET /jobs/ is DescribeClassificationJob with an empty jobId, as boto sends it
// (behaviour A.3). Allocates only for a segment with a '%' in it where a literal may stand. `method` null: a method no
// operation has.
Route FindRoute(std::span<const RouteNode> nodes, std::span<const OperationDesc> operations, const Method* method,
                std::string_view path);

}  // namespace macie_local::wire
