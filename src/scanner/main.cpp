// The program macie-local-scan: seal, say so, read objects until the other side is gone. It is started by macie-local
// (worker/process.h), which leaves it the files of scan/ring.h.
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "extract/charsets/charsets.h"
#include "extract/limits.h"
#include "macie_local/version.h"
#include "scan/channel.h"
#include "scan/ring.h"
#include "scanner/sandbox.h"
#include "scanner/serve.h"

namespace macie_local::scanner {
namespace {

constexpr int kUsageError = 2;

bool IsStartedByServer() {
  int kind = 0;
  socklen_t size = sizeof kind;
  return getsockopt(scan::kSocketNumber, SOL_SOCKET, SO_TYPE, &kind, &size) == 0 && kind == SOCK_SEQPACKET;
}

// A file without a name: nobody else has it. What the server could not make is the null device.
bool HasSpool() {
  struct stat spool {};
  return fstat(scan::kSpoolNumber, &spool) == 0 && S_ISREG(spool.st_mode) && spool.st_nlink == 0;
}

// Sanitizers ask the kernel about addresses in ways that a sealed process may not.
std::optional<std::string> SealUnlessSanitized([[maybe_unused]] bool without_filter, [[maybe_unused]] bool has_spool) {
#if defined(MACIE_SANITIZED)
  return std::nullopt;
#else
  return Seal({.memory_bytes_max = kMemoryBytesMax,
               .spool_bytes_max = has_spool ? extract::Limits().spooled_bytes : 0,
               .without_filter = without_filter});
#endif
}

int Run(bool without_filter) {
  CloseOtherFiles();
  const extract::HeldCharsets charsets;  // their tables are files
  auto memory = scan::RingMemory::Map(scan::kMemoryNumber);
  const bool has_spool = HasSpool();
  std::optional<std::string> failure = SealUnlessSanitized(without_filter, has_spool);
  if (!memory.ok()) failure = memory.error().text;
  if (failure) {
    scan::Send(scan::kSocketNumber, scan::MessageKind::kRefused, *failure);
    return kUsageError;
  }
  scan::RingReader ring(std::move(*memory), scan::kFreeNumber, scan::kFullNumber, scan::kSocketNumber);
  if (scan::Send(scan::kSocketNumber, scan::MessageKind::kReady, kVersion)) {
    Serve(scan::kSocketNumber, &ring, has_spool ? scan::kSpoolNumber : -1);
  }
  return 0;
}

}  // namespace
}  // namespace macie_local::scanner

int main(int argc, char** argv) {
  using namespace macie_local;
  const std::string_view option = argc == 2 ? argv[1] : "";
  if (option == "--version") {
    std::fprintf(stdout, "macie-local-scan %s\n", kVersion);
    return 0;
  }
  const bool without_filter = option == "--without-seccomp";
  if (argc > 2 || (argc == 2 && !without_filter) || !scanner::IsStartedByServer()) {
    std::fprintf(stderr,
                 "macie-local-scan: is started by macie-local, which gives it what to read; run macie-local scan\n");
    return scanner::kUsageError;
  }
  const int code = scanner::Run(without_filter);
  // Nothing is left to do, and what static objects do at the end may need what the seal took.
  _exit(code);
}
