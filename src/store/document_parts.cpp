#include "store/document_parts.h"

#include <sqlite3.h>

#include <string_view>
#include <utility>

#include "store/statement.h"

namespace macie_local::store {
namespace {

Statement Prepare(sqlite3* connection, const char* sql) {
  sqlite3_stmt* statement = nullptr;
  sqlite3_prepare_v2(connection, sql, -1, &statement, nullptr);
  return Statement(statement);  // null when it failed; SQLite then answers every use of it with an error
}

}  // namespace

base::ApiError DocumentParts::Error(const char* doing) const {
  return {nullptr, "database " + name_ + ": cannot " + doing + " a document: " + sqlite3_errmsg(connection_)};
}

base::Result<std::int64_t> DocumentParts::Put(std::int64_t document, base::BodySource& body) {
  MACIE_CHECK(Erase(document));
  const Statement insert = Prepare(connection_, "INSERT INTO parts(document, body) VALUES(?1, ?2)");
  std::int64_t size = 0;
  std::string piece;
  for (bool more = true; more;) {
    piece.clear();
    more = body.Next(&piece);
    size += static_cast<std::int64_t>(piece.size());
    sqlite3_bind_int64(insert.get(), 1, document);
    sqlite3_bind_text64(insert.get(), 2, piece.data(), piece.size(), SQLITE_STATIC, SQLITE_UTF8);
    if (sqlite3_step(insert.get()) != SQLITE_DONE) return Error("save");
    sqlite3_reset(insert.get());
  }
  return size;
}

base::Status DocumentParts::Erase(std::int64_t document) {
  const Statement erase = Prepare(connection_, "DELETE FROM parts WHERE document = ?1");
  sqlite3_bind_int64(erase.get(), 1, document);
  if (sqlite3_step(erase.get()) != SQLITE_DONE) return Error("remove");
  return base::Done{};
}

base::Result<base::LargeText> DocumentParts::Read(std::int64_t document) {
  const Statement select = Prepare(connection_, "SELECT body FROM parts WHERE document = ?1 ORDER BY id");
  sqlite3_bind_int64(select.get(), 1, document);
  base::LargeText text;
  int result = SQLITE_ROW;
  while ((result = sqlite3_step(select.get())) == SQLITE_ROW) {
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(select.get(), 0));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(select.get(), 0));
    if (size != 0) MACIE_CHECK(text.Append(std::string_view(bytes, size)));
  }
  if (result != SQLITE_DONE) return Error("read");
  MACIE_CHECK(text.Finish());
  return text;
}

}  // namespace macie_local::store
