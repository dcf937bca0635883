"""What people have saved from AWS loads through every door that takes it, in whatever form their program saved it."""
import copy
import datetime
import json
import os
import subprocess
import tempfile

from support import ACCOUNT, Case, REGION, Server, start_fails

NOW = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)


def at(text):
    return text.strftime("%Y-%m-%dT%H:%M:%S.127Z")


def plain(answer):
    """An answer of boto3 without what boto3 adds."""
    return {name: value for name, value in answer.items() if name != "ResponseMetadata"}


def utc(time, digits="milliseconds", zone="Z"):
    return time.astimezone(datetime.timezone.utc).isoformat(timespec=digits)[:-6] + zone


# The forms. Each makes a text of an answer as boto3 has it: times as datetimes, absent members left out.


def boto3_default_str(answer):
    return json.dumps(answer, default=str)


def aws_cli_2(answer):
    return json.dumps(plain(answer), indent=4, default=lambda time: utc(time, "microseconds", "+00:00"))


def cli_max_items(answer):
    return json.dumps({"NextToken": "eyJuZXh0VG9rZW4iOiBudWxsfQ==", **json.loads(aws_cli_2(answer))})


def js_sdk_3(answer):
    document = json.loads(json.dumps(plain(answer), default=utc))
    return json.dumps({"$metadata": {"httpStatusCode": 200, "attempts": 1, "totalRetryDelay": 0}, **document})


def renamed(value, rename):
    if isinstance(value, list):
        return [renamed(one, rename) for one in value]
    if not isinstance(value, dict):
        return value
    # The tags of a job are a map: its keys are no names of members.
    return {rename(name): inner if name == "tags" and isinstance(inner, dict) else renamed(inner, rename)
            for name, inner in value.items()}


def go_sdk_2(answer):
    """Members by their exported names; null for a pointer that is not set, and "" for an enumeration."""
    document = json.loads(json.dumps(plain(answer), default=lambda time: utc(time, "auto")))
    document = renamed(document, lambda name: name[0].upper() + name[1:])
    for bucket in document.get("Buckets", []):
        bucket.setdefault("ErrorCode", "")
        bucket.setdefault("ErrorMessage", None)
    return json.dumps({**document, "ResultMetadata": {}})


def java_sdk_1(answer):
    """By Jackson, which makes "etag" of getETag()."""
    document = json.loads(json.dumps(plain(answer), default=lambda time: utc(time, zone="+0000")))
    document = renamed(document, lambda name: "etag" if name == "eTag" else name)
    return json.dumps({"sdkResponseMetadata": {"requestId": "0"}, "sdkHttpMetadata": {"httpStatusCode": 200}, **document})


FORMS = (boto3_default_str, aws_cli_2, cli_max_items, js_sdk_3, go_sdk_2, java_sdk_1)


def element(answer, member):
    """The list of an answer by itself."""
    document = json.loads(answer)
    return document.get(member) or document[member[0].upper() + member[1:]]


def event_of(finding):
    """The EventBridge event that Macie makes of what GetFindings prints."""
    detail = json.loads(json.dumps(finding, default=utc))
    affected = detail["resourcesAffected"].setdefault("s3Object", None)
    if affected:
        affected["etag"] = affected.pop("eTag")
    detail.setdefault("policyDetails", None)
    detail.setdefault("classificationDetails", None)
    for item in ((detail["classificationDetails"] or {}).get("result") or {}).get("sensitiveData", []):
        for detection in item["detections"]:
            places = detection.setdefault("occurrences", {})
            for name in ("lineRanges", "offsetRanges", "pages", "records", "cells"):
                places.setdefault(name, None)
    return {"version": "0", "id": "b6c7a9d0-1111-4222-8333-944455556666", "detail-type": "Macie Finding", "source": "aws.macie",
            "account": ACCOUNT, "time": "2026-03-02T10:21:09Z", "region": REGION, "resources": [], "detail": detail}


BUCKET = {
    "bucketName": "orders-archive", "bucketCreatedAt": "2025-02-11T09:14:03Z", "objectCount": 3, "sizeInBytes": 48210,
    "tags": [{"key": "Team", "value": "Sales"}], "versioning": True, "lastUpdated": "2026-03-02T08:00:41.500Z",
    "serverSideEncryption": {"type": "aws:kms", "kmsMasterKeyId": "alias/orders"}}
