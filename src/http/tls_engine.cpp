// OpenSSL reads and writes the socket itself, through a BIO of ours: its own socket BIO would raise SIGPIPE in a
// program that does not ignore it, and memory BIOs would copy every byte once more.
#include "http/tls_engine.h"

#include <sys/socket.h>

#include <cerrno>
#include <new>
#include <string>
#include <utility>

#include "base/log.h"
#include "http/openssl.h"

namespace macie_local::http {

struct TlsEngine::SocketBio {
  static TlsEngine& EngineOf(BIO* bio) { return *static_cast<TlsEngine*>(BIO_get_data(bio)); }

  static bool MayRetry() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

  static int Write(BIO* bio, const char* from, int size) {
    BIO_clear_retry_flags(bio);
    const ssize_t sent = send(EngineOf(bio).socket_, from, static_cast<std::size_t>(size), MSG_NOSIGNAL);
    if (sent < 0 && MayRetry()) BIO_set_retry_write(bio);
    return static_cast<int>(sent);
  }

  static int Read(BIO* bio, char* into, int size) {
    BIO_clear_retry_flags(bio);
    const ssize_t got = recv(EngineOf(bio).socket_, into, static_cast<std::size_t>(size), 0);
    if (got < 0 && MayRetry()) BIO_set_retry_read(bio);
    if (got == 0) EngineOf(bio).socket_ended_ = true;
    return static_cast<int>(got);
  }

  static long Control(BIO* bio, int command, long, void*) {
    if (command == BIO_CTRL_EOF) return EngineOf(bio).socket_ended_ ? 1 : 0;
    return command == BIO_CTRL_FLUSH ? 1 : 0;
  }

  static BIO* Make(TlsEngine* engine) {
    static BIO_METHOD* const method = [] {
      BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "connection");
      if (made == nullptr) throw std::bad_alloc();
      BIO_meth_set_write(made, Write);
      BIO_meth_set_read(made, Read);
      BIO_meth_set_ctrl(made, Control);
      return made;
    }();
    BIO* bio = BIO_new(method);
    if (bio == nullptr) throw std::bad_alloc();
    BIO_set_data(bio, engine);
    return bio;
  }
};

TlsEngine::TlsEngine(std::shared_ptr<const TlsContext> context, int socket)
    : context_(std::move(context)), socket_(socket), ssl_(SSL_new(context_->get())) {
  if (ssl_ == nullptr) throw std::bad_alloc();
  BIO* const bio = SocketBio::Make(this);
  SSL_set_bio(ssl_, bio, bio);
  SSL_set_accept_state(ssl_);
}

TlsEngine::~TlsEngine() {
  SSL_free(ssl_);
}

TlsEngine::Outcome TlsEngine::Handshake() {
  ERR_clear_error();
  const Outcome outcome = OutcomeOf(SSL_do_handshake(ssl_));
  if (outcome == Outcome::kFailed && base::LogEnabled(base::LogLevel::kDebug)) {
    base::Log(base::LogLevel::kDebug, "TLS handshake failed: " + OpensslReason());
  }
  return outcome;
}

TlsEngine::Outcome TlsEngine::Read(char* into, std::size_t size, std::size_t* bytes) {
  ERR_clear_error();
  return OutcomeOf(SSL_read_ex(ssl_, into, size, bytes));
}

TlsEngine::Outcome TlsEngine::Write(const char* from, std::size_t size, std::size_t* bytes) {
  ERR_clear_error();
  return OutcomeOf(SSL_write_ex(ssl_, from, size, bytes));
}

TlsEngine::Outcome TlsEngine::SendEnd() {
  if (end_sent_ || failed_ || SSL_is_init_finished(ssl_) != 1) return Outcome::kDone;
  ERR_clear_error();
  const int result = SSL_shutdown(ssl_);
  if (result < 0) return OutcomeOf(result);
  end_sent_ = true;
  return Outcome::kDone;
}

bool TlsEngine::has_pending() const {
  return SSL_has_pending(ssl_) == 1;
}

TlsEngine::Outcome TlsEngine::OutcomeOf(int result) {
  if (result == 1) return Outcome::kDone;
  switch (SSL_get_error(ssl_, result)) {
    case SSL_ERROR_WANT_READ:
      return Outcome::kWantRead;
    case SSL_ERROR_WANT_WRITE:
      return Outcome::kWantWrite;
    case SSL_ERROR_ZERO_RETURN:
      return Outcome::kEnd;
    default:
      failed_ = true;
      return Outcome::kFailed;
  }
}

}  // namespace macie_local::http
