"""DescribeBuckets: fields, criteria, sorts and pages (behaviour B.2 to B.9)."""
import datetime
import json

from support import Case

PATHS_TEXT = ("accountId", "bucketArn", "region", "serverSideEncryption.kmsMasterKeyId", "errorMessage", "jobDetails.lastJobId")
PATHS_BOOLEAN = ("versioning", "replicationDetails.replicated", "replicationDetails.replicatedExternally") + tuple(
    f"publicAccess.permissionConfiguration.{level}.blockPublicAccess.{flag}"
    for level in ("accountLevelPermissions", "bucketLevelPermissions")
    for flag in ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")) + tuple(
    f"publicAccess.permissionConfiguration.bucketLevelPermissions.{part}.{flag}"
    for part in ("accessControlList", "bucketPolicy") for flag in ("allowsPublicReadAccess", "allowsPublicWriteAccess"))
PATHS_NUMBER = ("objectCount", "classifiableObjectCount", "sizeInBytes", "classifiableSizeInBytes", "sizeInBytesCompressed",
                "sensitivityScore") + tuple(
    f"objectCountByEncryptionType.{k}" for k in ("customerManaged", "kmsManaged", "s3Managed", "unencrypted", "unknown")) + tuple(
    f"{p}.{k}" for p in ("unclassifiableObjectCount", "unclassifiableObjectSizeInBytes") for k in ("fileType", "storageClass", "total"))
PATHS_DATE = ("bucketCreatedAt", "lastUpdated", "lastAutomatedDiscoveryTime", "jobDetails.lastJobRunTime")


