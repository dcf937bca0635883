// That an answer is valid JSON of a known type, whatever it is made from.
#include "gateway/respond.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "model/errors.h"

namespace macie_local::gateway {
namespace {

std::string Message(const Response& response) {
  return nlohmann::json::parse(response.body.str()).at("message");
}

TEST(RespondTest, AnErrorHasItsStatusAndType) {
  Response response;
  FillError({&model::kThrottlingException, "Rate exceeded"}, &response);
  EXPECT_EQ(response.status, 429);
  EXPECT_EQ(response.error_type, "ThrottlingException");
  EXPECT_EQ(Message(response), "Rate exceeded");
}

TEST(RespondTest, AnErrorWithoutATypeIsOurFault) {
  Response response;
  FillError({nullptr, "a detail for the log"}, &response);
  EXPECT_EQ(response.status, 500);
  EXPECT_EQ(response.error_type, "InternalServerException");
  EXPECT_EQ(Message(response), kInternalErrorText);
}

TEST(RespondTest, AMessageIsUtf8WhateverItRepeats) {
  Response response;
  FillMessage(404, "no bucket '\xFF\xC3' here: \"日\"\n", &response);
  EXPECT_EQ(Message(response), "no bucket '\uFFFD\uFFFD' here: \"日\"\n");
}

}  // namespace
}  // namespace macie_local::gateway
