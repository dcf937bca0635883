"""Findings as clients ask for them (behaviour 4): lists, statistics, who sees which, how long they are kept."""
import datetime
import os
import tempfile
import unittest

from support import ACCOUNT, Case, REGION, Server

PUBLIC = "Policy:IAMUser/S3BucketPublic"
PERSONAL = "SensitiveData:S3Object/Personal"
FINANCIAL = "SensitiveData:S3Object/Financial"


def ago(days):
    """The midnight before so many days; the same text for the same day."""
    return (datetime.date.today() - datetime.timedelta(days)).isoformat() + "T00:00:00Z"


def on(bucket, **changes):
    return {"type": PUBLIC, "resourcesAffected": {"s3Bucket": {"name": bucket}}, **changes}


def sensitive(bucket="b", key="f.csv", job=None, **changes):
    return {"type": PERSONAL, "resourcesAffected": {"s3Bucket": {"name": bucket}, "s3Object": {"key": key}},
            "classificationDetails": {"jobId": job} if job else {}, **changes}


class FindingsCase(Case):
    def enter(self, *findings):
        return self.server.control("PUT", f"findings?account={self.account}", list(findings))["findingIds"]

    def list(self, criterion=None, **request):
        if criterion is not None:
            request["findingCriteria"] = {"criterion": criterion}
        return self.macie.list_findings(**request)["findingIds"]

    def get(self, finding_id):
        return self.macie.get_findings(findingIds=[finding_id])["findings"][0]


