// The first stage in plain C++, for machines that are no x86-64 and to hold the others against.
#include "detect/kernel.h"
#include "detect/kernels.h"
#include "detect/text.h"

namespace macie_local::detect {
namespace {

struct Plain : PortableSteps<Plain> {
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
};

}  // namespace

const Kernel& PlainKernel() {
  static constexpr Kernel kKernel = KernelOf<Plain>::Make("plain");
  return kKernel;
}

}  // namespace macie_local::detect
