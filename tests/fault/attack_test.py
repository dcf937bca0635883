#!/usr/bin/python3
"""Attacks a server in every way of attacks.py at once while 32 well-behaved clients go on with their work, and then asks it
to stop in the midst of it.

  attack_test.py [macie-local] [--seconds N] [--rounds N] [--pause S] [--only NAME]... [--strict]

No attack may end the server, make it answer 500, or keep a client from being served; its memory stays bounded; SIGTERM
ends it with 0 whatever it is doing. The latencies of the well-behaved are printed; --strict also fails when they, or the
time that SIGTERM takes, are over their bounds, which asks for a machine that does nothing else. --only runs the attacks
named, --rounds says how many more servers are stopped at random moments.
"""
import argparse
import multiprocessing
import os
import random
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

import attacks
from emulator import Client, Emulator, binary_path, check

CLIENTS = 32
PROCESSES = 4                 # that the clients share
ATTACKING_PROCESSES = 2
PAUSE_SECONDS = 0.04          # of a client between two requests
LATENCY_P99_SECONDS_MAX = 0.1  # --strict
RESIDENT_MB_MAX = 200
ANSWER_SECONDS_MAX = 30       # of a client; longer is no service on any machine
STOP_SECONDS_MAX = 2          # --strict; the suite's machine may be busy
STOP_SECONDS_PATIENCE = 30
ANSWER_SECONDS = 60
CREATE_EVERY = 20             # requests of a client, so that what they create stays small
THROTTLED = (429, 503)


def status_lines(pid, *names):
    with open(f"/proc/{pid}/status") as status:
        found = dict(line.split(":", 1) for line in status)
    return [found[name].strip() for name in names]


class Honest:
    """A client with an account of its own and one connection that it keeps."""

    def __init__(self, port, number):
        self.account = "%012d" % (100000000000 + number)
        self.number = number
        self.count = 0
        self.latencies = {}
        self.failures = []
        self.throttled = 0
        self.asked = None  # what is not answered yet, and since when
        self.peer = socket.create_connection(("127.0.0.1", port), timeout=ANSWER_SECONDS)
        self.peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.file = self.peer.makefile("rb")
        self.questions = [
            ("GetMacieSession", self.request("GET", "/macie")),
            ("DescribeBuckets", self.request("POST", "/datasources/s3", {
                "criteria": {"objectCount": {"gte": 10}, "bucketName": {"prefix": "honest"}}, "maxResults": 20,
                "sortCriteria": {"attributeName": "sizeInBytes", "orderBy": "DESC"}})),
            ("ListFindings", self.request("POST", "/findings", {
                "findingCriteria": {"criterion": {"severity.description": {"eq": ["High", "Medium"]}}}, "maxResults": 20})),
        ]

    def request(self, method, path, body=None):
        payload = b"" if body is None else attacks.dump(body)
        scope = f"{self.account}/20300101/us-east-1/macie2/aws4_request"
        return (f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nAuthorization: "
                f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0\r\nContent-Length: {len(payload)}\r\n\r\n"
                ).encode() + payload

    def prepare(self, port):
        client = Client(port)
        own = f"?account={self.account}"
        for path, body in (("buckets", [{"bucketName": f"honest-{n:03}", "objectCount": n, "sizeInBytes": n} for n in range(100)]),
                           ("findings", [{"type": "SensitiveData:S3Object/Personal"}] * 20)):
            status, answer = client.call("PUT", f"/_macie-local/{path}{own}", body)
            check(status == 200, f"PUT {path}: {status} {answer}")
        client.close()

    def next_request(self):
        self.count += 1
        if self.count % CREATE_EVERY:
            return self.questions[self.count % len(self.questions)]
        name = f"honest-{self.number}-{self.count}"
        return "CreateClassificationJob", self.request("POST", "/jobs", {
            "name": name, "clientToken": name, "jobType": "ONE_TIME",
            "s3JobDefinition": {"bucketDefinitions": [{"accountId": self.account, "buckets": ["honest-001"]}]}})

    def work(self, stop):
        while not stop.wait(PAUSE_SECONDS):
            kind, data = self.next_request()
            self.asked = (kind, time.monotonic())
            try:
                self.peer.sendall(data)
                status, body = attacks.read_answer(self.file)
            except OSError as problem:
                status, body = None, str(problem).encode()
            if stop.is_set():  # the server may be going; look_at_waiting() has counted it
                break
            self.answered()
            if status in THROTTLED and b"message" in body:
                self.throttled += 1
            elif status != 200:
                self.failures.append(f"{kind} of {self.account}: {status} {body[:200]!r}")
            if status is None:
                break
        self.peer.close()

    def answered(self, how="answered"):
        kind, since = self.asked
        self.asked = None
        seconds = time.monotonic() - since
        self.latencies.setdefault(kind, []).append(seconds)
        if seconds > ANSWER_SECONDS_MAX:
            self.failures.append(f"{kind} of {self.account} was {how} after {seconds:.1f} s")

    def look_at_waiting(self):
        """Once it is time to stop: what is still not answered counts with the time it has waited."""
        if self.asked:
            self.answered("not answered")


