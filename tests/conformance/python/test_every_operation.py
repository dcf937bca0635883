"""Each of the 81 operations with random inputs, of accounts in every relation: inputs that hold to the model are answered as the
model has it, or refused with an error that the operation declares; inputs that break one rule get the error of that rule; and
every answer is read strictly. The inputs follow from a seed, which is told; MACIE_SEED gives another."""
import collections
import json
import os
import random
import sys
import tempfile
import unittest
import urllib.parse

from shapes import FACTS, OPERATIONS, OVERLAY, Reader, Writer, breaks
from support import Case, Connection, Server

ADMIN, MEMBER, ALONE, MANAGEMENT, STRICT_OFF = ("30000000000%d" % i for i in range(5))
CALLERS = (ADMIN, MEMBER, ALONE, MANAGEMENT, STRICT_OFF)
REGION = "us-east-1"
SEED = int(os.environ.get("MACIE_SEED") or 1)  # a run that fails fails again
ROUNDS = 40  # valid inputs of each operation, and more until each has succeeded once
ROUNDS_MAX = 600
# Operations that a random caller rarely gets to succeed: their success has tests of its own.
RARELY = {"AcceptInvitation", "GetSensitiveDataOccurrences", "EnableOrganizationAdminAccount",
          "DisableOrganizationAdminAccount", "DescribeOrganizationConfiguration", "UpdateOrganizationConfiguration",
          "DisassociateFromAdministratorAccount", "DisassociateFromMasterAccount",
          "BatchUpdateAutomatedDiscoveryAccounts", "CreateClassificationJob", "UpdateClassificationJob"}
ENDS = {"DisableMacie", "UpdateMacieSession", "DeleteMember", "DisassociateMember", "UpdateMemberSession"}  # after which the world is set up again


UNDECLARED = {"AccessDeniedException", "ResourceNotFoundException", "ValidationException"}


def world():
    buckets = [{"bucketName": f"bucket-{i}", "sizeInBytes": i * 1000, "objectCount": i, "classifiableObjectCount": i}
               for i in range(4)]
    accounts = {
        ADMIN: {"buckets": buckets, "members": [
            {"accountId": MEMBER, "email": "m@example.com", "relationshipStatus": "Enabled"}]},
        MEMBER: {"buckets": buckets, "administrator": {"accountId": ADMIN, "relationshipStatus": "Enabled"}},
        ALONE: {"buckets": buckets},
        STRICT_OFF: {"session": {"emulator": {"disabled": True}}}}
    return {"version": 1, "accounts": {account: {REGION: rest} for account, rest in accounts.items()}}


class Pool:
    """Values that were seen or make sense, by the member that takes them."""

    def __init__(self):
        self.account = self.family = ""  # who asks, and of which family of resources
        self.ids = collections.defaultdict(list)
        self.known = {
            "accountId": list(CALLERS), "accountIds": list(CALLERS), "adminAccountId": [ADMIN, ALONE],
            "administratorAccountId": [ADMIN, ALONE], "masterAccount": [ADMIN],
            "email": ["someone@example.com"], "bucketName": ["bucket-1", "bucket-2"], "bucketNames": ["bucket-1"],
            "buckets": ["bucket-1", "bucket-2"],
            "resourceArn": ["arn:aws:s3:::bucket-1", "arn:aws:s3:::bucket-2"], "kmsKeyId": ["alias/mine"],
            "kmsKeyArn": ["arn:aws:kms:us-east-1:300000000000:key/0a1b2c3d"], "regex": [r"\d{3}-\d{2}", "[A-Z]{4}"],
            "sampleText": ["AB 123-45", "ABCD EFGH"], "onlyAssociated": ["true", "false"],
            "ignoreJobChecks": ["true", "false"], "timeRange": ["MONTH_TO_DATE", "PAST_30_DAYS"],
            "managedDataIdentifierIds": ["AWS_CREDENTIALS", "USA_PASSPORT_NUMBER"],
            "attributeName": ["bucketName", "createdAt", "updatedAt", "type"],
            "FindingCriteria.criterion.key": ["type", "severity.description", "region", "archived"],
            "DescribeBucketsRequest.criteria.key": ["bucketName", "accountId", "region"],
            "eq": ["true", "High", "us-east-1"], "neq": ["false", "Low"]}

    def __call__(self, name):
        if name == "id" and self.family in ("members", "macie"):
            return [MEMBER, ALONE]
        if name in ("id", "ids", "jobId", "findingId", "findingIds", "invitationId"):
            return self.ids[self.account, self.family] or self.ids[self.account, name]
        if name == "resourceArn" and self.family == "tags":
            return self.ids[self.account, "arn"] + self.known[name]
        return self.known.get(name)

    def learn(self, value, name=None):
        if isinstance(value, dict):
            for key, item in value.items():
                self.learn(item, key)
        elif isinstance(value, list):
            for item in value[:5]:
                self.learn(item, name)
        elif isinstance(value, str):
            if name in ("id", "jobId", "findingIds", "invitationId", "customDataIdentifierId"):
                self.keep(self.family, value)
                self.keep("findings" if name == "findingIds" else name, value)
            elif name in ("arn", "jobArn"):
                self.keep("arn", value)

    def keep(self, key, value):
        values = self.ids[self.account, key]
        if value not in values:
            values.append(value)
        del values[:-40]


