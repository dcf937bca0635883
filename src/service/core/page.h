// Works out where a page begins and how long it is, for every list operation alike (behaviour A.9).
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
#include "macie_local/ports.h"
#include "model/operations.h"
#include "service/core/call.h"
#include "state/state.h"
#include "wire/codec.h"
#include "wire/refusal.h"

namespace macie_local::service {

// A page that a request asks for. Must not outlive the Call that it was opened for.
struct Page {
  std::size_t size = 0;                 // rows asked for, at least 1
  std::optional<std::string> position;  // where the page before ended, as Next() was given it; nullopt: the first page
  base::TokenKey key{};
  std::function<std::string()> context;  // returns what tokens are bound to: operation, account, region, question

  // Returns the token of the page after this one. Encodes the question, so call it at most once, and only when there is
  // such a page.
  std::string Next(std::string_view last_position) const { return base::MakePageToken(key, context(), last_position); }
};

// Returns the page that the request asks for. `question` returns the request's canonical bytes without maxResults and
// nextToken; it is called when a token is opened or made and not otherwise, as long as the Page lives. Refuses with 400
// a size that the operation does not take, and a token that was not given out for the same question. An empty token is
// none.
wire::Outcome<Page> OpenPageOf(const Call& call, const state::State& state, model::Operation operation,
                               std::function<std::string()> question, std::optional<std::int64_t> max_results,
                               const std::optional<std::string>& next_token);

// Returns the page that the request asks for, refused as by OpenPageOf. `make_question` returns the request as it is
// bound to tokens, without maxResults and nextToken. It is a function because most answers have no next page, and a
// large request would be copied and encoded in vain. `call`, and what `make_question` refers to, must outlive the Page.
template <class MakeQuestion>
wire::Outcome<Page> OpenPage(const Call& call, const state::State& state, model::Operation operation,
                             MakeQuestion make_question, std::optional<std::int64_t> max_results,
                             const std::optional<std::string>& next_token) {
  const auto bytes = [make_question = std::move(make_question)] {
    std::string encoded;
    wire::Encode(make_question(), wire::Nulls::kOmit, &encoded);
    return encoded;
  };
  return OpenPageOf(call, state, operation, bytes, max_results, next_token);
}

// Returns the rows of this page out of `rows`, which are all rows in the order of `position_of(row)`, a string that no
// two share. Sets `*next_token` when more follow.
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

// Returns a position for CutPage: sorted by it, the newest come first, and those of one instant by id.
std::string NewestFirst(Timestamp created_at, std::string_view id);

// Returns the records of this page, newest first [I], out of `records`, which may be in any order and have createdAt
// and id. Sets `*next_token` when more follow.
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
