#include "app/seeds.h"

#include <algorithm>
#include <filesystem>
#include <future>
#include <memory>
#include <system_error>
#include <utility>

#include "app/files.h"
#include "base/log.h"
#include "service/documents/documents.h"
#include "service/findings/findings.h"

namespace macie_local::app {
namespace {

base::Status AddSeed(std::string_view option, const std::string& path, std::vector<Seed>* seeds) {
  MACIE_TRY(auto text, ReadDocument(option, path));
  seeds->push_back({std::string(option) + " " + path, std::move(text)});
  return base::Done{};
}

// The documents of the folder, by name.
base::Result<std::vector<std::string>> ListInit(const std::string& folder) {
  std::vector<std::string> paths;
  std::error_code error;
  for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    if (at->path().extension() == ".json") {
      paths.push_back(at->path().string());
    } else {
      base::Log(base::LogLevel::kWarn, "--init " + at->path().string() + ": is not a .json document and is left alone");
    }
  }
  if (error) return FileFailure("--init", folder, "can't be read: " + error.message());
  std::sort(paths.begin(), paths.end());
  return paths;
}

// Loads all seeds and makes what they give the baseline, in one transaction.
class SeedMutation : public store::Mutation {
 public:
  SeedMutation(const service::Environment& environment, state::PartitionKey fallback, std::vector<Seed> seeds,
               store::Store& store, std::promise<base::Status> done)
      : environment_(environment),
        fallback_(std::move(fallback)),
        seeds_(std::move(seeds)),
        store_(store),
        done_(std::move(done)) {}

  bool Run(state::Transaction& transaction) override {
    status_ = Load(transaction);
    return status_.ok();
  }
  bool may_undo() const override { return true; }
  bool may_be_large() const override { return true; }
  void Done(bool committed) override {
    if (status_.ok() && !committed)
      status_ = base::Error("--seed, --init: the database can't be written; the log says why");
    done_.set_value(std::move(status_));
  }

 private:
  base::Status Load(state::Transaction& transaction) {
    for (const Seed& seed : seeds_) {
      const auto imported = service::ImportState(environment_, fallback_, seed.text.view(), std::nullopt, transaction);
      if (!imported.ok()) return base::Error(seed.source + ": " + imported.error().text);
    }
    const auto state = std::make_shared<const state::State>(transaction.state());
    if (const std::size_t old = service::CountPastRetention(*state, transaction.now()); old > 0) {
      base::Log(base::LogLevel::kWarn, "--seed, --init: " + std::to_string(old) +
                                           (old == 1 ? " finding was" : " findings were") +
                                           " last updated 90 days ago or before, and so not shown");
    }
    service::StateExport baseline(state, {});
    MACIE_CHECK(store_.saved_states().PutBaseline(state, baseline));
    return base::Done{};
  }

  const service::Environment& environment_;
  state::PartitionKey fallback_;
  std::vector<Seed> seeds_;
  store::Store& store_;
  std::promise<base::Status> done_;
  base::Status status_ = base::Done{};
};

}  // namespace

base::Result<std::vector<Seed>> ReadSeeds(const Config& config) {
  std::vector<Seed> seeds;
  for (const auto& path : config.seeds) MACIE_CHECK(AddSeed("--seed", path, &seeds));
  if (!config.init) return seeds;
  MACIE_TRY(const auto paths, ListInit(*config.init));
  for (const auto& path : paths) MACIE_CHECK(AddSeed("--init", path, &seeds));
  return seeds;
}

base::Status LoadSeeds(const service::Environment& environment, const state::PartitionKey& fallback,
                       std::vector<Seed> seeds, store::Store& store) {
  if (seeds.empty()) return base::Done{};
  if (!store.opened_empty()) {
    base::Log(base::LogLevel::kInfo, "the database has content already; the seeds are not loaded");
    return base::Done{};
  }
  std::promise<base::Status> done;
  auto loaded = done.get_future();
  auto mutation = std::make_unique<SeedMutation>(environment, fallback, std::move(seeds), store, std::move(done));
  if (!store.Submit(std::move(mutation))) return base::Error("--seed, --init: the store takes no writes");
  return loaded.get();
}

}  // namespace macie_local::app
