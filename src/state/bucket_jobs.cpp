// The jobDetails of bucket tables' rows (behaviour B.9), put together from what jobs say of a bucket's name and what
// their matches say of its row.
#include <algorithm>

#include "base/timestamp.h"
#include "state/bucket_table.h"

namespace macie_local::state {
namespace {

std::int64_t Micros(Timestamp at) {
  return at.time_since_epoch().count();
}

// What a row shows as its latest run. Answers have milliseconds, so that two runs are told apart by no less.
struct ShownRun {
  std::int64_t at = 0;
  JobKey job_id;
  auto operator<=>(const ShownRun&) const = default;
};

ShownRun Shown(const JobRun& run) {
  return {Micros(base::TruncateToMillis(run.started_at)), run.job_id};
}

}  // namespace

// Writes the cells of jobs of one row after another; Finish ends it.
class BucketTable::JobCells {
 public:
  explicit JobCells(engine::Table* table) : table_(*table) {}

  // `matched`: by this change. The rest is as in MatchChange.
  void Write(engine::Slot slot, const JobIndex& jobs, bool matched, const MatchChange& change) {
    const bool was_matched = table_.Number(slot, columns_.matched).has_value();
    const std::int64_t monitoring = table_.Number(slot, columns_.monitoring).value_or(0) + change.monitoring;
    const JobIndex::Named named = jobs.empty() ? JobIndex::Named() : jobs.Find(table_.Key(slot));
    const bool is_matched = was_matched || matched;
    const bool defined = named.defined || is_matched;
    std::optional<ShownRun> last;
    const auto later = [&last](const ShownRun& run) { last = last ? std::max(*last, run) : run; };
    if (named.last_run) later(Shown(*named.last_run));
    if (was_matched) {
      // Runs of matches are not forgotten, so the latest that the row shows is the latest of them, or later.
      const auto at = table_.Number(slot, columns_.last_run);
      const auto text = table_.Text(slot, columns_.last_job_id);
      if (at && text) later({*at, JobKey(text->first)});
    }
    if (change.run) later(Shown(*change.run));
    if (!defined) last.reset();
    Number(slot, columns_.details, 0);
    Number(slot, columns_.is_defined,
           static_cast<std::int64_t>(defined ? model::IsDefinedInJob::TRUE : model::IsDefinedInJob::FALSE));
    Number(slot, columns_.is_monitored,
           static_cast<std::int64_t>(named.monitored || monitoring > 0 ? model::IsMonitoredByJob::TRUE
                                                                       : model::IsMonitoredByJob::FALSE));
    Number(slot, columns_.last_run, last ? std::optional(last->at) : std::nullopt);
    engine::Cell id;
    if (last) id.SetText(last->job_id.view());
    table_.Set(slot, columns_.last_job_id, id);
    Number(slot, columns_.matched, is_matched ? std::optional<std::int64_t>(0) : std::nullopt);
    Number(slot, columns_.monitoring, monitoring > 0 ? std::optional(monitoring) : std::nullopt);
    Wrote(slot);
  }

  // As if no criteria had ever matched the row.
  void Forget(engine::Slot slot) {
    Number(slot, columns_.matched, std::nullopt);
    Number(slot, columns_.monitoring, std::nullopt);
  }

  void Finish() { table_.Finish(slots_); }

 private:
  void Number(engine::Slot slot, std::size_t column, std::optional<std::int64_t> value) {
    engine::Cell cell;
    if (value) cell.SetNumber(*value);
    table_.Set(slot, column, cell);
  }
  void Wrote(engine::Slot slot) {
    table_.SetVersion(slot, NextRowVersion());
    slots_.push_back(slot);
  }

  engine::Table& table_;
  const JobColumns& columns_ = BucketSchema::Get().job_columns();
  std::vector<engine::Slot> slots_;
};

void BucketTable::RefreshJobDetails(std::span<const std::string> bucket_names, const JobIndex& jobs) {
  JobCells cells(&table_);
  for (const std::string& name : bucket_names) {
    if (const auto slot = table_.Find(name)) cells.Write(*slot, jobs, false, {});
  }
  cells.Finish();
}

void BucketTable::ChangeMatches(std::span<const MatchedRow> rows, const MatchChange& change, const JobIndex& jobs) {
  JobCells cells(&table_);
  for (const MatchedRow& row : rows) {
    if (IsThere(row)) cells.Write(row.slot, jobs, change.run.has_value(), change);
  }
  cells.Finish();
}

void BucketTable::ForgetMatches(const JobIndex& jobs) {
  std::vector<engine::Slot> matched;
  ForEach([&](engine::Slot slot) {
    if (table_.Number(slot, BucketSchema::Get().job_columns().matched)) matched.push_back(slot);
  });
  JobCells cells(&table_);
  for (const engine::Slot slot : matched) {
    cells.Forget(slot);
    cells.Write(slot, jobs, false, {});
  }
  cells.Finish();
}

void BucketTable::CopyJobCells(engine::Slot slot, std::vector<engine::Cell>* cells) const {
  const JobColumns& columns = BucketSchema::Get().job_columns();
  for (const std::size_t column : {columns.details, columns.is_defined, columns.is_monitored, columns.last_run,
                                   columns.matched, columns.monitoring}) {
    engine::Cell& cell = (*cells)[column];
    cell.null = true;
    if (const auto number = table_.Number(slot, column)) cell.SetNumber(*number);
  }
  engine::Cell& id = (*cells)[columns.last_job_id];
  id.null = true;
  if (const auto text = table_.Text(slot, columns.last_job_id)) id.SetText(text->first);
}

bool BucketTable::IsThere(const MatchedRow& row) const {
  const std::size_t group = row.slot / engine::kGroupRows;
  return group < table_.groups() && engine::TestBit(table_.group(group).alive, row.slot % engine::kGroupRows) &&
         table_.payload(row.slot) == row.row_id;
}

}  // namespace macie_local::state
