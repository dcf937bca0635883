// Detection alone, in memory: MB/s of one core, best and median, with each set of instructions; beside memchr for a
// byte that is not there, ripgrep with the same keywords, and Vectorscan with the same keywords and forms, and 30
// custom identifiers together beside each by itself, in the same run. Time is that of the processor, so that what else
// the machine does counts less.
//   detect_bench [--quick] [--megabytes N] [--rounds N] [--vectorscan-megabytes N] [--only NAME]
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "detect/detector.h"
#include "detect/kernels.h"
#include "detect_custom.h"
#include "detect_ripgrep.h"
#include "detect_texts.h"
#ifdef MACIE_HAS_VECTORSCAN
#include "detect_vectorscan.h"
#endif

namespace macie_local::bench {
namespace {

double ThreadSeconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

struct Speed {
  double best = 0;
  double median = 0;
};

// `work` returns how many seconds it took.
Speed MeasureSeconds(std::size_t bytes, int rounds, const std::function<double()>& work) {
  std::vector<double> seconds;
  seconds.reserve(static_cast<std::size_t>(rounds));
  for (int n = 0; n < rounds; ++n) seconds.push_back(work());
  std::sort(seconds.begin(), seconds.end());
  const double megabytes = static_cast<double>(bytes) / 1e6;
  return {megabytes / seconds.front(), megabytes / seconds[seconds.size() / 2]};
}

Speed Measure(std::size_t bytes, int rounds, const std::function<void()>& work) {
  return MeasureSeconds(bytes, rounds, [&] {
    const double began = ThreadSeconds();
    work();
    return ThreadSeconds() - began;
  });
}

struct Options {
  std::size_t megabytes = 16;
  std::size_t vectorscan_megabytes = 4;
  int rounds = 5;
  std::string only;
};

void Report(const std::string& text, const std::string& who, Speed speed, std::size_t found) {
  std::printf("  %-26s %-12s %8.0f best %8.0f median MB/s  %zu found\n", text.c_str(), who.c_str(), speed.best,
              speed.median, found);
  std::fflush(stdout);
}

double MeasureOurs(const DetectText& text, const units::Contexts& contexts, const detect::Kernel& kernel, int rounds) {
  detect::Selection selection;
  for (std::uint32_t n = 0; n < detect::Identifiers().size(); ++n) selection.identifiers.push_back(n);
  detect::Detector detector(std::move(selection), kernel);
  std::vector<detect::Hit> hits;
  std::size_t found = 0;
  const Speed speed = Measure(text.bytes, rounds, [&] {
    found = 0;
    detector.Begin(text.shape, contexts);
    for (const units::Batch& batch : text.batches) {
      hits.clear();
      detector.Scan(batch, &hits);
      found += hits.size();
    }
  });
  Report(text.name, kernel.name, speed, found);
  return speed.best;
}

// Returns how many times as fast 30 custom identifiers are together as one after the other.
double MeasureCustom(const DetectText& text, const units::Contexts& contexts, std::size_t bytes_max) {
  std::size_t bytes = 0;
  std::size_t batches = 0;
  while (batches < text.batches.size() && bytes < bytes_max) bytes += text.batches[batches++].text.size();
  const auto measure = [&](const std::string& who, std::vector<detect::Detector> detectors) {
    std::vector<detect::Hit> hits;
    const Speed speed = Measure(bytes, 3, [&] {
      hits.clear();
      for (detect::Detector& detector : detectors) {
        detector.Begin(text.shape, contexts);
        for (std::size_t n = 0; n < batches; ++n) detector.Scan(text.batches[n], &hits);
      }
    });
    Report(text.name, who, speed, hits.size());
    return speed.best;
  };
  std::vector<detect::Detector> together;
  together.emplace_back(detect::Selection{{}, CustomMatchers()});
  std::vector<detect::Detector> each;
  for (pattern::CustomDataMatcher& matcher : CustomMatchers()) {
    detect::Selection one;
    one.custom.push_back(std::move(matcher));
    each.emplace_back(std::move(one));
  }
  const double best = measure("30 custom", std::move(together));
  return best / measure("one by one", std::move(each));
}

double MeasureMemchr(const DetectText& text, int rounds) {
  std::size_t found = 0;
  const Speed speed = Measure(text.bytes, rounds, [&] {
    for (const units::Batch& batch : text.batches)
      found += std::memchr(batch.text.data(), 1, batch.text.size()) != nullptr ? 1 : 0;
  });
  Report(text.name, "memchr", speed, found);
  return speed.best;
}

double MeasureRipgrep(const DetectText& text, const Ripgrep& ripgrep, int rounds) {
  const Ripgrep::Text written = ripgrep.Write(text);
  std::uint64_t lines = 0;
  const Speed speed = MeasureSeconds(written.bytes, rounds, [&] {
    const double start = ripgrep.Start();
    return std::max(ripgrep.Search(written, &lines) - start, 1e-9);
  });
  Report(text.name, "ripgrep", speed, lines * text.bytes / written.bytes);
  return speed.best;
}

#ifdef MACIE_HAS_VECTORSCAN
double MeasureVectorscan(const DetectText& text, Vectorscan* vectorscan, std::size_t bytes_max) {
  std::uint64_t found = 0;
  std::size_t bytes = 0;
  std::size_t batches = 0;
  while (batches < text.batches.size() && bytes < bytes_max) bytes += text.batches[batches++].text.size();
  const Speed speed = Measure(bytes, 3, [&] {
    found = 0;
    for (std::size_t n = 0; n < batches; ++n) found += vectorscan->Scan(text.batches[n].text);
  });
  Report(text.name, "vectorscan", speed, found);
  return speed.best;
}
#endif

std::string Print(const char* format, double ratio) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), format, ratio);
  return text.data();
}

