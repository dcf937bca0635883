// Finds names of persons and postal addresses in batches of texts (docs/names.md).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "names/address_finder.h"
#include "names/columns.h"
#include "names/marks.h"
#include "names/name_finder.h"
#include "units/batch.h"
#include "units/contexts.h"

namespace macie_local::names {

struct Found {
  enum class Kind : std::uint8_t { kName, kAddress };
  Kind kind = Kind::kName;
  std::uint32_t unit = 0;   // of Batch::units
  std::uint32_t begin = 0;  // offsets of Batch::text. What lies in several cells is told by its part of the first
  std::uint32_t end = 0;
};

// Not thread-safe: one for each thread, used again for each text.
class Finder {
 public:
  Finder(bool names, bool addresses) : wants_names_(names), wants_addresses_(addresses) {}

  // A new text. `contexts` outlives its last Search.
  void Begin(units::Shape shape, const units::Contexts& contexts);
  // Appends all that begins in what the batch owns, and perhaps some beside it; some may overlap. A text's batches come
  // in their order.
  void Search(const units::Batch& batch, std::vector<Found>* found);

 private:
  // How far the searches of the text at the end of the batch before have come, counted from the end of what that batch
  // owned, and what they found behind it.
  struct Carried {
    std::size_t names_from = 0;
    std::size_t addresses_from = 0;
    std::size_t addresses_taken = 0;
    std::vector<Found> found;
  };
  struct Member {
    std::uint64_t object = 0;  // equal for the members of one object
    std::uint32_t unit = 0;
  };

  void TakeCarried();
  void Carry(std::size_t first_found);
  void SearchNames(std::uint32_t unit, Setting setting);
  void SearchAddresses(std::uint32_t unit, const AddressSetting& setting);
  void SearchRecord(std::uint32_t first, std::uint32_t last);
  std::uint64_t ObjectOf(std::uint32_t unit) const;
  void SearchRow(std::span<const Member> row, bool names, bool addresses);
  void SearchNamesOfRow(std::span<const Member> row);
  void SearchAddressesOfRow(std::span<const Member> row);
  void SearchJoined(const AddressSetting& setting);
  std::string_view TextOf(std::uint32_t unit) const;
  MarkedText MarkedTextOf(std::uint32_t unit) const { return {TextOf(unit), marks_, batch_->units[unit].begin}; }
  void Add(Found::Kind kind, std::uint32_t unit, Span span);

  bool wants_names_;
  bool wants_addresses_;
  units::Shape shape_ = units::Shape::kFree;
  const units::Contexts* contexts_ = nullptr;
  Columns columns_;
  Carried carried_;

  const units::Batch* batch_ = nullptr;
  std::vector<Found>* found_ = nullptr;
  // Offsets of the batch's text: where the searches that the batch before began go on, and how far this one's come.
  std::size_t names_from_ = 0;
  std::size_t names_reached_ = 0;
  std::size_t addresses_from_ = 0;
  std::size_t addresses_reached_ = 0;
  std::size_t addresses_taken_ = 0;  // the end of the last address of what the batch before began, then of this one
  Marks marks_;                      // of the batch
  std::vector<Span> spans_;
  std::vector<Member> members_;
  // Cells with ", " between them.
  struct Part {
    std::size_t begin;  // offset of joined_
    std::uint32_t unit;
  };
  std::string joined_;
  Marks joined_marks_;
  std::vector<Part> parts_;
};

}  // namespace macie_local::names
