"""Objects in the state and in a folder: what is put is got, counted, exported, and there after a restart (contract 3.6)."""
import base64
import hashlib
import http.client
import json
import os
import sqlite3
import tempfile
import threading
import time
import unittest
import urllib.parse

from support import ACCOUNT, REGION, Server, start_fails

MIB = 1 << 20


class Folder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = lambda *name: os.path.join(folder.name, *name)

    def serve(self, *options):
        server = Server(*options)
        self.addCleanup(lambda: server.process.poll() is None and server.kill())
        return server

    def write(self, name, content=b"x"):
        path = self.path(*name.split("/"))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as out:
            out.write(content)
        return path


def target(bucket, key, query=""):
    return f"/_macie-local/objects/{bucket}/{urllib.parse.quote(key, safe='/')}{query}"


def put(server, bucket, key, content, expect=200, **headers):
    status, answered, body = server.raw("PUT", target(bucket, key), content, {
        name.replace("_", "-"): value for name, value in headers.items()})
    if status != expect:
        raise AssertionError(f"PUT {bucket}/{key}: {status} {body[:500]!r}")
    return answered, json.loads(body)


def get(server, bucket, key, method="GET"):
    return server.raw(method, target(bucket, key))


def bucket_of(server, name, **client):
    buckets = server.client(**client).describe_buckets(criteria={"bucketName": {"eq": [name]}})["buckets"]
    return buckets[0] if buckets else None


class Objects(Folder):
    def test_what_is_put_is_got(self):
        server = self.serve()
        content = os.urandom(3 * MIB + 7)
        headers, answer = put(server, "payroll", "2026/staff list.csv", content, content_type="text/csv",
                              x_amz_storage_class="STANDARD_IA", x_amz_tagging="team=hr&x=1%262")
        etag = hashlib.md5(content).hexdigest()
        self.assertEqual({"bucketName": "payroll", "key": "2026/staff list.csv", "size": len(content), "eTag": etag}, answer)
        self.assertEqual(f'"{etag}"', headers["ETag"])
        status, headers, body = get(server, "payroll", "2026/staff list.csv")
        self.assertEqual(200, status)
        self.assertTrue(content == body)
        self.assertEqual("text/csv", headers["Content-Type"])
        self.assertEqual("STANDARD_IA", headers["x-amz-storage-class"])
        self.assertEqual("team=hr&x=1%262", headers["x-amz-tagging"])
        status, headers, body = get(server, "payroll", "2026/staff list.csv", "HEAD")
        self.assertEqual((200, b"", str(len(content))), (status, body, headers["x-macie-local-size"]))
        bucket = bucket_of(server, "payroll")
        self.assertEqual((1, len(content), 1), (bucket["objectCount"], bucket["sizeInBytes"],
                                               bucket["classifiableObjectCount"]))

    def test_a_short_one_has_its_length(self):
        server = self.serve()
        put(server, "one", "a", b"")
        put(server, "one", "b", b"x" * MIB)
        for key, size in (("a", 0), ("b", MIB)):
            for method in ("GET", "HEAD"):
                self.assertEqual(str(size), get(server, "one", key, method)[1]["Content-Length"])

    def test_statistics_and_policy_findings(self):
        server = self.serve()
        client = server.client()
        put(server, "one", "a.csv", b"123")
        put(server, "one", "b.jpg", b"12345")
        put(server, "one", "c.csv", b"1", x_amz_storage_class="DEEP_ARCHIVE")
        statistics = client.get_bucket_statistics(accountId=ACCOUNT)
        self.assertEqual(3, statistics["objectCount"])
        self.assertEqual(9, statistics["sizeInBytes"])
        self.assertEqual(1, statistics["classifiableObjectCount"])
        self.assertEqual({"fileType": 1, "storageClass": 1, "total": 2}, statistics["unclassifiableObjectCount"])
        self.assertEqual([], client.list_findings()["findingIds"])

    def test_state_documents_carry_them(self):
        server = self.serve()
        text = "name,\u20ac\n"
        put(server, "one", "text.csv", text.encode(), x_macie_local_last_modified="2026-01-01T00:00:00Z")
        put(server, "one", "bytes", b"\x00\xff" * MIB)
        status, _, exported = server.raw("GET", "/_macie-local/state")
        objects = {o["key"]: o for b in json.loads(exported)["accounts"][ACCOUNT][REGION]["buckets"] for o in b["objects"]}
        self.assertEqual(text, objects["text.csv"]["text"])
        self.assertEqual("2026-01-01T00:00:00Z", objects["text.csv"]["lastModified"])
        self.assertEqual(b"\x00\xff" * MIB, base64.b64decode(objects["bytes"]["base64"]))
        self.write("seed.json", exported)
        again = self.serve("--seed", self.path("seed.json"))
        self.assertEqual(exported, again.raw("GET", "/_macie-local/state")[2])
        put(again, "one", "text.csv", b"changed")
        again.control("POST", "reset")
        self.assertEqual(exported, again.raw("GET", "/_macie-local/state")[2])

    def test_a_wrong_object_in_a_seed_is_told(self):
        self.write("seed.json", json.dumps([{"bucketName": "one", "objects": [{"key": "a", "base64": "?"}]}]).encode())
        code, errors = start_fails("--seed", self.path("seed.json"))
        self.assertEqual(2, code)
        self.assertIn("buckets[0].objects[0].base64: is not base64", errors)

    def test_bounds(self):
        server = self.serve("--object-bytes-max", "1000")
        put(server, "one", "a", b"x" * 1000)
        _, answer = put(server, "one", "b", b"x", expect=507)
        self.assertIn("1000 bytes together (--object-bytes-max)", answer["message"])
        document = [{"bucketName": "two", "objects": [{"key": "a", "text": "x"}]}]
        answer = server.control("PUT", "buckets", document, expect=400)
        self.assertIn("buckets[0].objects[0]: the content of all objects", answer["message"])
        self.assertIsNone(bucket_of(server, "two"))
        server.control("DELETE", "objects/one/a")
        put(server, "one", "b", b"x")

    def test_one_object_of_more_than_a_gibibyte_is_refused_before_it_comes(self):
        server = self.serve()
        connection = http.client.HTTPConnection(server.netloc, timeout=30)
        connection.putrequest("PUT", target("one", "a"))
        connection.putheader("Content-Length", str((1 << 30) + 1))
        connection.endheaders()
        self.assertEqual(413, connection.getresponse().status)
        connection.close()

    def test_the_log_has_no_content(self):
        server = self.serve("--log-level", "trace")
        put(server, "one", "a", b"a-secret-value")
        put(server, "one", "b", b"x", expect=400, x_amz_storage_class="ICE")
        code, log = server.stop()
        self.assertEqual(0, code)
        self.assertIn("/_macie-local/objects/one/a", log)
        self.assertNotIn("a-secret-value", log)

    def test_the_token_guards_them(self):
        self.write("token", b"s3cret")
        server = self.serve("--control-token-file", self.path("token"))
        put(server, "one", "a", b"x", expect=401)
        put(server, "one", "a", b"x", authorization="Bearer s3cret")
        self.assertEqual(401, get(server, "one", "a")[0])


