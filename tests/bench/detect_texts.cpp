#include "detect_texts.h"

#include <array>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <random>

namespace macie_local::bench {
namespace {

constexpr std::array kWords = {
    "the",     "of",      "and",     "to",       "in",       "that",    "was",      "with",     "for",      "which",
    "people",  "water",   "number",  "between",  "company",  "account", "question", "several",  "report",   "meadow",
    "evening", "through", "because", "position", "children", "letter",  "morning",  "anything", "together", "carefully",
    "house",   "country", "office",  "contact",  "yellow",   "journey", "winter",   "remember", "although", "street"};

class Writer {
 public:
  explicit Writer(unsigned seed) : random_(seed) {}

  std::uint64_t Below(std::uint64_t limit) { return random_() % limit; }
  template <class... Numbers>
  std::string Print(const char* format, Numbers... numbers) {
    std::array<char, 512> line{};
    std::snprintf(line.data(), line.size(), format, numbers...);
    return line.data();
  }

  std::string Sentence() {
    std::string text;
    const std::uint64_t words = 6 + Below(18);
    for (std::uint64_t n = 0; n < words; ++n) {
      std::string word = kWords[Below(kWords.size())];
      if (n == 0) word[0] = static_cast<char>(word[0] - 32);
      if (Below(1000) < 14) word = std::to_string(1 + Below(2024));
      text += word + (Below(30) == 0 ? ", " : " ");
    }
    text.back() = '.';
    return text + (Below(4) == 0 ? "\n" : " ");
  }
  std::string LogLine() {
    const auto at = Print("2024-%02u-%02uT%02u:%02u:%02u.%03uZ ", U(12) + 1, U(28) + 1, U(24), U(60), U(60), U(1000));
    switch (Below(3)) {
      case 0:
        return at + Print("%u.%u.%u.%u \"GET /api/v2/items/%u?page=%u HTTP/1.1\" %u %u\n", U(255), U(255), U(255),
                          U(255), U(10000000), U(50), 200 + U(300), U(90000));
      case 1:
        return at + Print("INFO [worker-%u] OrderService - processed order=%u in %ums trace=%08x%08x%08x%08x\n", U(32),
                          1000000000 + U(900000000), U(900), U32(), U32(), U32(), U32());
      default:
        return at + Print("WARN id=%08x-%04x-4%03x-a%03x-%08x%04x status=%u retry=%u\n", U32(), U(65536), U(4096),
                          U(4096), U32(), U(65536), 200 + U(400), U(5));
    }
  }
  std::vector<std::string> Row(bool keyed) {
    const auto ssn = Print("%03u-%02u-%04u", 1 + U(600), 1 + U(99), 1 + U(9999));
    const auto phone = Print("%03u-%03u-%04u", 200 + U(800), 200 + U(800), U(10000));
    const auto account = Print("%u", 100000000 + U(899999999));
    return {Print("%u", 100000 + U(899999999)),
            Print("2024-%02u-%02u %02u:%02u:%02u", U(12) + 1, U(28) + 1, U(24), U(60), U(60)),
            Below(2) == 0 ? "eu-west-1" : "us-east-1",
            Print("%08u", U(100000000)),
            Print("%u", U(100)),
            Print("%u.%02u", U(1000), U(100)),
            Print("%u.%02u", U(10000), U(100)),
            keyed ? phone : Print("%u.%06u", U(90), U(1000000)),
            keyed ? ssn : Print("-%u.%06u", U(180), U(1000000)),
            account,
            Print("%u", U(6)),
            Print("%u", 1000 + U(99000)),
            Print("%u.%03u", U(100), U(1000))};
  }

 private:
  unsigned U(unsigned limit) { return static_cast<unsigned>(Below(limit)); }
  unsigned U32() { return static_cast<unsigned>(Below(std::uint64_t{1} << 32)); }