class Fields(Case):
    def raw_buckets(self):
        auth = {"Authorization": f"AWS4-HMAC-SHA256 Credential={self.account}/20260101/us-east-1/macie2/aws4_request"}
        return json.loads(self.server.raw("POST", "/datasources/s3", "{}", auth)[2])["buckets"]

    def test_a_name_alone_gets_the_documented_defaults(self):
        self.put({"bucketName": "plain", "objectCount": 3, "sizeInBytes": 4096})
        bucket, = self.raw_buckets()
        times = {k: bucket.pop(k) for k in ("bucketCreatedAt", "lastUpdated")}
        self.assertRegex(times["bucketCreatedAt"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        self.assertEqual(sorted(bucket), list(bucket))
        flags = {"blockPublicAcls": False, "blockPublicPolicy": False, "ignorePublicAcls": False, "restrictPublicBuckets": False}
        none = {"fileType": 0, "storageClass": 0, "total": 0}
        self.assertEqual({
            "accountId": self.account, "allowsUnencryptedObjectUploads": "TRUE",
            "automatedDiscoveryMonitoringStatus": "NOT_MONITORED", "bucketArn": "arn:aws:s3:::plain", "bucketName": "plain",
            "classifiableObjectCount": 3, "classifiableSizeInBytes": 4096, "errorCode": None, "errorMessage": None,
            "jobDetails": {"isDefinedInJob": "FALSE", "isMonitoredByJob": "FALSE", "lastJobId": None, "lastJobRunTime": None},
            "lastAutomatedDiscoveryTime": None, "objectCount": 3,
            "objectCountByEncryptionType": {"customerManaged": 0, "kmsManaged": 0, "s3Managed": 3, "unencrypted": 0, "unknown": 0},
            "publicAccess": {"effectivePermission": "NOT_PUBLIC", "permissionConfiguration": {
                "accountLevelPermissions": {"blockPublicAccess": flags},
                "bucketLevelPermissions": {
                    "accessControlList": {"allowsPublicReadAccess": False, "allowsPublicWriteAccess": False},
                    "blockPublicAccess": flags, "bucketPolicy": None}}},
            "region": "us-east-1",
            "replicationDetails": {"replicated": False, "replicatedExternally": False, "replicationAccounts": []},
            "sensitivityScore": 50, "serverSideEncryption": {"kmsMasterKeyId": None, "type": "AES256"},
            "sharedAccess": "NOT_SHARED", "sizeInBytes": 4096, "sizeInBytesCompressed": 0, "tags": [],
            "unclassifiableObjectCount": none, "unclassifiableObjectSizeInBytes": none, "versioning": False}, bucket)

    def test_an_unreadable_bucket_is_null_and_unknown(self):
        self.put({"bucketName": "locked", "errorCode": "ACCESS_DENIED", "objectCount": 7, "versioning": True, "tags": [{"key": "a", "value": "b"}]})
        bucket, = self.raw_buckets()
        for member in ("objectCount", "sizeInBytes", "sizeInBytesCompressed", "classifiableObjectCount", "classifiableSizeInBytes",
                       "unclassifiableObjectCount", "unclassifiableObjectSizeInBytes", "objectCountByEncryptionType",
                       "replicationDetails", "tags", "serverSideEncryption", "lastAutomatedDiscoveryTime"):
            self.assertIsNone(bucket[member], member)
        self.assertEqual((False, "UNKNOWN", "UNKNOWN", 50, "ACCESS_DENIED"),
                         (bucket["versioning"], bucket["sharedAccess"], bucket["allowsUnencryptedObjectUploads"],
                          bucket["sensitivityScore"], bucket["errorCode"]))
        self.assertEqual({"effectivePermission": "UNKNOWN", "permissionConfiguration": None}, bucket["publicAccess"])
        self.assertTrue(bucket["errorMessage"])

    def test_times_have_three_digits_of_fraction_but_s3s_own_has_none(self):
        whole = "2020-05-18T19:54:00Z"
        self.put({"bucketName": "b-0", "lastUpdated": whole, "bucketCreatedAt": whole, "lastAutomatedDiscoveryTime": whole},
                 {"bucketName": "b-1", "lastUpdated": "2020-11-20T07:33:06.337Z", "bucketCreatedAt": "2020-05-18T19:54:00+00:00"})
        first, bucket = self.raw_buckets()
        self.assertEqual(("2020-05-18T19:54:00.000Z", "2020-05-18T19:54:00.000Z", whole), tuple(
            first[name] for name in ("lastUpdated", "lastAutomatedDiscoveryTime", "bucketCreatedAt")))
        self.assertEqual(("2020-11-20T07:33:06.337Z", "2020-05-18T19:54:00Z"), (bucket["lastUpdated"], bucket["bucketCreatedAt"]))


class Criteria(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        flags = {"blockPublicAcls": True, "blockPublicPolicy": True, "ignorePublicAcls": True, "restrictPublicBuckets": True}
        access = {"allowsPublicReadAccess": True, "allowsPublicWriteAccess": True}
        cls.full = {
            "bucketName": "full", "bucketCreatedAt": "2021-01-01T00:00:00Z", "lastUpdated": "2021-01-01T00:00:00Z",
            "lastAutomatedDiscoveryTime": "2021-01-01T00:00:00Z", "objectCount": 100, "sizeInBytes": 100,
            "classifiableObjectCount": 100, "classifiableSizeInBytes": 100, "sizeInBytesCompressed": 100, "sensitivityScore": 100,
            "objectCountByEncryptionType": dict.fromkeys(("customerManaged", "kmsManaged", "s3Managed", "unencrypted", "unknown"), 100),
            "unclassifiableObjectCount": {"fileType": 100, "storageClass": 100, "total": 100},
            "unclassifiableObjectSizeInBytes": {"fileType": 100, "storageClass": 100, "total": 100},
            "sharedAccess": "EXTERNAL", "allowsUnencryptedObjectUploads": "FALSE",
            "automatedDiscoveryMonitoringStatus": "MONITORED", "versioning": True,
            "serverSideEncryption": {"type": "aws:kms", "kmsMasterKeyId": "key-1"},
            "replicationDetails": {"replicated": True, "replicatedExternally": True, "replicationAccounts": ["111111111111", "222222222222"]},
            "tags": [{"key": "team", "value": "hr"}, {"key": "env", "value": "prod"}],
            "publicAccess": {"effectivePermission": "PUBLIC", "permissionConfiguration": {
                "accountLevelPermissions": {"blockPublicAccess": flags},
                "bucketLevelPermissions": {"accessControlList": access, "blockPublicAccess": flags, "bucketPolicy": access}}}}
        cls.buckets = [cls.full, {"bucketName": "plain", "objectCount": 5}, {"bucketName": "locked", "errorCode": "ACCESS_DENIED"}]
        cls.server.put_buckets(cls.buckets, "300000000000")

    def setUp(self):
        super().setUp()
        self.account = "300000000000"
        self.macie = self.server.client(self.account)

    def names(self, **criteria):
        criteria = {k.replace("__", "."): v for k, v in criteria.items()}
        return [b["bucketName"] for b in self.macie.describe_buckets(criteria=criteria)["buckets"]]

    def test_numbers_on_every_path(self):
        for path in PATHS_NUMBER:
            for operators, expected in (({"gt": 99}, "full"), ({"gte": 100}, "full"), ({"gt": 100}, None),
                                        ({"eq": ["100"]}, "full"), ({"gte": 100, "lte": 100, "neq": ["99"]}, "full")):
                found = self.names(**{path: operators})
                self.assertEqual([expected] if expected else [], found, (path, operators))
            self.assertNotIn("full", self.names(**{path: {"lt": 100}}), path)
            self.assertIn("full", self.names(**{path: {"lte": 100}}), path)
            # A null matches neq and nothing else; the unreadable bucket has a score of its own.
            self.assertIn("locked", self.names(**{path: {"neq": ["100"]}}), path)

    def test_booleans_on_every_path(self):
        for path in PATHS_BOOLEAN:
            self.assertEqual(["full"], self.names(**{path: {"eq": ["true"]}}), path)
            self.assertNotIn("full", self.names(**{path: {"eq": ["false"]}}), path)
            self.assertNotIn("full", self.names(**{path: {"neq": ["true"]}}), path)
            self.refused(400, "ValidationException", self.macie.describe_buckets, criteria={path: {"eq": ["yes"]}})

    def test_enums_on_every_path(self):
        for path, value in (("sharedAccess", "EXTERNAL"), ("publicAccess.effectivePermission", "PUBLIC"),
                            ("allowsUnencryptedObjectUploads", "FALSE"), ("serverSideEncryption.type", "aws:kms"),
                            ("automatedDiscoveryMonitoringStatus", "MONITORED")):
            self.assertEqual(["full"], self.names(**{path: {"eq": [value]}}), path)
            self.assertEqual(["locked", "plain"], self.names(**{path: {"neq": [value]}}), path)
            self.assertEqual([], self.names(**{path: {"eq": [value.lower() + "x"]}}), path)
        self.assertEqual(["locked"], self.names(errorCode={"eq": ["ACCESS_DENIED", "BUCKET_COUNT_EXCEEDS_QUOTA"]}))
        self.assertEqual(["full", "plain"], self.names(errorCode={"neq": ["ACCESS_DENIED"]}))

    def test_texts_on_every_path(self):
        self.assertEqual(3, len(self.names(accountId={"eq": [self.account]})))
        self.assertEqual(["full"], self.names(bucketArn={"eq": ["arn:aws:s3:::full"]}))
        self.assertEqual(["full"], self.names(**{"serverSideEncryption.kmsMasterKeyId": {"eq": ["key-1"]}}))
        self.assertEqual([], self.names(region={"neq": ["us-east-1"]}))
        for path in PATHS_TEXT:
            self.assertEqual([], self.names(**{path: {"eq": ["no such value"]}}), path)
            self.assertEqual(3, len(self.names(**{path: {"neq": ["no such value"]}})), path)

    def test_names_by_equality_and_prefix_with_case(self):
        self.assertEqual(["full", "plain"], self.names(bucketName={"eq": ["plain", "full", "Locked"]}))
        self.assertEqual(["full"], self.names(bucketName={"prefix": "fu"}))
        self.assertEqual([], self.names(bucketName={"prefix": "FU"}))
        self.assertEqual(["locked"], self.names(bucketName={"neq": ["plain", "full"]}))

    def test_dates_in_milliseconds_on_every_path(self):
        at = 1609459200000  # 2021-01-01T00:00:00Z
        for path in PATHS_DATE[:3]:
            self.assertIn("full", self.names(**{path: {"gte": at, "lte": at}}), path)
            self.assertNotIn("full", self.names(**{path: {"gt": at}}), path)
            self.assertNotIn("full", self.names(**{path: {"lt": at}}), path)
        self.assertEqual([], self.names(**{PATHS_DATE[3]: {"gt": 0}}))

    def test_lists(self):
        self.assertEqual(["full"], self.names(**{"replicationDetails.replicationAccounts": {"eq": ["222222222222", "3"]}}))
        self.assertEqual(["locked", "plain"], self.names(**{"replicationDetails.replicationAccounts": {"neq": ["222222222222"]}}))
        self.assertEqual(["full"], self.names(**{"tags.key": {"eq": ["team"]}, "tags.value": {"eq": ["prod"]}}))
        self.assertEqual(["locked", "plain"], self.names(**{"tags.key": {"neq": ["env"]}}))
        self.assertEqual([], self.names(**{"tags.value": {"eq": ["PROD"]}}))

    def test_fields_and_operators_are_anded(self):
        self.assertEqual(["full"], self.names(objectCount={"gt": 1}, sharedAccess={"eq": ["EXTERNAL"]}, versioning={"eq": ["true"]}))
        self.assertEqual([], self.names(objectCount={"gt": 1}, sharedAccess={"eq": ["INTERNAL"]}))
        self.assertEqual(["plain"], self.names(objectCount={"gte": 1, "lte": 100, "neq": ["100"]}))

    def test_empty_criteria_and_empty_conditions_select_everything(self):
        self.assertEqual(3, len(self.names()))
        self.assertEqual(3, len(self.names(objectCount={})))

    def test_refusals(self):
        for criteria in ({"nope": {"eq": ["a"]}}, {"tags": {"eq": ["a"]}}, {"publicAccess": {"eq": ["a"]}}, {"bucketname": {"eq": ["a"]}},
                         {"bucketName": {"gt": 1}}, {"objectCount": {"prefix": "1"}}, {"region": {"prefix": "us"}},
                         {"versioning": {"lt": 1}}, {"sharedAccess": {"prefix": "E"}}, {"objectCount": {"eq": ["many"]}},
                         {"objectCount": {"eq": []}}, {"bucketName": {"neq": []}}, {"lastUpdated": {"eq": ["2021-01-01T00:00:00Z"]}},
                         {"versioning": {"eq": ["TRUE"]}}, {"tags.key": {"prefix": "t"}}):
            self.refused(400, "ValidationException", self.macie.describe_buckets, criteria=criteria)


class SortsAndPages(Case):
    def fill(self, count):
        self.put(*({"bucketName": f"b-{i:03}", "objectCount": i % 7, "sizeInBytes": (i * 37) % 11} for i in range(count)))

    def walk(self, page, **query):
        names, token = [], None
        while True:
            answer = self.macie.describe_buckets(maxResults=page, **({"nextToken": token} if token else {}), **query)
            names += [b["bucketName"] for b in answer["buckets"]]
            token = answer.get("nextToken")
            if not token:
                return names

    def test_default_page_is_fifty_in_the_order_of_names(self):
        self.fill(120)
        answer = self.macie.describe_buckets()
        self.assertEqual([f"b-{i:03}" for i in range(50)], [b["bucketName"] for b in answer["buckets"]])
        self.assertTrue(answer["nextToken"])
        self.assertEqual([f"b-{i:03}" for i in range(120)], self.walk(50))
        self.assertEqual(120, len(self.walk(1000)))

    def test_every_sort_key_in_both_directions_with_ties_by_name(self):
        self.fill(40)
        rows = self.macie.describe_buckets(maxResults=1000)["buckets"]
        for key in ("accountId", "bucketName", "classifiableObjectCount", "classifiableSizeInBytes", "objectCount", "sensitivityScore", "sizeInBytes"):
            for order in ("ASC", "DESC"):
                expected = sorted(rows, key=lambda b: b["bucketName"])
                expected.sort(key=lambda b: b[key], reverse=order == "DESC")
                self.assertEqual([b["bucketName"] for b in expected],
                                 self.walk(7, sortCriteria={"attributeName": key, "orderBy": order}), (key, order))

    def test_any_single_value_sorts_and_nulls_are_last(self):
        self.put({"bucketName": "b-1", "serverSideEncryption": {"type": "aws:kms", "kmsMasterKeyId": "k2"}},
                 {"bucketName": "b-2"}, {"bucketName": "b-3", "serverSideEncryption": {"type": "aws:kms", "kmsMasterKeyId": "k1"}},
                 {"bucketName": "b-0"})
        for order, expected in (("ASC", ["b-3", "b-1", "b-0", "b-2"]), ("DESC", ["b-1", "b-3", "b-0", "b-2"])):
            self.assertEqual(expected, self.walk(1, sortCriteria={"attributeName": "serverSideEncryption.kmsMasterKeyId", "orderBy": order}))
        for attribute in ("nope", "tags", "replicationDetails.replicationAccounts", "publicAccess"):
            self.refused(400, "ValidationException", self.macie.describe_buckets, sortCriteria={"attributeName": attribute})
        self.refused(400, "ValidationException", self.macie.describe_buckets, sortCriteria={"orderBy": "UP"})

    def test_pages_stay_right_while_buckets_come_and_go(self):
        self.fill(30)
        first = self.macie.describe_buckets(maxResults=10, sortCriteria={"attributeName": "bucketName", "orderBy": "DESC"})
        self.server.control("DELETE", f"buckets/b-020?account={self.account}&region=us-east-1")  # the last one shown
        self.put({"bucketName": "b-0255"}, {"bucketName": "b-0005"})
        second = self.macie.describe_buckets(maxResults=100, nextToken=first["nextToken"],
                                             sortCriteria={"attributeName": "bucketName", "orderBy": "DESC"})
        names = [b["bucketName"] for b in second["buckets"]]
        self.assertEqual([f"b-{i:03}" for i in range(19, 0, -1)] + ["b-0005", "b-000"], names)

    def test_tokens_are_bound_to_their_question(self):
        self.fill(10)
        token = self.macie.describe_buckets(maxResults=2)["nextToken"]
        self.assertEqual(3, len(self.macie.describe_buckets(maxResults=3, nextToken=token)["buckets"]))
        self.assertEqual(8, len(self.macie.describe_buckets(criteria={}, nextToken=token)["buckets"]))  # the same question
        refused = lambda client, **query: self.refused(400, "ValidationException", client.describe_buckets, **query)
        refused(self.macie, nextToken=token, criteria={"bucketName": {"prefix": "b"}})
        refused(self.macie, nextToken=token, sortCriteria={"attributeName": "objectCount"})
        refused(self.server.client("999999999999"), nextToken=token)
        refused(self.server.client(self.account, "eu-west-1"), nextToken=token)
        self.refused(400, "ValidationException", self.macie.search_resources, nextToken=token)
        for forged in (token[:-1], token + "A", "x", token[:10] + ("A" if token[10] != "A" else "B") + token[11:], "a" * 20000):
            refused(self.macie, nextToken=forged)

    def test_sizes_out_of_range(self):
        for size in (0, -1, 1001):
            self.refused(400, "ValidationException", self.macie.describe_buckets, maxResults=size, message="'maxResults'")
