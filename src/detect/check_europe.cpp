// Numbers of Europe.
#include <string_view>

#include "detect/check_functions.h"

namespace macie_local::detect::check {
namespace {

constexpr std::string_view kDniLetters = "TRWAGMYFPDXBNJZSQVHLCKE";

bool IsOneOf(Byte c, std::string_view letters) {
  return letters.find(static_cast<char>(c)) != std::string_view::npos;
}

}  // namespace

bool IsCodiceFiscale(const Value& value) {
  // What a digit or letter is worth at the first, third and so on place.
  constexpr std::array kOdd = {1,  0,  5, 7, 9, 13, 15, 17, 19, 21, 2,  4,  18,
                               20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23};
  int sum = 0;
  for (int n = 0; n < 15; ++n) {
    const Byte c = value.Character(n);
    const int worth = IsDigit(c) ? c - '0' : c - 'A';
    sum += n % 2 == 0 ? kOdd[static_cast<unsigned>(worth)] : worth;
  }
  return value.Character(15) == 'A' + sum % 26;
}

bool IsFranceInsee(const Value& value) {
  if (value.characters() != 15 || !IsOneOf(value.Character(0), "123478")) return false;
  std::uint64_t number = 0;
  for (int n = 0; n < 13; ++n) {
    int digit = value.Character(n) - '0';
    // Corsica: 2A counts as 19 and 2B as 18.
    const bool corsica = n == 6 && value.Character(5) == '2' && IsOneOf(value.Character(6), "AB");
    if (n == 5 && IsOneOf(value.Character(6), "AB") && digit == 2) digit = 1;
    if (corsica) digit = value.Character(6) == 'A' ? 9 : 8;
    if (digit < 0 || digit > 9) return false;
    number = number * 10 + static_cast<std::uint64_t>(digit);
  }
  const int key = (value.Character(13) - '0') * 10 + (value.Character(14) - '0');
  return key == static_cast<int>(97 - number % 97);
}

bool IsFranceTax(const Value& value) {
  return value.digits() == 13 && value[0] <= 3 && value.Number(0, 10) % 511 == value.Number(10, 3) && !value.AllZero();
}

bool IsGermanyDocument(const Value& value, std::string_view firsts) {
  constexpr std::array kWeights = {7, 3, 1};
  if (value.digits() == 0 || !IsOneOf(value.Character(0), firsts)) return false;
  int sum = 0;
  for (int n = 0; n < value.characters(); ++n) {
    const Byte c = value.Character(n);
    if (!IsDigit(c) && !IsOneOf(c, "CFGHJKLMNPRTVWXYZ")) return false;
    if (n < 9) sum += value.Worth(n) * kWeights[static_cast<unsigned>(n % 3)];
  }
  // The tenth character, where it is there, is the check digit.
  return value.characters() == 9 || value.Character(9) == '0' + sum % 10;
}

bool IsGermanyTax(const Value& value) {
  if (value.digits() != 11 || value[0] == 0) return false;
  int product = 10;
  for (int n = 0; n < 10; ++n) {
    const int sum = (value[n] + product) % 10;
    product = 2 * (sum == 0 ? 10 : sum) % 11;
  }
  return (11 - product) % 10 == value[10];
}

bool IsSpainCif(const Value& value) {
  if (!IsOneOf(value.Character(0), "ABCDEFGHJNPQRSUVW")) return false;
  int sum = 0;
  for (int n = 1; n < 8; ++n) {
    const int digit = value.Character(n) - '0';
    const int twice = digit * 2;
    sum += n % 2 == 0 ? digit : twice / 10 + twice % 10;
  }
  const int check = (10 - sum % 10) % 10;
  const Byte last = value.Character(8);
  return last == (IsDigit(last) ? '0' + check : "JABCDEFGHI"[check]);
}

bool IsSpainDni(const Value& value) {
  const std::uint64_t number = value.Number(0, 8);
  return value.digits() == 8 && number != 0 && number != 99999999 &&
         value.Last() == static_cast<Byte>(kDniLetters[number % 23]);
}

bool IsSpainNie(const Value& value) {
  const std::size_t first = std::string_view("XYZ").find(static_cast<char>(value.Character(0)));
  if (first == std::string_view::npos) return false;
  return value.Last() == static_cast<Byte>(kDniLetters[(first * 10'000'000 + value.Number(0, 7)) % 23]);
}

bool IsSpainSocialSecurity(const Value& value) {
  return value.digits() == 12 && value.Number(0, 10) % 97 == value.Number(10, 2);
}

bool IsUkLicence(const Value& value) {
  // Surname (5), decade, month (50 more for women), day, year.
  const int month = value.Worth(6) * 10 + value.Worth(7);
  const int day = value.Worth(8) * 10 + value.Worth(9);
  return ((month >= 1 && month <= 12) || (month >= 51 && month <= 62)) && day >= 1 && day <= 31;
}

bool IsUkNationalInsurance(const Value& value) {
  const Byte first = value.Character(0);
  const Byte second = value.Character(1);
  if (IsOneOf(first, "DFIQUV") || IsOneOf(second, "DFIQUVO")) return false;
  for (const char* pair : {"BG", "GB", "NK", "KN", "TN", "NT", "ZZ"}) {
    if (first == static_cast<Byte>(pair[0]) && second == static_cast<Byte>(pair[1])) return false;
  }
  return value.Character(8) >= 'A' && value.Character(8) <= 'D';
}

bool IsUkNhs(const Value& value) {
  constexpr std::array kWeights = {10, 9, 8, 7, 6, 5, 4, 3, 2};
  const int check = (11 - value.Weighted(0, kWeights) % 11) % 11;
  return check != 10 && check == value[9] && !value.AllZero();
}

bool IsUkTaxReference(const Value& value) {
  constexpr std::array kWeights = {6, 7, 8, 9, 10, 5, 4, 3, 2};
  return "21987654321"[value.Weighted(1, kWeights) % 11] - '0' == value[0] && !value.AllZero();
}

}  // namespace macie_local::detect::check
