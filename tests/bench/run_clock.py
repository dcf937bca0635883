#!/usr/bin/env python3
"""A year of daily jobs by one clock/advance: the CPU time of the server (user and system, from /proc), with and without a
database, and the wall time. Beside it the same after a first year, when each job has all the events that are kept.

  run_clock.py --server MACIE_LOCAL [--quick] [--jobs N] [--days N] [--folder DIRECTORY]

Exit status: 0 well, 1 a year took more than SECONDS_MAX of CPU, or runs are missing.
"""
import argparse
import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
import time

ACCOUNT = "123456789012"
SECONDS_MAX = 1.0    # of CPU for a year of 60 daily jobs
MICROS_MAX = 1e6 * SECONDS_MAX / (60 * 365)  # of a run, where other numbers are asked for
ANSWER_SECONDS = 900


class Server:
    def __init__(self, program, *arguments):
        self.process = subprocess.Popen([program, "--port", "0", "--account", ACCOUNT, "--log-level", "warn", *arguments],
                                        stdout=subprocess.PIPE, text=True)
        match = re.search(r":(\d+)\s*$", self.process.stdout.readline())
        if not match:
            self.process.kill()
            sys.exit(f"{program}: no ready line")
        self.connection = http.client.HTTPConnection("127.0.0.1", int(match.group(1)), timeout=ANSWER_SECONDS)

    def call(self, method, path, document):
        self.connection.request(method, path, json.dumps(document), {"Content-Type": "application/json"})
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status != 200:
            sys.exit(f"{method} {path}: {answer.status} {text[:300]!r}")
        return json.loads(text) if text else None

    def cpu_seconds(self):
        with open(f"/proc/{self.process.pid}/stat") as file:
            fields = file.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")  # utime and stime

    def resident_mb(self):
        with open(f"/proc/{self.process.pid}/status") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("VmHWM:")) / 1024

    def stop(self):
        self.connection.close()
        self.process.terminate()
        self.process.wait(ANSWER_SECONDS)
        self.process.stdout.close()


def runs_of(server):
    return sum(server.call("GET", f"/jobs/{item['jobId']}", None)["statistics"]["numberOfRuns"]
               for item in server.call("POST", "/jobs/list", {"maxResults": 200})["items"])


def advance(server, days):
    """(CPU seconds, wall seconds)"""
    cpu, began = server.cpu_seconds(), time.monotonic()
    server.call("POST", "/_macie-local/clock/advance", {"by": f"P{days}D"})
    return server.cpu_seconds() - cpu, time.monotonic() - began


def measure(options, name, *arguments):
    """True when each year was within the bound and had its runs."""
    server = Server(options.server, *arguments)
    server.call("PUT", "/_macie-local/clock", {"now": "2026-01-01T00:00:00Z", "frozen": True, "reset": True})
    server.call("PUT", "/_macie-local/buckets", [{"bucketName": "daily", "objectCount": 1, "sizeInBytes": 1}])
    for number in range(options.jobs):
        server.call("POST", "/jobs", {
            "name": f"daily-{number}", "clientToken": f"daily-{number}", "jobType": "SCHEDULED",
            "scheduleFrequency": {"dailySchedule": {}},
            "s3JobDefinition": {"bucketDefinitions": [{"accountId": ACCOUNT, "buckets": ["daily"]}]}})
    well = True
    for which in ("the first", "the next"):
        before = runs_of(server)
        cpu, wall = advance(server, options.days)
        runs = runs_of(server) - before
        micros = cpu * 1e6 / max(runs, 1)
        told = "" if micros <= MICROS_MAX else f"  OVER: at most {MICROS_MAX:.0f} us are allowed"
        if runs != options.jobs * options.days:
            told += f"  WRONG: {options.jobs * options.days} runs were due"
        print(f"{name:10} {which} {options.days} days of {options.jobs} daily jobs: {runs:6} runs, CPU {cpu:7.2f} s, "
              f"wall {wall:7.2f} s, {micros:8.1f} us a run, {server.resident_mb():5.0f} MB resident{told}", flush=True)
        well = well and not told
    server.stop()
    return well


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", required=True)
    parser.add_argument("--quick", action="store_true", help="30 days only")
    parser.add_argument("--jobs", type=int, default=60)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--folder", default=None)
    options = parser.parse_args()
    if options.quick:
        options.days = min(options.days, 30)
    print(f"the bound: {SECONDS_MAX:g} s of CPU for a year of 60 daily jobs, {MICROS_MAX:.0f} us a run")
    well = measure(options, "in memory")
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        well = measure(options, "with --db", "--db", os.path.join(folder, "clock.db")) and well
    sys.exit(0 if well else 1)


if __name__ == "__main__":
    main()
