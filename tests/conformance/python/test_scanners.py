"""The reads of the scanners that look at Macie, call by call and with what each relies on: Prowler, Steampipe, Mondoo, Cloud
Custodian."""
import unittest

import botocore.exceptions

from support import Case, Connection


def error_of(call, *args, **kwargs):
    try:
        call(*args, **kwargs)
    except botocore.exceptions.ClientError as error:
        return error
    raise AssertionError("not refused")


class Prowler(Case):
    """Every region: the session's status, or an error whose text has "Macie is not enabled"; then discovery's status."""

    def look(self, region):
        macie = self.server.client(self.account, region)
        try:
            status = macie.get_macie_session()["status"]
        except botocore.exceptions.ClientError as error:
            self.assertIn("Macie is not enabled", str(error))
            return "DISABLED", None
        return status, macie.get_automated_discovery_configuration()["status"]

    def test_every_region(self):
        self.server.client(self.account, "eu-west-1").disable_macie()
        self.server.client(self.account, "eu-central-1").update_macie_session(status="PAUSED")
        self.macie.update_automated_discovery_configuration(status="ENABLED")
        self.assertEqual([("ENABLED", "ENABLED"), ("DISABLED", None), ("PAUSED", "DISABLED")],
                         [self.look(region) for region in ("us-east-1", "eu-west-1", "eu-central-1")])


class Steampipe(Case):
    """Jobs with filters and each described; findings listed by 50 with criteria and fetched one by one."""

    def test_jobs_table(self):
        for name in ("payroll", "ledger"):
            self.job(name=name)
        filters = {"includes": [{"comparator": "EQ", "key": "name", "values": ["payroll"]},
                                {"comparator": "EQ", "key": "jobType", "values": ["ONE_TIME"]}],
                   "excludes": [{"comparator": "EQ", "key": "jobStatus", "values": ["CANCELLED"]}]}
        jobs = self.macie.list_classification_jobs(maxResults=200, filterCriteria=filters)["items"]
        self.assertEqual(["payroll"], [job["name"] for job in jobs])
        job = self.macie.describe_classification_job(jobId=jobs[0]["jobId"])
        for member in ("jobArn", "clientToken", "createdAt", "jobStatus", "jobType", "lastRunErrorStatus", "lastRunTime",
                       "s3JobDefinition", "samplingPercentage", "statistics", "tags"):
            self.assertIn(member, job)
        self.refused(400, "ValidationException", self.macie.describe_classification_job, jobId="not-a-job")

    def test_findings_table(self):
        self.macie.create_sample_findings()
        listed, token = [], {}
        while True:
            page = self.macie.list_findings(maxResults=50, findingCriteria={"criterion": {"type": {"eq": [
                "SensitiveData:S3Object/Financial", "Policy:IAMUser/S3BucketPublic"]}}}, **token)
            listed += page["findingIds"]
            if not page.get("nextToken"):
                break
            token = {"nextToken": page["nextToken"]}
        self.assertEqual(2, len(listed))
        for finding_id in listed:
            finding, = self.macie.get_findings(findingIds=[finding_id])["findings"]
            for member in ("id", "type", "severity", "createdAt", "updatedAt", "description", "category", "count",
                           "resourcesAffected", "sample", "archived", "accountId", "partition", "region", "title"):
                self.assertIsNotNone(finding.get(member), member)
            details = "policyDetails" if finding["category"] == "POLICY" else "classificationDetails"
            self.assertTrue(finding[details])

    def test_off_is_known_by_the_text_with_a_full_stop(self):
        self.macie.disable_macie()
        for call in (self.macie.list_classification_jobs, self.macie.list_findings):
            self.assertEqual("Macie is not enabled.", error_of(call).response["Error"]["Message"])


