// The finding that an object's detections make: the cases of object_cases.txt, and what they do not say.
#include "service/findings/object_findings.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/timestamp.h"
#include "support/files.h"
#include "support/line_differences.h"
#include "wire/codec.h"

namespace macie_local::service {
namespace {

const state::PartitionKey kAnalyst{"111122223333", "us-east-1"};
const std::string kJob = "0123456789abcdef0123456789abcdef";

Timestamp At(const std::string& text) {
  return base::ParseIso8601(text).value();
}

std::vector<std::string> Split(std::string_view text, std::string_view separator) {
  std::vector<std::string> parts;
  while (true) {
    const std::size_t end = text.find(separator);
    parts.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + separator.size());
  }
}

model::BucketMetadata Bucket(std::string_view account = "111122223333") {
  model::BucketMetadata bucket;
  bucket.bucketName = "bucket";
  bucket.bucketArn = "arn:aws:s3:::bucket";
  bucket.accountId = std::string(account);
  return bucket;
}

units::Place PlaceIn(std::string_view list, std::uint64_t number) {
  if (list == "cells") return units::Cell{number, 3, "", ""};
  if (list == "records") return units::RecordPlace{number, "$.a"};
  if (list == "lineRanges") return units::LineRange{number, number, 1};
  if (list == "pages") return units::Page{number};
  return units::NoPlace{};
}

// `count` occurrences with a place for each, at most a thousand, numbered from 1.
ScannedDetection Detected(const std::string& type, std::int64_t count, std::string_view list = "cells") {
  ScannedDetection detection;
  detection.type = type;
  detection.count = count;
  for (std::int64_t i = 1; i <= std::min<std::int64_t>(count, 1000); ++i) {
    detection.places.push_back(PlaceIn(list, static_cast<std::uint64_t>(i)));
  }
  return detection;
}

ScannedDetection CustomDetected(const std::string& name, std::int64_t count, std::string_view list = "cells") {
  ScannedDetection detection = Detected("id of " + name, count, list);
  detection.custom = true;
  detection.name = name;
  return detection;
}

ScannedObject Scanned(std::vector<ScannedDetection> detections) {
  ScannedObject scanned;
  scanned.object.key = "in/sample.csv";
  scanned.object.size = 4096;
  scanned.object.last_modified = At("2025-03-10T08:00:00Z");
  scanned.object.etag = "0123";
  scanned.status.code = "COMPLETE";
  scanned.mime_type = "text/csv";
  scanned.size_classified = 4096;
  scanned.detections = std::move(detections);
  return scanned;
}

std::optional<model::Finding> FindingOf(const ScannedObject& scanned, std::int64_t run = 1) {
  return FindingOfObject(kAnalyst, At("2026-01-01T00:00:00.123456Z"), {kJob, run, nullptr}, Bucket(), scanned);
}

// "NAME 3" or "'a name' 4 LOW@2 HIGH@5".
ScannedDetection ParseDetection(const std::string& text, std::string_view list) {
  if (text[0] != '\'') {
    const std::vector<std::string> words = Split(text, " ");
    return Detected(words[0], std::stoll(words[1]), list);
  }
  const std::size_t end = text.find('\'', 1);
  const std::vector<std::string> words = Split(text.substr(end + 2), " ");
  ScannedDetection detection = CustomDetected(text.substr(1, end - 1), std::stoll(words[0]), list);
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::vector<std::string> level = Split(words[i], "@");
    model::SeverityLevel& made = detection.levels.emplace_back();
    made.severity = wire::ParseEnum<model::DataIdentifierSeverity>(level[0]).value();
    made.occurrencesThreshold = std::stoll(level[1]);
  }
  return detection;
}

template <class List>
std::size_t SizeOf(const std::optional<List>& list) {
  return list ? list->size() : 0;
}

// The lists of places that a detection has.
std::string ListsOf(const model::Occurrences& all) {
  std::string lists;
  if (all.cells) lists += "cells ";
  if (all.lineRanges) lists += "lineRanges ";
  if (all.offsetRanges) lists += "offsetRanges ";
  if (all.pages) lists += "pages ";
  if (all.records) lists += "records ";
  return lists;
}

