// A SQLite VFS that fails on demand: the disk that is full or broken at the worst moment. Made the default VFS of the
// process, so that Database opens through it unknowingly.
#pragma once

namespace macie_local::store {

class FailingVfs {
 public:
  // Registers it, on first use, and lets everything pass.
  FailingVfs();
  ~FailingVfs();  // lets everything pass again
  FailingVfs(const FailingVfs&) = delete;
  FailingVfs& operator=(const FailingVfs&) = delete;

  // From the n-th write, sync or truncation on (0: the next), every one fails; a write with SQLITE_FULL, a sync with
  // SQLITE_IOERR. Until Heal().
  void FailAfter(int count);
  void Heal();

  // Writes, syncs and truncations so far; of them, syncs.
  int operations() const;
  int syncs() const;
};

}  // namespace macie_local::store
