#include "gateway/sts/sts.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <string>
#include <utility>

#include "base/text.h"
#include "base/timestamp.h"
#include "base/utf8.h"
#include "gateway/identity.h"
#include "gateway/respond.h"
#include "service/core/arns.h"
#include "service/core/call.h"

namespace macie_local::gateway {
namespace {

constexpr std::string_view kXml = "text/xml";
constexpr std::string_view kVersion = "2011-06-15";
constexpr std::string_view kNamespace = "https://sts.amazonaws.com/doc/2011-06-15/";
constexpr std::array<std::string_view, 9> kOtherActions{
    "AssumeRoleWithSAML",         "AssumeRoleWithWebIdentity", "AssumeRoot",
    "DecodeAuthorizationMessage", "GetAccessKeyInfo",          "GetDelegatedAccessToken",
    "GetFederationToken",         "GetSessionToken",           "GetWebIdentityToken"};

// The first of each name counts.
using Parameters = std::map<std::string, std::string, std::less<>>;

std::optional<std::string> DecodeFormText(std::string_view text) {
  std::string plain(text);
  std::replace(plain.begin(), plain.end(), '+', ' ');
  auto decoded = base::PercentDecode(plain);
  if (!decoded || !base::IsUtf8(*decoded)) return std::nullopt;
  return decoded;
}

// Parts that can't be read are left out.
Parameters ParseForm(std::string_view text) {
  Parameters parameters;
  while (!text.empty()) {
    std::string_view value = base::NextPart("&", &text);
    auto name = DecodeFormText(base::NextPart("=", &value));
    auto decoded = DecodeFormText(value);
    if (name && decoded) parameters.emplace(*std::move(name), *std::move(decoded));
  }
  return parameters;
}

std::string_view FormOf(const Request& request, std::string_view query) {
  return request.method == "GET" || request.method == "HEAD" ? query : request.body;
}

bool HasAction(std::string_view form) {
  return form.starts_with("Action=") || form.find("&Action=") != std::string_view::npos;
}

std::string Escaped(std::string_view text) {
  std::string out;
  for (const char c : base::MendUtf8(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      default:
        // XML 1.0 has no other control characters, not even escaped.
        out += (static_cast<unsigned char>(c) < ' ' && c != '\t' && c != '\n' && c != '\r') ? '?' : c;
    }
  }
  return out;
}

void AppendElement(std::string_view name, std::string_view text, std::string* out) {
  out->append("<").append(name).append(">").append(Escaped(text));
  out->append("</").append(name).append(">");
}

std::string_view RequestId(const Response& response) {
  return {response.request_id.data(), response.request_id.size()};
}

void FillXml(int status, std::string xml, Response* response) {
  FillBody(status, std::move(xml), response);
  response->content_type = kXml;
}

void FillFailure(int status, std::string_view code, std::string_view message, Response* response) {
  std::string xml = "<ErrorResponse xmlns=\"" + std::string(kNamespace) + "\"><Error>";
  AppendElement("Type", status < 500 ? "Sender" : "Receiver", &xml);
  AppendElement("Code", code, &xml);
  AppendElement("Message", message, &xml);
  xml += "</Error>";
  AppendElement("RequestId", RequestId(*response), &xml);
  FillXml(status, xml + "</ErrorResponse>", response);
}

void FillResult(std::string_view action, std::string_view result, Response* response) {
  const std::string name(action);
  std::string xml = "<" + name + "Response xmlns=\"" + std::string(kNamespace) + "\"><" + name + "Result>";
  xml.append(result).append("</" + name + "Result><ResponseMetadata>");
  AppendElement("RequestId", RequestId(*response), &xml);
  FillXml(200, xml + "</ResponseMetadata></" + name + "Response>", response);
}

std::string Arn(std::string_view region, std::string_view service, std::string_view account,
                std::string_view resource) {
  std::string arn = "arn:";
  arn.append(service::PartitionOfRegion(region)).append(":").append(service).append("::").append(account).append(":");
  return arn.append(resource);
}

std::string ArnOfSession(std::string_view region, const RoleSession& session) {
  return Arn(region, "sts", session.account, "assumed-role/" + session.role_name + "/" + session.session_name);
}

// A plain key is taken to be its account's root user [I].
void GetCallerIdentity(const StsCaller& caller, const StsParts& parts, Response* response) {
  std::string result;
  if (caller.session) {
    AppendElement("Arn", ArnOfSession(caller.key.region, *caller.session), &result);
    AppendElement(
        "UserId",
        parts.keys.RoleId(caller.session->account, caller.session->role_name) + ":" + caller.session->session_name,
        &result);
  } else {
    AppendElement("Arn", Arn(caller.key.region, "iam", caller.key.account, "root"), &result);
    AppendElement("UserId", caller.key.account, &result);
  }
  AppendElement("Account", caller.key.account, &result);
  FillResult("GetCallerIdentity", result, response);
}

std::string BrokenConstraint(std::string_view member, const std::string* value, std::string_view constraint) {
  std::string text = "1 validation error detected: Value ";
  text.append(value == nullptr ? "null" : "'" + base::Shorten(*value, 200) + "'").append(" at '").append(member);
  return text.append("' failed to satisfy constraint: Member must ").append(constraint);
}

const std::string* Find(const Parameters& parameters, std::string_view name) {
  const auto found = parameters.find(name);
  return found == parameters.end() ? nullptr : &found->second;
}

struct Role {
  std::string account, name;
};

// Of "arn:aws:iam::123456789012:role/path/name".
std::optional<Role> ParseRoleArn(std::string_view arn) {
  if (base::NextPart(":", &arn) != "arn") return std::nullopt;
  const std::string_view partition = base::NextPart(":", &arn);
  if (!partition.starts_with("aws") || base::NextPart(":", &arn) != "iam") return std::nullopt;
  if (!base::NextPart(":", &arn).empty()) return std::nullopt;
  const std::string_view account = base::NextPart(":", &arn);
  if (!service::IsAccountId(account) || !arn.starts_with("role/")) return std::nullopt;
  const std::string_view name = arn.substr(arn.rfind('/') + 1);
  if (name.empty()) return std::nullopt;
  return Role{std::string(account), std::string(name)};
}

bool IsSessionName(std::string_view text) {
  constexpr std::string_view kMarks = "_=,.@-+";
  return text.size() >= 2 && text.size() <= 64 && std::all_of(text.begin(), text.end(), [&](char c) {
           return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || kMarks.find(c) != kMarks.npos;
         });
}

// What is wrong with the request, or nothing; fills `session`, but for the time at which it ends.
std::optional<std::string> ReadRole(const Parameters& parameters, RoleSession* session, int* seconds) {
  const std::string* const arn = Find(parameters, "RoleArn");
  if (arn == nullptr) return BrokenConstraint("roleArn", arn, "not be null");
  auto role = ParseRoleArn(*arn);
  if (!role || arn->size() > 2048) {
    return BrokenConstraint("roleArn", arn, "be the ARN of a role, arn:aws:iam::<account>:role/<name>");
  }
  const std::string* const name = Find(parameters, "RoleSessionName");
  if (name == nullptr) return BrokenConstraint("roleSessionName", name, "not be null");
  if (!IsSessionName(*name)) {
    return BrokenConstraint("roleSessionName", name,
                            "have 2 to 64 characters and satisfy regular expression pattern: [\\w+=,.@-]*");
  }
  *seconds = kRoleDurationUsual;
  if (const std::string* const text = Find(parameters, "DurationSeconds")) {
    const char* const end = text->data() + text->size();
    const auto parsed = std::from_chars(text->data(), end, *seconds);
    if (parsed.ec != std::errc() || parsed.ptr != end || *seconds < kRoleDurationMin || *seconds > kRoleDurationMax) {
      return BrokenConstraint(
          "durationSeconds", text,
          "be a number from " + std::to_string(kRoleDurationMin) + " to " + std::to_string(kRoleDurationMax));
    }
  }
  session->account = std::move(role->account);
  session->role_name = std::move(role->name);
  session->session_name = *name;
  return std::nullopt;
}

void AssumeRole(const Parameters& parameters, const StsCaller& caller, const StsParts& parts, Response* response) {
  RoleSession session;
  int seconds = 0;
  if (const auto wrong = ReadRole(parameters, &session, &seconds)) {
    return FillFailure(400, "ValidationError", *wrong, response);
  }
  const auto now = std::chrono::floor<std::chrono::seconds>(parts.now);
  session.expires = base::AddWithin(now, std::chrono::seconds(seconds)).value_or(base::kLatest);
  const TemporaryKey key = parts.keys.Issue(session, parts.ids);
  std::string result = "<Credentials>";
  AppendElement("AccessKeyId", key.access_key, &result);
  AppendElement("SecretAccessKey", key.secret_access_key, &result);
  AppendElement("SessionToken", key.session_token, &result);
  AppendElement("Expiration", base::ToIso8601(session.expires), &result);
  result += "</Credentials><AssumedRoleUser>";
  AppendElement("AssumedRoleId", parts.keys.RoleId(session.account, session.role_name) + ":" + session.session_name,
                &result);
  AppendElement("Arn", ArnOfSession(caller.key.region, session), &result);
  result += "</AssumedRoleUser>";
  FillResult("AssumeRole", result, response);
}

}  // namespace

bool IsQueryRequest(const Request& request, std::string_view path, std::string_view query) {
  return path == "/" && HasAction(FormOf(request, query));
}

void AnswerSts(const Request& request, std::string_view query, const StsCaller& caller, const StsParts& parts,
               Response* response) {
  const Parameters parameters = ParseForm(FormOf(request, query));
  const std::string* const action = Find(parameters, "Action");
  const std::string* const version = Find(parameters, "Version");
  const bool is_sts = action != nullptr && (version == nullptr || *version == kVersion);
  if (is_sts && *action == "GetCallerIdentity") return GetCallerIdentity(caller, parts, response);
  if (is_sts && *action == "AssumeRole") return AssumeRole(parameters, caller, parts, response);
  if (is_sts && std::find(kOtherActions.begin(), kOtherActions.end(), *action) != kOtherActions.end()) {
    return FillFailure(501, "NotImplemented",
                       *action + " of AWS STS is not implemented by macie-local; GetCallerIdentity and AssumeRole are.",
                       response);
  }
  FillFailure(400, "InvalidAction",
              "Could not find operation " + (action == nullptr ? "" : base::Shorten(*action, 200)) + " for version " +
                  (version == nullptr ? std::string(kVersion) : base::Shorten(*version, 200)) +
                  "; of AWS STS macie-local has GetCallerIdentity and AssumeRole.",
              response);
}

void RefuseStsCaller(const sigv4::Refusal& refusal, Response* response) {
  const auto code = [&]() -> std::string_view {
    switch (refusal.fault) {
      case sigv4::Fault::kNotSigned:
        return "MissingAuthenticationToken";
      case sigv4::Fault::kIncomplete:
        return "IncompleteSignature";
      case sigv4::Fault::kUnknownKey:
        return "InvalidClientTokenId";
      case sigv4::Fault::kExpiredKey:
        return "ExpiredToken";
      case sigv4::Fault::kInvalid:
        break;
    }
    return "SignatureDoesNotMatch";
  };
  FillFailure(ToRefusal(refusal).shape.get().http_status, code(), refusal.text, response);
}

}  // namespace macie_local::gateway