// " NAME 20/15", and adds to `lists` which lists of places there are.
template <class Detection>
std::string Told(std::string_view name, const Detection& detection, std::string* lists) {
  std::size_t places = 0;
  if (detection.occurrences) {
    const model::Occurrences& all = *detection.occurrences;
    places = SizeOf(all.cells) + SizeOf(all.records) + SizeOf(all.lineRanges) + SizeOf(all.pages);
    if (lists->empty()) *lists = ListsOf(all);
    EXPECT_EQ(*lists, ListsOf(all));
    EXPECT_GT(places, 0U);
  }
  return " " + std::string(name) + " " + std::to_string(*detection.count) + "/" + std::to_string(places);
}

// As object_cases.txt writes it; `lists` is the list of places that it has.
std::string Summary(const std::optional<model::Finding>& finding, std::string* lists) {
  if (!finding) return "none";
  const model::ClassificationResult& result = *finding->classificationDetails->result;
  std::string text(wire::EnumName(*finding->type));
  text.erase(0, text.find('/') + 1);
  text.append(" ").append(wire::EnumName(*finding->severity->description));
  if (*result.additionalOccurrences) text += " more";
  for (const model::SensitiveDataItem& item : *result.sensitiveData) {
    text.append("; ").append(wire::EnumName(*item.category)).append(" " + std::to_string(*item.totalCount) + ":");
    std::string types;
    for (const auto& each : *item.detections) types += (types.empty() ? "" : ",") + Told(*each.type, each, lists);
    text += types;
  }
  const model::CustomDataIdentifiers& custom = *result.customDataIdentifiers;
  if (!custom.detections->empty()) text += "; custom " + std::to_string(*custom.totalCount) + ":";
  std::string names;
  for (const auto& each : *custom.detections) names += (names.empty() ? "" : ",") + Told(*each.name, each, lists);
  return text + names;
}

TEST(ObjectFindings, AreWhatTheCasesSay) {
  const std::string text = support::ReadFile(MACIE_SOURCE_DIR "/tests/unit/service/findings/object_cases.txt");
  int cases = 0;
  for (const std::string_view line : support::LinesOf(text)) {
    if (line.empty() || line.starts_with('#')) continue;
    ++cases;
    const std::vector<std::string> fields = Split(line, "\t");
    ScannedObject scanned = Scanned({});
    scanned.object.key = fields[1];
    const std::vector<std::string> status = Split(fields[3], " ");
    scanned.status.code = status[0];
    if (status.size() > 1) scanned.status.reason = status[1];
    if (!fields[4].empty()) {
      for (const auto& part : Split(fields[4], "; ")) scanned.detections.push_back(ParseDetection(part, fields[2]));
    }
    std::string lists;
    const auto finding = FindingOf(scanned);
    EXPECT_EQ(Summary(finding, &lists), fields[5]) << fields[0];
    EXPECT_EQ(lists, finding && fields[2] != "-" ? fields[2] + " " : "") << fields[0];
    if (!finding) continue;
    EXPECT_EQ(*finding->classificationDetails->result->status, scanned.status) << fields[0];
  }
  EXPECT_EQ(cases, 127);
}

std::string SummaryOf(std::vector<ScannedDetection> detections) {
  std::string lists;
  return Summary(FindingOf(Scanned(std::move(detections))), &lists);
}

TEST(ObjectFindings, ShareFifteenPlacesRoundByRound) {
  // The last of sixteen has none; a second of the first would take the place of another's only one.
  std::vector<ScannedDetection> sixteen;
  for (int i = 0; i < 16; ++i)
    sixteen.push_back(CustomDetected(std::string(1, static_cast<char>('a' + i)), i == 0 ? 2 : 1));
  EXPECT_EQ(SummaryOf(std::move(sixteen)),
            "CustomIdentifier Medium more; custom 17: a 2/1, b 1/1, c 1/1, d 1/1, e 1/1, f 1/1, g 1/1, h 1/1, i 1/1, "
            "j 1/1, k 1/1, l 1/1, m 1/1, n 1/1, o 1/1, p 1/0");
  EXPECT_EQ(SummaryOf({Detected("CREDIT_CARD_NUMBER", 5000), Detected("UK_NHS_NUMBER", 1)}),
            "Multiple High more; FINANCIAL_INFORMATION 5000: CREDIT_CARD_NUMBER 5000/14; PERSONAL_INFORMATION 1: "
            "UK_NHS_NUMBER 1/1");
  EXPECT_EQ(SummaryOf({Detected("PKCS", 8), Detected("NAME", 7)}),
            "Multiple High; CREDENTIALS 8: PKCS 8/8; PERSONAL_INFORMATION 7: NAME 7/7");
  EXPECT_EQ(SummaryOf({Detected("PKCS", 8), Detected("NAME", 8)}),
            "Multiple High more; CREDENTIALS 8: PKCS 8/8; PERSONAL_INFORMATION 8: NAME 8/7");
}

