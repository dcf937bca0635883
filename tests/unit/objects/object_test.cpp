#include "objects/object.h"

#include <gtest/gtest.h>

namespace macie_local::objects {
namespace {

TEST(Object, HasTheExtensionOfItsLastSegment) {
  EXPECT_EQ(ExtensionOf("a/b.tar.gz"), "gz");
  EXPECT_EQ(ExtensionOf("v1.csv/data"), "");
  EXPECT_EQ(ExtensionOf("data.csv/"), "");
  EXPECT_EQ(ExtensionOf(".csv"), "csv");
  EXPECT_EQ(ExtensionOf("x."), "");
  EXPECT_EQ(ExtensionOf(""), "");
}

TEST(Object, IsClassifiableByExtensionWithoutCaseAndByClassWithCase) {
  EXPECT_TRUE(HasSupportedExtension("report.CSV"));
  EXPECT_TRUE(HasSupportedExtension("app.log"));
  EXPECT_FALSE(HasSupportedExtension("photo.jpg"));
  EXPECT_FALSE(HasSupportedExtension("README"));
  EXPECT_TRUE(IsSupportedClass("GLACIER_IR"));
  EXPECT_FALSE(IsSupportedClass("GLACIER"));
  EXPECT_FALSE(IsSupportedClass("standard"));
}

}  // namespace
}  // namespace macie_local::objects
