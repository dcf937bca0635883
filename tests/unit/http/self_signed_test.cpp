// Proves that the certificates made at start hold what they should, and that texts that cannot be used are named.
#include "http/self_signed.h"

#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "http/openssl.h"
#include "http/tls_context.h"

namespace macie_local::http {
namespace {

using namespace std::chrono_literals;

constexpr Timestamp kNow = std::chrono::sys_days(std::chrono::January / 2 / 2045) + 12h;

CertificatePtr Read(const std::string& pem) {
  return CertificatePtr(PEM_read_bio_X509(BioOf(pem).get(), nullptr, nullptr, nullptr));
}

// Does `ca` vouch for `certificate` as a TLS server, under the strictest rules, at `when`?
int Verify(X509* certificate, X509* ca, Timestamp when) {
  X509_STORE* store = X509_STORE_new();
  X509_STORE_add_cert(store, ca);
  X509_STORE_CTX* context = X509_STORE_CTX_new();
  X509_STORE_CTX_init(context, store, certificate, nullptr);
  X509_VERIFY_PARAM* param = X509_STORE_CTX_get0_param(context);
  X509_VERIFY_PARAM_set_purpose(param, X509_PURPOSE_SSL_SERVER);
  X509_VERIFY_PARAM_set_flags(param, X509_V_FLAG_X509_STRICT);
  X509_VERIFY_PARAM_set_time(param, std::chrono::duration_cast<std::chrono::seconds>(when.time_since_epoch()).count());
  X509_verify_cert(context);
  const int error = X509_STORE_CTX_get_error(context);
  X509_STORE_CTX_free(context);
  X509_STORE_free(store);
  return error;
}

std::string Serial(X509* certificate) {
  const ASN1_INTEGER* serial = X509_get0_serialNumber(certificate);
  return std::string(reinterpret_cast<const char*>(serial->data), static_cast<std::size_t>(serial->length));
}

TEST(SelfSignedTest, TheCaVouchesForTheServerForTenYears) {
  const auto made = MakeSelfSigned({}, kNow);
  ASSERT_TRUE(made.ok());
  const auto ca = Read(made->ca), own = Read(made->chain);
  EXPECT_EQ(Verify(own.get(), ca.get(), kNow), X509_V_OK);
  EXPECT_EQ(Verify(own.get(), ca.get(), kNow - 23h), X509_V_OK);
  EXPECT_EQ(Verify(own.get(), ca.get(), kNow - 25h), X509_V_ERR_CERT_NOT_YET_VALID);
  EXPECT_EQ(Verify(own.get(), ca.get(), kNow + 24h * 3651), X509_V_OK);
  EXPECT_EQ(Verify(own.get(), ca.get(), kNow + 24h * 3653), X509_V_ERR_CERT_HAS_EXPIRED);
  EXPECT_EQ(X509_check_ca(ca.get()), 1);
  EXPECT_EQ(X509_check_ca(own.get()), 0);
  EXPECT_EQ(EVP_PKEY_get_bits(X509_get0_pubkey(own.get())), 256);
  EXPECT_TRUE(TlsContext::Make(made->chain, made->key).ok());
}

TEST(SelfSignedTest, HoldsTheUsualNamesAndTheGivenOnes) {
  const auto made = MakeSelfSigned({"macie", "Macie.Test", "10.1.2.3", "[fe80::1]", "localhost", "0.0.0.0"}, kNow);
  ASSERT_TRUE(made.ok()) << made.error().text;
  const auto own = Read(made->chain);
  for (const char* name : {"localhost", "host.docker.internal", "macie", "macie.test"}) {
    EXPECT_EQ(X509_check_host(own.get(), name, 0, 0, nullptr), 1) << name;
  }
  for (const char* address : {"127.0.0.1", "::1", "10.1.2.3", "fe80::1", "0.0.0.0"}) {
    EXPECT_EQ(X509_check_ip_asc(own.get(), address, 0), 1) << address;
  }
  EXPECT_EQ(X509_check_host(own.get(), "other.test", 0, 0, nullptr), 0);
  EXPECT_EQ(X509_check_ip_asc(own.get(), "10.1.2.4", 0), 0);
  auto* names = static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(own.get(), NID_subject_alt_name, nullptr, nullptr));
  EXPECT_EQ(sk_GENERAL_NAME_num(names), 10);  // The five usual ones and five new ones.
  const ASN1_STRING* wildcard = sk_GENERAL_NAME_value(names, 1)->d.dNSName;
  EXPECT_EQ(std::string(reinterpret_cast<const char*>(wildcard->data), static_cast<std::size_t>(wildcard->length)),
            "*.localhost");
  GENERAL_NAMES_free(names);
}

TEST(SelfSignedTest, EachIsAnother) {
  const auto one = MakeSelfSigned({}, kNow), two = MakeSelfSigned({}, kNow);
  ASSERT_TRUE(one.ok() && two.ok());
  EXPECT_NE(one->key, two->key);
  EXPECT_NE(Serial(Read(one->ca).get()), Serial(Read(two->ca).get()));
  EXPECT_NE(Serial(Read(one->ca).get()), Serial(Read(one->chain).get()));
  EXPECT_NE(Verify(Read(one->chain).get(), Read(two->ca).get(), kNow), X509_V_OK);
}

TEST(SelfSignedTest, NamesThatAreNoneAreRefused) {
  for (const std::string name : {"", "a b", "a,DNS:b", "m\xc3\xbcnchen.test", "a:1", "[::1]:2"}) {
    const auto made = MakeSelfSigned({name}, kNow);
    ASSERT_FALSE(made.ok()) << name;
    EXPECT_EQ(made.error().text, "'" + name + "' is neither a host name nor an IP address");
  }
  EXPECT_FALSE(MakeSelfSigned({std::string(254, 'a')}, kNow).ok());
  EXPECT_TRUE(MakeSelfSigned({std::string(253, 'a')}, kNow).ok());
}

std::string Encrypted(const std::string& key_pem) {
  const KeyPtr key(PEM_read_bio_PrivateKey(BioOf(key_pem).get(), nullptr, nullptr, nullptr));
  const BioPtr out(BIO_new(BIO_s_mem()));
  const std::string phrase = "phrase";
  PEM_write_bio_PrivateKey(out.get(), key.get(), EVP_aes_256_cbc(),
                           reinterpret_cast<const unsigned char*>(phrase.data()), static_cast<int>(phrase.size()),
                           nullptr, nullptr);
  char* data = nullptr;
  const long size = BIO_get_mem_data(out.get(), &data);
  return std::string(data, static_cast<std::size_t>(size));
}

TEST(TlsContextTest, WhatIsWrongIsSaidOfTheTextItIsIn) {
  const auto made = MakeSelfSigned({}, kNow), other = MakeSelfSigned({}, kNow);
  ASSERT_TRUE(made.ok() && other.ok());
  const std::string cut = made->chain.substr(0, made->chain.size() / 2);
  const struct {
    std::string chain, key;
    TlsError::In in;
    std::string_view reason;
  } kCases[] = {
      {"", made->key, TlsError::In::kCertificate, "is not PEM"},
      {"\x30\x82", made->key, TlsError::In::kCertificate, "is not PEM"},
      {made->key, made->key, TlsError::In::kCertificate, "is not PEM: it has no line -----BEGIN CERTIFICATE-----"},
      {cut, made->key, TlsError::In::kCertificate, "can't be read"},
      {made->chain + cut, made->key, TlsError::In::kCertificate, "certificate 2 can't be used"},
      {made->chain, "", TlsError::In::kKey, "is not PEM"},
      {made->chain, made->chain, TlsError::In::kKey, "is not PEM: it has no line -----BEGIN PRIVATE KEY-----"},
      {made->chain, other->key, TlsError::In::kKey, "does not match the certificate"},
      {made->chain, Encrypted(made->key), TlsError::In::kKey, "is encrypted"},
      {made->chain, made->key.substr(0, 60), TlsError::In::kKey, "can't be read"}};
  for (const auto& each : kCases) {
    const auto context = TlsContext::Make(each.chain, each.key);
    ASSERT_FALSE(context.ok()) << each.reason;
    EXPECT_EQ(context.error().in, each.in) << context.error().text;
    EXPECT_NE(context.error().text.find(each.reason), std::string::npos) << context.error().text;
  }
}

TEST(TlsContextTest, TakesAChain) {
  const auto made = MakeSelfSigned({}, kNow);
  const auto context = TlsContext::Make("A text before.\n" + made->chain + made->ca + "and after\n", made->key);
  ASSERT_TRUE(context.ok()) << context.error().text;
  STACK_OF(X509)* chain = nullptr;
  SSL_CTX_get0_chain_certs((*context)->get(), &chain);
  EXPECT_EQ(sk_X509_num(chain), 1);
}

}  // namespace
}  // namespace macie_local::http
