// Makes {"<name>":[...]} while it is sent. Holds meanwhile a piece of it and what the records lie in.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/body.h"
#include "service/documents/documents.h"

namespace macie_local::gateway {

// Writes the records from `begin`, a cursor of a persistent tree, to its end; append(*cursor, &text) writes one.
template <class Cursor, class Append>
class ListExport : public base::BodySource {
 public:
  // `holder` keeps what the cursor walks through. `separator` stands between two records.
  ListExport(std::shared_ptr<const void> holder, std::string_view name, std::string_view separator, Cursor begin,
             Append append)
      : holder_(std::move(holder)),
        next_("{\"" + std::string(name) + "\":["),
        separator_(separator),
        at_(std::move(begin)),
        append_(std::move(append)) {}

  bool Next(std::string* piece) override {
    const std::size_t bytes_max = piece->size() + service::StateExport::kPieceBytes;
    for (; !at_.at_end(); ++at_) {
      if (piece->size() >= bytes_max) return true;
      piece->append(next_);
      append_(*at_, piece);
      next_ = separator_;
    }
    // The beginning of an empty list is still to be written.
    if (next_ != separator_) piece->append(next_);
    piece->append("]}");
    return false;
  }

 private:
  const std::shared_ptr<const void> holder_;
  std::string next_;  // what goes before the next record
  const std::string separator_;
  Cursor at_;
  const Append append_;
};

// Returns a body that a ListExport makes.
template <class Cursor, class Append>
base::Body ExportOf(std::shared_ptr<const void> holder, std::string_view name, std::string_view separator, Cursor begin,
                    Append append) {
  return base::Body(std::make_shared<ListExport<Cursor, Append>>(std::move(holder), name, separator, std::move(begin),
                                                                 std::move(append)));
}

}  // namespace macie_local::gateway
