"""Jobs that read objects: what is put, what a run finds in it, and where (behaviour 16, 19)."""
import gzip
import json
import pathlib
import tempfile
import unittest

from support import ACCOUNT, Case, Server, until

CARDS = ["4532015112830366", "5425233430109903", "374245455400126"]
CSV = ("name,card number,ssn\r\n"
       f"row two,{CARDS[0]},\r\n"
       "row three,,672-14-9981\r\n"
       f"\"row, four\",{CARDS[1]},219-46-7713\r\n")
JSON_LINES = "".join(json.dumps(record) + "\n" for record in (
    {"customer": {"credit card": CARDS[2]}}, {"note": "nothing"}, {"orders": [{"id": 1}, {"credit card": CARDS[0]}]}))


def put(server, bucket, key, content, account=ACCOUNT, **headers):
    status, answer, text = server.raw("PUT", f"/_macie-local/objects/{bucket}/{key}?account={account}", content,
                                      {name.replace("_", "-"): value for name, value in headers.items()})
    assert status in (200, 201), (status, text)
    return answer


class Reader:
    """What the tests ask of one account's Macie."""

    def __init__(self, server, account=ACCOUNT):
        self.account = account
        self.macie = server.client(account)

    def job(self, *buckets, **changes):
        return self.macie.create_classification_job(**{
            "jobType": "ONE_TIME", "name": "reads", "clientToken": "token-%d" % id(changes),
            "s3JobDefinition": {"bucketDefinitions": [{"accountId": self.account, "buckets": list(buckets)}]},
            **changes})["jobId"]

    def run(self, *buckets, **changes):
        job = self.job(*buckets, **changes)
        until("the job is COMPLETE",
              lambda: self.macie.describe_classification_job(jobId=job)["jobStatus"] == "COMPLETE", 60)
        return job

    def findings(self, job):
        listed = self.macie.list_findings(
            findingCriteria={"criterion": {"classificationDetails.jobId": {"eq": [job]}}})["findingIds"]
        found = self.macie.get_findings(findingIds=listed)["findings"] if listed else []
        return sorted(found, key=lambda finding: finding["resourcesAffected"]["s3Object"]["key"])


def places(finding):
    """{type: places} of a finding, whatever their kind."""
    told = {}
    for item in finding["classificationDetails"]["result"]["sensitiveData"]:
        for detection in item["detections"]:
            told[detection["type"]] = next(iter(detection["occurrences"].values()))
    return told


def cells(finding):
    return {name: [(cell["row"], cell["column"], cell["columnName"]) for cell in found]
            for name, found in places(finding).items()}


def records(finding):
    return {name: [(record["recordIndex"], record["jsonPath"]) for record in found]
            for name, found in places(finding).items()}


