#!/usr/bin/python3
"""What a large state took on the disk comes back when it is gone, by itself: the database file and its log get short, and
what is there afterwards is whole. And a server says so when its files are taken away from under it.

  shrink_test.py [macie-local]
"""
import os
import sqlite3
import sys
import tempfile
import time

from emulator import Client, Emulator, binary_path, check

CONTROL = "/_macie-local"
BUCKETS = 10_000
PATIENCE_SECONDS = 60
SMALL_BYTES = 1 << 20


def buckets(first, count):
    return {"buckets": [{"bucketName": f"shrink-bucket-{i}", "objectCount": i, "errorMessage": "x" * 500,
                         "tags": [{"key": "team", "value": f"team-{i % 50}"}]} for i in range(first, first + count)]}


def must(client, method, path, body=None):
    status, answer = client.call(method, path, body)
    check(status == 200, f"{method} {path}: {status} {answer}")
    return answer


def wait_until(condition, what):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        check(time.monotonic() < deadline, what)
        time.sleep(0.05)


def size(path):
    return os.path.getsize(path) if os.path.exists(path) else 0


def main():
    binary = binary_path(sys.argv[1] if len(sys.argv) > 1 else None)
    with tempfile.TemporaryDirectory(prefix="macie-local-shrink-") as folder:
        path = os.path.join(folder, "shrink.db")
        emulator = Emulator(binary, "--db", path)
        client = Client(emulator.port)
        must(client, "PUT", CONTROL + "/buckets", buckets(0, 100))
        kept = must(client, "GET", CONTROL + "/state")
        must(client, "POST", CONTROL + "/snapshots", {"name": "few"})
        must(client, "PUT", CONTROL + "/buckets", buckets(100, BUCKETS))
        must(client, "POST", CONTROL + "/snapshots", {"name": "many"})
        largest = size(path) + size(path + "-wal")
        check(largest > 8 * SMALL_BYTES, f"the large state took {largest} bytes only")
        must(client, "POST", CONTROL + "/snapshots/few/restore")
        must(client, "DELETE", CONTROL + "/snapshots/many")
        wait_until(lambda: size(path) < SMALL_BYTES and size(path + "-wal") < SMALL_BYTES,
                   f"of {largest} bytes, {size(path)} and {size(path + '-wal')} were kept")
        check(must(client, "GET", CONTROL + "/state") == kept, "the state is another one")

        os.rename(path, path + "-away")
        status, answer = client.call("GET", CONTROL + "/health")
        check(status == 503 and path in answer["message"], f"without its file: {status} {answer}")
        must(client, "PUT", CONTROL + "/buckets", buckets(0, 1))
        kept = must(client, "GET", CONTROL + "/state")
        check("was deleted or renamed" in emulator.errors(), "the log says nothing of the missing file")
        os.rename(path + "-away", path)
        must(client, "GET", CONTROL + "/health")
        client.close()
        emulator.stop()
        connection = sqlite3.connect(path)
        result = connection.execute("PRAGMA integrity_check").fetchall()
        connection.close()
        check(result == [("ok",)], f"integrity_check: {result[:3]}")
        emulator = Emulator(binary, "--db", path)
        client = Client(emulator.port)
        check(must(client, "GET", CONTROL + "/state") == kept, "after a restart the state is another one")
        client.close()
        emulator.stop()
        print(f"PASSED: {largest} bytes became {size(path)}")


if __name__ == "__main__":
    main()
