#include "detect/checks.h"

#include "detect/check_functions.h"

namespace macie_local::detect {
namespace {

using table::Check;

constexpr std::array kArgentinaPersons = {20, 23, 24, 27};
constexpr std::array kArgentinaOrganizations = {30, 33, 34};

bool HoldsByCharacters(Check check, const View& view, Range range) {
  const Value value(view, range);
  switch (check) {
    case Check::kNone:
    case Check::kLatitudeLongitude:  // Holds has been through
      return true;
    case Check::kArgentinaDni:
      return check::IsArgentinaDni(value);
    case Check::kArgentinaOrganization:
      return check::IsArgentinaTax(value, kArgentinaOrganizations);
    case Check::kArgentinaPerson:
      return check::IsArgentinaTax(value, kArgentinaPersons);
    case Check::kArgentinaSube:
      return check::IsArgentinaSube(value);
    case Check::kAustraliaTaxFile:
      return check::IsAustraliaTaxFile(value);
    case Check::kBrazilCnpj:
      return check::IsBrazilCnpj(value);
    case Check::kBrazilCpf:
      return check::IsBrazilCpf(value);
    case Check::kBrazilPhone:
      return check::IsBrazilPhone(value);
    case Check::kCanadaHealth:
      return check::IsCanadaHealth(value);
    case Check::kCanadaSocialInsurance:
      return check::IsCanadaSocialInsurance(value);
    case Check::kCard:
      return check::IsCard(value);
    case Check::kCardExpiry:
      return check::IsCardExpiry(view, range, value);
    case Check::kChileRut:
      return check::IsChileRut(value);
    case Check::kCodiceFiscale:
      return check::IsCodiceFiscale(value);
    case Check::kColombiaOrganization:
      return check::IsOfOrganization(value) && check::IsColombiaNit(value);
    case Check::kColombiaPerson:
      return !check::IsOfOrganization(value) && check::IsColombiaNit(value);
    case Check::kDate:
      return check::IsDate(view, range);
    case Check::kDrugEnforcement:
      return check::IsDrugEnforcement(value);
    case Check::kEuropeanHealth:
      return value.Number(0, 2) == 80;
    case Check::kFinlandHealth:
      return value.Number(0, 5) == 80246;
    case Check::kFranceInsee:
      return check::IsFranceInsee(value);
    case Check::kFranceTax:
      return check::IsFranceTax(value);
    case Check::kGermanyIdentityCard:
      return check::IsGermanyDocument(value, "LMNPRTVWXYZ");
    case Check::kGermanyPassport:
      return check::IsGermanyDocument(value, "CFGHJK");
    case Check::kGermanyPhone:
      return check::IsGermanyPhone(value);
    case Check::kGermanyTax:
      return check::IsGermanyTax(value);
    case Check::kGtin:
      return check::IsGtin(value);
    case Check::kIndiaAadhaar:
      return check::IsIndiaAadhaar(value);
    case Check::kIndiaPan:
      return check::IsIndiaPan(value);
    case Check::kItalyPhone:
      return check::IsItalyPhone(value);
    case Check::kMedicareBeneficiary:
      return check::IsMedicareBeneficiary(value);
    case Check::kMexicoCurp:
      return check::IsMexicoCurp(value);
    case Check::kMexicoRfc:
      return check::IsMexicoRfc(value);
    case Check::kNationalPhone:
      return value[0] == 0 && value[1] > 0;
    case Check::kNationalProvider:
      return check::IsNationalProvider(value);
    case Check::kNorthAmericanPhone:
      return check::IsNorthAmericanPhone(value);
    case Check::kNotZero:
      return !value.AllZero();
    case Check::kSpainCif:
      return check::IsSpainCif(value);
    case Check::kSpainDni:
      return check::IsSpainDni(value);
    case Check::kSpainNie:
      return check::IsSpainNie(value);
    case Check::kSpainPhone:
      return value[0] >= 6;
    case Check::kSpainSocialSecurity:
      return check::IsSpainSocialSecurity(value);
    case Check::kUkLicence:
      return check::IsUkLicence(value);
    case Check::kUkNationalInsurance:
      return check::IsUkNationalInsurance(value);
    case Check::kUkNhs:
      return check::IsUkNhs(value);
    case Check::kUkTaxReference:
      return check::IsUkTaxReference(value);
    case Check::kUsaItin:
      return check::IsUsaItin(value);
    case Check::kUsaSocialSecurity:
      return check::IsUsaSocialSecurity(value);
    case Check::kVehicle:
      return check::IsVehicle(value);
  }
  return false;
}

}  // namespace

bool Holds(Check check, const View& view, Range* range) {
  if (check == Check::kNone) return true;
  if (check == Check::kLatitudeLongitude) return check::AreCoordinates(view, range);
  if (!HoldsByCharacters(check, view, *range)) return false;
  if (check == Check::kGtin && view.At(range->begin - 4, "(01)")) range->begin -= 4;
  return true;
}

bool MovesEnds(Check check) {
  return check == Check::kLatitudeLongitude || check == Check::kGtin;
}

}  // namespace macie_local::detect