def serve_clients(port, numbers, ready, stop, results):
    clients = [Honest(port, number) for number in numbers]
    for client in clients:
        client.prepare(port)
    ready.wait()
    threads = [threading.Thread(target=client.work, args=(stop,)) for client in clients]
    for thread in threads:
        thread.start()
    stop.wait()
    for client in clients:
        client.look_at_waiting()
    for thread in threads:
        thread.join()
    results.put(("clients", [(client.latencies, client.failures, client.throttled) for client in clients]))


def repeat(attack, attacker, pause, record):
    while True:
        started = time.monotonic()
        try:
            attack(attacker)
        except OSError:  # the server is stopping, or refuses connections
            attacker.count("no connection")
        record["times"] += 1
        record["slowest"] = max(record["slowest"], time.monotonic() - started)
        if attacker.stop.wait(pause):
            break


def attack(port, names, pause, stop, results):
    seen, threads = [], []
    for name in names:
        attacker = attacks.Attacker(port, stop)
        seen.append({"name": name, "times": 0, "slowest": 0.0, "statuses": attacker.statuses, "refusals": attacker.refusals})
        threads.append(threading.Thread(target=repeat, args=(getattr(attacks, name), attacker, pause, seen[-1]), daemon=True))
    for thread in threads:
        thread.start()
    stop.wait()
    patience = time.monotonic() + STOP_SECONDS_PATIENCE
    for thread in threads:  # some wait for an answer that a server that is gone never gives
        thread.join(max(0, patience - time.monotonic()))
    results.put(("attacks", seen))


