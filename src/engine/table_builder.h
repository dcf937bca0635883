// Makes a table of many rows at once: chunks at their final width, trees from sorted entries. The table equals, in all
// that can be asked of it, one that was given the rows one by one, and takes further writes as that one would.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/seeded_hash.h"
#include "base/tasks.h"
#include "engine/chunk.h"
#include "engine/dictionary.h"
#include "engine/schema.h"
#include "engine/table.h"

namespace macie_local::engine {

// Gives distinct values small codes: an open hash table of codes, kept beside the values.
class CodesByHash {
 public:
  // Returns the code for which equal(code) is true; when there is none, a new code, one more than any other, which is
  // then the value's. `hash` is the value's.
  template <class Equal>
  Code FindOrAdd(std::size_t hash, const Equal& equal) {
    if (hashes_.size() * 2 >= places_.size()) Grow();
    std::size_t place = hash & (places_.size() - 1);
    for (; places_[place] != 0; place = (place + 1) & (places_.size() - 1)) {
      const Code code = places_[place] - 1;
      if (hashes_[code] == hash && equal(code)) return code;
    }
    hashes_.push_back(hash);
    places_[place] = static_cast<Code>(hashes_.size());
    return places_[place] - 1;
  }
  // Returns the code for which equal(code) is true, or nullopt when there is none.
  template <class Equal>
  std::optional<Code> Find(std::size_t hash, const Equal& equal) const {
    if (places_.empty()) return std::nullopt;
    for (std::size_t place = hash & (places_.size() - 1); places_[place] != 0;
         place = (place + 1) & (places_.size() - 1)) {
      const Code code = places_[place] - 1;
      if (hashes_[code] == hash && equal(code)) return code;
    }
    return std::nullopt;
  }

 private:
  void Grow();
  std::vector<std::size_t> hashes_;  // of each code
  std::vector<Code> places_;         // code + 1, or 0
};

// Gives distinct texts small codes while a dictionary is being gathered.
class TextCodes {
 public:
  explicit TextCodes(base::SeededHash hash) : hash_(hash) {}
  std::size_t HashOf(std::string_view text) const { return hash_(text); }
  // Add returns the text's code, a new one for a new text. `hash` is HashOf(text).
  Code Add(std::string_view text, std::size_t hash);
  Code Add(std::string_view text);
  std::optional<Code> Find(std::string_view text) const;
  const std::vector<std::string>& texts() const { return texts_; }

 private:
  base::SeededHash hash_;
  CodesByHash codes_;
  std::vector<std::string> texts_;
  Code last_ = 0;  // neighbours often say the same
};

// For one thread at a time.
class TableBuilder {
 public:
  // `schema` must outlive the table. `hash` finds texts while the builder lives; the table does not depend on it.
  TableBuilder(const Schema& schema, base::SeededHash hash);

  // Adds a row as Table::Upsert does. Of several rows with one key that of the greatest payload counts, in whatever
  // order they come.
  void Add(std::string_view key, std::span<const Cell> cells, std::int64_t payload, std::int64_t version);

  // Takes all rows of `other`, which has the same schema and is not to be used afterwards. So two threads may gather
  // rows.
  void Absorb(TableBuilder&& other);

  // Returns the table of all rows added. Appends to `replaced` the payloads of the rows whose place another of their
  // key took. `run` does the work, which may be on several threads: this room has none of its own. Call it once, last.
  Table Finish(const base::Runner& run, std::vector<std::int64_t>* replaced);

 private:
  struct Lists {
    std::vector<Code> codes;
    std::vector<std::uint32_t> ends;
    RowBits present{};
  };
  struct Texts {
    explicit Texts(base::SeededHash hash) : codes(hash) {}
    TextCodes codes;
    std::vector<std::uint32_t> uses;
    std::vector<Code> order;  // of the codes by text
    std::vector<Code> rank;   // of each code in that order

    // Adds the texts and uses of another; the codes here, by those there.
    std::vector<Code> Absorb(const Texts& other);
  };

  std::int64_t CellOf(const Column& column, std::size_t index, std::string_view key, const Cell& cell);
  void AddList(const Column& column, std::size_t index, const Cell& cell);
  // `place` is that of the pair in its list.
  Code AddPair(std::size_t place, std::string_view key, std::string_view value);
  Code CodeOfPair(Code key, std::string_view value);
  void FlushGroup();
  // Replaces the codes of another builder in a group of its rows: by texts[dictionary][code] and pairs[code].
  void TranslateGroup(std::span<const std::vector<Code>> texts, std::span<const Code> pairs, RowGroup* group) const;
  static void ReplaceInDigests(const DigestField& field, std::span<const std::int64_t, kGroupRows> cells,
                               RowGroup* group);
  void SortKeys(const base::Runner& run);
  // Takes rows out again whose key a row of a greater payload has.
  void DropReplaced(std::vector<std::int64_t>* replaced);
  void DropRow(Slot slot);
  std::vector<std::int64_t> Values(std::size_t store) const;
  // Calls each(code, slot) for each code of each row of a list column, the rows in the order of keys.
  template <class Each>
  void ForEachListed(std::size_t column, const Each& each) const;
  OrderIndex BuildOrder(std::size_t column) const;
  PostingTree BuildPostings(std::size_t column) const;

  const Schema& schema_;
  Table table_;
  Table::Body* body_;  // table_'s

  // The group being gathered.
  std::string keys_;
  std::vector<std::uint32_t> key_ends_;
  std::vector<std::int64_t> cells_;  // row by row, schema_.number_stores() each
  std::vector<Lists> lists_;

  std::vector<Texts> texts_;
  Texts pair_keys_;
  Texts pair_values_;
  CodesByHash pair_codes_;
  std::vector<Code> last_pair_keys_;  // by place: neighbours often name the same keys in the same order
  std::vector<PairDictionary::Pair> pairs_;
  std::vector<std::uint32_t> pair_uses_;
  std::vector<Slot> by_key_;
  std::vector<std::uint32_t> digests_;  // by slot
};

}  // namespace macie_local::engine
