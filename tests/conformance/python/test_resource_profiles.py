"""Resource profiles (behaviour B.12, 13), and the sensitivity scores that buckets get from them."""
import os
import tempfile
import unittest

from support import Case, Server

MEMBER = "300000000011"
CUSTOM = "3293a69d-4a1e-4a07-8715-208ddf0c1e11"


def arn(bucket):
    return f"arn:aws:s3:::{bucket}"


class Profiles(Case):
    def load(self, profile=None, **bucket):
        """One bucket of ten objects, with that profile."""
        document = {"buckets": [{"bucketName": "payroll", "objectCount": 10, **bucket}]}
        if profile is not None:
            document["resourceProfiles"] = [{"bucketName": "payroll", **profile}]
        self.server.control("PUT", "state", {
            "version": 1, "accounts": {self.account: {"us-east-1": document}}})

    def read(self, bucket="payroll"):
        answer = self.macie.get_resource_profile(resourceArn=arn(bucket))
        del answer["ResponseMetadata"]
        return answer

    def score(self, name="payroll"):
        """As the profile has it, after a look at what DescribeBuckets and the statistics have."""
        (bucket,) = self.macie.describe_buckets(criteria={"bucketName": {"eq": [name]}})["buckets"]
        score = self.read(name)["sensitivityScore"]
        self.assertEqual(score, bucket["sensitivityScore"])
        return score

    def group(self):
        groups = self.macie.get_bucket_statistics()["bucketStatisticsBySensitivity"]
        return [name for name in groups if groups[name]["totalCount"]]

    def override(self, value):
        # Debian's boto3 leaves out None, as AWS's page says that null is to be sent.
        self.macie.update_resource_profile(resourceArn=arn("payroll"),
                                           **({} if value is None else {"sensitivityScoreOverride": value}))

    def suppress(self, *identifiers):
        self.macie.update_resource_profile_detections(resourceArn=arn("payroll"), suppressDataIdentifiers=[
            {"id": name, "type": kind} for kind, name in identifiers])

    def test_a_bucket_that_discovery_never_looked_at(self):
        self.put({"bucketName": "payroll", "objectCount": 10}, {"bucketName": "empty"})
        self.assertEqual({
            "sensitivityScore": 50, "sensitivityScoreOverridden": False,
            "statistics": {name: 0 for name in (
                "totalBytesClassified", "totalDetections", "totalDetectionsSuppressed", "totalItemsClassified",
                "totalItemsSensitive", "totalItemsSkipped", "totalItemsSkippedInvalidEncryption",
                "totalItemsSkippedInvalidKms", "totalItemsSkippedPermissionDenied")}}, self.read())
        self.assertEqual(1, self.score("empty"))
        of = {"resourceArn": arn("payroll")}
        self.assertEqual([], self.macie.list_resource_profile_artifacts(**of)["artifacts"])
        self.assertEqual([], self.macie.list_resource_profile_detections(**of)["detections"])

    def test_an_explicit_score_stands_where_there_is_no_profile(self):
        self.put({"bucketName": "payroll", "objectCount": 10, "sensitivityScore": 77})
        self.assertEqual(77, self.score())
        self.override(None)
        self.suppress()
        self.assertEqual(77, self.score())

    def test_scores_follow_from_statistics_and_detections(self):
        sensitive = {"totalItemsClassified": 10, "totalItemsSensitive": 5}
        detections = [{"id": "NAME", "count": 3}]
        for profile, score, group in (
                ({}, 50, "notClassified"),
                ({"statistics": {"totalItemsSkipped": 10}}, -1, "classificationError"),
                ({"statistics": {"totalItemsClassified": 10}}, 1, "notSensitive"),
                ({"statistics": {"totalItemsClassified": 5}}, 25, "notSensitive"),
                ({"statistics": sensitive, "detections": detections}, 73, "sensitive"),
                ({"statistics": sensitive, "detections": detections, "sensitivityScore": 60}, 60, "sensitive")):
            with self.subTest(profile=profile):
                self.load(profile)
                self.assertEqual(score, self.score())
                self.assertEqual([group], self.group())
        self.load({"statistics": sensitive, "detections": detections}, objectCount=0)
        self.assertEqual(1, self.score())

    def test_an_override_is_100_or_nothing(self):
        self.load({"statistics": {"totalItemsClassified": 10}})
        self.override(100)
        self.assertEqual((100, True), (self.score(), self.read()["sensitivityScoreOverridden"]))
        self.assertEqual(["sensitive"], self.group())
        for wrong in (99, 101, 0, -1):
            self.refused(400, "ValidationException", self.override, wrong, message="sensitivityScoreOverride")
        self.assertEqual(100, self.score())
        self.override(None)
        self.assertEqual((1, False), (self.score(), self.read()["sensitivityScoreOverridden"]))

    def test_a_bucket_that_is_loaded_again_keeps_its_profile(self):
        self.load({})
        self.override(100)
        self.put({"bucketName": "payroll", "objectCount": 20, "sensitivityScore": 3})
        self.assertEqual(100, self.score())
        self.server.control("DELETE", f"buckets/payroll?account={self.account}")
        self.put({"bucketName": "payroll", "objectCount": 20})
        self.assertEqual((50, False), (self.score(), self.read()["sensitivityScoreOverridden"]))

    def test_suppression_replaces_the_list_and_computes_the_score_anew(self):
        self.load({"statistics": {"totalItemsClassified": 10, "totalItemsSensitive": 5}, "sensitivityScore": 60,
                   "detections": [{"id": "NAME", "count": 3}, {"id": CUSTOM, "type": "CUSTOM", "count": 4, "name": "ours",
                                                               "arn": "arn:aws:macie2:us-east-1:1:x/y"}]})
        self.suppress(("MANAGED", "NAME"))
        self.assertEqual(73, self.score())
        self.assertEqual((7, 3), tuple(self.read()["statistics"][name] for name in (
            "totalDetections", "totalDetectionsSuppressed")))
        self.suppress(("CUSTOM", CUSTOM), ("CUSTOM", CUSTOM), ("MANAGED", "ADDRESS"))
        self.assertEqual(4, self.read()["statistics"]["totalDetectionsSuppressed"])
        self.assertEqual(73, self.score())
        self.suppress(("CUSTOM", CUSTOM), ("MANAGED", "NAME"))
        self.assertEqual(1, self.score())
        self.assertEqual([{"count": 3, "id": "NAME", "name": "NAME", "suppressed": True, "type": "MANAGED"},
                          {"arn": "arn:aws:macie2:us-east-1:1:x/y", "count": 4, "id": CUSTOM, "name": "ours",
                           "suppressed": True, "type": "CUSTOM"}],
                         self.macie.list_resource_profile_detections(resourceArn=arn("payroll"))["detections"])
        self.suppress()
        self.assertEqual(0, self.read()["statistics"]["totalDetectionsSuppressed"])
        self.assertEqual(75, self.score())

    def test_detections_of_the_callers_own_identifiers(self):
        own = f"arn:aws:macie2:us-east-1:{self.account}:custom-data-identifier/{CUSTOM}"
        self.server.control("PUT", "state", {"version": 1, "accounts": {self.account: {"us-east-1": {
            "customDataIdentifiers": [{"id": CUSTOM, "arn": own, "name": "ours", "regex": "a+"}],
            "buckets": [{"bucketName": "payroll"}],
            "resourceProfiles": [{"bucketName": "payroll", "detections": [{"id": CUSTOM, "type": "CUSTOM"}]}]}}}})
        self.assertEqual([{"arn": own, "count": 0, "id": CUSTOM, "name": "ours", "suppressed": False, "type": "CUSTOM"}],
                         self.macie.list_resource_profile_detections(resourceArn=arn("payroll"))["detections"])
        self.put({"bucketName": "without"})
        self.macie.update_resource_profile_detections(
            resourceArn=arn("without"), suppressDataIdentifiers=[{"id": CUSTOM, "type": "CUSTOM"}])
        self.assertEqual([], self.macie.list_resource_profile_detections(resourceArn=arn("without"))["detections"])

    def test_identifiers_that_can_not_be_suppressed(self):
        self.load({"detections": [{"id": "NAME", "count": 3}]})
        for wrong, message in (([("MANAGED", "NO_SUCH")], "the unknown id 'NO_SUCH'"),
                               ([("CUSTOM", "NAME")], "the unknown id 'NAME'"),
                               ([("CUSTOM", "0a")], "the unknown id '0a'"),
                               ([("OTHER", "NAME")], "type"),
                               ([("MANAGED", "NAME")] * 101, "suppressDataIdentifiers")):
            self.refused(400, "ValidationException", self.suppress, *wrong, message=message)
        self.refused(400, "ValidationException", self.macie.update_resource_profile_detections,
                     resourceArn=arn("payroll"), suppressDataIdentifiers=[{"id": "NAME"}])
        self.assertEqual(0, self.read()["statistics"]["totalDetectionsSuppressed"])
        self.suppress(*[("MANAGED", "NAME")] * 100)

    def test_when_a_profile_changed(self):
        self.server.control("PUT", "clock", {"now": "2031-01-01T00:00:00Z", "frozen": True, "reset": True})
        self.load({"profileUpdatedAt": "2030-12-01T00:00:00Z"})

        def when():
            return self.read()["profileUpdatedAt"].strftime("%Y-%m-%d")
        self.assertEqual("2030-12-01", when())
        self.override(None)
        self.suppress()
        self.assertEqual("2030-12-01", when())
        self.override(100)
        self.assertEqual("2031-01-01", when())
        self.server.control("POST", "clock/advance", {"by": "P1D"})
        self.suppress(("MANAGED", "NAME"))
        self.assertEqual("2031-01-02", when())

    def test_artifacts_in_their_order_a_hundred_at_most(self):
        def artifact(i, status, sensitive=None):
            made = {"arn": arn(f"payroll/{i}"), "classificationResultStatus": status}
            return made if sensitive is None else {**made, "sensitive": sensitive}
        self.load({"artifacts": [artifact(0, "SKIPPED", False), artifact(1, "COMPLETE"), artifact(2, "PARTIAL", True),
                                 artifact(3, "COMPLETE", False), artifact(4, "COMPLETE", True)]})
        listed = self.macie.list_resource_profile_artifacts(resourceArn=arn("payroll"))["artifacts"]
        self.assertEqual([artifact(2, "PARTIAL", True), artifact(4, "COMPLETE", True), artifact(1, "COMPLETE", False),
                          artifact(3, "COMPLETE", False), artifact(0, "SKIPPED")], listed)
        self.load({"artifacts": [artifact(i, "SKIPPED") for i in range(60)] +
                   [artifact(i, "COMPLETE", True) for i in range(60)]})
        listed = self.macie.list_resource_profile_artifacts(resourceArn=arn("payroll"))
        self.assertEqual(100, len(listed["artifacts"]))
        self.assertEqual([True] * 60 + [None] * 40, [each.get("sensitive") for each in listed["artifacts"]])
        self.assertNotIn("nextToken", listed)
        self.refused(400, "ValidationException", self.macie.list_resource_profile_artifacts,
                     resourceArn=arn("payroll"), nextToken="x", message="nextToken")

    def test_detections_are_ordered_by_name(self):
        def custom(id, name):
            return {"id": id, "type": "CUSTOM", "name": name}
        self.load({"detections": [custom("1", "b"), custom("2", "B"), {"id": "NAME"}, custom("4", "a"), custom("3", "a"),
                                  {"id": "ADDRESS"}, custom("5", "ab"), custom("0", "a b")]})
        answers, token = [], {}
        while token is not None:
            page = self.macie.list_resource_profile_detections(resourceArn=arn("payroll"), maxResults=3, **token)
            answers += [(each["name"], each["id"]) for each in page["detections"]]
            token = {"nextToken": page["nextToken"]} if page.get("nextToken") else None
        self.assertEqual([("ADDRESS", "ADDRESS"), ("B", "2"), ("NAME", "NAME"), ("a", "3"), ("a", "4"), ("a b", "0"),
                          ("ab", "5"), ("b", "1")], answers)

    def test_detections_are_paged(self):
        self.load({"detections": [{"id": f"ID_{i:02}", "count": i} for i in range(30)]})
        pages = list(self.macie.get_paginator("list_resource_profile_detections").paginate(resourceArn=arn("payroll")))
        self.assertEqual([25, 5], [len(page["detections"]) for page in pages])
        self.assertEqual([f"ID_{i:02}" for i in range(30)],
                         [detection["id"] for page in pages for detection in page["detections"]])
        self.put({"bucketName": "other"})
        token = pages[0]["nextToken"]
        listing = self.macie.list_resource_profile_detections
        self.refused(400, "ValidationException", listing, resourceArn=arn("other"), nextToken=token)
        self.refused(400, "ValidationException", listing, resourceArn=arn("payroll"), maxResults=26)

    def test_buckets_that_are_not_there(self):
        self.put({"bucketName": "payroll"})
        calls = (self.macie.get_resource_profile, self.macie.update_resource_profile,
                 self.macie.list_resource_profile_artifacts, self.macie.list_resource_profile_detections,
                 self.macie.update_resource_profile_detections)
        for call in calls:
            for wrong in ("payroll", "arn:aws:s3:::payroll/key", "arn:aws:s3:us-east-1::payroll", "arn:aws:s3:::pa"):
                self.refused(400, "ValidationException", call, resourceArn=wrong, message="the ARN of an S3 bucket")
            for unknown in (arn("other"), "arn:aws-cn:s3:::payroll"):
                self.refused(404, "ResourceNotFoundException", call, resourceArn=unknown, message="doesn't exist")
        status, _, _ = self.server.raw("GET", "/resource-profiles")
        self.assertEqual(400, status)

    def test_macie_that_is_off_forgets(self):
        self.load({"statistics": {"totalItemsClassified": 10}})
        self.assertEqual(1, self.score())
        self.macie.disable_macie()
        self.refused(403, "AccessDeniedException", self.macie.get_resource_profile, resourceArn=arn("payroll"),
                     message="has not been onboarded")
        self.macie.enable_macie()
        self.assertEqual(50, self.score())
        self.assertEqual(0, self.read()["statistics"]["totalItemsClassified"])

    def test_profiles_that_can_not_be(self):
        for wrong, message in (({"bucketName": "x"}, r"resourceProfiles\[0\].bucketName"),
                               ({"sensitivityScore": 101}, "must be -1 to 100"),
                               ({"statistics": {"totalItemsClassified": -1}}, "must be 0 or more"),
                               ({"artifacts": [{"arn": "a", "classificationResultStatus": "DONE"}]}, "'DONE' given"),
                               ({"detections": [{"count": 1}]}, "needs an id"),
                               ({"detections": [{"id": "a"}, {"id": "a"}]}, "'a' stands twice"),
                               ({"detections": [{"id": "a", "count": -1}]}, "count must be 0 or more")):
            document = {"version": 1, "accounts": {self.account: {"us-east-1": {
                "resourceProfiles": [{"bucketName": "payroll", **wrong}]}}}}
            answer = self.server.control("PUT", "state", document, expect=400)
            self.assertRegex(answer["message"], message)


