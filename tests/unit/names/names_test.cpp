// Names in texts: one of each rule of docs/names.md that no other rule would decide so.
#include <gtest/gtest.h>

#include "names_bench.h"

namespace macie_local::names {
namespace {

TEST(Names, ARunIsWordsThatOneSpaceJoins) {
  EXPECT_EQ(NamesIn("It was signed by Emily Watson today."), Texts{"Emily Watson"});
  EXPECT_EQ(NamesIn("Emily\u00A0Watson"), Texts{"Emily\u00A0Watson"});
  EXPECT_EQ(NamesIn("Emily  Watson"), Texts{});
  EXPECT_EQ(NamesIn("Emily\nWatson"), Texts{});
  EXPECT_EQ(NamesIn("It was signed by Ewan McTavish today."), Texts{"Ewan McTavish"});
  EXPECT_EQ(NamesIn("It was signed by Ewan MyTavish today."), Texts{});
}

TEST(Names, WhatStandsBesideARunMayMakeItCode) {
  for (const char* text : {"/Emily Watson", "\\Emily Watson", "@Emily Watson", "#Emily Watson", "$Emily Watson",
                           "_Emily Watson", "~Emily Watson", ".Emily Watson", "7Emily Watson", "Emily Watson(",
                           "Emily Watson::", "Emily Watson@", "Emily Watson/", "Emily Watson_", "Emily Watson7"}) {
    EXPECT_EQ(NamesIn(text), Texts{}) << text;
  }
}

TEST(Names, MiddleNamesAndInitials) {
  EXPECT_EQ(NamesIn("The will names Rebecca Q. Hollis as heir."), Texts{"Rebecca Q. Hollis"});
  EXPECT_EQ(NamesIn("We saw Katja Q. Quill there."), Texts{"Katja Q. Quill"});
  EXPECT_EQ(NamesIn("The will names Rebecca J.K. Hollis as heir."), Texts{"Rebecca J.K. Hollis"});
  EXPECT_EQ(NamesIn("The will names Rebecca A. B. C. D. Hollis as heir."), Texts{});
}

TEST(Names, ParticlesBeforeTheSurname) {
  EXPECT_EQ(NamesIn("We met Anneke van der Zandt there."), Texts{"Anneke van der Zandt"});
  EXPECT_EQ(NamesIn("The tiles were laid by Rosa de la Quintana."), Texts{"Rosa de la Quintana"});
  EXPECT_EQ(NamesIn("It was signed by Patrick O' Brien."), Texts{"Patrick O' Brien"});
  EXPECT_EQ(NamesIn("It was signed by Chase de Quill there."), Texts{"Chase de Quill"});
}

TEST(Names, PartsThatHyphensJoin) {
  EXPECT_EQ(NamesIn("It was drawn by Katja-Sibylle Brandt in March."), Texts{"Katja-Sibylle Brandt"});
}

TEST(Names, CommonWordsAreNone) {
  EXPECT_EQ(NamesIn("The Rose Wine was sold."), Texts{});
  EXPECT_EQ(NamesIn("The Summer Read was long."), Texts{});
}

TEST(Names, PlacesFirmsAndThingsOfTwoWords) {
  EXPECT_EQ(NamesIn("They flew to Costa Rica in May."), Texts{});
  EXPECT_EQ(NamesIn("He joined Morgan Stanley as a clerk."), Texts{});
}

TEST(Names, AWordBehindMakesAThingOfIt) {
  EXPECT_EQ(NamesIn("Turn left at Martin Baker Street."), Texts{});
  EXPECT_EQ(NamesIn("The Emily Watson Zelkind Institute opened."), Texts{});
  EXPECT_EQ(NamesIn("We applied the Wilson Taylor algorithm."), Texts{});
}

TEST(Names, AWordBeforeMakesAPlaceOfIt) {
  EXPECT_EQ(NamesIn("They went to San Martin Lopez by bus."), Texts{});
  EXPECT_EQ(NamesIn("They crossed Lake Victoria Nelson."), Texts{});
}

TEST(Names, BothWordsArePlaces) {
  EXPECT_EQ(NamesIn("She moved to Madison Georgia."), Texts{});
}

TEST(Names, OtherWordsWithCapitalsSpeakAgainst) {
  EXPECT_EQ(NamesIn("We saw Faith Bishop there."), Texts{"Faith Bishop"});
  EXPECT_EQ(NamesIn("We saw Zorblat Faith Bishop there."), Texts{});
  EXPECT_EQ(NamesIn("We saw Faith Bishop Zorblat there."), Texts{});
  EXPECT_EQ(NamesIn("We saw Will Bishop there."), Texts{});
  EXPECT_EQ(NamesIn("We saw Customer Will Bishop there."), Texts{"Will Bishop"});
}

TEST(Names, HeadingsHaveCapitalsAnyway) {
  EXPECT_EQ(NamesIn("Grant Stone Wells And Rivers"), Texts{});
}

TEST(Names, AllCapitalsNeedMore) {
  EXPECT_EQ(NamesIn("GRACE HALL"), Texts{});
  EXPECT_EQ(NamesIn("REBECCA HOLLIS"), Texts{"REBECCA HOLLIS"});
}

TEST(Names, AnUnknownSurnameBehindASureGivenName) {
  EXPECT_EQ(NamesIn("Jennifer Zwickhart called again."), Texts{"Jennifer Zwickhart"});
  EXPECT_EQ(NamesIn("Grant Zwickhart called again."), Texts{});
}

TEST(Names, ContextLetsUnknownWordsPass) {
  EXPECT_EQ(NamesIn("Mrs. Qorvath Zelkind was here."), Texts{"Qorvath Zelkind"});
  EXPECT_EQ(NamesIn("From: Zelkind Qorvath <zq@example.com>"), Texts{"Zelkind Qorvath"});
  EXPECT_EQ(NamesIn("We saw Mrs. Art Small there."), Texts{"Art Small"});
  EXPECT_EQ(NamesIn("Art Small <x@example.com>"), Texts{"Art Small"});
  EXPECT_EQ(NamesIn("Tenant: Art Small"), Texts{"Art Small"});
  EXPECT_EQ(NamesIn("Signed by Chase Rivers"), Texts{"Chase Rivers"});
  EXPECT_EQ(NamesIn("Copyright 2003 Hunter Qorvath"), Texts{"Hunter Qorvath"});
  EXPECT_EQ(NamesIn("There was Qorvath Zelkind too."), Texts{});
}

TEST(Names, LastNameFirstWithAComma) {
  EXPECT_EQ(NamesIn("Hollis, Rebecca\n"), Texts{"Hollis, Rebecca"});
  EXPECT_EQ(NamesIn("Smith, John; Hollis, Rebecca\n"), (Texts{"Smith, John", "Hollis, Rebecca"}));
  EXPECT_EQ(NamesIn("We saw Hollis, Rebecca\n"), Texts{});
  EXPECT_EQ(NamesIn("Hollis, Rebecca and I went.\n"), Texts{});
}

TEST(Names, SurnameFirst) {
  EXPECT_EQ(NamesIn("It was signed by Tóth Gábor."), Texts{"Tóth Gábor"});
  EXPECT_EQ(NamesIn("Nakamura Hiroshi is the chair."), Texts{"Nakamura Hiroshi"});
}

TEST(Names, OfTwoSurnamesBothBelongToTheName) {
  EXPECT_EQ(NamesIn("It was signed by Juan Garcia Lopez."), Texts{"Juan Garcia Lopez"});
  EXPECT_EQ(NamesIn("It was signed by Rosa de la Cruz Lopez."), Texts{"Rosa de la Cruz Lopez"});
}

TEST(Names, SeveralStandInOneText) {
  EXPECT_EQ(NamesIn("Emily Watson, Rebecca Hollis and Dr. John Smith met."),
            (Texts{"Emily Watson", "Rebecca Hollis", "John Smith"}));
}

}  // namespace
}  // namespace macie_local::names
