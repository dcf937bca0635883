// The names around the texts of one object: the column of a cell, or the path to a value.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "base/seeded_hash.h"

namespace macie_local::units {

// One step of a path.
struct Context {
  enum class Kind : std::uint8_t {
    kRoot,    // context 0, which has no name: free text, or the value that is the whole record
    kColumn,  // `name` is the column's name, empty where the sheet has none; `column` is its number, from 1
    kMember,  // `name` is the member's name
    kElement  // an element of an array; which one, the unit's indices say
  };
  Kind kind = Kind::kRoot;
  std::uint32_t parent = 0;   // context 0's is itself
  std::uint32_t column = 0;   // of kColumn
  std::uint32_t indices = 0;  // how many kElement there are from the root down to here
  std::string name;
};

// Gives every path of an object a small number. An object of random member names has more paths than memory may hold:
// the reader calls Clear between two batches once Full says so, and the numbers begin anew. Not thread-safe.
class Contexts {
 public:
  // Full is true from this many contexts or this many bytes of names.
  static constexpr std::size_t kContextsMax = 1 << 16;
  static constexpr std::size_t kNameBytesMax = 4 << 20;

  // Names come from objects, so the hash has a seed that no object knows; it changes no number.
  explicit Contexts(std::uint64_t hash_seed);

  // Each returns the number of what it adds, or of the same that was added before. `parent` is such a number.
  std::uint32_t Column(std::uint32_t number, std::string_view name);
  std::uint32_t Member(std::uint32_t parent, std::string_view name);
  std::uint32_t Element(std::uint32_t parent);

  // What the sheet of a workbook that all columns are of is called in references to its cells; empty where there is
  // none. Clear leaves it.
  void SetSheet(std::string sheet) { sheet_ = std::move(sheet); }
  const std::string& sheet() const { return sheet_; }

  // Requires `context` to be a number given since the last Clear, or 0. The reference is valid until then.
  const Context& At(std::uint32_t context) const { return contexts_[context]; }
  std::size_t size() const { return contexts_.size(); }

  bool Full() const { return contexts_.size() >= kContextsMax || name_bytes_ >= kNameBytesMax; }
  // Forgets all but context 0. Whoever keeps something for a context compares `generation` to see that it is void.
  void Clear();
  std::uint64_t generation() const { return generation_; }

 private:
  std::uint32_t Add(Context::Kind kind, std::uint32_t parent, std::uint32_t column, std::string_view name);

  base::SeededHash hash_;
  std::string sheet_;
  std::deque<Context> contexts_;
  std::unordered_multimap<std::uint64_t, std::uint32_t> found_;  // by the hash of all that makes them one
  std::size_t name_bytes_ = 0;
  std::uint64_t generation_ = 0;
};

}  // namespace macie_local::units
