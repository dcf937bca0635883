#include "extract/pdf/repair.h"

#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <vector>

#include "extract/pdf/tokens.h"

namespace macie_local::extract {
namespace {

constexpr std::size_t kObjectsMax = 1 << 20;
constexpr std::uint32_t kNumberMax = 1 << 23;
constexpr std::size_t kDictionaryBytesMax = 4096;   // of an object in a stream of them, that are looked at
constexpr std::uint64_t kInStreamCost = 256;        // of each of them, in bytes that are inflated
constexpr std::size_t kInflatedBytesMax = 4 << 20;  // of a stream of objects
constexpr std::uint64_t kInflatedTimes = 8;         // of all of them together, to those of the file, and as much again

// Where an object is: in the file, or in a stream of objects.
struct Where {
  bool in_stream;
  std::uint64_t position;  // or the number of the stream
  std::uint32_t index;
};

// What a dictionary says of its object.
struct Said {
  std::string type;
  bool is_deflated = false;
  std::size_t count = 0;
  std::size_t first = 0;
};

std::size_t SizeOf(double number) {
  return static_cast<std::size_t>(std::clamp(number, 0.0, double{kInflatedBytesMax}));
}

// Reads the members of the dictionary that `text` begins with, but for those within others.
Said ReadDictionary(std::string_view text) {
  Said said;
  PdfTokens tokens(text);
  if (tokens.Next() != PdfTokens::Kind::kDictionaryBegin) return said;
  std::string key;
  std::size_t nested = 1;
  while (nested > 0) {
    const PdfTokens::Kind kind = tokens.Next();
    if (kind == PdfTokens::Kind::kFinished) break;
    if (kind == PdfTokens::Kind::kDictionaryBegin) ++nested;
    if (kind == PdfTokens::Kind::kDictionaryEnd) --nested;
    if (nested != 1) continue;
    if (kind == PdfTokens::Kind::kNumber && key == "N") said.count = SizeOf(tokens.number());
    if (kind == PdfTokens::Kind::kNumber && key == "First") said.first = SizeOf(tokens.number());
    if (kind != PdfTokens::Kind::kName) continue;
    if (key == "Type") said.type = tokens.text();
    if (key == "Filter" && tokens.text() == "FlateDecode") said.is_deflated = true;
    // A name that is a value is no key.
    const bool is_value = key == "Type" || key == "Filter";
    key = is_value ? std::string() : std::string(tokens.text());
  }
  return said;
}

// Inflates what `packed` begins with, as much as there is and may be.
std::string Inflated(std::string_view packed) {
  std::string bytes(std::min(kInflatedBytesMax, packed.size() * 16 + 4096), '\0');
  z_stream zlib{};
  if (inflateInit(&zlib) != Z_OK) return {};
  zlib.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(packed.data()));
  zlib.avail_in = static_cast<uInt>(packed.size());
  zlib.next_out = reinterpret_cast<Bytef*>(bytes.data());
  zlib.avail_out = static_cast<uInt>(bytes.size());
  inflate(&zlib, Z_SYNC_FLUSH);
  bytes.resize(bytes.size() - zlib.avail_out);
  inflateEnd(&zlib);
  return bytes;
}

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

class Repair {
 public:
  explicit Repair(std::string_view file) : file_(file), bytes_left_(kInflatedTimes * file.size() + (1 << 20)) {}

  std::string Run() {
    std::size_t at = file_.find(kObject);
    while (at != std::string_view::npos && objects_.size() < kObjectsMax) {
      const std::size_t next = file_.find(kObject, at + 1);
      TakeObject(at, next);
      at = next;
    }
    if (pages_.empty() || file_.find("/Encrypt") != std::string_view::npos) return {};
    return Written();
  }

 private:
  static constexpr std::string_view kObject = " obj";

  void TakeObject(std::size_t at, std::size_t next);
  void TakeStream(std::uint32_t number, const Said& said, std::size_t begin);
  bool Spend(std::uint64_t bytes) {
    const bool is_left = bytes <= bytes_left_;
    bytes_left_ -= is_left ? bytes : bytes_left_;
    return is_left;
  }
  void Add(std::uint32_t number, const Where& where, const Said& said);
  std::string Written() const;

