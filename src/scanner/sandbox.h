// Takes from this process whatever it does not need for reading objects: files, network, other processes, memory
// without end. What is opened or loaded before stays.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace macie_local::scanner {

// Of what a process allocates, shared memory not counted. More ends it.
inline constexpr std::uint64_t kMemoryBytesMax = std::uint64_t{512} << 20;

struct SealOptions {
  // 0: no limit, for tests whose sanitizers take terabytes of addresses.
  std::uint64_t memory_bytes_max = kMemoryBytesMax;
  // The file of scan::kSpoolNumber may have so many bytes.
  std::uint64_t spool_bytes_max = 0;
  // Go on, with what limits there are, on a kernel that filters no system calls.
  bool without_filter = false;
};

// Seals the process, for good: it can open no file and no socket, start no process, send no signal, map no code, write
// no file but that of scan::kSpoolNumber, leave no core, and its memory is closed to other processes of its user; it
// ends with the thread that started it. Call it before there are other threads. Returns what could not be had; the
// process is then not to go on.
std::optional<std::string> Seal(const SealOptions& options);

// Closes all files but the standard ones and those of ring.h, which the server may have left open for it by mistake.
void CloseOtherFiles();

}  // namespace macie_local::scanner
