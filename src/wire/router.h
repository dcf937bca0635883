// From a method and a path to an operation.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "wire/operation.h"

namespace macie_local::wire {

// Sets `method` to the one that `text` names ("GET"), and returns false when no operation has such a one. Case matters,
// as in HTTP.
bool ParseMethod(std::string_view text, Method* method);

// The texts of the labels of a path, in order, still percent-encoded. They point into the path.
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

// Returns the operation that a method and a path lead to. `method` is null for one that no operation has; `path` is the
// raw path without the query, beginning with '/', and must outlive the route. Literal segments win over labels; where
// the literal leads to no operation for the method, the label is tried. A literal may be percent-encoded; an encoded
// slash ends no segment. A label may be empty: GET /jobs/ is DescribeClassificationJob with an empty jobId, as boto
// sends it (behaviour A.3). Allocates only for a segment with a '%' in it where a literal may stand.
Route FindRoute(std::span<const RouteNode> nodes, std::span<const OperationDesc> operations, const Method* method,
                std::string_view path);

}  // namespace macie_local::wire
