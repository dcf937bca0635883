"""Classification jobs: what is refused, what lives, what is shown (behaviour C)."""
import datetime
import json

from support import Case

UNKNOWN = "0" * 32
DAILY = {"dailySchedule": {}}


def another_day():
    """A day of the month that is not today's, whatever the date: its job begins IDLE."""
    return (datetime.datetime.now(datetime.timezone.utc).day + 13) % 28 + 1


class Creating(Case):
    def definition(self, *names, account=None):
        return {"bucketDefinitions": [{"accountId": account or self.account, "buckets": list(names or ["b-1"])}]}

    def test_ids_and_arns(self):
        created = self.job()
        self.assertRegex(created["jobId"], "^[0-9a-f]{32}$")
        self.assertEqual(f"arn:aws:macie2:us-east-1:{self.account}:classification-job/{created['jobId']}", created["jobArn"])
        china = self.server.client(self.account, "cn-north-1").create_classification_job(
            jobType="ONE_TIME", name="n", clientToken="t", s3JobDefinition=self.definition())
        self.assertTrue(china["jobArn"].startswith("arn:aws-cn:macie2:cn-north-1:"))

    def test_a_repeated_token_is_the_same_job_and_a_reused_one_conflicts(self):
        first = self.job(clientToken="token")
        self.assertEqual(first["jobId"], self.job(clientToken="token")["jobId"])
        self.assertNotEqual(first["jobId"], self.job(clientToken="Token")["jobId"])
        self.macie.tag_resource(resourceArn=first["jobArn"], tags={"later": "1"})
        self.assertEqual(first["jobId"], self.job(clientToken="token")["jobId"])
        self.refused(409, "ConflictException", self.job, clientToken="token", name="another")
        self.assertEqual(2, len(self.macie.list_classification_jobs()["items"]))

    def test_rules_across_members(self):
        definitions, criteria = self.definition()["bucketDefinitions"], {"includes": {"and": []}}
        scheduled = {"jobType": "SCHEDULED"}
        for name, changes in {
                "R1": {"scheduleFrequency": DAILY},
                "R2": scheduled,
                "R3 none": {**scheduled, "scheduleFrequency": {}},
                "R3 two": {**scheduled, "scheduleFrequency": {**DAILY, "weeklySchedule": {"dayOfWeek": "MONDAY"}}},
                "R4 day 0": {**scheduled, "scheduleFrequency": {"monthlySchedule": {"dayOfMonth": 0}}},
                "R4 day 32": {**scheduled, "scheduleFrequency": {"monthlySchedule": {"dayOfMonth": 32}}},
                "R4 no day of month": {**scheduled, "scheduleFrequency": {"monthlySchedule": {}}},
                "R4 no day of week": {**scheduled, "scheduleFrequency": {"weeklySchedule": {}}},
                "R4 no such day": {**scheduled, "scheduleFrequency": {"weeklySchedule": {"dayOfWeek": "monday"}}},
                "R6 both": {"s3JobDefinition": {"bucketDefinitions": definitions, "bucketCriteria": criteria}},
                "R6 neither": {"s3JobDefinition": {}},
                "R6 no definitions": {"s3JobDefinition": {"bucketDefinitions": []}},
                "R6 no buckets": {"s3JobDefinition": {"bucketDefinitions": [{"accountId": self.account, "buckets": []}]}},
                "R7 absent with ids": {"managedDataIdentifierIds": ["NAME"]},
                "R7 ALL with ids": {"managedDataIdentifierSelector": "ALL", "managedDataIdentifierIds": ["NAME"]},
                "R7 RECOMMENDED with ids": {"managedDataIdentifierSelector": "RECOMMENDED", "managedDataIdentifierIds": ["NAME"]},
                "R7 NONE with ids": {"managedDataIdentifierSelector": "NONE", "managedDataIdentifierIds": ["NAME"]},
                "R7 EXCLUDE without": {"managedDataIdentifierSelector": "EXCLUDE"},
                "R7 INCLUDE without": {"managedDataIdentifierSelector": "INCLUDE", "managedDataIdentifierIds": []},
                "R8": {"managedDataIdentifierSelector": "NONE"},
                "R11": {"managedDataIdentifierSelector": "INCLUDE", "managedDataIdentifierIds": ["NO_SUCH_ID"]},
                "R13 short": {"s3JobDefinition": self.definition(account="12")},
                "R13 foreign": {"s3JobDefinition": self.definition(account="999999999998")},
                "name empty": {"name": ""}, "name long": {"name": "n" * 501}, "description long": {"description": "d" * 201},
                "sampling 0": {"samplingPercentage": 0}, "sampling 101": {"samplingPercentage": 101},
                "type": {"jobType": "ONCE"}, "selector": {"managedDataIdentifierSelector": "SOME"}}.items():
            with self.subTest(name):
                self.refused(400, "ValidationException", self.job, message="^(Input validation failed, |1 validation error detected: )", **changes)
        self.assertEqual([], self.macie.list_classification_jobs()["items"])

    def test_scopes(self):
        simple = lambda key, comparator, *values: {"simpleScopeTerm": {"key": key, "comparator": comparator, "values": list(values)}}
        tag = lambda **changes: {"tagScopeTerm": {"comparator": "EQ", "key": "TAG", "target": "S3_OBJECT", "tagValues": [{"key": "a", "value": ""}], **changes}}
        scoped = lambda term, part="includes": {**self.definition(), "scoping": {part: {"and": [term]}}}
        for term in (simple("OBJECT_EXTENSION", "EQ", "docx", "pdf"), simple("OBJECT_KEY", "STARTS_WITH", "a/", "b/"),
                     simple("OBJECT_SIZE", "LTE", "4096"), simple("OBJECT_LAST_MODIFIED_DATE", "GT", "2023-09-24T14:31:13Z"), tag(),
                     tag(comparator="NE")):
            for part in ("includes", "excludes"):
                job = self.job(s3JobDefinition=scoped(term, part))["jobId"]
                shown = self.macie.describe_classification_job(jobId=job)["s3JobDefinition"]
                self.assertEqual(scoped(term, part), shown)
        for term in ({}, {**simple("OBJECT_SIZE", "EQ", "1"), **tag()}, simple("OBJECT_EXTENSION", "GT", "a"), simple("OBJECT_KEY", "EQ", "a"),
                     simple("OBJECT_SIZE", "EQ", "1", "2"), simple("OBJECT_SIZE", "EQ", "big"), simple("OBJECT_SIZE", "CONTAINS", "1"),
                     simple("OBJECT_LAST_MODIFIED_DATE", "EQ", "yesterday"), simple("OBJECT_SIZE", "EQ"), simple("TAG", "EQ", "a"),
                     tag(comparator="GT"), tag(key="tag"), tag(target="BUCKET"), tag(target=None), tag(tagValues=[])):
            term = json.loads(json.dumps(term, default=str)) if term else term
            if "tagScopeTerm" in term and term["tagScopeTerm"].get("target", 0) is None:
                del term["tagScopeTerm"]["target"]
            with self.subTest(json.dumps(term)):
                self.refused(400, "ValidationException", self.job, s3JobDefinition=scoped(term))

    def test_bucket_criteria(self):
        block = lambda *terms: {"bucketCriteria": {"includes": {"and": list(terms)}}}
        simple = {"simpleCriterion": {"comparator": "EQ", "key": "S3_BUCKET_NAME", "values": ["a"]}}
        tag = {"tagCriterion": {"comparator": "NE", "tagValues": [{"key": "a"}]}}
        job = self.job(s3JobDefinition=block(simple, tag))["jobId"]
        self.assertEqual(block(simple, tag), self.macie.describe_classification_job(jobId=job)["s3JobDefinition"])
        for term in ({}, {**simple, **tag}, {"simpleCriterion": {**simple["simpleCriterion"], "comparator": "GT"}},
                     {"simpleCriterion": {**simple["simpleCriterion"], "values": []}},
                     {"simpleCriterion": {**simple["simpleCriterion"], "key": "NAME"}},
                     {"tagCriterion": {"comparator": "EQ", "tagValues": [{}]}}, {"tagCriterion": {"comparator": "EQ", "tagValues": []}}):
            with self.subTest(json.dumps(term)):
                self.refused(400, "ValidationException", self.job, s3JobDefinition=block(term))

    def test_quotas(self):
        many = self.definition(*(f"b-{i}" for i in range(1001)))
        self.refused(402, "ServiceQuotaExceededException", self.job, s3JobDefinition=many)
        self.job(s3JobDefinition=self.definition(*(f"b-{i}" for i in range(1000))))
        self.refused(402, "ServiceQuotaExceededException", self.job, customDataIdentifierIds=["x"] * 31)
        self.refused(402, "ServiceQuotaExceededException", self.job, allowListIds=["x"] * 11)

    def test_unknown_references(self):
        self.refused(404, "ResourceNotFoundException", self.job, customDataIdentifierIds=["6fad0fb5-3e82-4270-bede-469f2f322642"])
        self.refused(404, "ResourceNotFoundException", self.job, allowListIds=["a" * 22])


