// The words that the table of identifiers may use. Each becomes an enumerator of the generated header, and src/detect
// does not compile until it has a case for each check and each matcher.
#pragma once

#include <array>
#include <string_view>

namespace macie_local::detectc {

// Functions that look at the characters of a value.
inline constexpr std::array<std::string_view, 51> kChecks = {"none",
                                                             "argentinaDni",
                                                             "argentinaOrganization",
                                                             "argentinaPerson",
                                                             "argentinaSube",
                                                             "australiaTaxFile",
                                                             "brazilCnpj",
                                                             "brazilCpf",
                                                             "brazilPhone",
                                                             "canadaHealth",
                                                             "canadaSocialInsurance",
                                                             "card",
                                                             "cardExpiry",
                                                             "chileRut",
                                                             "codiceFiscale",
                                                             "colombiaOrganization",
                                                             "colombiaPerson",
                                                             "date",
                                                             "drugEnforcement",
                                                             "europeanHealth",
                                                             "finlandHealth",
                                                             "franceInsee",
                                                             "franceTax",
                                                             "germanyIdentityCard",
                                                             "germanyPassport",
                                                             "germanyPhone",
                                                             "germanyTax",
                                                             "gtin",
                                                             "indiaAadhaar",
                                                             "indiaPan",
                                                             "italyPhone",
                                                             "latitudeLongitude",
                                                             "medicareBeneficiary",
                                                             "mexicoCurp",
                                                             "mexicoRfc",
                                                             "nationalPhone",
                                                             "nationalProvider",
                                                             "northAmericanPhone",
                                                             "notZero",
                                                             "spainCif",
                                                             "spainDni",
                                                             "spainNie",
                                                             "spainPhone",
                                                             "spainSocialSecurity",
                                                             "ukLicence",
                                                             "ukNationalInsurance",
                                                             "ukNhs",
                                                             "ukTaxReference",
                                                             "usaItin",
                                                             "usaSocialSecurity",
                                                             "vehicle"};

// Functions that find a value by themselves, where its shape alone cannot.
inline constexpr std::array<std::string_view, 17> kMatchers = {
    "none",       "address",   "areaCode",     "basicAuthorization", "cookie",       "deviceIdentifier",
    "exact40",    "googleKey", "jsonWebToken", "magneticStripe",     "monthDayYear", "name",
    "opensshKey", "pgpKey",    "pkcsKey",      "puttyKey",           "stripeKey"};

inline constexpr std::array<std::string_view, 2> kFlags = {"ignoreCase", "isolated"};
inline constexpr std::array<std::string_view, 3> kCategories = {"CREDENTIALS", "FINANCIAL_INFORMATION",
                                                                "PERSONAL_INFORMATION"};
inline constexpr std::string_view kSeverities = "LMH";  // 1, 2, 3
// D: documented by AWS. S: a public standard, which AWS does not say that it checks. I: a decision of this project.
inline constexpr std::string_view kMarks = "DSI";

}  // namespace macie_local::detectc
