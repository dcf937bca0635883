// Stands before the C library's allocator and counts what goes through it, so that operator new and the C libraries'
// memory are seen alike.
#include "limits/heap.h"

#include <malloc.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>

// The allocator itself, as glibc offers it to those who stand before it.
extern "C" {
void* __libc_malloc(std::size_t bytes);                           // NOLINT(bugprone-reserved-identifier)
void* __libc_calloc(std::size_t count, std::size_t bytes);        // NOLINT(bugprone-reserved-identifier)
void* __libc_realloc(void* memory, std::size_t bytes);            // NOLINT(bugprone-reserved-identifier)
void* __libc_memalign(std::size_t alignment, std::size_t bytes);  // NOLINT(bugprone-reserved-identifier)
void __libc_free(void* memory);                                   // NOLINT(bugprone-reserved-identifier)
}

namespace macie_local::limits {
namespace {

std::atomic<std::size_t> held{0};
std::atomic<std::size_t> most{0};

void* Count(void* memory) {
  if (memory == nullptr) return nullptr;
  const std::size_t now = held += malloc_usable_size(memory);
  std::size_t before = most;
  while (before < now && !most.compare_exchange_weak(before, now)) continue;
  return memory;
}

void Uncount(std::size_t bytes) {
  held -= bytes;
}

}  // namespace

std::size_t HeapBytes() {
  return held;
}
std::size_t HeapBytesMost() {
  return most;
}
void ForgetHeapBytesMost() {
  most = held.load();
}

}  // namespace macie_local::limits

using macie_local::limits::Count;
using macie_local::limits::Uncount;

extern "C" {

void* malloc(std::size_t bytes) noexcept {
  return Count(__libc_malloc(bytes));
}

void* calloc(std::size_t count, std::size_t bytes) noexcept {
  return Count(__libc_calloc(count, bytes));
}

void* realloc(void* memory, std::size_t bytes) noexcept {
  const std::size_t before = malloc_usable_size(memory);
  void* const moved = __libc_realloc(memory, bytes);
  if (moved != nullptr || bytes == 0) Uncount(before);
  return Count(moved);
}

void* memalign(std::size_t alignment, std::size_t bytes) noexcept {
  return Count(__libc_memalign(alignment, bytes));
}

void* aligned_alloc(std::size_t alignment, std::size_t bytes) noexcept {
  return Count(__libc_memalign(alignment, bytes));
}

int posix_memalign(void** memory, std::size_t alignment, std::size_t bytes) noexcept {
  void* const taken = Count(__libc_memalign(alignment, bytes));
  if (taken == nullptr) return ENOMEM;
  *memory = taken;
  return 0;
}

void free(void* memory) noexcept {
  Uncount(malloc_usable_size(memory));
  __libc_free(memory);
}

}  // extern "C"
