// The jobs of one account and region, by row, by id and by client token. The indexes hold small keys without memory of
// their own, because a commit copies the nodes that it changes.
#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <string_view>

#include "base/cow/cow_map.h"
#include "base/inline_text.h"
#include "model/types/records.h"

namespace macie_local::state {

// A job's id as a key: 32 hexadecimal digits in the API; the index takes any text that fits.
using JobKey = base::InlineText<39>;

// A value type: copying costs a few reference counts, copies are independent. Threads: as base::CowTree.
class JobTable {
  using Rows = base::CowMap<std::int64_t, std::shared_ptr<const model::JobRecord>>;

 public:
  using Entry = Rows::value_type;  // row id, record

  std::size_t size() const { return rows_.size(); }
  bool empty() const { return rows_.empty(); }

  // Iterate in the order of rows, which is that of creation.
  Rows::const_iterator begin() const { return rows_.begin(); }
  Rows::const_iterator end() const { return rows_.end(); }

  // Returns the job of that id, or null when there is none. Valid until the table is changed.
  const Entry* Find(std::string_view job_id) const;
  bool Contains(std::int64_t row_id) const { return rows_.Contains(row_id); }
  // Returns the job of that row, which must exist. Valid until the table is changed.
  const model::JobRecord& Of(std::int64_t row_id) const { return **rows_.Find(row_id); }
  // Returns the latest job created under the client token, which is the one of the last row, or null when there is
  // none. Valid until the table is changed.
  const model::JobRecord* FindByToken(std::string_view client_token) const;

  // Puts a job, or replaces the one of that row. Requires a jobId that fits a JobKey, and in a row that was there the
  // same one as before.
  void Put(std::int64_t row_id, std::shared_ptr<const model::JobRecord> job);

 private:
  // Tokens may have any length, so they are found by their hash, and then compared.
  struct TokenKey {
    std::uint64_t hash;
    std::int64_t row_id;
    auto operator<=>(const TokenKey&) const = default;
  };
  struct Nothing {};

  Rows rows_;
  base::CowMap<JobKey, std::int64_t> by_id_;
  base::CowMap<TokenKey, Nothing> by_token_;
};

}  // namespace macie_local::state
