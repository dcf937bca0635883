// Writes the records of XLS workbooks for tests.
#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ole_writer.h"

namespace macie_local::extract {

inline std::string BiffRecord(unsigned kind, const std::string& data) {
  return LowFirst(kind, 2) + LowFirst(data.size(), 2) + data;
}

// A text behind its length (of one byte or two) and its flags, of characters of one byte.
inline std::string BiffText(std::string_view text, std::size_t length_bytes = 2) {
  return LowFirst(text.size(), length_bytes) + '\0' + std::string(text);
}

inline std::string BiffPlace(unsigned row, unsigned column, unsigned style = 0) {
  return LowFirst(row, 2) + LowFirst(column, 2) + LowFirst(style, 2);
}

inline std::string BiffFraction(double number) {
  return LowFirst(std::bit_cast<std::uint64_t>(number), 8);
}

inline std::string BiffBegin(bool sheet, unsigned form = 0x600) {
  return BiffRecord(0x809, LowFirst(form, 2) + LowFirst(sheet ? 0x10 : 0x05, 2) + std::string(12, '\0'));
}

inline std::string BiffEnd() {
  return BiffRecord(0x0A, "");
}

inline std::string BiffSharedLabel(unsigned row, unsigned column, unsigned text) {
  return BiffRecord(0xFD, BiffPlace(row, column) + LowFirst(text, 4));
}

inline std::string BiffSharedTexts(const std::vector<std::string>& texts) {
  std::string data = LowFirst(texts.size(), 4) + LowFirst(texts.size(), 4);
  for (const std::string& text : texts) data += BiffText(text);
  return BiffRecord(0xFC, data);
}

// Puts a workbook together: what all sheets share, and each sheet's name and records.
inline std::string BiffBook(const std::string& globals, const std::vector<std::pair<std::string, std::string>>& sheets,
                            unsigned form = 0x600) {
  const auto named = [&](const std::string& name, std::size_t position) {
    const std::string text = form == 0x600 ? BiffText(name, 1) : LowFirst(name.size(), 1) + name;
    return BiffRecord(0x85, LowFirst(position, 4) + LowFirst(0, 2) + text);
  };
  std::size_t position = BiffBegin(false, form).size() + globals.size() + BiffEnd().size();
  for (const auto& [name, _] : sheets) position += named(name, 0).size();
  std::string names;
  std::string bodies;
  for (const auto& [name, records] : sheets) {
    names += named(name, position + bodies.size());
    bodies += BiffBegin(true, form) + records + BiffEnd();
  }
  return BiffBegin(false, form) + globals + names + BiffEnd() + bodies;
}

inline std::string XlsFile(const std::string& globals, const std::vector<std::pair<std::string, std::string>>& sheets) {
  return OleFile({{"Workbook", BiffBook(globals, sheets)}});
}

}  // namespace macie_local::extract
