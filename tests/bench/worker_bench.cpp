// What it costs to read objects in a process of its own: a CSV of 64 MB and small objects, by a process and in this
// one, in turns; the bar is 1.15 times the work for the large one. Then how long a process takes to start, and its
// memory.
//   worker_bench [--quick]
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bench_timing.h"
#include "detect/identifier.h"
#include "macie_local/ports.h"
#include "scanner/scanner.h"
#include "worker/worker.h"

namespace macie_local::bench {
namespace {

constexpr std::size_t kLargeBytes = 64'000'000;
constexpr double kRatioMax = 1.15;

class RealStopwatch : public Stopwatch {
 public:
  std::chrono::nanoseconds Elapsed() const override { return SteadyClock::now().time_since_epoch(); }
};

// Pieces as a file's or the state's are.
class PiecesStream : public base::ByteStream {
 public:
  explicit PiecesStream(std::string_view text) : rest_(text) {}
  base::Result<std::string_view> Next() override {
    const std::string_view piece = rest_.substr(0, std::size_t{256} << 10);
    rest_.remove_prefix(piece.size());
    return piece;
  }

 private:
  std::string_view rest_;
};

// Rows of a customer list; one in a hundred has something to find.
std::string Csv(std::size_t bytes) {
  std::string csv = "id,first name,last name,city,ssn,comment\n";
  csv.reserve(bytes + 200);
  for (std::uint32_t i = 0; csv.size() < bytes; ++i) {
    csv += std::to_string(i) + ",Firstname" + std::to_string(i % 997) + ",Lastname" + std::to_string(i % 1013) +
           ",Springfield,";
    csv += i % 100 == 0 ? "123-45-" + std::to_string(1000 + i % 9000) : std::string("n/a");
    csv += ",ordered twice and asked for a refund once\n";
  }
  return csv;
}

std::shared_ptr<const scan::Plan> PlanOfAll() {
  auto plan = std::make_shared<scan::Plan>();
  for (const detect::Identifier& identifier : detect::Identifiers()) plan->identifiers.emplace_back(identifier.id);
  return plan;
}

std::uint64_t Count(const scan::ObjectResult& result) {
  std::uint64_t count = 0;
  for (const scan::Detection& detection : result.detections) count += detection.count;
  return count;
}

// Both ways to read one text. Each returns what was found.
class Readers {
 public:
  Readers() : plan_(PlanOfAll()), scanner_(scanner::Scanner::Compile(*plan_, 7).value()) {
    // It lies two folders above this program in every build.
    options_.program = (std::filesystem::canonical("/proc/self/exe").parent_path() / "../../macie-local-scan").string();
    worker_ = std::make_unique<worker::Worker>(options_, stopwatch_);
  }
  std::uint64_t Here(std::string_view text) {
    return Count(scanner_.Scan("a.csv", [&] { return std::make_unique<PiecesStream>(text); }));
  }
  std::uint64_t There(std::string_view text) {
    const worker::Answer answer =
        worker_->Scan(plan_, "a.csv", [&]() -> base::Result<std::unique_ptr<base::ByteStream>> {
          return std::unique_ptr<base::ByteStream>(std::make_unique<PiecesStream>(text));
        });
    if (answer.kind != worker::Answer::Kind::kResult || answer.result.status != scan::Status::kComplete) {
      std::fprintf(stderr, "worker_bench: %s %s\n", answer.why.c_str(), answer.result.reason.c_str());
      std::exit(1);
    }
    return Count(answer.result);
  }
  void Restart() { worker_ = std::make_unique<worker::Worker>(options_, stopwatch_); }
  pid_t process_id() const { return worker_->process_id(); }

