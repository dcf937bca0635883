#!/usr/bin/env python3
"""The start with --db of many buckets, from the command to the ready line. The reference in the same run: SQLite alone
reading all rows of the same file.

  run_start.py [--quick] --server MACIE_LOCAL --bench build/bench/store_bench [--buckets N,N,...] [--rounds N]
               [--folder DIRECTORY] [--keep]

Each bucket has five tags; 200 jobs touch a tenth of the buckets, half of the jobs by criteria.
"""
import argparse
import http.client
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time

ACCOUNT = "123456789012"
BATCH = 10_000
JOBS = 200
REGION = "us-east-1"


def start(server, *arguments):
    """(process, port, seconds to the ready line)"""
    began = time.monotonic()
    process = subprocess.Popen([server, "--port", "0", "--account", ACCOUNT, "--log-level", "warn", *arguments],
                               stdout=subprocess.PIPE, text=True)
    line = process.stdout.readline()
    seconds = time.monotonic() - began
    match = re.search(r":(\d+)\s*$", line)
    if not match:
        process.kill()
        raise SystemExit(f"{server}: no ready line, but {line!r}")
    return process, int(match.group(1)), seconds


def stop(process):
    process.terminate()
    process.wait(120)
    process.stdout.close()


def call(port, method, path, document):
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    client.request(method, path, json.dumps(document), {"Content-Type": "application/json"})
    answer = client.getresponse()
    text = answer.read()
    client.close()
    if answer.status // 100 != 2:
        raise SystemExit(f"{method} {path}: {answer.status} {text[:300]!r}")
    return json.loads(text) if text else None


def bucket(i):
    # Numbered through a permutation, so that rows do not lie in the order of names; i % 10 == 0 is touched by a job.
    number = i * 7_368_787 % 10_000_019
    job = i // 10 % JOBS if i % 10 == 0 else None
    objects = number % 99_991
    return {"bucketName": name(i), "region": REGION, "bucketCreatedAt": "2022-03-04T05:06:07Z",
            "objectCount": objects, "sizeInBytes": objects * (100 + number % 1_000_000),
            "classifiableObjectCount": objects * 3 // 4, "classifiableSizeInBytes": objects * 50,
            "sensitivityScore": number % 101, "versioning": number % 2 == 0,
            "tags": [{"key": "team", "value": f"team-{number % 2000}"},
                     {"key": "env", "value": ("prod", "test", "dev")[number % 3]},
                     {"key": "cost-center", "value": str(number % 500)},
                     {"key": "owner", "value": f"person-{number % 5000}"},
                     {"key": "job", "value": "none" if job is None else f"job-{job}"}]}


def name(i):
    words = ("payroll", "invoices", "logs", "exports", "backup", "media", "claims", "patients", "orders", "lake")
    return f"{words[i % 7 + i % 4]}-{i * 7_368_787 % 10_000_019}-prod"


def create_job(port, number, count):
    definition = {"bucketCriteria": {"includes": {"and": [{"tagCriterion": {
        "comparator": "EQ", "tagValues": [{"key": "job", "value": f"job-{number}"}]}}]}}}
    if number % 2 == 0:
        names = [name(i) for i in range(number * 10, count, 10 * JOBS)][:1000]
        definition = {"bucketDefinitions": [{"accountId": ACCOUNT, "buckets": names}]}
    call(port, "POST", "/jobs", {"name": f"job-{number}", "clientToken": f"token-{number}", "jobType": "ONE_TIME",
                                 "s3JobDefinition": definition})


def fill(server, path, count):
    process, port, _ = start(server, "--db", path, "--durability", "normal")
    began = time.monotonic()
    for first in range(0, count, BATCH):
        rows = [bucket(i) for i in range(first, min(first + BATCH, count))]
        call(port, "PUT", "/_macie-local/buckets", {"buckets": rows})
    for number in range(JOBS):
        create_job(port, number, count)
    took = time.monotonic() - began
    stop(process)
    return took


def read_all(bench, path):
    """What SQLite alone takes for all rows."""
    out = subprocess.run([bench, "read", path], check=True, stdout=subprocess.PIPE, text=True).stdout
    return json.loads(out)


def cpu_seconds(pid):
    with open(f"/proc/{pid}/stat") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_mb(pid, what):
    with open(f"/proc/{pid}/status") as status:
        return int(re.search(what + r":\s+(\d+)", status.read()).group(1)) / 1024


def measure(options, folder, count):
    path = os.path.join(options.folder or folder, f"start-{count}.db")
    if options.keep and os.path.exists(path):
        filled = "kept from before"
    else:
        filled = f"filled in {fill(options.server, path, count):.0f} s"
    ours, raw, cpu, resident, peak = [], [], [], [], []
    for _ in range(options.rounds):
        read = read_all(options.bench, path)
        raw.append(read["seconds"])
        process, _, seconds = start(options.server, "--db", path)
        ours.append(seconds)
        cpu.append(cpu_seconds(process.pid))
        resident.append(memory_mb(process.pid, "VmRSS"))
        peak.append(memory_mb(process.pid, "VmHWM"))
        stop(process)
    middle = statistics.median(ours)
    print(f"{count:,} buckets in a file of {os.path.getsize(path) / 1e6:.0f} MB ({filled}), "
          f"{read['bytes'] / max(1, read['count']):.0f} bytes a row\n"
          f"  ready in {middle:6.2f} s (best {min(ours):.2f}), {middle / count * 1e6:.2f} us a bucket; CPU of all threads "
          f"{statistics.median(cpu):.2f} s; SQLite alone {statistics.median(raw):.2f} s (best {min(raw):.2f})\n"
          f"  {statistics.median(resident):.0f} MB resident, {max(peak):.0f} MB at most", flush=True)
    if not options.keep:
        for suffix in ("", "-wal", "-shm"):
            if os.path.exists(path + suffix):
                os.remove(path + suffix)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", required=True)
    parser.add_argument("--bench", required=True)
    parser.add_argument("--buckets", default="100000,1000000")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder")
    parser.add_argument("--keep", action="store_true", help="leave the files in --folder, and use those that are there")
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    if options.quick:
        options.buckets, options.rounds = "100000", 3
    print(f"start with --db, {JOBS} jobs; {options.rounds} rounds")
    with tempfile.TemporaryDirectory(prefix="macie-local-bench-", dir=options.folder) as folder:
        for count in options.buckets.split(","):
            measure(options, folder, int(count))


if __name__ == "__main__":
    sys.exit(main())
