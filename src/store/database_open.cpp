// Opening the file, and what is known of it from then on.
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "base/log.h"
#include "store/database_impl.h"

namespace macie_local::store {
namespace {

// SQLite opens what it may only read, and then says of every write that it can't.
base::Status CheckWritable(const std::string& path) {
  const auto may = [](const std::string& what, int mode) {
    return faccessat(AT_FDCWD, what.c_str(), mode, AT_EACCESS) == 0;
  };
  if (may(path, F_OK) && !may(path, W_OK | R_OK)) {
    return base::Error("database " + path + " can't be read and written: " + std::strerror(errno));
  }
  const std::string folder = std::filesystem::absolute(path).parent_path().string();
  if (may(folder, F_OK) && !may(folder, W_OK | X_OK)) {
    return base::Error("database " + path + ": the folder " + folder +
                       ", where it and its log belong, can't be written: " + std::strerror(errno));
  }
  return base::Done{};
}

}  // namespace

Database::Database(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Database::~Database() = default;

base::Result<std::unique_ptr<Database>> Database::Open(const DatabaseOptions& options) {
  auto impl = std::make_unique<Impl>();
  impl->name = options.path.value_or("(in memory)");
  impl->in_memory = !options.path;
  const std::string path = options.path.value_or(":memory:");
  if (options.path) MACIE_CHECK(CheckWritable(*options.path));
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
  if (sqlite3_open_v2(path.c_str(), &impl->connection, flags, nullptr) != SQLITE_OK) {
    const int os_error = sqlite3_system_errno(impl->connection);
    return base::Error("database " + impl->name + " can't be opened: " +
                       (os_error != 0 ? std::strerror(os_error) : sqlite3_errmsg(impl->connection)));
  }
  MACIE_CHECK(impl->AddFunctions());
  MACIE_CHECK(impl->TakeFile());
  MACIE_TRY(const std::int64_t version, impl->CheckIsOurs());
  MACIE_CHECK(impl->CheckUndamaged());
  MACIE_CHECK(impl->SetJournal(options.full_durability));
  MACIE_CHECK(impl->Migrate(version));
  impl->MakeShrinkable();
  MACIE_CHECK(impl->PrepareStatements());
  if (options.path) impl->files.Begin(*options.path);
  impl->OpenCounter();
  return std::unique_ptr<Database>(new Database(std::move(impl)));
}

const FileWatch& Database::files() const {
  return impl_->files;
}

std::uint64_t Database::lost_commits() const {
  return impl_->lost_commits;
}

}  // namespace macie_local::store
