#include "app/scan/command.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "app/files.h"
#include "app/scan/baseline.h"
#include "app/scan/custom.h"
#include "app/scan/file_stream.h"
#include "app/scan/lines.h"
#include "app/scan/options.h"
#include "app/scan/ordered_output.h"
#include "app/scan/progress.h"
#include "app/scan/sarif.h"
#include "app/scan/walk.h"
#include "app/system_ports.h"
#include "base/large_text.h"
#include "base/text.h"
#include "scan/object_result.h"
#include "scan/plan.h"
#include "worker/program.h"
#include "worker/worker.h"

namespace macie_local::app {
namespace {

constexpr int kNothingFound = 0;
constexpr int kFound = 1;
constexpr int kFailed = 2;

int Fail(const std::string& message) {
  std::fprintf(stderr, "macie-local scan: %s\n", message.c_str());
  return kFailed;
}

// Why a file was not read, in the words of results (behaviour 16.2).
scan::ObjectResult Unreadable(int error) {
  if (error == EACCES || error == EPERM) return scan::Skipped("PERMISSION_DENIED");
  if (error == ENOENT || error == ENOTDIR) return scan::Skipped("SOURCE_OBJECT_NO_LONGER_AVAILABLE");
  return scan::Skipped("UNABLE_TO_PARSE_FILE");
}

// Returns what is wrong with a path of the command line, which must be there before anything is read.
std::optional<std::string> FindMistake(const std::string& path) {
  if (path == kStandardInput) return std::nullopt;
  struct stat found {};
  if (stat(path.c_str(), &found) != 0) return path + ": " + std::strerror(errno);
  // A pipe would wait for who writes to it.
  if (!S_ISREG(found.st_mode) && !S_ISDIR(found.st_mode)) return std::nullopt;
  const scan::Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.number() < 0) return path + ": " + std::strerror(errno);
  return std::nullopt;
}

// `end` is that of a path.
base::Result<std::vector<std::string>> ReadList(const std::string& file, std::string_view end) {
  ScanFile list(file);
  const auto refuse = [&](const base::Error& error) { return FileFailure("--files-from", file, error.text); };
  auto stream = list.Open();
  if (!stream.ok()) return refuse(stream.error());
  std::string all;
  while (true) {
    const auto piece = (*stream)->Next();
    if (!piece.ok()) return refuse(piece.error());
    if (piece->empty()) break;
    all.append(*piece);
  }
  std::vector<std::string> paths;
  for (std::string_view rest = all; !rest.empty();) {
    const std::string_view path = base::NextPart(end, &rest);
    if (!path.empty()) paths.emplace_back(path);
  }
  return paths;
}

// What the options name, read.
struct ScanInputs {
  std::string program;
  std::vector<std::string> paths;
  std::vector<scan::CustomIdentifier> custom;
  std::optional<Baseline> baseline;
};

base::Result<std::vector<scan::CustomIdentifier>> ReadCustom(const std::vector<std::string>& files) {
  std::vector<scan::CustomIdentifier> all;
  for (const std::string& file : files) {
    MACIE_TRY(const std::string text, ReadFile("--custom", file));
    auto identifier = ReadCustomIdentifier(text);
    if (!identifier.ok()) return FileFailure("--custom", file, identifier.error().text);
    const auto same = [&](const scan::CustomIdentifier& other) { return other.name == identifier->name; };
    if (std::any_of(all.begin(), all.end(), same)) {
      return FileFailure("--custom", file,
                         "name: must differ from that of the others; " + base::Quote(identifier->name) + " given");
    }
    all.push_back(std::move(*identifier));
  }
  return all;
}

base::Result<std::optional<Baseline>> ReadBaseline(const std::string& file) {
  if (file.empty()) return std::optional<Baseline>();
  MACIE_TRY(const base::LargeText text, ReadDocument("--baseline", file));
  auto baseline = Baseline::Read(text.view());
  if (!baseline.ok()) return FileFailure("--baseline", file, baseline.error().text);
  return std::optional(std::move(*baseline));
}

base::Result<ScanInputs> ReadInputs(const ScanOptions& options) {
  ScanInputs inputs;
  inputs.paths = options.paths;
  for (const std::string& path : inputs.paths) {
    if (auto wrong = FindMistake(path)) return base::Error(std::move(*wrong));
  }
  if (options.files_from) {
    MACIE_TRY(const auto listed, ReadList(*options.files_from, options.from_null ? std::string_view("\0", 1) : "\n"));
    inputs.paths.insert(inputs.paths.end(), listed.begin(), listed.end());
  }
  MACIE_TRY(inputs.custom, ReadCustom(options.custom_files));
  MACIE_TRY(inputs.baseline, ReadBaseline(options.baseline_file));
  MACIE_TRY(inputs.program, worker::FindProgram(options.program));
  return inputs;
}

bool WriteOut(std::string_view text) {
  return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
}

// Tells what goes through.
class WatchedStream : public base::ByteStream {
 public:
  WatchedStream(std::unique_ptr<base::ByteStream> stream, std::function<void(std::size_t)> watch)
      : stream_(std::move(stream)), watch_(std::move(watch)) {}
  base::Result<std::string_view> Next() override {
    auto piece = stream_->Next();
    if (piece.ok()) watch_(piece->size());
    return piece;
  }

