#include "extract/tar/tar_header.h"

#include <algorithm>
#include <charconv>

namespace macie_local::extract {
namespace {

constexpr std::uint64_t kSizeMax = std::uint64_t{1} << 62;

std::string_view UpToZero(std::string_view field) {
  return field.substr(0, field.find('\0'));
}

// Digits of base eight between spaces and zero bytes; or, with the first bit set, the number's bytes themselves.
std::optional<std::uint64_t> Number(std::string_view field) {
  std::uint64_t number = 0;
  if ((static_cast<unsigned char>(field.front()) & 0x80) != 0) {
    for (std::size_t i = 0; i < field.size(); ++i) {
      const auto byte = static_cast<unsigned char>(field[i]);
      if (number >= kSizeMax >> 8) return std::nullopt;
      number = number << 8 | (i == 0 ? byte & 0x7Fu : byte);
    }
    return number;
  }
  field = UpToZero(field);
  const std::size_t first = field.find_first_not_of(' ');
  if (first == std::string_view::npos) return 0;
  field = field.substr(first, field.find_last_not_of(' ') + 1 - first);
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), number, 8);
  if (error != std::errc() || end != field.data() + field.size()) return std::nullopt;
  return number;
}

bool SumIsRight(std::string_view block) {
  constexpr std::size_t kSumBegin = 148;
  constexpr std::size_t kSumBytes = 8;
  const auto told = Number(block.substr(kSumBegin, kSumBytes));
  std::uint64_t sum = kSumBytes * ' ';
  for (std::size_t i = 0; i < block.size(); ++i) {
    if (i < kSumBegin || i >= kSumBegin + kSumBytes) sum += static_cast<unsigned char>(block[i]);
  }
  return told == sum;
}

// "25 path=dir/na me.csv\n", of which the first number counts all of it.
bool TakePax(std::string_view bytes, TarExtra* extra) {
  while (!bytes.empty()) {
    std::size_t length = 0;
    const auto [end, error] = std::from_chars(bytes.data(), bytes.data() + bytes.size(), length);
    const auto digits = static_cast<std::size_t>(end - bytes.data());
    if (error != std::errc() || length > bytes.size() || length < digits + 2 || *end != ' ') return false;
    const std::string_view record = bytes.substr(digits + 1, length - digits - 2);
    const std::size_t equals = record.find('=');
    if (equals == std::string_view::npos || bytes[length - 1] != '\n') return false;
    const std::string_view value = record.substr(equals + 1);
    if (record.substr(0, equals) == "path") extra->path = value;
    if (record.substr(0, equals) == "size") {
      std::uint64_t size = 0;
      const auto [last, wrong] = std::from_chars(value.data(), value.data() + value.size(), size);
      if (wrong != std::errc() || last != value.data() + value.size() || size > kSizeMax) return false;
      extra->size = size;
    }
    bytes.remove_prefix(length);
  }
  return true;
}

}  // namespace

std::optional<TarHeader> ParseTarHeader(std::string_view block) {
  if (!SumIsRight(block)) return std::nullopt;
  const auto size = Number(block.substr(124, 12));
  if (!size) return std::nullopt;
  TarHeader header{.kind = TarHeader::Kind::kOther,
                   .type = block[156],
                   .path = std::string(UpToZero(block.substr(0, 100))),
                   .size = *size};
  const std::string_view prefix = UpToZero(block.substr(345, 155));
  const bool is_ustar = block.substr(257, 6) == std::string_view("ustar\0", 6);
  if (is_ustar && !prefix.empty()) header.path = std::string(prefix) + "/" + header.path;
  switch (header.type) {
    case '0':
    case '7':
    case '\0':
      // Before there were types a folder was a name with a "/" at its end.
      header.kind = header.path.ends_with('/') ? TarHeader::Kind::kOther : TarHeader::Kind::kFile;
      break;
    case 'L':
    case 'x':
      header.kind = TarHeader::Kind::kNames;
      break;
    case '1':
    case '2':
    case '3':
    case '4':
    case '6':
      header.size = 0;  // whatever it tells: links and devices have no bytes of their own
      break;
    case 'S':
      header.map_follows = block[482] != '\0';
      break;
    default:
      break;
  }
  return header;
}

bool TarExtra::Take(char type, std::string_view bytes) {
  if (type == 'x') return TakePax(bytes, this);
  path = UpToZero(bytes);
  return true;
}

}  // namespace macie_local::extract
