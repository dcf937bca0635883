#include "app/tls.h"

#include <string>
#include <utility>
#include <vector>

#include "http/self_signed.h"

namespace macie_local::app {
namespace {

base::Result<TlsSetup> FromFiles(const std::string& certificate, const std::string& key) {
  MACIE_TRY(const std::string chain_pem, ReadFile("--tls-cert", certificate));
  MACIE_TRY(const std::string key_pem, ReadFile("--tls-key", key));
  auto context = http::TlsContext::Make(chain_pem, key_pem);
  if (context.ok()) return TlsSetup{std::move(context).value(), std::nullopt};
  const http::TlsError& error = context.error();
  if (error.in == http::TlsError::In::kCertificate) return FileFailure("--tls-cert", certificate, error.text);
  return FileFailure("--tls-key", key, error.text);
}

base::Result<TlsSetup> FromNothing(const Config& config, Timestamp now) {
  std::vector<std::string> names = config.allowed_hosts;
  names.push_back(config.host);
  const auto made = http::MakeSelfSigned(names, now);
  if (!made.ok()) return base::Error("--host, --allow-host: " + made.error().text);
  TlsSetup setup;
  auto context = http::TlsContext::Make(made->chain, made->key);
  if (!context.ok()) return base::Error(context.error().text);
  setup.context = std::move(context).value();
  MACIE_TRY(PendingFile ca, PendingFile::Write("--tls-ca-file", config.tls_ca_file, made->ca));
  setup.ca.emplace(std::move(ca));
  return setup;
}

}  // namespace

base::Result<TlsSetup> SetUpTls(const Config& config, Timestamp now) {
  if (config.tls_self_signed && (config.tls_cert || config.tls_key)) {
    return base::Error("--tls self-signed: makes its own certificate; leave out " +
                       std::string(config.tls_cert ? "--tls-cert" : "--tls-key") + ", or --tls");
  }
  if (config.tls_cert && !config.tls_key) return FileFailure("--tls-cert", *config.tls_cert, "needs --tls-key as well");
  if (config.tls_key && !config.tls_cert) return FileFailure("--tls-key", *config.tls_key, "needs --tls-cert as well");
  if (config.tls_cert) return FromFiles(*config.tls_cert, *config.tls_key);
  if (config.tls_self_signed) return FromNothing(config, now);
  return TlsSetup{};
}

}  // namespace macie_local::app
