#include "detect/detector.h"

#include <algorithm>
#include <optional>

#include "detect/custom.h"
#include "detect/finder.h"
#include "detect/kernels.h"
#include "names/finder.h"

namespace macie_local::detect {
namespace {

Mask WantedOf(const std::vector<std::uint32_t>& identifiers) {
  Mask wanted;
  for (const std::uint32_t identifier : identifiers) wanted.Include(identifier);
  return wanted;
}

// What names/finder.h finds is told under the identifiers of these matchers.
class PersonFinder {
 public:
  explicit PersonFinder(const std::vector<std::uint32_t>& wanted)
      : name_(IdentifierOf(wanted, table::Matcher::kName)),
        address_(IdentifierOf(wanted, table::Matcher::kAddress)),
        finder_(name_.has_value(), address_.has_value()) {}

  bool wanted() const { return name_ || address_; }
  void Begin(units::Shape shape, const units::Contexts& contexts) { finder_.Begin(shape, contexts); }

  void Search(const units::Batch& batch, std::vector<Found>* found) {
    parts_.clear();
    finder_.Search(batch, &parts_);
    for (const names::Found& part : parts_) {
      const auto& identifier = part.kind == names::Found::Kind::kName ? name_ : address_;
      found->push_back({part.begin, part.end, identifier.value(), part.unit});
    }
  }

 private:
  static std::optional<std::uint32_t> IdentifierOf(const std::vector<std::uint32_t>& wanted, table::Matcher matcher) {
    for (const std::uint32_t identifier : wanted) {
      if (table::kRules[identifier].matcher == matcher) return identifier;
    }
    return std::nullopt;
  }

  std::optional<std::uint32_t> name_;
  std::optional<std::uint32_t> address_;
  names::Finder finder_;
  std::vector<names::Found> parts_;
};

}  // namespace

std::span<const Identifier> Identifiers() {
  return table::kIdentifiers;
}

class Detector::Engine {
 public:
  Engine(const Kernel& kernel, Selection selection)
      : managed_(!selection.identifiers.empty()),
        finder_(kernel, WantedOf(selection.identifiers)),
        persons_(selection.identifiers),
        custom_(std::move(selection.custom)),
        reach_(table::kIdentifiers.size() + custom_.size()) {}

  void Begin(units::Shape shape, const units::Contexts& contexts) {
    finder_.Begin(shape, contexts);
    if (persons_.wanted()) persons_.Begin(shape, contexts);
    custom_.Begin(shape, contexts);
    std::fill(reach_.begin(), reach_.end(), 0);
  }

  void Scan(const units::Batch& batch, std::vector<Hit>* hits) {
    found_.clear();
    if (managed_) finder_.Search(batch, batch.owned_begin, batch.owned_end, &found_);
    if (persons_.wanted()) persons_.Search(batch, &found_);
    if (custom_.size() != 0) custom_.Search(batch, static_cast<std::uint32_t>(table::kIdentifiers.size()), &found_);
    Settle(batch, hits);
  }

 private:
  // Leftmost, then longest, of each identifier. What an owned value of the batch before reaches into is taken.
  void Settle(const units::Batch& batch, std::vector<Hit>* hits) {
    std::sort(found_.begin(), found_.end(), [](const Found& a, const Found& b) {
      if (a.begin != b.begin) return a.begin < b.begin;
      return a.end != b.end ? a.end > b.end : a.identifier < b.identifier;
    });
    for (std::int64_t& end : reach_) end += batch.owned_begin;
    for (const Found& value : found_) {
      std::int64_t& taken = reach_[value.identifier];
      if (value.begin < batch.owned_begin || value.begin >= batch.owned_end || value.begin < taken) continue;
      taken = value.end;
      hits->push_back({value.identifier, value.unit, static_cast<std::uint32_t>(value.begin),
                       static_cast<std::uint32_t>(value.end)});
    }
    for (std::int64_t& end : reach_) end = std::max<std::int64_t>(end - batch.owned_end, 0);
  }

  bool managed_;
  Finder finder_;
  PersonFinder persons_;
  CustomFinder custom_;
  std::vector<std::int64_t> reach_;  // by identifier: how far its last value reaches beyond the batch before
  std::vector<Found> found_;
};

Detector::Detector(Selection selection) : Detector(std::move(selection), *RunnableKernels().back()) {}
Detector::Detector(Selection selection, const Kernel& kernel)
    : engine_(std::make_unique<Engine>(kernel, std::move(selection))) {}
Detector::Detector(Detector&&) noexcept = default;
Detector& Detector::operator=(Detector&&) noexcept = default;
Detector::~Detector() = default;

void Detector::Begin(units::Shape shape, const units::Contexts& contexts) {
  engine_->Begin(shape, contexts);
}
void Detector::Scan(const units::Batch& batch, std::vector<Hit>* hits) {
  engine_->Scan(batch, hits);
}

}  // namespace macie_local::detect
