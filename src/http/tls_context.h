// A TLS context has the certificates and the key that a server speaks TLS with, read from PEM once and shared by all
// connections.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

struct ssl_ctx_st;  // OpenSSL's SSL_CTX

namespace macie_local::http {

// TlsError says which of the two texts TlsContext::Make could not take, and why; `text` is to be read after its name.
struct TlsError {
  enum class In { kCertificate, kKey };
  In in;
  std::string text;
};

// TLS 1.2 and 1.3, http/1.1 by ALPN, no renegotiation, no resumption. Thread-safe.
class TlsContext {
 public:
  // `chain_pem` is the server's certificate, then, if any, those between it and the one that clients trust. `key_pem`
  // is its private key, without a passphrase.
  static base::Result<std::shared_ptr<const TlsContext>, TlsError> Make(std::string_view chain_pem,
                                                                        std::string_view key_pem);

  ~TlsContext();
  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;

  ssl_ctx_st* get() const { return context_; }

 private:
  TlsContext();

  ssl_ctx_st* const context_;
};

}  // namespace macie_local::http
