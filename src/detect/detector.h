// Finds sensitive data in texts, at close to the speed of memory (docs/adding-an-identifier.md says how it is told what
// to find).
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "detect/identifier.h"
#include "pattern/matcher.h"
#include "units/batch.h"
#include "units/contexts.h"

namespace macie_local::detect {

struct Hit {
  std::uint32_t identifier;  // of Identifiers(); behind the last of those, of Selection::custom
  std::uint32_t unit;        // of Batch::units
  std::uint32_t begin;       // offsets of Batch::text
  std::uint32_t end;

  bool operator==(const Hit&) const = default;
};

// What to look for.
struct Selection {
  std::vector<std::uint32_t> identifiers;  // of Identifiers()
  std::vector<pattern::CustomDataMatcher> custom;
};

struct Kernel;

// Not thread-safe: one for each thread, used again for each text. Takes about 100 KiB.
class Detector {
 public:
  explicit Detector(Selection selection);
  // With the instructions of `kernel` (detect/kernels.h) instead of the best that the machine has. All find the same.
  Detector(Selection selection, const Kernel& kernel);
  Detector(Detector&&) noexcept;
  Detector& operator=(Detector&&) noexcept;
  ~Detector();

  // A new text. `contexts` outlives its last Scan.
  void Begin(units::Shape shape, const units::Contexts& contexts);
  // Appends what the batch owns, ascending by begin. The values of one identifier do not overlap: the leftmost counts,
  // and of those the longest. A text's batches come in their order; how it is cut into them changes nothing.
  void Scan(const units::Batch& batch, std::vector<Hit>* hits);

 private:
  class Engine;
  std::unique_ptr<Engine> engine_;
};

}  // namespace macie_local::detect
