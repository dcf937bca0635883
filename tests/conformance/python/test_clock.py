"""Time moved by the control plane, as a test of somebody's own code would."""
import os
import tempfile
import unittest

from support import ACCOUNT, Connection, Server


def definition():
    return {"bucketDefinitions": [{"accountId": ACCOUNT, "buckets": ["nightly"]}]}


class Clock(unittest.TestCase):
    def test_a_month_of_daily_runs(self):
        server = Server()
        self.addCleanup(server.stop)
        server.control("PUT", "clock", {"now": "2030-01-01T08:00:00Z", "frozen": True})
        server.control("PUT", "buckets", [{"bucketName": "nightly"}])
        macie = server.client()
        job = macie.create_classification_job(
            clientToken="t", jobType="SCHEDULED", name="nightly", s3JobDefinition=definition(),
            scheduleFrequency={"dailySchedule": {}})["jobId"]
        server.control("POST", "clock/advance", {"by": "P30D"})
        described = macie.describe_classification_job(jobId=job)
        self.assertEqual(31.0, described["statistics"]["numberOfRuns"])
        self.assertEqual("2030-01-01T08:00:00", described["createdAt"].strftime("%Y-%m-%dT%H:%M:%S"))
        self.assertEqual("2030-01-31", described["lastRunTime"].strftime("%Y-%m-%d"))
        details = macie.describe_buckets()["buckets"][0]["jobDetails"]
        self.assertEqual((job, "TRUE"), (details["lastJobId"], details["isMonitoredByJob"]))

    def test_a_jobs_client_token_is_forgotten(self):
        for options, window, almost in (((), "PT10M", "PT9M59.999999S"),
                                        (("--client-token-window", "PT1M"), "PT1M", "PT59.999999S")):
            server = Server(*options)
            self.addCleanup(server.stop)
            self.assertEqual(window, server.control("GET", "config")["clientTokenWindow"])
            server.control("PUT", "clock", {"now": "2030-01-01T08:00:00Z", "frozen": True})
            macie = server.client()

            def create(name):
                return macie.create_classification_job(
                    clientToken="constant", jobType="ONE_TIME", name=name, s3JobDefinition=definition())["jobId"]
            first = create("one")
            server.control("POST", "clock/advance", {"by": almost})
            self.assertEqual(first, create("one"))
            server.control("POST", "clock/advance", {"by": "PT0.000001S"})
            second = create("another")
            self.assertEqual(second, create("another"))
            with self.assertRaisesRegex(macie.exceptions.ConflictException, "client token 'constant' was already used"):
                create("one")
            for job in (first, second):
                self.assertEqual("constant", macie.describe_classification_job(jobId=job)["clientToken"])

    def test_the_time_survives_a_restart(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "state.db")
            server = Server("--db", path)
            server.control("PUT", "clock", {"now": "2031-05-05T05:05:05Z", "frozen": True})
            macie = server.client()
            job = macie.create_classification_job(
                clientToken="t", jobType="ONE_TIME", name="n", s3JobDefinition=definition())["jobId"]
            server.stop()
            server = Server("--db", path)
            self.addCleanup(server.stop)
            self.assertEqual("2031-05-05T05:05:05.000Z", server.control("GET", "clock")["now"])
            self.assertEqual("RUNNING", server.client().describe_classification_job(jobId=job)["jobStatus"])
            server.control("POST", "clock/advance", {"by": "PT1S"})
            self.assertEqual("COMPLETE", server.client().describe_classification_job(jobId=job)["jobStatus"])

    def test_what_is_restored_too_late_has_happened(self):
        server = Server("--run-duration", "PT5S")
        self.addCleanup(server.stop)
        connection = Connection(server)
        self.addCleanup(connection.close)
        connection.control("PUT", "clock", {"now": "2030-01-01T08:00:00Z", "frozen": True})
        job = connection("POST", "/jobs", {
            "clientToken": "t", "jobType": "ONE_TIME", "name": "n", "s3JobDefinition": definition()})["jobId"]
        connection.control("POST", "snapshots", {"name": "running"})
        connection.control("POST", "clock/advance", {"by": "PT1M"})
        # Many times: it was a race between the answer and the writer.
        for _ in range(100):
            connection.control("POST", "snapshots/running/restore")
            self.assertEqual("COMPLETE", connection("GET", "/jobs/" + job)["jobStatus"])
        ended = connection.control("GET", f"jobs/{job}/events")["events"][-1]
        self.assertEqual(("JOB_COMPLETED", "2030-01-01T08:00:05Z"), (ended["eventType"], ended["occurredAt"]))

    def test_what_would_be_due_too_often_is_refused_until_the_clock_goes_back(self):
        server = Server()
        self.addCleanup(server.stop)
        connection = Connection(server)
        self.addCleanup(connection.close)
        connection.control("PUT", "clock", {"now": "2030-01-01T08:00:00Z", "frozen": True})
        connection("POST", "/jobs", {
            "clientToken": "t", "jobType": "SCHEDULED", "name": "n", "scheduleFrequency": {"dailySchedule": {}},
            "initialRun": False, "s3JobDefinition": definition()})
        connection.control("POST", "snapshots", {"name": "daily"})
        connection.control("POST", "reset")
        connection.control("PUT", "clock", {"now": "9000-01-01T00:00:00Z", "frozen": True})
        with self.assertRaisesRegex(Exception, "409.*would fall due; at most 1000000"):
            connection.control("POST", "snapshots/daily/restore")
        connection.control("PUT", "clock", {"now": "2030-01-01T08:00:00Z", "frozen": True, "reset": True})
        connection.control("POST", "snapshots/daily/restore")
        self.assertEqual(1, len(connection("POST", "/jobs/list", {})["items"]))


if __name__ == "__main__":
    unittest.main()
