"""What every suite needs: a server of its own on a free port, and clients for it.

Runs under any Python, with the boto3 that it finds: run.sh takes Debian's unless it is told otherwise.
"""
import http.client
import json
import os
import pathlib
import shutil
import signal
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.parse
import unittest

import boto3
import botocore.config
import botocore.exceptions

ACCOUNT = "123456789012"
REGION = "us-east-1"

READY = "macie-local ready on "


def environment():
    """Ours without the variables that a server would take for its options."""
    return {name: value for name, value in os.environ.items() if not name.startswith("MACIE_LOCAL_")}


def binary():
    path = os.environ.get("MACIE_LOCAL_BIN")
    if not path or not os.access(path, os.X_OK):
        sys.exit("MACIE_LOCAL_BIN must name the macie-local binary")
    return path


class Server:
    """One macie-local process; `options` as on the command line. Stops with stop() or kill(). `ca` is the file of the
    certificate to trust, for a server that is told to speak TLS."""

    def __init__(self, *options, env=None, ca=None):
        self.ca = ca
        self.process = subprocess.Popen(
            [binary(), "--port", "0", *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env={**environment(), **(env or {})})
        line = self.process.stdout.readline()
        if not line.startswith(READY):
            self.process.wait(timeout=10)
            raise RuntimeError(f"no ready line but {line!r}; {self.process.stderr.read()}")
        self.url = line[len(READY):].strip()
        self.netloc = urllib.parse.urlparse(self.url).netloc

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        _, errors = self.process.communicate(timeout=30)
        return self.process.returncode, errors

    def kill(self):
        self.process.kill()
        self.process.communicate(timeout=30)

    def client(self, account=ACCOUNT, region=REGION, secret="secret", token=None, **config):
        return boto3.client(
            "macie2", endpoint_url=self.url, region_name=region, aws_access_key_id=account,
            aws_secret_access_key=secret, aws_session_token=token, verify=self.ca,
            config=botocore.config.Config(**{"retries": {"max_attempts": 0}, "parameter_validation": False, **config}))

    def raw(self, method, target, body=None, headers=None):
        """(status, headers, body bytes) of one request as it stands."""
        if self.ca:
            connection = http.client.HTTPSConnection(
                self.netloc, timeout=30, context=ssl.create_default_context(cafile=self.ca))
        else:
            connection = http.client.HTTPConnection(self.netloc, timeout=30)
        try:
            connection.request(method, target, body=body, headers=headers or {})
            response = connection.getresponse()
            return response.status, response.headers, response.read()
        finally:
            connection.close()

    def control(self, method, path, body=None, expect=200):
        data = None if body is None else body if isinstance(body, (bytes, str)) else json.dumps(body)
        status, _, text = self.raw(method, "/_macie-local/" + path, data)
        if status != expect:
            raise AssertionError(f"{method} {path}: {status} {text[:500]!r}")
        return json.loads(text) if text else None

    def put_buckets(self, buckets, account=ACCOUNT, region=REGION):
        self.control("PUT", f"buckets?account={account}&region={region}", buckets)


class Connection:
    """One account's requests over one connection that stays open: for suites that make many. One thread's own."""

    def __init__(self, server, account=ACCOUNT, region=REGION):
        self.connection = http.client.HTTPConnection(server.netloc, timeout=60)
        self.account = account
        scope = f"{account}/20300101/{region}/macie2/aws4_request"
        self.headers = {
            "Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0"}

    def send(self, method, target, body=None):
        """(status, document) of one request."""
        self.connection.request(method, target, None if body is None else json.dumps(body), self.headers)
        response = self.connection.getresponse()
        text = response.read()
        return response.status, json.loads(text) if text else None

    def __call__(self, method, target, body=None, expect=200):
        """The document of one request that is answered `expect`."""
        status, document = self.send(method, target, body)
        if status != expect:
            raise AssertionError(f"{method} {target}: {status} {document}")
        return document

    def control(self, method, path, body=None):
        return self(method, "/_macie-local/" + path, body)

    def close(self):
        self.connection.close()


# What the suites about --verify-signatures write into the file of --access-keys.
SIGNING_KEYS = {"accessKeys": {
    "AKIDEXAMPLE": {"accountId": "111122223333", "secretAccessKey": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"},
    "ASIDEXAMPLE": {"accountId": "444455556666", "secretAccessKey": "other+Secret/1", "sessionToken": "FwoGZXIvYXdzEXAMPLE=="}}}
KEY, SECRET = "AKIDEXAMPLE", SIGNING_KEYS["accessKeys"]["AKIDEXAMPLE"]["secretAccessKey"]


def verifying_server():
    """A server that verifies signatures with SIGNING_KEYS; the file is gone when it is ready."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(SIGNING_KEYS, file)
        file.flush()
        return Server("--run-duration", "PT0.1S", "--verify-signatures", "--access-keys", file.name)


def start_fails(*options, env=None):
    """(exit code, standard error) of a server that must not start."""
    done = subprocess.run([binary(), "--port", "0", *options], capture_output=True, text=True, timeout=30,
                          env={**environment(), **(env or {})})
    return done.returncode, done.stderr


def terraform_providers():
    """The folder of providers for `terraform init -plugin-dir`, or None: where MACIE_LOCAL_TF_PLUGINS says, or one called
    tf-plugins."""
    given = os.environ.get("MACIE_LOCAL_TF_PLUGINS")
    around = [pathlib.Path("/opt"), pathlib.Path("/usr/local/share"), pathlib.Path.home(),
              *pathlib.Path(__file__).resolve().parents]
    return next((path for path in ([pathlib.Path(given)] if given else [each / "tf-plugins" for each in around])
                 if path.is_dir()), None)


def terraform_lacks():
    """What is missing to run Terraform here; it is in no package repository that a fresh machine has."""
    return [what for what, there in (("the program terraform", shutil.which("terraform")),
                                     ("a folder of providers (MACIE_LOCAL_TF_PLUGINS)", terraform_providers()))
            if not there]


def until(what, condition, seconds=10):
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError("not within %d s: %s" % (seconds, what))
        time.sleep(0.01)


class Case(unittest.TestCase):
    """A suite with one server for all its tests; each test has an account of its own."""

    options = ()
    _accounts = 0

    @classmethod
    def setUpClass(cls):
        cls.server = Server("--run-duration", "PT0.1S", *cls.options)

    @classmethod
    def tearDownClass(cls):
        code, errors = cls.server.stop()
        assert code == 0, errors

    def setUp(self):
        Case._accounts += 1
        self.account = "%012d" % (200000000000 + Case._accounts)
        self.macie = self.server.client(self.account)

    def put(self, *buckets):
        self.server.put_buckets(list(buckets), self.account)

    def refused(self, http_status, code, call, *args, message=None, **kwargs):
        with self.assertRaises(botocore.exceptions.ClientError) as caught:
            call(*args, **kwargs)
        response = caught.exception.response
        self.assertEqual(code, response["Error"]["Code"], response)
        self.assertEqual(http_status, response["ResponseMetadata"]["HTTPStatusCode"], response)
        if message is not None:
            self.assertRegex(response["Error"]["Message"], message)
        return response["Error"]["Message"]

    def job(self, **changes):
        request = {
            "jobType": "ONE_TIME", "name": "job",
            "s3JobDefinition": {"bucketDefinitions": [{"accountId": self.account, "buckets": ["some-bucket"]}]},
            **changes}
        return self.macie.create_classification_job(**{k: v for k, v in request.items() if v is not None})

    def wait_for(self, job_id, status):
        return until(f"job {status}", lambda: (lambda job: job if job["jobStatus"] == status else None)(
            self.macie.describe_classification_job(jobId=job_id)))