class Scene:
    """The processes around one server."""

    def __init__(self, emulator, clients, names, pause):
        context = multiprocessing.get_context("fork")
        self.emulator = emulator
        self.stop_event = context.Event()
        self.results = context.Queue()
        ready = context.Barrier(PROCESSES + 1) if clients else None
        started = [context.Process(target=serve_clients, args=(emulator.port, range(CLIENTS)[n::PROCESSES], ready,
                                                               self.stop_event, self.results), daemon=True)
                   for n in range(PROCESSES if clients else 0)]
        for process in started:
            process.start()
        if ready:
            ready.wait(STOP_SECONDS_PATIENCE)
        attacking = [context.Process(target=attack, args=(emulator.port, names[n::ATTACKING_PROCESSES], pause, self.stop_event,
                                                          self.results), daemon=True) for n in range(ATTACKING_PROCESSES)]
        for process in attacking:
            process.start()
        self.processes = started + attacking

    def last(self, seconds):
        """True when the server outlived them."""
        try:
            self.emulator.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return True
        return False

    def resident(self):
        return [int(line.split()[0]) // 1024 for line in status_lines(self.emulator.process.pid, "VmHWM", "VmRSS")]

    def end(self):
        """Everything that was seen, once all have stopped."""
        found = {"clients": [], "attacks": []}
        for _ in self.processes:
            kind, seen = self.results.get(timeout=3 * STOP_SECONDS_PATIENCE)
            found[kind] += seen
        for process in self.processes:
            process.join()
        return found


def stop_server(process):
    """Seconds until SIGTERM has ended it, and how it ended; None: it went on."""
    started = time.monotonic()
    process.terminate()
    try:
        code = process.wait(STOP_SECONDS_PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        code = None
    return time.monotonic() - started, code


def percentile(values, part):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else float("nan")


class Verdict:
    """What was wrong, told at the end so that one fault does not hide the others."""

    def __init__(self, strict):
        self.strict, self.problems = strict, []

    def expect(self, condition, message):
        if not condition:
            self.problems.append(message)
            print("  NOT WELL: " + message, flush=True)

    def stopped(self, seconds, code, when):
        print(f"SIGTERM {when}: {seconds:.2f} s, exit code {code}", flush=True)
        self.expect(code == 0, f"SIGTERM {when}: " + ("ignored" if code is None else f"exit code {code}"))
        self.expect(not self.strict or seconds <= STOP_SECONDS_MAX, f"SIGTERM {when} took {seconds:.2f} s")

    def clients(self, seen):
        latencies, failures, throttled = {}, [], 0
        for each, wrong, refused in seen:
            failures += wrong
            throttled += refused
            for kind, values in each.items():
                latencies.setdefault(kind, []).extend(values)
        for kind, values in [*sorted(latencies.items()), ("all", sum(latencies.values(), []))]:
            p50, p99 = percentile(values, 0.5), percentile(values, 0.99)
            print(f"  {kind:24} {len(values):7} answers  p50 {p50 * 1000:7.1f} ms  p99 {p99 * 1000:8.1f} ms  "
                  f"most {max(values, default=0) * 1000:8.1f} ms", flush=True)
            if kind == "all":
                self.expect(not self.strict or p99 <= LATENCY_P99_SECONDS_MAX, f"p99 of all is {p99 * 1000:.0f} ms")
        print(f"  {throttled} throttled, {len(failures)} failed", flush=True)
        self.expect(latencies and throttled < sum(map(len, latencies.values())), "no client was served")
        self.expect(not failures, f"{len(failures)} requests of well-behaved clients failed, first: {failures[:1]}")

    def attacks(self, seen):
        for each in sorted(seen, key=lambda each: each["name"]):
            told = ", ".join(f"{count} of {status}" for status, count in sorted(each["statuses"].items(), key=str))
            print(f"  {each['name']:24} {each['times']:4} times, slowest {each['slowest']:6.2f} s: {told}", flush=True)
            self.expect(not each["refusals"],
                        f"{each['name']}: {len(each['refusals'])} answers of 500 and above, first: {each['refusals'][:1]}")


def attack_beside_clients(binary, options, verdict):
    emulator = Emulator(binary, "--log-level", "error")
    scene = Scene(emulator, True, options.names, options.pause)
    survived = scene.last(options.seconds)
    if survived:
        most, now = scene.resident()
        print(f"{options.seconds} s: {most} MB resident at most, {now} MB at the end", flush=True)
        verdict.expect(most <= RESIDENT_MB_MAX, f"{most} MB resident; at most {RESIDENT_MB_MAX} are allowed")
        scene.stop_event.set()  # from here on the clients do not count what fails
        verdict.stopped(*stop_server(emulator.process), "after all")
    else:
        scene.stop_event.set()
        verdict.expect(False, f"the server ended by itself with {emulator.process.returncode}: {emulator.errors()[-500:]}")
    found = scene.end()
    verdict.clients(found["clients"])
    verdict.attacks(found["attacks"])
    emulator._close()


def stop_amid_attacks(binary, options, dice, verdict):
    """Further servers, with and without a database, stopped at a random moment."""
    for number in range(options.rounds):
        with tempfile.TemporaryDirectory(prefix="macie-local-attack-") as folder:
            database = ["--db", os.path.join(folder, "attacked.db")] if number % 2 else []
            emulator = Emulator(binary, "--log-level", "error", *database)
            scene = Scene(emulator, False, options.names, options.pause)
            moment = dice.uniform(0.05, 2)
            if scene.last(moment):
                scene.stop_event.set()
                verdict.stopped(*stop_server(emulator.process), f"after {moment:.2f} s, " + ("with --db" if database else "in memory"))
            else:
                scene.stop_event.set()
                verdict.expect(False, f"the server ended by itself with {emulator.process.returncode}: {emulator.errors()[-500:]}")
            scene.end()
            emulator._close()


def takes_sigterm(pid):
    bit = 1 << (signal.SIGTERM - 1)
    return any(int(mask, 16) & bit for mask in status_lines(pid, "SigCgt", "SigBlk"))


def stop_amid_start(binary, verdict):
    """A seed whose job has been due for two thousand years: the server stops all the same, also before it is ready."""
    with tempfile.TemporaryDirectory(prefix="macie-local-attack-") as folder:
        seed = os.path.join(folder, "seed.json")
        with open(seed, "wb") as file:
            file.write(attacks.dump(attacks.due_since(1)))
        process = subprocess.Popen([binary, "--port", "0", "--seed", seed], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        until = time.monotonic() + STOP_SECONDS_PATIENCE
        while process.poll() is None and not takes_sigterm(process.pid) and time.monotonic() < until:
            os.sched_yield()
        if process.poll() == 2:
            print(f"start: the seed is refused: {process.stderr.read()[:200]!r}", flush=True)
        elif process.poll() is None and not takes_sigterm(process.pid):
            process.kill()
            verdict.expect(False, f"SIGTERM is not handled {STOP_SECONDS_PATIENCE} s after the start")
        else:
            verdict.stopped(*stop_server(process), "amid the start")
        process.stdout.close()
        process.stderr.close()
        process.wait()


def stop_amid_advance(binary, verdict):
    """A job that is due for thousands of years, by a document and by the clock: each is refused, or ends, or is stopped."""
    for what, method, path, body in (
            ("a document due since year 1", "PUT", "/_macie-local/state", attacks.due_since(1)),
            ("an advance by 6,800 years", "POST", "/_macie-local/clock/advance", {"by": "P2500000D"})):
        emulator = Emulator(binary, "--log-level", "error")
        attacker = attacks.Attacker(emulator.port, threading.Event())
        for number in range(10):
            status, answer = attacker.ask("POST", "/jobs", attacks.dump(attacks.daily_job(number)))
            check(status == 200, f"POST /jobs: {status} {answer}")
        peer = attacker.connect()
        peer.sendall(attacks.request(method, path, attacks.dump(body)))
        peer.settimeout(1)
        try:
            answer = peer.recv(1000).split(b"\r\n")[0].decode()
        except socket.timeout:
            answer = "nothing within a second"
        verdict.stopped(*stop_server(emulator.process), f"amid {what} ({answer})")
        peer.close()
        emulator._close()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary", nargs="?")
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--pause", type=float, default=1, help="seconds between two attacks of one kind")
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--strict", action="store_true")
    parser.add_argument("--seed", type=int, default=None)
    options = parser.parse_args()
    binary = binary_path(options.binary)
    options.names = [each.__name__ for each in attacks.ATTACKS if not options.only or each.__name__ in options.only]
    check(options.names, f"there is no attack named {options.only}")
    seed = options.seed if options.seed is not None else int.from_bytes(os.urandom(4), "big")
    print(f"seed {seed}", flush=True)
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    verdict = Verdict(options.strict)
    attack_beside_clients(binary, options, verdict)
    stop_amid_attacks(binary, options, random.Random(seed), verdict)
    stop_amid_start(binary, verdict)
    stop_amid_advance(binary, verdict)
    if verdict.problems:
        sys.exit("FAILED:\n  " + "\n  ".join(verdict.problems))
    print("PASSED")


if __name__ == "__main__":
    main()
