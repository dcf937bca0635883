// Numbers of the Americas, India and Australia, and what is the same everywhere.
#include <algorithm>
#include <string_view>

#include "detect/check_functions.h"

namespace macie_local::detect::check {
namespace {

// The check digit of many moduli of 11: what the sum lacks. 10 is none, 11 stands for 0.
int Lacking11(int sum) {
  return (11 - sum % 11) % 11;
}
// The same of Brazil and Colombia, where what is left counts while it is below 2.
int Left11(int sum) {
  return sum % 11 < 2 ? 0 : 11 - sum % 11;
}

bool IsMonthAndDay(const Value& value, int first) {
  const std::uint64_t month = value.Number(first, 2);
  const std::uint64_t day = value.Number(first + 2, 2);
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

bool IsOneOf(Byte c, std::string_view letters) {
  return letters.find(static_cast<char>(c)) != std::string_view::npos;
}

constexpr int kVerhoeffProduct[10][10] = {{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, {1, 2, 3, 4, 0, 6, 7, 8, 9, 5},
                                          {2, 3, 4, 0, 1, 7, 8, 9, 5, 6}, {3, 4, 0, 1, 2, 8, 9, 5, 6, 7},
                                          {4, 0, 1, 2, 3, 9, 5, 6, 7, 8}, {5, 9, 8, 7, 6, 0, 4, 3, 2, 1},
                                          {6, 5, 9, 8, 7, 1, 0, 4, 3, 2}, {7, 6, 5, 9, 8, 2, 1, 0, 4, 3},
                                          {8, 7, 6, 5, 9, 3, 2, 1, 0, 4}, {9, 8, 7, 6, 5, 4, 3, 2, 1, 0}};
constexpr int kVerhoeffTurn[10] = {1, 5, 7, 6, 2, 8, 3, 0, 9, 4};

}  // namespace

bool IsArgentinaDni(const Value& value) {
  return !value.AllZero() && !(value.digits() == 8 && value.Number(0, 8) == 99999999);
}

bool IsArgentinaTax(const Value& value, std::span<const int> prefixes) {
  constexpr std::array kWeights = {5, 4, 3, 2, 7, 6, 5, 4, 3, 2};
  const auto prefix = static_cast<int>(value.Number(0, 2));
  if (value.digits() != 11 || std::find(prefixes.begin(), prefixes.end(), prefix) == prefixes.end()) return false;
  const int check = Lacking11(value.Weighted(0, kWeights));
  return check != 10 && check == value[10] && value.Number(2, 8) != 0;
}

bool IsArgentinaSube(const Value& value) {
  return value.Number(0, 4) == 6061 && IsLuhn(value, 0, value.digits());
}

bool IsAustraliaTaxFile(const Value& value) {
  constexpr std::array kNine = {1, 4, 3, 7, 5, 8, 6, 9, 10};
  constexpr std::array kEight = {10, 7, 8, 4, 6, 3, 5, 1};
  const int sum = value.digits() == 9 ? value.Weighted(0, kNine) : value.Weighted(0, kEight);
  return sum % 11 == 0 && !value.AllZero();
}

bool IsBrazilCnpj(const Value& value) {
  constexpr std::array kWeights = {6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2};
  const std::span<const int> weights = kWeights;
  return value.digits() == 14 && !value.AllSame() && Left11(value.Weighted(0, weights.subspan(1))) == value[12] &&
         Left11(value.Weighted(0, weights)) == value[13];
}

bool IsBrazilCpf(const Value& value) {
  constexpr std::array kWeights = {11, 10, 9, 8, 7, 6, 5, 4, 3, 2};
  const std::span<const int> weights = kWeights;
  return value.digits() == 11 && !value.AllSame() && value.Weighted(0, weights.subspan(1)) * 10 % 11 % 10 == value[9] &&
         value.Weighted(0, weights) * 10 % 11 % 10 == value[10];
}

bool IsCanadaHealth(const Value& value) {
  constexpr std::array kWeights = {2, 4, 8, 5, 10, 9, 7, 3};
  const int left = value.Weighted(1, kWeights) % 11;
  return value[0] == 9 && left != 1 && Lacking11(left) == value[9];
}

bool IsCanadaSocialInsurance(const Value& value) {
  return value[0] != 0 && value[0] != 8 && IsLuhn(value, 0, value.digits());
}

bool IsChileRut(const Value& value) {
  // The last character is the check, which is a K for 10.
  const int digits = IsDigit(value.Last()) ? value.digits() - 1 : value.digits();
  int sum = 0;
  for (int n = 0; n < digits; ++n) sum += value[digits - 1 - n] * (2 + n % 6);
  const int check = Lacking11(sum);
  const Byte wanted = check == 10 ? Byte{'K'} : static_cast<Byte>('0' + check);
  return value.Last() == wanted && value.Number(0, digits) != 0;
}

bool IsColombiaNit(const Value& value) {
  constexpr std::array kWeights = {3, 7, 13, 17, 19, 23, 29, 37, 41, 43, 47, 53, 59, 67, 71};
  int sum = 0;
  for (int n = 0; n < value.digits() - 1; ++n)
    sum += value[value.digits() - 2 - n] * kWeights[static_cast<unsigned>(n)];
  const int check = sum % 11 < 2 ? sum % 11 : 11 - sum % 11;
  return check == value[value.digits() - 1] && !value.AllZero();
}

bool IsOfOrganization(const Value& nit) {
  return nit.digits() == 10 && nit[0] >= 8;
}

bool IsDrugEnforcement(const Value& value) {
  const int sum = value[0] + value[2] + value[4] + 2 * (value[1] + value[3] + value[5]);
  return IsOneOf(value.Character(0), "ABCDEFGHJKLMPRSTUX") && sum % 10 == value[6];
}

bool IsGtin(const Value& value) {
  constexpr std::array kWeights = {3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1};
  return value.Weighted(0, kWeights) % 10 == 0 && !value.AllZero();
}

bool IsIndiaAadhaar(const Value& value) {
  int check = 0;
  for (int n = 0; n < value.digits(); ++n) {
    int digit = value[value.digits() - 1 - n];
    for (int turn = 0; turn < n % 8; ++turn) digit = kVerhoeffTurn[digit];
    check = kVerhoeffProduct[check][digit];
  }
  return value[0] >= 2 && check == 0;
}

bool IsIndiaPan(const Value& value) {
  return IsOneOf(value.Character(3), "ABCFGHJLPT");
}

bool IsMedicareBeneficiary(const Value& value) {
  const auto letter = [&](int at) { return IsLetter(value.Character(at)) && !IsOneOf(value.Character(at), "SLOIBZ"); };
  const auto either = [&](int at) { return IsDigit(value.Character(at)) || letter(at); };
  return value.Character(0) != '0' && letter(1) && either(2) && letter(4) && either(5) && letter(7) && letter(8);
}

bool IsMexicoCurp(const Value& value) {
  if (!IsMonthAndDay(value, 2) || !IsOneOf(value.Character(10), "HM")) return false;
  int sum = 0;
  for (int n = 0; n < 17; ++n) {
    // The alphabet has a letter between N and O.
    const int worth = value.Worth(n) + (value.Character(n) > 'N' ? 1 : 0);
    sum += worth * (18 - n);
  }
  return value.Character(17) == '0' + (10 - sum % 10) % 10;
}

bool IsMexicoRfc(const Value& value) {
  constexpr std::string_view kAlphabet = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ ";
  const int size = value.characters();
  if (!IsMonthAndDay(value, 2)) return false;
  int sum = 0;
  for (int n = 0; n < 12; ++n) {
    const int at = n - (13 - size);
    const char c = at < 0 ? ' ' : static_cast<char>(value.Character(at));
    sum += (13 - n) * static_cast<int>(kAlphabet.find(c));
  }
  const int check = Lacking11(sum);
  return value.Last() == (check == 10 ? Byte{'A'} : static_cast<Byte>('0' + check));
}

bool IsNationalProvider(const Value& value) {
  // As if 80840 stood before, whose doubled digits sum to 24.
  constexpr int kPrefixSum = 24;
  int sum = kPrefixSum;
  for (int n = 0; n < 10; ++n) {
    const int digit = value[9 - n] * (n % 2 == 0 ? 1 : 2);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return (value[0] == 1 || value[0] == 2) && sum % 10 == 0;
}

bool IsUsaItin(const Value& value) {
  const std::uint64_t group = value.Number(3, 2);
  const bool issued = (group >= 50 && group <= 65) || (group >= 70 && group <= 88) || (group >= 90 && group != 93);
  return value[0] == 9 && issued;
}

bool IsUsaSocialSecurity(const Value& value) {
  const std::uint64_t area = value.Number(0, 3);
  return area != 0 && area != 666 && area < 900 && value.Number(3, 2) != 0 && value.Number(5, 4) != 0;
}

bool IsVehicle(const Value& value) {
  // What the letters from A on are worth; 0: not used.
  constexpr std::array kWorth = {1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 2, 3, 4, 5, 0, 7, 0, 9, 2, 3, 4, 5, 6, 7, 8, 9};
  constexpr std::array kWeights = {8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2};
  int sum = 0;
  for (int n = 0; n < 17; ++n) {
    const Byte c = value.Character(n);
    const int worth = IsDigit(c) ? c - '0' : kWorth[static_cast<unsigned>(c - 'A')];
    if (!IsDigit(c) && worth == 0) return false;
    sum += worth * kWeights[static_cast<unsigned>(n)];
  }
  const Byte wanted = sum % 11 == 10 ? Byte{'X'} : static_cast<Byte>('0' + sum % 11);
  return value.digits() > 0 && value.Character(8) == wanted;
}

}  // namespace macie_local::detect::check
