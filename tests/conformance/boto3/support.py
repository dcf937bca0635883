"""Starts a macie-local on a free port and makes clients for it.

Every suite starts its own servers, each in a temporary directory of its own.
The interpreter must be the one whose boto3 comes from the distribution: the
suites refuse any other, so that the client under test is the one we name.
"""

import http.client
import json
import os
import pathlib
import re
import subprocess
import tempfile
import threading
import time
import unittest

import boto3
import botocore.config

ACCOUNT = "123456789012"
REGION = "us-east-1"
READY = re.compile(r"^macie-local ready on http://([^:]+):(\d+)\n$")

if not boto3.__file__.startswith("/usr/lib/python3/dist-packages/") and not os.environ.get("MACIE_ANY_BOTO3"):
    raise SystemExit(f"wrong boto3 {boto3.__file__}: run these suites with /usr/bin/python3 -I")


def binary():
    named = os.environ.get("MACIE_LOCAL_BIN")
    root = pathlib.Path(__file__).resolve().parents[3]
    for path in [named] if named else [root / "build/debug/macie-local", root / "build/release/macie-local"]:
        if os.access(path, os.X_OK):
            return str(path)
    raise SystemExit("no macie-local binary: set MACIE_LOCAL_BIN")


class Server:
    """One running server; stop() ends it and removes its directory."""

    def __init__(self, *args):
        self.directory = tempfile.TemporaryDirectory()
        self.log = open(os.path.join(self.directory.name, "stderr"), "w+")
        environment = {k: v for k, v in os.environ.items() if not k.startswith("MACIE_LOCAL_")}
        self.process = subprocess.Popen(
            [binary(), "--port", "0", "--host", "127.0.0.1", "--run-duration", "PT0.2S", *args],
            stdout=subprocess.PIPE, stderr=self.log, text=True, cwd=self.directory.name, env=environment)
        watchdog = threading.Timer(20, self.process.kill)
        watchdog.start()
        line = self.process.stdout.readline()
        watchdog.cancel()
        match = READY.match(line)
        if not match:
            self.stop()
            raise AssertionError(f"first line is {line!r}, not the ready line")
        self.host, self.port = match[1], int(match[2])

    @property
    def url(self):
        return f"http://{self.host}:{self.port}"

    def stop(self, kill=False):
        if self.process.poll() is None:
            self.process.kill() if kill else self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)
        self.process.stdout.close()
        self.log.close()
        self.directory.cleanup()
        return self.process.returncode

    def client(self, account=ACCOUNT, region=REGION):
        return boto3.client(
            "macie2", endpoint_url=self.url, region_name=region, aws_access_key_id=account,
            aws_secret_access_key="any", config=botocore.config.Config(retries={"max_attempts": 0}, read_timeout=20))

    def http(self, method, path, body=None, headers=None):
        """Sends one request as it stands; returns status, headers in lower case, body as bytes."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=20)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def control(self, method, path, document=None):
        body = None if document is None else json.dumps(document)
        status, _, answer = self.http(method, "/_macie-local/" + path, body, {"Content-Type": "application/json"})
        if status // 100 != 2:
            raise AssertionError(f"{method} {path}: {status} {answer[:300]!r}")
        return json.loads(answer) if answer else None

    def put_buckets(self, buckets, account=ACCOUNT, region=REGION):
        return self.control("PUT", f"buckets?account={account}&region={region}", buckets)


def wait_for(question, seconds=10):
    """Asks until the answer is true; fails after the deadline."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        answer = question()
        if answer:
            return answer
        threading.Event().wait(0.02)
    raise AssertionError("the deadline passed")


class Case(unittest.TestCase):
    """A test with one server for its class, emptied before every test."""

    arguments = ()

    @classmethod
    def setUpClass(cls):
        cls.server = Server(*cls.arguments)
        cls.addClassCleanup(cls.server.stop)
        cls.macie = cls.server.client()

    def setUp(self):
        self.server.control("POST", "reset")

    def refused(self, call, code, status, text=None, **arguments):
        import botocore.exceptions
        with self.assertRaises(botocore.exceptions.ClientError) as caught:
            call(**arguments)
        answer = caught.exception.response
        self.assertEqual(answer["Error"]["Code"], code, answer)
        self.assertEqual(answer["ResponseMetadata"]["HTTPStatusCode"], status)
        if text is not None:
            self.assertIn(text, answer["Error"]["Message"])
        return answer["Error"]["Message"]

    def make_job(self, name="job", **more):
        request = {"jobType": "ONE_TIME", "name": name, "clientToken": name,
                   "s3JobDefinition": {"bucketDefinitions": [{"accountId": ACCOUNT, "buckets": ["alpha"]}]}}
        return self.macie.create_classification_job(**{**request, **more})