 private:
  std::unique_ptr<base::ByteStream> stream_;
  std::function<void(std::size_t)> watch_;
};

// The work of all threads.
class ScanRun {
 public:
  ScanRun(const ScanOptions& options, ScanInputs inputs)
      : options_(options),
        baseline_(std::move(inputs.baseline)),
        walk_(std::move(inputs.paths), options.rules),
        progress_(!options.quiet && isatty(STDERR_FILENO) == 1 ? stderr : nullptr, stopwatch_),
        output_([this](std::string_view text) { return Write(text); },
                options.format == ScanFormat::kSarif ? std::string(kSarifBetween) : "", &progress_) {
    auto plan = std::make_shared<scan::Plan>();
    plan->identifiers = options.identifiers;
    plan->custom = std::move(inputs.custom);
    if (!options.without_marks) plan->ignore_mark = kIgnoreMark;
    plan->explain = options.explain;
    plan_ = std::move(plan);
    worker_options_.program = std::move(inputs.program);
    worker_options_.without_seccomp = options.without_seccomp;
    worker_options_.hash_seed = RandomSeed();
  }

  int Run() {
    const std::int64_t cores = std::clamp<std::int64_t>(std::thread::hardware_concurrency(), 1, kScanThreadsMax);
    const std::int64_t count = options_.threads.value_or(cores);
    std::vector<std::thread> threads;
    for (std::int64_t i = 1; i < count; ++i) threads.emplace_back([this] { ReadFiles(); });
    ReadFiles();
    for (std::thread& thread : threads) thread.join();
    output_.Stop();
    if (failure_) return Fail(*failure_);
    if (output_.failed() || !Finish()) return Fail(unwritten_);
    return found_ ? kFound : kNothingFound;
  }

 private:
  struct Piece {
    std::uint64_t number;
    Visit visit;
  };

  // A log is kept until it is whole: half of one is of no use to anybody, and one that was closed too early would tell
  // that the files behind are clean.
  bool Write(std::string_view text) {
    if (options_.format != ScanFormat::kSarif) return WriteOut(text);
    const base::Status kept = log_.Append(text);
    if (!kept.ok()) unwritten_ = kept.error().text;
    return kept.ok();
  }
  bool Finish() {
    if (options_.format != ScanFormat::kSarif) return std::fflush(stdout) == 0;
    return log_.Finish().ok() && WriteOut(SarifBegin()) && WriteOut(log_.view()) && WriteOut(SarifEnd());
  }

