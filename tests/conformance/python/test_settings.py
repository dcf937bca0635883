"""What is set once for an account: findings publication, classification export, reveal (behaviour 6 to 8)."""
import json
import os
import tempfile
import unittest

from support import ACCOUNT, Case, Server

KEY = "arn:aws:kms:us-east-1:123456789012:key/0a1b2c3d"


class Publication(Case):
    def read(self):
        return self.macie.get_findings_publication_configuration()["securityHubConfiguration"]

    def test_policy_findings_are_published_until_told_otherwise(self):
        self.assertEqual({"publishClassificationFindings": False, "publishPolicyFindings": True}, self.read())
        self.macie.put_findings_publication_configuration(
            securityHubConfiguration={"publishClassificationFindings": True, "publishPolicyFindings": False})
        self.assertEqual({"publishClassificationFindings": True, "publishPolicyFindings": False}, self.read())
        self.macie.put_findings_publication_configuration(clientToken="t")
        self.assertEqual({"publishClassificationFindings": True, "publishPolicyFindings": False}, self.read())

    def test_both_switches_are_required(self):
        self.refused(400, "ValidationException", self.macie.put_findings_publication_configuration,
                     securityHubConfiguration={"publishPolicyFindings": True}, message="publishClassificationFindings")


class Export(Case):
    def read(self):
        return self.macie.get_classification_export_configuration()["configuration"]

    def test_terraforms_life_cycle(self):
        self.assertEqual({}, self.read())
        asked = {"s3Destination": {"bucketName": "results", "keyPrefix": "macie/", "kmsKeyArn": KEY}}
        answer = self.macie.put_classification_export_configuration(configuration=asked)
        self.assertEqual(asked, answer["configuration"])
        self.assertEqual(asked, self.read())
        self.macie.put_classification_export_configuration(configuration={})
        self.assertEqual({}, self.read())

    def test_the_key_is_an_arn(self):
        self.refused(400, "ValidationException", self.macie.put_classification_export_configuration,
                     configuration={"s3Destination": {"bucketName": "results", "kmsKeyArn": "alias/mine"}},
                     message="kmsKeyArn must be the ARN of a KMS key")
        self.assertEqual({}, self.read())

    def test_not_enabled_is_not_found(self):
        self.macie.disable_macie()
        self.refused(404, "ResourceNotFoundException", self.macie.get_classification_export_configuration,
                     message="Macie isn't enabled")


