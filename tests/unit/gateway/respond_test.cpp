// That an answer is valid JSON of a known type, whatever it is made from.
#include "gateway/respond.h"

#include <gtest/gtest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "model/errors.h"

namespace macie_local::gateway {
namespace {

std::string Message(const Response& response) {
  return nlohmann::json::parse(response.body.str()).at("message");
}

TEST(RespondTest, ARefusalHasItsStatusAndType) {
  Response response;
  FillRefusal({model::kThrottlingException, "Rate exceeded"}, &response);
  EXPECT_EQ(response.status, 429);
  EXPECT_EQ(response.error_type, "ThrottlingException");
  EXPECT_EQ(Message(response), "Rate exceeded");
}

TEST(RespondTest, AMessageIsUtf8WhateverItRepeats) {
  Response response;
  FillMessage(404, "no bucket '\xFF\xC3' here: \"日\"\n", &response);
  EXPECT_EQ(Message(response), "no bucket '\uFFFD\uFFFD' here: \"日\"\n");
}

class Pieces : public base::BodySource {
 public:
  explicit Pieces(std::vector<std::string> pieces) : pieces_(std::move(pieces)) {}
  bool Next(std::string* piece) override {
    piece->append(pieces_[next_++]);
    return next_ < pieces_.size();
  }

 private:
  const std::vector<std::string> pieces_;
  std::size_t next_ = 0;
};

TEST(RespondTest, ALineIsEndedOnce) {
  const auto ended = [](base::Body body) {
    EndLine(&body);
    const std::size_t size = body.size();
    const bool has_source = body.source() != nullptr;
    const std::string text = body.str();
    EXPECT_TRUE(has_source || text.size() == size) << text;  // as Content-Length says it
    return text;
  };
  const auto shared = std::make_shared<const std::string>("shared");
  EXPECT_EQ(ended("{}"), "{}\n");
  EXPECT_EQ(ended("{}\n"), "{}\n");
  EXPECT_EQ(ended(""), "");
  EXPECT_EQ(ended(base::Body("a").Append(shared)), "ashared\n");
  EXPECT_EQ(ended(base::Body("a\n").Append(shared)), "a\nshared\n");
  for (const std::vector<std::string>& pieces :
       {std::vector<std::string>{"a"}, {"a", "b"}, {"a", "b", ""}, {"a", ""}, {"a\n", "b"}, {"", "a", "b"}}) {
    std::string all;
    for (const std::string& piece : pieces) all += piece;
    EXPECT_EQ(ended(base::Body(std::make_shared<Pieces>(pieces))), all + "\n");
  }
  EXPECT_EQ(ended(base::Body(std::make_shared<Pieces>(std::vector<std::string>{"a", "b\n"}))), "ab\n");
  EXPECT_EQ(ended(base::Body(std::make_shared<Pieces>(std::vector<std::string>{"a\n", ""}))), "a\n");
}

}  // namespace
}  // namespace macie_local::gateway
