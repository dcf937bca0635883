// The checks one by one; Holds knows which is whose.
#pragma once

#include <span>
#include <string_view>

#include "detect/value.h"

namespace macie_local::detect::check {

bool IsCard(const Value& value);
bool IsCardExpiry(const View& view, Range range, const Value& value);
bool IsDate(const View& view, Range range);
bool AreCoordinates(const View& view, Range* range);

bool IsNorthAmericanPhone(const Value& value);
bool IsBrazilPhone(const Value& value);
bool IsGermanyPhone(const Value& value);
bool IsItalyPhone(const Value& value);

bool IsArgentinaDni(const Value& value);
bool IsArgentinaTax(const Value& value, std::span<const int> prefixes);
bool IsArgentinaSube(const Value& value);
bool IsAustraliaTaxFile(const Value& value);
bool IsBrazilCnpj(const Value& value);
bool IsBrazilCpf(const Value& value);
bool IsCanadaHealth(const Value& value);
bool IsCanadaSocialInsurance(const Value& value);
bool IsChileRut(const Value& value);
bool IsColombiaNit(const Value& value);
bool IsOfOrganization(const Value& nit);
bool IsDrugEnforcement(const Value& value);
bool IsGtin(const Value& value);
bool IsIndiaAadhaar(const Value& value);
bool IsIndiaPan(const Value& value);
bool IsMedicareBeneficiary(const Value& value);
bool IsMexicoCurp(const Value& value);
bool IsMexicoRfc(const Value& value);
bool IsNationalProvider(const Value& value);
bool IsUsaItin(const Value& value);
bool IsUsaSocialSecurity(const Value& value);
bool IsVehicle(const Value& value);

bool IsCodiceFiscale(const Value& value);
bool IsFranceInsee(const Value& value);
bool IsFranceTax(const Value& value);
// `firsts`: the letters that it may begin with.
bool IsGermanyDocument(const Value& value, std::string_view firsts);
bool IsGermanyTax(const Value& value);
bool IsSpainCif(const Value& value);
bool IsSpainDni(const Value& value);
bool IsSpainNie(const Value& value);
bool IsSpainSocialSecurity(const Value& value);
bool IsUkLicence(const Value& value);
bool IsUkNationalInsurance(const Value& value);
bool IsUkNhs(const Value& value);
bool IsUkTaxReference(const Value& value);

}  // namespace macie_local::detect::check
