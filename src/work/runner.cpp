#include "work/runner.h"

#include <algorithm>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/log.h"
#include "base/text.h"
#include "work/plan.h"
#include "work/scanned.h"

namespace macie_local::work {
namespace {

// How long a run is left alone after what it told could not be stored.
constexpr std::chrono::seconds kRetryAfter{1};
// So many objects of a run are given to the threads and not told yet: reading goes on while the writer stores.
constexpr std::size_t kGivenMax = 4 * RunReader::kToldMax;
// The conductor is woken for so many objects that are done, or after so long, or when nothing waits to be read: small
// objects are read faster than threads take turns.
constexpr std::size_t kDoneAtOnce = 16;
constexpr std::chrono::milliseconds kDoneWithin{20};

// A run being read. Belongs to the conductor, but for `plan`.
struct ActiveRun {
  std::uint64_t id = 0;  // never given twice
  std::int64_t run = 0;
  std::shared_ptr<const scan::Plan> plan;
  std::unique_ptr<RunReader> reader;
  bool telling = false;  // what it told is not stored yet
  bool all_given = false;
};

struct Task {
  std::uint64_t run_id = 0;
  std::shared_ptr<const scan::Plan> plan;
  ReadTask read;
};

struct Finished {
  std::uint64_t run_id = 0;
  std::uint64_t number = 0;
  RunReader::Outcome outcome;
};

// What is logged once for a run, however many objects it is true of.
enum class Saying { kUnknownIdentifiers, kNothingCanBeRead };

struct Told {
  std::uint64_t run_id = 0;
  bool taken = false;
  bool stored = false;
};

}  // namespace

struct Runner::Impl : std::enable_shared_from_this<Runner::Impl> {
  Impl(const RunnerOptions& the_options, const RunnerParts& parts, MakeScanner make)
      : options(the_options),
        environment(parts.environment),
        sources(parts.sources),
        stopwatch(parts.stopwatch),
        make_scanner(std::move(make)) {}

  const RunnerOptions options;
  const service::Environment& environment;
  const objects::SourceRegistry& sources;
  const Stopwatch& stopwatch;
  const MakeScanner make_scanner;
  store::Store* store = nullptr;

  std::mutex mutex;
  std::condition_variable conductor_wake;
  std::condition_variable scanner_wake;
  bool notified = false;
  bool stopping = false;
  std::deque<Task> tasks;
  std::vector<Finished> finished;
  std::chrono::nanoseconds woken_at{};  // when the conductor was woken for them
  std::vector<Told> told;
  std::set<std::pair<std::uint64_t, Saying>> said;  // by run
  // What a scanning thread does.
  struct Reading {
    std::uint64_t run_id = 0;
    ObjectScanner* scanner = nullptr;  // null: it reads nothing
    bool unwanted = false;             // the run was dropped: what becomes of the object does not matter
  };
  std::vector<Reading> reading;
  std::thread conductor;
  std::vector<std::thread> scanners;

  // The conductor's own.
  std::map<state::ReadingKey, ActiveRun> runs;
  std::map<state::ReadingKey, std::chrono::nanoseconds> resting;  // until then
  std::uint64_t next_run_id = 0;

  // Hands results to the writer, and says what became of them.
  class ResultsMutation : public store::Mutation {
   public:
    ResultsMutation(std::shared_ptr<Impl> impl, std::uint64_t run_id, service::RunResults results)
        : impl_(std::move(impl)), run_id_(run_id), results_(std::move(results)) {}
    bool Run(state::Transaction& transaction) override {
      taken_ = service::TakeRunResults(impl_->environment, transaction, std::move(results_));
      return taken_;
    }
    void Done(bool committed) override {
      {
        const std::lock_guard lock(impl_->mutex);
        impl_->told.push_back({run_id_, taken_, committed});
      }
      impl_->conductor_wake.notify_one();
    }

   private:
    const std::shared_ptr<Impl> impl_;
    const std::uint64_t run_id_;
    service::RunResults results_;
    bool taken_ = false;
  };

  // Requires `mutex`.
  void StartThreads() {
    if (conductor.joinable() || stopping || store == nullptr) return;
    conductor = std::thread([this] { Conduct(); });
    reading.resize(options.threads);
    for (unsigned i = 0; i < options.threads; ++i) scanners.emplace_back([this, i] { ScanAll(i); });
  }

  void Conduct() {
    std::unique_lock lock(mutex);
    while (!stopping) {
      const auto something = [&] { return stopping || notified || !finished.empty() || !told.empty(); };
      if (resting.empty()) {
        conductor_wake.wait(lock, something);
      } else {
        conductor_wake.wait_for(lock, kRetryAfter, something);
      }
      if (stopping) break;
      notified = false;
      std::vector<Finished> just_finished = std::exchange(finished, {});
      const std::vector<Told> just_told = std::exchange(told, {});
      lock.unlock();
      TakeTold(just_told);
      TakeFinished(std::move(just_finished));
      FollowState();
      for (auto& [key, run] : runs) Tell(run);
      for (auto& [key, run] : runs) GiveTasks(run);
      for (auto& [key, run] : runs) Tell(run);
      lock.lock();
    }
  }

