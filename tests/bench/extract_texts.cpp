#include "extract_texts.h"

#include <array>
#include <random>

#include "support/compressed.h"

namespace macie_local::bench {
namespace {

constexpr std::array kNames = {"id",  "first_name", "last_name", "email",  "SSN",
                               "CCN", "address",    "birthdate", "amount", "notes"};

class Rows {
 public:
  using Row = std::array<std::string, kNames.size()>;

  Row Next() {
    return {std::to_string(++id_),
            Word(),
            Word(),
            Word() + std::to_string(id_) + "@example.com",
            Digits(3) + "-" + Digits(2) + "-" + Digits(4),
            "4" + Digits(15),
            Digits(4) + " " + Word() + " St; " + Word(),
            "19" + Digits(2) + "-0" + Digits(1) + "-1" + Digits(1),
            Digits(4) + "." + Digits(2),
            Words()};
  }

 private:
  std::string Word() {
    std::string word;
    for (std::size_t i = 2 + random_() % 9; i > 0; --i) word += static_cast<char>('a' + random_() % 26);
    return word;
  }
  std::string Words() {
    std::string words = Word();
    for (std::size_t i = 2 + random_() % 10; i > 0; --i) words += " " + Word();
    return words;
  }
  std::string Digits(int count) {
    std::string digits;
    for (; count > 0; --count) digits += static_cast<char>('0' + random_() % 10);
    return digits;
  }

  std::mt19937 random_{42};
  int id_ = 0;
};

}  // namespace

std::string CsvText(std::size_t bytes, bool quoted) {
  std::string text;
  const std::string quote = quoted ? "\"" : "";
  for (const char* name : kNames) text += (text.empty() ? "" : ",") + quote + name + quote;
  Rows rows;
  while (text.size() < bytes) {
    char before = '\n';
    for (const std::string& cell : rows.Next()) {
      text += before + quote + cell + quote;
      before = ',';
    }
  }
  return text + "\n";
}

std::string JsonText(std::size_t bytes, bool lines) {
  std::string text = lines ? "" : "[\n ";
  Rows rows;
  while (text.size() < bytes) {
    const Rows::Row row = rows.Next();
    text += R"({"id": )" + row[0] + R"(, "person": {"name": [")" + row[1] + "\", \"" + row[2] + R"("], "email": ")" +
            row[3] + R"(", "SSN": ")" + row[4] + R"("}, "Card Number": ")" + row[5] + R"(", "address": {"street": ")" +
            row[6] + R"("}, "birthdate": ")" + row[7] + R"(", "amount": )" + "1" + row[8] + R"(, "notes": ")" + row[9] +
            "\"}" + (lines ? "\n" : ",\n ");
  }
  return lines ? text : text + "0]\n";
}

std::string PlainText(std::size_t bytes) {
  std::string text;
  Rows rows;
  while (text.size() < bytes) {
    for (const std::string& cell : rows.Next()) text += cell + " ";
    text.back() = '\n';
  }
  return text;
}

std::string Utf16Text(const std::string& ascii) {
  std::string text = "\xFF\xFE";
  for (const char c : ascii) text.append({c, '\0'});
  return text;
}

std::string Windows1252Text(std::size_t bytes) {
  std::string text = PlainText(bytes);
  for (std::size_t i = 0; i < text.size(); i += 50) text[i] = '\xE9';
  return text;
}

std::string GzipText(const std::string& text) {
  return support::Gzipped(text);
}

}  // namespace macie_local::bench
