// Gives back pages that a database file does not need any more.
#include <sqlite3.h>

#include <filesystem>
#include <system_error>

#include "base/log.h"
#include "store/database_impl.h"

namespace macie_local::store {
namespace {

constexpr std::int64_t kIncremental = 2;  // what PRAGMA auto_vacuum answers

}  // namespace

// Files of older versions keep their unused pages for ever unless they are written anew once.
void Database::Impl::MakeShrinkable() {
  const auto mode = Number("PRAGMA auto_vacuum");
  if (in_memory || (mode.ok() && *mode == kIncremental)) return;
  base::Status made = Execute("PRAGMA auto_vacuum=INCREMENTAL");
  if (made.ok()) made = Execute("VACUUM");
  if (made.ok()) made = Execute("PRAGMA wal_checkpoint(TRUNCATE)");
  if (!made.ok()) base::Log(base::LogLevel::kWarn, made.error().text + "; the file will not shrink");
}

base::Result<bool> Database::Impl::ShrinkStep() {
  freed = false;  // whatever happens: what fails is not tried again at once
  MACIE_TRY(const std::int64_t unused, Number("PRAGMA freelist_count"));
  MACIE_TRY(const std::int64_t pages, Number("PRAGMA page_count"));
  if (unused >= kUnusedPagesMin && (shrinking || unused >= pages / kUnusedShare)) {
    MACIE_CHECK(Execute("PRAGMA incremental_vacuum(" + std::to_string(kPagesOfStep) + ")"));
    freed = shrinking = true;
    return true;
  }
  // The file itself gets shorter when the log goes into it.
  std::error_code error;
  const auto log_bytes = std::filesystem::file_size(name + "-wal", error);
  const bool long_log = !error && log_bytes > static_cast<std::uintmax_t>(kLogBytesMax);
  const bool shrunk = shrinking;
  shrinking = false;
  if (shrunk || long_log) MACIE_CHECK(Execute("PRAGMA wal_checkpoint(TRUNCATE)"));
  return false;
}

}  // namespace macie_local::store