class Database(Folder):
    def test_they_are_there_after_a_kill(self):
        db = self.path("macie.db")
        server = self.serve("--db", db)
        contents = {f"k/{i}.csv": os.urandom(i * 700_000) for i in range(8)}
        for key, content in contents.items():
            put(server, "one", key, content, x_amz_tagging=f"n={len(content)}")
        server.control("DELETE", "objects/one/k/3.csv")
        del contents["k/3.csv"]
        put(server, "one", "k/4.csv", b"less")
        contents["k/4.csv"] = b"less"
        before = server.raw("GET", "/_macie-local/state")[2]
        server.kill()
        server = self.serve("--db", db)
        self.assertEqual(before, server.raw("GET", "/_macie-local/state")[2])
        for key, content in contents.items():
            self.assertTrue(content == get(server, "one", key)[2], key)

    def test_snapshots_keep_them(self):
        db = self.path("macie.db")
        server = self.serve("--db", db)
        content = os.urandom(2 * MIB + 1)
        put(server, "one", "a", content)
        server.control("POST", "snapshots", {"name": "s"})
        server.control("DELETE", "buckets/one")
        self.assertEqual(404, get(server, "one", "a")[0])
        server.kill()
        server = self.serve("--db", db)
        server.control("POST", "snapshots/s/restore")
        self.assertTrue(content == get(server, "one", "a")[2])
        server.control("POST", "reset")
        self.assertEqual(404, get(server, "one", "a")[0])

    def pieces(self, db):
        connection = sqlite3.connect(f"file:{db}?mode=ro", uri=True)
        try:
            return connection.execute("SELECT count(*) FROM object_pieces").fetchone()[0]
        finally:
            connection.close()

    def test_a_kill_on_the_way_leaves_nothing_half(self):
        db = self.path("macie.db")
        server = self.serve("--db", db)
        old = os.urandom(MIB)
        put(server, "one", "a", old)
        new = os.urandom(96 * MIB)
        done = []

        def upload():
            try:
                done.append(put(server, "one", "a", new))
            except (OSError, http.client.HTTPException):
                pass

        thread = threading.Thread(target=upload)
        thread.start()
        deadline = time.monotonic() + 60
        # Some pieces are written, and not all.
        written = lambda: os.path.getsize(db) + os.path.getsize(db + "-wal")
        while not done and written() < 24 * MIB and time.monotonic() < deadline:
            pass
        server.kill()
        thread.join()
        self.assertFalse(done, "the upload was over before it could be cut off")
        server = self.serve("--db", db)
        self.assertTrue(old == get(server, "one", "a")[2])
        bucket = bucket_of(server, "one")
        self.assertEqual((1, MIB), (bucket["objectCount"], bucket["sizeInBytes"]))
        code, log = server.stop()
        self.assertEqual(0, code)
        self.assertIn("pieces of objects whose upload was cut off are removed", log)
        self.assertEqual(1, self.pieces(db))

    def test_others_are_answered_during_a_long_upload(self):
        server = self.serve("--db", self.path("macie.db"))
        done = threading.Event()

        def upload():
            put(server, "one", "a", b"x" * (64 * MIB))
            done.set()

        thread = threading.Thread(target=upload)
        thread.start()
        writes = 0
        client = server.client()
        while not done.is_set():
            client.create_findings_filter(name=f"filter-{writes}", action="ARCHIVE", findingCriteria={"criterion": {}})
            writes += 1
        thread.join()
        self.assertGreater(writes, 1)

    def test_a_reset_on_the_way_is_told(self):
        server = self.serve("--db", self.path("macie.db"))
        answers = []
        thread = threading.Thread(target=lambda: answers.append(
            server.raw("PUT", target("one", "a"), b"x" * (64 * MIB))))
        thread.start()
        resets = 0
        while thread.is_alive():
            server.control("POST", "reset")
            resets += 1
        status, _, body = answers[0]
        self.assertIn(status, (200, 409), body)
        self.assertEqual(404, get(server, "one", "a")[0] if status == 409 else 404)
        server.control("POST", "reset")
        server.stop()
        self.assertEqual(0, self.pieces(self.path("macie.db")))


