// PDF: the text of each page, which is a text of its own, and the values of forms and remarks on it.
#include <exception>
#include <new>
#include <optional>
#include <string>

#include "extract/kept_bytes.h"
#include "extract/pdf/document.h"
#include "extract/pdf/font.h"
#include "extract/pdf/page_text.h"
#include "extract/pdf/repair.h"
#include "extract/readers.h"

namespace macie_local::extract {
namespace {

class PdfReader {
 public:
  explicit PdfReader(Run& run) : run_(run), budget_(run.limits) {}

  Outcome Read(std::string_view bytes) {
    if (!ReadPages(bytes)) return {Status::kPartial, {}};
    if (budget_.reason().empty()) return {};
    return {gave_some_ ? Status::kPartial : Status::kSkipped, budget_.reason()};
  }

 private:
  // Returns false when the sink stops.
  bool ReadPages(std::string_view bytes) {
    std::string repaired;
    PdfObjects objects;
    std::optional<PdfDocument> document;
    Guard([&] {
      PdfObjects::Opened opened = objects.Open(bytes);
      if (opened == PdfObjects::Opened::kMalformed) {
        budget_.Lack(reason::kMalformed);
        repaired = RepairedPdf(bytes);
        if (!repaired.empty()) opened = objects.Open(repaired);
      }
      if (opened == PdfObjects::Opened::kYes) return void(document.emplace(&objects, &budget_));
      budget_.Lack(opened == PdfObjects::Opened::kClosed ? reason::kUnparseable : reason::kMalformed);
    });
    if (!document) return true;
    PdfFonts fonts(&*document);
    std::uint64_t number = 0;
    while (true) {
      std::optional<PdfPageText> text;
      Guard([&] {
        if (const auto page = document->NextPage()) text.emplace(*page, &*document, &fonts);
      });
      if (!text) return true;
      const Outcome outcome = ReadTextOfPage(++number, *text, run_);
      gave_some_ = gave_some_ || text->gave_some();
      if (outcome.status != Status::kComplete) return false;
    }
  }

  // Does something that may throw because of the file. What the sink throws is not its.
  template <class Action>
  void Guard(Action action) {
    try {
      action();
    } catch (const std::bad_alloc&) {
      budget_.Lack(reason::kUnparseable);
    } catch (const std::exception&) {
      budget_.Lack(reason::kMalformed);
    }
  }

  Run& run_;
  PdfBudget budget_;
  bool gave_some_ = false;
};

}  // namespace

Outcome ReadPdf(const Detected& /*detected*/, base::ByteStream& stream, Run& run) {
  KeptBytes kept(run);
  const KeptBytes::End taken = kept.Take(stream);
  if (taken == KeptBytes::End::kFailed) return {Status::kPartial, {}};
  if (taken == KeptBytes::End::kTooMany) return {Status::kSkipped, reason::kFileSize};
  return PdfReader(run).Read(kept.bytes());
}

}  // namespace macie_local::extract