class Random(Case):
    """What the suites below share: a world, and random requests of its accounts."""

    def setUp(self):
        print(f"SEED: MACIE_SEED={SEED}", file=sys.stderr)
        self.random = random.Random(SEED)
        self.pool = Pool()
        self.writer = Writer(self.random, self.pool)
        self.reader = Reader()
        self.connections = {account: Connection(self.server, account) for account in CALLERS}
        self.begin()

    def tearDown(self):
        for connection in self.connections.values():
            connection.close()

    def begin(self):
        self.server.control("PUT", "state", world())
        self.server.control("PUT", f"organization?account={MANAGEMENT}", {
            "managementAccountId": MANAGEMENT,
            "accounts": [{"accountId": a, "email": f"{a}@example.com"} for a in (MANAGEMENT, ALONE)]})
        self.pool.ids.clear()
        for account in (ADMIN, ALONE):
            self.fill(account)

    def fill(self, account):
        """One of each kind of resource, so that what asks for one by its id mostly finds one."""
        self.pool.account = account
        self.connections[account]("POST", "/findings/sample", {})
        for target, request in (
                ("/jobs", {"clientToken": "t", "jobType": "SCHEDULED", "name": "job", "scheduleFrequency": {"dailySchedule": {}},
                           "s3JobDefinition": {"bucketDefinitions": [{"accountId": account, "buckets": ["bucket-1"]}]}}),
                ("/findingsfilters", {"name": "filter", "action": "NOOP", "findingCriteria": {}}),
                ("/allow-lists", {"name": "list", "criteria": {"regex": "[A-Z]{4}"}}),
                ("/custom-data-identifiers", {"name": "identifier", "regex": "[A-Z]{4}"}), ("/findings", {})):
            self.pool.family = target[1:]
            self.pool.learn(self.connections[account]("POST", target, request))
        for family, target in (("classification-scopes", "/classification-scopes"),
                               ("templates", "/templates/sensitivity-inspections")):
            self.pool.family = family
            self.pool.learn(self.connections[account]("GET", target))

    def send(self, operation, request):
        """(HTTP status, error type, document, request as sent)"""
        path, query, body = operation.path, [], {}
        has_body = False
        for name, text in FACTS["structures"][operation.input].items():
            place = next((w[1:] for w in text.split() if w.startswith("@")), "body")
            has_body = has_body or place == "body"
            if name not in request:
                continue
            value = request[name]
            if place == "path":
                path = path.replace("{%s}" % name, urllib.parse.quote(str(value), safe=""))
            elif place == "query":
                texts = value if isinstance(value, list) else [value]
                query += [(name, str(t).lower() if isinstance(t, bool) else str(t)) for t in texts]
            else:
                body[name] = value
        target = path + ("?" + urllib.parse.urlencode(query) if query else "")
        connection = self.connections[self.pool.account]
        connection.connection.request(operation.method, target, json.dumps(body) if has_body else None, connection.headers)
        response = connection.connection.getresponse()
        text = response.read()
        told = f"MACIE_SEED={SEED} {self.pool.account} {operation.name} {operation.method} {target} {json.dumps(body)}"
        return response.status, response.headers.get("x-amzn-ErrorType"), json.loads(text) if text else {}, told

    def request_of(self, operation):
        """A request of some account, which send() then sends for it."""
        self.pool.account = self.random.choice(CALLERS)
        self.pool.family = operation.path.split("/")[1]
        return self.writer.structure(operation.input)


