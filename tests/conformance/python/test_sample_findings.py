"""CreateSampleFindings (behaviour 4.4): a document of each type, complete and as the model has it."""
import json
import os
import pathlib
import re
import tempfile
import unittest

from support import Case, Connection, Server

FACTS = json.loads((pathlib.Path(__file__).resolve().parents[3] / "src" / "model" / "facts.json").read_text())
TYPES = FACTS["enums"]["FindingType"]

# What findings are documented to have; a path ends in what may be null there.
COMMON = """accountId archived category count createdAt description id partition region sample schemaVersion severity.description
    severity.score title type updatedAt resourcesAffected.s3Bucket.allowsUnencryptedObjectUploads resourcesAffected.s3Bucket.arn
    resourcesAffected.s3Bucket.createdAt resourcesAffected.s3Bucket.defaultServerSideEncryption.encryptionType
    resourcesAffected.s3Bucket.name resourcesAffected.s3Bucket.owner.displayName resourcesAffected.s3Bucket.owner.id
    resourcesAffected.s3Bucket.publicAccess.effectivePermission resourcesAffected.s3Bucket.tags""".split()
BLOCKS = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"]
GRANTS = ["allowsPublicReadAccess", "allowsPublicWriteAccess"]
PERMISSIONS = "resourcesAffected.s3Bucket.publicAccess.permissionConfiguration."
COMMON += [f"{PERMISSIONS}{level}.blockPublicAccess.{name}"
           for level in ("accountLevelPermissions", "bucketLevelPermissions") for name in BLOCKS]
COMMON += [f"{PERMISSIONS}bucketLevelPermissions.{part}.{name}" for part in ("accessControlList", "bucketPolicy") for name in GRANTS]
POLICY = """policyDetails.action.actionType policyDetails.action.apiCallDetails.api policyDetails.action.apiCallDetails.apiServiceName
    policyDetails.action.apiCallDetails.firstSeen policyDetails.action.apiCallDetails.lastSeen policyDetails.actor.userIdentity.type
    policyDetails.actor.ipAddressDetails.ipAddressV4 policyDetails.actor.ipAddressDetails.ipCity.name
    policyDetails.actor.ipAddressDetails.ipCountry.code policyDetails.actor.ipAddressDetails.ipCountry.name
    policyDetails.actor.ipAddressDetails.ipGeoLocation.lat policyDetails.actor.ipAddressDetails.ipGeoLocation.lon
    policyDetails.actor.ipAddressDetails.ipOwner.asn policyDetails.actor.ipAddressDetails.ipOwner.asnOrg
    policyDetails.actor.ipAddressDetails.ipOwner.isp policyDetails.actor.ipAddressDetails.ipOwner.org""".split()
OBJECT = """bucketArn eTag extension key lastModified path publicAccess serverSideEncryption.encryptionType size storageClass tags
    versionId""".split()
SENSITIVE = [f"resourcesAffected.s3Object.{name}" for name in OBJECT] + """classificationDetails.detailedResultsLocation
    classificationDetails.originType classificationDetails.result.additionalOccurrences
    classificationDetails.result.customDataIdentifiers.detections classificationDetails.result.customDataIdentifiers.totalCount
    classificationDetails.result.mimeType classificationDetails.result.sensitiveData classificationDetails.result.sizeClassified
    classificationDetails.result.status.code""".split()
CALLERS = {"AssumedRole": "assumedRole", "IAMUser": "iamUser", "FederatedUser": "federatedUser", "Root": "root",
           "AWSAccount": "awsAccount", "AWSService": "awsService"}


def at(document, path):
    for name in path.split("."):
        document = (document or {}).get(name)
    return document


