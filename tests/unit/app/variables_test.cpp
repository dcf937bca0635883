// Which variables of the environment are ours, which are meant to be, and which only look so.
#include "app/variables.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace macie_local::app {
namespace {

Variables Given(std::vector<const char*> environment) {
  environment.push_back(nullptr);
  return Variables(environment.data());
}

const std::vector<std::string>& Known() {
  static const std::vector<std::string> known{"MACIE_LOCAL_PORT", "MACIE_LOCAL_ALLOW_HOST"};
  return known;
}

TEST(VariablesTest, AreFoundByName) {
  EXPECT_EQ(VariableOf("--tls-ca-file"), "MACIE_LOCAL_TLS_CA_FILE");
  const Variables variables = Given({"MACIE_LOCAL_A=b=c", "MACIE_LOCAL_B=", "MACIE_LOCAL_C", "OTHER=1"});
  EXPECT_EQ(variables.Find("MACIE_LOCAL_A"), "b=c");
  EXPECT_FALSE(variables.Find("MACIE_LOCAL_B"));
  EXPECT_EQ(variables.FindEvenEmpty("MACIE_LOCAL_B"), "");
  EXPECT_FALSE(variables.FindEvenEmpty("MACIE_LOCAL_D"));
  EXPECT_FALSE(variables.Find("OTHER"));
  EXPECT_FALSE(Variables(nullptr).Find("MACIE_LOCAL_A"));
}

TEST(VariablesTest, ASlipOfTwoLettersIsRefusedAndOneOfThreeToldOf) {
  for (const char* slip : {"MACIE_LOCAL_PROT=1", "MACIE_LOCAL_PORTS=1", "MACIE_LOCAL_PO=1", "MACIE_LOCAL_PARTY=1"}) {
    const Variables::Findings findings = Given({slip}).Check(Known());
    ASSERT_TRUE(findings.mistake) << slip;
    EXPECT_NE(findings.mistake->find("; MACIE_LOCAL_PORT is one"), std::string::npos) << *findings.mistake;
  }
  for (const char* other : {"MACIE_LOCAL_P=1", "MACIE_LOCAL_PARTLY=1", "MACIE_LOCAL_=1"}) {
    const Variables::Findings findings = Given({other}).Check(Known());
    EXPECT_FALSE(findings.mistake) << other;
    EXPECT_EQ(findings.warnings.size(), 1u) << other;
  }
  const Variables::Findings right =
      Given({"MACIE_LOCAL_PORT=1", "MACIE_LOCAL_ALLOW_HOST=a", "MACIE_LOCAL_PROT="}).Check(Known());
  EXPECT_FALSE(right.mistake);
  EXPECT_TRUE(right.warnings.empty());
}

TEST(VariablesTest, WhatKubernetesGivesIsPassedOver) {
  const Variables pod = Given({"MACIE_LOCAL_SERVICE_HOST=10.0.0.7", "MACIE_LOCAL_SERVICE_PORT=6224",
                               "MACIE_LOCAL_SERVICE_PORT_HTTP=6224", "MACIE_LOCAL_PORT=tcp://10.0.0.7:6224",
                               "MACIE_LOCAL_PORT_6224_TCP=tcp://10.0.0.7:6224", "MACIE_LOCAL_PORT_6224_TCP_PROTO=tcp",
                               "MACIE_LOCAL_PORT_6224_TCP_PORT=6224", "MACIE_LOCAL_PORT_6224_TCP_ADDR=10.0.0.7",
                               "MACIE_LOCAL_PORT_53_UDP=udp://10.0.0.7:53", "MACIE_LOCAL_PORT_9_SCTP_ADDR=10.0.0.7"});
  const Variables::Findings findings = pod.Check(Known());
  EXPECT_FALSE(findings.mistake) << *findings.mistake;
  EXPECT_EQ(findings.warnings, std::vector<std::string>());
  EXPECT_FALSE(pod.Find("MACIE_LOCAL_PORT"));
  EXPECT_EQ(Given({"MACIE_LOCAL_PORT=http://10.0.0.7:6224"}).Find("MACIE_LOCAL_PORT"), "http://10.0.0.7:6224");
  for (const char* other : {"MACIE_LOCAL_PORT_6224=1", "MACIE_LOCAL_PORT_X_TCP=1", "MACIE_LOCAL_PORT_6224_TCP_NAME=1",
                            "MACIE_LOCAL_SERVICE_NAME=1", "MACIE_LOCAL_PORT_6224_ICMP=1"}) {
    EXPECT_EQ(Given({other}).Check(Known()).warnings.size(), 1u) << other;
  }
}

}  // namespace
}  // namespace macie_local::app
