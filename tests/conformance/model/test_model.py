"""Our facts against the model that botocore carries: every operation, path, status, member, location, enumeration and required
mark, in both directions. What differs by the client's age is listed. With the botocore that the lists were made for, Debian's, an
entry that no longer differs fails too; with another one less may differ, never more."""
import gzip
import json
import pathlib
import unittest

import botocore

HERE = pathlib.Path(__file__).resolve()
FACTS = json.loads((HERE.parents[3] / "src/model/facts.json").read_text())
BOTOCORE = pathlib.Path(botocore.__file__).parent / "data/macie2/2020-01-01"

# Ours and not in this botocore (December 2022).
LISTED_FOR = "1.29.27"
NEWER_OPERATIONS = {"BatchUpdateAutomatedDiscoveryAccounts", "ListAutomatedDiscoveryAccounts"}
NEWER_MEMBERS = {
    ("BucketMetadata", "automatedDiscoveryMonitoringStatus"), ("MatchingBucket", "automatedDiscoveryMonitoringStatus"),
    ("GetAutomatedDiscoveryConfigurationResponse", "autoEnableOrganizationMembers"),
    ("UpdateAutomatedDiscoveryConfigurationRequest", "autoEnableOrganizationMembers"),
    ("GetRevealConfigurationResponse", "retrievalConfiguration"), ("UpdateRevealConfigurationRequest", "retrievalConfiguration"),
    ("UpdateRevealConfigurationResponse", "retrievalConfiguration"),
    ("S3Destination", "expectedBucketOwner")}
NEWER_VALUES = {
    ("FindingType", "Policy:IAMUser/S3BucketSharedWithCloudFront"), ("BucketMetadataErrorCode", "BUCKET_COUNT_EXCEEDS_QUOTA"),
    ("EncryptionType", "aws:kms:dsse"), ("Type", "aws:kms:dsse"), ("ManagedDataIdentifierSelector", "RECOMMENDED"),
    ("SearchResourcesSimpleCriterionKey", "AUTOMATED_DISCOVERY_MONITORING_STATUS"),
    ("StorageClass", "GLACIER_IR"), ("StorageClass", "OUTPOSTS"),
    ("UnavailabilityReasonCode", "ACCOUNT_NOT_IN_ORGANIZATION"), ("UnavailabilityReasonCode", "INVALID_RESULT_SIGNATURE"),
    ("UnavailabilityReasonCode", "ROLE_TOO_PERMISSIVE"), ("UnavailabilityReasonCode", "MEMBER_ROLE_TOO_PERMISSIVE"),
    ("UnavailabilityReasonCode", "MISSING_GET_MEMBER_PERMISSION"), ("UnavailabilityReasonCode", "RESULT_NOT_SIGNED")}
# Theirs, and used by no operation.
UNUSED_STRUCTURES = {"Empty"}


def theirs():
    plain = BOTOCORE / "service-2.json"
    if plain.exists():
        return json.loads(plain.read_text())
    return json.loads(gzip.decompress((BOTOCORE / "service-2.json.gz").read_bytes()))


MODEL = theirs()


def ours_of(name):
    """{member: (required, location)} of one of our structures."""
    members = {}
    for member, text in FACTS["structures"][name].items():
        words = text.split()
        location = next((w[1:] for w in words if w.startswith("@")), "body")
        members[member] = ("!" in words[0], {"path": "uri", "query": "querystring"}.get(location.split(":")[0], "body"))
    return members


def theirs_of(name):
    shape = MODEL["shapes"][name]
    required = set(shape.get("required", []))
    return {m: (m in required, d.get("location", "body")) for m, d in shape["members"].items()}


class AgainstBotocore(unittest.TestCase):
    def newer(self, listed, seen):
        """`seen` is what differs: all of the list, or no more than that."""
        if botocore.__version__ == LISTED_FOR:
            self.assertEqual(listed, seen)
        else:
            self.assertEqual(set(), seen - listed, f"botocore {botocore.__version__}")

    def test_operations(self):
        self.newer(NEWER_OPERATIONS, set(FACTS["operations"]) - set(MODEL["operations"]))
        self.assertEqual(set(), set(MODEL["operations"]) - set(FACTS["operations"]))
        for name, operation in MODEL["operations"].items():
            method, path, status = FACTS["operations"][name]["http"].split()
            self.assertEqual((operation["http"]["method"], operation["http"]["requestUri"], operation["http"]["responseCode"]),
                             (method, path, int(status)), name)

    def test_structures(self):
        structures = {n for n, s in MODEL["shapes"].items() if s["type"] == "structure" and not s.get("exception")}
        self.newer(UNUSED_STRUCTURES, structures - set(FACTS["structures"]))
        seen = set()
        for name in structures - UNUSED_STRUCTURES:
            ours, others = ours_of(name), theirs_of(name)
            seen |= {(name, m) for m in set(ours) - set(others)}
            self.assertEqual(set(), set(others) - set(ours), name)
            for member, expected in others.items():
                self.assertEqual(expected, ours[member], (name, member))
        self.newer(NEWER_MEMBERS, seen)

    def test_enumerations(self):
        seen = set()
        for name, shape in MODEL["shapes"].items():
            if "enum" not in shape:
                continue
            ours = set(FACTS["enums"][name])
            self.assertEqual(set(), set(shape["enum"]) - ours, name)
            seen |= {(name, value) for value in ours - set(shape["enum"])}
        self.newer(NEWER_VALUES, seen)

    def test_errors(self):
        for name, shape in MODEL["shapes"].items():
            if shape.get("exception"):
                self.assertIn(name, FACTS["errors"])
                self.assertEqual(shape["error"]["httpStatusCode"], int(FACTS["errors"][name].split()[0]), name)


if __name__ == "__main__":
    unittest.main()
