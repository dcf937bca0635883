// Decodes bodies that are a list of records, "[...]" or {"<member>": [...]}, one record at a time, so that a body takes
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

// A body that is a list of records. Everything in it outlives it.
struct ListBody {
  std::string_view body;
  const wire::StructureDesc& document;      // describes the body when it is an object
  std::string_view member;                  // the name of the list in `document`, and in messages
  const base::LargeText* text = nullptr;    // what `body` views, when it may be long; else null
  const wire::OtherForms* forms = nullptr;  // other forms of its records; null: there are none
};

struct ListBounds {
  std::size_t records_max = SIZE_MAX;   // of the list
  std::size_t elements_max = SIZE_MAX;  // of all lists and maps in one record together
};

// The memory of the body's file is given back after every so many records.
inline constexpr std::size_t kRecordsBetweenReleases = 64;

// Returns the place of a record as messages name it: "findings[3]".
std::string PlaceOf(const ListBody& list, std::size_t index);

// Returns the body's text from the beginning of the list on. The error says why there is no list.
base::Result<std::string_view> FindList(const ListBody& list);

// Calls take(index, record) with each record in turn. Ends with the first error: of the text, of a record beyond a
// bound, or from `take`. Its message names the record.
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
      return base::Error(PlaceOf(list, i) + ": at most " + std::to_string(i) + " are taken at once; more given");
    }
    MACIE_CHECK(take(i, std::move(record)));
    if (list.text != nullptr && i % kRecordsBetweenReleases == 0) list.text->ReleaseRead();
  }
  if (reader.AtEnd()) return base::Done{};
  return base::Error("there is more behind the " + std::string(list.member));
}

}  // namespace macie_local::gateway
