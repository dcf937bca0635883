// Long texts in SQLite, in parts: one value of SQLite holds a gigabyte at most, and need not be in memory as one.
// Works on the connection of a Database, which it must not outlive; sees and joins the transaction that is open there.
#pragma once

#include <cstdint>
#include <string>

#include "base/body.h"
#include "base/large_text.h"
#include "base/result.h"

struct sqlite3;

namespace macie_local::store {

// Documents are told apart by numbers that the caller gives them. Every error names the database and what SQLite says.
class DocumentParts {
 public:
  // `name` is that of the database, for messages.
  DocumentParts(sqlite3* connection, std::string name) : connection_(connection), name_(std::move(name)) {}

  struct Kept {
    std::int64_t bytes = 0;
    std::uint64_t sum = 0;  // the checksum of all parts; 0: there are none
  };
  // Stores all of `body` in the place of the document that is there. Returns its length and checksum.
  base::Result<Kept> Put(std::int64_t document, base::BodySource& body);
  // Does nothing when there is none.
  base::Status Erase(std::int64_t document);
  // Returns the document, empty when there is none, and sets `*sum` to the checksum of what was found.
  base::Result<base::LargeText> Read(std::int64_t document, std::uint64_t* sum);
  // Returns the checksum that Read would find, and holds no more than a part.
  base::Result<std::uint64_t> Sum(std::int64_t document);

 private:
  template <class Take>
  base::Result<std::uint64_t> ForEachPart(std::int64_t document, const Take& take);
  base::Error Error(const char* doing) const;

  sqlite3* connection_;
  std::string name_;
};

}  // namespace macie_local::store
