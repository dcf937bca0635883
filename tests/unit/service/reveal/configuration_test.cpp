// How revealing samples is switched on and off, and with whose credentials (behaviour 8).
#include <gtest/gtest.h>

#include <string>

#include "model/handlers/reveal.h"
#include "support/operations.h"

namespace macie_local::service {
namespace {

using support::RefusalOf;
using support::Shown;

const std::string kFailed = "ValidationException: The request failed because ";
const std::string kRole = "'retrievalConfiguration':{'retrievalMode':'ASSUME_ROLE','roleName':'Reveal'}";

class RevealConfigurationTest : public ::testing::Test {
 protected:
  std::string Get() { return Shown(bench_.Ask(&GetRevealConfiguration, "")); }
  std::string Update(const std::string& configuration, const std::string& retrieval = "") {
    return Shown(bench_.Ask(&UpdateRevealConfiguration, "{'configuration':{" + configuration + "}" +
                                                            (retrieval.empty() ? "" : "," + retrieval) + "}"));
  }
  // The external id of the role.
  std::string ExternalId() { return *bench_.Ask(&GetRevealConfiguration, "")->retrievalConfiguration->externalId; }

  support::OperationBench bench_;
};

TEST_F(RevealConfigurationTest, BeforeAnythingIsSetItIsDisabledWithTheCallersCredentials) {
  EXPECT_EQ(Get(),
            "{'configuration':{'status':'DISABLED'},'retrievalConfiguration':{'retrievalMode':'CALLER_CREDENTIALS'}}");
}

TEST_F(RevealConfigurationTest, EnablingNeedsAKeyOnce) {
  EXPECT_EQ(Update("'status':'ENABLED'"), kFailed + "configuration.kmsKeyId is required to enable the configuration.");
  const std::string enabled =
      "{'configuration':{'kmsKeyId':'alias/key','status':'ENABLED'},'retrievalConfiguration':{'retrievalMode':"
      "'CALLER_CREDENTIALS'}}";
  EXPECT_EQ(Update("'status':'ENABLED','kmsKeyId':'alias/key'"), enabled);
  EXPECT_EQ(Update("'status':'ENABLED'"), enabled) << "the key is kept";
  EXPECT_EQ(Get(), enabled);
}

TEST_F(RevealConfigurationTest, DisablingDeletesTheAccessSettingsForGood) {
  ASSERT_EQ(Update("'status':'ENABLED','kmsKeyId':'alias/key'", kRole).substr(0, 16), "{'configuration'");
  EXPECT_EQ(Update("'status':'DISABLED'"), "{'configuration':{'status':'DISABLED'}}");
  EXPECT_EQ(Get(), "{'configuration':{'status':'DISABLED'}}");
  EXPECT_EQ(Update("'status':'ENABLED'"), kFailed + "configuration.kmsKeyId is required to enable the configuration.");
}

TEST_F(RevealConfigurationTest, AssumingARoleNeedsItsNameAndGivesAnExternalId) {
  const std::string with_key = "'status':'ENABLED','kmsKeyId':'k'";
  const std::string needed = kFailed + "retrievalConfiguration.roleName is required when retrievalMode is ASSUME_ROLE.";
  EXPECT_EQ(Update(with_key, "'retrievalConfiguration':{'retrievalMode':'ASSUME_ROLE'}"), needed);
  const std::string shown = Update(with_key, kRole);
  ASSERT_EQ(ExternalId().size(), 22U);
  EXPECT_EQ(shown, "{'configuration':{'kmsKeyId':'k','status':'ENABLED'},'retrievalConfiguration':{'externalId':'" +
                       ExternalId() + "','retrievalMode':'ASSUME_ROLE','roleName':'Reveal'}}");
  const std::string first = ExternalId();
  ASSERT_EQ(RefusalOf(bench_.Ask(&UpdateRevealConfiguration, "{'configuration':{" + with_key + "}," + kRole + "}")),
            "");
  EXPECT_EQ(ExternalId(), first) << "a role keeps its id";
}

TEST_F(RevealConfigurationTest, GoingBackToTheCallersCredentialsForgetsTheRole) {
  ASSERT_EQ(Update("'status':'ENABLED','kmsKeyId':'k'", kRole).find("Exception"), std::string::npos);
  const std::string first = ExternalId();
  EXPECT_EQ(Update("'status':'ENABLED'"),
            "{'configuration':{'kmsKeyId':'k','status':'ENABLED'},'retrievalConfiguration':{'retrievalMode':"
            "'CALLER_CREDENTIALS'}}");
  ASSERT_EQ(Update("'status':'ENABLED'", kRole).find("Exception"), std::string::npos);
  EXPECT_NE(ExternalId(), first) << "the next role has a new id";
}

TEST_F(RevealConfigurationTest, ARefusalChangesNothing) {
  ASSERT_EQ(Update("'status':'ENABLED','kmsKeyId':'k'", kRole).find("Exception"), std::string::npos);
  const std::string before = Get();
  EXPECT_EQ(Update("'status':'ENABLED','kmsKeyId':'other'", "'retrievalConfiguration':{'retrievalMode':'ASSUME_ROLE'}"),
            kFailed + "retrievalConfiguration.roleName is required when retrievalMode is ASSUME_ROLE.");
  EXPECT_EQ(Get(), before);
}

}  // namespace
}  // namespace macie_local::service
