// Any bytes as the array of buckets of a state document: taken in pieces of one and of many, and one by one into a
// partition, it is refused alike or gives the same inventory.
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/fuzz.h"
#include "fuzz/state_bench.h"
#include "model/types/records.h"
#include "service/buckets/import.h"
#include "wire/codec.h"
#include "wire/list_reader.h"

namespace macie_local::fuzz {
namespace {

base::Status ImportOneByOne(const service::Environment& environment, state::Transaction& transaction,
                            const state::PartitionKey& key, std::string_view text) {
  wire::ListReader reader(text);
  service::BucketImport import(environment, transaction);
  while (true) {
    model::BucketRecord bucket;
    MACIE_TRY(const bool more, reader.Next(&bucket));
    if (!more) break;
    MACIE_CHECK(import.Add(key, "buckets", std::move(bucket)));
  }
  import.Finish();
  return base::Done{};
}

}  // namespace

void FuzzBucketList(std::string_view text) {
  const auto import = [text](StateBench* bench, std::size_t count) {
    wire::JsonReader reader(text);
    std::vector<wire::ListPiece> pieces;
    if (!wire::CutList(count, wire::kDepthMax, &reader, &pieces) || !reader.AtEnd()) return false;
    return bench->Do([&](state::Transaction& transaction) {
      return service::ImportBucketList(bench->bench().environment, transaction, bench->bench().home, "buckets", pieces);
    });
  };
  StateBench whole;
  const bool taken = import(&whole, 1000);
  StateBench pieces;
  Require(import(&pieces, 1) == taken, "a list in pieces is refused as the whole is");
  if (!taken) return;
  Require(pieces.Export() == whole.Export(), "a list in pieces gives what the whole gives");
  StateBench single;
  Require(single.Do([&](state::Transaction& transaction) {
    return ImportOneByOne(single.bench().environment, transaction, single.bench().home, text);
  }),
          "buckets are taken one by one as together");
  Require(single.Export() == whole.Export(), "buckets one by one give what they give together");
  const std::string exported = whole.Export();
  Require(import(&whole, 2), "a list can be imported twice");
  Require(whole.Export() == exported, "the second import changes nothing");
}

}  // namespace macie_local::fuzz
