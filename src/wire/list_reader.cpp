#include "wire/list_reader.h"

#include <algorithm>
#include <cstddef>
#include <string>

#include "wire/failures.h"

namespace macie_local::wire {
bool CutList(std::size_t count, int depth_left, JsonReader* reader, std::vector<ListPiece>* pieces) {
  if (!reader->Eat('[')) return reader->Fail("an array is expected");
  if (depth_left <= 0) return reader->Fail("the text is nested too deeply");
  if (reader->Eat(']')) return true;
  std::size_t begin = 0;
  for (std::size_t i = 0;; ++i) {
    if (i % count == 0) {
      reader->Peek();
      begin = reader->offset();
      pieces->emplace_back();
    }
    if (!reader->Skip(depth_left - 1)) return false;
    pieces->back() = {reader->TextSince(begin), i % count + 1};
    if (reader->Eat(']')) return true;
    if (!reader->Eat(',')) return reader->Fail("a comma or the closing bracket is expected");
  }
}

bool ListReader::AtEnd() {
  rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r\n"), rest_.size()));
  return rest_.empty();
}

bool ListReader::Eat(char c) {
  if (AtEnd() || rest_.front() != c) return false;
  rest_.remove_prefix(1);
  return true;
}

// At `rest_`, where AtEnd has skipped the white space.
base::Error ListReader::Unexpected(std::string_view expected) {
  failed_at_ = text_.size() - rest_.size();
  const std::string_view given = JsonKindName(AtEnd() ? '\0' : rest_.front());
  std::string message = name_.empty() ? "malformed JSON" : std::string(name_);
  if (!name_.empty() && begun_) message += "[" + std::to_string(index_) + "]";
  return base::Error(message.append(": ").append(expected).append(" is expected; ").append(given) + " given");
}

base::Result<bool> ListReader::NextInto(const StructureDesc& structure, void* out) {
  if (piece_) {
    if (AtEnd()) return false;
  } else {
    if (!begun_ && !Eat('[')) return Unexpected("an array");
    if (Eat(']')) return false;
  }
  if (begun_ && !Eat(',')) return Unexpected("a comma or the closing bracket");
  begun_ = true;
  if (AtEnd() || rest_.front() != '{') return Unexpected("an object");
  std::size_t used = 0;
  DecodeOptions options;
  options.strict = true;
  options.used = &used;
  options.other_forms = other_forms_;
  options.elements_max = elements_max_;
  const PathFrame list{nullptr, name_, 0};
  const PathFrame object{&list, {}, index_};
  if (!name_.empty()) options.root = &object;
  options.begin = text_.size() - rest_.size();
  options.failed_at = &failed_at_;
  if (auto decoded = DecodeInto(rest_, structure, out, options); !decoded.ok()) {
    failed_at_ += options.begin;
    return std::move(decoded).error();
  }
  rest_.remove_prefix(used);
  ++index_;
  return true;
}

}  // namespace macie_local::wire
