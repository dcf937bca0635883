#include "service/buckets/view.h"

#include <utility>

#include "base/page_token.h"
#include "engine/merged_query.h"
#include "service/core/messages.h"
#include "service/core/relations.h"

namespace macie_local::service {
namespace {

// Where a page ended: the place in the order, and whose bucket it was.
struct Place {
  engine::Position position;
  std::string account;
};

std::string PlaceBytes(const engine::Position& position, std::string_view account) {
  return base::TokenWriter()
      .Number(position.null ? 1 : 0)
      .Number(position.number)
      .Text(position.text)
      .Text(position.key)
      .Text(account)
      .bytes();
}

wire::Outcome<std::optional<Place>> OpenPlace(const Page& page) {
  if (!page.position) return std::optional<Place>();
  base::TokenReader reader(*page.position);
  Place place;
  place.position.null = reader.Number() != 0;
  place.position.number = reader.Number();
  place.position.text = reader.Text();
  place.position.key = reader.Text();
  place.account = reader.Text();
  if (!reader.Finished()) return InvalidPageToken();
  return std::optional(std::move(place));
}

BucketPage QueryOne(const Call& call, const state::BucketTable& buckets, const engine::Query& query, const Page& page) {
  BucketPage out;
  if (buckets.size() == 0) return out;
  const engine::QueryResult result = engine::RunQuery(buckets.table(), query);
  if (call.environment.queries != nullptr) call.environment.queries->Add(result);
  out.rows.reserve(result.slots.size());
  for (const engine::Slot slot : result.slots) out.rows.push_back({&buckets, slot});
  if (result.more) {
    const auto last = engine::PositionOf(buckets.table(), query, result.slots.back());
    out.next_token = page.Next(PlaceBytes(last, call.caller.account));
  }
  return out;
}

}  // namespace

wire::Outcome<BucketPage> QueryBuckets(const Call& call, const state::State& state, engine::Query query,
                                       const Page& page) {
  MACIE_TRY(std::optional<Place> place, OpenPlace(page));
  query.limit = page.size;
  if (place) query.after = std::move(place->position);
  const state::Partition& own = state.partition(call.caller);
  const auto accounts = AccountsInView(own, call.caller);
  if (accounts.size() == 1) return QueryOne(call, own.buckets, query, page);

  std::vector<const state::BucketTable*> buckets;
  std::vector<engine::NamedTable> tables;
  for (const auto& key : accounts) {
    buckets.push_back(&state.partition(key).buckets);
    tables.push_back({key.account, &buckets.back()->table()});
  }
  const engine::MergedResult result = engine::RunMergedQuery(
      tables, query, place ? std::string_view(place->account) : std::string_view(), call.environment.queries);
  BucketPage out;
  out.rows.reserve(result.rows.size());
  for (const engine::MergedRow& row : result.rows) out.rows.push_back({buckets[row.table], row.slot});
  if (result.more) out.next_token = page.Next(PlaceBytes(*result.last, result.last_table));
  return out;
}

}  // namespace macie_local::service
