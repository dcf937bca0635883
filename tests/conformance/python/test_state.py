"""What outlives a restart, seeds, state documents, and what is refused at start (contract 3.1, 3.3, 3.4)."""
import json
import os
import sqlite3
import subprocess
import tempfile
import unittest

from support import ACCOUNT, Case, Server, start_fails


class Folder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = lambda name: os.path.join(folder.name, name)

    def write(self, name, content):
        with open(self.path(name), "w") as out:
            out.write(content if isinstance(content, str) else json.dumps(content))
        return self.path(name)

    def serve(self, *options):
        server = Server(*options)
        self.addCleanup(lambda: server.process.poll() is None and server.kill())
        return server


def create(client, name="job", account=ACCOUNT, **more):
    return client.create_classification_job(jobType="ONE_TIME", name=name, clientToken=name, s3JobDefinition={
        "bucketDefinitions": [{"accountId": account, "buckets": ["b-1"]}]}, **more)


class Persistence(Folder):
    def test_everything_is_there_after_a_kill(self):
        db = self.path("macie.db")
        server = self.serve("--db", db, "--session", "strict", "--run-duration", "PT0.05S")
        client = server.client()
        client.enable_macie(findingPublishingFrequency="SIX_HOURS")
        server.put_buckets([{"bucketName": f"b-{i}"} for i in range(60)])
        job = create(client, tags={"a": "1"})
        client.tag_resource(resourceArn=job["jobArn"], tags={"b": "2"})
        token = client.describe_buckets()["nextToken"]
        before = (client.get_macie_session(), client.list_tags_for_resource(resourceArn=job["jobArn"])["tags"])
        server.kill()
        server = self.serve("--db", db, "--session", "strict")
        client = server.client()
        after = (client.get_macie_session(), client.list_tags_for_resource(resourceArn=job["jobArn"])["tags"])
        for answer in (before, after):
            answer[0].pop("ResponseMetadata")
        self.assertEqual(before, after)
        self.assertEqual(10, len(client.describe_buckets(nextToken=token)["buckets"]))
        self.assertEqual(job["jobId"], create(client, tags={"a": "1"})["jobId"])
        self.assertEqual(0, server.stop()[0])

    def test_one_process_at_a_time(self):
        db = self.path("macie.db")
        self.serve("--db", db)
        code, errors = start_fails("--db", db)
        self.assertEqual(2, code)
        self.assertIn("in use by another process", errors)
        self.assertEqual(1, errors.count("\n"), errors)

    def test_newer_and_foreign_databases_are_refused(self):
        db = self.path("macie.db")
        self.serve("--db", db).stop()
        with sqlite3.connect(db) as connection:
            connection.execute("PRAGMA user_version=99")
        connection.close()
        code, errors = start_fails("--db", db)
        self.assertEqual((2, True), (code, "schema version 99" in errors), errors)
        foreign = self.path("foreign.db")
        with sqlite3.connect(foreign) as connection:
            connection.execute("CREATE TABLE t(x)")
        connection.close()
        for path, words in ((foreign, "not made by macie-local"), (self.write("text", "no database " * 200), "not a SQLite file"),
                            (self.path("no/such/folder/x.db"), "can't be opened")):
            code, errors = start_fails("--db", path)
            self.assertEqual((2, True), (code, words in errors), errors)


