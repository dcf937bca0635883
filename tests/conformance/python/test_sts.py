"""The two operations of AWS STS, asked by boto3 and by hand, and what Macie makes of the keys that they give."""
import datetime
import json
import tempfile
import unittest
import urllib.parse
import xml.etree.ElementTree as xml

import botocore.exceptions

from support import KEY, SECRET, Case, Server, boto3, verifying_server

ROLE = "arn:aws:iam::222233334444:role/service-role/auditor"
NAMESPACE = "{https://sts.amazonaws.com/doc/2011-06-15/}"


def sts(server, key="111122223333", secret="any", token=None, region="us-east-1"):
    return boto3.client("sts", endpoint_url=server.url, region_name=region, aws_access_key_id=key,
                        aws_secret_access_key=secret, aws_session_token=token)


def macie_of(server, credentials):
    return server.client(credentials["AccessKeyId"], secret=credentials["SecretAccessKey"],
                         token=credentials["SessionToken"])


class Sts(Case):
    def ask(self, method="POST", **parameters):
        form = urllib.parse.urlencode(parameters)
        target = "/?" + form if method == "GET" else "/"
        status, headers, body = self.server.raw(method, target, None if method == "GET" else form)
        self.assertEqual("text/xml", headers["Content-Type"])
        return status, xml.fromstring(body)

    def failure(self, **parameters):
        status, answer = self.ask(**parameters)
        self.assertEqual(NAMESPACE + "ErrorResponse", answer.tag)
        self.assertEqual("Sender" if status < 500 else "Receiver", answer.find(f"{NAMESPACE}Error/{NAMESPACE}Type").text)
        return (status, answer.find(f"{NAMESPACE}Error/{NAMESPACE}Code").text,
                answer.find(f"{NAMESPACE}Error/{NAMESPACE}Message").text)

    def test_a_key_is_its_accounts_root_user(self):
        answer = sts(self.server).get_caller_identity()
        self.assertEqual(("111122223333", "111122223333", "arn:aws:iam::111122223333:root"),
                         (answer["Account"], answer["UserId"], answer["Arn"]))
        self.assertEqual(36, len(answer["ResponseMetadata"]["RequestId"]))
        self.assertEqual("arn:aws-cn:iam::111122223333:root",
                         sts(self.server, region="cn-north-1").get_caller_identity()["Arn"])
        status, answer = self.ask("GET", Action="GetCallerIdentity", Version="2011-06-15")
        self.assertEqual((200, "123456789012"), (status, answer.find(f".//{NAMESPACE}Account").text))

    def test_an_assumed_role_is_in_the_roles_account(self):
        before = datetime.datetime.now(datetime.timezone.utc)
        answer = sts(self.server).assume_role(RoleArn=ROLE, RoleSessionName="me@example.com", DurationSeconds=900)
        credentials, user = answer["Credentials"], answer["AssumedRoleUser"]
        self.assertRegex(credentials["AccessKeyId"], r"^ASIA[A-Z2-7]{16}$")
        self.assertEqual(40, len(credentials["SecretAccessKey"]))
        self.assertAlmostEqual(900, (credentials["Expiration"] - before).total_seconds(), delta=60)
        self.assertEqual("arn:aws:sts::222233334444:assumed-role/auditor/me@example.com", user["Arn"])
        self.assertRegex(user["AssumedRoleId"], r"^AROA[A-Z2-7]{17}:me@example\.com$")

        identity = sts(self.server, credentials["AccessKeyId"], credentials["SecretAccessKey"],
                       credentials["SessionToken"]).get_caller_identity()
        self.assertEqual(("222233334444", user["Arn"], user["AssumedRoleId"]),
                         (identity["Account"], identity["Arn"], identity["UserId"]))
        macie = macie_of(self.server, credentials)
        macie.enable_macie()
        role = macie.get_macie_session()["serviceRole"]
        self.assertIn("222233334444", role)

        # Without its token, or with another's, the key is still one of its account.
        other = sts(self.server).assume_role(RoleArn=ROLE, RoleSessionName="another")["Credentials"]
        self.assertNotEqual(credentials["AccessKeyId"], other["AccessKeyId"])
        for token in (None, other["SessionToken"], "x"):
            identity = sts(self.server, credentials["AccessKeyId"], token=token).get_caller_identity()
            self.assertEqual("arn:aws:iam::222233334444:root", identity["Arn"])

    def test_every_account_comes_back_out_of_its_keys(self):
        for account in ("000000000000", "000000000001", "999999999999", "549755813888"):
            credentials = sts(self.server).assume_role(RoleArn=f"arn:aws:iam::{account}:role/r", RoleSessionName="me")[
                "Credentials"]
            self.assertEqual(account, sts(self.server, credentials["AccessKeyId"]).get_caller_identity()["Account"])

    def test_refusals(self):
        good = {"Action": "AssumeRole", "Version": "2011-06-15", "RoleArn": ROLE, "RoleSessionName": "me"}
        for change, words in (({"RoleArn": None}, "Value null at 'roleArn'"),
                              ({"RoleArn": "arn:aws:iam::1234:role/x"}, "'arn:aws:iam::1234:role/x' at 'roleArn'"),
                              ({"RoleArn": "arn:aws:iam::222233334444:user/x"}, "at 'roleArn'"),
                              ({"RoleArn": "arn:aws:iam::222233334444:role/"}, "at 'roleArn'"),
                              ({"RoleSessionName": None}, "Value null at 'roleSessionName'"),
                              ({"RoleSessionName": "x"}, "'x' at 'roleSessionName'"),
                              ({"RoleSessionName": "x" * 65}, "at 'roleSessionName'"),
                              ({"RoleSessionName": "a <b>&"}, "'a <b>&' at 'roleSessionName'"),
                              ({"DurationSeconds": "899"}, "'899' at 'durationSeconds'"),
                              ({"DurationSeconds": "43201"}, "900 to 43200"),
                              ({"DurationSeconds": "1h"}, "'1h' at 'durationSeconds'")):
            given = {name: value for name, value in {**good, **change}.items() if value is not None}
            status, code, message = self.failure(**given)
            self.assertEqual((400, "ValidationError"), (status, code))
            self.assertIn(words, message)
        self.assertEqual((501, "NotImplemented"), self.failure(Action="GetSessionToken", Version="2011-06-15")[:2])
        self.assertEqual((400, "InvalidAction"), self.failure(Action="ListUsers", Version="2010-05-08")[:2])
        self.assertEqual((400, "InvalidAction"), self.failure(Action="Nothing")[:2])
        # Without an action it is no STS.
        self.assertEqual(404, self.server.raw("POST", "/", "a=b")[0])
        self.assertEqual(404, self.server.raw("GET", "/?x=Action%3D")[0])


