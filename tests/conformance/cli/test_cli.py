"""The main operations through Debian's AWS CLI."""
import json
import os
import subprocess

from support import KEY, SECRET, Case, verifying_server

AWS = "/usr/bin/aws"


class CliCase(Case):
    def aws(self, *words, expect=0, secret="secret"):
        done = subprocess.run([AWS, "--endpoint-url", self.server.url, "--region", "us-east-1", "--output", "json", "macie2", *words],
                              capture_output=True, text=True, timeout=60,
                              env={**os.environ, "AWS_ACCESS_KEY_ID": self.account, "AWS_SECRET_ACCESS_KEY": secret, "AWS_PAGER": "", "AWS_MAX_ATTEMPTS": "1"})
        self.assertEqual(expect, done.returncode, done.stderr)
        return done.stderr if expect else json.loads(done.stdout) if done.stdout.strip() else None


class Cli(CliCase):
    def test_the_main_job_end_to_end(self):
        self.put(*({"bucketName": f"b-{i}", "objectCount": i} for i in range(7)))
        names = self.aws("describe-buckets", "--page-size", "2", "--sort-criteria", "attributeName=objectCount,orderBy=DESC", "--query", "buckets[].bucketName")
        self.assertEqual([f"b-{i}" for i in range(6, -1, -1)], names)
        self.assertEqual(["b-5", "b-6"], self.aws("describe-buckets", "--criteria", '{"objectCount":{"gt":4}}', "--query", "buckets[].bucketName"))
        job = self.aws("create-classification-job", "--job-type", "ONE_TIME", "--name", "cli", "--s3-job-definition",
                       json.dumps({"bucketDefinitions": [{"accountId": self.account, "buckets": ["b-1"]}]}), "--tags", "team=hr")
        self.wait_for(job["jobId"], "COMPLETE")
        self.assertEqual("COMPLETE", self.aws("describe-classification-job", "--job-id", job["jobId"], "--query", "jobStatus"))
        self.aws("tag-resource", "--resource-arn", job["jobArn"], "--tags", "env=test")
        self.assertEqual({"tags": {"team": "hr", "env": "test"}}, self.aws("list-tags-for-resource", "--resource-arn", job["jobArn"]))
        self.aws("untag-resource", "--resource-arn", job["jobArn"], "--tag-keys", "team", "env")
        self.assertEqual({"tags": {}}, self.aws("list-tags-for-resource", "--resource-arn", job["jobArn"]))
        self.assertEqual(["cli"], self.aws("list-classification-jobs", "--query", "items[].name"))
        self.assertEqual(7, self.aws("get-bucket-statistics", "--query", "bucketCount"))

    def test_session_and_identifiers(self):
        self.assertEqual("ENABLED", self.aws("get-macie-session", "--query", "status"))
        self.assertEqual(166, self.aws("list-managed-data-identifiers", "--query", "length(items)"))

    def test_errors_are_printed_with_type_and_text(self):
        errors = self.aws("describe-classification-job", "--job-id", "0" * 32, expect=254)
        self.assertRegex(errors, r"An error occurred \(ResourceNotFoundException\) when calling the DescribeClassificationJob operation.*: The request")
        errors = self.aws("get-findings", "--finding-ids", *["f"] * 51, expect=254)
        self.assertRegex(errors, r"\(ValidationException\) .* at 'findingIds' failed to satisfy constraint")

    def test_a_finding_is_made_found_and_archived_by_a_rule(self):
        self.aws("create-findings-filter", "--name", "samples", "--action", "ARCHIVE",
                 "--finding-criteria", '{"criterion": {"sample": {"eq": ["true"]}}}')
        self.aws("create-sample-findings", "--finding-types", "Policy:IAMUser/S3BucketPublic")
        found, = self.aws("list-findings", "--query", "findingIds")
        self.assertEqual([True], self.aws("get-findings", "--finding-ids", found, "--query", "findings[].archived"))


class SignedCli(CliCase):
    @classmethod
    def setUpClass(cls):
        cls.server = verifying_server()

    def setUp(self):
        self.account = KEY

    def test_the_right_secret_is_taken_and_the_wrong_one_is_not(self):
        self.assertEqual("ENABLED", self.aws("get-macie-session", "--query", "status", secret=SECRET))
        self.assertIn("(InvalidSignatureException)", self.aws("get-macie-session", expect=254, secret="wrong"))
