// Where a reader of JSON is: the objects and arrays around it, and the context of the value that is next.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "units/contexts.h"

namespace macie_local::extract {

// Of a longer name the last bytes count, as they do in a path that is told (behaviour 16.3) [I]. It bounds what the
// names around one value take, so that contexts have room for them and more.
inline constexpr std::size_t kMemberNameBytesMax = 8 << 10;

class JsonStack {
 public:
  explicit JsonStack(std::uint64_t hash_seed) : contexts_(hash_seed), known_(1) {}

  const units::Contexts& contexts() const { return contexts_; }
  std::size_t depth() const { return frames_.size(); }
  // Require depth() > 0.
  bool in_array() const { return frames_.back().array; }
  void NextElement() {
    if (indices_.back() < UINT32_MAX) ++indices_.back();
  }

  // Of the value that is next, or under way.
  std::uint32_t context() const { return frames_.empty() ? 0 : frames_.back().child; }
  std::span<const std::uint32_t> indices() const { return indices_; }

  // The value under way is an array, whose first element is next; or an object, whose first name is next. Leave: it
  // ends.
  void EnterArray();
  void EnterObject() { frames_.push_back({.array = false, .context = context(), .child = 0}); }
  void Leave() {
    if (frames_.back().array) indices_.pop_back();
    frames_.pop_back();
  }
  // The value of this member of the innermost object is next.
  void EnterMember(std::string_view name) {
    Frame& object = frames_.back();
    const std::uint32_t likely = object.child == 0 ? At(object.context).first : At(object.child).next;
    if (likely != 0 && known_[likely].name == name) {
      object.child = likely;
    } else {
      EnterOtherMember(name);
    }
  }

  // When contexts are full all that were given become void, which is only good when no batch has them. Call it then.
  bool Full() const { return contexts_.Full(); }
  void Renew();

 private:
  struct Frame {
    bool array;
    std::uint32_t context;  // of the array or object itself
    std::uint32_t child;    // of the value in it that is next or was last; 0 before the first member
  };
  // What is likely to come where something came before: objects of one list mostly have the same members in the same
  // order.
  struct Known {
    std::string_view name;      // of a member
    std::uint32_t first = 0;    // the member that an object here began with
    std::uint32_t next = 0;     // the member that followed this
    std::uint32_t element = 0;  // of an array here
  };

  void EnterOtherMember(std::string_view name);
  Known& At(std::uint32_t context) {
    if (context >= known_.size()) known_.resize(context + 1);
    return known_[context];
  }

  units::Contexts contexts_;
  std::vector<Known> known_;  // by context
  std::vector<Frame> frames_;
  std::vector<std::uint32_t> indices_;  // of the arrays among the frames
};

}  // namespace macie_local::extract