 private:
  std::shared_ptr<const scan::Plan> plan_;
  scanner::Scanner scanner_;
  RealStopwatch stopwatch_;
  worker::WorkerOptions options_;
  std::unique_ptr<worker::Worker> worker_;
};

template <class Work>
double MicrosOf(const Work& work) {
  const auto began = SteadyClock::now();
  work();
  return Micros(SteadyClock::now() - began);
}

// What the processor did for a process so far, in microseconds.
double CpuMicros(pid_t process) {
  clockid_t clock = 0;
  timespec time{};
  if (clock_getcpuclockid(process, &clock) != 0 || clock_gettime(clock, &time) != 0) std::abort();
  return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_nsec) / 1e3;
}

// Times of one way to read.
struct Times {
  std::vector<double> wall;
  std::vector<double> cpu;  // of both processes

  template <class Work>
  void Add(pid_t process, const Work& work) {
    const double before = CpuMicros(getpid()) + CpuMicros(process);
    wall.push_back(MicrosOf(work));
    cpu.push_back(CpuMicros(getpid()) + CpuMicros(process) - before);
  }
  static double Least(const std::vector<double>& times) { return *std::min_element(times.begin(), times.end()); }
};

// Takes turns, so that a busy machine is so for both. Returns the ratio of what the processors did: two processes share
// the work, so on a machine with a core for each the time that passes is less.
double Compare(const char* name, Readers* readers, const std::string& text, int rounds) {
  Times here;
  Times there;
  for (int i = 0; i < rounds; ++i) {
    std::uint64_t found_here = 0;
    std::uint64_t found_there = 0;
    here.Add(readers->process_id(), [&] { found_here = readers->Here(text); });
    there.Add(readers->process_id(), [&] { found_there = readers->There(text); });
    if (found_here != found_there) std::abort();
  }
  const double wall = Times::Least(there.wall) / Times::Least(here.wall);
  const double cpu = Times::Least(there.cpu) / Times::Least(here.cpu);
  std::printf("  %-10s %9zu bytes   here %9.1f us (CPU %9.1f)   there %9.1f us (CPU %9.1f)   %5.2fx (CPU %.2fx)\n",
              name, text.size(), Times::Least(here.wall), Times::Least(here.cpu), Times::Least(there.wall),
              Times::Least(there.cpu), wall, cpu);
  return cpu;
}

// Of /proc/ID/smaps_rollup, in kB.
void PrintMemory(const char* when, pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/smaps_rollup");
  long pss = 0;
  long own = 0;
  for (std::string word; file >> word;) {
    long value = 0;
    if (word == "Pss:") file >> pss;
    if ((word == "Private_Dirty:" || word == "Private_Clean:") && file >> value) own += value;
  }
  std::printf("  memory %-24s PSS %6ld kB   private %6ld kB\n", when, pss, own);
}

int Run(bool quick) {
  Readers readers;
  const std::string tiny = Csv(1'000);
  readers.There(tiny);
  PrintMemory("after one small object", readers.process_id());
  const std::string large = Csv(quick ? kLargeBytes / 8 : kLargeBytes);
  const double ratio = Compare("large CSV", &readers, large, quick ? 3 : 7);
  PrintMemory("after the large one", readers.process_id());
  Compare("64 KB", &readers, Csv(65'000), 200);
  Compare("1 KB", &readers, tiny, 1000);
  std::vector<double> starts;
  for (int i = 0; i < (quick ? 5 : 20); ++i) {
    readers.Restart();
    starts.push_back(MicrosOf([&] { readers.There(tiny); }));
  }
  std::printf("  start to the first answer: %.0f us, the least of %zu\n",
              *std::min_element(starts.begin(), starts.end()), starts.size());
  const bool good = ratio <= kRatioMax;
  std::printf("%s: a large CSV by a process takes the processors %.2f times what it takes here; at most %.2f\n",
              good ? "ok" : "TOO SLOW", ratio, kRatioMax);
  return good || quick ? 0 : 1;
}

}  // namespace
}  // namespace macie_local::bench

int main(int argc, char** argv) {
  return macie_local::bench::Run(argc > 1 && std::strcmp(argv[1], "--quick") == 0);
}
