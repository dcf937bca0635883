// What the indexes of a table say of one predicate: the rows that satisfy it, without looking at rows. Internal to the
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

// Whether an index holds the rows that satisfy the test (never those of a negated one).
bool HasCandidates(const Table& table, const Predicate& predicate);
// The slots that satisfy a test with HasCandidates, each once. In the order of slots when they are many: neighbours are
// then read together.
std::vector<Slot> Candidates(const Table& table, const Predicate& predicate);

// One bit a slot.
using SlotBits = std::vector<std::uint64_t>;
// The rows that satisfy a test of kind kListed or kPairs, before negation.
SlotBits ListedBits(const Table& table, const Predicate& predicate);

// The rows that hold one value of an indexed column, read in the order of keys or against it, some at a time.
class KeyRun {
 public:
  // Of the rows whose keys are behind `after` where that is given, in the direction of reading.
  static KeyRun OfPosting(const Table& table, std::size_t column, Code code, const std::string_view* after, bool up);
  static KeyRun OfOrder(const Table& table, std::size_t column, std::int64_t value, const std::string_view* after,
                        bool up);

  // The next rows into `slots`; false when there are none left.
  bool Read(std::vector<Slot>* slots);

 private:
  // Where reading has come to, and where the tree ends: the run ends with the first entry of another value.
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

// The rows of several runs, each row once, in the order of keys or against it.
class KeyRuns {
 public:
  KeyRuns(const Table& table, bool up) : table_(table), up_(up) {}
  void Add(KeyRun run);

  // The next rows into `slots`; false when there are none left.
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

// The runs of a test that asks for values of an indexed column by name; none when the test is of another kind or names
// more than kRunsMax.
inline constexpr std::size_t kRunsMax = 64;
bool HasKeyRuns(const Table& table, const Predicate& predicate);
KeyRuns KeyRunsOf(const Table& table, const Predicate& predicate, const std::string_view* after, bool up);

}  // namespace macie_local::engine
