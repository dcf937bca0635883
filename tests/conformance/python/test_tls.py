"""TLS as clients meet it: certificates made at start or given, trusted by file or by environment, or not trusted."""
import contextlib
import os
import re
import socket
import ssl
import stat
import subprocess
import tempfile
import unittest

import boto3
import botocore.exceptions
from botocore.config import Config

from support import ACCOUNT, Server, start_fails


def in_folder(test):
    folder = tempfile.TemporaryDirectory(prefix="macie-local-tls-")
    test.addCleanup(folder.cleanup)
    return lambda name: os.path.join(folder.name, name)


def session_status(url, **arguments):
    macie = boto3.client("macie2", endpoint_url=url, region_name="us-east-1", aws_access_key_id=ACCOUNT,
                         aws_secret_access_key="secret", config=Config(retries={"max_attempts": 0}), **arguments)
    with contextlib.closing(macie):
        return macie.get_macie_session()["status"]


class SelfSigned(unittest.TestCase):
    def setUp(self):
        self.path = in_folder(self)
        self.ca = self.path("ca.pem")
        self.server = Server("--tls", "self-signed", "--tls-ca-file", self.ca, "--allow-host", "macie.test",
                             "--allow-host", "10.1.2.3", ca=self.ca)
        self.addCleanup(self.server.stop)

    def test_the_ready_line_and_the_file(self):
        self.assertRegex(self.server.url, r"^https://127\.0\.0\.1:\d+$")
        self.assertEqual(0o644, stat.S_IMODE(os.stat(self.ca).st_mode))
        self.assertEqual(["ca.pem"], os.listdir(os.path.dirname(self.ca)))
        with open(self.ca) as file:
            self.assertNotIn("PRIVATE", file.read())

    def test_boto3_with_the_ca(self):
        self.server.put_buckets([{"bucketName": f"b-{i:04}"} for i in range(500)])
        macie = self.server.client()
        names = [bucket["bucketName"] for page in macie.get_paginator("describe_buckets").paginate(maxResults=100)
                 for bucket in page["buckets"]]
        self.assertEqual(500, len(names))
        job = macie.create_classification_job(
            clientToken="t", jobType="ONE_TIME", name="tls",
            s3JobDefinition={"bucketDefinitions": [{"accountId": ACCOUNT, "buckets": ["b-0001"]}]})
        self.assertEqual("tls", macie.describe_classification_job(jobId=job["jobId"])["name"])

    def test_the_names_of_the_certificate(self):
        self.assertEqual("ENABLED", session_status(self.server.url.replace("127.0.0.1", "localhost"), verify=self.ca))
        context = ssl.create_default_context(cafile=self.ca)
        for name in ("host.docker.internal", "macie.test", "10.1.2.3"):
            with socket.create_connection(self.server.netloc.split(":"), timeout=30) as plain:
                context.wrap_socket(plain, server_hostname=name).close()
        with socket.create_connection(self.server.netloc.split(":"), timeout=30) as plain:
            with self.assertRaises(ssl.SSLCertVerificationError):
                context.wrap_socket(plain, server_hostname="other.test")

    def test_boto3_with_the_ca_in_the_environment(self):
        os.environ["AWS_CA_BUNDLE"] = self.ca
        self.addCleanup(os.environ.pop, "AWS_CA_BUNDLE")
        self.assertEqual("ENABLED", session_status(self.server.url))

    def test_boto3_without_the_ca(self):
        with self.assertRaises(botocore.exceptions.SSLError):
            session_status(self.server.url)

    def test_plain_http_is_told_what_to_do(self):
        with self.assertRaises(botocore.exceptions.ClientError) as caught:
            session_status(self.server.url.replace("https", "http"))
        self.assertIn("use https://", caught.exception.response["Error"]["Message"])

    def test_the_log_says_where_the_ca_is(self):
        server = Server("--tls", "self-signed", "--tls-ca-file", self.path("other.pem"))
        code, errors = server.stop()
        self.assertEqual(0, code)
        self.assertRegex(errors, "info.*AWS_CA_BUNDLE=" + re.escape(self.path("other.pem")))


class GivenCertificate(unittest.TestCase):
    def setUp(self):
        self.path = in_folder(self)

    def make(self, name, *more):
        subprocess.run(["/usr/bin/openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                        "-subj", "/CN=given", "-addext", "subjectAltName=IP:127.0.0.1",
                        "-keyout", self.path(name + ".key"), "-out", self.path(name + ".pem"), *more],
                       check=True, capture_output=True, timeout=60)
        return self.path(name + ".pem"), self.path(name + ".key")

    def test_is_what_the_server_shows(self):
        certificate, key = self.make("given")
        for options, env in ((("--tls-cert", certificate, "--tls-key", key), {}),
                             ((), {"MACIE_LOCAL_TLS_CERT": certificate, "MACIE_LOCAL_TLS_KEY": key})):
            server = Server(*options, env=env, ca=certificate)
            self.addCleanup(server.stop)
            self.assertEqual("ENABLED", session_status(server.url, verify=certificate))
            self.assertEqual("ok", server.control("GET", "health")["status"])

    def test_start_errors_name_the_option_the_file_and_the_reason(self):
        certificate, key = self.make("given")
        _, other = self.make("other")
        missing, folder = self.path("missing"), os.path.dirname(key)
        for options, said in (
                (("--tls-cert", certificate), f"--tls-cert {certificate}: needs --tls-key as well"),
                (("--tls-key", key), f"--tls-key {key}: needs --tls-cert as well"),
                (("--tls-cert", missing, "--tls-key", key), f"--tls-cert {missing}: can't be read: No such file or directory"),
                (("--tls-cert", folder, "--tls-key", key), f"--tls-cert {folder}: can't be read: Is a directory"),
                (("--tls-cert", certificate, "--tls-key", missing), f"--tls-key {missing}: can't be read: No such file or directory"),
                (("--tls-cert", key, "--tls-key", key), f"--tls-cert {key}: is not PEM: it has no line -----BEGIN CERTIFICATE-----"),
                (("--tls-cert", certificate, "--tls-key", other), f"--tls-key {other}: the key does not match the certificate"),
                (("--tls", "self-signed", "--tls-cert", certificate),
                 "--tls self-signed: makes its own certificate; leave out --tls-cert, or --tls"),
                (("--tls", "self-signed", "--tls-ca-file", folder + "/none/ca.pem"),
                 f"--tls-ca-file {folder}/none/ca.pem: can't be written: No such file or directory")):
            self.assertEqual((2, f"macie-local: {said}\n"), start_fails(*options))
        code, errors = start_fails("--tls", "on")
        self.assertEqual(2, code)
        self.assertRegex(errors, r"^macie-local: --tls: .*self-signed.*\n$")

    def test_a_start_that_fails_leaves_the_ca_of_the_running_server(self):
        ca = self.path("ca.pem")
        server = Server("--tls", "self-signed", "--tls-ca-file", ca, ca=ca)
        self.addCleanup(server.stop)
        code, errors = start_fails("--tls", "self-signed", "--tls-ca-file", ca, "--port", server.netloc.split(":")[1])
        self.assertEqual(2, code, errors)
        self.assertEqual(["ca.pem"], os.listdir(os.path.dirname(ca)))
        self.assertEqual("ENABLED", session_status(server.url, verify=ca))
