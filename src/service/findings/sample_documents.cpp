// The documents of sample findings, as the JSON of findings: the table has a row for each type, made of the parts above
// it. Objects, callers and places are invented (behaviour 16.6).
#include <algorithm>
#include <array>
#include <initializer_list>
#include <stdexcept>

#include "service/findings/sample_documents.h"

namespace macie_local::service {
namespace {

using Type = model::FindingType;
using Text = std::string_view;

// Buckets, which differ in what of their access is blocked and allowed.
constexpr Text kBlocked =
    R"({"blockPublicAcls":true,"blockPublicPolicy":true,"ignorePublicAcls":true,"restrictPublicBuckets":true})";
constexpr Text kOpen =
    R"({"blockPublicAcls":false,"blockPublicPolicy":false,"ignorePublicAcls":false,"restrictPublicBuckets":false})";
constexpr Text kNobody = R"({"allowsPublicReadAccess":false,"allowsPublicWriteAccess":false})";
constexpr Text kReaders = R"({"allowsPublicReadAccess":true,"allowsPublicWriteAccess":false})";

struct Access {
  Text effective, of_account, of_bucket, policy;
};
constexpr Access kPrivate{"NOT_PUBLIC", kOpen, kBlocked, kNobody};
constexpr Access kUnblocked{"NOT_PUBLIC", kBlocked, kOpen, kNobody};
constexpr Access kPublic{"PUBLIC", kOpen, kOpen, kReaders};

// Callers.
constexpr Text kAssumedRole = R"({"type":"AssumedRole","assumedRole":{
  "accessKeyId":"ASIAEXAMPLE000000001","accountId":"$account","principalId":"AROAEXAMPLEID0000001:sample-session",
  "arn":"arn:$partition:sts::$account:assumed-role/SampleRole/sample-session","sessionContext":{
    "attributes":{"creationDate":"$time","mfaAuthenticated":false},"sessionIssuer":{"accountId":"$account",
      "arn":"arn:$partition:iam::$account:role/SampleRole","principalId":"AROAEXAMPLEID0000001","type":"Role",
      "userName":"SampleRole"}}}})";
constexpr Text kFederatedUser = R"({"type":"FederatedUser","federatedUser":{
  "accessKeyId":"ASIAEXAMPLE000000007","accountId":"$account","principalId":"$account:sample-user",
  "arn":"arn:$partition:sts::$account:federated-user/sample-user","sessionContext":{
    "attributes":{"creationDate":"$time","mfaAuthenticated":true},"sessionIssuer":{"accountId":"$account",
      "arn":"arn:$partition:iam::$account:user/sample-broker","principalId":"AIDAEXAMPLEID0000002","type":"IAMUser",
      "userName":"sample-broker"}}}})";
constexpr Text kIamUser = R"({"type":"IAMUser","iamUser":{"accountId":"$account","principalId":"AIDAEXAMPLEID0000001",
  "arn":"arn:$partition:iam::$account:user/sample-user","userName":"sample-user"}})";
constexpr Text kRoot = R"({"type":"Root","root":{"accountId":"$account","principalId":"$account",
  "arn":"arn:$partition:iam::$account:root"}})";
constexpr Text kAwsAccount =
    R"({"type":"AWSAccount","awsAccount":{"accountId":"444455556666","principalId":"AIDAEXAMPLEID0000009"}})";
constexpr Text kAwsService = R"({"type":"AWSService","awsService":{"invokedBy":"cloudformation.amazonaws.com"}})";

// Objects, with what was found in them.
struct Object {
  Text key, mime_type, size, origin, found;
};
constexpr Text kByJob = R"("jobId":"$job",
  "detailedResultsLocation":"s3://$bucket-results/AWSLogs/$account/Macie/$region/$job/$account/$uuid.jsonl.gz")";
