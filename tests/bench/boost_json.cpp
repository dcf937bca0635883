#include "boost_json.h"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/src.hpp>
#include <string>
#include <vector>

namespace macie_local::bench {
namespace {

namespace json = boost::json;

// Keeps the names and indices around the value, as text, and the value's own text.
struct Handler {
  static constexpr std::size_t max_object_size = SIZE_MAX;
  static constexpr std::size_t max_array_size = SIZE_MAX;
  static constexpr std::size_t max_key_size = 1 << 20;
  static constexpr std::size_t max_string_size = SIZE_MAX;

  struct Step {
    bool array;
    std::uint64_t index;
    std::string name;
  };
  std::vector<Step> path;
  std::string name;
  std::string text;
  std::uint64_t values = 0;
  std::uint64_t bytes = 0;

  void Next() {
    if (!path.empty() && path.back().array) ++path.back().index;
  }
  bool Value(json::string_view part) {
    Next();
    text.append(part.data(), part.size());
    ++values;
    bytes += text.size();
    text.clear();
    return true;
  }
  bool on_document_begin(json::error_code&) { return true; }
  bool on_document_end(json::error_code&) { return true; }
  bool on_object_begin(json::error_code&) {
    Next();
    path.push_back({false, 0, {}});
    return true;
  }
  bool on_object_end(std::size_t, json::error_code&) {
    path.pop_back();
    return true;
  }
  bool on_array_begin(json::error_code&) {
    Next();
    path.push_back({true, UINT64_MAX, {}});
    return true;
  }
  bool on_array_end(std::size_t, json::error_code&) {
    path.pop_back();
    return true;
  }
  bool on_key_part(json::string_view part, std::size_t, json::error_code&) {
    name.append(part.data(), part.size());
    return true;
  }
  bool on_key(json::string_view part, std::size_t, json::error_code&) {
    name.append(part.data(), part.size());
    path.back().name.assign(name);
    name.clear();
    return true;
  }
  bool on_string_part(json::string_view part, std::size_t, json::error_code&) {
    text.append(part.data(), part.size());
    return true;
  }
  bool on_string(json::string_view part, std::size_t, json::error_code&) { return Value(part); }
  bool on_number_part(json::string_view part, json::error_code&) {
    text.append(part.data(), part.size());
    return true;
  }
  bool on_int64(std::int64_t, json::string_view part, json::error_code&) { return Value(part); }
  bool on_uint64(std::uint64_t, json::string_view part, json::error_code&) { return Value(part); }
  bool on_double(double, json::string_view part, json::error_code&) { return Value(part); }
  bool on_bool(bool, json::error_code&) { return Next(), true; }
  bool on_null(json::error_code&) { return Next(), true; }
  bool on_comment_part(json::string_view, json::error_code&) { return true; }
  bool on_comment(json::string_view, json::error_code&) { return true; }
};

}  // namespace

std::uint64_t BoostJsonValues(std::string_view text, std::size_t piece_bytes) {
  json::parse_options options;
  options.max_depth = 256;
  json::basic_parser<Handler> parser(options);
  json::error_code error;
  while (!text.empty() && !error) {
    const std::string_view piece = text.substr(0, piece_bytes);
    text.remove_prefix(piece.size());
    parser.write_some(true, piece.data(), piece.size(), error);
  }
  if (!error) parser.write_some(false, text.data(), 0, error);
  return error ? 0 : parser.handler().values;
}

}  // namespace macie_local::bench
