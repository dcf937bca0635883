// Clocks, medians and name lists that the engine's benchmarks share.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace macie_local::bench {

using SteadyClock = std::chrono::steady_clock;

inline double Micros(SteadyClock::duration duration) {
  return std::chrono::duration<double, std::micro>(duration).count();
}

// The value below which the part `part` of `times` lies; reorders them. Not for an empty list.
inline double Quantile(std::vector<double>* times, double part) {
  const auto at = static_cast<std::ptrdiff_t>(part * static_cast<double>(times->size() - 1));
  std::nth_element(times->begin(), times->begin() + at, times->end());
  return (*times)[static_cast<std::size_t>(at)];
}

// The median time of one call, in microseconds: calls are repeated until they took `budget` together, at least five
// times unless those take ten budgets.
template <class Work>
double MedianMicros(const Work& work, double budget = 50'000) {
  std::vector<double> times;
  double spent = 0;
  while (times.size() < 5 || (spent < budget && times.size() < 10'000)) {
    const auto began = SteadyClock::now();
    work();
    times.push_back(Micros(SteadyClock::now() - began));
    spent += times.back();
    if (spent > 10 * budget) break;
  }
  return Quantile(&times, 0.5);
}

// Names behind one another in one buffer, for databases whose texts live only until their next step. Used again and
// again, it allocates nothing.
class NameList {
 public:
  void Clear() {
    bytes_.clear();
    ends_.clear();
  }
  void Add(std::string_view name) {
    bytes_ += name;
    ends_.push_back(bytes_.size());
  }
  std::size_t size() const { return ends_.size(); }
  std::string_view operator[](std::size_t i) const {
    const std::size_t begin = i == 0 ? 0 : ends_[i - 1];
    return std::string_view(bytes_).substr(begin, ends_[i] - begin);
  }

 private:
  std::string bytes_;
  std::vector<std::size_t> ends_;
};

}  // namespace macie_local::bench
