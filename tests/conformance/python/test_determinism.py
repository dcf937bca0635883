"""Two servers with the same --ids seeded:N that are told the same answer the same: every status, header and byte."""
import http.client
import json
import unittest
import urllib.parse

from support import ACCOUNT, Server

CONTROL = "/_macie-local/"
REGION_KEY = ("AWS4-HMAC-SHA256 Credential=111122223333/20300101/eu-west-1/macie2/aws4_request, "
              "SignedHeaders=host, Signature=0")


class Conversation:
    """Requests over one connection, and everything that was answered."""

    def __init__(self, server):
        self.connection = http.client.HTTPConnection(server.netloc, timeout=30)
        self.port = f'"port":{server.netloc.rpartition(":")[2]}'.encode()
        self.answers = []

    def __call__(self, method, target, body=None, **headers):
        data = None if body is None else body if isinstance(body, str) else json.dumps(body)
        self.connection.request(method, target, body=data, headers={"Host": "localhost", **headers})
        response = self.connection.getresponse()
        text = response.read().replace(self.port, b'"port":0')  # the one thing that two servers can't share
        self.answers.append((f"{method} {target} {data or ''}"[:200], response.status, response.reason,
                             response.getheaders(), text))
        try:
            return json.loads(text)
        except ValueError:
            return {}

    def pages(self, target, body):
        """The answers to `body` and to the tokens that follow from it."""
        token = {}
        while True:
            page = self("POST", target, {**body, **token})
            yield page
            if not page.get("nextToken"):
                return
            token = {"nextToken": page["nextToken"]}


def definition(*names, account=ACCOUNT):
    return {"bucketDefinitions": [{"accountId": account, "buckets": list(names)}]}


def buckets(send):
    send("PUT", CONTROL + "buckets", [
        {"bucketName": f"bucket-{i:02}", "sizeInBytes": i * 7 % 5, "objectCount": i,
         "tags": [{"key": "team", "value": "hr" if i % 2 else "it"}]} for i in range(12)])
    send("PUT", CONTROL + "buckets?account=111122223333&region=eu-west-1", [{"bucketName": "elsewhere"}])
    for order in ("ASC", "DESC"):
        list(send.pages("/datasources/s3", {
            "maxResults": 5, "sortCriteria": {"attributeName": "sizeInBytes", "orderBy": order}}))
    list(send.pages("/datasources/s3", {"maxResults": 2, "criteria": {"tags.value": {"eq": ["hr"]}}}))
    send("POST", "/datasources/s3", {}, Authorization=REGION_KEY)
    send("POST", "/datasources/s3/statistics", {})
    send("POST", "/datasources/search-resources", {"maxResults": 3})
    send("DELETE", CONTROL + "buckets/bucket-11")


def jobs(send):
    made = []
    for token in (0, 1, 2, 3, 4, 0):  # the last is answered with the first job
        made.append(send("POST", "/jobs", {
            "clientToken": f"token-{token}", "jobType": "ONE_TIME", "name": f"job-{token}", "tags": {"b": "2", "a": "1"},
            "s3JobDefinition": definition("bucket-00", f"bucket-{token + 1:02}")}))
    made.append(send("POST", "/jobs", {
        "clientToken": "daily", "jobType": "SCHEDULED", "name": "daily", "scheduleFrequency": {"dailySchedule": {}},
        "s3JobDefinition": definition("bucket-01", "bucket-02")}))
    send("POST", "/jobs", {"clientToken": "token-0", "jobType": "ONE_TIME", "name": "another",
                           "s3JobDefinition": definition("bucket-00")})
    list(send.pages("/jobs/list", {"maxResults": 2}))
    list(send.pages("/jobs/list", {"maxResults": 4, "sortCriteria": {"attributeName": "name", "orderBy": "DESC"}}))
    arn = urllib.parse.quote(made[0]["jobArn"], safe="")
    send("POST", f"/tags/{arn}", {"tags": {"c": "3"}})
    send("GET", f"/tags/{arn}")
    send("DELETE", f"/tags/{arn}?tagKeys=a&tagKeys=b")
    send("GET", f"/jobs/{made[0]['jobId']}")
    send("PATCH", f"/jobs/{made[1]['jobId']}", {"jobStatus": "USER_PAUSED"})
    send("POST", CONTROL + "clock/advance", {"by": "PT0.05S"})
    send("GET", f"/jobs/{made[2]['jobId']}")
    send("POST", CONTROL + "clock/advance", {"by": "P40D"})
    for job in made:
        send("GET", f"/jobs/{job['jobId']}")
        send("GET", CONTROL + f"jobs/{job['jobId']}/events")


def mistakes(send):
    send("GET", "/nothing")
    send("PATCH", "/jobs")
    send("POST", "/jobs", "{")
    send("POST", "/jobs", {})
    send("POST", "/jobs/list", {"nextToken": "AAAA"})
    send("GET", "/jobs/00000000000000000000000000000000")
    send("POST", "/datasources/s3", {"criteria": {"nonsense": {"eq": ["x"]}}})
    send("POST", "/allow-lists", {})
    send("POST", "/macie", {"clientToken": "x", "status": "NEVER"})
    send("PUT", CONTROL + "buckets", [{"bucketNmae": "x"}])
    send("GET", CONTROL + "nothing")
    send("GET", "/macie", Origin="http://evil.example")


def everything(send):
    send("PUT", CONTROL + "clock", {"now": "2030-01-15T08:00:00Z", "frozen": True, "reset": True})
    send("GET", CONTROL + "health")
    send("GET", CONTROL + "config")
    send("GET", "/macie")
    buckets(send)
    jobs(send)
    mistakes(send)
    send("GET", CONTROL + "state")
    send("PATCH", "/macie", {"findingPublishingFrequency": "SIX_HOURS"})
    send("DELETE", "/macie")
    send("POST", "/macie", {"clientToken": "x"})
    send("GET", "/macie")
    send("POST", "/managed-data-identifiers/list", {})
    send("GET", CONTROL + "clock")
    send("GET", CONTROL + "state")
    return send.answers


class Determinism(unittest.TestCase):
    maxDiff = 4000

    def converse(self, *options):
        server = Server(*options)
        self.addCleanup(server.stop)
        conversation = Conversation(server)
        self.addCleanup(conversation.connection.close)
        return conversation

    def test_two_servers_answer_the_same_bytes(self):
        one, other = (everything(self.converse("--ids", "seeded:7", "--run-duration", "PT0.1S")) for _ in range(2))
        self.assertGreater(len(one), 60)
        for left, right in zip(one, other):
            self.assertEqual(left, right)
        self.assertEqual(len(one), len(other))
        # It went as it was meant to: every request id is new, nothing tells the machine's time, work was done.
        headers = [{name.lower(): value for name, value in answer[3]} for answer in one]
        self.assertEqual(len(one), len({each["x-amzn-requestid"] for each in headers}))
        self.assertFalse([each for each in headers if "date" in each])
        self.assertIn(b'"createdAt":"2030-01-15T08:00:00.000Z"', one[3][4])
        self.assertIn(b'"jobStatus":"COMPLETE"', b"".join(answer[4] for answer in one))
        self.assertFalse([answer for answer in one if answer[1] >= 500 and answer[1] != 501])

    def test_another_seed_answers_other_ids(self):
        self.assertNotEqual(*(self.converse("--ids", seed)("POST", "/jobs", {
            "clientToken": "t", "jobType": "ONE_TIME", "name": "n", "s3JobDefinition": definition("b-1")})["jobId"]
            for seed in ("seeded:7", "seeded:8")))


if __name__ == "__main__":
    unittest.main()