class Members(Case):
    def load(self, status):
        member = {"buckets": [{"bucketName": "payroll", "objectCount": 10}],
                  "resourceProfiles": [{"bucketName": "payroll", "statistics": {"totalItemsClassified": 5}}]}
        if status != "Removed":
            member["administrator"] = {"accountId": self.account, "relationshipStatus": status}
        self.server.control("PUT", "state", {"version": 1, "accounts": {
            self.account: {"us-east-1": {
                "members": [{"accountId": MEMBER, "email": "a@example.com", "relationshipStatus": status}]}},
            MEMBER: {"us-east-1": member}}})

    def test_an_administrator_sees_and_changes_them(self):
        self.load("Enabled")
        of = {"resourceArn": arn("payroll")}
        self.assertEqual(25, self.macie.get_resource_profile(**of)["sensitivityScore"])
        self.macie.update_resource_profile(sensitivityScoreOverride=100, **of)
        self.assertTrue(self.macie.get_resource_profile(**of)["sensitivityScoreOverridden"])
        (bucket,) = self.server.client(MEMBER).describe_buckets()["buckets"]
        self.assertEqual(100, bucket["sensitivityScore"])

    def test_a_member_may_not(self):
        self.load("Enabled")
        member = self.server.client(MEMBER)
        for call in (member.get_resource_profile, member.update_resource_profile,
                     member.list_resource_profile_artifacts, member.list_resource_profile_detections,
                     member.update_resource_profile_detections):
            self.refused(403, "AccessDeniedException", call, resourceArn=arn("payroll"), message="administrator")

    def test_a_member_out_of_view_has_none(self):
        for status in ("Paused", "Removed"):
            self.load(status)
            self.refused(404, "ResourceNotFoundException", self.macie.get_resource_profile, resourceArn=arn("payroll"))