TEST(ObjectFindings, TellCustomIdentifiersLastByName) {
  ScannedDetection later = CustomDetected("b", 1);
  ScannedDetection sooner = CustomDetected("a", 1);
  later.type = "1";
  sooner.type = "2";
  EXPECT_EQ(SummaryOf({std::move(later), Detected("VEHICLE_IDENTIFICATION_NUMBER", 1), std::move(sooner)}),
            "Multiple Medium; PERSONAL_INFORMATION 1: VEHICLE_IDENTIFICATION_NUMBER 1/1; custom 2: a 1/1, b 1/1");
}

TEST(ObjectFindings, TellTheFirstPlacesInTheirOrder) {
  const auto finding = FindingOf(Scanned({Detected("NAME", 40)}));
  const auto& item = finding->classificationDetails->result->sensitiveData->front();
  std::int64_t row = 0;
  for (const model::Cell& cell : *item.detections->front().occurrences->cells) EXPECT_EQ(cell.row, ++row);
  EXPECT_EQ(row, 15);
}

TEST(ObjectFindings, AnOccurrenceWithoutAPlaceTakesNoneFromAnother) {
  ScannedDetection names = Detected("NAME", 3);
  names.places[0] = units::NoPlace{};
  EXPECT_EQ(SummaryOf({std::move(names), CustomDetected("code", 20)}),
            "Multiple Medium more; PERSONAL_INFORMATION 3: NAME 3/2; custom 20: code 20/13");
  ScannedDetection first_places = Detected("PKCS", 4);
  first_places.places.resize(1);
  EXPECT_EQ(SummaryOf({std::move(first_places)}), "Credentials High more; CREDENTIALS 4: PKCS 4/1");
}

