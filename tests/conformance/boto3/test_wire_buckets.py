"""The wire itself, and the bucket table: criteria, sorting, paging, durability."""

import json
import os
import tempfile
import unittest

from support import ACCOUNT, Case, Server

BUCKETS = [{"bucketName": name, "objectCount": count, "versioning": versioning, "accountId": ACCOUNT}
           for name, count, versioning in (("alpha", 10, True), ("beta", 20, False), ("gamma", 20, True))]


class Wire(Case):
    def test_every_answer_has_a_request_id_and_errors_name_their_type(self):
        for method, path, body, status, kind in (
                ("GET", "/no/such/path", None, 404, "UnknownOperationException"),
                ("PUT", "/macie", b"{}", 404, "UnknownOperationException"),
                ("POST", "/datasources/s3", b"{", 400, "SerializationException"),
                ("POST", "/datasources/s3", b"[]", 400, "SerializationException"),
                ("POST", "/datasources/s3", b'{"maxResults":"1"}', 400, "SerializationException"),
                ("GET", "/jobs/", None, 400, "ValidationException"),  # not 32 hex digits
                ("POST", "/datasources/s3", b"", 200, None),
                ("POST", "/datasources/s3", b'{"unknown":1,"maxResults":null}', 200, None)):
            with self.subTest(f"{method} {path} {body}"):
                got, headers, answer = self.server.http(method, path, body)
                self.assertEqual((got, headers.get("x-amzn-errortype")), (status, kind), answer)
                self.assertRegex(headers["x-amzn-requestid"], r"^[0-9a-f-]{36}$")
                self.assertEqual(headers["content-type"], "application/json")
                if kind:
                    self.assertEqual(list(json.loads(answer)), ["message"])

    def test_a_missing_member_is_told_in_the_framework_form(self):
        _, _, answer = self.server.http("POST", "/jobs", b"{}")
        self.assertIn("Value null at 'jobType' failed to satisfy constraint: Member must not be null",
                      json.loads(answer)["message"])
        self.assertRegex(json.loads(answer)["message"], r"^\d+ validation errors detected: ")

    def test_a_foreign_web_page_is_refused(self):
        for headers in ({"Host": "evil.example"}, {"Origin": "http://evil.example"}):
            self.assertEqual(self.server.http("POST", "/datasources/s3", b"{}", headers)[0] // 100, 4, headers)


class Buckets(Case):
    def setUp(self):
        super().setUp()
        self.server.put_buckets(BUCKETS)

    def names(self, criteria=None, **more):
        answer = self.macie.describe_buckets(criteria=criteria or {}, **more)
        return [bucket["bucketName"] for bucket in answer["buckets"]]

    def test_criteria_choose_by_every_operator_and_join_with_and(self):
        for criteria, wanted in (
                ({}, "alpha beta gamma"), ({"bucketName": {"eq": ["alpha", "beta"]}}, "alpha beta"),
                ({"bucketName": {"neq": ["alpha"]}}, "beta gamma"), ({"bucketName": {"prefix": "ga"}}, "gamma"),
                ({"bucketName": {"eq": ["ALPHA"]}}, ""), ({"versioning": {"eq": ["true"]}}, "alpha gamma"),
                ({"objectCount": {"gt": 10}}, "beta gamma"), ({"objectCount": {"lte": 10}}, "alpha"),
                ({"objectCount": {"gte": 10, "lt": 20}}, "alpha"), ({"objectCount": {"eq": ["20"]}}, "beta gamma"),
                ({"objectCount": {"gt": 10}, "versioning": {"eq": ["true"]}}, "gamma"),
                ({"bucketName": {}}, "alpha beta gamma")):
            with self.subTest(criteria):
                self.assertEqual(self.names(criteria), wanted.split())

    def test_bad_criteria_are_refused(self):
        for criteria in ({"noSuch": {"eq": ["x"]}}, {"bucketName": {"eq": []}}, {"accountId": {"prefix": "1"}},
                         {"bucketName": {"gt": 1}}, {"bucketCreatedAt": {"eq": ["1"]}}):
            with self.subTest(criteria):
                self.refused(self.macie.describe_buckets, "ValidationException", 400, criteria=criteria)

    def test_ties_go_by_name_upward_in_both_directions(self):
        for order, wanted in (("ASC", "alpha beta gamma"), ("DESC", "beta gamma alpha")):
            self.assertEqual(self.names(sortCriteria={"attributeName": "objectCount", "orderBy": order}), wanted.split())
        self.refused(self.macie.describe_buckets, "ValidationException", 400, sortCriteria={"attributeName": "noSuch"})

    def test_a_token_serves_only_its_own_question(self):
        token = self.macie.describe_buckets(maxResults=1)["nextToken"]
        self.assertEqual(self.names(maxResults=2, nextToken=token), ["beta", "gamma"])
        refuse = lambda client, **q: self.refused(client.describe_buckets, "ValidationException", 400, **q)
        refuse(self.macie, nextToken=token, criteria={"bucketName": {"prefix": "a"}})
        refuse(self.macie, nextToken="forged")
        refuse(self.server.client(region="eu-west-1"), nextToken=token)
        refuse(self.server.client(account="210987654321"), nextToken=token)

    def test_the_default_page_holds_fifty(self):
        self.server.put_buckets([{"bucketName": f"b{i:03}"} for i in range(60)])
        pages = list(self.macie.get_paginator("describe_buckets").paginate())
        self.assertEqual(len(pages[0]["buckets"]), 50)

    def test_a_job_shows_in_job_details_until_cancelled(self):
        import datetime
        day = (datetime.datetime.now(datetime.timezone.utc).day + 13) % 28 + 1
        job = self.make_job(jobType="SCHEDULED", scheduleFrequency={"monthlySchedule": {"dayOfMonth": day}})["jobId"]
        seen = lambda: self.macie.describe_buckets(maxResults=1)["buckets"][0]["jobDetails"]
        self.assertEqual((seen()["isDefinedInJob"], seen()["isMonitoredByJob"]), ("TRUE", "TRUE"))
        self.macie.update_classification_job(jobId=job, jobStatus="CANCELLED")
        self.assertEqual((seen()["isDefinedInJob"], seen()["isMonitoredByJob"]), ("FALSE", "FALSE"))

    def test_statistics_count_the_table(self):
        answer = self.macie.get_bucket_statistics()
        self.assertEqual((answer["bucketCount"], answer["objectCount"]), (3, 50))


class Durability(unittest.TestCase):
    def test_jobs_and_buckets_survive_sigkill(self):
        with tempfile.TemporaryDirectory() as directory:
            path = os.path.join(directory, "macie.db")
            first = Server("--db", path)
            self.addCleanup(first.stop)
            first.put_buckets(BUCKETS)
            before = first.client().describe_buckets()["buckets"]
            first.stop(kill=True)
            second = Server("--db", path)
            self.addCleanup(second.stop)
            self.assertEqual(second.client().describe_buckets()["buckets"], before)
            with self.assertRaises(AssertionError):
                Server("--db", path)
            second.stop()
