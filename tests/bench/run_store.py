#!/usr/bin/env python3
"""CreateClassificationJob with --db, durable before the answer, against raw SQLite committing the same rows (of each job
one in jobs and one in job_events) in groups of 32 jobs, in one run with interleaved rounds.

  run_store.py [--quick] --server MACIE_LOCAL --bench build/bench/store_bench [--folder DIRECTORY]

--folder is where the databases go: the disk that is measured.
"""
import argparse
import atexit
import http.client
import json
import os
import re
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

ACCOUNT = "123456789012"
CONNECTIONS = 32
TABLES = ("jobs", "job_events")  # where a created job has a row each
JOB = {"name": "bench-job-####################", "clientToken": "00000000-0000-4000-8000-####################",
       "jobType": "ONE_TIME", "description": "Looks for names, addresses and card numbers in the exports of the month",
       "s3JobDefinition": {
           "bucketDefinitions": [{"accountId": ACCOUNT, "buckets": ["bench-bucket-1", "bench-bucket-2"]}],
           "scoping": {"excludes": {"and": [{"simpleScopeTerm": {
               "comparator": "EQ", "key": "OBJECT_EXTENSION", "values": ["png", "jpg", "gif"]}}]}}},
       "samplingPercentage": 50, "tags": {"team": "privacy", "env": "prod"}}
# About what an SDK sends.
HEADERS = ("Content-Type: application/json\r\nUser-Agent: Boto3/1.26.27 Python/3.11.2 Linux/6.1.0 Botocore/1.29.27\r\n"
           "X-Amz-Date: 20240102T030405Z\r\nAuthorization: AWS4-HMAC-SHA256 Credential=test/20240102/"
           "us-east-1/macie2/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=" + "0" * 64 + "\r\n"
           "amz-sdk-invocation-id: 8d4dd1d9-6d05-4d5c-8b2e-6d6a4a3a1b1f\r\namz-sdk-request: attempt=1\r\n")


def start(server, *arguments):
    """(process, port, seconds to the ready line)"""
    began = time.monotonic()
    process = subprocess.Popen([server, "--port", "0", "--account", ACCOUNT, "--log-level", "warn", *arguments],
                               stdout=subprocess.PIPE, text=True)
    atexit.register(process.kill)  # nothing when it has been waited for
    line = process.stdout.readline()
    match = re.search(r":(\d+)\s*$", line)
    if not match:
        process.kill()
        raise SystemExit(f"{server}: no ready line, but {line!r}")
    return process, int(match.group(1)), time.monotonic() - began


def stop(process):
    process.terminate()
    process.wait(60)
    process.stdout.close()


def put(port, path, document):
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    client.request("PUT", path, json.dumps(document), {"Content-Type": "application/json"})
    answer = client.getresponse()
    text = answer.read()
    client.close()
    if answer.status // 100 != 2:
        raise SystemExit(f"PUT {path}: {answer.status} {text[:300]!r}")


def buckets(first, count):
    return [{"bucketName": f"bench-bucket-{i}", "objectCount": i % 1000, "sizeInBytes": i * 1000,
             "tags": [{"key": "team", "value": f"team-{i % 50}"}, {"key": "env", "value": "prod" if i % 3 else "test"}]}
            for i in range(first, first + count)]


def cpu_seconds(pid):
    """(user, system)"""
    with open(f"/proc/{pid}/stat") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return int(fields[11]) / os.sysconf("SC_CLK_TCK"), int(fields[12]) / os.sysconf("SC_CLK_TCK")


