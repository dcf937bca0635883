"""How times are spelled (behaviour A.4.1): three digits of fraction, or six, in all that Macie answers; bucketCreatedAt
of DescribeBuckets, and what only the control plane tells, without a fraction of zero."""
import json
import re

from support import Case, Connection

CONTROL = "/_macie-local/"
WHOLE = "2031-01-01T00:00:00Z"
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.(\d+))?Z")


def times(document, path=""):
    """{path: text} of every time in a document."""
    if isinstance(document, dict):
        return {k: v for name, value in document.items() for k, v in times(value, f"{path}.{name}").items()}
    if isinstance(document, list):
        return {k: v for i, value in enumerate(document) for k, v in times(value, f"{path}[{i}]").items()}
    return {path.lstrip("."): document} if isinstance(document, str) and TIME.fullmatch(document) else {}


class Times(Case):
    def setUp(self):
        super().setUp()
        self.send = Connection(self.server, self.account)
        self.addCleanup(self.send.close)
        self.send("PUT", CONTROL + "clock", {"now": WHOLE, "frozen": True, "reset": True})
        self.addCleanup(self.send, "PUT", CONTROL + "clock", {"real": True, "reset": True})
        self.put({"bucketName": "payroll", "bucketCreatedAt": WHOLE, "lastUpdated": WHOLE, "lastAutomatedDiscoveryTime": WHOLE})
        self.job_id = self.job(s3JobDefinition={"bucketDefinitions": [{"accountId": self.account, "buckets": ["payroll"]}]})["jobId"]
        self.send("POST", "/findings/sample", {})

    def test_whole_seconds_have_three_digits(self):
        findings = self.send("POST", "/findings/describe", {"findingIds": self.send("POST", "/findings", {})["findingIds"]})
        seen = {}
        for name, answer in (("session", self.send("GET", "/macie")),
                             ("job", self.send("GET", "/jobs/" + self.job_id)),
                             ("jobs", self.send("POST", "/jobs/list", {})),
                             ("buckets", self.send("POST", "/datasources/s3", {})),
                             ("statistics", self.send("POST", "/datasources/s3/statistics", {})),
                             ("resources", self.send("POST", "/datasources/search-resources", {})),
                             ("discovery", self.send("GET", "/automated-discovery/configuration")),
                             ("findings", findings)):
            seen.update(times(answer, name))
        for path, text in seen.items():
            self.assertEqual(WHOLE if path.endswith(".bucketCreatedAt") else "2031-01-01T00:00:00.000Z", text, path)
        members = {re.sub(r"\[\d+\]", "", path).split(".", 1)[1] for path in seen}
        for member in ("createdAt", "updatedAt", "items.createdAt", "lastRunTime", "buckets.bucketCreatedAt", "buckets.lastUpdated",
                       "buckets.jobDetails.lastJobRunTime", "lastUpdated", "matchingResources.matchingBucket.lastAutomatedDiscoveryTime",
                       "findings.createdAt", "findings.updatedAt", "findings.resourcesAffected.s3Bucket.createdAt",
                       "findings.resourcesAffected.s3Object.lastModified",
                       "findings.policyDetails.action.apiCallDetails.firstSeen",
                       "findings.policyDetails.action.apiCallDetails.lastSeen",
                       "findings.policyDetails.actor.userIdentity.assumedRole.sessionContext.attributes.creationDate"):
            self.assertIn(member, members)

    def test_no_digit_is_lost(self):
        self.send("POST", CONTROL + "clock/advance", {"by": "PT1.000001S"})
        job_id = self.job(name="later")["jobId"]
        self.assertEqual("2031-01-01T00:00:01.000001Z", self.send("GET", "/jobs/" + job_id)["createdAt"])

    def test_the_control_planes_own_times_stay(self):
        self.send("POST", CONTROL + "clock/advance", {"by": "PT1H"})
        events = self.send("GET", CONTROL + f"jobs/{self.job_id}/events?account={self.account}")["events"]
        self.assertEqual({"2031-01-01T00:00:00Z", "2031-01-01T00:00:00.100Z"}, {event["occurredAt"] for event in events})
        self.assertEqual("2031-01-01T01:00:00.000Z", self.send("GET", CONTROL + "clock")["now"])

    def test_a_document_takes_both_spellings_and_gives_back_the_same_state(self):
        def exported():
            return self.send("GET", CONTROL + f"state?account={self.account}")
        document = exported()
        self.send("PUT", CONTROL + "state", json.loads(json.dumps(document).replace("00:00.000Z", "00:00Z")))
        self.assertEqual(document, exported())
