// The first stage in plain C++, for machines that are no x86-64 and to hold the others against.
#include "detect/kernel.h"
#include "detect/kernels.h"
#include "detect/text.h"

namespace macie_local::detect {
namespace {

struct Plain {
  static void Classify(const Byte* bytes, unsigned word, Words* out) {
    KernelOf<Plain>::Clear(word, out);
    for (unsigned n = 0; n < 64; ++n) {
      const Byte c = bytes[n];
      const auto set = [&](Bits& bits, bool holds) { bits[word] |= std::uint64_t{holds} << n; };
      set(out->digit, IsDigit(c));
      set(out->upper, IsUpper(c));
      set(out->lower, IsLower(c));
      set(out->underscore, c == '_');
      set(out->hyphen, c == '-');
      set(out->dot, c == '.' || c == '/');
      set(out->edge, c == '+' || c == '(' || c == ';' || c == '%');
      set(out->space, c == ' ');
      set(out->plus, c == '+' || c == '/');
      set(out->high, c >= 0x80);
      set(out->lead, c >= 0xc3 && c <= 0xdf);
      set(out->second, c >= 0x80 && c <= 0xbf);
      set(out->trigger, MayTrigger(bytes + n));
    }
  }

  static std::uint64_t AddWithCarry(std::uint64_t a, std::uint64_t b, unsigned long* carry) {
    const std::uint64_t sum = a + b;
    const std::uint64_t all = sum + *carry;
    *carry = (sum < a || all < sum) ? 1 : 0;
    return all;
  }
  static int CountLow(std::uint64_t bits) { return bits == 0 ? 64 : __builtin_ctzll(bits); }
  static int CountHigh(std::uint64_t bits) { return bits == 0 ? 64 : __builtin_clzll(bits); }
  static std::uint64_t LowBits(int count) { return count > 63 ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1; }

  static int FilterBeginnings(const char* text, std::int64_t base, std::int64_t size, std::uint16_t* starts,
                              int count) {
    return KernelOf<Plain>::FilterEach(text, base, size, starts, 0, count, 0);
  }
};

}  // namespace

const Kernel& PlainKernel() {
  static constexpr Kernel kKernel = KernelOf<Plain>::Make("plain");
  return kKernel;
}

}  // namespace macie_local::detect
