// Plain text, and what is read as if it were.
#include <algorithm>

#include "extract/readers.h"
#include "extract/window.h"
#include "units/lines.h"

namespace macie_local::extract {
namespace {

// Hands on the window, of which the bytes before `owned_begin` were owned by the batch before.
bool Give(std::string_view text, std::size_t owned_begin, std::size_t owned_end, units::LinePosition begin,
          std::uint64_t page, Sink& sink) {
  const units::Unit all{.begin = 0, .end = static_cast<std::uint32_t>(text.size()), .context = 0, .indices = 0};
  return sink.Take({.text = text,
                    .units = {&all, 1},
                    .records = {},
                    .indices = {},
                    .owned_begin = static_cast<std::uint32_t>(owned_begin),
                    .owned_end = static_cast<std::uint32_t>(owned_end),
                    .line = begin.line,
                    .column = begin.column,
                    .page = page});
}

// What the places of a text are: lines of the object, none, or a page.
struct Places {
  bool are_lines = false;
  std::uint64_t page = 0;
};

Outcome Read(base::ByteStream& stream, Places places, Run& run) {
  const units::Contexts contexts(run.hash_seed);
  if (!run.sink.Begin(units::Shape::kFree, contexts)) return {Status::kPartial, {}};
  Window window(stream);
  units::LinePosition begin;
  if (!places.are_lines) begin.line = 0;
  std::size_t owned_begin = 0;
  while (true) {
    window.Fill();
    const std::string_view text = window.bytes();
    const std::size_t owned_end =
        window.at_end() ? text.size() : units::CharacterBegin(text, text.size() - units::kBytesAfter);
    if (owned_end > owned_begin && !Give(text, owned_begin, owned_end, begin, places.page, run.sink)) {
      return {Status::kPartial, {}};
    }
    if (window.at_end()) break;
    const std::size_t kept = units::CharacterBegin(text, owned_end - units::kBytesBefore);
    if (places.are_lines) units::Advance(text, 0, kept, &begin);
    owned_begin = owned_end - kept;
    window.Drop(kept);
  }
  return {window.failed() ? Status::kPartial : Status::kComplete, {}};
}

}  // namespace

Outcome ReadText(const Detected& /*detected*/, base::ByteStream& stream, Run& run) {
  return Read(stream, {.are_lines = true}, run);
}

Outcome ReadTextWithoutPlaces(base::ByteStream& stream, Run& run) {
  return Read(stream, {}, run);
}

Outcome ReadTextOfPage(std::uint64_t page, base::ByteStream& stream, Run& run) {
  return Read(stream, {.page = page}, run);
}

}  // namespace macie_local::extract
