"""The AWS CLI over TLS: it trusts what AWS_CA_BUNDLE names, and nothing else."""
import json
import os
import subprocess
import tempfile
import unittest

from support import ACCOUNT, Server

AWS = "/usr/bin/aws"


class CliOverTls(unittest.TestCase):
    def test_the_ca_in_the_environment(self):
        folder = tempfile.TemporaryDirectory(prefix="macie-local-tls-")
        self.addCleanup(folder.cleanup)
        ca = os.path.join(folder.name, "ca.pem")
        server = Server("--tls", "self-signed", "--tls-ca-file", ca, ca=ca)
        self.addCleanup(server.stop)

        def session(**env):
            return subprocess.run(
                [AWS, "--endpoint-url", server.url, "--region", "us-east-1", "--output", "json", "macie2",
                 "get-macie-session"], capture_output=True, text=True, timeout=60,
                env={**os.environ, "AWS_ACCESS_KEY_ID": ACCOUNT, "AWS_SECRET_ACCESS_KEY": "secret",
                     "AWS_MAX_ATTEMPTS": "1", **env})

        done = session(AWS_CA_BUNDLE=ca)
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertEqual("ENABLED", json.loads(done.stdout)["status"])
        done = session()
        self.assertNotEqual(0, done.returncode)
        self.assertIn("SSL validation failed", done.stderr)
