// What a case of limits_test is: the worst requests of one kind to a server below its sockets, in a size.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "support/bench_gateway.h"

namespace macie_local::limits {

// Counts what is asked through it: instructions where callgrind runs the program, and bytes of memory always.
class Meter {
 public:
  // `name` is that of the part of callgrind's output that the count goes to.
  explicit Meter(std::string name) : name_(std::move(name)) {}

  support::GatewayBench& server() { return server_; }

  // Prepares, uncounted. Ends the program when the answer's status is not 200.
  std::string Prepare(std::string_view method, std::string_view target, std::string_view body = {});

  // Sends one request `times` times, and counts it with what was asked before. Ends the program when an answer's status
  // is none of `statuses`.
  void Ask(std::string_view method, std::string_view target, std::string_view body,
           std::initializer_list<int> statuses = {200}, int times = 1);

  // Beyond what was held before the first Ask(): the most at once, and what is held after the last.
  std::size_t bytes_most() const { return bytes_most_; }
  std::size_t bytes_kept() const { return bytes_kept_; }

 private:
  support::GatewayBench server_;
  const std::string name_;
  std::optional<std::size_t> bytes_before_;
  std::size_t bytes_most_ = 0;
  std::size_t bytes_kept_ = 0;
};

struct LimitCase {
  std::string_view name;
  // The instructions are counted of this size and of twice it: few, since callgrind is slow. 0: a kind without sizes.
  std::size_t counted;
  // The memory is measured of this size: the largest that is accepted, or one that shows as much.
  std::size_t full;
  void (*run)(Meter& meter, std::size_t size);
};

std::span<const LimitCase> QuestionCases();  // operations that read
std::span<const LimitCase> ChangeCases();    // operations that write
std::span<const LimitCase> ControlCases();   // lists and documents of the control plane
std::span<const LimitCase> TimeCases();      // what falls due

// {first}{each(0)},{each(1)},...{last}
template <class Each>
std::string Listed(std::string_view first, std::size_t size, const Each& each, std::string_view last) {
  std::string text(first);
  for (std::size_t i = 0; i < size; ++i) {
    if (i > 0) text += ',';
    text += each(i);
  }
  return text.append(last);
}

// "00000000042"; as many digits as bytes.
std::string Digits(std::size_t number, std::size_t bytes);

// `count` buckets named bucket-000000 and so on.
void PrepareBuckets(Meter& meter, std::size_t count);

// `count` findings with no more than they need, as PUT findings takes them.
std::string FindingList(std::size_t count);
void PrepareFindings(Meter& meter, std::size_t count);

}  // namespace macie_local::limits
