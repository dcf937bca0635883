#include "engine/merged_query.h"

#include <algorithm>
#include <utility>

namespace macie_local::engine {
namespace {

// One table's rows behind the place that was asked for, looked at one after another.
struct Run {
  std::size_t table = 0;
  std::vector<Slot> slots;
  std::size_t next = 0;
  bool more = false;
  Position head;
};

class Merge {
 public:
  Merge(std::span<const NamedTable> tables, const Query& query) : tables_(tables), query_(query) {
    const Schema& schema = tables.front().table->schema();
    by_key_ = !query.sort || *query.sort == schema.key_column();
  }

  MergedResult Answer(std::string_view after_table, QueryMetrics* metrics) {
    for (std::size_t i = 0; i < tables_.size(); ++i) Ask(i, after_table, metrics);
    const auto later = [this](const Run* a, const Run* b) { return Before(*b, *a); };
    std::vector<Run*> heads;
    for (Run& run : runs_) {
      if (SetHead(&run)) heads.push_back(&run);
    }
    std::make_heap(heads.begin(), heads.end(), later);
    MergedResult result;
    while (!heads.empty() && result.rows.size() < query_.limit) {
      std::pop_heap(heads.begin(), heads.end(), later);
      Run* run = heads.back();
      heads.pop_back();
      result.rows.push_back({run->table, run->slots[run->next]});
      result.last = run->head;
      result.last_table = tables_[run->table].name;
      ++run->next;
      if (!SetHead(run)) {
        result.more = result.more || run->more;
        continue;
      }
      heads.push_back(run);
      std::push_heap(heads.begin(), heads.end(), later);
    }
    result.more = result.more || !heads.empty();
    return result;
  }

 private:
  void Ask(std::size_t index, std::string_view after_table, QueryMetrics* metrics) {
    const Table& table = *tables_[index].table;
    if (table.size() == 0) return;
    Run run{.table = index, .slots = {}, .next = 0, .more = false, .head = {}};
    // A row at the very place, in a table that comes after the one of the place, is behind it too.
    if (query_.after && tables_[index].name > after_table) {
      if (const auto slot = RowAt(table, *query_.after)) run.slots.push_back(*slot);
    }
    QueryResult result = RunQuery(table, query_);
    if (metrics != nullptr) metrics->Add(result);
    run.slots.insert(run.slots.end(), result.slots.begin(), result.slots.end());
    run.more = result.more;
    runs_.push_back(std::move(run));
  }

  std::optional<Slot> RowAt(const Table& table, const Position& place) const {
    Query exact = query_;
    exact.after.reset();
    exact.limit = 1;
    Condition& key = exact.conditions.emplace_back();
    key.column = table.schema().key_column();
    key.texts = {place.key};
    const QueryResult found = RunQuery(table, exact);
    if (found.slots.empty() || !(PositionOf(table, query_, found.slots.front()) == place)) return std::nullopt;
    return found.slots.front();
  }

  // False when the run has no row left.
  bool SetHead(Run* run) const {
    if (run->next == run->slots.size()) return false;
    run->head = PositionOf(*tables_[run->table].table, query_, run->slots[run->next]);
    return true;
  }

  bool Before(const Run& a, const Run& b) const {
    const int order = Compare(a.head, b.head);
    return order != 0 ? order < 0 : tables_[a.table].name < tables_[b.table].name;
  }

  // As Ranking orders the rows of one table.
  int Compare(const Position& a, const Position& b) const {
    const int direction = query_.descending ? -1 : 1;
    if (by_key_) return direction * Sign(a.key.compare(b.key));
    if (a.null != b.null) return a.null ? 1 : -1;
    if (a.number != b.number) return direction * (a.number < b.number ? -1 : 1);
    const int texts = a.text.compare(b.text);
    return texts != 0 ? direction * Sign(texts) : a.key.compare(b.key);
  }
  static int Sign(int order) { return order < 0 ? -1 : order > 0 ? 1 : 0; }

  std::span<const NamedTable> tables_;
  const Query& query_;
  bool by_key_ = false;
  std::vector<Run> runs_;
};

}  // namespace

MergedResult RunMergedQuery(std::span<const NamedTable> tables, const Query& query, std::string_view after_table,
                            QueryMetrics* metrics) {
  if (tables.empty()) return {};
  return Merge(tables, query).Answer(after_table, metrics);
}

}  // namespace macie_local::engine
