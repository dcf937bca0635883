#include "http/self_signed.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <string_view>

#include "http/openssl.h"

namespace macie_local::http {
namespace {

using NamesPtr = std::unique_ptr<GENERAL_NAMES, OpensslFree<&GENERAL_NAMES_free>>;
using NumberPtr = std::unique_ptr<BIGNUM, OpensslFree<&BN_free>>;
using ExtensionPtr = std::unique_ptr<X509_EXTENSION, OpensslFree<&X509_EXTENSION_free>>;

constexpr int kDaysValid = 3652;  // ten years
constexpr int kSerialBits = 127;

// What only memory or a bug in this file can make fail.
template <class T>
T Made(T result) {
  if (!result) throw std::runtime_error("can't make a certificate: " + OpensslReason());
  return result;
}

KeyPtr MakeKey() {
  return KeyPtr(Made(EVP_EC_gen("P-256")));
}

// With everything but extensions and signature.
CertificatePtr MakeCertificate(const std::string& common_name, EVP_PKEY* key, const X509* issuer, Timestamp now) {
  CertificatePtr certificate(Made(X509_new()));
  X509* const x509 = certificate.get();
  Made(X509_set_version(x509, X509_VERSION_3));
  const NumberPtr serial(Made(BN_new()));
  Made(BN_rand(serial.get(), kSerialBits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY));
  Made(BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(x509)));
  const auto seconds = std::chrono::system_clock::to_time_t(std::chrono::floor<std::chrono::seconds>(now));
  Made(ASN1_TIME_adj(X509_getm_notBefore(x509), seconds, -1, 0));
  Made(ASN1_TIME_adj(X509_getm_notAfter(x509), seconds, kDaysValid, 0));
  Made(X509_NAME_add_entry_by_txt(X509_get_subject_name(x509), "CN", MBSTRING_UTF8,
                                  reinterpret_cast<const unsigned char*>(common_name.data()),
                                  static_cast<int>(common_name.size()), -1, 0));
  Made(X509_set_issuer_name(x509, X509_get_subject_name(issuer != nullptr ? issuer : x509)));
  Made(X509_set_pubkey(x509, key));
  return certificate;
}

void AddExtension(X509* certificate, X509* issuer, int kind, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509V3_set_ctx_nodb(&context);
  const ExtensionPtr extension(Made(X509V3_EXT_nconf_nid(nullptr, &context, kind, value)));
  Made(X509_add_ext(certificate, extension.get(), -1));
}

bool IsHostName(std::string_view name) {
  constexpr std::size_t kHostNameMax = 253;
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.' || c == '*';
  };
  return !name.empty() && name.size() <= kHostNameMax && std::all_of(name.begin(), name.end(), fits);
}

base::Status AddName(std::string name, GENERAL_NAMES* to) {
  if (name.size() > 2 && name.front() == '[' && name.back() == ']') name = name.substr(1, name.size() - 2);
  ASN1_OCTET_STRING* const address = a2i_IPADDRESS(name.c_str());
  if (address == nullptr && !IsHostName(name)) {
    return base::Error("'" + name + "' is neither a host name nor an IP address");
  }
  GENERAL_NAME* const entry = Made(GENERAL_NAME_new());
  if (address != nullptr) {
    GENERAL_NAME_set0_value(entry, GEN_IPADD, address);
  } else {
    ASN1_IA5STRING* const text = Made(ASN1_IA5STRING_new());
    Made(ASN1_STRING_set(text, name.data(), static_cast<int>(name.size())));
    GENERAL_NAME_set0_value(entry, GEN_DNS, text);
  }
  Made(sk_GENERAL_NAME_push(to, entry));
  return base::Done{};
}

base::Result<NamesPtr> AllNames(const std::vector<std::string>& names) {
  std::vector<std::string> all = {"localhost", "*.localhost", "host.docker.internal", "127.0.0.1", "::1"};
  for (const std::string& name : names) {
    if (std::find(all.begin(), all.end(), name) == all.end()) all.push_back(name);
  }
  NamesPtr list(Made(sk_GENERAL_NAME_new_null()));
  for (std::string& name : all) MACIE_CHECK(AddName(std::move(name), list.get()));
  ERR_clear_error();  // What is no address left an error behind.
  return list;
}

// `write` is PEM_write_bio_...
template <class Write>
std::string Pem(Write write) {
  const BioPtr out(Made(BIO_new(BIO_s_mem())));
  Made(write(out.get()));
  char* data = nullptr;
  const long size = BIO_get_mem_data(out.get(), &data);
  return std::string(data, static_cast<std::size_t>(size));
}

}  // namespace

base::Result<SelfSigned> MakeSelfSigned(const std::vector<std::string>& names, Timestamp now) {
  MACIE_TRY(const NamesPtr all_names, AllNames(names));

  const KeyPtr ca_key = MakeKey();
  const CertificatePtr ca = MakeCertificate("macie-local private CA", ca_key.get(), nullptr, now);
  AddExtension(ca.get(), ca.get(), NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
  AddExtension(ca.get(), ca.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
  AddExtension(ca.get(), ca.get(), NID_subject_key_identifier, "hash");
  Made(X509_sign(ca.get(), ca_key.get(), EVP_sha256()));

  const KeyPtr key = MakeKey();
  const CertificatePtr own = MakeCertificate("macie-local", key.get(), ca.get(), now);
  AddExtension(own.get(), ca.get(), NID_basic_constraints, "critical,CA:FALSE");
  AddExtension(own.get(), ca.get(), NID_key_usage, "critical,digitalSignature");
  AddExtension(own.get(), ca.get(), NID_ext_key_usage, "serverAuth");
  AddExtension(own.get(), ca.get(), NID_subject_key_identifier, "hash");
  AddExtension(own.get(), ca.get(), NID_authority_key_identifier, "keyid:always");
  Made(X509_add1_ext_i2d(own.get(), NID_subject_alt_name, all_names.get(), 0, X509V3_ADD_DEFAULT));
  Made(X509_sign(own.get(), ca_key.get(), EVP_sha256()));

  return SelfSigned{.ca = Pem([&](BIO* out) { return PEM_write_bio_X509(out, ca.get()); }),
                    .chain = Pem([&](BIO* out) { return PEM_write_bio_X509(out, own.get()); }),
                    .key = Pem([&](BIO* out) {
                      return PEM_write_bio_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
                    })};
}

}  // namespace macie_local::http
