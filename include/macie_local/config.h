// The configuration of one emulator, as the command line, the environment or an embedding test gives it.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace macie_local {

enum class SessionMode {
  kAuto,   // Macie is enabled until a caller disables it; the first EnableMacie still succeeds
  kStrict  // Macie is disabled until EnableMacie
};
enum class Durability {
  kFull,   // a commit survives a loss of power
  kNormal  // a commit survives a killed process; a loss of power may take the latest ones
};

// Is short because a widely copied sample sends one constant client token for every job it creates, minutes apart.
inline constexpr std::chrono::minutes kClientTokenWindowDefault{10};

// The content of objects is kept in memory.
inline constexpr std::uint64_t kObjectBytesMaxDefault = 1 << 30;

struct Config {
  std::string host = "127.0.0.1";
  std::uint16_t port = 6224;        // 0: any free port
  std::optional<std::string> db;    // SQLite file; none: everything is in memory
  std::vector<std::string> seeds;   // files, loaded in this order
  std::optional<std::string> init;  // folder; every *.json in it is loaded after the seeds, in order of names
  // A folder of objects, DIR/<bucket>/<key>, which are read where they are (docs/seeding.md).
  std::optional<std::string> objects;
  // The program that reads objects; none: macie-local-scan beside this one, or in ../libexec/macie-local from there.
  std::optional<std::string> scan_worker;
  std::string account = "123456789012";    // of callers whose access key names none
  std::string region = "us-east-1";        // of callers whose signature names none
  std::optional<std::string> access_keys;  // file: access key -> account, secret
  bool verify_signatures = false;          // needs access_keys, with a secret for each
  std::vector<std::string> allowed_hosts;  // host names accepted in Host, besides the usual ones
  bool control = true;                     // false: the control plane answers only health, to all but this program
  // A request to the control plane, other than for health, must carry this token: 1 to 4096 visible ASCII characters,
  // read from the file, or given itself. The file wins when both are given; with neither no token is needed.
  std::optional<std::string> control_token_file;
  std::optional<std::string> control_token;
  SessionMode session = SessionMode::kAuto;
  std::string log_level = "info";   // as spdlog names its levels
  std::string log_format = "text";  // text | json
  Durability durability = Durability::kFull;
  std::chrono::microseconds run_duration = std::chrono::seconds(1);  // of each run of a job, by the emulator's clock
  // The client token of CreateClassificationJob is remembered for this long by the emulator's clock; zero: not at all.
  std::chrono::microseconds client_token_window = kClientTokenWindowDefault;
  std::optional<std::uint64_t> id_seed;                     // none: random ids
  unsigned threads = 0;                                     // 0: one for each core, at most 4
  std::uint64_t body_bytes_max = 1 << 20;                   // of one request to the AWS endpoint
  std::uint64_t document_bytes_max = 4ull << 30;            // of one state document or bucket list on the control plane
  std::uint64_t object_bytes_max = kObjectBytesMaxDefault;  // of the content of all objects in the state together
  unsigned connections_max = 4096;                          // open at once; one more is answered 503 and closed
  std::size_t journal_requests_max = 10'000;  // GET /_macie-local/requests tells the last so many; 0: none
  std::chrono::seconds request_timeout{30};   // from a request's first byte to its last
  std::chrono::seconds idle_timeout{75};      // of a connection between requests
  std::optional<std::string> tls_cert;        // PEM file of a certificate and its chain: speak TLS with it
  std::optional<std::string> tls_key;         // PEM file of the key of tls_cert
  bool tls_self_signed = false;               // speak TLS with certificates made at the start, instead of tls_cert
  // The CA certificate that tls_self_signed makes is written to this file.
  std::string tls_ca_file = "macie-local-ca.pem";
};

}  // namespace macie_local
