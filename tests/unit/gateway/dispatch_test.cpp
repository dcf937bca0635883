// Every operation has a handler, and a decoded call needs nothing of the request that it came in.
#include "gateway/dispatch.h"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "model/operations.h"
#include "support/operations.h"

namespace macie_local::gateway {
namespace {

using support::OperationBench;
using support::RefusalOf;

// A call of the operation that `method` and `target` lead to; the request's texts are gone when it returns.
template <class Call>
wire::Outcome<Call> Decode(wire::Outcome<Call> (*HandlerEntry::*decode)(const wire::Route&, std::string_view,
                                                                        std::string_view),
                           std::string_view method, std::string target, std::string body) {
  const wire::Route route = model::FindRoute(method, target);
  auto call = (FindHandler(static_cast<model::Operation>(route.operation->id)).*decode)(route, "", body);
  target.assign(target.size(), '#');
  body.assign(body.size(), '#');
  return call;
}

constexpr const char* kAllowList = R"({"name":"a list","description":"with words that no small buffer holds",
    "criteria":{"regex":"[a-z]{12}"},"clientToken":"00000000-0000-4000-8000-000000000001"})";

TEST(DispatchTest, EveryOperationHasItsHandler) {
  for (const wire::OperationDesc& operation : model::Operations()) {
    const HandlerEntry& handler = FindHandler(static_cast<model::Operation>(operation.id));
    EXPECT_TRUE(operation.implemented) << operation.name;
    EXPECT_EQ(handler.write != nullptr, operation.mutates) << operation.name;
    EXPECT_NE(handler.read != nullptr, handler.write != nullptr) << operation.name;
  }
}

TEST(DispatchTest, ACallOwnsItsInput) {
  OperationBench bench;
  auto write = Decode(&HandlerEntry::write, "POST", "/allow-lists", kAllowList);
  ASSERT_TRUE(write.ok()) << write.error().text;
  // As on its way to the writer thread: what it was moved from is gone.
  auto moved = std::make_unique<const WriteCall>(std::move(write).value());
  std::optional<wire::Outcome<base::Body>> written;
  bench.Do([&](state::Transaction& transaction) {
    written = (*moved)({bench.home, bench.now, bench.environment}, transaction);
  });
  ASSERT_TRUE(written->ok()) << written->error().text;
  const std::string answer = (*written)->str();
  const std::size_t id = answer.find("\"id\":\"") + 6;

  auto read = Decode(&HandlerEntry::read, "GET", "/allow-lists/" + answer.substr(id, answer.find('"', id) - id), "");
  ASSERT_TRUE(read.ok()) << read.error().text;
  const state::Snapshot snapshot(std::make_shared<state::State>(bench.batch.state));
  const auto shown = (*read)({bench.home, bench.now, bench.environment}, snapshot);
  ASSERT_TRUE(shown.ok()) << shown.error().text;
  EXPECT_NE(shown->str().find("with words that no small buffer holds"), std::string::npos) << shown->str();
}

TEST(DispatchTest, WhatCannotBeDecodedIsNoCall) {
  EXPECT_EQ(RefusalOf(Decode(&HandlerEntry::write, "POST", "/allow-lists", "[")),
            "SerializationException: an object is expected; an array given");
  EXPECT_EQ(RefusalOf(Decode(&HandlerEntry::read, "POST", "/findings/describe", "{}")),
            "ValidationException: 1 validation error detected: Value null at 'findingIds' failed to satisfy "
            "constraint: Member must not be null");
}

}  // namespace
}  // namespace macie_local::gateway
