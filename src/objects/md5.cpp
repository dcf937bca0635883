#include "objects/md5.h"

#include <openssl/evp.h>

#include <array>
#include <cstdint>
#include <stdexcept>

#include "base/text.h"

namespace macie_local::objects {

struct Md5::Context {
  EVP_MD_CTX* of = EVP_MD_CTX_new();
  ~Context() { EVP_MD_CTX_free(of); }
};

Md5::Md5() : context_(std::make_unique<Context>()) {
  // It names content and guards nothing: a machine that allows MD5 for no signature still has it for this.
  EVP_MD_CTX_set_flags(context_->of, EVP_MD_CTX_FLAG_NON_FIPS_ALLOW);
  if (EVP_DigestInit_ex(context_->of, EVP_md5(), nullptr) != 1) throw std::runtime_error("OpenSSL has no MD5");
}
Md5::~Md5() = default;
Md5::Md5(Md5&&) noexcept = default;
Md5& Md5::operator=(Md5&&) noexcept = default;

void Md5::Add(std::string_view bytes) {
  EVP_DigestUpdate(context_->of, bytes.data(), bytes.size());
}

std::string Md5::Finish() {
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> sum{};
  unsigned size = 0;
  EVP_DigestFinal_ex(context_->of, sum.data(), &size);
  return base::ToHex(std::span(sum.data(), size));
}

}  // namespace macie_local::objects
