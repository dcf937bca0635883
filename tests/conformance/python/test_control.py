"""The control plane over the wire, as test suites use it: faults, journal, snapshots, metrics, init documents, drop-in
paths."""
import http.client
import json
import os
import shutil
import subprocess
import tempfile
import unittest

import botocore.exceptions

from support import ACCOUNT, KEY, SECRET, SIGNING_KEYS, Case, Server, start_fails


# Where ./dev puts it.
FETCHED = os.path.join(os.path.dirname(__file__), "../../../build/tools/usr/bin")


class Configuration(Case):
    def test_head_says_what_get_has(self):
        """Content-Length counts the line end; what is made while it is sent has none, of HEAD neither."""
        server = Server()
        self.addCleanup(server.kill)
        server.put_buckets([{"bucketName": f"bucket-{i:05}"} for i in range(5000)])
        streamed = 0
        for path in ("health", "clock", "config", "state", "buckets", "findings", "requests", "nope"):
            status, headers, body = server.raw("GET", "/_macie-local/" + path)
            self.assertTrue(body.endswith(b"}\n"), path)
            head_status, head_headers, nothing = server.raw("HEAD", "/_macie-local/" + path)
            self.assertEqual((status, b""), (head_status, nothing), path)
            for name in ("Content-Type", "Content-Length", "Transfer-Encoding"):
                self.assertEqual(headers[name], head_headers[name], (path, name))
            if headers["Transfer-Encoding"]:
                streamed += 1
                self.assertIsNone(headers["Content-Length"], path)
            else:
                self.assertEqual(len(body), int(headers["Content-Length"]), path)
        self.assertEqual(2, streamed)  # state and buckets

    def test_the_port_is_the_one_that_was_bound(self):
        self.assertEqual(self.server.netloc.rpartition(":")[2], str(self.server.control("GET", "config")["port"]))

    def test_head_is_the_head_of_get(self):
        for target in ("/_macie-local/health", "/macie", "/allow-lists"):
            get, head = (self.server.raw(method, target) for method in ("GET", "HEAD"))
            self.assertEqual((200, b""), (head[0], head[2]), target)
            self.assertEqual(str(len(get[2])), head[1]["Content-Length"], target)
            for answer in (get, head):
                self.assertEqual("nosniff", answer[1]["X-Content-Type-Options"], target)
                self.assertEqual("same-origin", answer[1]["Cross-Origin-Resource-Policy"], target)
                self.assertEqual("frame-ancestors 'none'", answer[1]["Content-Security-Policy"], target)


