"""GetSensitiveDataOccurrencesAvailability, GetSensitiveDataOccurrences (behaviour 8)."""
import os
import tempfile
import unittest

from support import Case, Server

KEY = "arn:aws:kms:us-east-1:123456789012:key/0a1b2c3d"
MEMBER = "300000000031"
MEGABYTE = 1024 * 1024
NOT_READABLE = ("Macie can't retrieve the samples. You're not allowed to access the affected S3 object or the object is "
                "encrypted with a key that you're not allowed to use.")


def finding(name, account, size=1000, mime="text/csv", location="s3://results/one", bucket="payroll", **changes):
    return {"id": name, "accountId": account, "category": "CLASSIFICATION", "region": "us-east-1",
            "type": "SensitiveData:S3Object/Personal",
            "classificationDetails": {"detailedResultsLocation": location, "result": {"mimeType": mime}},
            "resourcesAffected": {"s3Bucket": {"name": bucket}, "s3Object": {"key": "a.csv", "size": size}}, **changes}


def document(account, findings, status="ENABLED", exported=True, **more):
    settings = {"revealConfiguration": {"status": status, "kmsKeyId": KEY}}
    if exported:
        settings["exportConfiguration"] = {"s3Destination": {"bucketName": "results", "kmsKeyArn": KEY}}
    return {"version": 1, "accounts": {account: {"us-east-1": {
        "settings": settings, "buckets": [{"bucketName": "payroll"}], "findings": findings, **more}}}}