constexpr Text kByDiscovery = R"("originType":"AUTOMATED_SENSITIVE_DATA_DISCOVERY","detailedResultsLocation":
  "s3://$bucket-results/AWSLogs/$account/Macie/$region/automated-sensitive-data-discovery/$account/$uuid.jsonl.gz")";

constexpr Text kOneKey = R"("sensitiveData":[{"category":"CREDENTIALS","detections":[
  {"type":"AWS_CREDENTIALS","occurrences":{"lineRanges":[{"start":12,"end":12,"startColumn":23}]}}]}])";
// More places than the 15 that a finding tells.
constexpr Text kCards =
    R"("additionalOccurrences":true,"sensitiveData":[{"category":"FINANCIAL_INFORMATION","detections":[
  {"type":"CREDIT_CARD_NUMBER","count":61,"occurrences":{"cells":[
    {"row":2,"column":14,"columnName":"CCN"},{"row":3,"column":14,"columnName":"CCN"},
    {"row":4,"column":14,"columnName":"CCN"},{"row":5,"column":14,"columnName":"CCN"},
    {"row":6,"column":14,"columnName":"CCN"},{"row":7,"column":14,"columnName":"CCN"},
    {"row":8,"column":14,"columnName":"CCN"},{"row":9,"column":14,"columnName":"CCN"}]}},
  {"type":"CREDIT_CARD_SECURITY_CODE","count":61,"occurrences":{"cells":[
    {"row":2,"column":15,"columnName":"CVV"},{"row":3,"column":15,"columnName":"CVV"},
    {"row":4,"column":15,"columnName":"CVV"},{"row":5,"column":15,"columnName":"CVV"},
    {"row":6,"column":15,"columnName":"CVV"},{"row":7,"column":15,"columnName":"CVV"},
    {"row":8,"column":15,"columnName":"CVV"}]}}]}])";
// One name: the sample of personal information is of low severity [W].
constexpr Text kPeople = R"("sensitiveData":[{"category":"PERSONAL_INFORMATION","detections":[
  {"type":"NAME","occurrences":{"cells":[
    {"cellReference":"Sheet1!C2","row":2,"column":3,"columnName":"Name"}]}}]}])";
constexpr Text kPassportAndCard = R"("sensitiveData":[{"category":"PERSONAL_INFORMATION","detections":[
    {"type":"USA_PASSPORT_NUMBER","occurrences":{"pages":[{"pageNumber":3}]}}]},
  {"category":"FINANCIAL_INFORMATION","detections":[
    {"type":"CREDIT_CARD_NUMBER","occurrences":{"pages":[{"pageNumber":9}]}}]}])";
constexpr Text kEmployees =
    R"("customDataIdentifiers":{"detections":[{"arn":"$uuid","name":"sample-identifier","count":2,
  "occurrences":{"records":[{"jsonPath":"$.staff.employeeId","recordIndex":0},
    {"jsonPath":"$.staff.employeeId","recordIndex":7}]}}]})";
constexpr Text kWorkbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

constexpr Object kCredentials{"credentials.txt", "text/plain", "1180", kByJob, kOneKey};
constexpr Object kFinancial{"payments.csv", "text/csv", "48210", kByJob, kCards};
constexpr Object kPersonal{"staff.xlsx", kWorkbook, "22144", kByJob, kPeople};
constexpr Object kCustom{"records.jsonl", "application/json", "9010", kByJob, kEmployees};
constexpr Object kMultiple{"contract.pdf", "application/pdf", "733120", kByDiscovery, kPassportAndCard};

