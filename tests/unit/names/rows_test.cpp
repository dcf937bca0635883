// Names and addresses over the cells of a row and the members of an object.
#include <gtest/gtest.h>

#include "names_bench.h"

namespace macie_local::names {
namespace {

Texts NamesInRows(const Rows& rows) {
  return FoundInRows(rows, Found::Kind::kName);
}
Texts AddressesInRows(const Rows& rows) {
  return FoundInRows(rows, Found::Kind::kAddress);
}

TEST(NamesOfRows, TwoCellsAreOneName) {
  EXPECT_EQ(NamesInRows({{"First Name", "Last Name"}, {"Rebecca", "Qorvath"}, {"qorvath", "hollis"}}),
            (Texts{"Rebecca", "qorvath"}));
  EXPECT_EQ(NamesInRows({{"nachname", "id", "vorname"}, {"Vogt", "7", "Jana"}}), Texts{"Vogt"});
  EXPECT_EQ(NamesInRows({{"first_name", "middle_name", "last_name"}, {"Rebecca", "Anna Rose", "Hollis"}}),
            Texts{"Rebecca"});
  EXPECT_EQ(NamesInRows({{"first", "last"}, {"12", "17"}, {"yes", "no"}}), Texts{});
}

TEST(NamesOfRows, AColumnOfNamesSaysMore) {
  EXPECT_EQ(NamesInRows({{"customer"}, {"Wade Rivers"}, {"Qorvath Hollis"}}), (Texts{"Wade Rivers", "Qorvath Hollis"}));
  EXPECT_EQ(NamesInRows({{"customer"}, {"Art Small"}, {"Will Down"}}), (Texts{"Art Small"}));
  EXPECT_EQ(NamesInRows({{"remark"}, {"Qorvath Hollis"}}), Texts{});
  EXPECT_EQ(NamesInRows({{"first name"}, {"Qorvath Hollis"}}), Texts{"Qorvath Hollis"});
}

TEST(NamesOfRows, ColumnsOfOtherThingsAreNotSearched) {
  for (const char* column : {"city", "State", "street", "company", "product", "brand"}) {
    EXPECT_EQ(NamesInRows({{column}, {"Emily Watson"}}), Texts{}) << column;
  }
  EXPECT_EQ(NamesInRows({{"note"}, {"Emily Watson"}}), Texts{"Emily Watson"});
}

TEST(NamesOfRows, AreOfOneRow) {
  EXPECT_EQ(NamesInRows({{"first name", "last name"}, {"Qzx", ""}, {"", "Hollis"}}), Texts{});
}

TEST(AddressesOfRows, AreOneOverAllCells) {
  EXPECT_EQ(AddressesInRows({{"street", "city", "state", "zip"},
                             {"12 Pine St", "Dayton", "OH", "45402"},
                             {"Pine St", "Kansas City", "MO", "66215"},
                             {"12 Pine St", "Danbury", "CT", "6108"}}),
            (Texts{"12 Pine St", "Kansas City"}));
}

TEST(AddressesOfRows, ACodeAndAPlaceOfTwoCellsNeedAColumnOfCodes) {
  EXPECT_EQ(AddressesInRows({{"PLZ", "Ort"}, {"80331", "München"}}), Texts{"80331"});
  EXPECT_EQ(AddressesInRows({{"price", "Ort"}, {"80331", "München"}}), Texts{});
}

TEST(AddressesOfRows, ALongCellIsSearchedByItself) {
  const std::string text = "Ship it to 12 Pine St, Dayton, OH 45402. ";
  const std::string filler(300, 'x');
  EXPECT_EQ(AddressesInRows({{"note", "more"}, {text + filler, ""}}), Texts{"12 Pine St, Dayton, OH 45402"});
  EXPECT_EQ(AddressesInRows({{"note", "zip"}, {filler + " Dayton, OH", "45402"}}), Texts{});
}

// {"people": [{"first": ..., "id": {"n": ...}, "last": ...}, ...]}
class Objects {
 public:
  Objects() : contexts_(kTestHashSeed) {
    const std::uint32_t element = contexts_.Element(contexts_.Member(0, "people"));
    first_ = contexts_.Member(element, "first name");
    last_ = contexts_.Member(element, "last name");
    inner_ = contexts_.Member(contexts_.Member(element, "id"), "n");
    batch_.BeginRecord(0);
  }
  void Add(std::string_view first, std::string_view last) {
    batch_.Add(first, first_, {index_});
    batch_.Add("7", inner_, {index_});
    batch_.Add(last, last_, {index_});
    ++index_;
  }
  Texts Names() {
    Finder finder(true, true);
    std::vector<Found> found;
    finder.Begin(units::Shape::kRecord, contexts_);
    finder.Search(batch_.Get(), &found);
    std::sort(found.begin(), found.end(), [](const Found& a, const Found& b) { return a.begin < b.begin; });
    return Shown(batch_.Get(), found, Found::Kind::kName);
  }

 private:
  units::Contexts contexts_;
  support::TextBatch batch_;
  std::uint32_t first_ = 0;
  std::uint32_t last_ = 0;
  std::uint32_t inner_ = 0;
  std::uint32_t index_ = 0;
};

TEST(NamesOfObjects, TheMembersOfOneObjectAreARow) {
  Objects objects;
  objects.Add("Rebecca", "Qorvath");
  objects.Add("Emily", "Watson");
  EXPECT_EQ(objects.Names(), (Texts{"Rebecca", "Emily"}));
}

TEST(NamesOfObjects, MembersOfTwoObjectsAreNone) {
  Objects objects;
  objects.Add("Rebecca", "");
  objects.Add("", "Hollis");
  EXPECT_EQ(objects.Names(), Texts{});
}

TEST(NamesOfObjects, TheElementsOfAnArrayAreEachByThemselves) {
  units::Contexts contexts(kTestHashSeed);
  support::TextBatch batch;
  batch.BeginRecord(0);
  batch.Add("Rebecca", contexts.Element(contexts.Member(0, "first name")), {0});
  batch.Add("Hollis", contexts.Element(contexts.Member(0, "last name")), {0});
  batch.Add("Emily Watson", contexts.Element(contexts.Member(0, "last name")), {1});
  Finder finder(true, true);
  std::vector<Found> found;
  finder.Begin(units::Shape::kRecord, contexts);
  finder.Search(batch.Get(), &found);
  EXPECT_EQ(Shown(batch.Get(), found, Found::Kind::kName), Texts{"Emily Watson"});
}

}  // namespace
}  // namespace macie_local::names