class Bench:
    def __init__(self, options, folder):
        self.options = options
        self.folder = folder
        self.request_file = os.path.join(folder, "request")
        self.body_files = [os.path.join(folder, table) for table in TABLES]
        body = json.dumps(JOB, separators=(",", ":"))
        with open(self.request_file, "w") as file:
            file.write(f"POST /jobs HTTP/1.1\r\nHost: 127.0.0.1\r\n{HEADERS}Content-Length: {len(body)}\r\n\r\n{body}")
        self.count = 0

    def path(self):
        self.count += 1
        return os.path.join(self.folder, f"bench-{self.count}.db")

    def drop(self, path):
        for name in (path, path + "-wal", path + "-shm", path + "-commits"):
            if os.path.exists(name):
                os.remove(name)

    def run(self, *arguments):
        out = subprocess.run([self.options.bench, *arguments], check=True, stdout=subprocess.PIPE, text=True).stdout
        return json.loads(out)

    def save_bodies(self):
        """What one created job is in the database: the raw reference writes the same. Returns the bytes of each row."""
        path = self.path()
        process, port, _ = start(self.options.server, "--db", path, "--run-duration", "PT1H")
        self.run("load", str(port), "0.05", "1", self.request_file)
        stop(process)
        connection = sqlite3.connect(path)
        sizes = []
        for table, file_name in zip(TABLES, self.body_files):
            (jobs,) = connection.execute("SELECT count(*) FROM jobs").fetchone()
            (rows,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
            if rows != jobs:
                raise SystemExit(f"{rows} rows in {table} for {jobs} jobs: the raw reference would not write the same")
            (body,) = connection.execute(f"SELECT body FROM {table} ORDER BY id LIMIT 1").fetchone()
            with open(file_name, "w") as file:
                file.write(body)
            sizes.append(len(body))
        connection.close()
        self.drop(path)
        return sizes

    def raw(self, seconds, durability):
        path = self.path()
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        figures = self.run("raw", path, *self.body_files, str(seconds), durability)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        figures["cpu_us"] = (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / figures["count"] * 1e6
        self.drop(path)
        return figures

    def server(self, seconds, *arguments, database=True):
        path = self.path()
        process, port, _ = start(self.options.server, *(["--db", path] if database else []), *arguments)
        put(port, "/_macie-local/buckets", buckets(0, 10))
        before = cpu_seconds(process.pid)
        figures = self.run("load", str(port), str(seconds), str(CONNECTIONS), self.request_file)
        after = cpu_seconds(process.pid)
        figures["cpu_us"] = (sum(after) - sum(before)) / figures["count"] * 1e6
        stop(process)
        self.drop(path)
        return figures


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", required=True)
    parser.add_argument("--bench", required=True)
    parser.add_argument("--folder")
    parser.add_argument("--threads", default="1")
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    rounds, seconds = (2, 1) if options.quick else (5, 2)
    long_run = ("--run-duration", "PT1H", "--threads", options.threads)  # only the creations are measured
    with tempfile.TemporaryDirectory(prefix="macie-local-bench-", dir=options.folder) as folder:
        bench = Bench(options, folder)
        sizes = " and ".join(map(str, bench.save_bodies()))
        print(f"CreateClassificationJob, {CONNECTIONS} connections, rows of {sizes} bytes; {rounds} rounds of {seconds} s")
        variants = {
            "raw SQLite, groups of 32": lambda: bench.raw(seconds, "full"),
            "macie-local --db": lambda: bench.server(seconds, *long_run),
            "raw SQLite, normal": lambda: bench.raw(seconds, "normal"),
            "macie-local --db, normal": lambda: bench.server(seconds, *long_run, "--durability", "normal"),
            "macie-local in memory": lambda: bench.server(seconds, *long_run, database=False),
            "macie-local --db, runs of 1 s": lambda: bench.server(seconds, "--threads", options.threads),
        }
        results = {name: [] for name in variants}
        for _ in range(rounds):
            for name, run in variants.items():
                results[name].append(run())
        references = {"macie-local --db": "raw SQLite, groups of 32", "macie-local --db, normal": "raw SQLite, normal"}
        for name, values in results.items():
            middle = {key: statistics.median(value[key] for value in values) for key in values[0]}
            note = ""
            if name in references:
                ratio = statistics.median(
                    ours["perSecond"] / raw["perSecond"] for ours, raw in zip(values, results[references[name]]))
                note = f"   {ratio:.0%} of raw"
            what = "commit" if name.startswith("raw") else "answer"
            print(f"  {name:30} {middle['perSecond']:8.0f}/s   {what} p50 {middle['p50us'] / 1000:6.2f} ms, "
                  f"p99 {middle['p99us'] / 1000:6.2f} ms   CPU {middle['cpu_us']:5.1f} us each{note}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
