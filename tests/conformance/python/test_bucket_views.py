"""What jobs do to buckets, and the other two views of the inventory (behaviour B.9, B.10, B.11)."""
from support import Case


class JobDetails(Case):
    def details(self, name="b-1"):
        bucket, = self.macie.describe_buckets(criteria={"bucketName": {"eq": [name]}})["buckets"]
        return bucket["jobDetails"]

    def definition(self, *names):
        return {"bucketDefinitions": [{"accountId": self.account, "buckets": list(names)}]}

    def criteria(self, prefix):
        return {"bucketCriteria": {"includes": {"and": [{"tagCriterion": {"comparator": "EQ", "tagValues": [{"key": prefix}]}}]}}}

    def test_named_by_a_one_time_job_stays_defined(self):
        self.put({"bucketName": "b-1"}, {"bucketName": "b-2"})
        job = self.job(s3JobDefinition=self.definition("b-1"))["jobId"]
        self.wait_for(job, "COMPLETE")
        details = self.details()
        self.assertEqual(("TRUE", "FALSE", job), (details["isDefinedInJob"], details["isMonitoredByJob"], details["lastJobId"]))
        self.assertEqual("FALSE", self.details("b-2")["isDefinedInJob"])

    def test_a_cancelled_job_no_longer_counts(self):
        self.put({"bucketName": "b-1"})
        job = self.job(jobType="SCHEDULED", scheduleFrequency={"dailySchedule": {}}, s3JobDefinition=self.definition("b-1"))["jobId"]
        self.assertEqual(("TRUE", "TRUE"), (self.details()["isDefinedInJob"], self.details()["isMonitoredByJob"]))
        self.macie.update_classification_job(jobId=job, jobStatus="CANCELLED")
        details = self.details()
        self.assertEqual(("FALSE", "FALSE"), (details["isDefinedInJob"], details["isMonitoredByJob"]))
        self.assertNotIn("lastJobId", details)
        self.assertNotIn("lastJobRunTime", details)

    def test_a_match_counts_once_the_job_ran_even_if_cancelled(self):
        self.put({"bucketName": "b-1", "tags": [{"key": "scan", "value": ""}]}, {"bucketName": "b-2"})
        job = self.job(jobType="SCHEDULED", scheduleFrequency={"dailySchedule": {}}, s3JobDefinition=self.criteria("scan"))["jobId"]
        self.assertEqual(("TRUE", "TRUE", job), tuple(self.details()[k] for k in ("isDefinedInJob", "isMonitoredByJob", "lastJobId")))
        self.assertEqual("FALSE", self.details("b-2")["isDefinedInJob"])
        self.macie.update_classification_job(jobId=job, jobStatus="CANCELLED")
        self.assertEqual(("TRUE", "FALSE"), (self.details()["isDefinedInJob"], self.details()["isMonitoredByJob"]))

    def test_a_bucket_that_comes_later_is_found_by_its_name(self):
        self.job(jobType="SCHEDULED", scheduleFrequency={"dailySchedule": {}}, s3JobDefinition=self.definition("b-9"))
        self.put({"bucketName": "b-9"})
        self.assertEqual("TRUE", self.details("b-9")["isMonitoredByJob"])

    def test_details_are_criteria_too(self):
        self.put({"bucketName": "b-1"}, {"bucketName": "b-2"})
        self.job(s3JobDefinition=self.definition("b-2"))
        found = self.macie.describe_buckets(criteria={"jobDetails.isDefinedInJob": {"eq": ["TRUE"]}})["buckets"]
        self.assertEqual(["b-2"], [b["bucketName"] for b in found])


class Statistics(Case):
    def test_no_buckets_is_all_zero(self):
        statistics = self.macie.get_bucket_statistics()
        self.assertEqual((0, 0, 0), (statistics["bucketCount"], statistics["objectCount"],
                                     statistics["bucketStatisticsBySensitivity"]["sensitive"]["totalCount"]))

    def test_sums_and_counts(self):
        read = {"allowsPublicReadAccess": True, "allowsPublicWriteAccess": False}
        self.put({"bucketName": "b-1", "objectCount": 10, "sizeInBytes": 1000, "sizeInBytesCompressed": 10, "sharedAccess": "EXTERNAL",
                  "unclassifiableObjectCount": {"fileType": 2, "storageClass": 1}, "sensitivityScore": 80,
                  "publicAccess": {"effectivePermission": "PUBLIC", "permissionConfiguration": {"bucketLevelPermissions": {"bucketPolicy": read}}},
                  "lastUpdated": "2021-01-02T00:00:00Z"},
                 {"bucketName": "b-2", "objectCount": 5, "sizeInBytes": 500, "serverSideEncryption": {"type": "aws:kms:dsse"},
                  "allowsUnencryptedObjectUploads": "FALSE", "sensitivityScore": -1, "lastUpdated": "2021-01-01T00:00:00Z"},
                 {"bucketName": "b-3", "serverSideEncryption": {"type": "NONE"}, "sharedAccess": "INTERNAL"},
                 {"bucketName": "b-4", "errorCode": "ACCESS_DENIED"})
        s = self.macie.get_bucket_statistics()
        self.assertEqual((4, 15, 1500, 10, 12), (s["bucketCount"], s["objectCount"], s["sizeInBytes"], s["sizeInBytesCompressed"], s["classifiableObjectCount"]))
        self.assertEqual({"publiclyAccessible": 1, "publiclyReadable": 1, "publiclyWritable": 0, "unknown": 1}, s["bucketCountByEffectivePermission"])
        self.assertEqual({"kmsManaged": 1, "s3Managed": 1, "unencrypted": 1, "unknown": 1}, s["bucketCountByEncryptionType"])
        self.assertEqual({"allowsUnencryptedObjectUploads": 2, "deniesUnencryptedObjectUploads": 1, "unknown": 1}, s["bucketCountByObjectEncryptionRequirement"])
        self.assertEqual({"external": 1, "internal": 1, "notShared": 1, "unknown": 1}, s["bucketCountBySharedAccessType"])
        self.assertEqual({"fileType": 2, "storageClass": 1, "total": 3}, s["unclassifiableObjectCount"])
        groups = s["bucketStatisticsBySensitivity"]
        self.assertEqual((1, 0, 1, 1), tuple(groups[g]["totalCount"] for g in ("classificationError", "notClassified", "notSensitive", "sensitive")))
        self.assertEqual((1, 1000), (groups["sensitive"]["publiclyAccessibleCount"], groups["sensitive"]["totalSizeInBytes"]))
        self.assertEqual(0, self.macie.get_bucket_statistics(accountId="999999999999")["bucketCount"])
        self.assertEqual(4, self.macie.get_bucket_statistics(accountId=self.account)["bucketCount"])


