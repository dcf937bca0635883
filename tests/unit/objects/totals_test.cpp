#include "objects/totals.h"

#include <gtest/gtest.h>

namespace macie_local::objects {
namespace {

ObjectInfo Object(std::string key, std::uint64_t size, std::string storage_class = "STANDARD",
                  std::string encryption = "AES256") {
  ObjectInfo object;
  object.key = std::move(key);
  object.size = size;
  object.storage_class = std::move(storage_class);
  object.encryption = std::move(encryption);
  return object;
}

TEST(ObjectTotalsTest, WhatFailsByClassAndByExtensionCountsOnceUnderItsClass) {
  ObjectTotals totals;
  totals.Add(Object("a.csv", 1));
  totals.Add(Object("a.jpg", 20));
  totals.Add(Object("b.csv", 300, "GLACIER"));
  totals.Add(Object("b.jpg", 4000, "DEEP_ARCHIVE"));
  EXPECT_EQ(totals.all, (ObjectTally{4, 4321}));
  EXPECT_EQ(totals.classifiable, (ObjectTally{1, 1}));
  EXPECT_EQ(totals.unsupported_extension, (ObjectTally{1, 20}));
  EXPECT_EQ(totals.unsupported_class, (ObjectTally{2, 4300}));
}

TEST(ObjectTotalsTest, CompressedAreGzAndZipButNotTar) {
  ObjectTotals totals;
  std::uint64_t size = 1;
  for (const char* key : {"a.gz", "a.GZIP", "a.zip", "a.tar", "a.tgz", "zip"}) totals.Add(Object(key, size *= 10));
  EXPECT_EQ(totals.compressed_bytes, 1110u);
}

TEST(ObjectTotalsTest, CountsByEncryption) {
  ObjectTotals totals;
  for (const char* encryption : {"AES256", "aws:kms", "aws:kms:dsse", ""}) {
    totals.Add(Object("a", 1, "STANDARD", encryption));
  }
  EXPECT_EQ(totals.s3_managed, 1u);
  EXPECT_EQ(totals.kms_managed, 2u);
  EXPECT_EQ(totals.unencrypted, 1u);
}

TEST(ObjectTotalsTest, WhatIsRemovedLeavesNothing) {
  ObjectTotals totals;
  const ObjectInfo objects[] = {Object("a.csv.gz", 7), Object("b", 0, "GLACIER", ""),
                                Object("c.jpg", 9, "STANDARD", "")};
  for (const ObjectInfo& object : objects) totals.Add(object);
  for (const ObjectInfo& object : objects) totals.Remove(object);
  EXPECT_EQ(totals, ObjectTotals());
}

}  // namespace
}  // namespace macie_local::objects
