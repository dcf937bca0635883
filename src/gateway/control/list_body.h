// Bodies that are a list of records, "[...]" or {"<member>": [...]}: decoded one record at a time, so that a body takes
// the memory of its text and of what is kept of it, whatever it says.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/large_text.h"
#include "base/result.h"
#include "wire/list_reader.h"
#include "wire/type_desc.h"

namespace macie_local::gateway {

// A body and what it is when it is an object: `document`, whose member `member` is the list. All outlive it.
struct ListBody {
  std::string_view body;
  const wire::StructureDesc& document;
  std::string_view member;
  const base::LargeText* text = nullptr;    // what `body` views when it may be long
  const wire::OtherForms* forms = nullptr;  // of its records; null: none
};

struct ListBounds {
  std::size_t records_max = SIZE_MAX;   // of the list
  std::size_t elements_max = SIZE_MAX;  // of all lists and maps in one record together
};

// How many records are read before the memory of the body's file is given back.
inline constexpr std::size_t kRecordsBetweenReleases = 64;

// "findings[3]".
std::string PlaceOf(const ListBody& list, std::size_t index);

// From the beginning of the list on. Fails when there is none.
base::Result<std::string_view> FindList(const ListBody& list);

// Calls take(index, record) with each record in turn. The first mistake ends it: of the text, a record more than the
// bound, or what `take` refuses. Its message names the record.
template <class Record, class Take>
base::Status ForEachRecord(const ListBody& list, const ListBounds& bounds, const Take& take) {
  MACIE_TRY(const std::string_view text, FindList(list));
  wire::ListReader reader(text, list.member, bounds.elements_max);
  reader.Allow(list.forms);
  for (std::size_t i = 0;; ++i) {
    Record record;
    MACIE_TRY(const bool more, reader.Next(&record));
    if (!more) break;
    if (i == bounds.records_max) {
      return base::ApiError{nullptr,
                            PlaceOf(list, i) + ": at most " + std::to_string(i) + " are taken at once; more given"};
    }
    MACIE_CHECK(take(i, std::move(record)));
    if (list.text != nullptr && i % kRecordsBetweenReleases == 0) list.text->ReleaseRead();
  }
  if (reader.AtEnd()) return base::Done{};
  return base::ApiError{nullptr, "there is more behind the " + std::string(list.member)};
}

}  // namespace macie_local::gateway
