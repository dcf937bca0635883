"""--verify-signatures, with the signatures of boto3 and with botocore's signer used by hand."""
import datetime
import json
import os
import re
import tempfile
import unittest
import unittest.mock

import botocore.auth
import botocore.awsrequest
import botocore.credentials

from support import KEY, SECRET, SIGNING_KEYS, Case, start_fails, verifying_server

TEMPORARY = SIGNING_KEYS["accessKeys"]["ASIDEXAMPLE"]
UNKNOWN = r"^The security token included in the request is invalid\.$"
MISMATCH = r"^The request signature we calculated does not match the signature you provided\. "


def signing_at(time):
    """A patch within which botocore's signer takes `time` for now; how it asks for that differs by its version."""
    if hasattr(botocore.auth, "get_current_datetime"):
        return unittest.mock.patch("botocore.auth.get_current_datetime", return_value=time)
    clock = unittest.mock.Mock(wraps=datetime.datetime)
    clock.utcnow.return_value = time
    return unittest.mock.patch("botocore.auth.datetime.datetime", clock)


class Signatures(Case):
    @classmethod
    def setUpClass(cls):
        cls.server = verifying_server()

    def setUp(self):
        self.account = "111122223333"
        self.macie = self.server.client(KEY, secret=SECRET)

    def tearDown(self):
        self.server.control("POST", "reset")

    def send(self, method="GET", target="/macie", body=b"", headers=(), tamper=None, at=None, secret=SECRET):
        """(status, error type, message) of a request that botocore's signer signed, changed by `tamper` afterwards."""
        request = botocore.awsrequest.AWSRequest(method=method, url=self.server.url + target, data=body)
        for name, value in headers:
            request.headers[name] = value
        with signing_at(at or datetime.datetime.utcnow()):
            botocore.auth.SigV4Auth(botocore.credentials.Credentials(KEY, secret), "macie2", "us-east-1").add_auth(request)
        sent = {"method": method, "target": target, "body": body, "headers": dict(request.headers.items())}
        if tamper:
            tamper(sent)
        status, answer_headers, answer = self.server.raw(**sent)
        return status, answer_headers["x-amzn-ErrorType"], json.loads(answer).get("message")

    def test_the_right_secret_is_taken(self):
        self.assertEqual("ENABLED", self.macie.get_macie_session()["status"])
        self.assertIn(":111122223333:", self.job()["jobArn"])
        self.assertEqual([], self.server.client(KEY, "eu-west-1", SECRET).list_classification_jobs()["items"])
        self.assertEqual((200, None, None), self.send())

    def test_the_wrong_secret_is_not(self):
        for macie in (self.server.client(KEY, secret=SECRET + "x"), self.server.client(KEY, secret=TEMPORARY["secretAccessKey"])):
            text = self.refused(403, "InvalidSignatureException", macie.get_macie_session, message=MISMATCH)
            self.assertNotIn(SECRET, text)

    def test_unknown_keys(self):
        for key in ("AKIDNOBODY", "111122223333", "akidexample"):
            self.refused(403, "UnrecognizedClientException", self.server.client(key, secret=SECRET).get_macie_session, message=UNKNOWN)

    def test_unsigned_requests(self):
        status, headers, body = self.server.raw("GET", "/macie")
        self.assertEqual((403, "MissingAuthenticationTokenException"), (status, headers["x-amzn-ErrorType"]))
        self.assertEqual({"message": "Missing Authentication Token"}, json.loads(body))
        self.assertEqual(404, self.server.raw("GET", "/nowhere")[0])
        self.assertEqual(200, self.server.raw("GET", "/_macie-local/health")[0])

    def test_session_tokens(self):
        def client(**changes):
            return self.server.client("ASIDEXAMPLE", **{"secret": TEMPORARY["secretAccessKey"], "token": TEMPORARY["sessionToken"], **changes})
        self.assertEqual("ENABLED", client().get_macie_session()["status"])
        for wrong in (client(token=None), client(token="wrong"), self.server.client(KEY, secret=SECRET, token="none is due")):
            self.refused(403, "UnrecognizedClientException", wrong.get_macie_session, message=UNKNOWN)
        self.refused(403, "InvalidSignatureException", client(secret="wrong").get_macie_session, message=MISMATCH)

    def test_tags_with_odd_characters_are_canonicalised_alike(self):
        job = self.job(tags={"team": "hr"})
        arn = job["jobArn"]
        tags = {"a b": "1", "a+b": "2", "größe/日本": "3", "k=v:w": "4", "-._@": "5"}
        self.macie.tag_resource(resourceArn=arn, tags=tags)
        self.assertEqual({"team": "hr", **tags}, self.macie.list_tags_for_resource(resourceArn=arn)["tags"])
        self.macie.untag_resource(resourceArn=arn, tagKeys=["zz", *tags, "a"])
        self.assertEqual({"team": "hr"}, self.macie.list_tags_for_resource(resourceArn=arn)["tags"])
        # No tag may have these, but the signature is fine.
        for key in ("~", "*", "&", "a&b=c", "!'()", "%", "%2F", "?#[]", "\t", "\x7f"):
            with self.subTest(key):
                try:
                    self.macie.untag_resource(resourceArn=arn, tagKeys=[key, "x y"])
                except self.macie.exceptions.ClientError as error:
                    self.assertEqual("ValidationException", error.response["Error"]["Code"])

    def test_odd_paths(self):
        for job_id in ("a b", "a/b", "a%2Fb", "a+b", "~*!'()", "größe", ".", "a//b"):
            with self.subTest(job_id):
                self.refused(400, "ValidationException", self.macie.describe_classification_job, jobId=job_id,
                             message=f"^The request failed because the job ID '{re.escape(job_id)}' isn't")
        with self.assertRaises(self.macie.exceptions.ClientError) as caught:
            self.macie.describe_classification_job(jobId="")
        self.assertNotIn("Signature", caught.exception.response["Error"]["Code"])

    def test_what_was_changed_after_signing(self):
        def change(**changes):
            return lambda sent: sent.update(changes)

        def header(name, value):
            return lambda sent: sent["headers"].update({name: value})
        body = b'{"maxResults":5}'
        self.assertEqual(200, self.send("POST", "/jobs/list", body)[0])
        for tamper in (change(body=b'{"maxResults":6}'), change(body=b""), change(target="/jobs/list?x"), header("Host", "localhost:1"),
                       header("X-Amz-Content-SHA256", "0" * 64)):
            status, error, message = self.send("POST", "/jobs/list", body, tamper=tamper)
            self.assertEqual((403, "InvalidSignatureException"), (status, error), message)
            self.assertRegex(message, MISMATCH)
        self.assertEqual(200, self.send("POST", "/jobs/list", body, tamper=header("Via", "1.1 proxy"))[0])
        self.assertEqual(200, self.send("POST", "/jobs/list", body, headers=[("X-Amz-Content-SHA256", "UNSIGNED-PAYLOAD")],
                                        tamper=change(body=b"{}"))[0])

    def test_malformed_headers(self):
        for value, message in (("Bearer abc", "Invalid key=value pair"), ("AWS4-HMAC-SHA256", "requires 'Credential' parameter"),
                               ("AWS4-HMAC-SHA256 Credential=a", "requires 'Signature' parameter")):
            status, error, text = self.send(tamper=lambda sent, value=value: sent["headers"].update({"Authorization": value}))
            self.assertEqual((400, "IncompleteSignatureException"), (status, error))
            self.assertIn(message, text)

    def test_dates(self):
        now = datetime.datetime.utcnow()
        for minutes, text in ((-10, r"^Signature expired: \d{8}T\d{6}Z is now earlier than \d{8}T\d{6}Z \(\d{8}T\d{6}Z - 5 min\.\)$"),
                              (10, r"^Signature not yet current: \d{8}T\d{6}Z is still later than \d{8}T\d{6}Z \(\d{8}T\d{6}Z \+ 5 min\.\)$")):
            status, error, message = self.send(at=now + datetime.timedelta(minutes=minutes))
            self.assertEqual((403, "InvalidSignatureException"), (status, error))
            self.assertRegex(message, text)
        for minutes in (-4, 4):
            self.assertEqual(200, self.send(at=now + datetime.timedelta(minutes=minutes))[0])
        self.assertEqual(200, self.send(headers=[("Date", "now")])[0])  # botocore then writes and signs that header.

    def test_the_emulators_clock_does_not_matter(self):
        self.server.control("PUT", "clock", {"now": "2030-01-01T00:00:00Z", "frozen": True})
        try:
            self.assertEqual("ENABLED", self.macie.get_macie_session()["status"])
        finally:
            self.server.control("PUT", "clock", {"real": True, "reset": True})

    def test_secrets_are_not_told(self):
        text = json.dumps(self.server.control("GET", "config"))
        self.assertIn('"verifySignatures": true', text)
        for secret in (SECRET, TEMPORARY["secretAccessKey"], TEMPORARY["sessionToken"]):
            self.assertNotIn(secret, text)


