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
