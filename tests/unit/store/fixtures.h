// What the store's tests share: a clock moved by hand, ids that count, records, a folder for files, and the whole of a
// state as text to compare.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/body.h"
#include "macie_local/ports.h"
#include "model/types/records.h"
#include "state/state.h"
#include "state/transaction.h"

namespace macie_local::store {

inline const state::PartitionKey kHome{"111122223333", "us-east-1"};
inline const state::PartitionKey kAbroad{"111122223333", "eu-west-1"};
inline const state::PartitionKey kMember{"444455556666", "us-east-1"};

inline Timestamp At(std::int64_t seconds) {
  return Timestamp(std::chrono::seconds(1'600'000'000 + seconds));
}

class ManualClock : public Clock {
 public:
  Timestamp Now() const override { return Timestamp(std::chrono::microseconds(micros_.load())); }
  void Set(Timestamp now) { micros_ = now.time_since_epoch().count(); }

 private:
  std::atomic<std::int64_t> micros_{At(0).time_since_epoch().count()};
};

class CountingIds : public IdSource {
 public:
  void Fill(std::span<std::uint8_t> bytes) override {
    for (auto& byte : bytes) byte = next_++;
  }

 private:
  std::uint8_t next_ = 1;
};

// A folder that is there for one test.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  std::string File(std::string_view name) const { return (path_ / name).string(); }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// A text in the pieces given.
class Pieces : public base::BodySource {
 public:
  explicit Pieces(std::vector<std::string> pieces) : pieces_(std::move(pieces)) {}
  bool Next(std::string* piece) override {
    piece->append(pieces_[at_]);
    return ++at_ < pieces_.size();
  }

 private:
  std::vector<std::string> pieces_;
  std::size_t at_ = 0;
};

std::string ReadFile(const std::string& path);
void WriteFile(const std::string& path, std::string_view text);

model::JobRecord Job(std::string_view id, const std::vector<std::string>& bucket_names,
                     std::optional<Timestamp> due = std::nullopt);
model::BucketMetadata Bucket(std::string_view name, std::int64_t objects = 1);
model::SessionRecord Session();

// Everything in `state` that follows from records, as text: equal texts mean equal states.
std::string Dump(const state::State& state);

// A batch as the writer has it, closed as for a commit after each transaction.
struct Workbench {
  state::Batch batch;
  CountingIds ids;

  // Runs `work(transaction)` in a transaction of its own.
  template <class Work>
  void Do(const Work& work) {
    state::Transaction transaction(&batch, &ids, At(0));
    work(transaction);
    batch.CloseForCommit();
  }
};

}  // namespace macie_local::store