class Search(Case):
    def setUp(self):
        super().setUp()
        self.put({"bucketName": "b-1", "tags": [{"key": "team", "value": "hr"}], "objectCount": 1},
                 {"bucketName": "b-2", "tags": [{"key": "team", "value": "it"}, {"key": "env", "value": "hr"}], "objectCount": 3},
                 {"bucketName": "b-3", "sharedAccess": "EXTERNAL", "objectCount": 2}, {"bucketName": "b-4", "errorCode": "ACCESS_DENIED"})

    def names(self, includes=None, excludes=None, **more):
        criteria = {k: {"and": v} for k, v in (("includes", includes), ("excludes", excludes)) if v is not None}
        return [r["matchingBucket"]["bucketName"] for r in self.macie.search_resources(bucketCriteria=criteria, **more)["matchingResources"]]

    @staticmethod
    def simple(key, *values, comparator="EQ"):
        return {"simpleCriterion": {"comparator": comparator, "key": key, "values": list(values)}}

    @staticmethod
    def tag(comparator="EQ", **pair):
        return {"tagCriterion": {"comparator": comparator, "tagValues": [pair]}}

    def test_terms(self):
        self.assertEqual(["b-1", "b-2", "b-3", "b-4"], self.names())
        self.assertEqual(["b-1", "b-3"], self.names([self.simple("S3_BUCKET_NAME", "b-3", "b-1")]))
        self.assertEqual(["b-3"], self.names([self.simple("S3_BUCKET_SHARED_ACCESS", "EXTERNAL")]))
        self.assertEqual(["b-4"], self.names([self.simple("S3_BUCKET_EFFECTIVE_PERMISSION", "UNKNOWN")]))
        self.assertEqual([], self.names([self.simple("ACCOUNT_ID", self.account, comparator="NE")]))
        self.assertEqual(4, len(self.names([self.simple("AUTOMATED_DISCOVERY_MONITORING_STATUS", "NOT_MONITORED")])))

    def test_tags_by_key_value_or_pair(self):
        self.assertEqual(["b-1", "b-2"], self.names([self.tag(key="team")]))
        self.assertEqual(["b-1", "b-2"], self.names([self.tag(value="hr")]))
        self.assertEqual(["b-1"], self.names([self.tag(key="team", value="hr")]))
        self.assertEqual(["b-3", "b-4"], self.names([self.tag("NE", key="team")]))

    def test_excludes_win(self):
        self.assertEqual(["b-2"], self.names([self.tag(key="team")], [self.tag(value="hr"), self.simple("S3_BUCKET_NAME", "b-1")]))

    def test_sorts_and_pages(self):
        sort = {"attributeName": "S3_CLASSIFIABLE_OBJECT_COUNT", "orderBy": "DESC"}
        self.assertEqual(["b-2", "b-3", "b-1", "b-4"], self.names(sortCriteria=sort))
        page = self.macie.search_resources(maxResults=3, sortCriteria=sort)
        rest = self.macie.search_resources(maxResults=3, sortCriteria=sort, nextToken=page["nextToken"])
        self.assertEqual(["b-4"], [r["matchingBucket"]["bucketName"] for r in rest["matchingResources"]])
        self.assertNotIn("nextToken", rest)

    def test_refusals(self):
        both = {**self.simple("S3_BUCKET_NAME", "x"), **self.tag(key="x")}
        for term in (both, {}, self.simple("NAME", "x"), self.simple("S3_BUCKET_NAME", "x", comparator="GT"), self.simple("S3_BUCKET_NAME"),
                     {"tagCriterion": {"comparator": "EQ", "tagValues": []}}, self.tag()):
            self.refused(400, "ValidationException", self.macie.search_resources, bucketCriteria={"includes": {"and": [term]}})