class Reading(Case):
    def setUp(self):
        super().setUp()
        self.reader = Reader(self.server, self.account)

    def put_object(self, key, content, bucket="bucket-one", **headers):
        return put(self.server, bucket, key, content, self.account, **headers)

    def only_finding(self, *buckets, **changes):
        found = self.reader.findings(self.reader.run(*(buckets or ["bucket-one"]), **changes))
        self.assertEqual(1, len(found), found)
        return found[0]

    def test_a_csv_tells_each_cell(self):
        self.put_object("people/list.csv", CSV)
        finding = self.only_finding()
        self.assertEqual({"CREDIT_CARD_NUMBER": [(2, 2, "card number"), (4, 2, "card number")],
                          "USA_SOCIAL_SECURITY_NUMBER": [(3, 3, "ssn"), (4, 3, "ssn")]}, cells(finding))
        self.assertEqual("SensitiveData:S3Object/Multiple", finding["type"])
        self.assertEqual("High", finding["severity"]["description"])
        result = finding["classificationDetails"]["result"]
        self.assertEqual(("COMPLETE", "text/csv", len(CSV)),
                         (result["status"]["code"], result["mimeType"], result["sizeClassified"]))
        self.assertFalse(result["additionalOccurrences"])
        shown = finding["resourcesAffected"]["s3Object"]
        self.assertEqual(("bucket-one/people/list.csv", "csv", len(CSV)), (shown["path"], shown["extension"], shown["size"]))

    def test_json_lines_tell_record_and_path(self):
        self.put_object("log.jsonl", JSON_LINES)
        self.assertEqual({"CREDIT_CARD_NUMBER": [(0, "$.customer['credit card']"), (2, "$.orders[1]['credit card']")]},
                         records(self.only_finding()))

    def test_text_tells_lines_and_an_archive_no_places(self):
        text = f"first line\nmy credit card is {CARDS[0]}\n"
        self.put_object("note.txt", text)
        self.assertEqual({"CREDIT_CARD_NUMBER": [{"end": 2, "start": 2, "startColumn": 19}]}, places(self.only_finding()))
        self.put_object("packed.txt.gz", gzip.compress(text.encode()), bucket="bucket-two")
        packed = self.only_finding("bucket-two")["classificationDetails"]["result"]
        self.assertEqual(1, packed["sensitiveData"][0]["totalCount"])
        self.assertNotIn(CARDS[0], json.dumps(packed))

    def test_a_custom_identifier_finds_and_an_allow_list_excuses(self):
        self.put_object("ids.txt", "staff EMP-123456 and EMP-777777\n")
        custom = self.macie.create_custom_data_identifier(name="staff id", regex="EMP-[0-9]{6}")["customDataIdentifierId"]
        allowed = self.macie.create_allow_list(
            name="known", clientToken="t", criteria={"regex": "EMP-7{6}"})["id"]
        finding = self.only_finding(managedDataIdentifierSelector="NONE", customDataIdentifierIds=[custom],
                                    allowListIds=[allowed])
        self.assertEqual("SensitiveData:S3Object/CustomIdentifier", finding["type"])
        detection = finding["classificationDetails"]["result"]["customDataIdentifiers"]["detections"][0]
        self.assertEqual((custom, "staff id", 1), (detection["arn"], detection["name"], detection["count"]))

    def test_words_in_an_object_excuse(self):
        self.put_object("ids.csv", "staff\nEMP-123456\nemp-777777\n")
        self.put_object("words.txt", "first\nEMP-777777\n", bucket="bucket-two")
        custom = self.macie.create_custom_data_identifier(name="staff id", regex="(?i)EMP-[0-9]{6}")["customDataIdentifierId"]
        lists = [self.macie.create_allow_list(name=key, clientToken=key, criteria={"s3WordsList": {
            "bucketName": "bucket-two", "objectKey": key}})["id"] for key in ("words.txt", "none.txt")]
        self.assertEqual(["OK", "S3_OBJECT_NOT_FOUND"], [self.macie.get_allow_list(id=id)["status"]["code"] for id in lists])
        finding = self.only_finding(managedDataIdentifierSelector="NONE", customDataIdentifierIds=[custom], allowListIds=lists)
        detection = finding["classificationDetails"]["result"]["customDataIdentifiers"]["detections"][0]
        self.assertEqual([2], [cell["row"] for cell in detection["occurrences"]["cells"]])

    def test_a_scope_leaves_objects_out(self):
        for key in ("in/a.csv", "out/b.csv"):
            self.put_object(key, CSV)
        term = {"simpleScopeTerm": {"key": "OBJECT_KEY", "comparator": "STARTS_WITH", "values": ["in/"]}}
        definition = {"bucketDefinitions": [{"accountId": self.account, "buckets": ["bucket-one"]}],
                      "scoping": {"includes": {"and": [term]}}}
        finding = self.only_finding(s3JobDefinition=definition)
        self.assertEqual("in/a.csv", finding["resourcesAffected"]["s3Object"]["key"])

    def test_what_is_clean_or_no_text_makes_no_finding(self):
        self.put_object("clean.txt", "nothing to see\n")
        self.put_object("photo.jpg", b"\xff\xd8\xff\xe0" + bytes(100))
        self.put_object("binary.txt", bytes(range(256)) * 20)
        self.assertEqual([], self.reader.findings(self.reader.run("bucket-one")))

    def test_a_run_counts_down_and_is_told(self):
        for i in range(40):
            self.put_object(f"{i:03}.csv", CSV)
        job = self.reader.run("bucket-one")
        statistics = self.macie.describe_classification_job(jobId=job)["statistics"]
        self.assertEqual((0, 1), (statistics["approximateNumberOfObjectsToProcess"], statistics["numberOfRuns"]))
        self.assertEqual(40, len(self.reader.findings(job)))
        events = [event["eventType"] for event in self.server.control(
            "GET", f"jobs/{job}/events?account={self.account}")["events"]]
        self.assertEqual(["JOB_CREATED", "ONE_TIME_JOB_STARTED", "JOB_COMPLETED"], events)