class Occurrences(Case):
    def setUp(self):
        super().setUp()
        self.server.control("PUT", "clock", {"now": "2031-01-01T12:00:00Z", "frozen": True, "reset": True})

    def load(self, *findings, **more):
        self.server.control("PUT", "state", document(self.account, list(findings), **more))

    def advance(self, by):
        self.server.control("POST", "clock/advance", {"by": by})

    def available(self, name="f"):
        answer = self.macie.get_sensitive_data_occurrences_availability(findingId=name)
        self.assertEqual("UNAVAILABLE" if answer["reasons"] else "AVAILABLE", answer["code"])
        return answer["reasons"]

    def reveal(self, name="f"):
        answer = self.macie.get_sensitive_data_occurrences(findingId=name)
        del answer["ResponseMetadata"]
        return answer

    def test_reasons(self):
        own = self.account
        for made, reasons in (
                (finding("f", own), []),
                (finding("f", own, category="POLICY", type="Policy:IAMUser/S3BucketPublic"), ["UNSUPPORTED_FINDING_TYPE"]),
                (finding("f", own, sample=True), ["INVALID_CLASSIFICATION_RESULT"]),
                (finding("f", own, location=None), ["INVALID_CLASSIFICATION_RESULT"]),
                (finding("f", own, location="s3://[export-config-not-set]/AWSLogs"), ["INVALID_CLASSIFICATION_RESULT"]),
                (finding("f", own, mime="application/pdf"), ["UNSUPPORTED_OBJECT_TYPE"]),
                (finding("f", own, mime="image/png"), ["UNSUPPORTED_OBJECT_TYPE"]),
                (finding("f", own, bucket="gone"), ["OBJECT_UNAVAILABLE"]),
                (finding("f", "999999999999"), ["ACCOUNT_NOT_IN_ORGANIZATION"]),
                (finding("f", own, size=256 * MEGABYTE, location="", bucket="gone"),
                 ["OBJECT_EXCEEDS_SIZE_QUOTA", "INVALID_CLASSIFICATION_RESULT", "OBJECT_UNAVAILABLE"])):
            with self.subTest(reasons=reasons):
                self.load(made)
                self.assertEqual(reasons, self.available())
                if reasons:
                    message = self.refused(422, "UnprocessableEntityException", self.reveal)
                    self.assertEqual(reasons[0], message)
                else:
                    self.assertEqual({"status": "PROCESSING"}, self.reveal())

    def test_each_type_has_a_ceiling(self):
        sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        ceilings = {"application/avro": 70, "application/gzip": 90, "application/json": 25, "application/parquet": 100,
                    sheet: 20, "application/zip": 355, "text/csv": 255, "text/plain": 100,
                    "text/tab-separated-values": 75}
        self.load(*(finding(f"{over}-{i}", self.account, mime=mime, size=megabytes * MEGABYTE + over)
                    for i, (mime, megabytes) in enumerate(ceilings.items()) for over in (0, 1)))
        for i in range(len(ceilings)):
            self.assertEqual([], self.available(f"0-{i}"))
            self.assertEqual(["OBJECT_EXCEEDS_SIZE_QUOTA"], self.available(f"1-{i}"))

    def test_no_place_for_results(self):
        self.load(finding("f", self.account), exported=False)
        self.assertEqual(["INVALID_CLASSIFICATION_RESULT"], self.available())

    def test_a_finding_about_a_member(self):
        for status, macie, reasons in (("Enabled", "ENABLED", []),
                                       ("Enabled", "PAUSED", ["ACCOUNT_NOT_IN_ORGANIZATION"]),
                                       ("Paused", "PAUSED", ["ACCOUNT_NOT_IN_ORGANIZATION"]),
                                       ("Removed", "ENABLED", ["ACCOUNT_NOT_IN_ORGANIZATION"])):
            with self.subTest(status=status, macie=macie):
                state = document(self.account, [finding("f", MEMBER, bucket="theirs")], members=[
                    {"accountId": MEMBER, "email": "a@example.com", "relationshipStatus": status}])
                state["accounts"][MEMBER] = {"us-east-1": {
                    "session": {"status": macie}, "buckets": [{"bucketName": "theirs"}]}}
                self.server.control("PUT", "state", state)
                self.assertEqual(reasons, self.available())

    def test_unknown_findings_and_reveal_that_is_off(self):
        self.load()
        for call in (self.available, self.reveal):
            message = self.refused(404, "ResourceNotFoundException", call, "nothing")
            self.assertEqual("Resource not found. Verify any provided IDs are correct.", message)
        self.load(finding("f", self.account), status="DISABLED")
        self.refused(403, "AccessDeniedException", self.reveal, message="isn't enabled for your account")
        self.assertEqual([], self.available())

    def test_without_an_object_store_a_retrieval_fails(self):
        self.load(finding("f", self.account))
        self.assertEqual({"status": "PROCESSING"}, self.reveal())
        self.advance("PT0.999999S")
        self.assertEqual({"status": "PROCESSING"}, self.reveal())
        self.advance("PT0.000001S")
        for _ in range(2):
            self.assertEqual({"status": "ERROR", "error": NOT_READABLE}, self.reveal())

    def test_what_a_document_says_is_found(self):
        found = {"ADDRESS": [{"value": "1 Main St"}, {"value": "x" * 128}], "our identifier": [{"value": "\u00e9"}]}
        self.load(finding("f", self.account), finding("g", self.account), finding("h", self.account), occurrences=[
            {"findingId": "f", "sensitiveDataOccurrences": found}, {"findingId": "g", "error": "No."},
            {"findingId": "h", "status": "PROCESSING"}])
        for name in "fgh":
            self.assertEqual({"status": "PROCESSING"}, self.reveal(name))
        self.advance("PT1S")
        self.assertEqual({"status": "SUCCESS", "sensitiveDataOccurrences": found}, self.reveal())
        self.assertEqual({"status": "ERROR", "error": "No."}, self.reveal("g"))
        self.assertEqual({"status": "PROCESSING"}, self.reveal("h"))
        self.advance("P1D")  # another day: it is retrieved anew
        self.assertEqual({"status": "PROCESSING"}, self.reveal())
        self.advance("PT1S")
        self.assertEqual({"status": "SUCCESS", "sensitiveDataOccurrences": found}, self.reveal())

    def test_the_waiter_of_the_sdk_ends(self):
        self.server.control("PUT", "clock", {"frozen": False})
        self.load(finding("f", self.account))
        self.macie.get_waiter("finding_revealed").wait(findingId="f", WaiterConfig={"Delay": 1, "MaxAttempts": 10})
        self.assertEqual("ERROR", self.reveal()["status"])

    def test_a_hundred_retrievals_a_day(self):
        self.load(*(finding(f"f{i}", self.account) for i in range(102)))
        for i in range(100):
            self.reveal(f"f{i}")
        self.refused(402, "ServiceQuotaExceededException", self.reveal, "f100",
                     message="retrievals of sensitive data samples a day: 101 given, at most 100 allowed")
        self.advance("PT1S")
        self.assertEqual("ERROR", self.reveal("f99")["status"])
        self.advance("PT11H59M58S")
        self.refused(402, "ServiceQuotaExceededException", self.reveal, "f101")
        self.advance("PT1S")  # midnight
        self.assertEqual({"status": "PROCESSING"}, self.reveal("f101"))
        # What was retrieved the day before is gone.
        stored = self.server.control("GET", f"state?account={self.account}")["accounts"][self.account]["us-east-1"]
        self.assertEqual(["f101"], [record["findingId"] for record in stored["occurrences"]])

    def test_documents_that_can_not_be(self):
        for wrong, message in (({"A": [{"value": "v"}] * 11}, "sensitiveDataOccurrences.A: at most 10 samples"),
                               ({f"A{i}": [] for i in range(101)}, "at most 100 types"),
                               ({"A": [{"value": "x" * 129}]}, "128"),
                               ({"A": [{"value": ""}]}, "1")):
            answer = self.server.control("PUT", "state", document(self.account, [], occurrences=[
                {"findingId": "f", "sensitiveDataOccurrences": wrong}]), expect=400)
            self.assertRegex(answer["message"], message)

    def test_macie_that_is_off_forgets(self):
        self.load(finding("f", self.account))
        self.reveal()
        self.macie.disable_macie()
        for call in (self.available, self.reveal):
            self.refused(403, "AccessDeniedException", call, message="isn\u2019t enabled in the specified AWS Region")
        self.assertNotIn("occurrences", self.server.control("GET", f"state?account={self.account}")["accounts"][
            self.account]["us-east-1"])


class Kept(unittest.TestCase):
    def test_a_retrieval_survives_a_kill_and_an_export(self):
        account = "123456789012"
        with tempfile.TemporaryDirectory() as folder:
            options = ("--db", os.path.join(folder, "state.db"))
            server = Server(*options)
            server.control("PUT", "clock", {"now": "2031-01-01T12:00:00Z", "frozen": True, "reset": True})
            server.control("PUT", "state", document(account, [finding("f", account)], occurrences=[
                {"findingId": "f", "sensitiveDataOccurrences": {"NAME": [{"value": "Ann"}]}}]))

            def status():
                return server.client().get_sensitive_data_occurrences(findingId="f")["status"]
            self.assertEqual("PROCESSING", status())
            exported = server.raw("GET", "/_macie-local/state")[2]
            server.kill()
            server = Server(*options)
            self.addCleanup(server.stop)
            self.assertEqual(exported, server.raw("GET", "/_macie-local/state")[2])
            server.control("POST", "clock/advance", {"by": "PT1S"})
            self.assertEqual("SUCCESS", status())
            server.control("POST", "reset")
            server.control("PUT", "state", exported)
            self.assertEqual(exported, server.raw("GET", "/_macie-local/state")[2])
            self.assertEqual("SUCCESS", status())


if __name__ == "__main__":
    unittest.main()
