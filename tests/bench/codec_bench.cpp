// The codec on each of the 81 operations: a request decoded and validated, a response encoded, against nlohmann/json
// parsing and dumping the same bytes. Then the two texts that the bars are about: a job of 2 kB, a page of buckets.
//   codec_bench [--quick]
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bench_rows.h"
#include "model/operations.h"
#include "model/types/buckets.h"
#include "model/types/jobs.h"
#include "support/sample.h"
#include "wire/codec.h"
#include "wire/router.h"

namespace macie_local::bench {
namespace {

using SteadyClock = std::chrono::steady_clock;

double budget_us = 4'000;

// The least of a few medians-of-many: microseconds for one call.
template <class Work>
double Micros(const Work& work) {
  std::vector<double> times;
  double spent = 0;
  while (spent < budget_us || times.size() < 5) {
    constexpr int kCalls = 16;  // a clock reading costs as much as a small call
    const auto began = SteadyClock::now();
    for (int i = 0; i < kCalls; ++i) work();
    const double each = std::chrono::duration<double, std::micro>(SteadyClock::now() - began).count() / kCalls;
    times.push_back(each);
    spent += each * kCalls;
  }
  std::nth_element(times.begin(), times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2), times.end());
  return times[times.size() / 2];
}

std::string Encoded(const wire::StructureDesc& structure, const void* object) {
  std::string text;
  wire::EncodeTo(structure, object, wire::Nulls::kEmit, &text);
  return text;
}

double DecodeMicros(const wire::StructureDesc& structure, const std::string& text) {
  return Micros([&] {
    wire::AnyStructure input(structure);
    if (!wire::DecodeInto(text, structure, input.get(), {}).ok()) std::abort();
  });
}

double EncodeMicros(const wire::StructureDesc& structure, const void* object) {
  return Micros([&] {
    if (Encoded(structure, object).empty()) std::abort();
  });
}

double ParseMicros(const std::string& text) {
  return Micros([&] {
    if (nlohmann::json::parse(text).is_null()) std::abort();
  });
}

double DumpMicros(const std::string& text) {
  const nlohmann::json tree = nlohmann::json::parse(text);
  return Micros([&] {
    if (tree.dump().empty()) std::abort();
  });
}

void Line(const char* name, std::size_t in, double decode, double parse, std::size_t out, double encode, double dump) {
  std::printf("  %-42s %6zu %8.2f %8.2f %6.1fx   %6zu %8.2f %8.2f %6.1fx\n", name, in, decode, parse, parse / decode,
              out, encode, dump, dump / encode);
  std::fflush(stdout);
}

void MeasureOperations() {
  std::printf("  %-42s %6s %8s %8s %7s   %6s %8s %8s %7s\n", "operation", "bytes", "decode", "nlohmann", "ratio",
              "bytes", "encode", "nlohmann", "ratio");
  sample::Maker maker(11);
  const sample::SampleOptions plain{.percent_absent = 10, .odd_texts = false};
  double decoded_bytes = 0, decoded_us = 0, encoded_bytes = 0, encoded_us = 0;
  for (const wire::OperationDesc& operation : model::Operations()) {
    wire::AnyStructure input(*operation.input);
    maker.Fill(*operation.input, plain, input.get(), false);
    const std::string request = Encoded(*operation.input, input.get());
    wire::AnyStructure output(*operation.output);
    maker.Fill(*operation.output, plain, output.get());
    const std::string response = Encoded(*operation.output, output.get());
    const double decode = DecodeMicros(*operation.input, request);
    const double encode = EncodeMicros(*operation.output, output.get());
    Line(std::string(operation.name).c_str(), request.size(), decode, ParseMicros(request), response.size(), encode,
         DumpMicros(response));
    decoded_bytes += static_cast<double>(request.size());
    decoded_us += decode;
    encoded_bytes += static_cast<double>(response.size());
    encoded_us += encode;
  }
  std::printf("  all together: decode %.0f MB/s, encode %.0f MB/s\n", decoded_bytes / decoded_us,
              encoded_bytes / encoded_us);
}

void MeasureJob() {
  model::CreateClassificationJobRequest job;
  job.clientToken = "00000000-0000-4000-8000-000000000001";
  job.jobType = model::JobType::ONE_TIME;
  job.name = "exports-of-the-month";
  job.description = std::string(200, 'd');
  auto& definitions = job.s3JobDefinition.bucketDefinitions.emplace();
  auto& definition = definitions.emplace_back();
  definition.accountId = "123456789012";
  std::string text = Encoded(wire::Describe<model::CreateClassificationJobRequest>(), &job);
  while (text.size() < 2048) {
    definition.buckets.push_back("exports-of-the-month-" + std::to_string(definition.buckets.size()));
    text = Encoded(wire::Describe<model::CreateClassificationJobRequest>(), &job);
  }
  const auto& structure = wire::Describe<model::CreateClassificationJobRequest>();
  Line("a job of 2 kB", text.size(), DecodeMicros(structure, text), ParseMicros(text), text.size(),
       EncodeMicros(structure, &job), DumpMicros(text));
}

void MeasurePage() {
  RowMaker rows;
  model::DescribeBucketsResponse page;
  page.buckets.emplace();
  for (std::size_t i = 0; i < 50; ++i) page.buckets->push_back(rows.Next(i));
  const auto& structure = wire::Describe<model::DescribeBucketsResponse>();
  const std::string text = Encoded(structure, &page);
  const double encode = EncodeMicros(structure, &page);
  Line("a page of 50 buckets", text.size(), DecodeMicros(structure, text), ParseMicros(text), text.size(), encode,
       DumpMicros(text));
  std::printf("  the page is encoded at %.0f MB/s\n", static_cast<double>(text.size()) / encode);
}

}  // namespace
}  // namespace macie_local::bench

int main(int argc, char** argv) {
  using namespace macie_local::bench;
  if (argc == 2 && std::strcmp(argv[1], "--quick") == 0) {
    budget_us = 500;
  } else if (argc != 1) {
    std::fprintf(stderr, "usage: codec_bench [--quick]\n");
    return 2;
  }
  std::printf("codec, microseconds\n");
  MeasureOperations();
  MeasureJob();
  MeasurePage();
  return 0;
}