  std::string_view file_;
  std::uint64_t bytes_left_;  // that may be inflated
  std::map<std::uint32_t, Where> objects_;
  std::vector<std::uint32_t> pages_;
  std::set<std::uint32_t> known_pages_;
};

// "12 0 obj", of which the last word begins behind `at`. The next one is at `next`, or nowhere.
void Repair::TakeObject(std::size_t at, std::size_t next) {
  constexpr std::size_t kDigitsMax = 10;
  std::size_t begin = at;
  while (begin > 0 && at - begin < kDigitsMax && IsDigit(file_[begin - 1])) --begin;
  if (begin == at || begin == 0 || file_[begin - 1] != ' ') return;
  const std::size_t end = --begin;
  while (begin > 0 && end - begin < kDigitsMax && IsDigit(file_[begin - 1])) --begin;
  std::uint64_t number = 0;
  for (const char c : file_.substr(begin, end - begin)) number = number * 10 + static_cast<std::uint64_t>(c - '0');
  if (number == 0 || number > kNumberMax) return;
  const std::size_t behind = at + kObject.size();
  const std::string_view text = file_.substr(behind, next == std::string_view::npos ? next : next - at);
  const Said said = ReadDictionary(text);
  Add(static_cast<std::uint32_t>(number), {false, begin, 0}, said);
  constexpr std::string_view kBegin = "stream";
  const std::size_t stream = text.find(kBegin);
  if (said.type != "ObjStm" || stream == std::string_view::npos) return;
  TakeStream(static_cast<std::uint32_t>(number), said, behind + stream + kBegin.size());
}

// Takes what is in a stream of objects: pairs of a number and a place, then the objects.
void Repair::TakeStream(std::uint32_t number, const Said& said, std::size_t begin) {
  if (bytes_left_ == 0) return;
  std::string_view text = file_.substr(begin, kInflatedBytesMax);
  text.remove_prefix(text.starts_with("\r\n") ? 2 : text.starts_with("\n") ? 1 : 0);
  text = text.substr(0, text.find("endstream"));
  if (!Spend(text.size())) return;
  const std::string inflated = said.is_deflated ? Inflated(text) : std::string(text);
  if (inflated.size() < said.first || !Spend(inflated.size())) return;
  PdfTokens header(std::string_view(inflated).substr(0, said.first));
  for (std::size_t i = 0; i < said.count && objects_.size() < kObjectsMax && Spend(kInStreamCost); ++i) {
    if (header.Next() != PdfTokens::Kind::kNumber) return;
    const double of = header.number();
    if (header.Next() != PdfTokens::Kind::kNumber) return;
    const std::size_t place = said.first + SizeOf(header.number());
    if (!(of >= 1) || of > kNumberMax || place >= inflated.size()) continue;
    Add(static_cast<std::uint32_t>(of), {true, number, static_cast<std::uint32_t>(i)},
        ReadDictionary(std::string_view(inflated).substr(place, kDictionaryBytesMax)));
  }
}

// Of two objects with one number the later one counts, as in files that were changed by what is appended.
void Repair::Add(std::uint32_t number, const Where& where, const Said& said) {
  objects_[number] = where;
  if (said.type == "Page" && known_pages_.insert(number).second) pages_.push_back(number);
}

std::string Repair::Written() const {
  const std::uint32_t catalog = std::max(objects_.rbegin()->first, kNumberMax) + 1;
  const auto reference = [](std::uint32_t number) { return std::to_string(number) + " 0 R"; };
  const auto begin = [](std::uint32_t number) { return "\n" + std::to_string(number) + " 0 obj "; };
  std::string file(file_);
  std::map<std::uint32_t, Where> objects = objects_;
  objects[catalog] = {false, file.size() + 1, 0};
  file += begin(catalog) + "<</Type/Catalog/Pages " + reference(catalog + 1) + ">> endobj";
  objects[catalog + 1] = {false, file.size() + 1, 0};
  file += begin(catalog + 1) + "<</Type/Pages/Kids[";
  for (const std::uint32_t page : pages_) file += reference(page) + " ";
  file += "]>> endobj";
  std::string index;
  std::string table;
  const auto add = [&table](std::uint64_t number, int bytes) {
    for (int i = bytes - 1; i >= 0; --i) table += static_cast<char>(number >> (8 * i) & 0xFF);
  };
  std::uint32_t first = 0;
  std::uint32_t next = 0;
  const auto add_range = [&] {
    if (next > first) index += std::to_string(first) + " " + std::to_string(next - first) + " ";
  };
  for (const auto& [number, where] : objects) {
    if (number != next) {
      add_range();
      first = number;
    }
    next = number + 1;
    add(where.in_stream ? 2 : 1, 1);
    add(where.position, 4);
    add(where.index, 4);
  }
  add_range();
  const std::size_t position = file.size() + 1;
  file += begin(catalog + 2) + "<</Type/XRef/Size " + std::to_string(catalog + 3) + "/W[1 4 4]/Root " +
          reference(catalog) + "/Index[" + index + "]/Length " + std::to_string(table.size()) + ">>stream\n" + table +
          "\nendstream endobj\nstartxref\n" + std::to_string(position) + "\n%%EOF\n";
  return file;
}

}  // namespace

std::string RepairedPdf(std::string_view file) {
  // Places are counted from the mark, if there is one where it may be.
  constexpr std::size_t kBytesBefore = 1024;
  const std::size_t mark = file.substr(0, kBytesBefore).find("%PDF-");
  if (mark != std::string_view::npos) file.remove_prefix(mark);
  if (file.size() > kRepairedPdfBytesMax) return {};
  return Repair(file).Run();
}

}  // namespace macie_local::extract
