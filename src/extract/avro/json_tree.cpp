#include "extract/avro/json_tree.h"

#include <algorithm>
#include <utility>

#include "extract/json.h"

namespace macie_local::extract {

// Puts each value where its path says.
class TreeSink : public Sink {
 public:
  bool Begin(units::Shape /*shape*/, const units::Contexts& contexts) override {
    contexts_ = &contexts;
    return true;
  }
  bool Take(const units::Batch& batch) override {
    for (const units::Unit& unit : batch.units) {
      JsonTree::Node* const node = NodeAt(unit, batch);
      if (node == nullptr) return false;
      const std::uint32_t begin = std::max(unit.begin, batch.owned_begin);
      node->is_text = true;
      node->text.append(batch.text.substr(begin, std::min(unit.end, batch.owned_end) - begin));
    }
    return true;
  }
  bool Enter(const Member& /*member*/) override { return true; }
  void Leave(const Outcome& /*outcome*/) override {}

  JsonTree& tree() { return tree_; }

 private:
  JsonTree::Node* NodeAt(const units::Unit& unit, const units::Batch& batch);

  const units::Contexts* contexts_ = nullptr;
  JsonTree tree_;
  std::vector<std::uint32_t> steps_;
};

// Returns null when there are too many nodes.
JsonTree::Node* TreeSink::NodeAt(const units::Unit& unit, const units::Batch& batch) {
  steps_.clear();
  for (std::uint32_t at = unit.context; at != 0; at = contexts_->At(at).parent) steps_.push_back(at);
  std::uint32_t index = unit.indices;
  std::uint32_t node = 0;
  for (auto step = steps_.rbegin(); step != steps_.rend(); ++step) {
    const units::Context& context = contexts_->At(*step);
    const auto next = static_cast<std::uint32_t>(tree_.nodes_.size());
    JsonTree::Node& parent = tree_.nodes_[node];
    const bool is_element = context.kind == units::Context::Kind::kElement;
    node = is_element ? parent.elements.try_emplace(batch.indices[index++], next).first->second
                      : parent.members.try_emplace(context.name, next).first->second;
    if (node != next) continue;
    if (next == JsonTree::kNodesMax) return nullptr;
    tree_.nodes_.emplace_back();
  }
  return &tree_.nodes_[node];
}

std::optional<JsonTree> JsonTree::Read(std::string_view json, std::uint32_t nested_max) {
  class Text : public base::ByteStream {
   public:
    explicit Text(std::string_view text) : text_(text) {}
    base::Result<std::string_view> Next() override { return std::exchange(text_, {}); }

   private:
    std::string_view text_;
  };
  constexpr std::uint64_t kAnySeed = 0;  // there is no other text to be like
  Text text(json);
  TreeSink sink;
  JsonReader reader(text, JsonReader::Kind::kText, nested_max, kAnySeed, sink);
  if (reader.Read().status != Status::kComplete || reader.texts() != 1) return std::nullopt;
  return std::move(sink.tree());
}

const JsonTree::Node* JsonTree::Find(const Node& node, std::string_view name) const {
  const auto found = node.members.find(name);
  return found == node.members.end() ? nullptr : &nodes_[found->second];
}

std::optional<std::string_view> JsonTree::Text(const Node& node, std::string_view name) const {
  const Node* const found = Find(node, name);
  if (found == nullptr || !found->is_text) return std::nullopt;
  return found->text;
}

}  // namespace macie_local::extract