  std::optional<Piece> NextPiece() {
    const std::lock_guard lock(mutex_);
    auto visit = walk_.Next();
    return visit ? std::optional<Piece>({pieces_++, std::move(*visit)}) : std::nullopt;
  }

  // A process is started only where there is something to read.
  void ReadFiles() {
    worker::Worker worker(worker_options_, stopwatch_);
    while (const std::optional<Piece> piece = NextPiece()) {
      if (!output_.WaitFor(piece->number)) return;
      auto result = Read(piece->visit, &worker);
      if (!result) return;
      if (baseline_) baseline_->Remove(piece->visit.path, &*result);
      if (!result->detections.empty()) found_ = true;
      progress_.CountFile(CountOf(*result));
      output_.Put(piece->number, IsWorthALine(*result) ? Lines(piece->visit.path, *result) : std::string());
    }
  }

  static std::uint64_t CountOf(const scan::ObjectResult& result) {
    std::uint64_t count = 0;
    for (const scan::Detection& detection : result.detections) count += detection.count;
    return count;
  }

  base::Result<std::unique_ptr<base::ByteStream>> Open(ScanFile* file) {
    MACIE_TRY(auto stream, file->Open());
    return std::unique_ptr<base::ByteStream>(
        std::make_unique<WatchedStream>(std::move(stream), [this](std::size_t bytes) {
          progress_.CountBytes(bytes);
          output_.ShowProgress();
        }));
  }

  std::string Lines(const std::string& path, const scan::ObjectResult& result) const {
    switch (options_.format) {
      case ScanFormat::kText:
        return TextLines(path, result);
      case ScanFormat::kSarif:
        return SarifResults(path, result);
      case ScanFormat::kJsonLines:
        break;
    }
    return JsonLine(path, result);
  }

  // Returns nothing when the whole run has failed.
  std::optional<scan::ObjectResult> Read(const Visit& visit, worker::Worker* worker) {
    if (visit.error != 0) return Unreadable(visit.error);
    ScanFile file(visit.path);
    worker::Answer answer = worker->Scan(plan_, visit.path, [&] { return Open(&file); });
    if (answer.kind == worker::Answer::Kind::kSourceFailed) return Unreadable(file.error());
    if (answer.kind != worker::Answer::Kind::kResult) return GiveUp(answer.why);
    // "All" are all that there are; who names one wants to know that it is not looked for.
    if (options_.identifiers_named && !worker->unknown().empty()) {
      return GiveUp("--identifiers: " + worker->unknown().front() + " can't be looked for yet");
    }
    return std::move(answer.result);
  }

  std::optional<scan::ObjectResult> GiveUp(std::string why) {
    const std::lock_guard lock(mutex_);
    if (!failure_) failure_ = std::move(why);
    output_.Stop();
    return std::nullopt;
  }

  const ScanOptions& options_;
  const std::optional<Baseline> baseline_;
  const SystemStopwatch stopwatch_;
  std::shared_ptr<const scan::Plan> plan_;
  worker::WorkerOptions worker_options_;
  std::atomic<bool> found_{false};
  std::mutex mutex_;  // of what follows
  Walk walk_;
  std::uint64_t pieces_ = 0;
  std::optional<std::string> failure_;
  Progress progress_;
  base::LargeText log_;  // of SARIF, without its begin and end
  std::string unwritten_ = "the output can't be written";
  OrderedOutput output_;
};

}  // namespace

int RunScan(int argc, const char* const* argv, const char* const* environment) {
  ParsedScanOptions parsed = ParseScanOptions(argc, argv, environment);
  if (parsed.exit_code && *parsed.exit_code == 0) {
    std::fputs(parsed.message.c_str(), stdout);
    return 0;
  }
  if (parsed.exit_code) return Fail(parsed.message);
  auto inputs = ReadInputs(parsed.options);
  if (!inputs.ok()) return Fail(inputs.error().text);
  return ScanRun(parsed.options, std::move(*inputs)).Run();
}

}  // namespace macie_local::app
