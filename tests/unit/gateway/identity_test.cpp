#include "gateway/identity.h"

#include <gtest/gtest.h>

namespace macie_local::gateway {
namespace {

const IdentityOptions kOptions{"123456789012", "us-east-1", {{"KNOWN", "999988887777"}}};

std::string Signed(std::string_view key, std::string_view region = "eu-west-1") {
  return "AWS4-HMAC-SHA256 Credential=" + std::string(key) + "/20240110/" + std::string(region) +
         "/macie2/aws4_request, SignedHeaders=host;x-amz-date, Signature=0";
}

TEST(IdentityTest, ScopeNamesRegionAndKeyTheAccount) {
  EXPECT_EQ(IdentifyCaller(kOptions, Signed("test")), (state::PartitionKey{"123456789012", "eu-west-1"}));
  EXPECT_EQ(IdentifyCaller(kOptions, Signed("111122223333")), (state::PartitionKey{"111122223333", "eu-west-1"}));
  EXPECT_EQ(IdentifyCaller(kOptions, Signed("KNOWN")), (state::PartitionKey{"999988887777", "eu-west-1"}));
}

TEST(IdentityTest, WhatCannotBeReadFallsBackToTheDefaults) {
  const state::PartitionKey fallback{"123456789012", "us-east-1"};
  for (const std::string& header :
       {std::string(), std::string("Basic dXNlcg=="), std::string("Credential="),
        std::string("AWS4-HMAC-SHA256 Credential=test"), Signed("test", "NO_REGION"), Signed("", "")}) {
    EXPECT_EQ(IdentifyCaller(kOptions, header), fallback) << header;
  }
}

TEST(IdentityTest, AccountInTheLettersOfAKey) {
  // An example that is often published with its account.
  EXPECT_EQ(AccountOfAccessKey("ASIAQNZGKIQY56JQ7WML"), "029608264753");
  EXPECT_EQ(AccountOfAccessKey("AKIA"), std::nullopt);
  EXPECT_EQ(AccountOfAccessKey("AKIA0000000000000000"), std::nullopt);  // 0 is no letter of base 32
  EXPECT_EQ(AccountOfAccessKey("test"), std::nullopt);
}

}  // namespace
}  // namespace macie_local::gateway
