"""Jobs, tags and the session as boto3 meets them, without a movable clock."""

import re

from support import ACCOUNT, Case, Server, wait_for

UNKNOWN_JOB = "0" * 32


def arn(job):
    return f"arn:aws:macie2:us-east-1:{ACCOUNT}:classification-job/{job}"


class Jobs(Case):
    def status(self, job):
        return self.macie.describe_classification_job(jobId=job)["jobStatus"]

    def weekly(self, name="weekly"):
        # A monthly job on a day far from today starts IDLE whatever the date.
        import datetime
        today = datetime.datetime.now(datetime.timezone.utc).day
        return self.make_job(name, jobType="SCHEDULED",
                             scheduleFrequency={"monthlySchedule": {"dayOfMonth": (today + 13) % 28 + 1}})["jobId"]

    def test_id_and_arn_have_the_real_form(self):
        answer = self.make_job()
        self.assertRegex(answer["jobId"], r"^[0-9a-f]{32}$")
        self.assertEqual(answer["jobArn"], arn(answer["jobId"]))

    def test_the_same_token_and_request_give_the_same_job(self):
        self.assertEqual(self.make_job()["jobId"], self.make_job()["jobId"])
        self.assertEqual(len(self.macie.list_classification_jobs()["items"]), 1)

    def test_the_same_token_with_another_request_conflicts(self):
        self.make_job("a")
        self.refused(self.make_job, "ConflictException", 409, name="b", clientToken="a")

    def test_a_one_time_job_runs_and_completes_then_refuses_every_update(self):
        job = self.make_job()["jobId"]
        wait_for(lambda: self.status(job) == "COMPLETE")
        for wanted in ("CANCELLED", "RUNNING", "USER_PAUSED"):
            text = self.refused(self.macie.update_classification_job, "ValidationException", 400,
                                jobId=job, jobStatus=wanted)
            self.assertEqual(text, f"Input validation failed, cannot update completed job for job: {arn(job)}")

    def test_an_idle_job_follows_the_table_of_updates(self):
        job = self.weekly()
        self.assertEqual(self.status(job), "IDLE")
        update = self.macie.update_classification_job
        for wanted in ("RUNNING", "PAUSED", "IDLE", "COMPLETE"):
            self.refused(update, "ValidationException", 400, jobId=job, jobStatus=wanted)
        update(jobId=job, jobStatus="USER_PAUSED")
        self.refused(update, "ValidationException", 400, jobId=job, jobStatus="USER_PAUSED")
        update(jobId=job, jobStatus="RUNNING")
        self.assertEqual(self.status(job), "IDLE")
        update(jobId=job, jobStatus="CANCELLED")
        for wanted in ("CANCELLED", "RUNNING", "USER_PAUSED"):
            text = self.refused(update, "ValidationException", 400, jobId=job, jobStatus=wanted)
            self.assertEqual(text, f"Input validation failed, cannot update cancelled job for job: {arn(job)}")

    def test_cross_member_rules_are_refused(self):
        definitions = [{"accountId": ACCOUNT, "buckets": ["alpha"]}]
        criteria = {"includes": {"and": []}}
        for name, more in {
                "R1 one-time with schedule": {"scheduleFrequency": {"dailySchedule": {}}},
                "R2 scheduled without": {"jobType": "SCHEDULED"},
                "R3 none": {"jobType": "SCHEDULED", "scheduleFrequency": {}},
                "R3 two": {"jobType": "SCHEDULED", "scheduleFrequency": {
                    "dailySchedule": {}, "weeklySchedule": {"dayOfWeek": "MONDAY"}}},
                "R4 day 0": {"jobType": "SCHEDULED", "scheduleFrequency": {"monthlySchedule": {"dayOfMonth": 0}}},
                "R4 day 32": {"jobType": "SCHEDULED", "scheduleFrequency": {"monthlySchedule": {"dayOfMonth": 32}}},
                "R4 no day": {"jobType": "SCHEDULED", "scheduleFrequency": {"weeklySchedule": {}}},
                "R6 both": {"s3JobDefinition": {"bucketDefinitions": definitions, "bucketCriteria": criteria}},
                "R6 neither": {"s3JobDefinition": {}},
                "R7 absent with ids": {"managedDataIdentifierIds": ["AWS_CREDENTIALS"]},
                "R7 ALL with ids": {"managedDataIdentifierSelector": "ALL",
                                    "managedDataIdentifierIds": ["AWS_CREDENTIALS"]},
                "R7 INCLUDE without": {"managedDataIdentifierSelector": "INCLUDE"},
                "R8 NONE without": {"managedDataIdentifierSelector": "NONE"},
                "R11 unknown id": {"managedDataIdentifierSelector": "INCLUDE", "managedDataIdentifierIds": ["NO_SUCH"]},
                "R13 short account": {"s3JobDefinition": {"bucketDefinitions": [{"accountId": "1", "buckets": ["a"]}]}},
                "bad type": {"jobType": "TWICE"}}.items():
            with self.subTest(name):
                self.refused(self.make_job, "ValidationException", 400, **more)

    def test_quotas_answer_402(self):
        many = [{"accountId": ACCOUNT, "buckets": [f"b{i:04}" for i in range(1001)]}]
        self.refused(self.make_job, "ServiceQuotaExceededException", 402, s3JobDefinition={"bucketDefinitions": many})

    def test_unknown_jobs_are_not_found(self):
        self.refused(self.macie.describe_classification_job, "ResourceNotFoundException", 404, jobId=UNKNOWN_JOB)
        self.refused(self.macie.update_classification_job, "ResourceNotFoundException", 404,
                     jobId=UNKNOWN_JOB, jobStatus="CANCELLED")

    def test_listing_filters_sorts_and_pages(self):
        names = [f"job-{i}" for i in range(5)]
        for name in names:
            self.make_job(name)
        listing = self.macie.list_classification_jobs
        found = lambda **q: [item["name"] for item in listing(**q)["items"]]
        ascending = {"attributeName": "name", "orderBy": "ASC"}
        self.assertEqual(found(), names[::-1])
        self.assertEqual(found(sortCriteria=ascending, maxResults=200), names)
        for key, comparator, values, wanted in (
                ("name", "EQ", ["job-1", "job-3"], ["job-1", "job-3"]), ("name", "CONTAINS", ["-2"], ["job-2"]),
                ("name", "STARTS_WITH", ["job"], names), ("name", "EQ", ["JOB-1"], []),
                ("jobType", "EQ", ["SCHEDULED"], []), ("jobType", "NE", ["SCHEDULED"], names)):
            with self.subTest(f"{key} {comparator}"):
                term = {"key": key, "comparator": comparator, "values": values}
                self.assertEqual(found(filterCriteria={"includes": [term]}, sortCriteria=ascending), wanted)
                self.assertEqual(found(filterCriteria={"excludes": [term]}, sortCriteria=ascending),
                                 [name for name in names if name not in wanted])
        pages = self.macie.get_paginator("list_classification_jobs").paginate(PaginationConfig={"PageSize": 2})
        self.assertEqual([len(page["items"]) for page in pages], [2, 2, 1])
        self.refused(listing, "ValidationException", 400, nextToken="forged")
        self.refused(listing, "ValidationException", 400, maxResults=0)


