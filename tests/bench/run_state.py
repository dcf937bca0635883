#!/usr/bin/env python3
"""Export and import of the state document, against plain references in the same run: curl of the same bytes from Python's
http.server for the export, Python's sqlite3 inserting the same buckets for the import.

  run_state.py [--quick] --server MACIE_LOCAL [--folder DIRECTORY] [--buckets N ...]

Memory is anonymous (RssAnon): the most while it runs, less what is there afterwards. --folder is where the documents and
the databases go.
"""
import argparse
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

from run_store import ACCOUNT, start, stop

ROUNDS = 3


def write_document(path, count):
    """As an export has it; about 1.3 kB a bucket once its defaults are filled in."""
    with open(path, "w") as file:
        file.write('{"version":1,"accounts":{"%s":{"us-east-1":{"session":{"status":"ENABLED"},"buckets":[' % ACCOUNT)
        for i in range(count):
            bucket = {"bucketName": f"bench-bucket-{i:07}", "objectCount": i % 1000, "sizeInBytes": i * 1000,
                      "tags": [{"key": f"key-{n}", "value": f"value-{(i * 7 + n) % 50}"} for n in range(5)]}
            file.write((",\n" if i else "\n") + json.dumps(bucket, separators=(",", ":")))
        file.write("]}}}}\n")


class Memory:
    """most: the most anonymous memory while this is open, in MB, less what is there at its end."""

    def __init__(self, process):
        self.path = f"/proc/{process.pid}/status"
        self.done = threading.Event()

    def now(self):
        with open(self.path) as status:
            return int(re.search(r"RssAnon:\s+(\d+)", status.read()).group(1)) / 1024

    def watch(self):
        while not self.done.wait(0.02):
            self.most = max(self.most, self.now())

    def __enter__(self):
        self.most = self.now()
        self.thread = threading.Thread(target=self.watch)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.done.set()
        self.thread.join()
        self.extra = self.most - self.now()


def curl(*arguments):
    began = time.monotonic()
    subprocess.run(["curl", "-sSf", "--max-time", "600", *arguments], check=True)
    return time.monotonic() - began


def file_server(folder):
    """(process, port) of Python's own."""
    code = ("import http.server, functools, sys\n"
            "handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=sys.argv[1])\n"
            "handler.func.log_message = lambda *_: None\n"
            "server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), handler)\n"
            "print(server.server_port, flush=True)\nserver.serve_forever()\n")
    process = subprocess.Popen([sys.executable, "-c", code, folder], stdout=subprocess.PIPE, text=True)
    return process, int(process.stdout.readline())


def insert(path, exported):
    """Seconds to insert the buckets of an export in one transaction; parsing is not counted."""
    with open(exported) as file:
        rows = [(line.split('"bucketName":"', 1)[1].split('"', 1)[0], line.rstrip(",\n")) for line in file
                if '"bucketName":"' in line]
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE buckets(id INTEGER PRIMARY KEY, partition INTEGER, key TEXT, body TEXT)")
    began = time.monotonic()
    connection.execute("BEGIN")
    connection.executemany("INSERT INTO buckets(partition, key, body) VALUES(1, ?, ?)", rows)
    connection.execute("COMMIT")
    seconds = time.monotonic() - began
    connection.close()
    return seconds


def drop(path):
    for name in (path, path + "-wal", path + "-shm"):
        if os.path.exists(name):
            os.remove(name)


def measure(options, folder, count):
    given, exported, database = (os.path.join(folder, name) for name in ("given.json", "exported.json", "bench.db"))
    write_document(given, count)
    process, port, _ = start(options.server)
    url = f"http://127.0.0.1:{port}/_macie-local/state"
    curl("-T", given, "-o", os.devnull, url)
    rounds = []
    files, files_port = file_server(folder)
    for _ in range(ROUNDS):
        with Memory(process) as memory:
            seconds = curl("-o", exported, url)
        reference = curl("-o", os.devnull, f"http://127.0.0.1:{files_port}/exported.json")
        to_null = curl("-o", os.devnull, url)
        rounds.append((to_null, seconds, reference, memory.extra))
    files.kill()
    files.wait()
    stop(process)
    megabytes = os.path.getsize(exported) / 1e6
    to_null, seconds, reference, extra = (min(column) for column in zip(*rounds))
    print(f"{count} buckets, {megabytes:.0f} MB")
    print(f"  export         {megabytes / to_null:6.0f} MB/s   extra memory {max(r[3] for r in rounds):5.0f} MB   "
          f"http.server {megabytes / reference:6.0f} MB/s   ratio {reference / to_null:.2f}")
    for label, arguments in (("in memory", ()), ("--db", ("--db", database))):
        best, extra = None, 0
        for _ in range(1 if count > 200_000 else ROUNDS):
            drop(database)
            process, port, _ = start(options.server, *arguments)
            with Memory(process) as memory:
                seconds = curl("-T", exported, "-o", os.devnull, f"http://127.0.0.1:{port}/_macie-local/state")
            best, extra = min(best or seconds, seconds), max(extra, memory.extra)
            stop(process)
        line = f"  import {label:9}{megabytes / best:5.0f} MB/s   extra memory {extra:5.0f} MB"
        if arguments:
            drop(database)
            reference = insert(database, exported)
            line += f"   sqlite3     {megabytes / reference:6.0f} MB/s   ratio {reference / best:.2f}"
        print(line, flush=True)
    drop(database)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--server", required=True)
    parser.add_argument("--folder")
    parser.add_argument("--buckets", type=int, nargs="+")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        for count in options.buckets or ([20_000] if options.quick else [100_000, 1_000_000]):
            measure(options, folder, count)


if __name__ == "__main__":
    main()