  std::mt19937_64 random_;
};

constexpr std::size_t kBatchBytes = 256 << 10;

class Builder {
 public:
  Builder(std::string name, units::Shape shape, std::size_t bytes) : bytes_(bytes) {
    text_.name = std::move(name);
    text_.shape = shape;
    Open();
  }
  bool Full() const { return text_.bytes + text_.texts.back().size() >= bytes_; }
  void Free(const std::string& piece) {
    text_.texts.back() += piece;
    if (text_.texts.back().size() >= kBatchBytes) Close();
  }
  void Cell(const std::string& cell, std::uint32_t context, char separator) {
    std::string& text = text_.texts.back();
    const auto begin = static_cast<std::uint32_t>(text.size());
    text += cell;
    if (begins_record_) {
      text_.records.back().push_back({static_cast<std::uint32_t>(text_.units.back().size()), ++records_});
    }
    begins_record_ = separator == '\n';
    text_.units.back().push_back(
        {.begin = begin, .end = static_cast<std::uint32_t>(text.size()), .context = context, .indices = 0});
    text += separator;
    if (separator == '\n' && text.size() >= kBatchBytes) Close();
  }
  DetectText Done() && {
    Close();
    text_.texts.pop_back();
    text_.units.pop_back();
    text_.records.pop_back();
    for (std::size_t n = 0; n < text_.texts.size(); ++n) {
      units::Batch batch;
      batch.text = text_.texts[n];
      batch.units = text_.units[n];
      batch.records = text_.records[n];
      batch.owned_end = static_cast<std::uint32_t>(batch.text.size());
      text_.batches.push_back(batch);
    }
    return std::move(text_);
  }

 private:
  void Open() {
    text_.texts.emplace_back();
    text_.units.emplace_back();
    text_.records.emplace_back();
  }
  void Close() {
    const auto size = static_cast<std::uint32_t>(text_.texts.back().size());
    if (text_.shape == units::Shape::kFree)
      text_.units.back() = {{.begin = 0, .end = size, .context = 0, .indices = 0}};
    text_.bytes += size;
    Open();
  }

  DetectText text_;
  std::size_t bytes_;
  bool begins_record_ = true;
  std::uint64_t records_ = 0;
};

DetectText FreeText(const std::string& name, std::size_t bytes, const std::function<std::string()>& piece) {
  Builder builder(name, units::Shape::kFree, bytes);
  while (!builder.Full()) builder.Free(piece());
  return std::move(builder).Done();
}

DetectText Cells(const std::string& name, units::Shape shape, std::size_t bytes, bool keyed,
                 units::Contexts* contexts) {
  constexpr std::array kNames = {"id",  "ts",  "region", "sku",    "qty",   "price", "total",
                                 "lat", "lng", "ref",    "status", "batch", "weight"};
  constexpr std::array kKeyed = {"id",           "ts",  "region",         "sku",    "qty",   "price", "total",
                                 "phone_number", "ssn", "account number", "status", "batch", "weight"};
  Writer writer(7);
  Builder builder(name, shape, bytes);
  std::vector<std::uint32_t> columns;
  const std::uint32_t root = shape == units::Shape::kRecord ? contexts->Member(0, "order") : 0;
  for (std::size_t n = 0; n < kNames.size(); ++n) {
    const char* column = keyed ? kKeyed[n] : kNames[n];
    columns.push_back(shape == units::Shape::kRecord ? contexts->Member(root, column)
                                                     : contexts->Column(static_cast<std::uint32_t>(n + 1), column));
  }
  while (!builder.Full()) {
    const auto row = writer.Row(keyed);
    for (std::size_t n = 0; n < row.size(); ++n) builder.Cell(row[n], columns[n], n + 1 == row.size() ? '\n' : ',');
  }
  return std::move(builder).Done();
}

}  // namespace

std::deque<DetectText> DetectTexts(std::size_t bytes, units::Contexts* contexts) {
  Writer writer(11);
  std::deque<DetectText> texts;  // nothing in it moves: batches view it
  const auto repeated = [&](const std::string& name, const std::string& piece) {
    texts.push_back(FreeText(name, bytes / 4, [&] { return piece; }));
  };
  texts.push_back(FreeText("prose", bytes, [&] { return writer.Sentence(); }));
  texts.push_back(FreeText("logs", bytes, [&] { return writer.LogLine(); }));
  texts.push_back(Cells("csv", units::Shape::kColumnar, bytes, false, contexts));
  texts.push_back(Cells("csv, hits", units::Shape::kColumnar, bytes, true, contexts));
  texts.push_back(Cells("json", units::Shape::kRecord, bytes, false, contexts));
  texts.push_back(Cells("json, hits", units::Shape::kRecord, bytes, true, contexts));
  repeated("worst: A", "AAAAAAAAAAAAAAAA");
  repeated("worst: 1 1", "1 1 1 1 1 1 ");
  repeated("worst: 1.1", "1.1.1.1.1.1.");
  repeated("worst: 1234 1234", "1234 1234 1234 ");
  repeated("worst: keyword, 9 digits", "card 123456789 ");
  repeated("worst: ssn per line", "ssn 123-45-6789\n");
  repeated("worst: cookie", "Cookie: a=b; ");
  repeated("worst: BEGIN", "-----BEGIN PRIVATE KEY-----\n");
  repeated("worst: eyJ", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.");
  return texts;
}

}  // namespace macie_local::bench
