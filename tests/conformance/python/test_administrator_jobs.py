"""An administrator's jobs over its members' buckets: which are taken, what a run looks at, what the buckets tell of it."""
import os
import tempfile
import unittest

from support import Case, Server, until
from python.test_administrator_view import ADMIN, FIRST, LONG, PAUSED, REGION, SECOND, STRANGER, state

NAMED = {"bucketDefinitions": [{"accountId": FIRST, "buckets": [LONG + "a", LONG + "nowhere"]},
                               {"accountId": ADMIN, "buckets": [LONG + "b"]}]}
BY_TAG = {"bucketCriteria": {"includes": {"and": [{"tagCriterion": {
    "comparator": "EQ", "tagValues": [{"key": "scan", "value": "yes"}]}}]}}}


def tagged():
    document = state()
    for account in (ADMIN, SECOND, STRANGER, PAUSED):
        document["accounts"][account][REGION]["buckets"][0]["tags"] = [{"key": "scan", "value": "yes"}]
    return document


class Jobs(Case):
    def setUp(self):
        self.server.control("PUT", "state", tagged())
        self.account = ADMIN
        self.macie = self.server.client(ADMIN)

    def details(self, account, name):
        macie = self.server.client(account)
        return macie.describe_buckets(criteria={"bucketName": {"eq": [LONG + name]}})["buckets"][0]["jobDetails"]

    def events(self, job_id):
        events = self.server.control("GET", f"jobs/{job_id}/events?account={ADMIN}")["events"]
        return [(e["eventType"], e.get("affectedAccount"), e.get("affectedResource", {}).get("value"))
                for e in events if e.get("affectedResource") or e["eventType"].startswith("ACCOUNT")]

    def test_members_buckets_by_name(self):
        job = self.job(s3JobDefinition=NAMED)["jobId"]
        self.assertIn(("BUCKET_DOES_NOT_EXIST", FIRST, LONG + "nowhere"), self.events(job))
        for account, name in ((FIRST, "a"), (ADMIN, "b")):
            self.assertEqual(("TRUE", job), (self.details(account, name)["isDefinedInJob"],
                                             self.details(account, name)["lastJobId"]))
        self.assertEqual("FALSE", self.details(FIRST, "d")["isDefinedInJob"])
        self.assertEqual([], self.server.client(FIRST).list_classification_jobs()["items"])
        self.wait_for(job, "COMPLETE")

    def test_members_buckets_by_criteria(self):
        job = self.job(s3JobDefinition=BY_TAG)["jobId"]
        self.assertEqual({("BUCKET_MATCHED_THE_CRITERIA", ADMIN, LONG + "b"),
                          ("BUCKET_MATCHED_THE_CRITERIA", SECOND, LONG + "c")}, set(self.events(job)))
        self.assertEqual(job, self.details(SECOND, "c")["lastJobId"])
        self.assertEqual("FALSE", self.details(SECOND, "d")["isDefinedInJob"])
        self.assertEqual("FALSE", self.details(PAUSED, "p")["isDefinedInJob"])

    def test_accounts_that_are_not_administered_are_refused(self):
        for account in (STRANGER, "999999999999"):
            self.refused(400, "ValidationException", self.job, s3JobDefinition={
                "bucketDefinitions": [{"accountId": account, "buckets": [LONG + "s"]}]},
                message="account is not associated with your account")
        member = self.server.client(FIRST)
        self.refused(400, "ValidationException", member.create_classification_job, jobType="ONE_TIME", name="x",
                     s3JobDefinition={"bucketDefinitions": [{"accountId": ADMIN, "buckets": [LONG + "b"]}]})

    def test_a_paused_members_buckets_are_an_error_of_the_run(self):
        job = self.job(s3JobDefinition={"bucketDefinitions": [{"accountId": PAUSED, "buckets": [LONG + "p"]}]})["jobId"]
        self.assertEqual([("ACCOUNT_SUSPENDED", PAUSED, None)], self.events(job))
        self.assertEqual("ERROR", self.macie.describe_classification_job(jobId=job)["lastRunErrorStatus"]["code"])

    def test_export_and_import_keep_what_buckets_tell(self):
        job = self.job(s3JobDefinition=BY_TAG)["jobId"]
        self.wait_for(job, "COMPLETE")
        before = [self.details(account, name) for account, name in ((SECOND, "c"), (ADMIN, "b"), (SECOND, "d"))]
        document = self.server.control("GET", "state")
        self.server.control("POST", "reset")
        self.server.control("PUT", "state", document)
        self.assertEqual(
            before, [self.details(account, name) for account, name in ((SECOND, "c"), (ADMIN, "b"), (SECOND, "d"))])

    def test_reset_of_the_administrator_takes_its_jobs_from_members_buckets(self):
        self.job(s3JobDefinition=NAMED)
        self.server.control("POST", f"reset?account={ADMIN}")
        self.assertEqual({"isDefinedInJob": "FALSE", "isMonitoredByJob": "FALSE"}, self.details(FIRST, "a"))


class Restart(unittest.TestCase):
    def test_members_buckets_remember_over_a_restart(self):
        with tempfile.TemporaryDirectory() as folder:
            options = ("--db", os.path.join(folder, "macie.db"), "--run-duration", "PT0.1S")
            server = Server(*options)
            server.control("PUT", "state", tagged())
            job = server.client(ADMIN).create_classification_job(jobType="ONE_TIME", name="x", s3JobDefinition=BY_TAG)["jobId"]
            server.kill()
            server = Server(*options)
            try:
                until("the job is there", lambda: server.client(ADMIN).describe_classification_job(jobId=job))
                bucket = server.client(SECOND).describe_buckets(criteria={"bucketName": {"eq": [LONG + "c"]}})["buckets"][0]
                self.assertEqual(job, bucket["jobDetails"]["lastJobId"])
            finally:
                server.stop()


if __name__ == "__main__":
    unittest.main()