TEST(ObjectFindings, CountNamesAndAddressesToAThousand) {
  EXPECT_EQ(SummaryOf({Detected("NAME", 999)}), "Personal High more; PERSONAL_INFORMATION 999: NAME 999/15");
  EXPECT_EQ(SummaryOf({Detected("NAME", 1000)}), "Personal High more; PERSONAL_INFORMATION 1000: NAME 1000/15");
  EXPECT_EQ(SummaryOf({Detected("NAME", 1001), Detected("ADDRESS", 70'000), Detected("PHONE_NUMBER", 1001)}),
            "Personal High more; PERSONAL_INFORMATION 3001: ADDRESS 1000/5, NAME 1000/5, PHONE_NUMBER 1001/5");
  EXPECT_EQ(SummaryOf({CustomDetected("NAME", 1001)}), "CustomIdentifier Medium more; custom 1001: NAME 1001/15");
}

TEST(ObjectFindings, OneDetectionMayHavePlacesOfTwoKinds) {
  ScannedDetection detection = Detected("PKCS", 2);
  detection.places[1] = units::LineRange{1, 1, 5};
  const auto finding = FindingOf(Scanned({std::move(detection)}));
  const auto& occurrences =
      *finding->classificationDetails->result->sensitiveData->front().detections->front().occurrences;
  EXPECT_EQ(ListsOf(occurrences), "cells lineRanges ");
  EXPECT_FALSE(*finding->classificationDetails->result->additionalOccurrences);
}

TEST(ObjectFindings, WithNothingLeftThereIsNone) {
  EXPECT_EQ(SummaryOf({}), "none");
  EXPECT_EQ(SummaryOf({Detected("PKCS", 0)}), "none");
  ScannedObject skipped = Scanned({Detected("PKCS", 1)});
  skipped.status.code = "SKIPPED";
  EXPECT_EQ(FindingOf(skipped), std::nullopt);
  skipped.status.code = "PARTIAL";
  EXPECT_NE(FindingOf(skipped), std::nullopt);
}

TEST(ObjectFindings, HaveAnIdForEachJobRunBucketAndKey) {
  const ScannedObject scanned = Scanned({Detected("PKCS", 1)});
  const std::string id = FindingOf(scanned)->id.str();
  EXPECT_EQ(id.size(), 32U);
  EXPECT_EQ(id.find_first_not_of("0123456789abcdef"), std::string::npos);
  const Timestamp later = At("2026-01-02T00:00:00Z");
  const auto id_of = [&](const Analysis& analysis, const std::string& bucket, const std::string& key) {
    model::BucketMetadata of = Bucket();
    of.bucketName = bucket;
    ScannedObject other = scanned;
    other.object.key = key;
    return FindingOfObject(kAnalyst, later, analysis, of, other)->id.str();
  };
  EXPECT_EQ(id_of({kJob, 1, nullptr}, "bucket", "in/sample.csv"), id);
  std::vector<std::string> ids{id,
                               id_of({kJob, 2, nullptr}, "bucket", "in/sample.csv"),
                               id_of({std::string(32, '0'), 1, nullptr}, "bucket", "in/sample.csv"),
                               id_of({kJob, 1, nullptr}, "other", "in/sample.csv"),
                               id_of({kJob, 1, nullptr}, "bucket", "in/sample.CSV"),
                               id_of({std::nullopt, 1, nullptr}, "bucket", "in/sample.csv")};
  std::sort(ids.begin(), ids.end());
  EXPECT_EQ(std::adjacent_find(ids.begin(), ids.end()), ids.end());
}

std::string Encoded(const model::Finding& finding) {
  std::string json;
  wire::Encode(finding, wire::Nulls::kOmit, &json);
  return json;
}

TEST(ObjectFindings, AreWholeDocuments) {
  model::BucketMetadata bucket = Bucket();
  bucket.bucketCreatedAt = At("2020-05-18T19:54:00Z");
  bucket.allowsUnencryptedObjectUploads = model::AllowsUnencryptedObjectUploads::FALSE;
  bucket.publicAccess.emplace().effectivePermission = model::EffectivePermission::PUBLIC;
  ScannedObject scanned = Scanned({CustomDetected("code", 1), Detected("NAME", 1)});
  scanned.detections[0].places = {units::Cell{2, 1, "code", "Sheet1!A2"}};
  scanned.object.version_id = "v7";
  scanned.object.encryption = "aws:kms";
  scanned.object.kms_key_id = "arn:aws:kms:us-east-1:111122223333:key/1";
  scanned.object.tags = {{"a", "b"}, {"c", ""}};
  scanned.object.storage_class = "GLACIER_IR";
  const auto finding =
      FindingOfObject(kAnalyst, At("2026-01-01T00:00:00.123456Z"), {kJob, 1, nullptr}, bucket, scanned);
  const std::string location = "s3://[export-config-not-set]/AWSLogs/111122223333/Macie/us-east-1/" + kJob +
                               "/111122223333/128aaa1f-64e2-30f4-a501-6a29c1402cb9.jsonl.gz";
  const std::string job_arn = "arn:aws:macie2:us-east-1:111122223333:classification-job/" + kJob;
  EXPECT_EQ(Encoded(*finding),
            R"({"accountId":"111122223333","archived":false,"category":"CLASSIFICATION",)"
            R"("classificationDetails":{"detailedResultsLocation":")" +
                location + R"(","jobArn":")" + job_arn + R"(","jobId":")" + kJob +
                R"(","originType":"SENSITIVE_DATA_DISCOVERY_JOB",)"
                R"("result":{"additionalOccurrences":false,)"
                R"("customDataIdentifiers":{"detections":[{"arn":"id of code","count":1,"name":"code",)"
                R"("occurrences":{"cells":[{"cellReference":"Sheet1!A2","column":1,"columnName":"code","row":2}]}}],)"
                R"("totalCount":1},"mimeType":"text/csv",)"
                R"("sensitiveData":[{"category":"PERSONAL_INFORMATION","detections":[{"count":1,)"
                R"("occurrences":{"cells":[{"column":3,"row":1}]},"type":"NAME"}],"totalCount":1}],)"
                R"("sizeClassified":4096,"status":{"code":"COMPLETE"}}},"count":1,)"
                R"("createdAt":"2026-01-01T00:00:00.123Z",)"
                R"("description":"The S3 object contains more than one category of sensitive data.",)"
                R"("id":"a21baaf91472e32e8dd837de2e37d01e","partition":"aws","region":"us-east-1",)"
                R"("resourcesAffected":{"s3Bucket":{"allowsUnencryptedObjectUploads":"FALSE",)"
                R"("arn":"arn:aws:s3:::bucket","createdAt":"2020-05-18T19:54:00.000Z",)"
                R"("defaultServerSideEncryption":{"encryptionType":"UNKNOWN"},"name":"bucket",)"
                R"("owner":{"displayName":"111122223333",)"
                R"("id":"3bd789ff455e282717d47c53f0fd5333145fac63ddbf06b90d8148da65837dc1"},)"
                R"("publicAccess":{"effectivePermission":"PUBLIC"}},)"
                R"("s3Object":{"bucketArn":"arn:aws:s3:::bucket","eTag":"0123","extension":"csv",)"
                R"("key":"in/sample.csv",)"
                R"("lastModified":"2025-03-10T08:00:00.000Z","path":"bucket/in/sample.csv","publicAccess":true,)"
                R"("serverSideEncryption":{"encryptionType":"aws:kms",)"
                R"("kmsMasterKeyId":"arn:aws:kms:us-east-1:111122223333:key/1"},"size":4096,)"
                R"("storageClass":"GLACIER_IR",)"
                R"("tags":[{"key":"a","value":"b"},{"key":"c","value":""}],"versionId":"v7"}},)"
                R"("sample":false,"schemaVersion":"1.0","severity":{"description":"Medium","score":2},)"
                R"("title":"The S3 object contains multiple categories of sensitive data",)"
                R"("type":"SensitiveData:S3Object/Multiple","updatedAt":"2026-01-01T00:00:00.123Z"})");
}

TEST(ObjectFindings, QuoteKeysAndKnowThoseWithoutAnExtension) {
  ScannedObject scanned = Scanned({Detected("PKCS", 1)});
  scanned.object.key = "ein \"Wort\"/it's\\\xC3\xBC\xE2\x98\x83";
  const auto finding = FindingOf(scanned);
  const model::S3Object& object = *finding->resourcesAffected->s3Object;
  EXPECT_EQ(*object.key, scanned.object.key);
  EXPECT_EQ(*object.path, "bucket/" + scanned.object.key);
  EXPECT_EQ(*object.extension, "");
  EXPECT_EQ(*object.versionId, "");
  EXPECT_NE(Encoded(*finding).find(R"("path":"bucket/ein \"Wort\"/it's\\)"
                                   "\xC3\xBC\xE2\x98\x83\""),
            std::string::npos);
}

TEST(ObjectFindings, OfDiscoveryNameNoJobAndOfAMemberNameTheOwner) {
  model::S3Destination results;
  results.bucketName = "results";
  const auto finding = FindingOfObject(kAnalyst, At("2026-01-01T00:00:00Z"), {std::nullopt, 1, &results},
                                       Bucket("444455556666"), Scanned({Detected("PKCS", 1)}));
  const model::ClassificationDetails& details = *finding->classificationDetails;
  EXPECT_FALSE(details.jobId);
  EXPECT_FALSE(details.jobArn);
  EXPECT_EQ(details.originType, model::OriginType::AUTOMATED_SENSITIVE_DATA_DISCOVERY);
  EXPECT_EQ(*finding->accountId, "444455556666");
  const std::string folder = "AWSLogs/111122223333/Macie/us-east-1/automated-sensitive-data-discovery/444455556666/";
  EXPECT_TRUE((*details.detailedResultsLocation).starts_with("s3://results/" + folder));
  results.keyPrefix = "macie/";
  const auto prefixed = FindingOfObject(kAnalyst, At("2026-01-01T00:00:00Z"), {std::nullopt, 1, &results},
                                        Bucket("444455556666"), Scanned({Detected("PKCS", 1)}));
  const auto& location = prefixed->classificationDetails->detailedResultsLocation;
  EXPECT_TRUE((*location).starts_with("s3://results/macie/" + folder));
  EXPECT_TRUE((*location).ends_with(".jsonl.gz"));
}

TEST(ObjectFindings, ShowAnObjectWithoutEncryptionAndOneOfAnUnknownKind) {
  ScannedObject scanned = Scanned({Detected("PKCS", 1)});
  const auto encryption = [&](const std::string& text) {
    scanned.object.encryption = text;
    return *FindingOf(scanned)->resourcesAffected->s3Object->serverSideEncryption->encryptionType;
  };
  EXPECT_EQ(encryption(""), model::EncryptionType::NONE);
  EXPECT_EQ(encryption("AES256"), model::EncryptionType::AES256);
  EXPECT_EQ(encryption("aws:kms:dsse"), model::EncryptionType::aws_kms_dsse);
  EXPECT_EQ(encryption("rot13"), model::EncryptionType::UNKNOWN);
}

}  // namespace
}  // namespace macie_local::service
