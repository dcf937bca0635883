#include "units/contexts.h"

namespace macie_local::units {

Contexts::Contexts(std::uint64_t hash_seed) : hash_(hash_seed), contexts_(1) {}

std::uint32_t Contexts::Column(std::uint32_t number, std::string_view name) {
  return Add(Context::Kind::kColumn, 0, number, name);
}

std::uint32_t Contexts::Member(std::uint32_t parent, std::string_view name) {
  return Add(Context::Kind::kMember, parent, 0, name);
}

std::uint32_t Contexts::Element(std::uint32_t parent) {
  return Add(Context::Kind::kElement, parent, 0, {});
}

std::uint32_t Contexts::Add(Context::Kind kind, std::uint32_t parent, std::uint32_t column, std::string_view name) {
  const std::uint64_t numbers = std::uint64_t{parent} << 32 | std::uint64_t{column} << 2 | static_cast<unsigned>(kind);
  const std::uint64_t hash = hash_(name) ^ numbers * 0x9e3779b97f4a7c15;
  const auto [first, last] = found_.equal_range(hash);
  for (auto at = first; at != last; ++at) {
    const Context& known = contexts_[at->second];
    if (known.kind == kind && known.parent == parent && known.column == column && known.name == name) {
      return at->second;
    }
  }
  const auto added = static_cast<std::uint32_t>(contexts_.size());
  const std::uint32_t element = kind == Context::Kind::kElement ? 1 : 0;
  contexts_.push_back(Context{.kind = kind,
                              .parent = parent,
                              .column = column,
                              .indices = contexts_[parent].indices + element,
                              .name = std::string(name)});
  found_.emplace(hash, added);
  name_bytes_ += name.size();
  return added;
}

void Contexts::Clear() {
  contexts_.resize(1);
  found_.clear();
  name_bytes_ = 0;
  ++generation_;
}

}  // namespace macie_local::units
