// Proves that what the TLS options ask for is made or read before anything is opened, and that what cannot be is said
// in one line that names the option, the file and the reason.
#include "app/tls.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <string>

#include "http/self_signed.h"
#include "support/files.h"

namespace macie_local::app {
namespace {

constexpr Timestamp kNow = std::chrono::sys_days(std::chrono::January / 2 / 2045);

class TlsSetupTest : public testing::Test {
 protected:
  std::string Path(const std::string& name) const { return folder_.File(name); }
  std::string Write(const std::string& name, const std::string& text) const {
    support::WriteFile(Path(name), text);
    return Path(name);
  }
  std::size_t CountFiles() const {
    const std::filesystem::directory_iterator all(folder_.path());
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
  }
  static std::string WhatFails(const Config& config) {
    const auto setup = SetUpTls(config, kNow);
    if (setup.ok()) return "nothing";
    EXPECT_EQ(setup.error().text.find('\n'), std::string::npos);
    return setup.error().text;
  }

  support::TemporaryFolder folder_;
};

TEST_F(TlsSetupTest, WithoutOptionsThereIsNone) {
  const auto setup = SetUpTls(Config(), kNow);
  ASSERT_TRUE(setup.ok());
  EXPECT_EQ(setup->context, nullptr);
  EXPECT_FALSE(setup->ca);
}

TEST_F(TlsSetupTest, TheCaAppearsWhenItIsPublished) {
  Config config;
  config.tls_self_signed = true;
  config.tls_ca_file = Write("ca.pem", "of another start");
  {
    const auto setup = SetUpTls(config, kNow);
    ASSERT_TRUE(setup.ok()) << setup.error().text;
    EXPECT_EQ(ReadFile("", config.tls_ca_file).value(), "of another start");
    EXPECT_EQ(CountFiles(), 2u);
  }
  EXPECT_EQ(CountFiles(), 1u);  // A start that failed leaves nothing.
  auto setup = SetUpTls(config, kNow);
  ASSERT_TRUE(setup.ok() && setup->context && setup->ca);
  ASSERT_TRUE(setup->ca->Publish().ok());
  EXPECT_TRUE(ReadFile("", config.tls_ca_file)->starts_with("-----BEGIN CERTIFICATE-----\n"));
  EXPECT_EQ(ReadFile("", config.tls_ca_file)->find("PRIVATE"), std::string::npos);
  EXPECT_EQ(CountFiles(), 1u);
  struct stat status {};
  ASSERT_EQ(stat(config.tls_ca_file.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0644u);
}

TEST_F(TlsSetupTest, TheCaNeedsAPlace) {
  Config config;
  config.tls_self_signed = true;
  config.tls_ca_file = Path("missing/ca.pem");
  EXPECT_EQ(WhatFails(config), "--tls-ca-file " + config.tls_ca_file + ": can't be written: No such file or directory");
  config.tls_ca_file = folder_.path().string();
  EXPECT_EQ(WhatFails(config), "--tls-ca-file " + folder_.path().string() + ": can't be written: Is a directory");
}

TEST_F(TlsSetupTest, NamesMustBeNames) {
  Config config;
  config.tls_self_signed = true;
  config.tls_ca_file = Path("ca.pem");
  config.allowed_hosts = {"a b"};
  EXPECT_EQ(WhatFails(config), "--host, --allow-host: 'a b' is neither a host name nor an IP address");
}

TEST_F(TlsSetupTest, TakesACertificateAndItsKey) {
  const auto made = http::MakeSelfSigned({}, kNow), other = http::MakeSelfSigned({}, kNow);
  ASSERT_TRUE(made.ok() && other.ok());
  Config config;
  config.tls_cert = Write("chain.pem", made->chain + made->ca);
  config.tls_key = Write("key.pem", made->key);
  const auto setup = SetUpTls(config, kNow);
  ASSERT_TRUE(setup.ok()) << setup.error().text;
  EXPECT_NE(setup->context, nullptr);
  EXPECT_FALSE(setup->ca);

  config.tls_key = Write("other.pem", other->key);
  EXPECT_EQ(WhatFails(config), "--tls-key " + *config.tls_key + ": the key does not match the certificate");
  config.tls_key = Path("missing.pem");
  EXPECT_EQ(WhatFails(config), "--tls-key " + *config.tls_key + ": can't be read: No such file or directory");
  config.tls_cert = Path("missing.pem");
  EXPECT_EQ(WhatFails(config), "--tls-cert " + *config.tls_cert + ": can't be read: No such file or directory");
  config.tls_key = Path("key.pem");
  config.tls_cert = folder_.path().string();
  EXPECT_EQ(WhatFails(config), "--tls-cert " + folder_.path().string() + ": can't be read: Is a directory");
  config.tls_cert = Path("key.pem");
  EXPECT_EQ(WhatFails(config),
            "--tls-cert " + *config.tls_cert + ": is not PEM: it has no line -----BEGIN CERTIFICATE-----");
}

TEST_F(TlsSetupTest, OptionsThatDoNotGoTogether) {
  Config config;
  config.tls_cert = "c.pem";
  EXPECT_EQ(WhatFails(config), "--tls-cert c.pem: needs --tls-key as well");
  config.tls_self_signed = true;
  EXPECT_EQ(WhatFails(config), "--tls self-signed: makes its own certificate; leave out --tls-cert, or --tls");
  config.tls_cert.reset();
  config.tls_key = "k.pem";
  EXPECT_EQ(WhatFails(config), "--tls self-signed: makes its own certificate; leave out --tls-key, or --tls");
  config.tls_self_signed = false;
  EXPECT_EQ(WhatFails(config), "--tls-key k.pem: needs --tls-cert as well");
}

}  // namespace
}  // namespace macie_local::app