class Reveal(Case):
    """Debian's boto3 does not know retrievalConfiguration: requests with it go by hand."""

    def update(self, body, expect=200):
        status, _, text = self.server.raw("PUT", "/reveal-configuration", json.dumps(body), {
            "Authorization": f"AWS4-HMAC-SHA256 Credential={self.account}/20240101/us-east-1/macie2/aws4_request"})
        self.assertEqual(expect, status, text)
        return {k: v for k, v in json.loads(text).items() if v is not None}

    def test_never_configured_is_disabled(self):
        self.assertEqual("DISABLED", self.macie.get_reveal_configuration()["configuration"]["status"])

    def test_enabling_needs_a_key_once(self):
        self.refused(400, "ValidationException", self.macie.update_reveal_configuration,
                     configuration={"status": "ENABLED"}, message="kmsKeyId is required")
        self.macie.update_reveal_configuration(configuration={"status": "ENABLED", "kmsKeyId": "alias/mine"})
        answer = self.macie.update_reveal_configuration(configuration={"status": "ENABLED"})
        self.assertEqual({"status": "ENABLED", "kmsKeyId": "alias/mine"}, answer["configuration"])

    def test_a_role_gets_an_external_id_that_ends_with_it(self):
        enabled = {"status": "ENABLED", "kmsKeyId": "alias/mine"}
        self.update({"configuration": enabled, "retrievalConfiguration": {"retrievalMode": "ASSUME_ROLE"}}, expect=400)
        role = {"retrievalMode": "ASSUME_ROLE", "roleName": "reader"}
        first = self.update({"configuration": enabled, "retrievalConfiguration": role})["retrievalConfiguration"]
        self.assertRegex(first["externalId"], "^[a-z0-9]{22}$")
        again = self.update({"configuration": enabled, "retrievalConfiguration": role})["retrievalConfiguration"]
        self.assertEqual(first, again)
        self.update({"configuration": enabled})
        later = self.update({"configuration": enabled, "retrievalConfiguration": role})["retrievalConfiguration"]
        self.assertNotEqual(first["externalId"], later["externalId"])

    def test_disabling_forgets_key_and_role(self):
        self.macie.update_reveal_configuration(configuration={"status": "ENABLED", "kmsKeyId": "alias/mine"})
        answer = self.macie.update_reveal_configuration(configuration={"status": "DISABLED"})
        self.assertEqual({"status": "DISABLED"}, answer["configuration"])
        self.refused(400, "ValidationException", self.macie.update_reveal_configuration,
                     configuration={"status": "ENABLED"})


    def test_both_operations_tell_the_same(self):
        enabled = {"status": "ENABLED", "kmsKeyId": "alias/mine"}
        role = {"retrievalMode": "ASSUME_ROLE", "roleName": "reader"}
        mine = {"retrievalMode": "CALLER_CREDENTIALS", "externalId": None, "roleName": None}
        self.assertEqual({"configuration": {"kmsKeyId": None, "status": "DISABLED"}, "retrievalConfiguration": mine}, self.read())
        for body, told in (({"configuration": enabled, "retrievalConfiguration": role}, None),
                           ({"configuration": {"status": "DISABLED"}}, {}),
                           ({"configuration": enabled}, mine),
                           ({"configuration": {"status": "DISABLED"}}, {})):
            answer = self.update(body)
            self.assertEqual(answer, {k: v for k, v in self.read().items() if v is not None})
            if told is not None:
                self.assertEqual(told, answer.get("retrievalConfiguration", {}))
        self.server.control("PUT", "state", {"version": 1, "accounts": {self.account: {"us-east-1": {"settings": {
            "revealConfiguration": enabled}}}}})
        self.assertEqual(mine, self.read()["retrievalConfiguration"])

    def read(self):
        status, _, text = self.server.raw("GET", "/reveal-configuration", None, {
            "Authorization": f"AWS4-HMAC-SHA256 Credential={self.account}/20240101/us-east-1/macie2/aws4_request"})
        self.assertEqual(200, status)
        return json.loads(text)


class Kept(unittest.TestCase):
    def test_settings_survive_a_kill_and_an_export_and_go_with_the_session(self):
        with tempfile.TemporaryDirectory() as folder:
            options = ("--db", os.path.join(folder, "state.db"))
            server = Server(*options)
            macie = server.client()
            macie.put_findings_publication_configuration(
                securityHubConfiguration={"publishClassificationFindings": True, "publishPolicyFindings": True})
            macie.update_reveal_configuration(configuration={"status": "ENABLED", "kmsKeyId": KEY})
            exported = server.raw("GET", "/_macie-local/state")[2]
            server.kill()
            server = Server(*options)
            self.addCleanup(server.stop)
            self.assertEqual(exported, server.raw("GET", "/_macie-local/state")[2])
            server.control("POST", "reset")
            self.assertNotEqual(exported, server.raw("GET", "/_macie-local/state")[2])
            server.control("PUT", "state", exported)
            self.assertEqual(exported, server.raw("GET", "/_macie-local/state")[2])
            macie = server.client()
            macie.disable_macie()
            macie.enable_macie()
            self.assertFalse(macie.get_findings_publication_configuration()["securityHubConfiguration"][
                "publishClassificationFindings"])
            self.assertEqual("DISABLED", macie.get_reveal_configuration()["configuration"]["status"])


if __name__ == "__main__":
    unittest.main()
