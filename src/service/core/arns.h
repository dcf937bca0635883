// Amazon resource names of what Macie keeps (behaviour C.3, D.1, E.3).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "state/state.h"

namespace macie_local::service {

// Returns AWS's partition that the region's name belongs to: "aws", "aws-cn" or "aws-us-gov".
std::string_view PartitionOfRegion(std::string_view region);

// Returns "arn:<partition>:macie2:<region>:<account>:<type>/<id>".
std::string MacieArn(const state::PartitionKey& owner, std::string_view type, std::string_view id);

// Returns "arn:<partition>:s3:::<name>".
std::string BucketArn(std::string_view region, std::string_view bucket_name);
// Returns the bucket's name, or nullopt when `arn` is not of the form that BucketArn writes, in any of AWS's
// partitions.
std::optional<std::string> ParseBucketArn(std::string_view arn);
// Returns the ARN of the service-linked role that Macie has in the owner's account.
std::string ServiceRoleArn(const state::PartitionKey& owner);

// The resource type in the ARNs of jobs.
inline constexpr std::string_view kClassificationJobType = "classification-job";

// The parts of an ARN that MacieArn writes.
struct ParsedMacieArn {
  state::PartitionKey owner;
  std::string type;  // "classification-job", ...
  std::string id;
};

// Returns nullopt when `arn` is not of the form that MacieArn writes.
std::optional<ParsedMacieArn> ParseMacieArn(std::string_view arn);

// Says whether the text has the form of a region: 9 to 20 lower-case letters, digits from 1 to 9 and hyphens, as in
// us-east-1, which is what the ARNs of the API take. New regions need no new release.
bool IsRegion(std::string_view text);

// Says whether the text is 3 to 255 letters, digits, '.', '-' or '_'.
bool IsBucketName(std::string_view text);

// Says whether the text is 12 digits.
bool IsAccountId(std::string_view text);

}  // namespace macie_local::service