class Describing(Case):
    def raw(self, job_id):
        auth = {"Authorization": f"AWS4-HMAC-SHA256 Credential={self.account}/20260101/us-east-1/macie2/aws4_request"}
        return json.loads(self.server.raw("GET", f"/jobs/{job_id}", headers=auth)[2])

    def test_every_member_of_a_plain_job(self):
        created = self.job(clientToken="Token-1")
        job = self.raw(created["jobId"])
        at = job.pop("createdAt")
        self.assertRegex(at, r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3}(\d{3})?)?Z$")
        self.assertEqual(at, job.pop("lastRunTime"))
        self.assertIn(job.pop("jobStatus"), ("RUNNING", "COMPLETE"))
        self.assertEqual({
            "allowListIds": None, "clientToken": "Token-1", "customDataIdentifierIds": None, "description": None, "initialRun": False,
            "jobArn": created["jobArn"], "jobId": created["jobId"], "jobType": "ONE_TIME", "lastRunErrorStatus": {"code": "ERROR"},
            "managedDataIdentifierIds": None, "managedDataIdentifierSelector": "RECOMMENDED", "name": "job",
            "s3JobDefinition": {"bucketCriteria": None, "bucketDefinitions": [{"accountId": self.account, "buckets": ["some-bucket"]}], "scoping": None},
            "samplingPercentage": 100, "scheduleFrequency": None,
            "statistics": {"approximateNumberOfObjectsToProcess": 0, "numberOfRuns": 1}, "tags": {}, "userPausedDetails": None}, job)

    def test_a_job_that_never_ran(self):
        job_id = self.job(jobType="SCHEDULED", scheduleFrequency={"monthlySchedule": {"dayOfMonth": another_day()}})["jobId"]
        job = self.raw(job_id)
        self.assertEqual(("IDLE", job["createdAt"], {"code": "NONE"}, 0),
                         (job["jobStatus"], job["lastRunTime"], job["lastRunErrorStatus"], job["statistics"]["numberOfRuns"]))
        self.assertEqual({"dailySchedule": None, "monthlySchedule": {"dayOfMonth": another_day()}, "weeklySchedule": None}, job["scheduleFrequency"])
        item, = self.macie.list_classification_jobs()["items"]
        self.assertNotIn("lastRunErrorStatus", item)

    def test_the_daily_schedule_is_an_object(self):
        self.assertEqual({}, self.raw(self.job(jobType="SCHEDULED", scheduleFrequency=DAILY)["jobId"])["scheduleFrequency"]["dailySchedule"])

    def test_an_initial_run_runs_now(self):
        job_id = self.job(jobType="SCHEDULED", initialRun=True, scheduleFrequency={"monthlySchedule": {"dayOfMonth": another_day()}})["jobId"]
        job = self.wait_for(job_id, "IDLE")
        self.assertEqual((True, 1), (job["initialRun"], job["statistics"]["numberOfRuns"]))

    def test_one_time_jobs_have_no_initial_run(self):
        self.assertFalse(self.macie.describe_classification_job(jobId=self.job(initialRun=True)["jobId"])["initialRun"])

    def test_unknown_and_impossible_ids(self):
        self.refused(404, "ResourceNotFoundException", self.macie.describe_classification_job, jobId=UNKNOWN)
        for job_id in ("x", UNKNOWN[:-1], UNKNOWN + "0", "G" * 32, "A" * 32):
            self.refused(400, "ValidationException", self.macie.describe_classification_job, jobId=job_id)

    def test_a_missing_bucket_is_an_error_with_events(self):
        self.put({"bucketName": "here", "objectCount": 9}, {"bucketName": "locked", "errorCode": "ACCESS_DENIED"})
        names = ["here", "gone", "locked"]
        job_id = self.job(samplingPercentage=50, s3JobDefinition={"bucketDefinitions": [{"accountId": self.account, "buckets": names}]})["jobId"]
        self.assertEqual("ERROR", self.wait_for(job_id, "COMPLETE")["lastRunErrorStatus"]["code"])
        events = self.server.control("GET", f"jobs/{job_id}/events?account={self.account}")["events"]
        self.assertEqual(["JOB_CREATED", "ONE_TIME_JOB_STARTED", "BUCKET_DOES_NOT_EXIST", "BUCKET_ACCESS_DENIED", "JOB_COMPLETED"],
                         [e["eventType"] for e in events])
        self.assertEqual({"type": "S3_BUCKET_NAME", "value": "gone"}, events[2]["affectedResource"])
        good = self.job(s3JobDefinition={"bucketDefinitions": [{"accountId": self.account, "buckets": ["here"]}]})["jobId"]
        self.assertEqual("NONE", self.wait_for(good, "COMPLETE")["lastRunErrorStatus"]["code"])

    def test_criteria_that_match_nothing_end_at_once(self):
        criteria = {"bucketCriteria": {"includes": {"and": [{"simpleCriterion": {"comparator": "EQ", "key": "S3_BUCKET_NAME", "values": ["none"]}}]}}}
        job_id = self.job(s3JobDefinition=criteria)["jobId"]
        job = self.macie.describe_classification_job(jobId=job_id)
        self.assertEqual(("COMPLETE", "NONE"), (job["jobStatus"], job["lastRunErrorStatus"]["code"]))
        events = self.server.control("GET", f"jobs/{job_id}/events?account={self.account}")["events"]
        self.assertIn("NO_BUCKETS_MATCHED_THE_CRITERIA", [e["eventType"] for e in events])


