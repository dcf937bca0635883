"""Enabling, suspending and disabling Macie, and what is answered while it is off (behaviour E)."""
from support import Case

TEXT_OFF = "Macie is not enabled"


class Auto(Case):
    def test_enabled_from_the_start_and_the_first_enable_succeeds(self):
        self.assertEqual("ENABLED", self.macie.get_macie_session()["status"])
        self.macie.enable_macie()
        self.refused(409, "ConflictException", self.macie.enable_macie, message="^Macie has already been enabled$")

    def test_stays_disabled_once_disabled(self):
        self.macie.disable_macie()
        self.refused(403, "AccessDeniedException", self.macie.get_macie_session, message=f"^{TEXT_OFF}$")


class Strict(Case):
    options = ("--session", "strict")

    def test_disabled_from_the_start_with_each_family_s_own_text(self):
        m = self.macie
        for call in (m.get_macie_session, m.update_macie_session, m.disable_macie):
            self.refused(403, "AccessDeniedException", call, message=f"^{TEXT_OFF}$")
        arn = f"arn:aws:macie2:us-east-1:{self.account}:classification-job/{'0' * 32}"
        for call, args in ((m.list_classification_jobs, {}), (m.describe_buckets, {}), (m.get_bucket_statistics, {}),
                           (m.search_resources, {}), (m.describe_classification_job, {"jobId": "0" * 32}),
                           (m.list_tags_for_resource, {"resourceArn": arn}), (m.tag_resource, {"resourceArn": arn, "tags": {"a": "b"}})):
            self.refused(403, "AccessDeniedException", call, message=f"^{TEXT_OFF}\\.$", **args)
        self.refused(403, "AccessDeniedException", self.job, message=f"^{TEXT_OFF}\\.$")

    def test_identifiers_are_listed_without_a_session(self):
        self.assertEqual(166, len(self.macie.list_managed_data_identifiers()["items"]))

    def test_defaults(self):
        self.assertEqual({}, {k: v for k, v in self.macie.enable_macie().items() if k != "ResponseMetadata"})
        session = self.macie.get_macie_session()
        self.assertEqual(("FIFTEEN_MINUTES", "ENABLED"), (session["findingPublishingFrequency"], session["status"]))
        self.assertEqual(session["createdAt"], session["updatedAt"])
        self.assertEqual(f"arn:aws:iam::{self.account}:role/aws-service-role/macie.amazonaws.com/AWSServiceRoleForAmazonMacie",
                         session["serviceRole"])

    def test_enabled_paused_is_enabled(self):
        self.macie.enable_macie(status="PAUSED", findingPublishingFrequency="SIX_HOURS")
        session = self.macie.get_macie_session()
        self.assertEqual(("SIX_HOURS", "PAUSED"), (session["findingPublishingFrequency"], session["status"]))
        self.refused(409, "ConflictException", self.macie.enable_macie, message="^Macie has already been enabled$")

    def test_update_moves_updated_at_and_an_empty_one_does_not(self):
        self.macie.enable_macie()
        before = self.macie.get_macie_session()
        self.macie.update_macie_session()
        self.assertEqual(before["updatedAt"], self.macie.get_macie_session()["updatedAt"])
        self.macie.update_macie_session(findingPublishingFrequency="ONE_HOUR")
        after = self.macie.get_macie_session()
        self.assertEqual(("ONE_HOUR", "ENABLED"), (after["findingPublishingFrequency"], after["status"]))
        self.assertGreaterEqual(after["updatedAt"], before["updatedAt"])
        self.assertEqual(before["createdAt"], after["createdAt"])
        self.refused(400, "ValidationException", self.macie.update_macie_session, status="ASLEEP",
                     message="at 'status' failed to satisfy constraint: Member must satisfy enum value set")

    def test_suspending_cancels_jobs_for_good_and_refuses_new_ones(self):
        self.macie.enable_macie()
        job = self.job(jobType="SCHEDULED", scheduleFrequency={"dailySchedule": {}})["jobId"]
        self.macie.update_macie_session(status="PAUSED")
        self.assertEqual("CANCELLED", self.macie.describe_classification_job(jobId=job)["jobStatus"])
        self.refused(409, "ConflictException", self.job)
        self.macie.update_macie_session(status="ENABLED")
        self.assertEqual("CANCELLED", self.macie.describe_classification_job(jobId=job)["jobStatus"])
        self.job()

    def test_disabling_removes_jobs_and_a_new_session_is_new(self):
        self.macie.enable_macie(findingPublishingFrequency="ONE_HOUR")
        created = self.macie.get_macie_session()["createdAt"]
        job = self.job()["jobId"]
        self.macie.disable_macie()
        self.macie.enable_macie()
        session = self.macie.get_macie_session()
        self.assertEqual("FIFTEEN_MINUTES", session["findingPublishingFrequency"])
        self.assertGreaterEqual(session["createdAt"], created)
        self.refused(404, "ResourceNotFoundException", self.macie.describe_classification_job, jobId=job)