struct Sample {
  Type type;
  Access access;
  Text caller;           // of a policy finding
  const Object* object;  // of a sensitive data finding
};
constexpr std::array kSamples{
    Sample{Type::SensitiveData_S3Object_Credentials, kPrivate, "", &kCredentials},
    Sample{Type::SensitiveData_S3Object_Financial, kPrivate, "", &kFinancial},
    Sample{Type::SensitiveData_S3Object_Personal, kPrivate, "", &kPersonal},
    Sample{Type::SensitiveData_S3Object_CustomIdentifier, kPrivate, "", &kCustom},
    Sample{Type::SensitiveData_S3Object_Multiple, kPrivate, "", &kMultiple},
    Sample{Type::Policy_IAMUser_S3BlockPublicAccessDisabled, kUnblocked, kAssumedRole, nullptr},
    Sample{Type::Policy_IAMUser_S3BucketEncryptionDisabled, kPrivate, kIamUser, nullptr},
    Sample{Type::Policy_IAMUser_S3BucketPublic, kPublic, kRoot, nullptr},
    Sample{Type::Policy_IAMUser_S3BucketReplicatedExternally, kPrivate, kAwsAccount, nullptr},
    Sample{Type::Policy_IAMUser_S3BucketSharedExternally, kPrivate, kFederatedUser, nullptr},
    Sample{Type::Policy_IAMUser_S3BucketSharedWithCloudFront, kPrivate, kAwsService, nullptr},
};

constexpr Text kEncryption = R"({"encryptionType":"AES256"})";
// As the guide's example of an event shows it (UG:findings-publish-event-schemas [W]).
constexpr Text kAddress = R"({"ipAddressV4":"192.0.2.0","ipCity":{"name":"Ashburn"},
  "ipCountry":{"code":"US","name":"United States"},"ipGeoLocation":{"lat":39.0481,"lon":-77.4728},
  "ipOwner":{"asn":"-1","asnOrg":"ExampleFindingASNOrg","isp":"ExampleFindingISP","org":"ExampleFindingORG"}})";

std::string Joined(std::initializer_list<Text> parts) {
  std::string out;
  for (const Text part : parts) out.append(part);
  return out;
}

std::string BucketOf(const Access& access) {
  return Joined({R"({"name":"$bucket","createdAt":"$time","tags":[],"allowsUnencryptedObjectUploads":"TRUE",)",
                 R"("defaultServerSideEncryption":)", kEncryption, R"(,"owner":{"displayName":"sample-owner","id":)",
                 R"("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"},)",
                 R"("publicAccess":{"effectivePermission":")", access.effective,
                 R"(","permissionConfiguration":{"accountLevelPermissions":{"blockPublicAccess":)", access.of_account,
                 R"(},"bucketLevelPermissions":{"accessControlList":)", kNobody, R"(,"blockPublicAccess":)",
                 access.of_bucket, R"(,"bucketPolicy":)", access.policy, "}}}}"});
}

std::string ObjectOf(const Object& object) {
  return Joined({R"({"key":"samples/)", object.key, R"(","size":)", object.size,
                 R"(,"eTag":"5d41402abc4b2a76b9719d911017c592","lastModified":"$time","publicAccess":false,)",
                 R"("storageClass":"STANDARD","serverSideEncryption":)", kEncryption, "}"});
}

}  // namespace

std::string SampleDocument(model::FindingType type) {
  const auto sample =
      std::find_if(kSamples.begin(), kSamples.end(), [&](const Sample& each) { return each.type == type; });
  if (sample == kSamples.end()) throw std::logic_error("there is no sample of this type of finding");
  const std::string bucket = BucketOf(sample->access);
  if (sample->object == nullptr) {
    return Joined({R"({"resourcesAffected":{"s3Bucket":)", bucket, R"(},"policyDetails":{"actor":)",
                   R"({"ipAddressDetails":)", kAddress, R"(,"userIdentity":)", sample->caller, "}}}"});
  }
  const Object& object = *sample->object;
  return Joined({R"({"resourcesAffected":{"s3Bucket":)", bucket, R"(,"s3Object":)", ObjectOf(object),
                 R"(},"classificationDetails":{)", object.origin, R"(,"result":{"mimeType":")", object.mime_type,
                 R"(",)", object.found, "}}}"});
}

}  // namespace macie_local::service