class Tags(Case):
    def test_tags_merge_and_vanish_by_key_with_204(self):
        target = self.make_job(tags={"a": "1", "b": ""})["jobArn"]
        answer = self.macie.tag_resource(resourceArn=target, tags={"a": "2", "c d": "x"})
        self.assertEqual(answer["ResponseMetadata"]["HTTPStatusCode"], 204)
        answer = self.macie.untag_resource(resourceArn=target, tagKeys=["c d", "absent"])
        self.assertEqual(answer["ResponseMetadata"]["HTTPStatusCode"], 204)
        tags = {"a": "2", "b": ""}
        self.assertEqual(self.macie.list_tags_for_resource(resourceArn=target)["tags"], tags)
        self.assertEqual(self.macie.describe_classification_job(jobId=target[-32:])["tags"], tags)
        status, _, body = self.server.http("GET", "/tags/" + target)
        self.assertEqual((status, b'"a"' in body), (200, True), "a raw ARN in the path")

    def test_limits_are_refused(self):
        target = self.make_job()["jobArn"]
        for name, tags in {"key 129": {"k" * 129: ""}, "empty key": {"": "v"}, "value 257": {"k": "v" * 257},
                           "character": {"k!": "v"}, "aws: key": {"aws:k": "v"}, "aws: value": {"k": "aws:v"},
                           "51 tags": {f"k{i}": "" for i in range(51)}}.items():
            with self.subTest(name):
                self.refused(self.macie.tag_resource, "ValidationException", 400, resourceArn=target, tags=tags)
        for bad, code, status in (("nonsense", "ValidationException", 400), ("arn:aws:s3:::b", "ValidationException", 400),
                                  (arn(UNKNOWN_JOB), "ResourceNotFoundException", 404),
                                  (target.replace(ACCOUNT, "210987654321"), "ResourceNotFoundException", 404),
                                  (target.replace("us-east-1", "eu-west-1"), "ResourceNotFoundException", 404)):
            with self.subTest(bad):
                self.refused(self.macie.list_tags_for_resource, code, status, resourceArn=bad)