class Updating(Case):
    options = ()

    def test_every_cell_of_the_table_that_can_be_reached(self):
        update = self.macie.update_classification_job
        for start in ("RUNNING", "IDLE", "USER_PAUSED", "COMPLETE", "CANCELLED"):
            for wanted in ("CANCELLED", "RUNNING", "USER_PAUSED", "PAUSED", "IDLE", "COMPLETE"):
                with self.subTest(f"{start} -> {wanted}"):
                    job = self.make(start)
                    allowed = {"RUNNING": ("CANCELLED", "USER_PAUSED"), "IDLE": ("CANCELLED", "USER_PAUSED"),
                               "USER_PAUSED": ("CANCELLED", "RUNNING")}.get(start, ())
                    if wanted in allowed:
                        update(jobId=job, jobStatus=wanted)
                        shown = self.macie.describe_classification_job(jobId=job)["jobStatus"]
                        self.assertEqual("IDLE" if (start, wanted) == ("USER_PAUSED", "RUNNING") else wanted, shown)
                        continue
                    text = self.refused(400, "ValidationException", update, jobId=job, jobStatus=wanted)
                    arn = f"arn:aws:macie2:us-east-1:{self.account}:classification-job/{job}"
                    word = {"COMPLETE": "completed", "CANCELLED": "cancelled"}.get(start, "")
                    self.assertRegex(text, f"^Input validation failed, cannot update {word}.* ?job for job: {arn}$")

    def make(self, status):
        if status == "COMPLETE":
            job = self.job()["jobId"]
            self.wait_for(job, "COMPLETE")
            return job
        if status == "RUNNING":
            return self.slow_job()
        job = self.job(jobType="SCHEDULED", scheduleFrequency={"monthlySchedule": {"dayOfMonth": another_day()}})["jobId"]
        if status != "IDLE":
            self.macie.update_classification_job(jobId=job, jobStatus=status)
        return job

    def slow_job(self):
        # A run that is paused and resumed at once still has nearly all of its time.
        return self.job()["jobId"]

    @classmethod
    def setUpClass(cls):
        cls.options = ("--run-duration", "PT1S")
        from support import Server
        cls.server = Server(*cls.options)

    def test_pausing_shows_when_and_until(self):
        job = self.job()["jobId"]
        self.macie.update_classification_job(jobId=job, jobStatus="USER_PAUSED")
        details = self.macie.describe_classification_job(jobId=job)["userPausedDetails"]
        self.assertEqual(datetime.timedelta(days=30), details["jobExpiresAt"] - details["jobPausedAt"])
        self.assertNotIn("jobImminentExpirationHealthEventArn", details)
        item = [i for i in self.macie.list_classification_jobs()["items"] if i["jobId"] == job][0]
        self.assertEqual(details, item["userPausedDetails"])
        self.macie.update_classification_job(jobId=job, jobStatus="RUNNING")
        self.assertNotIn("userPausedDetails", self.macie.describe_classification_job(jobId=job))
        self.wait_for(job, "COMPLETE")

    def test_pausing_between_runs_never_expires(self):
        job = self.make("USER_PAUSED")
        details = self.macie.describe_classification_job(jobId=job)["userPausedDetails"]
        self.assertEqual(datetime.timedelta(days=30), details["jobExpiresAt"] - details["jobPausedAt"])
        item = [i for i in self.macie.list_classification_jobs()["items"] if i["jobId"] == job][0]
        self.assertEqual(details, item["userPausedDetails"])

    def test_refusals(self):
        update = self.macie.update_classification_job
        self.refused(404, "ResourceNotFoundException", update, jobId=UNKNOWN, jobStatus="CANCELLED")
        self.refused(400, "ValidationException", update, jobId="x", jobStatus="CANCELLED")
        self.refused(400, "ValidationException", update, jobId=self.make("IDLE"), jobStatus="STOPPED", message="enum value set")
        self.refused(400, "ValidationException", update, jobId=self.make("IDLE"), message="Value null at 'jobStatus'")


