// A JSON text that is looked at as a whole, such as the schema in a file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace macie_local::extract {

// Has strings and numbers, and the arrays and objects around them: no literals, and nothing that is empty.
class JsonTree {
 public:
  // Of a text of more values and more things around them than this nothing is kept: it bounds the memory.
  static constexpr std::size_t kNodesMax = 1 << 16;

  struct Node {
    bool is_text = false;  // a string, or a number as it is spelled
    std::string text;
    std::map<std::string, std::uint32_t, std::less<>> members;  // the numbers of nodes
    std::map<std::uint32_t, std::uint32_t> elements;
  };

  // Returns nothing when the text is no JSON, or nested deeper than `nested_max`, or larger than kNodesMax.
  static std::optional<JsonTree> Read(std::string_view json, std::uint32_t nested_max);

  const Node& root() const { return nodes_.front(); }
  const Node& At(std::uint32_t number) const { return nodes_[number]; }
  // Returns the member of this name, or null.
  const Node* Find(const Node& node, std::string_view name) const;
  // Returns the text of the member of this name, or nothing when it is none.
  std::optional<std::string_view> Text(const Node& node, std::string_view name) const;

 private:
  friend class TreeSink;
  std::vector<Node> nodes_{1};
};

}  // namespace macie_local::extract