class Verified(unittest.TestCase):
    """With --verify-signatures."""

    def setUp(self):
        self.server = verifying_server()
        self.addCleanup(self.server.stop)

    def refused(self, code, call, **parameters):
        with self.assertRaises(botocore.exceptions.ClientError) as caught:
            call(**parameters)
        self.assertEqual(code, caught.exception.response["Error"]["Code"])

    def test_keys_are_good_for_what_they_are(self):
        own = sts(self.server, KEY, SECRET)
        self.assertEqual("111122223333", own.get_caller_identity()["Account"])
        self.refused("SignatureDoesNotMatch", sts(self.server, KEY, "wrong").get_caller_identity)
        self.refused("InvalidClientTokenId", sts(self.server, "AKIDNOBODY").get_caller_identity)
        self.assertIn(b"<Code>MissingAuthenticationToken</Code>",
                      self.server.raw("POST", "/", "Action=GetCallerIdentity")[2])

        credentials = own.assume_role(RoleArn=ROLE, RoleSessionName="me")["Credentials"]
        macie_of(self.server, credentials).get_macie_session()
        self.refused("InvalidSignatureException",
                     macie_of(self.server, {**credentials, "SecretAccessKey": SECRET}).get_macie_session)
        for token in (None, "x", credentials["SessionToken"][:-4] + "AAAA"):
            self.refused("UnrecognizedClientException",
                         macie_of(self.server, {**credentials, "SessionToken": token}).get_macie_session)
        # A signature for Macie is none for STS.
        other = own.assume_role(RoleArn=ROLE, RoleSessionName="other")["Credentials"]
        self.refused("UnrecognizedClientException",
                     macie_of(self.server, {**credentials, "SessionToken": other["SessionToken"]}).get_macie_session)


class Restarted(unittest.TestCase):
    def test_keys_outlive_a_restart_with_a_database(self):
        with tempfile.TemporaryDirectory() as folder, tempfile.NamedTemporaryFile("w", suffix=".json") as keys:
            json.dump({"accessKeys": {KEY: {"accountId": "111122223333", "secretAccessKey": SECRET}}}, keys)
            keys.flush()
            options = ("--db", folder + "/db", "--verify-signatures", "--access-keys", keys.name)
            server = Server(*options)
            credentials = sts(server, KEY, SECRET).assume_role(RoleArn=ROLE, RoleSessionName="me")["Credentials"]
            server.stop()
            server = Server(*options)
            try:
                macie_of(server, credentials).get_macie_session()
            finally:
                server.stop()


if __name__ == "__main__":
    unittest.main()
