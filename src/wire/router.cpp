// Walks the generated route table.
#include <algorithm>
#include <string>

#include "base/text.h"
#include "wire/router.h"

namespace macie_local::wire {
namespace {

// Taken for GET: the same answer, of which the HTTP room sends the head alone.
constexpr std::string_view kHead = "HEAD";

struct Walk {
  std::span<const RouteNode> nodes;
  std::span<const OperationDesc> operations;
  const Method* method;
  bool path_known = false;
  Labels labels;
  const OperationDesc* found = nullptr;

  bool End(const RouteNode& node) {
    for (std::size_t i = 0; i < kMethodCount; ++i) {
      if (node.operations[i] == 0) continue;
      path_known = true;
      if (method == nullptr || static_cast<std::size_t>(*method) != i) continue;
      found = &operations[node.operations[i] - 1u];
      return true;
    }
    return false;
  }

  // `rest` begins behind the slash. The depth of the recursion is that of the trie.
  bool Step(const RouteNode& node, std::string_view rest) {
    const std::size_t slash = rest.find('/');
    const std::string_view segment = rest.substr(0, slash);
    const auto next = [&](std::uint16_t index) {
      return slash == std::string_view::npos ? End(nodes[index]) : Step(nodes[index], rest.substr(slash + 1));
    };
    std::string decoded;
    std::string_view literal = segment;
    if (!node.children.empty() && segment.find('%') != std::string_view::npos) {
      // A slash that was encoded is in it now, and so it is no literal.
      decoded = base::PercentDecode(segment).value_or(std::string());
      literal = decoded;
    }
    const auto child = std::lower_bound(node.children.begin(), node.children.end(), literal,
                                        [](const RouteNode::Child& c, std::string_view s) { return c.segment < s; });
    if (child != node.children.end() && child->segment == literal && next(child->node)) return true;
    if (node.label == 0) return false;
    labels.values[labels.count++] = node.rest_of_path ? rest : segment;
    if (node.rest_of_path ? End(nodes[node.label]) : next(node.label)) return true;
    --labels.count;
    return false;
  }
};

}  // namespace

bool ParseMethod(std::string_view text, Method* method) {
  if (text == kHead) text = kMethods[0];
  for (std::size_t i = 0; i < kMethodCount; ++i) {
    if (kMethods[i] != text) continue;
    *method = static_cast<Method>(i);
    return true;
  }
  return false;
}

Route FindRoute(std::span<const RouteNode> nodes, std::span<const OperationDesc> operations, const Method* method,
                std::string_view path) {
  Walk walk{nodes, operations, method, false, {}, nullptr};
  if (path.empty() || path.front() != '/') return {RouteOutcome::kUnknownPath, nullptr, {}};
  if (walk.Step(nodes[0], path.substr(1))) return {RouteOutcome::kFound, walk.found, walk.labels};
  return {walk.path_known ? RouteOutcome::kUnknownMethod : RouteOutcome::kUnknownPath, nullptr, {}};
}

}  // namespace macie_local::wire