class Kept(unittest.TestCase):
    def test_profiles_survive_a_kill_and_an_export(self):
        with tempfile.TemporaryDirectory() as folder:
            options = ("--db", os.path.join(folder, "state.db"))
            server = Server(*options)
            of = {"resourceArn": arn("payroll")}
            server.put_buckets([{"bucketName": "payroll", "objectCount": 10}])
            macie = server.client()
            macie.update_resource_profile(sensitivityScoreOverride=100, **of)
            macie.update_resource_profile_detections(
                suppressDataIdentifiers=[{"id": "NAME", "type": "MANAGED"}], **of)
            exported = server.raw("GET", "/_macie-local/state")[2]
            before = macie.get_resource_profile(**of)
            server.kill()
            server = Server(*options)
            self.addCleanup(server.stop)

            def check():
                self.assertEqual(exported, server.raw("GET", "/_macie-local/state")[2])
                after = server.client().get_resource_profile(**of)
                self.assertEqual({**before, "ResponseMetadata": None}, {**after, "ResponseMetadata": None})
                self.assertEqual(100, server.client().describe_buckets()["buckets"][0]["sensitivityScore"])
            check()
            server.control("POST", "reset")
            self.refused_after_reset(server, of)
            server.control("PUT", "state", exported)
            check()

    def refused_after_reset(self, server, of):
        client = server.client()
        with self.assertRaises(client.exceptions.ResourceNotFoundException):
            client.get_resource_profile(**of)


if __name__ == "__main__":
    unittest.main()