JOB_ID = "5b1d0c7f2a9e4c31b6d8e0f1a2b3c4d5"
SENSITIVE = {
    "id": "c0ffee00112233445566778899aabb02", "type": "SensitiveData:S3Object/Financial", "createdAt": at(NOW), "updatedAt": at(NOW),
    "resourcesAffected": {
        "s3Bucket": {"name": "orders-archive", "createdAt": "2025-02-11T09:14:03Z", "owner": {"displayName": "orders", "id": "9f3a" * 16}},
        "s3Object": {"key": "in/payments.csv", "eTag": "5d41402abc4b2a76b9719d911017c592", "size": 48210, "storageClass": "STANDARD",
                     "lastModified": "2026-03-02T08:00:41Z", "publicAccess": False, "versionId": "",
                     "serverSideEncryption": {"encryptionType": "AES256"}}},
    "classificationDetails": {"jobId": JOB_ID, "result": {"mimeType": "text/csv", "sensitiveData": [
        {"category": "FINANCIAL_INFORMATION", "detections": [{"type": "CREDIT_CARD_NUMBER", "count": 61, "occurrences": {
            "cells": [{"row": 2, "column": 14, "columnName": "CCN"}]}}]}]}}}
POLICY = {
    "id": "0a1b2c3d-1111-4222-8333-944455556666", "type": "Policy:IAMUser/S3BucketPublic", "createdAt": at(NOW), "updatedAt": at(NOW), "count": 2,
    "resourcesAffected": {"s3Bucket": {"name": "orders-archive"}},
    "policyDetails": {"action": {"apiCallDetails": {"api": "PutBucketPolicy", "firstSeen": at(NOW), "lastSeen": at(NOW)}}, "actor": {
        "ipAddressDetails": {"ipAddressV4": "192.0.2.7", "ipGeoLocation": {"lat": 1.5, "lon": -2.25}},
        "userIdentity": {"type": "Root", "root": {"accountId": ACCOUNT, "arn": f"arn:aws:iam::{ACCOUNT}:root", "principalId": ACCOUNT}}}}}
ONE_TIME = {"jobId": JOB_ID, "name": "once", "jobType": "ONE_TIME", "jobStatus": "COMPLETE", "createdAt": "2026-03-02T10:00:00.272Z",
            "lastRunTime": "2026-03-02T10:00:00.272Z", "tags": {"Team": "hr", "cost": "1"},
            "s3JobDefinition": {"bucketDefinitions": [{"accountId": ACCOUNT, "buckets": ["orders-archive"]}]}}
SCHEDULED = {"jobId": "6" * 32, "name": "weekly", "jobType": "SCHEDULED", "jobStatus": "IDLE", "createdAt": "2026-03-02T10:00:00.272Z",
             "scheduleFrequency": {"weeklySchedule": {"dayOfWeek": "MONDAY"}},
             "s3JobDefinition": {"bucketCriteria": {"includes": {"and": [
                 {"tagCriterion": {"comparator": "EQ", "tagValues": [{"key": "Team", "value": "Sales"}]}}]}}}}


def state(**families):
    return {"version": 1, "accounts": {ACCOUNT: {REGION: families}}}


