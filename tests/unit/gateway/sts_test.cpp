// Temporary keys carry their account, open only with their own token, and say nothing of the secret behind them.
#include <gtest/gtest.h>

#include <set>

#include "base/timestamp.h"
#include "gateway/identity.h"
#include "gateway/sts/temporary_keys.h"
#include "support/bench_gateway.h"
#include "support/ports.h"

namespace macie_local::gateway {
namespace {

constexpr std::array<std::uint8_t, 32> kSecret{1, 2, 3};

RoleSession SessionOf(std::string_view account) {
  return {std::string(account), "role", "me@example.com", *base::ParseIso8601("2030-01-01T00:00:00Z")};
}

TEST(TemporaryKeysTest, CarryTheirAccountAndOpenWithTheirToken) {
  const TemporaryKeys keys(kSecret);
  support::CountingIds ids;
  std::set<std::string> seen;
  for (const char* account : {"000000000000", "000000000001", "123456789012", "549755813887", "999999999999"}) {
    const TemporaryKey key = keys.Issue(SessionOf(account), ids);
    EXPECT_EQ(key.access_key.size(), 20u);
    EXPECT_EQ(AccountOfAccessKey(key.access_key), account);
    EXPECT_EQ(keys.Open(key.access_key, key.session_token), SessionOf(account));
    EXPECT_EQ(key.secret_access_key, keys.SecretOf(key.access_key));
    EXPECT_EQ(key.secret_access_key.size(), 40u);
    EXPECT_TRUE(seen.insert(key.access_key).second);
    EXPECT_TRUE(seen.insert(key.secret_access_key).second);
  }
}

TEST(TemporaryKeysTest, OpenWithNothingElse) {
  const TemporaryKeys keys(kSecret);
  support::CountingIds ids;
  const TemporaryKey key = keys.Issue(SessionOf("123456789012"), ids);
  const TemporaryKey other = keys.Issue(SessionOf("123456789012"), ids);
  EXPECT_FALSE(keys.Open(key.access_key, other.session_token));
  EXPECT_FALSE(keys.Open(key.access_key, ""));
  for (std::size_t i = 0; i < key.session_token.size(); ++i) {
    std::string changed = key.session_token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(keys.Open(key.access_key, changed)) << i;
    EXPECT_FALSE(keys.Open(key.access_key, key.session_token.substr(0, i))) << i;
  }
  const TemporaryKeys elsewhere(std::array<std::uint8_t, 32>{4});
  EXPECT_FALSE(elsewhere.Open(key.access_key, key.session_token));
  EXPECT_NE(elsewhere.SecretOf(key.access_key), key.secret_access_key);
}

TEST(TemporaryKeysTest, ExpireBesideTheKeysOfAFile) {
  const TemporaryKeys keys(kSecret);
  const sigv4::AccessKeySecrets known{{"AKIDEXAMPLE", {"secret", std::nullopt}}};
  support::CountingIds ids;
  const TemporaryKey key = keys.Issue(SessionOf("123456789012"), ids);
  const Timestamp end = SessionOf("").expires;
  const AllKeys before(known, keys, end - std::chrono::microseconds(1));
  const auto found = before.Find(key.access_key, key.session_token);
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(found->secret_access_key, key.secret_access_key);
  EXPECT_TRUE(before.Find("AKIDEXAMPLE", std::nullopt).ok());
  EXPECT_EQ(before.Find(key.access_key, std::nullopt).error().fault, sigv4::Fault::kUnknownKey);
  EXPECT_EQ(before.Find("AKIDEXAMPLE", key.session_token).error().fault, sigv4::Fault::kUnknownKey);
  EXPECT_EQ(AllKeys(known, keys, end).Find(key.access_key, key.session_token).error().fault, sigv4::Fault::kExpiredKey);
}

TEST(StsTest, AnswersFromTheGateway) {
  support::GatewayBench bench;
  const Response response = bench.Send("POST", "/", "Version=2011-06-15&Action=GetCallerIdentity",
                                       "AWS4 Credential=444455556666/d/us-gov-west-1/sts");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.content_type, "text/xml");
  EXPECT_NE(response.body.str().find("<Arn>arn:aws-us-gov:iam::444455556666:root</Arn>"), std::string::npos);
  EXPECT_EQ(bench.Send("POST", "/", "NoAction=GetCallerIdentity").status, 404);
  EXPECT_EQ(bench.Send("POST", "/x", "Action=GetCallerIdentity").status, 404);
}

}  // namespace
}  // namespace macie_local::gateway