  using Runs = std::map<state::ReadingKey, ActiveRun>;
  Runs::iterator Find(std::uint64_t run_id) {
    return std::find_if(runs.begin(), runs.end(), [&](const auto& one) { return one.second.id == run_id; });
  }

  void TakeTold(const std::vector<Told>& all) {
    for (const Told& one : all) {
      const auto found = Find(one.run_id);
      if (found == runs.end()) continue;
      found->second.telling = false;
      if (one.taken && one.stored) continue;
      // Where the run is, only the state knows now: it is begun again from there, if it is still there.
      if (!one.stored) resting[found->first] = stopwatch.Elapsed() + kRetryAfter;
      Drop(found);
    }
  }

  void TakeFinished(std::vector<Finished> all) {
    for (Finished& one : all) {
      const auto run = Find(one.run_id);
      if (run != runs.end()) run->second.reader->Done(one.number, std::move(one.outcome));
    }
  }

  // Requires `mutex`.
  static void StopReading(Reading* reading) {
    if (reading->scanner == nullptr) return;
    reading->unwanted = true;
    reading->scanner->Stop();
  }

  Runs::iterator Drop(Runs::iterator run) {
    {
      const std::lock_guard lock(mutex);
      const std::uint64_t id = run->second.id;
      std::erase_if(tasks, [&](const Task& task) { return task.run_id == id; });
      std::erase_if(said, [&](const auto& one) { return one.first == id; });
      for (Reading& one : reading) {
        if (one.run_id == id) StopReading(&one);
      }
    }
    return runs.erase(run);
  }

  // Begins the runs that the state says are reading, and drops those that it does not.
  void FollowState() {
    const std::shared_ptr<const state::State> state = store->Current();
    for (auto run = runs.begin(); run != runs.end();) {
      const model::JobRecord* job = state->partition(run->first.partition).job(run->first.job_id.view());
      const bool goes_on = job != nullptr && state::IsReading(*job) && service::RunNumber(*job) == run->second.run;
      run = goes_on ? std::next(run) : Drop(run);
    }
    const auto now = stopwatch.Elapsed();
    std::erase_if(resting, [&](const auto& one) { return one.second <= now; });
    for (const auto& [key, nothing] : state->reading) {
      if (runs.contains(key) || resting.contains(key)) continue;
      Begin(state, key);
    }
  }

  // May wait for the words of allow lists.
  void Begin(const std::shared_ptr<const state::State>& state, const state::ReadingKey& key) {
    const state::Partition& partition = state->partition(key.partition);
    const model::JobRecord& job = *partition.job(key.job_id.view());
    ActiveRun& run = runs[key];
    run.id = ++next_run_id;
    run.run = service::RunNumber(job);
    run.plan = std::make_shared<const scan::Plan>(PlanOf(partition, job, [&](const model::AllowListRecord& list) {
      service::AllowListLook look = service::LookAtAllowList(environment, key.partition, partition, list);
      if (look.status.code != model::AllowListStatusCode::OK) {
        base::Log(base::LogLevel::kWarn, "job " + *job.jobId + " goes on without allow list " + *list.id + ": " +
                                             look.status.description.value_or("a state document says so"));
      }
      return look;
    }));
    service::RunResults identity;
    identity.key = key.partition;
    identity.job_id = *job.jobId;
    identity.run = run.run;
    identity.from = *job.emulator->reading;
    run.reader = std::make_unique<RunReader>(
        std::move(identity), service::RunTargets(*state, key.partition, job),
        [this, region = key.partition.region](const service::RunTarget& bucket) {
          return sources.Find(bucket.account, region, bucket.bucket);
        },
        [objects = service::RunObjects(job)](const service::RunTarget& bucket, const objects::ObjectInfo& object) {
          return objects.Takes(bucket, object);
        });
  }

  void GiveTasks(ActiveRun& run) {
    while (!run.all_given && run.reader->outstanding() < kGivenMax) {
      auto next = run.reader->Next();
      if (!next) {
        run.all_given = true;
        break;
      }
      {
        const std::lock_guard lock(mutex);
        tasks.push_back({run.id, run.plan, *std::move(next)});
      }
      scanner_wake.notify_one();
    }
  }

  void Tell(ActiveRun& run) {
    if (run.telling) return;
    auto results = run.reader->Collect();
    if (!results) return;
    run.telling = store->Submit(std::make_unique<ResultsMutation>(shared_from_this(), run.id, *std::move(results)));
    if (run.telling) return;
    const std::lock_guard lock(mutex);  // the writer takes no more for now
    told.push_back({run.id, false, false});
  }

