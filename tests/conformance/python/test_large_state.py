"""State documents that are longer than what is kept in memory of them: streamed out, put aside on the way in, taken whole
or not at all."""
import http.client
import json
import os
import re
import socket
import tempfile
import threading
import unittest

from support import ACCOUNT, REGION, Server

BUCKETS = 4_000
MEGABYTE = 1 << 20
# What export and import may have in memory beside the state, whatever the length of the document.
ANONYMOUS_MAX = 24 * MEGABYTE


def bucket(i):
    return {"bucketName": f"large-{i:06}", "objectCount": i, "sizeInBytes": i * 1000,
            "tags": [{"key": f"key-{n}", "value": f"value-{i % 50}"} for n in range(5)]}


def document(buckets):
    return json.dumps({"version": 1, "accounts": {ACCOUNT: {REGION: {
        "jobs": [{"jobId": "0" * 32, "name": "first", "jobType": "ONE_TIME", "jobStatus": "COMPLETE", "createdAt": "2030-01-01T00:00:00Z", "s3JobDefinition": {
            "bucketDefinitions": [{"accountId": ACCOUNT, "buckets": ["large-000001"]}]}}],
        "buckets": buckets, "session": {"status": "ENABLED"}}}}}).replace('{"bucketN', '\n{"bucketN')


class Memory:
    """The most anonymous memory that a process has while this is open."""

    def __init__(self, server):
        self.path = f"/proc/{server.process.pid}/status"
        self.done = threading.Event()

    def now(self):
        with open(self.path) as status:
            return int(re.search(r"RssAnon:\s+(\d+)", status.read()).group(1)) * 1024

    def watch(self):
        while not self.done.wait(0.005):
            self.most = max(self.most, self.now())

    def __enter__(self):
        self.most = self.now()
        self.thread = threading.Thread(target=self.watch)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.done.set()
        self.thread.join()


class LargeState(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.server = Server("--db", os.path.join(cls.folder.name, "db"))
        cls.addClassCleanup(lambda: cls.server.process.poll() is None and cls.server.kill())
        cls.text = document([bucket(i) for i in range(BUCKETS)])
        with Memory(cls.server) as memory:
            cls.server.control("PUT", "state", cls.text)
            cls.import_bytes = memory.most - memory.now()

    def export(self):
        status, headers, body = self.server.raw("GET", "/_macie-local/state")
        self.assertEqual(200, status)
        self.assertEqual(("chunked", None), (headers["Transfer-Encoding"], headers["Content-Length"]))
        return body

    def test_what_was_exported_imports_to_the_same_bytes(self):
        before = self.export()
        self.assertEqual(BUCKETS, before.count(b'"bucketName":"large-'))
        self.assertNotIn(b"jobDetails", before)
        self.assertNotIn(b":null", before)
        self.server.control("POST", "snapshots", {"name": "large"})
        self.server.control("POST", "reset")
        self.assertNotIn(b"large-", self.server.raw("GET", "/_macie-local/state")[2])
        self.server.control("PUT", "state", before)
        self.assertEqual(before, self.export())
        self.assertEqual(before, self.server.raw("GET", "/_macie-local/snapshots/large")[2])
        self.server.control("POST", "reset")
        self.server.control("POST", "snapshots/large/restore")
        self.assertEqual(before, self.export())
        self.server.control("DELETE", "snapshots/large")
        buckets = self.server.raw("GET", "/_macie-local/buckets")[2]
        self.assertEqual(BUCKETS, len(json.loads(buckets)["buckets"]))
        self.server.control("PUT", "buckets", buckets)
        self.assertEqual(before, self.export())

    def test_a_document_is_taken_whole_or_not_at_all(self):
        before = self.export()
        last = BUCKETS - 1
        for wrong, line, message in (
                ({"bucketName": "x" * 300}, "", f"buckets[{last}].bucketName: must be 3 to 255 letters"),
                ({"bucketNmae": "large"}, f"line {last + 2}: ", f"buckets[{last}].bucketNmae: unknown member"),
                ({"bucketName": 5}, f"line {last + 2}: ", f"buckets[{last}].bucketName: a string is expected")):
            text = document([bucket(i) for i in range(last)] + [wrong])
            answer = self.server.control("PUT", "state", text, expect=400)
            self.assertIn(f"accounts.{ACCOUNT}.{REGION}.{message}", answer["message"])
            self.assertTrue(answer["message"].startswith(line or "accounts."), answer)
            raw = [bucket(i + 7) for i in range(last)] + [wrong]
            for body in (raw, {"buckets": raw}):
                self.assertIn(message, self.server.control("PUT", "buckets", body, expect=400)["message"])
        for cut in (self.text[:-1], self.text[:len(self.text) // 2], self.text + "}"):
            self.assertRegex(self.server.control("PUT", "state", cut, expect=400)["message"], r"^line \d+: malformed JSON")
        self.assertEqual(before, self.export())

    def test_clients_that_leave_in_the_middle(self):
        before = self.export()
        host, port = self.server.netloc.rsplit(":", 1)
        for _ in range(5):
            with socket.create_connection((host, int(port)), timeout=10) as client:
                client.sendall(b"GET /_macie-local/state HTTP/1.1\r\nHost: h\r\n\r\n")
                self.assertIn(b"HTTP/1.1 200", client.recv(65536))
            with socket.create_connection((host, int(port)), timeout=10) as client:
                half = self.text[:2 * MEGABYTE].encode()
                client.sendall(b"PUT /_macie-local/state HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n" % (2 * len(half)))
                client.sendall(half)
        self.assertEqual(before, self.export())

    def test_http_10_reads_to_the_end_of_the_connection(self):
        host, port = self.server.netloc.rsplit(":", 1)
        with socket.create_connection((host, int(port)), timeout=10) as client:
            client.sendall(b"GET /_macie-local/state HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            answer = b"".join(iter(lambda: client.recv(65536), b""))
        head, body = answer.split(b"\r\n\r\n", 1)
        self.assertNotIn(b"chunked", head)
        self.assertEqual(self.export(), body)

    def test_memory_is_bounded(self):
        self.assertGreater(len(self.text), MEGABYTE)
        self.assertLess(self.import_bytes, ANONYMOUS_MAX)
        before = Memory(self.server).now()
        with Memory(self.server) as memory:
            connection = http.client.HTTPConnection(self.server.netloc, timeout=60)
            connection.request("GET", "/_macie-local/state")
            response = connection.getresponse()
            size = 0
            while piece := response.read(1 << 16):
                size += len(piece)
            connection.close()
        self.assertGreater(size, 4 * MEGABYTE)
        self.assertLess(memory.most - before, ANONYMOUS_MAX // 4)


if __name__ == "__main__":
    unittest.main()
