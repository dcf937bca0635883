"""Policy findings from changes of buckets (behaviour 4.3), as PUT buckets makes them."""
import json
import os
import tempfile
import unittest

from support import ACCOUNT, Case, Connection, Server

PREFIX = "Policy:IAMUser/S3"
PUBLIC = {"publicAccess": {"effectivePermission": "PUBLIC"}}
SHARED = {"sharedAccess": "EXTERNAL"}
REPLICATED = {"replicationDetails": {"replicatedExternally": True, "replicationAccounts": ["999999999999"]}}
KMS = {"serverSideEncryption": {"type": "aws:kms", "kmsMasterKeyId": "arn:aws:kms:us-east-1:123456789012:key/1"}}
UNENCRYPTED = {"serverSideEncryption": {"type": "NONE"}}


def blocks(**settings):
    names = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
    return {"publicAccess": {"permissionConfiguration": {"bucketLevelPermissions": {
        "blockPublicAccess": {name: settings.get(name, False) for name in names}}}}}


class Changes(Case):
    def setUp(self):
        super().setUp()
        self.raw = Connection(self.server, self.account)
        self.addCleanup(self.raw.close)

    def change(self, **bucket):
        self.put({"bucketName": "payroll", **bucket})

    def findings(self):
        ids = self.raw("POST", "/findings", {})["findingIds"]
        return self.raw("POST", "/findings/describe", {"findingIds": ids})["findings"] if ids else []

    def types(self):
        """type without its prefix: count."""
        return {each["type"][len(PREFIX):]: each["count"] for each in self.findings()}

    def test_each_thing_that_gets_worse_is_found_once(self):
        for change, expected in ((PUBLIC, "BucketPublic"), (SHARED, "BucketSharedExternally"),
                                 (REPLICATED, "BucketReplicatedExternally"), (blocks(), "BlockPublicAccessDisabled"),
                                 (UNENCRYPTED, "BucketEncryptionDisabled")):
            self.change(**blocks(blockPublicAcls=True))
            before = self.types()
            self.change(**change)
            self.assertEqual({**before, expected: 1}, self.types())
            self.change(**change)
            self.assertEqual({**before, expected: 1}, self.types(), "the same state again")
        self.assertEqual(5, len(self.findings()))

    def test_a_bucket_that_says_nothing_of_itself_makes_none(self):
        self.change()
        self.change(objectCount=5)
        self.change(**blocks(ignorePublicAcls=True))
        self.assertEqual({}, self.types())

    def test_a_new_bucket_is_compared_with_a_fresh_one(self):
        self.change(**{**PUBLIC, **SHARED})
        self.assertEqual({"BucketPublic": 1, "BucketSharedExternally": 1}, self.types())

    def test_a_bucket_that_was_removed_is_new_again(self):
        self.change(**PUBLIC)
        self.server.control("DELETE", f"buckets/payroll?account={self.account}")
        self.change(**PUBLIC)
        self.assertEqual({"BucketPublic": 2}, self.types())

    def test_a_key_that_is_taken_away(self):
        self.change(**KMS)
        self.assertEqual({}, self.types())
        self.change()
        self.assertEqual({"BucketEncryptionDisabled": 1}, self.types())

    def test_a_problem_that_comes_back_is_counted_up(self):
        self.server.control("PUT", "clock", {"now": "2031-01-01T00:00:00Z", "frozen": True, "reset": True})
        self.change(**PUBLIC)
        [first] = self.findings()
        self.server.control("POST", "clock/advance", {"by": "P1D"})
        self.change()
        self.change(**PUBLIC)
        [again] = self.findings()
        self.assertEqual((first["id"], first["createdAt"], 2), (again["id"], again["createdAt"], again["count"]))
        self.assertEqual("2031-01-02T00:00:00.000Z", again["updatedAt"])
        calls = again["policyDetails"]["action"]["apiCallDetails"]
        self.assertEqual(("2031-01-01", "2031-01-02"), (calls["firstSeen"][:10], calls["lastSeen"][:10]))

    def test_a_finding_tells_of_the_bucket(self):
        self.change(**SHARED, tags=[{"key": "team", "value": "hr"}], bucketCreatedAt="2020-01-02T03:04:05Z", **KMS)
        [finding] = self.findings()
        self.assertEqual((self.account, "us-east-1", "aws", "POLICY", False, False, 1), tuple(
            finding[name] for name in ("accountId", "region", "partition", "category", "sample", "archived", "count")))
        self.assertEqual({"description": "High", "score": 3}, finding["severity"])
        self.assertRegex(finding["id"], "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
        bucket = finding["resourcesAffected"]["s3Bucket"]
        stored = self.server.control("GET", f"buckets?account={self.account}")["buckets"][0]
        self.assertEqual(
            ("payroll", "arn:aws:s3:::payroll", "2020-01-02T03:04:05.000Z", "TRUE", stored["publicAccess"], stored["tags"]),
            tuple(bucket[name] for name in ("name", "arn", "createdAt", "allowsUnencryptedObjectUploads", "publicAccess", "tags")))
        self.assertEqual({"encryptionType": "aws:kms", "kmsMasterKeyId": KMS["serverSideEncryption"]["kmsMasterKeyId"]},
                         bucket["defaultServerSideEncryption"])
        self.assertIsNone(finding["resourcesAffected"]["s3Object"])
        identity = finding["policyDetails"]["actor"]["userIdentity"]
        self.assertEqual(("Root", self.account), (identity["type"], identity["root"]["accountId"]))

    def test_many_buckets_in_one_request(self):
        self.put(*({"bucketName": f"bucket-{i:02}", **(PUBLIC if i % 2 else {})} for i in range(20)))
        criteria = {"criterion": {"type": {"eq": [PREFIX + "BucketPublic"]}}}
        self.assertEqual(10, len(self.macie.list_findings(findingCriteria=criteria)["findingIds"]))

    def test_a_request_that_is_refused_makes_none(self):
        body = [{"bucketName": "payroll", **PUBLIC}, {"bucketName": "x"}]
        self.server.control("PUT", f"buckets?account={self.account}", body, expect=400)
        self.assertEqual({}, self.types())

    def test_findings_are_of_the_region(self):
        self.change(**PUBLIC)
        self.assertEqual([], self.server.client(self.account, "eu-west-1").list_findings()["findingIds"])

    def test_nothing_is_found_while_macie_is_off(self):
        self.macie.update_macie_session(status="PAUSED")
        self.change(**PUBLIC)
        self.macie.update_macie_session(status="ENABLED")
        self.change(**PUBLIC)
        self.assertEqual({}, self.types(), "it was so before")
        self.macie.disable_macie()
        self.change(**{**PUBLIC, **SHARED})
        self.macie.enable_macie()
        self.assertEqual({}, self.types())

    def test_states_that_are_loaded_are_no_changes(self):
        self.change(**KMS)
        state = self.server.control("GET", "state")
        bucket = state["accounts"][self.account]["us-east-1"]["buckets"][0]
        bucket.update({**PUBLIC, **SHARED, **UNENCRYPTED})
        self.server.control("PUT", "state", state)
        self.assertEqual({}, self.types())


class Seeds(unittest.TestCase):
    def test_seeds_are_no_changes_and_findings_are_kept(self):
        with tempfile.TemporaryDirectory() as folder:
            seed = os.path.join(folder, "seed.json")
            with open(seed, "w") as file:
                json.dump({"buckets": [{"bucketName": "website", **PUBLIC}]}, file)
            options = ("--db", os.path.join(folder, "state.db"), "--seed", seed)
            server = Server(*options)
            self.assertEqual([], server.client().list_findings()["findingIds"])
            server.put_buckets([{"bucketName": "payroll", **PUBLIC}], ACCOUNT)
            [found] = server.client().list_findings()["findingIds"]
            exported = server.raw("GET", "/_macie-local/state")[2]
            server.kill()
            server = Server(*options)
            self.addCleanup(server.stop)
            self.assertEqual([found], server.client().list_findings()["findingIds"])
            server.put_buckets([{"bucketName": "payroll"}, {"bucketName": "website"}], ACCOUNT)
            server.put_buckets([{"bucketName": "payroll", **PUBLIC}], ACCOUNT)
            self.assertEqual(2, server.client().get_findings(findingIds=[found])["findings"][0]["count"])
            server.control("POST", "reset")
            self.assertEqual([], server.client().list_findings()["findingIds"])
            server.control("PUT", "state", exported)
            self.assertEqual(exported, server.raw("GET", "/_macie-local/state")[2])


if __name__ == "__main__":
    unittest.main()