  void ScanAll(unsigned thread) {
    const std::unique_ptr<ObjectScanner> scanner = make_scanner();
    std::unique_lock lock(mutex);
    bool rests = true;
    while (true) {
      const auto something = [&] { return stopping || !tasks.empty(); };
      if (rests) {
        scanner_wake.wait(lock, something);
      } else if (!scanner_wake.wait_for(lock, options.rest, something)) {
        lock.unlock();
        scanner->Rest();
        lock.lock();
        rests = true;
        continue;
      }
      if (stopping) return;
      rests = false;
      Task task = std::move(tasks.front());
      tasks.pop_front();
      reading[thread] = {task.run_id, scanner.get()};
      lock.unlock();
      std::optional<RunReader::Outcome> outcome = ScanOne(*scanner, task);
      lock.lock();
      const bool unwanted = std::exchange(reading[thread], {}).unwanted;
      if (outcome) {
        finished.push_back({task.run_id, task.read.number, *std::move(outcome)});
        WakeForFinished();
      } else if (!unwanted) {
        tasks.push_front(std::move(task));  // it was stopped for another object, which was done just before
      }
    }
  }

  // Requires `mutex`.
  void WakeForFinished() {
    const std::chrono::nanoseconds now = stopwatch.Elapsed();
    if (finished.size() < kDoneAtOnce && !tasks.empty() && now - woken_at < kDoneWithin) return;
    woken_at = now;
    conductor_wake.notify_one();
  }

  void LogOnce(std::uint64_t run_id, Saying saying, base::LogLevel level, const std::string& text) {
    {
      const std::lock_guard lock(mutex);
      if (!said.emplace(run_id, saying).second) return;
    }
    base::Log(level, text);
  }

  void WarnOfUnknown(const Task& task, const std::vector<std::string>& unknown) {
    if (unknown.empty()) return;
    LogOnce(task.run_id, Saying::kUnknownIdentifiers, base::LogLevel::kWarn,
            "a run looks for " + std::to_string(task.plan->identifiers.size()) +
                " managed data identifiers, of which " + std::to_string(unknown.size()) +
                " can't be looked for yet: " + unknown.front() + (unknown.size() > 1 ? " and others" : ""));
  }

  // Returns nothing when the scanner was stopped.
  std::optional<RunReader::Outcome> ScanOne(ObjectScanner& scanner, const Task& task) {
    const ReadTask& read = task.read;
    const worker::Answer answer =
        scanner.Scan(task.plan, read.object.key, [&] { return read.source->Open(read.bucket.bucket, read.object); });
    const auto warn = [&](const std::string& what) {
      base::Log(base::LogLevel::kWarn,
                "object " + base::Quote(read.bucket.bucket + "/" + read.object.key) + " " + what);
    };
    switch (answer.kind) {
      case worker::Answer::Kind::kStopped:
        return std::nullopt;
      case worker::Answer::Kind::kRefused:
        LogOnce(task.run_id, Saying::kNothingCanBeRead, base::LogLevel::kError,
                "the objects of a run can't be read: " + answer.why);
        return RunReader::Outcome{.unavailable = true};
      case worker::Answer::Kind::kSourceFailed:
        warn("can't be read: " + answer.why);
        return RunReader::Outcome{};
      case worker::Answer::Kind::kResult:
        break;
    }
    WarnOfUnknown(task, scanner.unknown());
    if (!answer.result.reason.empty()) warn("was not read whole: " + answer.result.reason);
    if (answer.result.detections.empty()) return RunReader::Outcome{};
    service::ScannedObject scanned = ScannedOf(read.object, *task.plan, answer.result);
    if (scanned.object.etag.empty()) {
      auto etag = read.source->ETagOf(read.bucket.bucket, read.object);
      if (etag.ok()) scanned.object.etag = std::move(etag).value();
    }
    return RunReader::Outcome{.scanned = std::move(scanned)};
  }

  void Stop() {
    {
      const std::lock_guard lock(mutex);
      stopping = true;
      for (Reading& one : reading) StopReading(&one);
    }
    conductor_wake.notify_all();
    scanner_wake.notify_all();
    if (conductor.joinable()) conductor.join();
    for (std::thread& scanner : scanners) {
      if (scanner.joinable()) scanner.join();
    }
  }
};

Runner::Runner(const RunnerOptions& options, const RunnerParts& parts, MakeScanner make_scanner)
    : impl_(std::make_shared<Impl>(options, parts, std::move(make_scanner))) {}

Runner::~Runner() {
  Stop();
}

void Runner::Start(store::Store& store) {
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->store = &store;
  }
  if (!store.Current()->reading.empty()) Notify();
}

void Runner::Notify() {
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->notified = true;
    impl_->StartThreads();
  }
  impl_->conductor_wake.notify_one();
}

void Runner::Stop() {
  impl_->Stop();
}

}  // namespace macie_local::work