class Seeds(Folder):
    def test_a_state_document(self):
        seed = self.write("seed.json", {"version": 1, "accounts": {
            ACCOUNT: {"us-east-1": {"session": {"status": "PAUSED"}, "buckets": [{"bucketName": "payroll", "objectCount": 3}]}},
            "111122223333": {"eu-west-1": {"buckets": [{"bucketName": "abroad"}]}}}})
        server = self.serve("--seed", seed)
        self.assertEqual("PAUSED", server.client().get_macie_session()["status"])
        self.assertEqual("payroll", server.client().describe_buckets()["buckets"][0]["bucketName"])
        self.assertEqual("abroad", server.client("111122223333", "eu-west-1").describe_buckets()["buckets"][0]["bucketName"])

    def test_what_the_aws_cli_prints_is_a_seed(self):
        source = self.serve()
        source.put_buckets([{"bucketName": "b-1", "tags": [{"key": "a", "value": "b"}], "versioning": True}, {"bucketName": "b-2", "errorCode": "ACCESS_DENIED"}])
        printed = subprocess.run(["/usr/bin/aws", "--endpoint-url", source.url, "--region", "us-east-1", "macie2", "describe-buckets", "--output", "json"],
                                 env={**os.environ, "AWS_ACCESS_KEY_ID": ACCOUNT, "AWS_SECRET_ACCESS_KEY": "x"}, capture_output=True, text=True, timeout=60)
        self.assertEqual(0, printed.returncode, printed.stderr)
        server = self.serve("--seed", self.write("buckets.json", printed.stdout))
        self.assertEqual(source.client().describe_buckets()["buckets"], server.client().describe_buckets()["buckets"])

    def test_several_seeds_and_the_environment(self):
        first = self.write("1.json", {"buckets": [{"bucketName": "b-1"}]})
        second = self.write("2.json", {"buckets": [{"bucketName": "b-2"}]})
        for server in (self.serve("--seed", first, "--seed", second), Server(env={"MACIE_LOCAL_SEED": f"{first}:{second}"})):
            self.assertEqual(2, len(server.client().describe_buckets()["buckets"]))
            server.stop()

    def test_only_an_empty_database_is_seeded(self):
        seed, db = self.write("seed.json", {"buckets": [{"bucketName": "b-1"}]}), self.path("macie.db")
        server = self.serve("--db", db, "--seed", seed)
        server.control("DELETE", "buckets/b-1")
        server.stop()
        server = self.serve("--db", db, "--seed", seed)
        self.assertEqual([], server.client().describe_buckets()["buckets"])
        server.control("POST", "reset")
        self.assertEqual(1, len(server.client().describe_buckets()["buckets"]))

    def test_bad_seeds_stop_the_start_with_the_place(self):
        for content, words in ((" {\n\"version\": 1,\n\"acounts\": {}}", ("line 3", "acounts", "unknown member")),
                               ({"version": 2, "accounts": {}}, ("version", "2 given")), ({"accounts": {}}, ("version",)),
                               ({"version": 1, "accounts": {"12": {}}}, ("accounts.12", "12 digits")),
                               ({"version": 1, "accounts": {ACCOUNT: {"us-east-1": {"buckets": [{"bucketNmae": "x"}]}}}},
                                (f"accounts.{ACCOUNT}.us-east-1.buckets[0].bucketNmae",)),
                               ({"version": 1, "accounts": {ACCOUNT: {"us-east-1": {"buckets": [{"bucketName": "b-1", "objectCount": "3"}]}}}},
                                ("buckets[0].objectCount", "a string given")),
                               ({"version": 1, "accounts": {ACCOUNT: {"us-east-1": {"buckets": [{"objectCount": 3}]}}}}, ("buckets[0].bucketName", "required")),
                               ({"version": 1, "accounts": {ACCOUNT: {"us-east-1": {"jobs": [{"jobId": "x"}]}}}}, ("jobs[0].jobId",)),
                               ("{", ("line 1",)), ("5", ("an object is expected",)), ('[{"bucketNmae": 1}]', ("line 1", "buckets[0].bucketNmae"))):
            path = self.write("bad.json", content)
            code, errors = start_fails("--seed", path)
            self.assertEqual(2, code, (content, errors))
            for word in ("--seed", path) + words:
                self.assertIn(word, errors, content)
            self.assertEqual(1, errors.count("\n"), errors)
        self.assertEqual(2, start_fails("--seed", self.path("absent.json"))[0])


class Options(unittest.TestCase):
    def test_bad_options_name_themselves(self):
        for options in (("--port", "x"), ("--port", "70000"), ("--session", "never"), ("--account", "12"), ("--region", "Mars!"), ("--ids", "seeded:x"),
                        ("--run-duration", "1s"), ("--durability", "some"), ("--log-level", "loud"), ("--threads", "-1"), ("--nonsense",),
                        ("--host", "no such host"), ("--access-keys", "/nonexistent")):
            code, errors = start_fails(*options)
            self.assertEqual(2, code, (options, errors))
            self.assertIn(options[0], errors)
            self.assertEqual(1, errors.count("\n"), errors)

    def test_seeded_ids_repeat(self):
        ids = []
        for _ in range(2):
            server = Server("--ids", "seeded:7")
            ids.append([create(server.client(), name)["jobId"] for name in ("a", "b")])
            server.stop()
        self.assertEqual(ids[0], ids[1])
        self.assertNotEqual(ids[0][0], ids[0][1])