class FolderOfObjects(Folder):
    def sources(self, server):
        return server.control("GET", "sources")["sources"]

    def test_files_are_counted(self):
        self.write("root/payroll/2026/a.csv", b"12345")
        self.write("root/payroll/b.jpg", b"123")
        self.write("root/payroll.json", json.dumps({
            "versioning": True, "tags": [{"key": "team", "value": "hr"}],
            "objects": [{"pattern": "*.jpg", "storageClass": "GLACIER", "serverSideEncryption": {"encryptionType": "NONE"}}],
        }).encode())
        self.write("root/loose.txt", b"1")
        server = self.serve("--objects", self.path("root"), "--account", "111122223333", "--region", "eu-west-1")
        self.assertEqual([], server.control("POST", "sources/refresh")["changed"])
        at = {"account": "111122223333", "region": "eu-west-1"}
        bucket = bucket_of(server, "payroll", **at)
        self.assertEqual((2, 8, 1, True), (bucket["objectCount"], bucket["sizeInBytes"],
                                          bucket["classifiableObjectCount"], bucket["versioning"]))
        self.assertEqual({"fileType": 0, "storageClass": 1, "total": 1}, bucket["unclassifiableObjectCount"])
        self.assertEqual(1, bucket["objectCountByEncryptionType"]["unencrypted"])
        self.assertEqual(1, bucket_of(server, "root", **at)["objectCount"])
        source = self.sources(server)[0]
        self.assertEqual(("folder", "ok", 2, 3), (source["kind"], source["state"], source["bucketCount"],
                                                 source["objectCount"]))

    def test_a_refresh_tells_what_changed_and_makes_findings(self):
        self.write("root/one/a.csv")
        server = self.serve("--objects", self.path("root"))
        server.control("POST", "sources/refresh")
        self.write("root/one/b.csv")
        self.write("root/one.json", json.dumps({"sharedAccess": "EXTERNAL"}).encode())
        self.write("root/two/a.csv")
        answer = server.control("POST", "sources/refresh")
        self.assertEqual((["two"], ["one"], []), (answer["added"], answer["changed"], answer["removed"]))
        self.assertEqual(1, len(server.client().list_findings()["findingIds"]))

    def test_objects_put_by_hand_are_refused(self):
        self.write("root/one/a.csv")
        server = self.serve("--objects", self.path("root"))
        server.control("POST", "sources/refresh")
        put(server, "one", "b.csv", b"x", expect=409)
        server.control("DELETE", "objects/one/a.csv", expect=409)
        server.control("DELETE", "buckets/one", expect=409)
        server.control("PUT", "buckets", [{"bucketName": "one", "objects": []}], expect=409)
        server.control("PUT", "buckets", [{"bucketName": "one", "versioning": True, "objectCount": 5}])
        bucket = bucket_of(server, "one")
        self.assertEqual((1, True), (bucket["objectCount"], bucket["versioning"]))
        put(server, "other", "b.csv", b"x")

    def test_exports_leave_them_out_and_a_reset_keeps_them(self):
        self.write("root/one/a.csv")
        server = self.serve("--objects", self.path("root"))
        server.control("POST", "sources/refresh")
        put(server, "mine", "a.csv", b"x")
        exported = server.control("GET", "state")
        self.assertEqual(["mine"], [b["bucketName"] for b in exported["accounts"][ACCOUNT][REGION]["buckets"]])
        server.control("POST", "reset")
        self.assertIsNone(bucket_of(server, "mine"))
        self.assertEqual(1, bucket_of(server, "one")["objectCount"])
        server.control("PUT", "state", exported)
        self.assertEqual(1, bucket_of(server, "mine")["objectCount"])
        self.assertEqual(1, bucket_of(server, "one")["objectCount"])

    def test_its_objects_are_listed_and_sent(self):
        contents = {f"logs/{n:02}.txt": b"line %d" % n for n in range(5)} | {"a.csv": b"", "z/long": os.urandom(700_000)}
        for key, content in contents.items():
            self.write(f"root/one/{key}", content)
        self.write("root/one.json", json.dumps({"objects": [{"key": "a.csv", "storageClass": "GLACIER"}]}).encode())
        server = self.serve("--objects", self.path("root"))
        server.control("POST", "sources/refresh")
        whole = server.control("GET", "objects/one")
        self.assertEqual([(key, len(contents[key])) for key in sorted(contents)], [(o["key"], o["size"]) for o in whole["objects"]])
        self.assertEqual("GLACIER", whole["objects"][0]["storageClass"])
        self.assertNotIn("next", whole)
        listed = lambda query: [server.control("GET", "objects/one?" + query).get("next"),
                                *(o["key"] for o in server.control("GET", "objects/one?" + query)["objects"])]
        self.assertEqual(["logs/01.txt", "logs/00.txt", "logs/01.txt"], listed("prefix=logs/&limit=2"))
        self.assertEqual([None, "logs/02.txt", "logs/03.txt", "logs/04.txt"], listed("prefix=logs/&limit=3&after=logs/01.txt"))
        self.assertEqual([None, "z/long"], listed("after=logs/04.txt"))
        self.assertEqual([None], listed("prefix=logs/9"))
        for key, content in contents.items():
            status, headers, body = get(server, "one", key)
            self.assertEqual((200, content, str(len(content))), (status, body, headers["x-macie-local-size"]))
            status, headers, body = get(server, "one", key, "HEAD")
            self.assertEqual((200, b"", str(len(content))), (status, body, headers["x-macie-local-size"]))
        for key in ("none", "logs", "logs/", "../one.json"):
            self.assertEqual(404, get(server, "one", key)[0], key)

    def test_a_folder_that_is_none_is_refused(self):
        code, errors = start_fails("--objects", self.path("nothing"))
        self.assertEqual(2, code)
        self.assertIn("--objects: the folder", errors)
        code, errors = start_fails("--objects", "")
        self.assertEqual(2, code)

    def test_a_bucket_that_is_gone_is_removed_after_a_restart(self):
        db = self.path("macie.db")
        self.write("root/one/a.csv")
        server = self.serve("--objects", self.path("root"), "--db", db)
        server.control("POST", "sources/refresh")
        server.stop()
        os.remove(self.path("root", "one", "a.csv"))
        os.rmdir(self.path("root", "one"))
        server = self.serve("--objects", self.path("root"), "--db", db)
        server.control("POST", "sources/refresh")
        self.assertIsNone(bucket_of(server, "one"))


if __name__ == "__main__":
    unittest.main()