class Start(unittest.TestCase):
    def refused(self, keys, *words):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "keys.json")
            with open(path, "w") as file:
                json.dump(keys, file)
            code, errors = start_fails("--verify-signatures", "--access-keys", path)
        self.assertEqual(2, code, errors)
        for word in ("--access-keys", path, *words):
            self.assertIn(word, errors)
        self.assertEqual(1, errors.count("\n"), errors)
        self.assertNotIn(SECRET, errors)

    def test_keys_without_what_is_needed(self):
        good = SIGNING_KEYS["accessKeys"]["AKIDEXAMPLE"]
        for entry, words in (({"accountId": "111122223333"}, ("accessKeys.AKIDBAD.secretAccessKey", "--verify-signatures")),
                             ({**good, "secretAccessKey": ""}, ("accessKeys.AKIDBAD.secretAccessKey",)),
                             ({**good, "secretAccessKey": 1}, ("secretAccessKey",)),
                             ({**good, "sessionToken": ""}, ("accessKeys.AKIDBAD.sessionToken",)),
                             ({**good, "secret": "x"}, ("secret",)),
                             ({"secretAccessKey": SECRET}, ("accountId",))):
            self.refused({"accessKeys": {"AKIDEXAMPLE": good, "AKIDBAD": entry}}, *words)

    def test_verifying_needs_keys(self):
        for options, env in ((("--verify-signatures",), {}), ((), {"MACIE_LOCAL_VERIFY_SIGNATURES": "true"})):
            code, errors = start_fails(*options, env=env)
            self.assertEqual(2, code)
            self.assertIn("--verify-signatures", errors)
            self.assertIn("--access-keys", errors)
