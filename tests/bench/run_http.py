#!/usr/bin/env python3
"""HTTP speed of macie-local against two Beast references that send the same bytes, in one run with interleaved rounds.

  run_http.py [--quick] [--threads N] --reference build/bench/http_reference (--server MACIE_LOCAL | --fixed HTTP_FIXED)

--fixed measures the HTTP room alone (200 B and 60 KB bodies). Needs wrk. Loopback only.
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

HERE = os.path.dirname(os.path.abspath(__file__))
READY_SECONDS = 20


def start(command):
    """Starts a server; returns (process, port, seconds to its ready line)."""
    began = time.monotonic()
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    line = process.stdout.readline()
    seconds = time.monotonic() - began
    match = re.search(r"(\d+)\s*$", line)
    if not match:
        process.kill()
        raise SystemExit(f"{command}: no ready line, but {line!r}")
    return process, int(match.group(1)), seconds


def stop(process):
    process.terminate()
    try:
        process.wait(READY_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def fetch(port, method, path, body):
    """The whole answer as it came over the wire."""
    import socket
    payload = (body or "").encode()
    head = (f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(payload)}\r\n\r\n").encode()
    with socket.create_connection(("127.0.0.1", port), timeout=10) as peer:
        peer.sendall(head + payload)
        data = b""
        while True:
            end = data.find(b"\r\n\r\n")
            if end >= 0:
                length = re.search(rb"(?i)content-length: (\d+)", data[:end])
                if len(data) >= end + 4 + int(length.group(1) if length else 0):
                    return data
            got = peer.recv(1 << 16)
            if not got:
                raise SystemExit(f"{method} {path}: the connection ended early: {data[:200]!r}")
            data += got


def load(port, seconds, connections, method, path, body):
    """One wrk run: (requests/s, p99 in ms)."""
    env = dict(os.environ, BENCH_METHOD=method, BENCH_PATH=path)
    env.pop("BENCH_BODY", None)
    if body is not None:
        env["BENCH_BODY"] = body
    out = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s",
                          os.path.join(HERE, "http_sdk.lua"), f"http://127.0.0.1:{port}"],
                         env=env, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in out:
        raise SystemExit("refused under load:\n" + out)
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1))
    value, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", out).groups()
    return rate, float(value) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


def compare(name, port, reference, threads, rounds, seconds, request):
    answer = fetch(port, *request)
    if b" 200 " not in answer.split(b"\r\n", 1)[0]:
        raise SystemExit(f"{name}: {answer[:300]!r}")
    with tempfile.NamedTemporaryFile() as file:
        file.write(answer)
        file.flush()
        servers = {"macie-local": (None, port)}
        for mode in ("textbook", "lean"):
            servers[mode] = start([reference, mode, file.name, str(threads)])[:2]
        figures = {mode: [] for mode in servers}
        for _ in range(rounds):
            for mode, (_, at) in servers.items():
                figures[mode].append(load(at, seconds, 32, *request))
        for process, _ in servers.values():
            if process:
                stop(process)
    ours = figures["macie-local"]
    print(f"{name}: {len(answer)} bytes an answer")
    for mode, values in figures.items():
        ratio = statistics.median(mine[0] / other[0] for mine, other in zip(ours, values))
        note = "" if mode == "macie-local" else f"   ours is {ratio:.0%} of it"
        print(f"  {mode:12} {statistics.median(v[0] for v in values):10.0f} requests/s"
              f"   p99 {statistics.median(v[1] for v in values):7.2f} ms{note}", flush=True)


def compare_settings(name, server, threads, rounds, seconds, request, settings):
    """The same request to servers that differ in their options; the first is the measure. Short rounds, many of them."""
    servers = {title: start([server, "--port", "0", "--threads", str(threads), *options])[:2]
               for title, options in settings.items()}
    figures = {title: [] for title in servers}
    for _ in range(rounds):
        for title, (_, at) in servers.items():
            figures[title].append(load(at, seconds, 32, *request)[0])
    for process, _ in servers.values():
        stop(process)
    first = next(iter(figures.values()))
    print(f"{name}: {rounds} rounds of {seconds} s")
    for title, values in figures.items():
        ratio = statistics.median(mine / other for mine, other in zip(values, first))
        print(f"  {title:12} {statistics.median(values):10.0f} requests/s   {ratio:.1%} of the first", flush=True)


def resident_kb(pid):
    with open(f"/proc/{pid}/status") as status:
        return int(re.search(r"VmRSS:\s+(\d+)", status.read()).group(1))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server")
    parser.add_argument("--fixed")
    parser.add_argument("--reference", required=True)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    if bool(options.server) == bool(options.fixed):
        parser.error("give one of --server and --fixed")
    rounds, seconds = (2, 1) if options.quick else (5, 2)

    if options.fixed:
        for size in (200, 60000):
            process, port, _ = start([options.fixed, str(size), str(options.threads)])
            compare(f"HTTP room, {size} B", port, options.reference, options.threads, rounds, seconds,
                    ("GET", "/macie", None))
            stop(process)
        return

    command = [options.server, "--port", "0", "--threads", str(options.threads)]
    starts = []
    for _ in range(5 if options.quick else 20):
        process, _, took = start(command)
        starts.append(took)
        stop(process)
    print(f"cold start to the ready line: {statistics.median(starts) * 1000:.1f} ms (median of {len(starts)})")
    process, port, _ = start(command)
    try:
        print(f"resident memory, idle: {resident_kb(process.pid) / 1024:.1f} MB")
        compare("GET /macie", port, options.reference, options.threads, rounds, seconds, ("GET", "/macie", None))
        compare_settings("GET /macie, journal", options.server, options.threads, 4 if options.quick else 15, 1,
                         ("GET", "/macie", None), {"off": ["--journal", "0"], "on": []})
        buckets = json.dumps([{"bucketName": f"bench-bucket-{i:03}", "objectCount": i, "sizeInBytes": i * 1000}
                              for i in range(60)])
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        client.request("PUT", "/_macie-local/buckets", buckets, {"Content-Type": "application/json"})
        answer = client.getresponse()
        text = answer.read()
        client.close()
        if answer.status // 100 != 2:
            raise SystemExit(f"seeding the buckets: {answer.status} {text[:300]!r}")
        compare("DescribeBuckets, 50 of 60", port, options.reference, options.threads, rounds, seconds,
                ("POST", "/datasources/s3", "{}"))
    finally:
        stop(process)


if __name__ == "__main__":
    sys.exit(main())