class Faults(Case):
    def tearDown(self):
        self.server.control("DELETE", "faults")

    def rules(self, *rules):
        return self.server.control("PUT", "faults", [{"account": self.account, **rule} for rule in rules])

    def test_the_models_errors_reach_the_client_as_they_would_from_aws(self):
        self.rules({"operation": "GetMacieSession", "error": {"type": "ThrottlingException", "message": "Rate exceeded"}})
        error = self.refused(429, "ThrottlingException", self.macie.get_macie_session)
        self.assertEqual("Rate exceeded", error)
        self.assertEqual([], self.macie.describe_buckets()["buckets"])

    def test_a_raw_answer(self):
        self.rules({"answer": {"status": 503, "body": "<html>upstream</html>", "contentType": "text/html"}})
        status, headers, body = self.server.raw(
            "GET", "/macie", headers={"Authorization": f"AWS4-HMAC-SHA256 Credential={self.account}/20240101/us-east-1/"})
        self.assertEqual((503, "text/html", b"<html>upstream</html>"), (status, headers["Content-Type"], body))

    def test_a_dropped_connection_before_and_after_the_effect(self):
        for when, left in (("BEFORE", 0), ("AFTER", 1)):
            self.rules({"operation": "CreateClassificationJob", "drop": when})
            with self.assertRaises(botocore.exceptions.ConnectionClosedError):
                self.job(name="dropped", clientToken=when)
            self.assertEqual(left, len(self.macie.list_classification_jobs()["items"]), when)

    def test_a_truncated_answer(self):
        self.put({"bucketName": "some-bucket"})
        self.rules({"operation": "buckets", "truncate": True})
        connection = http.client.HTTPConnection(self.server.netloc, timeout=30)
        self.addCleanup(connection.close)
        connection.request("POST", "/datasources/s3", "{}", {
            "Authorization": f"AWS4-HMAC-SHA256 Credential={self.account}/20240101/us-east-1/"})
        response = connection.getresponse()
        with self.assertRaises(http.client.IncompleteRead) as caught:
            response.read()
        whole = int(response.headers["Content-Length"])
        self.assertEqual((whole + 1) // 2, len(caught.exception.partial))

    def test_rules_are_listed_with_how_often_they_fired(self):
        self.rules({"id": "slow", "latencyMs": 1}, {"id": "third", "every": 3, "error": {"type": "ConflictException"}})
        for _ in range(2):
            self.macie.get_macie_session()
        self.refused(409, "ConflictException", self.macie.get_macie_session)
        listed = {rule["id"]: (rule["matched"], rule["fired"]) for rule in self.server.control("GET", "faults")["rules"]}
        self.assertEqual({"slow": (3, 3), "third": (3, 1)}, listed)


class Journal(Case):
    def test_exactly_one_job_was_created_with_this_input(self):
        job = self.job(name="nightly", clientToken="token", tags={"team": "hr"})
        self.macie.list_classification_jobs()
        calls = self.server.control("GET", f"requests?account={self.account}&operation=CreateClassificationJob")["requests"]
        self.assertEqual(1, len(calls))
        self.assertEqual("nightly", calls[0]["input"]["name"])
        self.assertEqual({"team": "hr"}, calls[0]["input"]["tags"])
        self.assertEqual(200, calls[0]["status"])
        self.assertEqual(job["ResponseMetadata"]["RequestId"], calls[0]["requestId"])
        self.assertIn("Boto3", calls[0]["client"])
        self.server.control("DELETE", f"requests?account={self.account}")
        self.assertEqual([], self.server.control("GET", f"requests?account={self.account}")["requests"])


class Snapshots(unittest.TestCase):
    def test_they_survive_a_restart_and_bring_the_state_back_byte_for_byte(self):
        with tempfile.TemporaryDirectory() as folder:
            options = ("--db", os.path.join(folder, "state.db"))
            server = Server(*options)
            server.control("PUT", "clock", {"now": "2030-01-01T00:00:00Z", "frozen": True})
            server.put_buckets([{"bucketName": "kept"}])
            server.client().create_classification_job(
                clientToken="t", jobType="ONE_TIME", name="n",
                s3JobDefinition={"bucketDefinitions": [{"accountId": ACCOUNT, "buckets": ["kept"]}]})
            before = server.raw("GET", "/_macie-local/state")[2]
            server.control("POST", "snapshots", {"name": "base"})
            server.control("POST", "reset")
            server.kill()
            server = Server(*options)
            self.addCleanup(server.stop)
            self.assertNotEqual(before, server.raw("GET", "/_macie-local/state")[2])
            saved = server.control("GET", "snapshots")["snapshots"]
            self.assertEqual([("base", "2030-01-01T00:00:00Z", len(before))],
                             [(one["name"], one["savedAt"], one["bytes"]) for one in saved])
            server.control("POST", "snapshots/base/restore")
            self.assertEqual(before, server.raw("GET", "/_macie-local/state")[2])


class Metrics(Case):
    def text(self):
        status, headers, body = self.server.raw("GET", "/_macie-local/metrics")
        self.assertEqual(200, status)
        self.assertEqual("text/plain; version=0.0.4; charset=utf-8", headers["Content-Type"])
        return body.decode()

    def test_prometheus_finds_nothing_to_mend(self):
        self.job()
        self.macie.describe_buckets()
        promtool = shutil.which("promtool", path=os.environ["PATH"] + os.pathsep + FETCHED)
        self.assertIsNotNone(promtool, "./dev setup test fetches promtool")
        done = subprocess.run([promtool, "check", "metrics"], input=self.text(), capture_output=True, text=True)
        self.assertEqual((0, "", ""), (done.returncode, done.stdout, done.stderr))

    def test_what_was_asked_is_counted(self):
        self.macie.get_macie_session()
        self.assertRegex(self.text(), r'macie_local_requests_total\{operation="GetMacieSession",status="200"\} \d+\n')


class Init(unittest.TestCase):
    def write(self, folder, name, document):
        with open(os.path.join(folder, name), "w") as file:
            file.write(document if isinstance(document, str) else json.dumps(document))

    def names(self, server):
        return [(b["bucketName"], b.get("objectCount")) for b in server.client().describe_buckets()["buckets"]]

    def test_documents_are_loaded_in_the_order_of_their_names_and_kept_by_a_reset(self):
        with tempfile.TemporaryDirectory() as folder:
            self.write(folder, "20-more.json", {"buckets": [{"bucketName": "second", "objectCount": 2}]})
            self.write(folder, "10-base.json", {"version": 1, "accounts": {ACCOUNT: {"us-east-1": {"buckets": [
                {"bucketName": "first"}, {"bucketName": "second", "objectCount": 1}]}}}})
            self.write(folder, "notes.txt", "left alone")
            server = Server("--init", folder)
            self.assertEqual([("first", 0), ("second", 2)], self.names(server))
            server.control("DELETE", "buckets/first")
            server.control("POST", "reset")
            self.assertEqual([("first", 0), ("second", 2)], self.names(server))
            code, errors = server.stop()
            self.assertEqual(0, code)
            self.assertIn("notes.txt: is not a .json document and is left alone", errors)

    def test_a_wrong_document_is_named_and_nothing_starts(self):
        with tempfile.TemporaryDirectory() as folder:
            self.write(folder, "10-base.json", '{"version": 1,\n"acounts": {}}')
            code, errors = start_fails("--init", folder)
            self.assertEqual(2, code)
            self.assertRegex(errors, r"--init .*10-base.json: line 2: acounts: unknown member")
            code, errors = start_fails("--init", os.path.join(folder, "none"))
            self.assertEqual(2, code)
            self.assertRegex(errors, "--init .*none: can't be read")


class Access(unittest.TestCase):
    """Who may use the control plane."""
    TOKEN = "correct-horse.battery"
    WARNING = "whoever reaches "

    def start(self, *options, env=None):
        server = Server(*options, env=env)
        self.addCleanup(lambda: server.process.poll() is None and server.kill())
        return server

    def stop(self, server):
        code, errors = server.stop()
        self.assertEqual(0, code)
        self.assertNotIn(self.TOKEN, errors)
        return errors

    def check(self, server):
        right = {"Authorization": "Bearer " + self.TOKEN}
        for target in ("/_macie-local/health", "/_localstack/health"):
            self.assertEqual(200, server.raw("GET", target)[0])
        for method, target in (("GET", "/_macie-local/state"), ("POST", "/_macie-local/reset"), ("POST", "/moto-api/reset")):
            for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic " + self.TOKEN}):
                status, answer, body = server.raw(method, target, headers=headers)
                self.assertEqual((401, "Bearer"), (status, answer["WWW-Authenticate"]))
                self.assertIn("--control-token-file", json.loads(body)["message"])
                self.assertNotIn(self.TOKEN, body.decode())
            self.assertEqual(200, server.raw(method, target, headers=right)[0])
        status, _, body = server.raw("GET", "/_macie-local/config", headers=right)
        self.assertEqual((200, True), (status, json.loads(body)["controlToken"]))
        self.assertNotIn(self.TOKEN, body.decode())
        # Clients of the API sign as ever.
        self.assertEqual("ENABLED", server.client().get_macie_session()["status"])
        _, _, journal = server.raw("GET", "/_macie-local/requests", headers=right)
        self.assertNotIn(self.TOKEN, journal.decode())

    def test_a_token_from_a_file(self):
        with tempfile.NamedTemporaryFile("w") as file:
            file.write(self.TOKEN + "\n")
            file.flush()
            server = self.start("--control-token-file", file.name, "--host", "0.0.0.0", "--log-level", "debug")
            server.netloc = server.netloc.replace("0.0.0.0", "127.0.0.1")
            self.check(server)
            self.assertNotIn(self.WARNING, self.stop(server))

    def test_a_token_from_the_environment(self):
        server = self.start(env={"MACIE_LOCAL_CONTROL_TOKEN": self.TOKEN})
        self.check(server)
        self.stop(server)

    def test_a_token_beside_verified_signatures(self):
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump(SIGNING_KEYS, file)
            file.flush()
            server = self.start("--verify-signatures", "--access-keys", file.name,
                                env={"MACIE_LOCAL_CONTROL_TOKEN": self.TOKEN})
        self.assertEqual("ENABLED", server.client(KEY, secret=SECRET).get_macie_session()["status"])
        self.assertEqual(401, server.raw("GET", "/_macie-local/state")[0])
        right = {"Authorization": "Bearer " + self.TOKEN}
        self.assertEqual(200, server.raw("GET", "/_macie-local/state", headers=right)[0])
        self.assertEqual(400, server.raw("GET", "/macie", headers=right)[0])
        self.stop(server)

    def test_a_control_plane_that_is_off(self):
        server = self.start("--control", "off", "--host", "0.0.0.0")
        server.netloc = server.netloc.replace("0.0.0.0", "127.0.0.1")
        self.assertEqual(200, server.raw("GET", "/_macie-local/health")[0])
        self.assertEqual(200, server.raw("GET", "/macie")[0])
        for method, target in (("GET", "/_macie-local/state"), ("POST", "/moto-api/reset")):
            status, _, body = server.raw(method, target)
            self.assertEqual(403, status)
            self.assertIn("--control off", json.loads(body)["message"])
        self.assertNotIn(self.WARNING, self.stop(server))

    def test_one_line_warns_when_others_can_reach_it(self):
        for host, warnings in (("127.0.0.1", 0), ("localhost", 0), ("0.0.0.0", 1)):
            errors = self.stop(self.start("--host", host))
            self.assertEqual(warnings, errors.count(self.WARNING), errors)
            self.assertEqual(warnings, errors.count(" warning "), errors)

    def test_a_bad_token_is_named_and_nothing_starts(self):
        with tempfile.NamedTemporaryFile("w") as file:
            file.write("two words")
            file.flush()
            for options, env, said in (
                    (("--control-token-file", file.name), {}, f"--control-token-file {file.name}: must be a token of 1 to 4096 "),
                    (("--control-token-file", file.name + "x"), {}, "x: can't be read"),
                    (("--control-token-file", ""), {}, "--control-token-file"),
                    ((), {"MACIE_LOCAL_CONTROL_TOKEN_FILE": ""}, "--control-token-file: must name a file"),
                    ((), {"MACIE_LOCAL_CONTROL_TOKEN": ""}, "MACIE_LOCAL_CONTROL_TOKEN: must be a token"),
                    ((), {"MACIE_LOCAL_CONTROL_TOKEN": "two words"}, "MACIE_LOCAL_CONTROL_TOKEN: must be a token")):
                code, errors = start_fails(*options, env=env)
                self.assertEqual(2, code, errors)
                self.assertIn(said, errors)
                self.assertNotIn("two words", errors)


class DropIn(unittest.TestCase):
    def test_wait_scripts_and_fixtures_written_for_other_emulators(self):
        server = Server()
        self.addCleanup(server.stop)
        status, _, body = server.raw("GET", "/_localstack/health")
        self.assertEqual(200, status)
        self.assertIn('"macie2": "running"', body.decode())
        server.put_buckets([{"bucketName": "gone"}])
        status, _, body = server.raw("POST", "/moto-api/reset")
        self.assertEqual((200, {"status": "ok"}), (status, json.loads(body)))
        self.assertEqual([], server.client().describe_buckets()["buckets"])


if __name__ == "__main__":
    unittest.main()
