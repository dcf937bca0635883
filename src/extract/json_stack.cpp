#include "extract/json_stack.h"

#include "units/lines.h"

namespace macie_local::extract {

void JsonStack::EnterArray() {
  const std::uint32_t around = context();
  std::uint32_t& known = At(around).element;
  if (known == 0) known = contexts_.Element(around);
  frames_.push_back({.array = true, .context = around, .child = known});
  indices_.push_back(0);
}

void JsonStack::EnterOtherMember(std::string_view name) {
  if (name.size() > kMemberNameBytesMax) {
    name.remove_prefix(units::CharacterBegin(name, name.size() - kMemberNameBytesMax));
  }
  Frame& object = frames_.back();
  const std::uint32_t likely = object.child == 0 ? At(object.context).first : At(object.child).next;
  if (likely != 0 && known_[likely].name == name) {
    object.child = likely;
    return;
  }
  const std::uint32_t member = contexts_.Member(object.context, name);
  At(member).name = contexts_.At(member).name;
  (object.child == 0 ? At(object.context).first : At(object.child).next) = member;
  object.child = member;
}

void JsonStack::Renew() {
  std::vector<std::string> names;
  for (const Frame& frame : frames_) names.push_back(contexts_.At(frame.child).name);
  contexts_.Clear();
  known_.assign(1, {});
  for (std::size_t i = 0; i < frames_.size(); ++i) {
    Frame& frame = frames_[i];
    frame.context = i == 0 ? 0 : frames_[i - 1].child;
    if (frame.array) {
      frame.child = contexts_.Element(frame.context);
    } else if (frame.child != 0) {
      frame.child = contexts_.Member(frame.context, names[i]);
      At(frame.child).name = contexts_.At(frame.child).name;
    }
  }
}

}  // namespace macie_local::extract
