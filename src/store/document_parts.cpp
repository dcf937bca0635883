#include "store/document_parts.h"

#include <sqlite3.h>

#include <string_view>
#include <utility>

#include "base/xxh64.h"
#include "store/statement.h"

namespace macie_local::store {
namespace {

Statement Prepare(sqlite3* connection, const char* sql) {
  sqlite3_stmt* statement = nullptr;
  sqlite3_prepare_v2(connection, sql, -1, &statement, nullptr);
  return Statement(statement);  // null when it failed; SQLite then answers every use of it with an error
}

// The checksum of a document that had `before` until this part; never 0.
std::uint64_t NextSum(std::string_view part, std::uint64_t before) {
  return base::Xxh64(part, before) | 1;
}

}  // namespace

base::Error DocumentParts::Error(const char* doing) const {
  return base::Error("database " + name_ + ": cannot " + doing + " a document: " + sqlite3_errmsg(connection_));
}

base::Result<DocumentParts::Kept> DocumentParts::Put(std::int64_t document, base::BodySource& body) {
  MACIE_CHECK(Erase(document));
  const Statement insert = Prepare(connection_, "INSERT INTO parts(document, body) VALUES(?1, ?2)");
  Kept kept;
  std::string piece;
  for (bool more = true; more;) {
    piece.clear();
    more = body.Next(&piece);
    kept.bytes += static_cast<std::int64_t>(piece.size());
    kept.sum = NextSum(piece, kept.sum);
    sqlite3_bind_int64(insert.get(), 1, document);
    sqlite3_bind_text64(insert.get(), 2, piece.data(), piece.size(), SQLITE_STATIC, SQLITE_UTF8);
    if (sqlite3_step(insert.get()) != SQLITE_DONE) return Error("save");
    sqlite3_reset(insert.get());
  }
  return kept;
}

base::Status DocumentParts::Erase(std::int64_t document) {
  const Statement erase = Prepare(connection_, "DELETE FROM parts WHERE document = ?1");
  sqlite3_bind_int64(erase.get(), 1, document);
  if (sqlite3_step(erase.get()) != SQLITE_DONE) return Error("remove");
  return base::Done{};
}

// Calls take(bytes) with each part; the checksum of all.
template <class Take>
base::Result<std::uint64_t> DocumentParts::ForEachPart(std::int64_t document, const Take& take) {
  const Statement select = Prepare(connection_, "SELECT body FROM parts WHERE document = ?1 ORDER BY id");
  sqlite3_bind_int64(select.get(), 1, document);
  std::uint64_t sum = 0;
  int result = SQLITE_ROW;
  while ((result = sqlite3_step(select.get())) == SQLITE_ROW) {
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(select.get(), 0));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(select.get(), 0));
    const std::string_view part = bytes == nullptr ? std::string_view() : std::string_view(bytes, size);
    sum = NextSum(part, sum);
    MACIE_CHECK(take(part));
  }
  if (result != SQLITE_DONE) return Error("read");
  return sum;
}

base::Result<base::LargeText> DocumentParts::Read(std::int64_t document, std::uint64_t* sum) {
  base::LargeText text;
  MACIE_TRY(*sum, ForEachPart(document, [&](std::string_view part) { return text.Append(part); }));
  MACIE_CHECK(text.Finish());
  return text;
}

base::Result<std::uint64_t> DocumentParts::Sum(std::int64_t document) {
  return ForEachPart(document, [](std::string_view) -> base::Status { return base::Done{}; });
}

}  // namespace macie_local::store
