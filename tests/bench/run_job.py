#!/usr/bin/python3
"""A whole job over a folder: from its creation to COMPLETE, findings and all. The reference in the same run: macie-local
scan over the same files, which is extraction and detection alone.

  run_job.py --server MACIE_LOCAL [--objects N] [--rounds N] [--quick]
"""
import argparse
import http.client
import json
import pathlib
import random
import subprocess
import tempfile
import time

BUCKETS = 10
PLANTED_EVERY = 20


def make_objects(folder, count):
    """CSV, JSON Lines and text of about 4 kB each; one in PLANTED_EVERY holds a card number."""
    dice = random.Random(1)
    total = 0
    for number in range(count):
        bucket = folder / f"bucket-{number % BUCKETS}"
        bucket.mkdir(exist_ok=True)
        planted = number % PLANTED_EVERY == 0
        rows = [(line, f"item {line}", "%.2f" % (1000 * dice.random())) for line in range(120)]
        card = "4532015112830366"
        kind = ("csv", "jsonl", "txt")[number % 3]
        if kind == "csv":
            text = "id,name,amount,credit card\n" + "".join("%d,%s,%s,\n" % row for row in rows)
            text += f"1,x,2,{card}\n" if planted else ""
        elif kind == "jsonl":
            text = "".join(json.dumps(dict(zip(("id", "name", "amount"), row))) + "\n" for row in rows)
            text += json.dumps({"credit card": card}) + "\n" if planted else ""
        else:
            text = "".join("line %d of %s costs %s\n" % row for row in rows)
            text += f"my credit card is {card}\n" if planted else ""
        (bucket / f"{number:06}.{kind}").write_text(text)
        total += len(text)
    return total


class Server:
    def __init__(self, binary, folder):
        self.process = subprocess.Popen(
            [binary, "--port", "0", "--objects", folder, "--run-duration", "PT0S", "--log-level", "error"],
            stdout=subprocess.PIPE, text=True)
        self.netloc = self.process.stdout.readline().strip().rpartition("//")[2]
        self.connection = http.client.HTTPConnection(self.netloc, timeout=300)

    def __call__(self, method, path, body=None):
        self.connection.request(method, path, None if body is None else json.dumps(body))
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status != 200:
            raise SystemExit(f"{method} {path}: {answer.status} {text[:300]!r}")
        return json.loads(text)

    def run_job(self, number):
        begin = time.perf_counter()
        job = self("POST", "/jobs", {
            "name": "bench", "clientToken": f"token-{number}", "jobType": "ONE_TIME", "managedDataIdentifierSelector": "ALL",
            "s3JobDefinition": {"bucketDefinitions": [
                {"accountId": "123456789012", "buckets": [f"bucket-{i}" for i in range(BUCKETS)]}]}})["jobId"]
        while self("GET", "/jobs/" + job)["jobStatus"] != "COMPLETE":
            time.sleep(0.005)
        return time.perf_counter() - begin

    def stop(self):
        self.process.terminate()
        self.process.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--server", required=True)
    parser.add_argument("--objects", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="fewer objects and rounds")
    arguments = parser.parse_args()
    if arguments.quick:
        arguments.objects, arguments.rounds = 2000, 3
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        total = make_objects(folder, arguments.objects)
        server = Server(arguments.server, name)
        server("POST", "/_macie-local/sources/refresh")
        jobs, scans = [], []
        for number in range(arguments.rounds):
            jobs.append(server.run_job(number))
            begin = time.perf_counter()
            subprocess.run([arguments.server, "scan", name], stdout=subprocess.DEVNULL, check=False)
            scans.append(time.perf_counter() - begin)
        server.stop()
    job, scan = min(jobs), min(scans)
    print(f"{arguments.objects} objects, {total / 1e6:.0f} MB: a job {job:.2f} s ({total / 1e6 / job:.0f} MB/s), "
          f"scan alone {scan:.2f} s; the job at {100 * scan / job:.0f} % of scan's speed (bar: 70 %)")


if __name__ == "__main__":
    main()
