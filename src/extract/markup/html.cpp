// HTML: its text, with the lines of the source.
#include "extract/markup/html_text.h"
#include "extract/readers.h"
#include "extract/window.h"

namespace macie_local::extract {

Outcome ReadHtml(const Detected& /*detected*/, base::ByteStream& stream, Run& run) {
  constexpr Outcome kStopped{Status::kPartial, {}};
  FreeText out(run.sink, run.hash_seed);
  HtmlText html(out);
  Window window(stream);
  units::LinePosition at;
  while (true) {
    window.Fill();
    std::string_view text = window.bytes();
    const bool all = window.at_end();
    if (!all && text.ends_with('\r')) text.remove_suffix(1);  // what follows it says whether it is a line end
    if (!html.Take(text, &at, true)) return kStopped;
    if (all) break;
    window.Drop(text.size());
  }
  const bool goes_on = html.End() && out.End();
  return goes_on && !window.failed() ? Outcome{} : kStopped;
}

}  // namespace macie_local::extract
