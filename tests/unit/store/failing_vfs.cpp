#include "unit/store/failing_vfs.h"

#include <sqlite3.h>

#include <array>
#include <atomic>

namespace macie_local::store {
namespace {

// Databases are used by one thread at a time, but tests steer from another.
std::atomic<int> operation_count{0};
std::atomic<int> sync_count{0};
std::atomic<int> allowed{-1};  // operations that still pass; -1: all

sqlite3_vfs* real_vfs = nullptr;
sqlite3_vfs our_vfs;
// The real files' methods, and ours: the same but for what fails. There is a table for files that lock and one for
// those that do not; what fails is the same function in both.
struct Table {
  const sqlite3_io_methods* real = nullptr;
  sqlite3_io_methods ours{};
};
std::array<Table, 4> tables;
const sqlite3_io_methods* real_methods = nullptr;

bool Passes() {
  ++operation_count;
  if (allowed < 0) return true;
  if (allowed == 0) return false;
  --allowed;
  return true;
}

int Write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
  return Passes() ? real_methods->xWrite(file, bytes, size, offset) : SQLITE_FULL;
}

int Truncate(sqlite3_file* file, sqlite3_int64 size) {
  return Passes() ? real_methods->xTruncate(file, size) : SQLITE_IOERR_TRUNCATE;
}

int Sync(sqlite3_file* file, int flags) {
  ++sync_count;
  return Passes() ? real_methods->xSync(file, flags) : SQLITE_IOERR_FSYNC;
}

int Open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  const int result = real_vfs->xOpen(real_vfs, name, file, flags, out_flags);
  if (file->pMethods == nullptr) return result;
  for (Table& table : tables) {
    if (table.real == nullptr) {
      table = {file->pMethods, *file->pMethods};
      real_methods = table.real;
      table.ours.xWrite = Write;
      table.ours.xTruncate = Truncate;
      table.ours.xSync = Sync;
    }
    if (table.real != file->pMethods) continue;
    file->pMethods = &table.ours;
    break;
  }
  return result;
}

void Register() {
  real_vfs = sqlite3_vfs_find(nullptr);
  our_vfs = *real_vfs;
  our_vfs.zName = "failing";
  our_vfs.pNext = nullptr;
  our_vfs.xOpen = Open;
  sqlite3_vfs_register(&our_vfs, 1);
}

}  // namespace

FailingVfs::FailingVfs() {
  if (real_vfs == nullptr) Register();
  Heal();
  operation_count = 0;
  sync_count = 0;
}

FailingVfs::~FailingVfs() {
  Heal();
}

void FailingVfs::FailAfter(int count) {
  allowed = count;
}

void FailingVfs::Heal() {
  allowed = -1;
}

int FailingVfs::operations() const {
  return operation_count;
}

int FailingVfs::syncs() const {
  return sync_count;
}

}  // namespace macie_local::store
