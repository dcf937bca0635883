// Objects read by a worker process.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "work/object_scanner.h"

namespace macie_local::work {

// A worker that was stopped is of no more use, so a stop costs the next object a new process.
class WorkerScanner : public ObjectScanner {
 public:
  // The stopwatch outlives it.
  WorkerScanner(worker::WorkerOptions options, const Stopwatch& stopwatch);

  worker::Answer Scan(const std::shared_ptr<const scan::Plan>& plan, std::string_view name,
                      const worker::OpenStream& open) override;
  const std::vector<std::string>& unknown() const override { return worker_->unknown(); }
  void Rest() override { worker_->EndWhenIdle(); }
  void Stop() override;

 private:
  const worker::WorkerOptions options_;
  const Stopwatch& stopwatch_;
  std::mutex mutex_;  // of a stop, and of the worker being replaced
  std::unique_ptr<worker::Worker> worker_;
};

// Stands for the workers where there is no program for them: refuses every object, and says why.
class AbsentScanner : public ObjectScanner {
 public:
  explicit AbsentScanner(std::string why) : why_(std::move(why)) {}

  worker::Answer Scan(const std::shared_ptr<const scan::Plan>&, std::string_view, const worker::OpenStream&) override {
    return {worker::Answer::Kind::kRefused, {}, why_};
  }
  const std::vector<std::string>& unknown() const override { return unknown_; }
  void Rest() override {}
  void Stop() override {}

 private:
  const std::string why_;
  const std::vector<std::string> unknown_;
};

}  // namespace macie_local::work
