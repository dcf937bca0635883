// The part of AWS STS that clients of Macie call on their way to it: GetCallerIdentity and AssumeRole, in the query
// protocol with XML answers. Any role may be assumed: nothing is known of its trust policy.
#pragma once

#include <optional>
#include <string_view>

#include "gateway/message.h"
#include "gateway/sts/temporary_keys.h"
#include "macie_local/ports.h"
#include "sigv4/verify.h"
#include "state/state.h"

namespace macie_local::gateway {

inline constexpr std::string_view kStsService = "sts";  // as signatures name it

// AssumeRole takes DurationSeconds in this range, and the usual one when it is not given [D].
inline constexpr int kRoleDurationMin = 900;
inline constexpr int kRoleDurationMax = 43'200;
inline constexpr int kRoleDurationUsual = 3'600;

struct StsCaller {
  state::PartitionKey key;
  std::optional<RoleSession> session;  // of a temporary key; nullopt: the key is no temporary one
};

// The parts that answers are made with. Everything outlives the call.
struct StsParts {
  const TemporaryKeys& keys;
  IdSource& ids;
  Timestamp now;  // the machine's time, by which clients renew their keys
};

// Says whether the request is one in the query protocol: GET or POST / with an Action. `query` is that of its target.
bool IsQueryRequest(const Request& request, std::string_view path, std::string_view query);

// Answers an operation, or says in XML what is wrong: InvalidAction for what STS does not have, 501 for what it has and
// we have not. `response` has its request id.
void AnswerSts(const Request& request, std::string_view query, const StsCaller& caller, const StsParts& parts,
               Response* response);

// Answers a refused signature in STS's codes.
void RefuseStsCaller(const sigv4::Refusal& refusal, Response* response);

}  // namespace macie_local::gateway
