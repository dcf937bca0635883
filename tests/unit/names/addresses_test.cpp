// Addresses in texts, country by country: what is found, and what one change makes of it.
#include <gtest/gtest.h>

#include "names/places.h"
#include "names_bench.h"

namespace macie_local::names {
namespace {

TEST(Addresses, OfTheUnitedStates) {
  EXPECT_EQ(AddressesIn("Ship it to 44 Willow Bend, Plano, TX 75024 by Friday."),
            Texts{"44 Willow Bend, Plano, TX 75024"});
  EXPECT_EQ(AddressesIn("9 Elm Ct., St. Louis, MO 63101-2201"), Texts{"9 Elm Ct., St. Louis, MO 63101-2201"});
  EXPECT_EQ(AddressesIn("12 Main St\nAlbany, New York 12207\n"), Texts{"12 Main St\nAlbany, New York 12207"});
  EXPECT_EQ(AddressesIn("12 Main St, Qorvath Creek, TX 75024"), Texts{"12 Main St, Qorvath Creek, TX 75024"});
  // A known place needs a state, but not its own one; one that is not known needs the code's state, and a number.
  EXPECT_EQ(AddressesIn("Kansas City, MO 66215"), Texts{"Kansas City, MO 66215"});
  EXPECT_EQ(AddressesIn("12 Main St, Qorvath Creek, CA 75024"), Texts{});
  EXPECT_EQ(AddressesIn("Qorvath Creek, TX 75024"), Texts{});
  EXPECT_EQ(AddressesIn("Albany, Texas 12207"), Texts{});
}

TEST(Addresses, ACodeIsFiveDigitsThatAreInUse) {
  EXPECT_EQ(AddressesIn("Dayton, OH 45402"), Texts{"Dayton, OH 45402"});
  for (const char* text : {"Dayton, OH 4540", "Dayton, OH 454021", "Dayton, OH 00002", "Dayton, OH x45402",
                           "Dayton, OH 45402x", "Dayton, OH 1.45402", "Dayton, QH 45402", "Dayton, oh 45402",
                           "Dayton, OH 45402-x", "dayton, OH 45402", "Dayton 45402"}) {
    EXPECT_EQ(AddressesIn(text), Texts{}) << text;
  }
}

TEST(Addresses, OfCanada) {
  EXPECT_EQ(AddressesIn("80 King St, Toronto, ON M5V 2T6"), Texts{"80 King St, Toronto, ON M5V 2T6"});
  EXPECT_EQ(AddressesIn("80 King St, Victoria, British Columbia V8W 1P6"),
            Texts{"80 King St, Victoria, British Columbia V8W 1P6"});
  EXPECT_EQ(AddressesIn("80 King St, Toronto M5V 2T6"), Texts{"80 King St, Toronto M5V 2T6"});
  EXPECT_EQ(AddressesIn("Qorvath, BC M5V 2T6"), Texts{});
  EXPECT_EQ(AddressesIn("Toronto, ON M5V 2T"), Texts{});
}

TEST(Addresses, OfTheUnitedKingdom) {
  EXPECT_EQ(AddressesIn("Flat 3, 42 Mill Lane, Cambridge CB2 1RX"), Texts{"3, 42 Mill Lane, Cambridge CB2 1RX"});
  EXPECT_EQ(AddressesIn("8 Station Rd, London\nSW1A 2AA"), Texts{"8 Station Rd, London\nSW1A 2AA"});
  EXPECT_EQ(AddressesIn("8 Station Rd, Qorvath, CB2 1RX"), Texts{"8 Station Rd, Qorvath, CB2 1RX"});
  for (const char* text :
       {"Cambridge QQ2 1RX", "Cambridge CB2 1CX", "Cambridge CB2 1RXX", "Cambridge CB2 RRX", "Qorvath, CB2 1RX"}) {
    EXPECT_EQ(AddressesIn(text), Texts{}) << text;
  }
}

TEST(Addresses, OfAustralia) {
  EXPECT_EQ(AddressesIn("12 George St, Sydney NSW 2000"), Texts{"12 George St, Sydney NSW 2000"});
  EXPECT_EQ(AddressesIn("12 George St, Sydney VIC 2000"), Texts{});
}

TEST(Addresses, OfBrazil) {
  EXPECT_EQ(AddressesIn("Rua Augusta, 80 - São Paulo - SP, 01310-100"), Texts{"80 - São Paulo - SP, 01310-100"});
  EXPECT_EQ(AddressesIn("Rua Augusta, 80 - São Paulo - RJ, 01310-100"), Texts{});
}

TEST(Addresses, OfTheNetherlands) {
  EXPECT_EQ(AddressesIn("Damrak 1, 1012 LG Amsterdam"), Texts{"1, 1012 LG Amsterdam"});
  EXPECT_EQ(AddressesIn("Damrak 1, 1012 LG Qorvath"), Texts{});
}

TEST(Addresses, OfEuropeWhereTheCodeStandsFirst) {
  EXPECT_EQ(AddressesIn("Friedrichstraße 43, 10117 Berlin"), Texts{"43, 10117 Berlin"});
  EXPECT_EQ(AddressesIn("D-28195 Bremen"), Texts{"D-28195 Bremen"});
  EXPECT_EQ(AddressesIn("3 place Bellecour\n69002 Lyon\n"), Texts{"3 place Bellecour\n69002 Lyon"});
  EXPECT_EQ(AddressesIn("Via Garibaldi 14, 20121 Milano (MI)"), Texts{"14, 20121 Milano"});
  EXPECT_EQ(AddressesIn("Calle de Alcalá 50, 28014 Madrid"), Texts{"50, 28014 Madrid"});
  EXPECT_EQ(AddressesIn("60313 Frankfurt am Main\n"), Texts{"60313 Frankfurt am Main"});
  EXPECT_EQ(AddressesIn("There were 10117 Berlin trips."), Texts{});
  EXPECT_EQ(AddressesIn("Friedrichstraße 43, 10117 Qorvath"), Texts{});
}

TEST(Addresses, TheStreetBeginsAtMostSoFarBefore) {
  const auto with = [](std::size_t gap) { return "77 " + std::string(gap, 'x') + " Dayton, OH 45402"; };
  EXPECT_EQ(AddressesIn(with(kStreetBytesMax - 4)), Texts{with(kStreetBytesMax - 4)});
  EXPECT_EQ(AddressesIn(with(kStreetBytesMax - 3)), Texts{"Dayton, OH 45402"});
}

TEST(Addresses, NoneBeginsInTheOneBefore) {
  EXPECT_EQ(AddressesIn("1 Pine St, Miami, FL 33101, Tampa, FL 33602"),
            (Texts{"1 Pine St, Miami, FL 33101", ", Tampa, FL 33602"}));
}

}  // namespace
}  // namespace macie_local::names
