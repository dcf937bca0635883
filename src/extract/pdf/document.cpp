#include "extract/pdf/document.h"

#include <utility>

namespace macie_local::extract {
namespace {

constexpr std::size_t kKeptStreamBytesMax = 1 << 20;
constexpr std::size_t kKeptBytesMax = 8 << 20;
constexpr std::size_t kKeptStreamCost = 256;  // in bytes, beside its own
constexpr std::uint64_t kPageCost = 64;       // in operators, as below
constexpr std::uint64_t kDecodeCost = 64;

// Returns what the page has, or takes over: from the node that it was found in, or from the one that it names.
PdfObject ResourcesOf(const PdfObject& page, const PdfObject& of_node) {
  constexpr int kParentsMax = 32;
  const PdfObject own = page.Member("/Resources");
  if (own.IsDictionary()) return own;
  if (of_node.IsDictionary()) return of_node;
  PdfObject parent = page.Member("/Parent");
  for (int i = 0; i < kParentsMax && parent.IsDictionary(); ++i) {
    const PdfObject found = parent.Member("/Resources");
    if (found.IsDictionary()) return found;
    parent = parent.Member("/Parent");
  }
  return {};
}

}  // namespace

PdfDocument::PdfDocument(PdfObjects* objects, PdfBudget* budget) : objects_(*objects), budget_(*budget) {
  Enter(objects_.Root().Member("/Pages"), PdfObject());
}

// Nodes that are entered twice are none the second time, so that the tree has no more than the file.
void PdfDocument::Enter(const PdfObject& node, const PdfObject& resources) {
  const PdfObject kids = node.Member("/Kids");
  if (!kids.IsArray() || (node.id() != 0 && !entered_.insert(node.id()).second)) {
    budget_.Lack(reason::kMalformed);
    return;
  }
  const PdfObject own = node.Member("/Resources");
  nodes_.push_back({kids, own.IsDictionary() ? own : resources, 0});
}

std::optional<PdfDocument::Page> PdfDocument::NextPage() {
  while (!nodes_.empty() && budget_.SpendOperators(kPageCost)) {
    const PdfObjects::Lost lost = objects_.TakeLost();
    if (lost == PdfObjects::Lost::kMemory) budget_.Lack(reason::kUnparseable);
    if (lost == PdfObjects::Lost::kObjects) budget_.Lack(reason::kMalformed);
    Node& node = nodes_.back();
    if (node.next >= node.kids.Size()) {
      nodes_.pop_back();
      continue;
    }
    const PdfObject kid = node.kids.At(node.next++);
    if (!kid.IsDictionary()) {
      budget_.Lack(reason::kMalformed);
    } else if (!kid.Member("/Kids").IsNull()) {
      const PdfObject resources = node.resources;
      Enter(kid, resources);
    } else {
      return Page{kid, ResourcesOf(kid, node.resources)};
    }
  }
  return std::nullopt;
}

PdfDocument::Bytes PdfDocument::Decode(const PdfObject& stream, std::size_t most) {
  const std::uint64_t id = stream.id();
  const auto found = kept_.find(id);
  if (found != kept_.end() && found->second->size() <= most) {
    if (!budget_.SpendDecoded(found->second->size())) return std::make_shared<const std::string>();
    return found->second;
  }
  PdfObjects::Decoded decoded = DecodeAnew(stream, most);
  if (decoded.is_cut) budget_.Lack(reason::kFileSize);
  if (decoded.is_damaged) budget_.Lack(reason::kMalformed);
  const auto bytes = std::make_shared<const std::string>(std::move(decoded.bytes));
  if (bytes->size() > kKeptStreamBytesMax || decoded.is_cut) return bytes;
  if (kept_bytes_ + bytes->size() + kKeptStreamCost > kKeptBytesMax) {
    kept_.clear();
    kept_bytes_ = 0;
  }
  kept_[id] = bytes;
  kept_bytes_ += bytes->size() + kKeptStreamCost;
  return bytes;
}

std::string PdfDocument::DecodeBeginning(const PdfObject& stream, std::size_t most) {
  return DecodeAnew(stream, most).bytes;
}

PdfObjects::Decoded PdfDocument::DecodeAnew(const PdfObject& stream, std::size_t most) {
  if (!budget_.SpendOperators(kDecodeCost)) return {};
  if (stream.Member("/Filter").Size() > kPdfFiltersMax) return {{}, false, true};
  PdfObjects::Decoded decoded = objects_.Decode(stream, most);
  if (!budget_.SpendDecoded(decoded.bytes.size())) return {};
  return decoded;
}

}  // namespace macie_local::extract
