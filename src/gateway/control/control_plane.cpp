#include "gateway/control/control_plane.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "base/text.h"
#include "gateway/request_log.h"
#include "service/buckets/buckets.h"
#include "wire/framework_errors.h"

namespace macie_local::gateway {
namespace {

// The first segments of the paths. Wait scripts and fixtures that were written for other emulators find theirs here,
// too.
constexpr std::array<std::string_view, 3> kRoots{"_macie-local", "_localstack", "moto-api"};

using Action = std::optional<Response> (*)(const ControlContext& context, Question& question);

// The longest bodies: of what is read record by record on the writer's side, the gateway's own bound may be less.
constexpr std::uint64_t kDocumentBytesMax = UINT64_MAX;
constexpr std::uint64_t kFindingsBytesMax = 512 << 20;    // as many as an account keeps, of 2.6 kB each
constexpr std::uint64_t kOrganizationBytesMax = 8 << 20;  // decoded on the writer's side
constexpr std::uint64_t kFaultRulesBytesMax = 1 << 20;    // this and below on an I/O thread
constexpr std::uint64_t kSmallBytesMax = 64 << 10;

// "*" in a path stands for one segment, "**" at its end for all that follows, however many segments that is.
struct Route {
  std::string_view method;
  std::string_view path;
  Action action;
  std::string_view parameters = "account region";
  std::uint64_t body_bytes_max = kSmallBytesMax;
  bool open = false;  // to everybody: needs no token, and is there with --control off
};

constexpr std::array kRoutes{
    Route{"GET", "/_macie-local/health", &GetHealth, "account region", kSmallBytesMax, true},
    Route{"GET", "/_macie-local/config", &GetConfig},
    Route{"GET", "/_macie-local/metrics", &GetMetrics, ""},
    Route{"GET", "/_macie-local/requests", &GetRequests, "account region operation since after"},
    Route{"DELETE", "/_macie-local/requests", &DeleteRequests, "account"},
    Route{"POST", "/_macie-local/reset", &PostReset},
    Route{"GET", "/_macie-local/state", &GetState},
    Route{"PUT", "/_macie-local/state", &PutState, "account region", kDocumentBytesMax},
    Route{"GET", "/_macie-local/buckets", &GetBuckets},
    Route{"PUT", "/_macie-local/buckets", &PutBuckets, "account region", kDocumentBytesMax},
    Route{"DELETE", "/_macie-local/buckets/*", &DeleteBucket},
    Route{"GET", "/_macie-local/objects/*", &ListObjects, "account region prefix after limit"},
    Route{"GET", "/_macie-local/objects/*/**", &GetObject},
    Route{"PUT", "/_macie-local/objects/*/**", &PutObject, "account region", service::kObjectBytesMax},
    Route{"DELETE", "/_macie-local/objects/*/**", &DeleteObject},
    Route{"GET", "/_macie-local/sources", &GetSources, ""},
    Route{"POST", "/_macie-local/sources/refresh", &RefreshSources, ""},
    Route{"GET", "/_macie-local/findings", &GetFindings},
    Route{"PUT", "/_macie-local/findings", &PutFindings, "account region", kFindingsBytesMax},
    Route{"DELETE", "/_macie-local/findings", &DeleteFindings},
    Route{"GET", "/_macie-local/jobs/*/events", &GetJobEvents},
    Route{"GET", "/_macie-local/organization", &GetOrganization, "account"},
    Route{"PUT", "/_macie-local/organization", &PutOrganization, "account", kOrganizationBytesMax},
    Route{"DELETE", "/_macie-local/organization", &DeleteOrganization, "account"},
    Route{"GET", "/_macie-local/snapshots", &GetSnapshots, "account"},
    Route{"POST", "/_macie-local/snapshots", &PostSnapshot, "account"},
    Route{"GET", "/_macie-local/snapshots/*", &GetSnapshot, "account"},
    Route{"POST", "/_macie-local/snapshots/*/restore", &RestoreSnapshot, "account"},
    Route{"DELETE", "/_macie-local/snapshots/*", &DeleteSnapshot, "account"},
    Route{"GET", "/_macie-local/clock", &GetClock},
    Route{"PUT", "/_macie-local/clock", &PutClock},
    Route{"POST", "/_macie-local/clock/advance", &AdvanceClock},
    Route{"GET", "/_macie-local/faults", &GetFaults, ""},
    Route{"PUT", "/_macie-local/faults", &PutFaults, "", kFaultRulesBytesMax},
    Route{"POST", "/_macie-local/faults", &PostFaults, "", kFaultRulesBytesMax},
    Route{"DELETE", "/_macie-local/faults", &DeleteFaults, "account"},
    Route{"DELETE", "/_macie-local/faults/*", &DeleteFault, ""},
    Route{"GET", "/_localstack/health", &GetLocalStackHealth, "account region", kSmallBytesMax, true},
    Route{"POST", "/moto-api/reset", &PostMotoReset},
};

// Whether a segment of a path says `literal`, percent-encoded or not.
bool Says(std::string_view segment, std::string_view literal) {
  if (segment.find('%') == std::string_view::npos) return segment == literal;
  return base::PercentDecode(segment) == literal;
}

// What stands for the "*" and the "**", as sent, and empty when there is none.
struct Labels {
  std::string_view one;
  std::string_view rest;
};

// Nothing when the path is another.
std::optional<Labels> Fit(std::string_view pattern, std::string_view path) {
  Labels labels;
  while (true) {
    if (pattern == "**") {
      labels.rest = path;
      return path.empty() ? std::nullopt : std::optional(labels);
    }
    const std::size_t pattern_end = pattern.find('/');
    const std::size_t path_end = path.find('/');
    const std::string_view expected = pattern.substr(0, pattern_end);
    const std::string_view segment = path.substr(0, path_end);
    if (expected == "*") {
      if (segment.empty()) return std::nullopt;
      labels.one = segment;
    } else if (!Says(segment, expected)) {
      return std::nullopt;
    }
    if (pattern_end == std::string_view::npos || path_end == std::string_view::npos) {
      return pattern_end == path_end ? std::optional(labels) : std::nullopt;
    }
    pattern.remove_prefix(pattern_end + 1);
    path.remove_prefix(path_end + 1);
  }
}

// HEAD asks for what GET is answered; the HTTP room sends its head alone.
bool Takes(std::string_view route_method, std::string_view method) {
  return method == route_method || (method == "HEAD" && route_method == "GET");
}

bool IsOpen(std::string_view method, std::string_view path) {
  return std::any_of(kRoutes.begin(), kRoutes.end(), [&](const Route& route) {
    return route.open && Takes(route.method, method) && Fit(route.path, path);
  });
}

// Each path once, with its methods: "GET, PUT /_macie-local/clock".
std::string RoutesText() {
  std::string text;
  std::string_view last;
  for (const Route& route : kRoutes) {
    if (route.path == last) {
      text.insert(text.rfind(' '), ", " + std::string(route.method));
      continue;
    }
    text.append(text.empty() ? "" : "; ").append(route.method).append(" ").append(route.path);
    last = route.path;
  }
  return text;
}

}  // namespace

ControlPlane::ControlPlane(ControlSettings settings, const ControlParts& parts)
    : context_{std::move(settings), parts} {}

bool ControlPlane::Owns(std::string_view path) {
  if (!path.starts_with('/')) return false;
  path.remove_prefix(1);
  const std::string_view root = path.substr(0, path.find_first_of("/?"));
  return std::any_of(kRoots.begin(), kRoots.end(), [&](std::string_view one) { return Says(root, one); });
}

std::uint64_t ControlPlane::BodyBytesMax(std::string_view method, std::string_view path) {
  const auto found = std::find_if(kRoutes.begin(), kRoutes.end(),
                                  [&](const Route& route) { return route.method == method && Fit(route.path, path); });
  return found == kRoutes.end() ? kSmallBytesMax : found->body_bytes_max;
}

bool ControlPlane::HasContent(std::string_view path) {
  return Fit("/_macie-local/objects/*/**", path).has_value();
}

bool ControlPlane::Admit(const Request& request, std::string_view path, Response* response) const {
  return IsOpen(request.method, path) || MayControl(context_.settings.access, request, response);
}

std::optional<Response> ControlPlane::Handle(const Request& request, std::string_view path, std::string_view query,
                                             Response response, const std::shared_ptr<Waiter>& waiter) {
  Question question{request, {}, {}, {}, context_.settings.defaults, std::move(response), waiter};
  if (!Admit(request, path, &question.response)) return std::move(question.response);
  std::string allowed;
  for (const Route& route : kRoutes) {
    const auto labels = Fit(route.path, path);
    if (!labels) continue;
    if (!Takes(route.method, request.method)) {
      allowed += (allowed.empty() ? "" : ", ") + std::string(route.method == "GET" ? "GET, HEAD" : route.method);
      continue;
    }
    auto argument = base::PercentDecode(labels->one);
    auto rest = base::PercentDecode(labels->rest);
    if (!argument || !rest) {
      return question.Message(400, "the path has a % that is not followed by two hexadecimal digits");
    }
    question.argument = *std::move(argument);
    question.rest = *std::move(rest);
    auto parameters = ParseParameters(query, route.parameters);
    if (!parameters.ok()) return question.Message(400, parameters.error().text);
    question.parameters = std::move(parameters).value();
    if (question.parameters.account) question.key.account = *question.parameters.account;
    if (question.parameters.region) question.key.region = *question.parameters.region;
    return route.action(context_, question);
  }
  if (!allowed.empty()) {
    question.response.headers.emplace_back("Allow", allowed);
    return question.Message(405, "this path takes " + allowed + "; " + std::string(request.method) + " given");
  }
  LogRefusal(request, {wire::kUnknownOperationException, "no such control-plane path"});
  return question.Message(404, "no such control-plane path: " + base::Shorten(path, 200) +
                                   "; there are, * standing for a name and ** for a key: " + RoutesText());
}

}  // namespace macie_local::gateway