class ControlPlane(Case):
    def test_health_and_config(self):
        health = self.server.control("GET", "health")
        self.assertEqual(("ok", True), (health["status"], bool(health["version"])))
        self.assertEqual("PT0.1S", self.server.control("GET", "config")["runDuration"])

    def test_a_state_document_round_trip_is_the_same_to_the_byte(self):
        self.put({"bucketName": "b-1", "tags": [{"key": "a", "value": "ü"}]}, {"bucketName": "b-2", "errorCode": "ACCESS_DENIED"})
        self.wait_for(self.job(tags={"x": "y"}, s3JobDefinition={"bucketCriteria": {"includes": {"and": [
            {"tagCriterion": {"comparator": "EQ", "tagValues": [{"key": "a"}]}}]}}})["jobId"], "COMPLETE")
        self.job(jobType="SCHEDULED", scheduleFrequency={"weeklySchedule": {"dayOfWeek": "MONDAY"}})
        other = Server()
        try:
            read = lambda server: server.raw("GET", f"/_macie-local/state?account={self.account}")[2]
            document = read(self.server)
            other.control("PUT", "state", document)
            self.assertEqual(document, read(other))
            for name in ("describe_buckets", "list_classification_jobs", "get_macie_session"):
                strip = lambda answer: {k: v for k, v in answer.items() if k != "ResponseMetadata"}
                if name != "get_macie_session":  # an implied session begins with its server
                    self.assertEqual(strip(getattr(self.macie, name)()), strip(getattr(other.client(self.account), name)()), name)
        finally:
            other.stop()

    def test_reset_of_one_account_leaves_the_others(self):
        self.put({"bucketName": "b-1"})
        other = "299999999999"
        self.server.put_buckets([{"bucketName": "b-1"}], other)
        self.server.control("POST", f"reset?account={self.account}")
        self.assertEqual([], self.macie.describe_buckets()["buckets"])
        self.assertEqual(1, len(self.server.client(other).describe_buckets()["buckets"]))

    def test_mistakes_change_nothing_and_name_the_member(self):
        self.put({"bucketName": "kept"})
        for method, path, body, status, words in (
                ("PUT", "buckets", [{"bucketName": "b-1"}, {"bucketName": "x"}], 400, "buckets[1].bucketName"),
                ("PUT", "buckets", [{"bucketName": "b-1", "objectCount": -1}], 400, "buckets[0].objectCount"),
                ("PUT", "buckets", [{"bucketName": "b-1", "sharedAccess": "SOMETIMES"}], 400, "buckets[0].sharedAccess"),
                ("PUT", "buckets", [{"bucketName": "b-1", "region": "eu-west-1"}], 400, "buckets[0].region"),
                ("PUT", "buckets", [{"bucketName": "b-1", "colour": "red"}], 400, "buckets[0].colour"),
                ("PUT", "buckets", {"bucket": []}, 400, "bucket"), ("PUT", "buckets", "[", 400, "buckets[0]"),
                ("DELETE", "buckets/absent", None, 404, "absent"), ("GET", "nowhere", None, 404, "nowhere"), ("PUT", "health", None, 405, "GET"),
                ("GET", "jobs/xyz/events", None, 400, "xyz"), ("GET", "jobs/" + "0" * 32 + "/events", None, 404, "exist")):
            target = f"{path}?account={self.account}&region=us-east-1"
            self.assertIn(words, self.server.control(method, target, body, expect=status)["message"], (method, path))
        for target, words in (("buckets?account=12", "account"), ("buckets?region=Mars!", "region"), ("buckets?colour=red", "colour")):
            self.assertIn(words, self.server.control("GET", target, expect=400)["message"])
        self.assertIn("accounts.12", self.server.control("PUT", "state", {"version": 1, "accounts": {"12": {}}}, expect=400)["message"])
        self.assertEqual(["kept"], [b["bucketName"] for b in self.macie.describe_buckets()["buckets"]])

    def test_listing_buckets_is_a_describe_buckets_answer(self):
        self.put({"bucketName": "b-1"}, {"bucketName": "b-2"})
        listed = self.server.control("GET", f"buckets?account={self.account}")
        self.assertEqual(["b-1", "b-2"], [b["bucketName"] for b in listed["buckets"]])
