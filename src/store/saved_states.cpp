#include "store/saved_states.h"

namespace macie_local::store {
namespace {

// Ends a document that gets too long.
class Bounded : public base::BodySource {
 public:
  Bounded(base::BodySource* source, std::int64_t bytes_max) : source_(*source), bytes_max_(bytes_max) {}

  bool Next(std::string* piece) override {
    const std::size_t before = piece->size();
    const bool more = source_.Next(piece);
    bytes_ += static_cast<std::int64_t>(piece->size() - before);
    return more && bytes_ <= bytes_max_;
  }
  bool exceeded() const { return bytes_ > bytes_max_; }
  std::int64_t bytes() const { return bytes_; }

 private:
  base::BodySource& source_;
  const std::int64_t bytes_max_;
  std::int64_t bytes_ = 0;
};

}  // namespace

base::Result<std::vector<SavedState>> SavedStates::List() {
  if (database_.keeps_rows()) return database_.Snapshots();
  std::vector<SavedState> all;
  for (const auto& [key, kept] : kept_) all.push_back(kept.saved);
  return all;
}

base::Result<std::optional<SavedBody>> SavedStates::Find(std::string_view account, std::string_view name) {
  std::optional<SavedBody> found;
  if (database_.keeps_rows()) {
    MACIE_TRY(auto text, database_.Snapshot(account, name));
    if (text) found.emplace().text = std::move(*text);
    return found;
  }
  const auto kept = kept_.find({std::string(account), std::string(name)});
  if (kept != kept_.end()) found.emplace().state = kept->second.state;
  return found;
}

base::Result<bool> SavedStates::Put(SavedState* saved, const std::shared_ptr<const state::State>& state,
                                    base::BodySource& document) {
  MACIE_TRY(const auto all, List());
  std::int64_t others = 0;
  for (const SavedState& one : all) {
    if (one.account != saved->account || one.name != saved->name) others += one.bytes;
  }
  Bounded bounded(&document, bytes_max_ - others);
  if (database_.keeps_rows()) {
    MACIE_CHECK(database_.PutSnapshot(saved, bounded));
    return !bounded.exceeded();
  }
  std::string piece;
  while (bounded.Next(&piece)) piece.clear();
  if (bounded.exceeded()) return false;
  saved->bytes = bounded.bytes();
  kept_[{saved->account, saved->name}] = {*saved, state};
  return true;
}

base::Result<bool> SavedStates::Erase(std::string_view account, std::string_view name) {
  if (database_.keeps_rows()) return database_.EraseSnapshot(account, name);
  return kept_.erase({std::string(account), std::string(name)}) > 0;
}

base::Result<SavedBody> SavedStates::Baseline() {
  SavedBody body;
  body.state = baseline_;
  if (database_.keeps_rows()) {
    MACIE_TRY(body.text, database_.Baseline());
  }
  return body;
}

base::Status SavedStates::PutBaseline(const std::shared_ptr<const state::State>& state, base::BodySource& document) {
  if (database_.keeps_rows()) return database_.PutBaseline(document);
  baseline_ = state;
  return base::Done{};
}

}  // namespace macie_local::store
