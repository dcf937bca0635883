#include "gateway/origin.h"

#include <gtest/gtest.h>

namespace macie_local::gateway {
namespace {

bool Ours(std::string_view host, std::string_view origin = {}) {
  return IsOurOrigin(host, origin, {"macie.example.test"});
}

TEST(OriginTest, HostsThatAreOurs) {
  for (const char* host :
       {"", "localhost", "localhost:6224", "127.0.0.1:6224", "[::1]:6224", "macie:6224", "a.localhost",
        "host.docker.internal:6224", "macie2.us-east-1.amazonaws.com", "macie.example.test:80"}) {
    EXPECT_TRUE(Ours(host)) << host;
  }
}

TEST(OriginTest, ARebindingPageIsRefused) {
  for (const char* host : {"evil.example", "evil.example:6224", "127.0.0.1.evil.example", "localhost.evil.example",
                           "xamazonaws.com", "macie.example.test.evil.example"}) {
    EXPECT_FALSE(Ours(host)) << host;
  }
}

TEST(OriginTest, APageOfAnotherOriginIsRefused) {
  EXPECT_TRUE(Ours("localhost:6224", "http://localhost:6224"));
  EXPECT_TRUE(Ours("localhost:6224", "https://localhost:6224"));
  for (const char* origin : {"http://localhost", "http://localhost:8080", "http://evil.example", "null", "file://",
                             "http://localhost:6224.evil.example"}) {
    EXPECT_FALSE(Ours("localhost:6224", origin)) << origin;
  }
  EXPECT_FALSE(Ours("", "http://localhost"));
}

}  // namespace
}  // namespace macie_local::gateway
