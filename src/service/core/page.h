// Where a page begins and how long it is: the same for every list operation (behaviour A.9).
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/page_token.h"
#include "base/result.h"
#include "macie_local/ports.h"
#include "model/operations.h"
#include "service/core/call.h"
#include "state/state.h"
#include "wire/codec.h"

namespace macie_local::service {

struct Page {
  std::size_t size = 0;                 // rows asked for
  std::optional<std::string> position;  // where the last page ended, as Next() was given it; nothing: the first page
  base::TokenKey key{};
  std::function<std::string()> context;  // makes what tokens are bound to: operation, account, region, question

  // Returns the token of the page after this one. Encodes the question, so call it at most once, and only when there is
  // such a page.
  std::string Next(std::string_view last_position) const { return base::MakePageToken(key, context(), last_position); }
};

// `question` makes the request's canonical bytes without maxResults and nextToken. It is called when a token is opened
// or made and not otherwise, as long as the Page lives. Refused: a size outside what the operation takes (400), a token
// that was not given out for the same question (400). An empty token is none.
base::Result<Page> OpenPageOf(const Call& call, const state::State& state, model::Operation operation,
                              std::function<std::string()> question, std::optional<std::int64_t> max_results,
                              const std::optional<std::string>& next_token);

// `make_question` returns the request as it is bound to tokens, without maxResults and nextToken: most answers have no
// next page, and those of a large request would be copied and encoded in vain. What it, and `call`, refer to must
// outlive the Page.
template <class MakeQuestion>
base::Result<Page> OpenPage(const Call& call, const state::State& state, model::Operation operation,
                            MakeQuestion make_question, std::optional<std::int64_t> max_results,
                            const std::optional<std::string>& next_token) {
  const auto bytes = [make_question = std::move(make_question)] {
    std::string encoded;
    wire::Encode(make_question(), wire::Nulls::kOmit, &encoded);
    return encoded;
  };
  return OpenPageOf(call, state, operation, bytes, max_results, next_token);
}

// The rows of this page out of `rows`, which are in the order of `position_of(row)`, a string that no two share; sets
// `*next_token` when more follow.
template <class Row, class PositionOf>
std::vector<Row> CutPage(const Page& page, std::vector<Row> rows, const PositionOf& position_of,
                         std::optional<std::string>* next_token) {
  auto begin = rows.begin();
  if (page.position) {
    begin = std::upper_bound(rows.begin(), rows.end(), *page.position,
                             [&](const std::string& position, const Row& row) { return position < position_of(row); });
  }
  rows.erase(rows.begin(), begin);
  if (rows.size() > page.size) {
    rows.resize(page.size);
    *next_token = page.Next(position_of(rows.back()));
  }
  return rows;
}

// Sorts by it put the newest first, and those of one instant by id.
std::string NewestFirst(Timestamp created_at, std::string_view id);

// The same for records that have createdAt and id: newest first [I].
template <class Record>
std::vector<const Record*> CutNewestFirst(const Page& page, const std::vector<const Record*>& records,
                                          std::optional<std::string>* next_token) {
  std::vector<std::pair<std::string, const Record*>> rows;
  for (const Record* record : records) rows.emplace_back(NewestFirst(*record->createdAt, *record->id), record);
  std::sort(rows.begin(), rows.end());
  rows = CutPage(
      page, std::move(rows), [](const auto& row) -> const std::string& { return row.first; }, next_token);
  std::vector<const Record*> cut;
  for (const auto& [position, record] : rows) cut.push_back(record);
  return cut;
}

}  // namespace macie_local::service
