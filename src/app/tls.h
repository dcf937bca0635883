// Sets up what --tls, --tls-cert, --tls-key and --tls-ca-file ask for, before anything is opened.
#pragma once

#include <memory>
#include <optional>

#include "app/files.h"
#include "base/result.h"
#include "http/tls_context.h"
#include "macie_local/config.h"
#include "macie_local/ports.h"

namespace macie_local::app {

struct TlsSetup {
  std::shared_ptr<const http::TlsContext> context;  // null: plain HTTP
  std::optional<PendingFile> ca;  // the CA that --tls self-signed made; to be published once listening
};

// Reads, or makes, the certificates. `now` must be the real time. The error is one line that names the option and the
// file.
base::Result<TlsSetup> SetUpTls(const Config& config, Timestamp now);

}  // namespace macie_local::app
