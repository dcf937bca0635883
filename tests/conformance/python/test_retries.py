"""A client that retries, as boto3 in its standard mode, gets through throttling, cuts and delays with nothing doubled.

botocore's waits between two attempts are left out (its `time.sleep` is replaced by a list), so that the runs are quick;
which calls fail is decided by counting, so that each run is the same.
"""
import collections
import http.client
import unittest
from unittest import mock

from support import Case, Connection

RETRIES_MAX = 10


class Retries(Case):
    def setUp(self):
        super().setUp()
        self.put({"bucketName": "some-bucket"})
        # What botocore calls max_attempts are the further ones, after the first.
        self.retrying = self.server.client(self.account, retries={"mode": "standard", "max_attempts": RETRIES_MAX})
        self.addCleanup(self.retrying.close)
        self.waits = []
        patch = mock.patch("botocore.endpoint.time", mock.Mock(sleep=self.waits.append))
        patch.start()
        self.addCleanup(patch.stop)

    def faults(self, *rules):
        self.server.control("PUT", "faults", [{"account": self.account, **rule} for rule in rules])
        self.addCleanup(self.server.control, "DELETE", "faults")

    def fired(self):
        return {rule["id"]: rule["fired"] for rule in self.server.control("GET", "faults")["rules"]}

    def calls(self, operation):
        return self.server.control("GET", f"requests?account={self.account}&operation={operation}")["requests"]

    def create(self, name, **more):
        """Without a clientToken boto3 makes one for the call, and sends it again with each attempt."""
        definition = {"bucketDefinitions": [{"accountId": self.account, "buckets": ["some-bucket"]}]}
        return self.retrying.create_classification_job(
            jobType="ONE_TIME", name=name, s3JobDefinition=definition, **more)

    def jobs(self):
        return self.macie.list_classification_jobs(maxResults=200)["items"]

    def test_twenty_jobs_through_everything(self):
        self.faults({"id": "slow", "every": 20, "latencyMs": 200},
                    {"id": "busy", "every": 3, "error": {"type": "ThrottlingException"}},
                    {"id": "cut", "every": 5, "drop": "AFTER"})
        names = [f"job-{number:02}" for number in range(20)]
        made = {}
        for name in names:
            made[name] = self.create(name)
            self.assertEqual(name, self.retrying.describe_classification_job(jobId=made[name]["jobId"])["name"])
            self.retrying.tag_resource(resourceArn=made[name]["jobArn"], tags={"name": name})
        fired = self.fired()
        self.assertTrue(all(times >= 3 for times in fired.values()), fired)
        self.assertGreaterEqual(len(self.waits), fired["busy"] + fired["cut"])

        creations = self.calls("CreateClassificationJob")
        self.server.control("DELETE", "faults")
        self.assertEqual({name: answer["jobId"] for name, answer in made.items()},
                         {job["name"]: job["jobId"] for job in self.jobs()})
        self.assertEqual(len(names), len(self.jobs()))
        for name in names:
            tags = self.macie.list_tags_for_resource(resourceArn=made[name]["jobArn"])["tags"]
            self.assertEqual({"name": name}, tags)

        # More calls than jobs; each job's carry one token, also after one that took effect.
        self.assertGreater(len(creations), len(names))
        tokens = collections.defaultdict(set)
        for call in creations:
            tokens[call["input"]["name"]].add(call["input"]["clientToken"])
        self.assertEqual({name: 1 for name in names}, {name: len(each) for name, each in tokens.items()})
        statuses = collections.Counter((call["status"], call.get("faults", "").split(",")[-1]) for call in creations)
        self.assertGreater(statuses[429, "busy"], 0, statuses)
        self.assertGreater(sum(count for (_, fault), count in statuses.items() if fault == "cut"), 0, statuses)

    def test_a_dropped_creation_is_one_job(self):
        self.faults({"id": "cut", "operation": "CreateClassificationJob", "times": 3, "drop": "AFTER"})
        job = self.create("once")
        self.assertEqual(3, self.fired()["cut"])
        self.assertEqual(4, len(self.calls("CreateClassificationJob")))
        self.assertEqual([job["jobId"]], [each["jobId"] for each in self.jobs()])

    def test_attempts_end(self):
        self.faults({"id": "busy", "operation": "CreateClassificationJob", "error": {"type": "ThrottlingException"}})
        self.refused(429, "ThrottlingException", self.create, "never")
        self.assertEqual(1 + RETRIES_MAX, len(self.calls("CreateClassificationJob")))
        self.assertEqual([], self.jobs())

    def test_what_must_not_be_retried(self):
        self.faults({"id": "no", "operation": "CreateClassificationJob", "error": {"type": "ConflictException"}})
        self.refused(409, "ConflictException", self.create, "never")
        self.assertEqual(1, len(self.calls("CreateClassificationJob")))
        self.assertEqual([], self.waits)

    def test_truncated_answers(self):
        # An older boto3 does not look at Content-Length, and takes a body that is no JSON for an empty one: neither retried
        # nor an error, but an answer without its members. A newer one asks again. Whoever asks again with the same token
        # gets the job.
        self.faults({"id": "short", "operation": "CreateClassificationJob", "times": 1, "truncate": True},
                    {"id": "short-too", "operation": "DescribeClassificationJob", "times": 1, "truncate": True})
        token = {"clientToken": "mine"}
        answer = self.create("short", **token)
        retries = 1 if "jobId" in answer else 0
        self.assertEqual({"ResponseMetadata"} | ({"jobId", "jobArn"} if retries else set()), set(answer))
        about = answer["ResponseMetadata"]
        self.assertEqual((200, retries), (about["HTTPStatusCode"], about["RetryAttempts"]))
        job_id = self.create("short", **token)["jobId"]
        self.assertEqual([job_id], [job["jobId"] for job in self.jobs()])
        described = self.retrying.describe_classification_job(jobId=job_id)
        self.assertEqual((retries, job_id if retries else None),
                         (described["ResponseMetadata"]["RetryAttempts"], described.get("jobId")))
        self.assertEqual(2 * retries, len(self.waits))
        # A client that does look sees that the body ends early.
        self.faults({"id": "short", "truncate": True})
        connection = Connection(self.server, self.account)
        self.addCleanup(connection.close)
        with self.assertRaises(http.client.IncompleteRead):
            connection("GET", "/jobs/" + job_id)


if __name__ == "__main__":
    unittest.main()
