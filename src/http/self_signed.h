// Makes certificates for a server that was given none: a private CA, and a certificate of the server signed by it.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "macie_local/ports.h"

namespace macie_local::http {

// Certificates and a key as PEM, for TlsContext::Make and for clients.
struct SelfSigned {
  std::string ca;     // the CA's certificate; its key is forgotten once it has signed
  std::string chain;  // the server's certificate
  std::string key;    // of the server, PKCS #8, not encrypted: not for a file
};

// Makes certificates for localhost, *.localhost, host.docker.internal, 127.0.0.1, ::1 and `names`, which are host
// names, or IP addresses with or without brackets. They are of EC P-256, and valid from a day before `now`, which must
// be the real time, to ten years after. Keys and serial numbers are OpenSSL's random ones, also where ids are seeded.
// Fails with the name that is neither a host name nor an IP address.
base::Result<SelfSigned> MakeSelfSigned(const std::vector<std::string>& names, Timestamp now);

}  // namespace macie_local::http
