// Texts of a few formats as units, in the simplest way: what the tests' vectors need, and no more.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "support/text_batches.h"
#include "units/contexts.h"

namespace macie_local::detect {

struct SimpleUnits {
  units::Shape shape = units::Shape::kFree;
  support::TextBatch batch;
};

// The cells of one line, with quotes taken away.
inline std::vector<std::string> CellsOf(std::string_view line, char separator) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (std::size_t at = 0; at < line.size(); ++at) {
    const char c = line[at];
    if (quoted && c == '"' && line.substr(at + 1, 1) == "\"") {
      cells.back() += line[++at];
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == separator && !quoted) {
      cells.emplace_back();
    } else {
      cells.back() += c;
    }
  }
  return cells;
}

inline std::vector<std::string> LinesOf(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

inline SimpleUnits UnitsOfCells(std::string_view text, char separator, units::Contexts* contexts) {
  SimpleUnits made{.shape = units::Shape::kColumnar, .batch = {}};
  std::vector<std::uint32_t> columns;
  std::uint64_t row = 0;
  for (const std::string& line : LinesOf(text)) {
    ++row;
    const auto cells = CellsOf(line, separator);
    if (columns.empty()) {
      for (const std::string& name : cells) {
        columns.push_back(contexts->Column(static_cast<std::uint32_t>(columns.size() + 1), name));
      }
      continue;
    }
    made.batch.BeginRecord(row);
    for (std::size_t n = 0; n < cells.size() && n < columns.size(); ++n) made.batch.Add(cells[n], columns[n]);
  }
  return made;
}

inline void AddValues(const nlohmann::ordered_json& json, std::uint32_t context, units::Contexts* contexts,
                      support::TextBatch* batch, std::vector<std::uint32_t>* indices) {
  if (json.is_object()) {
    for (const auto& [name, value] : json.items()) {
      AddValues(value, contexts->Member(context, name), contexts, batch, indices);
    }
  } else if (json.is_array()) {
    indices->push_back(0);
    for (const auto& value : json) {
      AddValues(value, contexts->Element(context), contexts, batch, indices);
      ++indices->back();
    }
    indices->pop_back();
  } else {
    batch->Add(json.is_string() ? json.get<std::string>() : json.dump(), context, *indices);
  }
}

// `format`: csv, tsv, json, jsonl; all else is free text.
inline SimpleUnits UnitsOf(std::string_view format, std::string_view text, units::Contexts* contexts) {
  if (format == "csv") {
    const std::string_view header = text.substr(0, text.find('\n'));
    return UnitsOfCells(text, header.find(',') == std::string_view::npos ? ';' : ',', contexts);
  }
  if (format == "tsv") return UnitsOfCells(text, '\t', contexts);
  if (format != "json" && format != "jsonl") return {.batch = support::TextBatch::OfText(text)};
  SimpleUnits made{.shape = units::Shape::kRecord, .batch = {}};
  std::uint64_t records = 0;
  for (const std::string& record : format == "json" ? std::vector{std::string(text)} : LinesOf(text)) {
    if (record.empty()) continue;
    std::vector<std::uint32_t> indices;
    made.batch.BeginRecord(records++);
    AddValues(nlohmann::ordered_json::parse(record), 0, contexts, &made.batch, &indices);
  }
  return made;
}

}  // namespace macie_local::detect
