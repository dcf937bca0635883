#include "sigv4/signature.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#include <algorithm>
#include <chrono>
#include <stdexcept>

#include "base/text.h"
#include "base/timestamp.h"

namespace macie_local::sigv4 {
namespace {

static_assert(SHA256_DIGEST_LENGTH == std::tuple_size_v<Digest>);

Digest Hmac(std::string_view key, std::string_view bytes) {
  Digest digest;
  unsigned size = 0;
  if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(bytes.data()),
           bytes.size(), digest.data(), &size) == nullptr ||
      size != digest.size()) {
    throw std::runtime_error("HMAC failed");  // Whatever stands in `digest` must not be taken for one.
  }
  return digest;
}

std::string_view View(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

}  // namespace

Digest Sha256(std::string_view bytes) {
  Digest digest;
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest.data());
  return digest;
}

std::string SignatureOf(std::string_view canonical_request, const SigningScope& scope,
                        std::string_view secret_access_key) {
  std::string text(kAlgorithm);
  text.append("\n").append(scope.timestamp).append("\n");
  text.append(scope.date).append("/").append(scope.region).append("/").append(scope.service).append("/");
  text.append(scope.terminator).append("\n").append(base::ToHex(Sha256(canonical_request)));
  Digest key = Hmac("AWS4" + std::string(secret_access_key), scope.date);
  for (const std::string_view part : {scope.region, scope.service, scope.terminator}) key = Hmac(View(key), part);
  return base::ToHex(Hmac(View(key), text));
}

std::string HashOfPayload(std::string_view body) {
  return base::ToHex(Sha256(body));
}

std::string ToBasicFormat(Timestamp time) {
  std::string text = base::ToIso8601(std::chrono::floor<std::chrono::seconds>(time));
  std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
  return text;
}

}  // namespace macie_local::sigv4