void Run(const Options& options) {
  units::Contexts contexts(1);
  const auto texts = DetectTexts(options.megabytes << 20, &contexts);
#ifdef MACIE_HAS_VECTORSCAN
  Vectorscan vectorscan;
#else
  std::printf("  Vectorscan was not there when this was built: nothing is measured beside it\n");
#endif
  const Ripgrep ripgrep;
  if (ripgrep.version().empty()) {
    std::printf("  ripgrep (rg) is not there: nothing is measured beside it; install it, or ./dev setup bench\n");
  } else {
    std::printf("  %s with the keywords: %s; its start is subtracted\n", ripgrep.version().c_str(), Ripgrep::kCommand);
  }
  for (const DetectText& text : texts) {
    if (!options.only.empty() && text.name.find(options.only) == std::string::npos) continue;
    double best = 0;
    for (const detect::Kernel* kernel : detect::RunnableKernels())
      best = MeasureOurs(text, contexts, *kernel, options.rounds);
    if (text.name.starts_with("worst")) continue;
    const double memory = MeasureMemchr(text, options.rounds);
    std::string ratios = Print("memchr : ours %.1f", memory / best);
    if (!ripgrep.version().empty()) {
      ratios += Print(", ours : ripgrep %.1f", best / MeasureRipgrep(text, ripgrep, options.rounds));
    }
#ifdef MACIE_HAS_VECTORSCAN
    const double rival = MeasureVectorscan(text, &vectorscan, options.vectorscan_megabytes << 20);
    ratios += Print(", ours : vectorscan %.1f", best / rival);
#endif
    ratios += Print(", custom ones together : one by one %.1f",
                    MeasureCustom(text, contexts, options.vectorscan_megabytes << 20));
    std::printf("  %-26s %s\n", text.name.c_str(), ratios.c_str());
  }
}

}  // namespace
}  // namespace macie_local::bench

int main(int argc, char** argv) {
  macie_local::bench::Options options;
  for (int n = 1; n < argc; ++n) {
    const std::string option = argv[n];
    if (option == "--quick") {
      options.megabytes = 2;
      options.vectorscan_megabytes = 1;
      options.rounds = 2;
      continue;
    }
    const char* value = n + 1 < argc ? argv[++n] : "";
    if (option == "--megabytes") options.megabytes = std::strtoul(value, nullptr, 10);
    if (option == "--vectorscan-megabytes") options.vectorscan_megabytes = std::strtoul(value, nullptr, 10);
    if (option == "--rounds") options.rounds = std::max(1, std::atoi(value));
    if (option == "--only") options.only = value;
  }
  macie_local::bench::Run(options);
}
