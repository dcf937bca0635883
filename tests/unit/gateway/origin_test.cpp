// Which hosts are ours, and what a browser may do here for which page.
#include "gateway/origin.h"

#include <gtest/gtest.h>

namespace macie_local::gateway {
namespace {

const std::vector<std::string> kAllowed{"Macie.example.test", "dotted.example.", "macie-console"};

bool Takes(const Request& request, bool is_page_path = false) {
  return IsFromUs(request, is_page_path, kAllowed);
}

Request From(std::string_view host, std::string_view origin = {}) {
  Request request;
  request.method = "GET";
  request.host = host;
  request.origin = origin;
  return request;
}

Request Fetched(std::string_view site, std::string_view mode = "cors", std::string_view dest = "empty") {
  Request request = From("localhost:6224");
  request.sec_fetch_site = site;
  request.sec_fetch_mode = mode;
  request.sec_fetch_dest = dest;
  return request;
}

TEST(OriginTest, HostsByWhoSendsThem) {
  const struct {
    const char* host;
    bool from_client;
    bool from_browser;
  } kCases[] = {
      {"", true, true},
      {"localhost", true, true},
      {"LocalHost.:6224", true, true},
      {"a.localhost", true, true},
      {"127.0.0.1:6224", true, true},
      {"10.0.0.7", true, true},
      {"[::1]", true, true},
      {"[::1]:6224", true, true},
      {"[FE80::a1:1]:6224", true, true},
      {"[::ffff:127.0.0.1]", true, true},
      {"macie.example.test:80", true, true},
      {"MACIE.EXAMPLE.TEST.", true, true},
      {"dotted.example", true, true},
      {"macie-console:6224", true, true},
      // Names of containers and of AWS.
      {"macie:6224", true, false},
      {"Macie.", true, false},
      {"host.docker.internal:6224", true, false},
      {"Host.Containers.Internal.:6224", true, false},
      {"macie2.us-east-1.amazonaws.com", true, false},
      {"MACIE2.us-east-1.AmazonAWS.com.", true, false},
      {"macie2-fips.us-east-1.amazonaws.com", true, false},
      {"vpce-1.macie2.us-east-1.vpce.amazonaws.com", true, false},
      {"macie2.us-east-1.api.aws", true, false},
      {"sts.amazonaws.com", true, false},
      {"sts.eu-west-1.amazonaws.com", true, false},
      // AWS gives names of its own to pages of anybody.
      {"bucket.s3.amazonaws.com", false, false},
      {"xmacie2.us-east-1.amazonaws.com", false, false},
      {"macie2-1234.us-east-1.elb.amazonaws.com", false, false},
      {"ec2-1-2-3-4.compute.amazonaws.com", false, false},
      {"amazonaws.com", false, false},
      {"macie2.amazonaws.com.evil.example", false, false},
      {"macie2.xamazonaws.com", false, false},
      {"s3.api.aws", false, false},
      // A page that rebinds its name.
      {"evil.example", false, false},
      {"evil.example:6224", false, false},
      {"127.0.0.1.evil.example", false, false},
      {"localhost.evil.example", false, false},
      {"evillocalhost.example", false, false},
      {"x.host.docker.internal", false, false},
      {"macie.example.test.evil.example", false, false},
      {"x.macie.example.test", false, false},
      // No host at all.
      {":6224", false, false},
      {".", false, false},
      {"localhost:evil.example", false, false},
      {"[::1", false, false},
      {"[]", false, false},
      {"[evil.example]", false, false},
      {"[::1]evil.example", false, false},
  };
  for (const auto& each : kCases) {
    EXPECT_EQ(Takes(From(each.host)), each.from_client) << each.host;
    Request browser = From(each.host);
    browser.sec_fetch_site = "same-origin";
    EXPECT_EQ(Takes(browser), each.from_browser) << each.host;
    if (*each.host == '\0') continue;
    const std::string origin = std::string("http://") + each.host;
    EXPECT_EQ(Takes(From(each.host, origin)), each.from_browser) << each.host;
  }
}

TEST(OriginTest, OnlyOurOwnOriginIsTaken) {
  EXPECT_TRUE(Takes(From("localhost:6224", "http://localhost:6224")));
  EXPECT_TRUE(Takes(From("localhost:6224", "https://localhost:6224")));
  EXPECT_TRUE(Takes(From("LOCALHOST:6224", "http://localhost:6224")));
  for (const char* origin : {"http://localhost", "http://localhost:8080", "http://evil.example", "null", "file://",
                             "http://localhost:6224.evil.example", "http://127.0.0.1:6224", "localhost:6224"}) {
    EXPECT_FALSE(Takes(From("localhost:6224", origin))) << origin;
  }
  EXPECT_FALSE(Takes(From("", "http://localhost")));
  EXPECT_FALSE(Takes(From("", "http://")));
}

TEST(OriginTest, AnotherSiteMayOnlyLinkToAPage) {
  const struct {
    const char *site, *mode, *dest;
    bool taken;          // anywhere
    bool taken_as_page;  // where pages are
  } kCases[] = {
      {"", "", "", true, true},
      {"", "cors", "", true, true},  // Node's fetch
      {"same-origin", "cors", "empty", true, true},
      {"same-origin", "navigate", "document", true, true},
      {"none", "navigate", "document", true, true},
      {"cross-site", "navigate", "document", false, true},
      {"same-site", "navigate", "document", false, true},
      {"cross-site", "no-cors", "image", false, false},
      {"same-site", "no-cors", "image", false, false},
      {"cross-site", "cors", "empty", false, false},
      {"cross-site", "no-cors", "document", false, false},
      {"cross-site", "navigate", "iframe", false, false},
      {"cross-site", "navigate", "", false, false},
      {"cross-site", "", "document", false, false},
      {"a-later-word", "cors", "empty", false, false},
      {"Same-Origin", "cors", "empty", false, false},
  };
  for (const auto& each : kCases) {
    Request request = Fetched(each.site, each.mode, each.dest);
    EXPECT_EQ(Takes(request), each.taken) << each.site << " " << each.mode << " " << each.dest;
    EXPECT_EQ(Takes(request, true), each.taken_as_page) << each.site << " " << each.mode << " " << each.dest;
  }
}

TEST(OriginTest, ALinkChangesNothing) {
  for (const char* method : {"POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"}) {
    Request request = Fetched("cross-site", "navigate", "document");
    request.method = method;
    EXPECT_FALSE(Takes(request, true)) << method;
  }
  Request request = Fetched("cross-site", "navigate", "document");
  request.origin = "http://evil.example";
  EXPECT_FALSE(Takes(request, true));
  request = Fetched("cross-site", "navigate", "document");
  request.host = "evil.example";
  EXPECT_FALSE(Takes(request, true));
}

}  // namespace
}  // namespace macie_local::gateway
