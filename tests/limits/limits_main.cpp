// Runs one case of limits_test in one or more sizes, each on a new server, and prints what it took of memory; started
// by check_limits.py, under valgrind for the instructions. limits_test --list | CASE SIZE...
#include <valgrind/callgrind.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "limits/heap.h"
#include "limits/limit_case.h"

namespace macie_local::limits {
namespace {

[[noreturn]] void Fail(const std::string& what) {
  std::fprintf(stderr, "limits_test: %s\n", what.c_str());
  std::exit(1);
}

// Takes the answer as a connection does: piece by piece, none kept.
void Drain(const gateway::Response& response) {
  std::string piece;
  while (response.body.source() && response.body.source()->Next(&piece)) piece.clear();
}

std::string Begin(const gateway::Response& response) {
  std::string text;
  response.body.ForEachPiece([&text](std::string_view piece) { text.append(piece.substr(0, 300)); });
  return text.substr(0, 300);
}

std::vector<LimitCase> AllCases() {
  std::vector<LimitCase> all;
  for (const auto cases : {QuestionCases(), ChangeCases(), ControlCases(), TimeCases()}) {
    all.insert(all.end(), cases.begin(), cases.end());
  }
  return all;
}

const LimitCase& Named(const std::vector<LimitCase>& all, std::string_view name) {
  for (const LimitCase& each : all) {
    if (each.name == name) return each;
  }
  Fail("there is no case '" + std::string(name) + "'");
}

void Run(const LimitCase& each, std::size_t size, const std::string& name) {
  Meter meter(name);
  each.run(meter, size);
  std::printf("%zu\t%zu\t%zu\n", size, meter.bytes_most(), meter.bytes_kept());
}

}  // namespace

std::string Meter::Prepare(std::string_view method, std::string_view target, std::string_view body) {
  const gateway::Response response = server_.Send(method, target, body);
  if (response.status != 200) Fail(std::string(target) + " to prepare: " + Begin(response));
  return response.body.str();
}

void Meter::Ask(std::string_view method, std::string_view target, std::string_view body,
                std::initializer_list<int> statuses, int times) {
  if (!bytes_before_) bytes_before_ = HeapBytes();
  ForgetHeapBytesMost();
  CALLGRIND_START_INSTRUMENTATION;
  CALLGRIND_ZERO_STATS;
  for (int i = 0; i < times; ++i) {
    const gateway::Response response = server_.Send(method, target, body);
    Drain(response);
    bool expected = false;
    for (const int status : statuses) expected = expected || status == response.status;
    if (!expected) {
      Fail(std::string(target.substr(0, 100)) + " answered " + std::to_string(response.status) + ": " +
           Begin(response));
    }
  }
  CALLGRIND_DUMP_STATS_AT(name_.c_str());
  CALLGRIND_STOP_INSTRUMENTATION;
  const auto beyond = [this](std::size_t bytes) { return bytes > *bytes_before_ ? bytes - *bytes_before_ : 0; };
  bytes_most_ = std::max(bytes_most_, beyond(HeapBytesMost()));
  bytes_kept_ = beyond(HeapBytes());
}

std::string Digits(std::size_t number, std::size_t bytes) {
  std::string text(bytes, '0');
  for (std::size_t i = bytes; i-- > 0 && number > 0; number /= 10) text[i] = static_cast<char>('0' + number % 10);
  return text;
}

void PrepareBuckets(Meter& meter, std::size_t count) {
  meter.Prepare("PUT", "/_macie-local/buckets",
                Listed(
                    "[", count,
                    [](std::size_t i) {
                      return R"({"bucketName":"bucket-)" + Digits(i, 6) + R"(","objectCount":)" + std::to_string(i) +
                             R"(,"tags":[{"key":"team","value":"t)" + std::to_string(i % 100) + R"("}]})";
                    },
                    "]"));
}

std::string FindingList(std::size_t count) {
  return Listed(
      "[", count, [](std::size_t) { return std::string(R"({"type":"SensitiveData:S3Object/Personal"})"); }, "]");
}

void PrepareFindings(Meter& meter, std::size_t count) {
  meter.Prepare("PUT", "/_macie-local/findings", FindingList(count));
}

int Main(int argc, char** argv) {
  const std::vector<LimitCase> all = AllCases();
  if (argc == 2 && std::strcmp(argv[1], "--list") == 0) {
    for (const LimitCase& each : all) {
      std::printf("%s\t%zu\t%zu\n", std::string(each.name).c_str(), each.counted, each.full);
    }
    return 0;
  }
  if (argc < 3) Fail("usage: limits_test --list | CASE SIZE...");
  const LimitCase& each = Named(all, argv[1]);
  const auto size_of = [argv](int i) { return std::strtoull(argv[i], nullptr, 10); };
  if (argc > 3) Run(each, size_of(2), "what is made once");  // belongs to no size
  for (int i = 2; i < argc; ++i) Run(each, size_of(i), argv[i]);
  return 0;
}

}  // namespace macie_local::limits

int main(int argc, char** argv) {
  return macie_local::limits::Main(argc, argv);
}
