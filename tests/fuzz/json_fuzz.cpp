// Any bytes as JSON: ours takes what another library takes, and gives the same strings; a list read object by object
// gives what its pieces give.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/fuzz.h"
#include "model/types/buckets.h"
#include "wire/codec.h"
#include "wire/json_reader.h"
#include "wire/list_reader.h"

namespace macie_local::fuzz {
namespace {

// Counts how deep a text nests, and takes any number: the other library refuses those that no double holds.
class Judge : public nlohmann::json_sax<nlohmann::json> {
 public:
  int depth_max = 0;
  bool large_number = false;

  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override { return Deeper(); }
  bool key(string_t&) override { return true; }
  bool end_object() override { return --depth_, true; }
  bool start_array(std::size_t) override { return Deeper(); }
  bool end_array() override { return --depth_, true; }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception& error) override {
    constexpr int kNumberOutOfRange = 406;
    large_number = error.id == kNumberOutOfRange;
    return false;
  }

 private:
  bool Deeper() {
    depth_max = std::max(depth_max, ++depth_);
    return true;
  }
  int depth_ = 0;
};

void CheckVerdict(std::string_view text) {
  // The other library skips a byte order mark, and takes a zero byte for the end.
  if (text.starts_with("\xef\xbb\xbf") || text.find('\0') != std::string_view::npos) return;
  Judge judge;
  const bool theirs = nlohmann::json::sax_parse(text.begin(), text.end(), &judge);
  if (judge.large_number || judge.depth_max >= wire::kDepthMax) return;
  wire::JsonReader reader(text);
  const bool ours = reader.Skip(wire::kDepthMax) && reader.AtEnd();
  Require(ours == theirs, "a text is JSON for us as for others");
  Require(ours || reader.offset() <= text.size(), "a failure is within the text");
}

void CheckString(std::string_view text) {
  wire::JsonReader reader(text);
  std::string read;
  if (!reader.ReadString(&read)) return;
  const std::string_view literal = text.substr(0, reader.offset());
  const auto theirs = nlohmann::json::parse(literal, nullptr, false);
  Require(theirs.is_string() && theirs.get<std::string>() == read, "a string reads as others read it");
}

// The buckets as JSON, or nothing when one can't be read.
std::optional<std::string> ReadList(wire::ListReader reader) {
  std::string all;
  while (true) {
    model::BucketMetadata bucket;
    const auto more = reader.Next(&bucket);
    if (!more.ok()) return std::nullopt;
    if (!*more) break;
    wire::Encode(bucket, wire::Nulls::kOmit, &all);
  }
  if (!reader.AtEnd()) return std::nullopt;
  return all;
}

void CheckList(std::string_view text) {
  for (const std::size_t count : {1, 3}) {
    wire::JsonReader reader(text);
    std::vector<wire::ListPiece> pieces;
    if (!wire::CutList(count, wire::kDepthMax, &reader, &pieces) || !reader.AtEnd()) continue;
    std::optional<std::string> together = "";
    for (const wire::ListPiece& piece : pieces) {
      const auto part = ReadList(wire::ListReader(piece));
      if (part && together) {
        *together += *part;
      } else {
        together.reset();
      }
    }
    Require(ReadList(wire::ListReader(text)) == together, "a list and its pieces hold the same");
  }
}

}  // namespace

void FuzzJson(std::string_view text) {
  CheckVerdict(text);
  CheckString(text);
  CheckList(text);
}

}  // namespace macie_local::fuzz