class StrictSession(Case):
    arguments = ("--session", "strict")

    def test_each_family_says_not_enabled_in_its_own_words(self):
        for call, text in ((self.macie.get_macie_session, "Macie is not enabled"),
                           (self.macie.disable_macie, "Macie is not enabled"),
                           (self.macie.list_classification_jobs, "Macie is not enabled."),
                           (self.macie.describe_buckets, "Macie is not enabled.")):
            self.assertEqual(self.refused(call, "AccessDeniedException", 403), text)

    def test_enable_twice_pause_disable_and_enable_again(self):
        self.macie.enable_macie()
        self.assertEqual(self.refused(self.macie.enable_macie, "ConflictException", 409),
                         "Macie has already been enabled")
        session = self.macie.get_macie_session()
        self.assertEqual((session["status"], session["findingPublishingFrequency"]), ("ENABLED", "FIFTEEN_MINUTES"))
        self.assertEqual(session["serviceRole"], f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/"
                         "macie.amazonaws.com/AWSServiceRoleForAmazonMacie")
        job = self.make_job()["jobId"]
        self.macie.update_macie_session(status="PAUSED")
        self.assertEqual(self.macie.describe_classification_job(jobId=job)["jobStatus"], "CANCELLED")
        self.macie.disable_macie()
        self.macie.enable_macie()
        self.assertEqual(self.macie.list_classification_jobs()["items"], [])


class AutoSessionAndIsolation(Case):
    def test_the_first_enable_succeeds_though_macie_counts_as_enabled(self):
        self.macie.describe_buckets()
        self.macie.enable_macie()
        self.refused(self.macie.enable_macie, "ConflictException", 409)
        self.macie.disable_macie()
        self.refused(self.macie.describe_buckets, "AccessDeniedException", 403)

    def test_jobs_of_one_account_and_region_are_unseen_in_others(self):
        self.make_job()
        for other in (self.server.client(account="210987654321"), self.server.client(region="eu-west-1")):
            self.assertEqual(other.list_classification_jobs()["items"], [])

    def test_there_are_166_managed_identifiers(self):
        found, token = [], {}
        while True:
            page = self.macie.list_managed_data_identifiers(**token)
            found += page["items"]
            if not page.get("nextToken"):
                break
            token = {"nextToken": page["nextToken"]}
        self.assertEqual(len({item["id"] for item in found}), 166)