class SavedForms(Case):
    """The class's server is the one that things are saved from."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server.control("PUT", "state", state(buckets=[BUCKET], findings=[SENSITIVE, POLICY], jobs=[ONE_TIME, SCHEDULED]))
        cls.source = cls.server.client()
        cls.folder = tempfile.TemporaryDirectory()
        cls.target = Server()

    @classmethod
    def tearDownClass(cls):
        cls.target.stop()
        cls.folder.cleanup()
        super().tearDownClass()

    def path(self, *names):
        return os.path.join(self.folder.name, *names)

    def through(self, doors, text, look):
        """Puts `text` through each door, into a server that is empty otherwise, and calls look(door, client)."""
        os.makedirs(self.path("init"), exist_ok=True)
        for path in (self.path("seed.json"), self.path("init", "1.json")):
            with open(path, "w") as out:
                out.write(text)
        for door in doors:
            with self.subTest(door=door):
                if door.startswith("--"):
                    server = Server(door, self.path("seed.json" if door == "--seed" else "init"))
                    try:
                        look(door, server.client())
                    finally:
                        server.stop()
                else:
                    self.target.control("POST", "reset")
                    self.target.control("PUT", door, text)
                    look(door, self.target.client())

    def aws(self, *words):
        done = subprocess.run(
            ["/usr/bin/aws", "--endpoint-url", self.server.url, "--region", REGION, "--output", "json", "macie2", *words],
            env={**os.environ, "AWS_ACCESS_KEY_ID": ACCOUNT, "AWS_SECRET_ACCESS_KEY": "x", "AWS_PAGER": ""},
            capture_output=True, text=True, timeout=60)
        self.assertEqual(0, done.returncode, done.stderr)
        return done.stdout


DOCUMENTS = ("--seed", "--init", "state")


class Buckets(SavedForms):
    def test_every_form_through_every_door(self):
        answer = self.source.describe_buckets()
        expected = answer["buckets"]
        self.assertEqual(["orders-archive"], [bucket["bucketName"] for bucket in expected])
        texts = {form.__name__: form(answer) for form in FORMS}
        texts.update({f"array of {name}": json.dumps(element(text, "buckets")) for name, text in list(texts.items())})
        texts["real AWS CLI"] = self.aws("describe-buckets")
        for name, text in texts.items():
            with self.subTest(form=name):
                self.through(DOCUMENTS + ("buckets",), text,
                             lambda door, client: self.assertEqual(
                                 [{**expected[0], "jobDetails": None}],
                                 [{**bucket, "jobDetails": None} for bucket in client.describe_buckets()["buckets"]]))

    def test_the_real_cli_with_max_items(self):
        self.put(*({"bucketName": f"b-{i}"} for i in range(3)))
        source = self.server.client(self.account)
        done = subprocess.run(
            ["/usr/bin/aws", "--endpoint-url", self.server.url, "--region", REGION, "--output", "json", "macie2", "describe-buckets",
             "--max-items", "2"], env={**os.environ, "AWS_ACCESS_KEY_ID": self.account, "AWS_SECRET_ACCESS_KEY": "x", "AWS_PAGER": ""},
            capture_output=True, text=True, timeout=60)
        self.assertIn("NextToken", json.loads(done.stdout))
        expected = source.describe_buckets(maxResults=2)["buckets"]
        self.through(DOCUMENTS + ("buckets",), done.stdout,
                     lambda door, client: self.assertEqual(expected, client.describe_buckets()["buckets"]))

    def test_unknown_members_stay_errors(self):
        for text, words in (([{"bucketNmae": "x"}], "line 1: buckets[0].bucketNmae: unknown member"),
                            ({"buckets": [], "Nexttoken": None}, "Nexttoken: unknown member"),
                            ([{"bucketName": "x-1"}, 5], "line 1: buckets[1]: an object is expected; a number given"),
                            ('[{"bucketName":"x-1"},\n\n{"no":1}]', "line 3: buckets[1].no: unknown member"),
                            ("[] 1", "line 1: there is more behind the buckets"),
                            ([{"BucketName": "x-1", "bucketName": "x-1"}], "buckets[0].bucketName: stands twice"),
                            ([{"bucketName": "x-1", "bucketCreatedAt": "2020-10-26 13:47:03"}], "bucketCreatedAt: a time such as")):
            text = text if isinstance(text, str) else json.dumps(text)
            self.assertIn(words, self.target.control("PUT", "state", text, expect=400)["message"])
            with open(self.path("bad.json"), "w") as out:
                out.write(text)
            code, errors = start_fails("--seed", self.path("bad.json"))
            self.assertEqual(2, code)
            self.assertIn(words, errors)


class Findings(SavedForms):
    IDS = [SENSITIVE["id"], POLICY["id"]]

    def answer(self):
        answer = self.source.get_findings(findingIds=self.IDS)
        self.assertEqual(2, len(answer["findings"]))
        return answer

    def test_every_form_through_every_door(self):
        answer = self.answer()
        expected = plain(answer)["findings"]

        def same(_, client):
            self.assertEqual(expected, client.get_findings(findingIds=self.IDS)["findings"])

        texts = {form.__name__: form(answer) for form in FORMS}
        texts["real AWS CLI"] = self.aws("get-findings", "--finding-ids", *self.IDS)
        texts["EventBridge"] = json.dumps({"findings": [event_of(finding) for finding in expected]})
        for name, text in texts.items():
            with self.subTest(form=name):
                self.through(DOCUMENTS + ("findings",), text, same)
                listed = element(text, "findings")
                self.through(("findings",), json.dumps(listed), same)
                self.through(DOCUMENTS, json.dumps(state(findings=listed)), same)

    def test_a_result_file_line(self):
        line = copy.deepcopy(RESULT_LINE)

        def look(_, client):
            finding = client.get_findings(findingIds=[line["id"]])["findings"][0]
            self.assertEqual(("SensitiveData:S3Object/Financial", 3), (finding["type"], finding["severity"]["score"]))
            self.assertEqual(48210, finding["resourcesAffected"]["s3Object"]["size"])
            details = finding["classificationDetails"]
            self.assertEqual(JOB_ID, details["jobId"])
            self.assertEqual(line["classificationDetails"]["detailedResultsLocation"], details["detailedResultsLocation"])
            [item] = details["result"]["sensitiveData"]
            self.assertEqual((61, 61), (item["totalCount"], item["detections"][0]["count"]))
            self.assertEqual([{"row": 2, "column": 14, "columnName": "CCN"}], item["detections"][0]["occurrences"]["cells"])
            self.assertEqual(finding["createdAt"], finding["updatedAt"])

        self.through(("findings",), json.dumps([line]), look)
        self.through(DOCUMENTS + ("findings",), json.dumps({"findings": [line]}), look)
        self.through(DOCUMENTS, json.dumps(state(findings=[line])), look)

    def test_a_finding_that_security_hub_imported(self):
        imported = copy.deepcopy(IMPORTED)

        def look(_, client):
            finding = client.get_findings(findingIds=[imported["Id"]])["findings"][0]
            self.assertEqual(("SensitiveData:S3Object/Personal", "CLASSIFICATION", ACCOUNT, REGION, False), tuple(
                finding[name] for name in ("type", "category", "accountId", "region", "sample")))
            self.assertEqual({"description": "High", "score": 3}, finding["severity"])
            bucket = finding["resourcesAffected"]["s3Bucket"]
            self.assertEqual(("orders-archive", "arn:aws:s3:::orders-archive", {"displayName": "johndoe", "id": "7009" * 16}),
                             (bucket["name"], bucket["arn"], bucket["owner"]))
            self.assertEqual("NOT_PUBLIC", bucket["publicAccess"]["effectivePermission"])
            self.assertTrue(bucket["publicAccess"]["permissionConfiguration"]["bucketLevelPermissions"]["blockPublicAccess"]["blockPublicAcls"])
            self.assertEqual({"encryptionType": "aws:kms", "kmsMasterKeyId": "alias/k"}, bucket["defaultServerSideEncryption"])
            affected = finding["resourcesAffected"]["s3Object"]
            self.assertEqual(("hr/staff list.tsv", "orders-archive/hr/staff list.tsv", "tsv", 14, "STANDARD", False, "ebe1ca03ee8d006d45744444"),
                             tuple(affected[name] for name in ("key", "path", "extension", "size", "storageClass", "publicAccess", "eTag")))
            details = finding["classificationDetails"]
            self.assertEqual((JOB_ID, "SENSITIVE_DATA_DISCOVERY_JOB", "s3://results/x.jsonl.gz"),
                             tuple(details[name] for name in ("jobId", "originType", "detailedResultsLocation")))
            result = details["result"]
            self.assertEqual(("text/tsv", 14, "COMPLETE"), (result["mimeType"], result["sizeClassified"], result["status"]["code"]))
            self.assertEqual([{"column": 10, "row": 1, "columnName": "Other"}], result["sensitiveData"][0]["detections"][0]["occurrences"]["cells"])

        event = {"version": "0", "id": "1", "detail-type": "Security Hub Findings - Imported", "source": "aws.securityhub", "account": ACCOUNT,
                 "time": "2026-03-02T10:21:09Z", "region": REGION, "resources": ["arn"], "detail": {"findings": [imported]}}
        for listed in ([imported], [event]):
            self.through(("findings",), json.dumps(listed), look)
            self.through(DOCUMENTS + ("findings",), json.dumps({"Findings": listed}), look)
            self.through(DOCUMENTS, json.dumps(state(findings=listed)), look)

    def test_what_is_no_finding_says_what_it_is(self):
        def line(**changes):
            changed = copy.deepcopy(RESULT_LINE)
            changed.update(changes)
            return changed

        inside = line()
        inside["resourcesAffected"]["s3Object"]["embeddedFileDetails"] = {"filePath": "a.csv"}
        nothing = line()
        del nothing["type"]
        event = event_of(plain(self.answer())["findings"][0])
        mistake = copy.deepcopy(event)
        mistake["detail"]["colour"] = "red"
        quoted = copy.deepcopy(SENSITIVE)
        quoted["resourcesAffected"]["s3Object"]["size"] = "48210"
        for given, words in (
                (inside, "is the result of a file inside an archive"), (nothing, "in which nothing was found"),
                ({**event, "detail-type": "GuardDuty Finding"}, "is an event whose detail-type is \"GuardDuty Finding\""),
                ({**event, "detail": None}, "is an event without detail"),
                (mistake, "detail.colour: unknown member"), (line(colour="red"), "colour: unknown member"),
                ({**IMPORTED, "ProductArn": "arn:aws:securityhub:us-east-1::product/aws/guardduty"}, "is a finding of another product"),
                ({**IMPORTED, "Types": ["TTPs/Discovery"]}, "must name a type of Macie's findings in its Types"),
                ({**IMPORTED, "Resources": []}, "must have an AwsS3Bucket among its Resources"),
                ({**event, "detail-type": "Security Hub Findings - Imported", "detail": {"findings": [IMPORTED, IMPORTED]}},
                 "detail: must have one finding in its list of findings"),
                (quoted, "resourcesAffected.s3Object.size: an integer is expected; a string given")):
            with self.subTest(words=words):
                sides = [SENSITIVE, given]
                message = self.target.control("PUT", "findings", sides, expect=400)["message"]
                self.assertTrue(message.startswith("findings[1]"), message)
                self.assertIn(words, message)
                message = self.target.control("PUT", "state", state(findings=sides), expect=400)["message"]
                self.assertTrue(message.startswith(f"line 1: accounts.{ACCOUNT}.{REGION}.findings[1]"), message)
                self.assertIn(words, message)

    def test_the_line_of_a_mistake_inside_an_event(self):
        event = event_of(plain(self.answer())["findings"][0])
        event["detail"]["colour"] = "red"
        text = json.dumps({"findings": [event]}, indent=1)
        message = self.target.control("PUT", "state", text, expect=400)["message"]
        expected = 1 + text[:text.index('"colour"')].count("\n")
        self.assertTrue(message.startswith(f"line {expected}: findings[0].detail.colour"), message)

    def test_how_many_are_too_old_is_said(self):
        old = [{**SENSITIVE, "id": f"old{i}", "createdAt": at(NOW - datetime.timedelta(days=days)), "updatedAt": at(NOW - datetime.timedelta(days=days))}
               for i, days in enumerate((89, 91, 400))]
        self.target.control("POST", "reset")
        self.assertEqual({"findingIds": ["old0", "old1", "old2"], "olderThan90Days": 2}, self.target.control("PUT", "findings", old))
        self.assertEqual(["old0"], self.target.client().list_findings()["findingIds"])
        for count, words in ((3, "2 findings were last updated"), (2, "1 finding was last updated"), (1, None)):
            with open(self.path("old.json"), "w") as out:
                json.dump({"findings": old[:count]}, out)
            server = Server("--seed", self.path("old.json"))
            listed = server.client().list_findings()["findingIds"]
            _, errors = server.stop()
            self.assertEqual(["old0"], listed)
            if words:
                self.assertIn(words, errors)
            else:
                self.assertNotIn("last updated", errors)


class Jobs(SavedForms):
    def test_every_form_of_a_description(self):
        for job in (ONE_TIME, SCHEDULED):
            answer = self.source.describe_classification_job(jobId=job["jobId"])
            expected = plain(answer)
            texts = {form.__name__: form(answer) for form in FORMS}
            texts["real AWS CLI"] = self.aws("describe-classification-job", "--job-id", job["jobId"])
            for name, text in texts.items():
                with self.subTest(form=name, job=job["name"]):
                    document = json.dumps(state(buckets=[BUCKET], jobs=[json.loads(text)]))
                    self.through(DOCUMENTS, document, lambda door, client: self.assertEqual(
                        expected, plain(client.describe_classification_job(jobId=job["jobId"]))))

    def test_every_form_of_a_list(self):
        answer = self.source.list_classification_jobs()
        expected = plain(answer)["items"]
        self.assertEqual(2, len(expected))
        texts = {form.__name__: form(answer) for form in FORMS}
        texts["real AWS CLI"] = self.aws("list-classification-jobs")
        texts["real AWS CLI, --max-items"] = self.aws("list-classification-jobs", "--max-items", "2")
        for name, text in texts.items():
            with self.subTest(form=name):
                document = json.dumps(state(jobs=element(text, "items")))

                def look(_, client):
                    self.assertEqual(expected, client.list_classification_jobs()["items"])
                    job = client.describe_classification_job(jobId=SCHEDULED["jobId"])
                    self.assertEqual({"dailySchedule": {}}, job["scheduleFrequency"])
                self.through(DOCUMENTS, document, look)

    def test_a_job_without_its_times(self):
        item = {"bucketDefinitions": ONE_TIME["s3JobDefinition"]["bucketDefinitions"], "jobId": JOB_ID, "jobStatus": "COMPLETE",
                "jobType": "ONE_TIME", "name": "once"}

        def look(_, client):
            job = client.describe_classification_job(jobId=JOB_ID)
            self.assertEqual(job["createdAt"], job["lastRunTime"])
            self.assertLess(abs((job["createdAt"] - datetime.datetime.now(datetime.timezone.utc)).total_seconds()), 600)
        self.through(DOCUMENTS, json.dumps(state(jobs=[item])), look)

    def test_what_is_wrong_with_a_listed_job_is_said(self):
        for item, words in (
                ({"bucketDefinitions": [], "jobId": JOB_ID, "no": 1}, "jobs[0].no: unknown member"),
                ({"bucketDefinitions": [], "jobId": JOB_ID, "name": "x", "jobType": "ONE_TIME"}, "jobs[0].jobStatus: is required"),
                ({"jobId": JOB_ID, "name": "x", "jobType": "ONE_TIME", "jobStatus": "COMPLETE"}, "jobs[0].s3JobDefinition: must have")):
            self.assertIn(words, self.target.control("PUT", "state", state(jobs=[item]), expect=400)["message"])


RESULT_LINE = {
    "schemaVersion": "1.0", "id": "0a1b2c3d4e5f60718293a4b5c6d7e8f9", "accountId": ACCOUNT, "partition": "aws", "region": REGION,
    "type": "SensitiveData:S3Object/Financial", "title": "The S3 object contains financial information", "description": "It's there",
    "severity": {"score": "3", "description": "High"}, "createdAt": NOW.strftime("%Y-%m-%dT%H:%M:%SZ"),
    "resourcesAffected": {
        "s3Bucket": {"arn": "arn:aws:s3:::orders-archive", "name": "orders-archive", "createdAt": "2025-02-11T09:14:03Z",
                     "owner": {"displayName": "orders-team", "id": "9f3a" * 16}, "tags": [],
                     "defaultServerSideEncryption": {"encryptionType": "AES256"},
                     "publicAccess": {"effectivePermission": "NOT_PUBLIC"}},
        "s3Object": {"bucketArn": "arn:aws:s3:::orders-archive", "key": "in/payments.csv", "path": "orders-archive/in/payments.csv",
                     "extension": "csv", "lastModified": "2026-03-02T08:00:41Z", "eTag": "5d41402abc4b2a76b9719d911017c592",
                     "serverSideEncryption": {"encryptionType": "AES256"}, "size": "48210", "storageClass": "STANDARD", "tags": [],
                     "publicAccess": False}},
    "category": "CLASSIFICATION",
    "classificationDetails": {
        "jobArn": f"arn:aws:macie2:{REGION}:{ACCOUNT}:classification-job/{JOB_ID}",
        "result": {"status": {"code": "COMPLETE"}, "sizeClassified": "48210", "mimeType": "text/csv", "sensitiveData": [
            {"category": "FINANCIAL_INFORMATION", "totalCount": "61", "detections": [{"type": "CREDIT_CARD_NUMBER", "count": "61", "occurrences": {
                "lineRanges": [], "pages": [], "records": [], "cells": [{"row": "2", "column": "14", "columnName": "CCN"}]}}]}]},
        "detailedResultsLocation": f"s3://macie-results/AWSLogs/{ACCOUNT}/Macie/{REGION}/{JOB_ID}/{ACCOUNT}/7f0c2a11-9d3e-3b54-8a77-1c2d3e4f5a6b.jsonl.gz",
        "jobId": JOB_ID, "originType": "SENSITIVE_DATA_DISCOVERY_JOB"}}

IMPORTED = {
    "SchemaVersion": "2018-10-08", "Id": "5be50fce24526e670df77bc00example", "ProductArn": f"arn:aws:securityhub:{REGION}::product/aws/macie",
    "ProductName": "Macie", "CompanyName": "Amazon", "Region": REGION, "GeneratorId": "aws/macie", "AwsAccountId": ACCOUNT,
    "Types": ["Sensitive Data Identifications/PII/SensitiveData:S3Object-Personal"], "CreatedAt": at(NOW), "UpdatedAt": at(NOW),
    "Severity": {"Label": "HIGH", "Normalized": 70}, "Title": "The S3 object contains personal information.", "Description": "The object.",
    "ProductFields": {
        "JobArn": f"arn:aws:macie2:{REGION}:{ACCOUNT}:classification-job/{JOB_ID}", "JobId": JOB_ID, "OriginType": "SENSITIVE_DATA_DISCOVERY_JOB",
        "S3Object.Path": "orders-archive/hr/staff list.tsv", "S3Object.Extension": "tsv", "S3Object.PublicAccess": "false", "S3Object.Size": "14",
        "S3Object.StorageClass": "STANDARD", "S3Bucket.effectivePermission": "NOT_PUBLIC", "S3Bucket.allowsUnencryptedObjectUploads": "TRUE",
        "aws/securityhub/ProductName": "Macie"},
    "Resources": [
        {"Type": "AwsS3Bucket", "Id": "arn:aws:s3:::orders-archive", "Partition": "aws", "Region": REGION, "Tags": {"Team": "Sales"}, "Details": {
            "AwsS3Bucket": {
                "OwnerId": "7009" * 16, "OwnerName": "johndoe", "OwnerAccountId": ACCOUNT, "CreatedAt": "2020-12-30T18:16:25.000Z",
                "ServerSideEncryptionConfiguration": {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "alias/k"}}]},
                "PublicAccessBlockConfiguration": {"BlockPublicAcls": True, "BlockPublicPolicy": True, "IgnorePublicAcls": True,
                                                   "RestrictPublicBuckets": True}}}},
        {"Type": "AwsS3Object", "Id": "arn:aws:s3:::orders-archive/hr/staff list.tsv", "Partition": "aws", "Region": REGION,
         "DataClassification": {"DetailedResultsLocation": "s3://results/x.jsonl.gz", "Result": {
             "MimeType": "text/tsv", "SizeClassified": 14, "AdditionalOccurrences": False, "Status": {"Code": "COMPLETE"},
             "SensitiveData": [{"Category": "PERSONAL_INFORMATION", "TotalCount": 1, "Detections": [
                 {"Count": 1, "Type": "USA_SOCIAL_SECURITY_NUMBER", "Occurrences": {"Cells": [{"Column": 10, "Row": 1, "ColumnName": "Other"}]}}]}],
             "CustomDataIdentifiers": {"Detections": [], "TotalCount": 0}}},
         "Details": {"AwsS3Object": {"LastModified": "2022-04-22T18:16:46.000Z", "ETag": "ebe1ca03ee8d006d45744444", "VersionId": "SlBC72z5",
                                     "ServerSideEncryption": "aws:kms", "SSEKMSKeyId": "alias/k"}}}],
    "WorkflowState": "NEW", "Workflow": {"Status": "NEW"}, "RecordState": "ACTIVE", "Sample": False,
    "FindingProviderFields": {"Severity": {"Label": "HIGH"}}, "ProcessedAt": at(NOW)}