class Moved(unittest.TestCase):
    """A clock that is moved waits for what runs read."""

    def test_an_advance_ends_when_the_runs_on_the_way_have_read(self):
        server = Server()
        try:
            reader = Reader(server)
            server.control("PUT", "clock", {"now": "2030-01-01T00:00:00Z", "frozen": True})
            job = reader.job("bucket-one", jobType="SCHEDULED", scheduleFrequency={"dailySchedule": {}})
            server.control("POST", "clock/advance", {"by": "PT1H"})
            put(server, "bucket-one", "a.csv", CSV)
            server.control("POST", "clock/advance", {"by": "P1D"})
            self.assertEqual(1, len(reader.findings(job)))
            server.control("POST", "clock/advance", {"by": "P3D"})
            described = reader.macie.describe_classification_job(jobId=job)
            self.assertEqual(("IDLE", 5), (described["jobStatus"], described["statistics"]["numberOfRuns"]))
            self.assertEqual(1, len(reader.findings(job)), "nothing was changed since")
            put(server, "bucket-one", "a.csv", CSV)
            put(server, "bucket-one", "b.csv", CSV)
            server.control("POST", "clock/advance", {"by": "P1D"})
            self.assertEqual(["a.csv", "a.csv", "b.csv"],
                             [found["resourcesAffected"]["s3Object"]["key"] for found in reader.findings(job)])
        finally:
            server.stop()

    def test_two_runs_with_seeded_ids_and_a_frozen_clock_give_the_same_bytes(self):
        answers = []
        for _ in range(2):
            server = Server("--ids", "seeded:1")
            try:
                server.control("PUT", "clock", {"now": "2030-01-01T00:00:00Z", "frozen": True})
                for i in range(30):
                    put(server, "bucket-one", f"{i}.csv", CSV)
                    put(server, "bucket-one", f"{i}.jsonl", JSON_LINES)
                reader = Reader(server)
                job = reader.job("bucket-one")
                server.control("POST", "clock/advance", {"by": "PT1M"})
                self.assertEqual("COMPLETE", reader.macie.describe_classification_job(jobId=job)["jobStatus"])
                status, _, text = server.raw("GET", "/_macie-local/findings")
                self.assertEqual(200, status)
                self.assertEqual(60, len(json.loads(text)["findings"]))
                answers.append(text)
            finally:
                server.stop()
        self.assertEqual(answers[0], answers[1])


class Folder(unittest.TestCase):
    """The same objects from a folder."""

    def test_a_folder_is_read_as_the_state_is(self):
        with tempfile.TemporaryDirectory() as folder:
            bucket = pathlib.Path(folder) / "bucket-one" / "people"
            bucket.mkdir(parents=True)
            (bucket / "list.csv").write_bytes(CSV.encode())
            (bucket.parent / "log.jsonl").write_text(JSON_LINES)
            server = Server("--run-duration", "PT0.1S", "--objects", folder)
            try:
                reader = Reader(server)
                server.control("POST", "sources/refresh")
                shown = reader.macie.describe_buckets()["buckets"]
                self.assertEqual([("bucket-one", 2)], [(one["bucketName"], one["objectCount"]) for one in shown])
                log, people = reader.findings(reader.run("bucket-one"))
                self.assertEqual([(2, 2, "card number"), (4, 2, "card number")], cells(people)["CREDIT_CARD_NUMBER"])
                self.assertEqual((0, "$.customer['credit card']"), records(log)["CREDIT_CARD_NUMBER"][0])
            finally:
                server.stop()