def misfits(declared, value, path):
    """Where `value` is not what the model declares."""
    declared = declared.rstrip("!")
    if value is None:
        return []
    if declared.startswith("["):
        return [wrong for i, each in enumerate(value) for wrong in misfits(declared[1:-1], each, f"{path}[{i}]")]
    if declared in FACTS["enums"]:
        return [] if value in FACTS["enums"][declared] else [f"{path}: {value!r} is no {declared}"]
    if declared in FACTS["structures"]:
        members = FACTS["structures"][declared]
        wrong = [f"{path}.{name}: unknown" for name in set(value) - set(members)]
        return wrong + [each for name in set(value) & set(members) for each in misfits(members[name], value[name], f"{path}.{name}")]
    fits = {"string": lambda: isinstance(value, str), "boolean": lambda: isinstance(value, bool),
            "long": lambda: isinstance(value, int) and not isinstance(value, bool),
            "double": lambda: isinstance(value, (int, float)),
            "timestamp": lambda: re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z", value)}[declared]
    return [] if fits() else [f"{path}: {value!r} is no {declared}"]


class Samples(Case):
    def setUp(self):
        super().setUp()
        self.raw = Connection(self.server, self.account)
        self.addCleanup(self.raw.close)

    def findings(self):
        ids = self.raw("POST", "/findings", {})["findingIds"]
        return self.raw("POST", "/findings/describe", {"findingIds": ids})["findings"] if ids else []


class Documents(Samples):
    def setUp(self):
        super().setUp()
        self.raw("POST", "/findings/sample", {})
        self.all = self.findings()

    def test_there_is_one_of_each_type(self):
        self.assertEqual(sorted(TYPES), sorted(each["type"] for each in self.all))
        self.assertEqual(11, len(TYPES))

    def test_each_is_as_the_model_has_it(self):
        for each in self.all:
            self.assertEqual([], misfits("Finding", each, each["type"]))

    def test_each_has_the_members_of_its_category(self):
        for each in self.all:
            needed = COMMON + (POLICY if each["category"] == "POLICY" else SENSITIVE)
            self.assertEqual([], [path for path in needed if at(each, path) is None], each["type"])
            other = "classificationDetails" if each["category"] == "POLICY" else "policyDetails"
            self.assertIsNone(each.get(other), each["type"])

    def test_they_are_samples_of_the_caller_in_one_bucket(self):
        for each in self.all:
            self.assertEqual((True, self.account, "us-east-1", "aws", 1, False), tuple(
                each[name] for name in ("sample", "accountId", "region", "partition", "count", "archived")))
            self.assertEqual("macie-sample-finding-bucket", each["resourcesAffected"]["s3Bucket"]["name"])
            self.assertEqual(each["createdAt"], each["updatedAt"])
            self.assertFalse(each["title"].startswith("[SAMPLE]"))

    def test_ids_are_uuids(self):
        for each in self.all:
            self.assertRegex(each["id"], "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
        self.assertEqual(11, len({each["id"] for each in self.all}))

    def test_severities(self):
        scores = {each["type"].split("/")[1]: each["severity"]["score"] for each in self.all}
        self.assertEqual(1, scores.pop("S3BucketEncryptionDisabled"))
        self.assertEqual(1, scores.pop("Personal"))
        self.assertEqual(2, scores.pop("S3BucketSharedWithCloudFront"))
        self.assertEqual(2, scores.pop("CustomIdentifier"))
        self.assertEqual({3}, set(scores.values()))

    def test_every_kind_of_caller_is_there_alone(self):
        seen = []
        for each in self.all:
            if each["category"] != "POLICY":
                continue
            identity = each["policyDetails"]["actor"]["userIdentity"]
            seen.append(identity.pop("type"))
            self.assertEqual([CALLERS[seen[-1]]], [name for name, value in identity.items() if value is not None])
        self.assertEqual(sorted(CALLERS), sorted(seen))

    def test_places_are_told_by_the_kind_of_file(self):
        kinds = {}
        for each in self.all:
            if each["category"] == "POLICY":
                continue
            result = each["classificationDetails"]["result"]
            detections = [d for item in result["sensitiveData"] for d in item["detections"]]
            detections += result["customDataIdentifiers"]["detections"]
            used = {name for d in detections for name, places in d["occurrences"].items() if places}
            kinds[each["resourcesAffected"]["s3Object"]["extension"]] = used
            self.assertEqual(15 if result["additionalOccurrences"] else sum(d["count"] for d in detections),
                             sum(len(places) for d in detections for places in d["occurrences"].values() if places))
        self.assertEqual({"txt": {"lineRanges"}, "csv": {"cells"}, "xlsx": {"cells"}, "jsonl": {"records"}, "pdf": {"pages"}}, kinds)

    def test_a_job_or_automated_discovery(self):
        for each in self.all:
            if each["category"] == "POLICY":
                continue
            details = each["classificationDetails"]
            by_job = details["originType"] == "SENSITIVE_DATA_DISCOVERY_JOB"
            self.assertEqual(not by_job, each["type"].endswith("Multiple"))
            self.assertEqual(by_job, details["jobId"] is not None)
            if by_job:
                self.assertEqual(f"arn:aws:macie2:us-east-1:{self.account}:classification-job/{details['jobId']}", details["jobArn"])
            self.assertRegex(details["detailedResultsLocation"],
                             f"^s3://[^/]+/AWSLogs/{self.account}/Macie/us-east-1/[0-9a-z-]+/{self.account}/[0-9a-f-]{{36}}.jsonl.gz$")


class Calls(Samples):
    def test_only_the_types_asked_for_and_each_once(self):
        asked = ["SensitiveData:S3Object/Financial", "Policy:IAMUser/S3BucketSharedWithCloudFront"]
        self.raw("POST", "/findings/sample", {"findingTypes": asked + asked})
        self.assertEqual(sorted(asked), sorted(each["type"] for each in self.findings()))

    def test_no_types_are_all_types(self):
        self.raw("POST", "/findings/sample", {"findingTypes": []})
        self.assertEqual(11, len(self.findings()))

    def test_an_unknown_type_is_refused(self):
        status, document = self.raw.send("POST", "/findings/sample", {"findingTypes": [TYPES[0], "Policy:IAMUser/Nonsense"]})
        self.assertEqual(400, status)
        self.assertIn("findingTypes", document["message"])
        self.assertEqual([], self.findings())

    def test_sensitive_data_is_found_anew_and_policies_are_counted_up(self):
        self.server.control("PUT", "clock", {"now": "2031-01-01T00:00:00Z", "frozen": True, "reset": True})
        self.macie.create_sample_findings()
        before = {each["id"]: each for each in self.findings()}
        self.server.control("POST", "clock/advance", {"by": "P1D"})
        self.macie.create_sample_findings()
        after = self.findings()
        self.assertEqual(6 + 5 + 5, len(after))
        for each in after:
            if each["category"] == "POLICY":
                calls = each["policyDetails"]["action"]["apiCallDetails"]
                self.assertEqual((2, "2031-01-01", "2031-01-02", "2031-01-01", "2031-01-02"), (
                    each["count"], each["createdAt"][:10], each["updatedAt"][:10], calls["firstSeen"][:10], calls["lastSeen"][:10]))
                self.assertIn(each["id"], before)
            else:
                self.assertEqual(1, each["count"])

    def test_samples_of_a_real_bucket_are_no_repeats(self):
        public = {"bucketName": "macie-sample-finding-bucket", "publicAccess": {"effectivePermission": "PUBLIC"}}
        self.put(public)
        self.macie.create_sample_findings(findingTypes=["Policy:IAMUser/S3BucketPublic"])
        self.assertEqual([(False, 1), (True, 1)], sorted((each["sample"], each["count"]) for each in self.findings()))

    def test_a_suspended_session_can_be_tried_out_too(self):
        self.macie.update_macie_session(status="PAUSED")
        self.macie.create_sample_findings()
        self.assertEqual(11, len(self.findings()))

    def test_not_enabled(self):
        self.macie.disable_macie()
        self.refused(403, "AccessDeniedException", self.macie.create_sample_findings, message=r"^Macie is not enabled\.$")


class Kept(unittest.TestCase):
    def test_samples_survive_a_kill_and_an_export_and_go_with_the_session(self):
        with tempfile.TemporaryDirectory() as folder:
            options = ("--db", os.path.join(folder, "state.db"))
            server = Server(*options)
            server.client().create_sample_findings()
            exported = server.raw("GET", "/_macie-local/state")[2]
            server.kill()
            server = Server(*options)
            self.addCleanup(server.stop)
            self.assertEqual(exported, server.raw("GET", "/_macie-local/state")[2])
            server.control("POST", "reset")
            macie = server.client()
            self.assertEqual([], macie.list_findings()["findingIds"])
            server.control("PUT", "state", exported)
            self.assertEqual(exported, server.raw("GET", "/_macie-local/state")[2])
            self.assertEqual(11, len(macie.list_findings()["findingIds"]))
            macie.disable_macie()
            macie.enable_macie()
            self.assertEqual([], macie.list_findings()["findingIds"])


if __name__ == "__main__":
    unittest.main()
