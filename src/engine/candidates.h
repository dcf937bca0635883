// Finds the rows that satisfy one predicate from the indexes of a table, without looking at rows. Internal to the
// engine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/predicate.h"
#include "engine/table.h"

namespace macie_local::engine {

// Says whether an index holds the rows that satisfy the predicate; false for a negated one.
bool HasCandidates(const Table& table, const Predicate& predicate);
// Returns the slots that satisfy a predicate, each once. Many are in the order of slots, so that neighbours are read
// together. Requires HasCandidates.
std::vector<Slot> Candidates(const Table& table, const Predicate& predicate);

// One bit for each slot.
using SlotBits = std::vector<std::uint64_t>;
// Returns the rows that satisfy a predicate of kind kListed or kPairs, before negation.
SlotBits ListedBits(const Table& table, const Predicate& predicate);

// Reads the rows that hold one value of an indexed column, in the order of keys (`up`) or against it, some at a time.
// The table must outlive it and stay as it is.
class KeyRun {
 public:
  // Read the rows of one code of a posted column, or of one value of an ordered one. When `after` is not null, only
  // those whose keys are behind it in the direction of reading.
  static KeyRun OfPosting(const Table& table, std::size_t column, Code code, const std::string_view* after, bool up);
  static KeyRun OfOrder(const Table& table, std::size_t column, std::int64_t value, const std::string_view* after,
                        bool up);

  // Replaces `slots` by the next rows. Returns false when there are none left.
  bool Read(std::vector<Slot>* slots);

 private:
  // The place that reading has come to, and the tree's end; the run ends with the first entry of another value.
  struct Postings {
    Code code;
    PostingTree::Cursor at, end;
  };
  struct Order {
    std::int64_t value;
    OrderTree::Cursor at, end;
  };
  explicit KeyRun(bool up) : up_(up) {}
  std::variant<Postings, Order> range_;
  bool up_;
};

// Reads the rows of several runs, each row once, in the order of keys (`up`) or against it.
class KeyRuns {
 public:
  KeyRuns(const Table& table, bool up) : table_(table), up_(up) {}
  void Add(KeyRun run);

  // Replaces `slots` by the next rows. Returns false when there are none left.
  bool Read(std::vector<Slot>* slots);

 private:
  struct Reader {
    KeyRun run;
    std::vector<Slot> slots;
    std::size_t next = 0;
    std::string_view key;  // of slots[next]
  };
  bool SetHead(Reader* reader);
  bool Later(const Reader* a, const Reader* b) const { return up_ ? a->key > b->key : a->key < b->key; }

  const Table& table_;
  bool up_;
  std::vector<Reader> readers_;
  std::vector<Reader*> heads_;  // those with rows left, as a heap
  bool merging_ = false;
  std::optional<Slot> last_;
};

// A predicate has at most so many runs.
inline constexpr std::size_t kRunsMax = 64;
// Says whether the predicate asks for at most kRunsMax values of an indexed column, so that KeyRunsOf can read its
// rows.
bool HasKeyRuns(const Table& table, const Predicate& predicate);
// Returns the runs of the predicate's values, read as KeyRun says. Requires HasKeyRuns.
KeyRuns KeyRunsOf(const Table& table, const Predicate& predicate, const std::string_view* after, bool up);

}  // namespace macie_local::engine
