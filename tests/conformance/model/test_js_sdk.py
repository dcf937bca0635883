"""Our facts against the model that the npm SDK carries, read from its sources: every operation's method, path, status and
query members, every structure's members and required marks, every enumeration's values, in both directions. What differs
by the client's age is listed; an entry that no longer differs fails too."""
import json
import pathlib
import re
import unittest

HERE = pathlib.Path(__file__).resolve()
FACTS = json.loads((HERE.parents[3] / "src/model/facts.json").read_text())
SDK = HERE.parents[1] / "js/node_modules/@aws-sdk/client-macie2"

# Ours and not in @aws-sdk/client-macie2 3.668.0 (October 2024).
NEWER_MEMBERS = {("S3Destination", "expectedBucketOwner")}
NEWER_VALUES = {("BucketMetadataErrorCode", "BUCKET_COUNT_EXCEEDS_QUOTA")}


def protocol():
    return (SDK / "dist-es/protocols/Aws_restJson1.js").read_text()


def declarations():
    return "\n".join((SDK / f"dist-types/models/{name}.d.ts").read_text() for name in ("models_0", "models_1"))


def operations():
    """{name: (method, path, status, query names)}"""
    text = protocol()
    constants = dict(re.findall(r'^const (_\w+) = "(\w+)";$', text, re.M))
    found = {}
    for name, block in re.findall(r"^export const se_(\w+)Command = async .*?\{\n(.*?)^\};", text, re.M | re.S):
        query = {constants.get(key.strip("[]"), key) for key in re.findall(r"^        (\[_\w+\]|\w+): \[.*input", block.split("map({", 1)[1], re.M)} \
            if "const query = map({" in block else set()
        path = re.search(r'b\.bp\("([^"]+)"\)', block).group(1)
        found[name] = [re.search(r'b\.m\("(\w+)"\)', block).group(1), path, None, query]
    for name, status in re.findall(r"^export const de_(\w+)Command = async .*?\n    if \(output\.statusCode !== (\d+)", text, re.M):
        found[name][2] = int(status)
    return found


def structures():
    """{name: {member: required}}"""
    found = {}
    for name, block in re.findall(r"^export interface (\w+) (?:extends \w+ )?\{\n(.*?)^\}", declarations(), re.M | re.S):
        members = re.findall(r"^    (\w+)(\??): ([^;]+);$", block, re.M)
        # Names that the generator keeps for itself get a mark in front: _Record.
        found[name.lstrip("_")] = {member: optional == "" for member, optional, _ in members}
    return found


def enumerations():
    blocks = re.findall(r"^export declare const (\w+): \{\n(.*?)^\};", declarations(), re.M | re.S)
    return {name: re.findall(r': "([^"]+)";$', block, re.M) for name, block in blocks}


class AgainstTheJsSdk(unittest.TestCase):
    def test_operations(self):
        theirs = operations()
        self.assertEqual(set(FACTS["operations"]), set(theirs))
        for name, (method, path, status, query) in theirs.items():
            ours = FACTS["operations"][name]["http"].split()
            self.assertEqual((ours[0], ours[1].replace("+}", "}"), int(ours[2])), (method, path, status), name)
            members = FACTS["structures"].get(name + "Request", {})
            bound = {m for m, text in members.items() if "@query" in text}
            self.assertEqual(bound, query, name)

    def test_structures(self):
        theirs = structures()
        self.assertGreater(len(theirs), 150)
        newer, missing = set(), set()
        for name, members in theirs.items():
            if name not in FACTS["structures"]:
                missing.add(name)
                continue
            ours = FACTS["structures"][name]
            self.assertEqual(set(), set(members) - set(ours), name)
            newer |= {(name, member) for member in set(ours) - set(members)}
            for member, required in members.items():
                # The SDK fills idempotency tokens in, so its callers need not.
                token = "#token" in ours[member].split()
                self.assertEqual(required or token, "!" in ours[member].split()[0] or token, (name, member))
        self.assertEqual(set(), missing)
        self.assertEqual(NEWER_MEMBERS, newer)
        used = {name for name in FACTS["structures"] if not FACTS["structures"][name]}
        self.assertEqual(set(), set(FACTS["structures"]) - set(theirs) - used)

    def test_enumerations(self):
        theirs = enumerations()
        self.assertEqual(set(FACTS["enums"]), set(theirs))
        newer = set()
        for name, values in theirs.items():
            ours = FACTS["enums"][name]
            ours = ours.split() if isinstance(ours, str) else ours
            self.assertEqual(set(), set(values) - set(ours), name)
            newer |= {(name, value) for value in set(ours) - set(values)}
        self.assertEqual(NEWER_VALUES, newer)


if __name__ == "__main__":
    unittest.main()