class Complete(FindingsCase):
    def test_a_policy_finding_is_filled_in(self):
        self.put({"bucketName": "payroll", "serverSideEncryption": {"type": "aws:kms", "kmsMasterKeyId": "k"},
                  "tags": [{"key": "team", "value": "hr"}]})
        [finding_id] = self.enter(on("payroll"))
        self.assertRegex(finding_id, "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
        finding = self.get(finding_id)
        self.assertEqual("POLICY", finding["category"])
        self.assertEqual((self.account, REGION, "aws", "1.0", 1, False, False), tuple(
            finding[k] for k in ("accountId", "region", "partition", "schemaVersion", "count", "archived", "sample")))
        self.assertEqual({"description": "High", "score": 3}, finding["severity"])
        self.assertEqual("The S3 bucket is publicly accessible", finding["title"])
        self.assertEqual(finding["createdAt"], finding["updatedAt"])
        call = finding["policyDetails"]["action"]["apiCallDetails"]
        self.assertEqual((finding["createdAt"], "s3.amazonaws.com"), (call["firstSeen"], call["apiServiceName"]))
        bucket = finding["resourcesAffected"]["s3Bucket"]
        self.assertEqual("arn:aws:s3:::payroll", bucket["arn"])
        self.assertEqual({"encryptionType": "aws:kms", "kmsMasterKeyId": "k"}, bucket["defaultServerSideEncryption"])
        self.assertEqual([{"key": "team", "value": "hr"}], bucket["tags"])
        self.assertEqual("NOT_PUBLIC", bucket["publicAccess"]["effectivePermission"])

    def test_a_sensitive_data_finding_is_filled_in(self):
        given = sensitive("logs", "2026/a.b.csv", "0" * 32)
        given["classificationDetails"]["result"] = {"sensitiveData": [
            {"category": "PERSONAL_INFORMATION", "detections": [{"type": "NAME", "count": 5}, {"type": "ADDRESS"}]}]}
        [finding_id] = self.enter(given)
        self.assertRegex(finding_id, "^[0-9a-f]{32}$")
        finding = self.get(finding_id)
        details = finding["classificationDetails"]
        self.assertEqual("SENSITIVE_DATA_DISCOVERY_JOB", details["originType"])
        self.assertEqual(f"arn:aws:macie2:us-east-1:{self.account}:classification-job/{'0' * 32}", details["jobArn"])
        self.assertEqual(6, details["result"]["sensitiveData"][0]["totalCount"])
        self.assertEqual({"detections": [], "totalCount": 0}, details["result"]["customDataIdentifiers"])
        self.assertEqual("COMPLETE", details["result"]["status"]["code"])
        self.assertEqual("Medium", finding["severity"]["description"])
        affected = finding["resourcesAffected"]["s3Object"]
        self.assertEqual(("csv", "logs/2026/a.b.csv", ""),
                         (affected["extension"], affected["path"], affected["versionId"]))

    def test_a_finding_has_what_every_real_one_has(self):
        self.put({"bucketName": "logs", "bucketCreatedAt": "2025-02-11T09:14:03Z", "publicAccess": {"effectivePermission": "PUBLIC"},
                  "serverSideEncryption": {"type": "aws:kms", "kmsMasterKeyId": "k"}, "tags": [{"key": "team", "value": "hr"}]})
        given = sensitive("logs", "2026/staff.csv")
        given["resourcesAffected"]["s3Bucket"]["tags"] = []
        given["resourcesAffected"]["s3Object"]["size"] = 4096
        [finding_id] = self.enter(given)
        finding = self.get(finding_id)
        details = finding["classificationDetails"]
        self.assertRegex(details["jobId"], "^[0-9a-f]{32}$")
        self.assertEqual(f"arn:aws:macie2:{REGION}:{self.account}:classification-job/{details['jobId']}", details["jobArn"])
        self.assertRegex(details["detailedResultsLocation"],
                         r"^s3://\[export-config-not-set\]/AWSLogs/%s/Macie/%s/%s/%s/[0-9a-f]{8}-[0-9a-f]{4}-3[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
                         r"\.jsonl\.gz$" % (self.account, REGION, details["jobId"], self.account))
        self.assertEqual(("text/csv", 4096), (details["result"]["mimeType"], details["result"]["sizeClassified"]))
        affected = finding["resourcesAffected"]["s3Object"]
        self.assertRegex(affected["eTag"], "^[0-9a-f]{32}$")
        self.assertEqual(("STANDARD", True, {"encryptionType": "aws:kms", "kmsMasterKeyId": "k"}),
                         tuple(affected[name] for name in ("storageClass", "publicAccess", "serverSideEncryption")))
        self.assertEqual(finding["createdAt"].replace(microsecond=0), affected["lastModified"])
        bucket = finding["resourcesAffected"]["s3Bucket"]
        self.assertEqual([], bucket["tags"], "what is given stands")
        self.assertEqual(("PUBLIC", "aws:kms", "TRUE", 2025), (
            bucket["publicAccess"]["effectivePermission"], bucket["defaultServerSideEncryption"]["encryptionType"],
            bucket["allowsUnencryptedObjectUploads"], bucket["createdAt"].year))
        self.assertEqual(self.account, bucket["owner"]["displayName"])
        self.assertRegex(bucket["owner"]["id"], "^[0-9a-f]{64}$")
        # The same again, of another object: one job, one owner, another eTag and result.
        other = self.get(self.enter(sensitive("logs", "2026/NOTES"))[0])
        self.assertEqual(details["jobId"], other["classificationDetails"]["jobId"])
        self.assertEqual(bucket["owner"], other["resourcesAffected"]["s3Bucket"]["owner"])
        self.assertNotEqual(affected["eTag"], other["resourcesAffected"]["s3Object"]["eTag"])
        self.assertNotEqual(details["detailedResultsLocation"], other["classificationDetails"]["detailedResultsLocation"])
        self.assertEqual("text/plain", other["classificationDetails"]["result"]["mimeType"])
        # Nothing is invented of a bucket that is not in the inventory, and automated discovery has no job.
        found = sensitive("elsewhere")
        found["classificationDetails"]["originType"] = "AUTOMATED_SENSITIVE_DATA_DISCOVERY"
        found = self.get(self.enter(found)[0])
        self.assertEqual({"name", "arn", "owner"}, {name for name, value in found["resourcesAffected"]["s3Bucket"].items() if value is not None})
        self.assertEqual("AES256", found["resourcesAffected"]["s3Object"]["serverSideEncryption"]["encryptionType"])
        self.assertNotIn("jobId", {name for name, value in found["classificationDetails"].items() if value is not None})
        self.assertIn(f"/Macie/{REGION}/automated-sensitive-data-discovery/{self.account}/", found["classificationDetails"]["detailedResultsLocation"])

    def test_every_extension_has_a_mime_type(self):
        for extension, expected in (("CSV", "text/csv"), ("tsv", "text/tab-separated-values"), ("jsonl", "application/json"), ("gz", "application/gzip"),
                                    ("parquet", "application/parquet"), ("avro", "application/avro"), ("pdf", "application/pdf"), ("txt", "text/plain"),
                                    ("zip", "application/zip"),
                                    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")):
            finding = self.get(self.enter(sensitive("b", "f." + extension))[0])
            self.assertEqual(expected, finding["classificationDetails"]["result"]["mimeType"])

    def test_what_contradicts_itself_is_refused_as_a_whole(self):
        for wrong, message in (
                ({}, r"findings\[1\]\.type: is required"),
                ({"type": PUBLIC, "category": "CLASSIFICATION"}, r"findings\[1\]\.category: must be POLICY"),
                ({"type": PUBLIC, "count": 0}, r"findings\[1\]\.count: must be 1 or more; 0 given"),
                ({"type": PUBLIC, "id": "a/b"}, r"findings\[1\]\.id: "),
                ({"type": PUBLIC, "accountId": "1"}, r"findings\[1\]\.accountId: must be 12 digits"),
                ({"type": PUBLIC, "region": "eu-west-1"}, r"findings\[1\]\.region: "),
                ({"type": PUBLIC, "createdAt": ago(1), "updatedAt": ago(2)},
                 r"findings\[1\]\.updatedAt: "),
                ({"type": PUBLIC, "colour": "red"}, r"findings\[1\]\.colour"),
                ({"type": "Policy:IAMUser/Unknown"}, r"findings\[1\]\.type")):
            answer = self.server.control("PUT", f"findings?account={self.account}", [on("b"), wrong], expect=400)
            self.assertRegex(answer["message"], message)
        self.assertEqual([], self.list())

    def test_the_control_plane_lists_and_removes(self):
        self.enter(on("a"), sensitive())
        listed = self.server.control("GET", f"findings?account={self.account}")["findings"]
        self.assertEqual({PUBLIC, PERSONAL}, {finding["type"] for finding in listed})
        ids = {finding["id"] for finding in listed}
        self.assertEqual(ids, set(self.server.control(
            "PUT", f"findings?account={self.account}", {"findings": listed})["findingIds"]))
        self.assertEqual(listed, self.server.control("GET", f"findings?account={self.account}")["findings"])
        self.server.control("DELETE", f"findings?account={self.account}")
        self.assertEqual([], self.list())

    def test_a_policy_finding_is_counted_up(self):
        [first] = self.enter(on("a"))
        self.assertEqual([first], self.enter(on("a")))
        finding = self.get(first)
        self.assertEqual(2, finding["count"])
        self.assertGreaterEqual(finding["updatedAt"], finding["createdAt"])


class Lists(FindingsCase):
    def test_nothing_is_an_empty_list(self):
        self.assertEqual([], self.list())
        self.assertEqual([], self.macie.get_finding_statistics(groupBy="type")["countsByGroup"])
        self.assertEqual([], self.macie.get_findings(findingIds=["none"])["findings"])

    def test_the_latest_update_comes_first_and_ids_break_ties(self):
        self.enter(*[on(f"b{i}", id=i, createdAt=ago(9), updatedAt=ago(days))
                     for i, days in (("x", 2), ("c", 1), ("a", 1), ("y", 3))])
        self.assertEqual(["a", "c", "x", "y"], self.list())

    def test_pages(self):
        ids = set(self.enter(*[sensitive(key=str(i)) for i in range(120)]))
        self.assertEqual(50, len(self.list()))
        self.assertEqual(50, len(self.list(maxResults=1000)))
        self.assertEqual(7, len(self.list(maxResults=7)))
        pages = [page["findingIds"] for page in self.macie.get_paginator("list_findings").paginate(
            findingCriteria={"criterion": {}}, PaginationConfig={"PageSize": 49})]
        self.assertEqual([49, 49, 22], [len(page) for page in pages])
        self.assertEqual(ids, {i for page in pages for i in page})
        token = self.macie.list_findings()["nextToken"]
        self.macie.list_findings(nextToken=token, findingCriteria={"criterion": {}})
        self.refused(400, "ValidationException", self.macie.list_findings, nextToken=token,
                     findingCriteria={"criterion": {"type": {"eq": [PUBLIC]}}}, message="nextToken")
        self.refused(400, "ValidationException", self.macie.list_findings, maxResults=0, message="maxResults")

    def test_every_sort(self):
        self.enter(
            on("b", id="p1", count=3, createdAt=ago(19), updatedAt=ago(15)),
            on("a", id="p2", type="Policy:IAMUser/S3BucketEncryptionDisabled", createdAt=ago(18),
               updatedAt=ago(17)),
            sensitive("a", "z", id="s1", createdAt=ago(16)),
            sensitive("a", "k", id="s2", createdAt=ago(14)))
        for attribute, up, down in (
                ("count", "p2 s1 s2 p1", "p1 p2 s1 s2"),
                ("createdAt", "p1 p2 s1 s2", "s2 s1 p2 p1"),
                ("updatedAt", "p2 s1 p1 s2", "s2 p1 s1 p2"),
                ("policyDetails.action.apiCallDetails.firstSeen", "p1 p2 s1 s2", "p2 p1 s1 s2"),
                ("policyDetails.action.apiCallDetails.lastSeen", "p2 p1 s1 s2", "p1 p2 s1 s2"),
                ("resourcesAffected", "p2 s2 s1 p1", "p1 s1 s2 p2"),
                ("severity.score", "p2 s1 s2 p1", "p1 p2 s1 s2"),
                ("type", "p2 p1 s1 s2", "s1 s2 p1 p2")):
            for order, expected in (("ASC", up), ("DESC", down)):
                sort = {"attributeName": attribute, "orderBy": order}
                self.assertEqual(expected.split(), self.list(sortCriteria=sort), sort)
                one_by_one = [i for page in self.macie.get_paginator("list_findings").paginate(
                    sortCriteria=sort, PaginationConfig={"PageSize": 1}) for i in page["findingIds"]]
                self.assertEqual(expected.split(), one_by_one)
                got = self.macie.get_findings(findingIds=["s2", "p1", "s1", "p2"], sortCriteria=sort)["findings"]
                self.assertEqual(expected.split(), [finding["id"] for finding in got])
        self.assertEqual(up.split(), self.list(sortCriteria={"attributeName": "type"}))

    def test_criteria(self):
        self.enter(on("a", id="p1", archived=True), on("b", id="p2", sample=True),
                   sensitive("a", "x.csv", "job1", id="s1"), sensitive("b", "y", "job2", id="s2"))
        created = self.get("p1")["createdAt"]
        millis = int(created.timestamp() * 1000)
        for criterion, expected in (
                ({}, "p1 p2 s1 s2"),
                ({"type": {}}, "p1 p2 s1 s2"),
                ({"archived": {"eq": ["false"]}}, "p2 s1 s2"),
                ({"archived": {"neq": ["false"]}}, "p1"),
                ({"sample": {"eq": ["true", "false"]}}, "p1 p2 s1 s2"),
                ({"resourcesAffected.s3Bucket.name": {"eq": ["a", "c"]}}, "p1 s1"),
                ({"resourcesAffected.s3Bucket.name": {"eq": ["A"]}}, ""),
                ({"resourcesAffected.s3Object.extension": {"eq": [""]}}, "s2"),
                ({"classificationDetails.jobId": {"eq": ["job1"]}, "category": {"eq": ["CLASSIFICATION"]}}, "s1"),
                ({"classificationDetails.jobId": {"neq": ["job1"]}}, "p1 p2 s2"),
                ({"createdAt": {"gte": millis, "lt": millis + 60000}}, "p1 p2 s1 s2"),
                ({"createdAt": {"gt": millis + 60000}}, ""),
                ({"createdAt": {"lte": millis - 1}}, ""),
                ({"severity.description": {"eq": ["High"]}}, "p1 p2")):
            self.assertEqual(expected.split(), sorted(self.list(criterion)), criterion)

    def test_an_exact_match_is_the_whole_set(self):
        def detecting(finding_id, *types):
            given = sensitive(id=finding_id)
            given["classificationDetails"] = {"result": {"sensitiveData": [
                {"category": "PERSONAL_INFORMATION", "detections": [{"type": t} for t in types]}]}}
            return given
        self.enter(detecting("n", "NAME"), detecting("na", "NAME", "ADDRESS"), detecting("aa", "ADDRESS", "ADDRESS"))
        field = "classificationDetails.result.sensitiveData.detections.type"
        self.assertEqual(["n", "na"], sorted(self.list({field: {"eq": ["NAME"]}})))
        self.assertEqual(["n"], self.list({field: {"eqExactMatch": ["NAME"]}}))
        self.assertEqual(["na"], self.list({field: {"eqExactMatch": ["ADDRESS", "NAME"]}}))
        self.assertEqual(["aa"], self.list({field: {"eqExactMatch": ["ADDRESS"]}}))
        self.assertEqual(["aa"], self.list({field: {"neq": ["NAME"]}}))

    def test_findings_come_as_they_were_asked_for(self):
        first, second = self.enter(on("a"), on("b"))
        got = self.macie.get_findings(findingIds=[second, "unknown", first])["findings"]
        self.assertEqual([second, first], [finding["id"] for finding in got])

    def test_ids_that_no_finding_can_have_are_refused(self):
        longest = "aZ0._-" + "1" * 33
        self.enter(on("a", id=longest))
        self.assertEqual(1, len(self.macie.get_findings(findingIds=[longest, "none"])["findings"]))
        for wrong in (longest + "1", "", "a b", "a\nb", "a\tb", "a/b", "\u00e9"):  # a shell joins ids by white space
            message = self.refused(400, "ValidationException", self.macie.get_findings, findingIds=[longest, wrong])
            self.assertEqual(
                f"1 validation error detected: Value '[{longest}, {wrong}]' at 'findingIds' failed to satisfy "
                "constraint: Member must satisfy constraint: [Member must have length less than or equal to 39, Member "
                "must have length greater than or equal to 1, Member must satisfy regular expression pattern: "
                "^[A-Za-z0-9._-]+$]", message)
        # The model gives these two operations no ValidationException.
        self.macie.update_reveal_configuration(configuration={"status": "ENABLED", "kmsKeyId": "alias/mine"})
        for reveal in (self.macie.get_sensitive_data_occurrences_availability, self.macie.get_sensitive_data_occurrences):
            self.refused(404, "ResourceNotFoundException", reveal, findingId="a b")

    def test_at_most_fifty_are_asked_for(self):
        for ids in ([], ["x"] * 51):
            self.refused(400, "ValidationException", self.macie.get_findings, findingIds=ids,
                         message=r"Value '\[.*' at 'findingIds' failed to satisfy constraint")


class Statistics(FindingsCase):
    def groups(self, **request):
        return [(group["groupKey"], group["count"])
                for group in self.macie.get_finding_statistics(**request)["countsByGroup"]]

    def setUp(self):
        super().setUp()
        self.entered = self.enter(on("a"), on("b"), sensitive("b", "1", "job1"), sensitive("b", "2", "job1"),
                                  sensitive("a", "3", "job2", type=FINANCIAL), {"type": FINANCIAL})

    def test_every_grouping(self):
        unnamed = self.get(self.entered[-1])["classificationDetails"]["jobId"]
        self.assertEqual([("b", 3), ("a", 2)], self.groups(groupBy="resourcesAffected.s3Bucket.name"))
        self.assertEqual([(PUBLIC, 2), (FINANCIAL, 2), (PERSONAL, 2)], self.groups(groupBy="type"))
        self.assertEqual({("job1", 2), ("job2", 1), (unnamed, 1)}, set(self.groups(groupBy="classificationDetails.jobId")))
        self.assertEqual([("Low", 4), ("High", 2)], self.groups(groupBy="severity.description"))

    def test_sorts_and_size(self):
        by = {"groupBy": "resourcesAffected.s3Bucket.name"}
        self.assertEqual([("b", 3)], self.groups(size=1, **by))
        self.assertEqual([("a", 2), ("b", 3)], self.groups(
            sortCriteria={"attributeName": "count", "orderBy": "ASC"}, **by))
        self.assertEqual([("a", 2), ("b", 3)], self.groups(
            sortCriteria={"attributeName": "groupKey", "orderBy": "ASC"}, **by))
        self.assertEqual([("b", 3), ("a", 2)], self.groups(
            sortCriteria={"attributeName": "groupKey", "orderBy": "DESC"}, **by))
        self.refused(400, "ValidationException", self.macie.get_finding_statistics, size=0, message="size", **by)

    def test_criteria_narrow_them(self):
        self.assertEqual([("High", 2)], self.groups(
            groupBy="severity.description", findingCriteria={"criterion": {"category": {"eq": ["POLICY"]}}}))


class Relations(Case):
    def state(self, administrator, member):
        automated = sensitive(id="automated")
        automated["classificationDetails"] = {"originType": "AUTOMATED_SENSITIVE_DATA_DISCOVERY"}
        archive = {"id": "f", "name": "all", "action": "ARCHIVE", "position": 1,
                   "findingCriteria": {"criterion": {"sample": {"eq": ["true"]}}}}
        return {"version": 1, "accounts": {
            administrator: {REGION: {
                "findings": [on("own", id="own")], "findingsFilters": [archive],
                "members": [{"accountId": member, "relationshipStatus": "Enabled"}]}},
            member: {REGION: {
                "findings": [on("theirs", id="theirs"), sensitive(id="job"), automated],
                "administrator": {"accountId": administrator, "relationshipStatus": "Enabled"}}}}}

    def test_who_sees_what(self):
        administrator, member = "300000000001", "300000000002"
        self.server.control("PUT", "state", self.state(administrator, member))
        above, below = self.server.client(administrator), self.server.client(member)
        self.assertEqual(["automated", "own", "theirs"], sorted(above.list_findings()["findingIds"]))
        self.assertEqual(["job", "theirs"], sorted(below.list_findings()["findingIds"]))
        ids = ["own", "theirs", "job", "automated"]
        self.assertEqual(["own", "theirs", "automated"],
                         [finding["id"] for finding in above.get_findings(findingIds=ids)["findings"]])
        self.assertEqual(["theirs", "job"],
                         [finding["id"] for finding in below.get_findings(findingIds=ids)["findings"]])
        groups = above.get_finding_statistics(groupBy="type")["countsByGroup"]
        self.assertEqual([(PUBLIC, 2), (PERSONAL, 1)], [(g["groupKey"], g["count"]) for g in groups])
        self.assertEqual([], self.server.client(administrator, "eu-west-1").list_findings()["findingIds"])

        # The administrator's rule archives the member's policy findings, and not those of its jobs.
        policy, job = self.server.control(
            "PUT", f"findings?account={member}", [on("s", sample=True), sensitive(sample=True)])["findingIds"]
        archived = {f["id"]: f["archived"] for f in below.get_findings(findingIds=[policy, job])["findings"]}
        self.assertEqual({policy: True, job: False}, archived)

        above.disassociate_member(id=member)
        self.assertEqual(["own"], above.list_findings()["findingIds"])


class Kept(unittest.TestCase):
    def test_ninety_days(self):
        server = Server()
        self.addCleanup(server.stop)
        server.control("PUT", "clock", {"now": "2026-01-01T00:00:00Z", "frozen": True, "reset": True})
        macie = server.client()
        old, = server.control("PUT", "findings", [on("old")])["findingIds"]
        server.control("POST", "clock/advance", {"by": "P89DT23H"})
        self.assertEqual([old], macie.list_findings()["findingIds"])
        server.control("POST", "clock/advance", {"by": "PT1H"})
        self.assertEqual([], macie.list_findings()["findingIds"])
        self.assertEqual([], macie.get_findings(findingIds=[old])["findings"])
        self.assertEqual([], macie.get_finding_statistics(groupBy="type")["countsByGroup"])
        new, = server.control("PUT", "findings", [on("old")])["findingIds"]
        self.assertNotEqual(old, new)
        self.assertEqual([new], [finding["id"] for finding in server.control("GET", "findings")["findings"]])

    def test_findings_survive_a_kill_and_an_export_and_go_with_the_session(self):
        with tempfile.TemporaryDirectory() as folder:
            options = ("--db", os.path.join(folder, "state.db"))
            server = Server(*options)
            server.control("PUT", "findings", [on("a"), sensitive(), on("c", count=7)])
            exported = server.raw("GET", "/_macie-local/state")[2]
            before = server.client().list_findings()["findingIds"]
            server.kill()
            server = Server(*options)
            self.addCleanup(server.stop)
            self.assertEqual(exported, server.raw("GET", "/_macie-local/state")[2])
            self.assertEqual(before, server.client().list_findings()["findingIds"])
            # What was read back is counted up as before.
            self.assertIn(server.control("PUT", "findings", [on("c")])["findingIds"][0], before)
            server.control("POST", "reset")
            self.assertEqual([], server.client().list_findings()["findingIds"])
            server.control("PUT", "state", exported)
            self.assertEqual(exported, server.raw("GET", "/_macie-local/state")[2])
            macie = server.client()
            self.assertEqual(before, macie.list_findings()["findingIds"])
            macie.disable_macie()
            macie.enable_macie()
            self.assertEqual([], macie.list_findings()["findingIds"])

    def test_a_state_document_need_not_spell_findings_out(self):
        server = Server()
        self.addCleanup(server.stop)
        document = {"version": 1, "accounts": {ACCOUNT: {REGION: {"findings": [on("a", id="f1")]}}}}
        server.control("PUT", "state", document)
        finding, = server.client().get_findings(findingIds=["f1"])["findings"]
        self.assertEqual((1, "High"), (finding["count"], finding["severity"]["description"]))
        document["accounts"][ACCOUNT][REGION]["findings"][0].pop("type")
        message = server.control("PUT", "state", document, expect=400)["message"]
        self.assertEqual(f"accounts.{ACCOUNT}.{REGION}.findings[0].type: is required", message)


if __name__ == "__main__":
    unittest.main()