class Listing(Case):
    def setUp(self):
        super().setUp()
        self.ids = [self.job(name=name)["jobId"] for name in ("alpha", "beta", "gamma", "delta")]
        self.recurring = self.job(name="weekly", jobType="SCHEDULED", scheduleFrequency={"monthlySchedule": {"dayOfMonth": another_day()}})["jobId"]

    def names(self, **query):
        return [item["name"] for item in self.macie.list_classification_jobs(**query)["items"]]

    def test_newest_first_by_default_and_sorts(self):
        self.assertEqual(["weekly", "delta", "gamma", "beta", "alpha"], self.names())
        for attribute, order, expected in (("name", "ASC", "alpha"), ("name", "DESC", "weekly"), ("createdAt", "ASC", "alpha"),
                                           ("jobType", "DESC", "weekly")):
            self.assertEqual(expected, self.names(sortCriteria={"attributeName": attribute, "orderBy": order})[0])
        self.assertEqual("alpha", self.names(sortCriteria={"attributeName": "name"})[0])

    def test_filters(self):
        term = lambda key, comparator, *values: {"key": key, "comparator": comparator, "values": list(values)}
        sort = {"attributeName": "name", "orderBy": "ASC"}
        every = ["alpha", "beta", "delta", "gamma", "weekly"]
        for filter_term, expected in ((term("name", "EQ", "beta", "alpha"), ["alpha", "beta"]), (term("name", "EQ", "Beta"), []),
                                      (term("name", "NE", "beta", "weekly"), ["alpha", "delta", "gamma"]), (term("name", "CONTAINS", "lt"), ["delta"]),
                                      (term("name", "STARTS_WITH", "g", "w"), ["gamma", "weekly"]), (term("jobType", "EQ", "SCHEDULED"), ["weekly"]),
                                      (term("jobStatus", "EQ", "IDLE", "PAUSED"), ["weekly"]), (term("createdAt", "GT", "2020-01-01T00:00:00Z"), every),
                                      (term("createdAt", "LT", "1577836800000"), [])):
            self.assertEqual(expected, self.names(filterCriteria={"includes": [filter_term]}, sortCriteria=sort), filter_term)
            self.assertEqual([n for n in every if n not in expected], self.names(filterCriteria={"excludes": [filter_term]}, sortCriteria=sort))
        self.assertEqual(["beta"], self.names(filterCriteria={"includes": [term("name", "CONTAINS", "a")], "excludes": [term("name", "NE", "beta")]}))

    def test_refusals(self):
        term = lambda key, comparator, *values: {"filterCriteria": {"includes": [{"key": key, "comparator": comparator, "values": list(values)}]}}
        for query in (term("jobStatus", "GT", "IDLE"), term("jobType", "CONTAINS", "ONE"), term("name", "GT", "a"), term("createdAt", "CONTAINS", "2"),
                      term("createdAt", "EQ", "today"), term("colour", "EQ", "x"), term("name", "LIKE", "x"), term("name", "EQ"),
                      {"sortCriteria": {"attributeName": "jobId"}}, {"maxResults": 0}, {"maxResults": 1001}, {"nextToken": "forged"}):
            self.refused(400, "ValidationException", self.macie.list_classification_jobs, **query)

    def test_pages(self):
        pages = list(self.macie.get_paginator("list_classification_jobs").paginate(PaginationConfig={"PageSize": 2}))
        self.assertEqual([2, 2, 1], [len(p["items"]) for p in pages])
        self.assertEqual(5, len({i["jobId"] for p in pages for i in p["items"]}))
        self.assertEqual(5, len(self.names(maxResults=200)))
        token = pages[0]["nextToken"]
        self.refused(400, "ValidationException", self.macie.list_classification_jobs, nextToken=token, sortCriteria={"attributeName": "name"})


class Identifiers(Case):
    def test_all_of_them_by_category(self):
        answer = self.macie.list_managed_data_identifiers()
        ids = [item["id"] for item in answer["items"]]
        self.assertEqual((166, sorted(ids)), (len(set(ids)), ids))
        count = lambda category: sum(item["category"] == category for item in answer["items"])
        self.assertEqual((9, 58, 99), (count("CREDENTIALS"), count("FINANCIAL_INFORMATION"), count("PERSONAL_INFORMATION")))
        self.assertNotIn("nextToken", answer)