class EveryOperation(Random):
    def check_error(self, operation, status, error, document, told):
        # The model declares no error at all of the tag operations, which AWS surely refuses sometimes.
        self.assertIn(error, operation.errors or UNDECLARED, f"{told} -> {status} {document}")
        self.assertEqual(FACTS["errors"][error].split()[0], str(status), told)
        self.assertEqual({"message"}, set(document), told)
        self.assertTrue(document["message"], told)

    def test_valid_inputs(self):
        succeeded = collections.Counter()
        wanted = {operation.name for operation in OPERATIONS} - RARELY
        for done in range(ROUNDS_MAX):
            if done >= ROUNDS and wanted <= set(succeeded):
                break
            for operation in self.random.sample(OPERATIONS, len(OPERATIONS)):
                self.check_one(operation, succeeded)
        self.assertEqual(set(), wanted - set(succeeded), f"MACIE_SEED={SEED}: these never succeeded")

    def check_one(self, operation, succeeded):
        status, error, document, told = self.send(operation, self.request_of(operation))
        if error is not None:
            self.check_error(operation, status, error, document, told)
            return
        self.assertEqual(operation.status, status, told)
        self.assertEqual([], self.reader.structure("answer", operation.output, document), told)
        self.pool.learn(document)
        succeeded[operation.name] += 1
        if operation.name in ENDS:
            self.begin()

    def test_inputs_with_one_rule_broken(self):
        seen = 0
        for operation in OPERATIONS:
            for what, request, wanted, member in breaks(operation, self.request_of(operation)):
                status, error, document, told = self.send(operation, request)
                told = f"{told} ({member.name} {what}) -> {status} {error} {document}"
                self.assertEqual((400, wanted), (status, error), told)
                self.assertIn(member.name, document["message"], told)
                seen += 1
        self.assertGreater(seen, 200)


class TheSameAnswers(Random):
    """After random requests of every kind, each read is asked again when the state has been through something."""

    READS = [operation for operation in OPERATIONS if not OVERLAY["operations"][operation.name].get("mutates")]

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.start()

    @classmethod
    def start(cls):
        cls.server = Server("--db", os.path.join(cls.folder.name, "macie.db"), "--run-duration", "PT1H")

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()
        cls.folder.cleanup()

    def connect(self):
        for connection in self.connections.values():
            connection.close()
        self.connections = {account: Connection(self.server, account) for account in CALLERS}

    def begin(self):
        self.server.control("PUT", "clock", {"now": "2026-05-01T00:00:00Z", "frozen": True, "reset": True})
        super().begin()

    def live(self):
        """Random writes, then (account, operation, request, answer) of many reads."""
        for _ in range(8):
            for operation in self.random.sample(OPERATIONS, len(OPERATIONS)):
                if operation.name not in ENDS:
                    _, _, document, _ = self.send(operation, self.request_of(operation))
                    self.pool.learn(document)
        reads = []
        for operation in self.READS * 6:
            request = self.request_of(operation)
            request.pop("nextToken", None)
            reads.append((self.pool.account, operation, request, self.answer(operation, request)))
        self.assertGreater(sum(status == 200 for _, _, _, (status, _) in reads), 80)
        return reads

    def answer(self, operation, request):
        status, _, document, _ = self.send(operation, request)
        document.pop("nextToken", None)
        return status, document

    def check(self, reads):
        for account, operation, request, wanted in reads:
            self.pool.account = account
            told = f"MACIE_SEED={SEED} {account} {operation.name} {request}"
            self.assertEqual(wanted, self.answer(operation, request), told)

    def test_export_reset_and_import(self):
        reads = self.live()
        document = self.server.control("GET", "state")
        self.server.control("POST", "reset")
        self.server.control("PUT", "state", document)
        self.check(reads)
        self.assertEqual(document, self.server.control("GET", "state"))

    def test_kill_and_restart(self):
        reads = self.live()
        document = self.server.control("GET", "state")
        self.server.kill()
        type(self).start()
        self.connect()
        self.check(reads)
        self.assertEqual(document, self.server.control("GET", "state"))


if __name__ == "__main__":
    unittest.main()
