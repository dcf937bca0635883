#include "http/tls_context.h"

#include <openssl/pem.h>

#include <new>
#include <string>

#include "http/openssl.h"

namespace macie_local::http {
namespace {

constexpr unsigned char kHttp11[] = "\x08http/1.1";

int ChooseProtocol(SSL*, const unsigned char** chosen, unsigned char* size, const unsigned char* offered,
                   unsigned offered_size, void*) {
  unsigned char* found = nullptr;
  const int outcome = SSL_select_next_proto(&found, size, kHttp11, sizeof kHttp11 - 1, offered, offered_size);
  *chosen = found;
  return outcome == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

// Instead of OpenSSL's own, which would ask at the terminal.
int NoPassphrase(char*, int, int, void*) {
  return -1;
}

TlsError Bad(TlsError::In in, std::string what) {
  return {in, std::move(what)};
}

bool ReadEnded() {
  const bool ended = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  if (ended) ERR_clear_error();
  return ended;
}

base::Result<CertificatePtr, TlsError> TakeChain(std::string_view pem, SSL_CTX* context) {
  const BioPtr text = BioOf(pem);
  CertificatePtr own(PEM_read_bio_X509(text.get(), nullptr, NoPassphrase, nullptr));
  if (!own && ReadEnded())
    return Bad(TlsError::In::kCertificate, "is not PEM: it has no line -----BEGIN CERTIFICATE-----");
  if (!own) return Bad(TlsError::In::kCertificate, "the certificate can't be read: " + OpensslReason());
  if (SSL_CTX_use_certificate(context, own.get()) != 1) {
    return Bad(TlsError::In::kCertificate, "the certificate can't be used: " + OpensslReason());
  }
  for (int number = 2;; ++number) {
    CertificatePtr next(PEM_read_bio_X509(text.get(), nullptr, NoPassphrase, nullptr));
    if (!next && ReadEnded()) return own;
    if (!next || SSL_CTX_add0_chain_cert(context, next.get()) != 1) {
      return Bad(TlsError::In::kCertificate,
                 "certificate " + std::to_string(number) + " can't be used: " + OpensslReason());
    }
    static_cast<void>(next.release());  // add0: the context owns it now.
  }
}

base::Result<base::Done, TlsError> TakeKey(std::string_view pem, const CertificatePtr& certificate, SSL_CTX* context) {
  const BioPtr text = BioOf(pem);
  const KeyPtr key(PEM_read_bio_PrivateKey(text.get(), nullptr, NoPassphrase, nullptr));
  // OpenSSL's decoders only say "unsupported".
  if (!key && pem.find("PRIVATE KEY-----") == std::string_view::npos) {
    ERR_clear_error();
    return Bad(TlsError::In::kKey, "is not PEM: it has no line -----BEGIN PRIVATE KEY-----");
  }
  if (!key && pem.find("ENCRYPTED") != std::string_view::npos) {
    return Bad(TlsError::In::kKey, "the key is encrypted; give one without a passphrase");
  }
  if (!key) return Bad(TlsError::In::kKey, "the key can't be read: " + OpensslReason());
  if (X509_check_private_key(certificate.get(), key.get()) != 1) {
    ERR_clear_error();
    return Bad(TlsError::In::kKey, "the key does not match the certificate");
  }
  if (SSL_CTX_use_PrivateKey(context, key.get()) != 1) {
    return Bad(TlsError::In::kKey, "the key can't be used: " + OpensslReason());
  }
  return base::Done{};
}

}  // namespace

TlsContext::TlsContext() : context_(SSL_CTX_new(TLS_server_method())) {
  if (context_ == nullptr) throw std::bad_alloc();
  SSL_CTX_set_min_proto_version(context_, TLS1_2_VERSION);
  // A peer that leaves without close_notify is as one that closes: HTTP itself says where a message ends.
  SSL_CTX_set_options(context_, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET | SSL_OP_IGNORE_UNEXPECTED_EOF);
  SSL_CTX_set_num_tickets(context_, 0);
  SSL_CTX_set_session_cache_mode(context_, SSL_SESS_CACHE_OFF);
  // Buffers are given back between requests, so that idle connections stay small. A write that is tried again may pass
  // the same bytes from another place.
  SSL_CTX_set_mode(context_,
                   SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_read_ahead(context_, 1);  // One system call a record instead of two.
  SSL_CTX_set_alpn_select_cb(context_, ChooseProtocol, nullptr);
}

TlsContext::~TlsContext() {
  SSL_CTX_free(context_);
}

base::Result<std::shared_ptr<const TlsContext>, TlsError> TlsContext::Make(std::string_view chain_pem,
                                                                           std::string_view key_pem) {
  std::shared_ptr<TlsContext> context(new TlsContext());
  ERR_clear_error();
  MACIE_TRY(const CertificatePtr certificate, TakeChain(chain_pem, context->get()));
  MACIE_CHECK(TakeKey(key_pem, certificate, context->get()));
  return std::shared_ptr<const TlsContext>(std::move(context));
}

}  // namespace macie_local::http
