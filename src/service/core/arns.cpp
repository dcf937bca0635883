#include "service/core/arns.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "service/core/call.h"

namespace macie_local::service {

std::string_view PartitionOfRegion(std::string_view region) {
  if (region.starts_with("cn-")) return "aws-cn";
  if (region.starts_with("us-gov-")) return "aws-us-gov";
  return "aws";
}

std::string MacieArn(const state::PartitionKey& owner, std::string_view type, std::string_view id) {
  std::string arn = "arn:";
  arn.append(PartitionOfRegion(owner.region)).append(":macie2:").append(owner.region).append(":");
  return arn.append(owner.account).append(":").append(type).append("/").append(id);
}

std::string BucketArn(std::string_view region, std::string_view bucket_name) {
  return std::string("arn:").append(PartitionOfRegion(region)).append(":s3:::").append(bucket_name);
}

std::optional<std::string> ParseBucketArn(std::string_view arn) {
  for (const std::string_view partition : {"aws", "aws-cn", "aws-us-gov"}) {
    const std::string beginning = "arn:" + std::string(partition) + ":s3:::";
    if (!arn.starts_with(beginning)) continue;
    const std::string_view name = arn.substr(beginning.size());
    if (IsBucketName(name)) return std::string(name);
  }
  return std::nullopt;
}

std::string ServiceRoleArn(const state::PartitionKey& owner) {
  return std::string("arn:").append(PartitionOfRegion(owner.region)).append(":iam::").append(owner.account) +
         ":role/aws-service-role/macie.amazonaws.com/AWSServiceRoleForAmazonMacie";
}

bool IsRegion(std::string_view text) {
  // What the API's own patterns of ARNs take as one.
  const auto is_allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '1' && c <= '9') || c == '-'; };
  return text.size() >= 9 && text.size() <= 20 && std::all_of(text.begin(), text.end(), is_allowed);
}

bool IsBucketName(std::string_view text) {
  return text.size() >= 3 && base::IsPlainName(text, 255);
}

bool IsAccountId(std::string_view text) {
  return text.size() == 12 && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<ParsedMacieArn> ParseMacieArn(std::string_view arn) {
  std::array<std::string_view, 6> parts;
  for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
    const std::size_t colon = arn.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    parts[i] = arn.substr(0, colon);
    arn.remove_prefix(colon + 1);
  }
  parts[5] = arn;
  const std::size_t slash = parts[5].find('/');
  if (parts[0] != "arn" || parts[2] != "macie2" || slash == std::string_view::npos) return std::nullopt;
  if (parts[1] != "aws" && parts[1] != "aws-cn" && parts[1] != "aws-us-gov") return std::nullopt;
  ParsedMacieArn parsed{{std::string(parts[4]), std::string(parts[3])},
                        std::string(parts[5].substr(0, slash)),
                        std::string(parts[5].substr(slash + 1))};
  if (!IsAccountId(parsed.owner.account) || !IsRegion(parsed.owner.region) || parsed.type.empty() ||
      parsed.id.empty()) {
    return std::nullopt;
  }
  return parsed;
}

}  // namespace macie_local::service
