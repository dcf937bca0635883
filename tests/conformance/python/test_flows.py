"""Sequences of calls as well-known tools make them, with what they match in the answers."""
from support import Case


class Terraform(Case):
    options = ("--session", "strict")

    def test_account_life_cycle(self):
        m = self.macie
        m.enable_macie(clientToken="terraform")
        session = m.get_macie_session()
        self.assertEqual(("FIFTEEN_MINUTES", "ENABLED"), (session["findingPublishingFrequency"], session["status"]))
        m.update_macie_session(findingPublishingFrequency="FIFTEEN_MINUTES", status="PAUSED")
        self.assertEqual("PAUSED", m.get_macie_session()["status"])
        m.disable_macie()
        self.assertIn("Macie is not enabled", self.refused(403, "AccessDeniedException", m.get_macie_session))

    def test_classification_job_life_cycle(self):
        m = self.macie
        m.enable_macie()
        created = self.job(jobType="SCHEDULED", scheduleFrequency={"dailySchedule": {}}, tags={"a": "1"})
        seen = m.describe_classification_job(jobId=created["jobId"])
        self.assertEqual((100, False, {"a": "1"}, {"dailySchedule": {}}),
                         (seen["samplingPercentage"], seen["initialRun"], seen["tags"], seen["scheduleFrequency"]))
        m.update_classification_job(jobId=created["jobId"], jobStatus="USER_PAUSED")
        m.update_classification_job(jobId=created["jobId"], jobStatus="CANCELLED")
        self.assertEqual("CANCELLED", m.describe_classification_job(jobId=created["jobId"])["jobStatus"])
        text = self.refused(400, "ValidationException", m.update_classification_job, jobId=created["jobId"], jobStatus="CANCELLED")
        self.assertIn("cannot update cancelled job for job", text)


class Scanners(Case):
    options = ("--session", "strict")

    def test_prowler_and_nuke_compare_the_session_s_text(self):
        self.assertEqual("Macie is not enabled", self.refused(403, "AccessDeniedException", self.macie.get_macie_session))

    def test_steampipe_lists_two_hundred_and_compares_the_full_stop(self):
        self.assertEqual("Macie is not enabled.", self.refused(403, "AccessDeniedException", self.macie.list_classification_jobs, maxResults=200))
        self.macie.enable_macie()
        self.job(name="scan")
        found = self.macie.list_classification_jobs(maxResults=200, filterCriteria={
            "includes": [{"key": "jobType", "comparator": "EQ", "values": ["ONE_TIME"]}, {"key": "name", "comparator": "EQ", "values": ["scan"]}],
            "excludes": [{"key": "jobStatus", "comparator": "EQ", "values": ["CANCELLED"]}]})["items"]
        self.assertEqual(["scan"], [i["name"] for i in found])
        self.refused(400, "ValidationException", self.macie.describe_classification_job, jobId="not-a-job")

    def test_a_pipeline_creates_polls_and_sees_the_bucket_covered(self):
        self.macie.enable_macie()
        self.put({"bucketName": "payroll", "objectCount": 10})
        job = self.job(s3JobDefinition={"bucketDefinitions": [{"accountId": self.account, "buckets": ["payroll"]}]})["jobId"]
        self.wait_for(job, "COMPLETE")
        bucket, = self.macie.describe_buckets(criteria={"jobDetails.isDefinedInJob": {"eq": ["TRUE"]}})["buckets"]
        self.assertEqual(("payroll", job), (bucket["bucketName"], bucket["jobDetails"]["lastJobId"]))
