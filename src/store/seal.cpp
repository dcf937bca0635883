#include "store/seal.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "base/xxh64.h"

namespace macie_local::store {
namespace {

// Each kind of value is told from the others: bytes and text may be the same otherwise.
enum : std::uint64_t { kText, kBlob, kNumber, kNull };

constexpr std::size_t kIdentityDigits = 32;

void AppendHex(std::uint64_t number, std::string* out) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  for (int shift = 60; shift >= 0; shift -= 4) out->push_back(kDigits[(number >> shift) & 0xF]);
}

bool TakeHex(std::string_view digits, std::uint64_t* number) {
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), *number, 16);
  return error == std::errc() && end == digits.data() + digits.size();
}

}  // namespace

RowSum::RowSum(std::string_view table) : sum_(base::Xxh64(table, 0)) {}

RowSum& RowSum::Add(std::int64_t number) {
  std::array<char, 8> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<char>(static_cast<std::uint64_t>(number) >> (8 * i) & 0xFF);
  }
  sum_ = base::Xxh64({bytes.data(), bytes.size()}, sum_ + kNumber);
  return *this;
}

RowSum& RowSum::AddText(std::string_view text) {
  sum_ = base::Xxh64(text, sum_ + kText);
  return *this;
}

RowSum& RowSum::AddBlob(std::string_view bytes) {
  sum_ = base::Xxh64(bytes, sum_ + kBlob);
  return *this;
}

RowSum& RowSum::AddNull() {
  sum_ = base::Xxh64({}, sum_ + kNull);
  return *this;
}

std::string Seal::Text() const {
  std::string text = identity + " ";
  AppendHex(commits, &text);
  for (std::size_t i = 0; i < tables.size(); ++i) {
    text.append(" ").append(kSealedTables[i].name).append("=");
    AppendHex(tables[i].rows, &text);
    text.append(":");
    AppendHex(tables[i].sum, &text);
  }
  return text;
}

std::optional<Seal> Seal::Parse(std::string_view text) {
  Seal seal;
  seal.identity = base::NextPart(" ", &text);
  if (seal.identity.size() != kIdentityDigits || !TakeHex(base::NextPart(" ", &text), &seal.commits)) {
    return std::nullopt;
  }
  while (!text.empty()) {
    std::string_view entry = base::NextPart(" ", &text);
    const std::string_view name = base::NextPart("=", &entry);
    const auto found = std::find_if(kSealedTables.begin(), kSealedTables.end(),
                                    [&](const SealedTable& table) { return table.name == name; });
    if (found == kSealedTables.end()) return std::nullopt;
    Table& table = seal.tables[static_cast<std::size_t>(found - kSealedTables.begin())];
    if (!TakeHex(base::NextPart(":", &entry), &table.rows) || !TakeHex(entry, &table.sum)) return std::nullopt;
  }
  return seal;
}

}  // namespace macie_local::store