class Mondoo(Case):
    """The session, how many buckets, jobs, findings by chunks of 50 with a count in each, custom identifiers one by one."""

    def test_reads(self):
        self.put({"bucketName": "mondoo"})
        self.job()
        for _ in range(6):
            self.macie.create_sample_findings()
        made = self.macie.create_custom_data_identifier(name="badge", regex="B[0-9]{4}")["customDataIdentifierId"]
        self.assertEqual("ENABLED", self.macie.get_macie_session()["status"])
        self.assertEqual(1, self.macie.get_bucket_statistics()["bucketCount"])
        for job in self.macie.list_classification_jobs()["items"]:
            self.macie.describe_classification_job(jobId=job["jobId"])
        ids = [i for page in self.macie.get_paginator("list_findings").paginate() for i in page["findingIds"]]
        self.assertEqual(5 * 6 + 6, len(ids))  # sensitive ones are new each time, policy ones are counted up
        self.assertEqual(len(ids), len(set(ids)))
        found = []
        for begin in range(0, len(ids), 50):
            found += self.macie.get_findings(findingIds=ids[begin:begin + 50])["findings"]
        self.assertEqual(ids, [finding["id"] for finding in found])
        self.assertEqual([6] * 6 + [1] * 30, sorted((finding["count"] for finding in found), reverse=True))
        listed = self.macie.list_custom_data_identifiers()["items"]
        self.assertEqual([made], [item["id"] for item in listed])
        self.assertEqual("B[0-9]{4}", self.macie.get_custom_data_identifier(id=made)["regex"])

    def test_off_in_all_its_forms(self):
        self.macie.disable_macie()
        wanted = [
            (self.macie.list_classification_jobs, "AccessDeniedException", "Macie is not enabled."),
            (self.macie.get_macie_session, "AccessDeniedException", "Macie is not enabled"),
            (self.macie.list_allow_lists, "AccessDeniedException",
             "The request failed because Macie isn\u2019t enabled in the specified AWS Region."),
            (self.macie.get_classification_export_configuration, "ResourceNotFoundException",
             "Amazon Macie isn't enabled for your account"),
            (self.macie.get_automated_discovery_configuration, "AccessDeniedException",
             f"Account Id: [{self.account}] has not been onboarded")]
        for call, code, message in wanted:
            error = error_of(call).response["Error"]
            self.assertEqual((code, message), (error["Code"], error["Message"]))


class CloudCustodian(Case):
    """check-macie: the session and the administrator; not found and denied both mean there is none."""

    def test_no_administrator_is_not_found(self):
        self.assertEqual("ENABLED", self.macie.get_macie_session()["status"])
        error = error_of(self.macie.get_administrator_account).response["Error"]
        self.assertEqual("ResourceNotFoundException", error["Code"])

    def test_off_is_denied_for_both(self):
        self.macie.disable_macie()
        for call in (self.macie.get_macie_session, self.macie.get_administrator_account):
            self.assertEqual("AccessDeniedException", error_of(call).response["Error"]["Code"])


class FindingsPipeline(Case):
    """The loop that every blog shows: a job, poll until it is COMPLETE, its findings by jobId, their documents and statistics.
    The findings come from the control plane, as long as runs do not read objects."""

    def test_job_to_findings(self):
        self.put({"bucketName": "pipeline"})
        job_id = self.job(s3JobDefinition={"bucketDefinitions": [
            {"accountId": self.account, "buckets": ["pipeline"]}]})["jobId"]
        self.wait_for(job_id, "COMPLETE")
        bucket, = self.macie.describe_buckets(criteria={"jobDetails.isDefinedInJob": {"eq": ["TRUE"]}})["buckets"]
        self.assertEqual(("pipeline", job_id), (bucket["bucketName"], bucket["jobDetails"]["lastJobId"]))
        with_job = {"type": "SensitiveData:S3Object/Personal", "classificationDetails": {"jobId": job_id},
                    "resourcesAffected": {"s3Bucket": {"name": "pipeline"}, "s3Object": {"key": "people.csv"}}}
        self.server.control("PUT", f"findings?account={self.account}", {"findings": [
            with_job, with_job, {"type": "SensitiveData:S3Object/Personal"}]})
        criteria = {"criterion": {"classificationDetails.jobId": {"eq": [job_id]}}}
        ids = self.macie.list_findings(findingCriteria=criteria)["findingIds"]
        self.assertEqual(2, len(ids))
        for finding in self.macie.get_findings(findingIds=ids)["findings"]:
            self.assertEqual(job_id, finding["classificationDetails"]["jobId"])
            self.assertEqual("pipeline", finding["resourcesAffected"]["s3Bucket"]["name"])
        groups = self.macie.get_finding_statistics(groupBy="classificationDetails.jobId")["countsByGroup"]
        # The finding without a job has one made up, as every finding of a job has one.
        self.assertEqual([2, 1], [group["count"] for group in groups])
        self.assertEqual(job_id, groups[0]["groupKey"])


class WholeSessions(Case):
    """AWS CLI's and hand-written clients' shortest requests: no body where nothing is required."""

    def test_empty_bodies(self):
        with_nothing = Connection(self.server, self.account)
        try:
            for method, target in (("POST", "/findings"), ("POST", "/findings/sample"), ("POST", "/jobs/list"),
                                   ("POST", "/custom-data-identifiers/list"), ("POST", "/usage/statistics"),
                                   ("POST", "/custom-data-identifiers/get")):
                self.assertEqual(200, with_nothing.send(method, target)[0], target)
        finally:
            with_nothing.close()


if __name__ == "__main__":
    unittest.main()
