#!/usr/bin/python3
"""A clock that moves over ten years of daily jobs, and what must not break it: kill -9, SIGTERM, other clients' writes.

Wherever the clock stands after that, every run up to then has happened and none later. The rest is about signals: they
work during the start, and a second one ends the process at once.

  clock_test.py [macie-local] [--rounds N]
"""
import argparse
import datetime
import http.client
import os
import signal
import subprocess
import tempfile
import threading
import time

from emulator import ACCOUNT, Client, Emulator, binary_path, check, job_request, list_jobs

START = "2026-01-01T00:00:00Z"
JOBS = 40
STOP_SECONDS = 2.5  # two, and what a busy machine takes
WRITE_SECONDS = 5   # of one write while the clock moves: far below what the whole move takes


def parsed(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


class Move(threading.Thread):
    """POST clock/advance on a connection of its own; `answer` is (status, body), None when the connection was cut."""

    def __init__(self, port, by):
        super().__init__(daemon=True)
        self.port, self.by, self.answer = port, by, None

    def run(self):
        client = Client(self.port, timeout=120)
        try:
            self.answer = client.call("POST", "/_macie-local/clock/advance", {"by": self.by})
        except (OSError, http.client.HTTPException):
            pass


def begin(binary, path):
    emulator = Emulator(binary, "--db", path, "--log-level", "warn")
    client = Client(emulator.port)
    status, answer = client.call("PUT", "/_macie-local/clock", {"now": START, "frozen": True, "reset": True})
    check(status == 200, f"PUT clock answered {status} {answer}")
    for number in range(JOBS):
        status, answer = client.call("POST", "/jobs", job_request(
            f"daily-{number}", jobType="SCHEDULED", scheduleFrequency={"dailySchedule": {}}))
        check(status == 200, f"POST /jobs answered {status} {answer}")
    return emulator, client


def wait_until_it_moves(client, after=START):
    deadline = time.monotonic() + 60
    while True:
        now = client.call("GET", "/_macie-local/clock")[1]["now"]
        if parsed(now) > parsed(after):
            return now
        check(time.monotonic() < deadline, "the clock does not move")


def look(port):
    """The clock, after checking that the jobs stand where it does."""
    client = Client(port)
    now = parsed(client.call("GET", "/_macie-local/clock")[1]["now"])
    state = client.call("GET", "/_macie-local/state")[1]["accounts"][ACCOUNT]["us-east-1"]
    for job in (job for job in state["jobs"] if job["jobType"] == "SCHEDULED"):
        last = parsed(job["lastRunTime"])
        progress = job["emulator"]
        check(last <= now, f"{job['name']} ran at {last}, and the clock stands at {now}")
        check(parsed(progress["dueAt"]) >= now, f"{job['name']} is due at {progress['dueAt']}, and it is {now}")
        check(now - last <= datetime.timedelta(days=1), f"{job['name']} ran at {last} and not since, and it is {now}")
        events = [event for event in progress["events"] if event["eventType"] == "SCHEDULED_RUN_STARTED"]
        check(parsed(events[-1]["occurredAt"]) == last, f"{job['name']}: its last event is {events[-1]}, not of {last}")
    client.close()
    return now


def killed_on_the_way(binary, folder, rounds):
    reached = []
    for number in range(rounds):
        path = os.path.join(folder, f"kill-{number}.db")
        emulator, client = begin(binary, path)
        move = Move(emulator.port, "P3650D")
        move.start()
        last = START
        for _ in range(1 + 3 * number):
            last = wait_until_it_moves(client, last)
        emulator.kill()
        move.join(30)
        emulator = Emulator(binary, "--db", path, "--log-level", "warn")
        now = look(emulator.port)
        check(now >= parsed(last), f"it stood at {last}, and after kill -9 at {now}")
        reached.append(now.date().isoformat())
        emulator.stop()
    print(f"killed_on_the_way: ok, at {', '.join(reached)}", flush=True)


def stopped_on_the_way(binary, folder):
    path = os.path.join(folder, "stop.db")
    emulator, client = begin(binary, path)
    move = Move(emulator.port, "P3650D")
    move.start()
    last = wait_until_it_moves(client)
    began = time.monotonic()
    emulator.stop()  # checks the exit status
    seconds = time.monotonic() - began
    check(seconds <= STOP_SECONDS, f"SIGTERM took {seconds:.1f} s")
    move.join(30)
    emulator = Emulator(binary, "--db", path, "--log-level", "warn")
    now = look(emulator.port)
    check(now >= parsed(last), f"it stood at {last}, and after SIGTERM at {now}")
    emulator.stop()
    print(f"stopped_on_the_way: ok, {seconds:.2f} s", flush=True)


def others_write_meanwhile(binary, folder):
    emulator, client = begin(binary, os.path.join(folder, "others.db"))
    move = Move(emulator.port, "P3650D")
    move.start()
    wait_until_it_moves(client)
    slowest, writes = 0, 0
    while move.is_alive() and writes < 200:
        began = time.monotonic()
        status, answer = client.call("POST", "/jobs", job_request(f"meanwhile-{writes}"))
        check(status == 200, f"POST /jobs answered {status} {answer}")
        slowest, writes = max(slowest, time.monotonic() - began), writes + 1
    check(writes > 0 and slowest <= WRITE_SECONDS, f"{writes} writes, the slowest took {slowest:.2f} s")
    move.join(120)
    check(move.answer is not None and move.answer[0] == 200, f"the move was answered {move.answer}")
    check(look(emulator.port) == parsed("2035-12-30T00:00:00Z"), "the clock is not where it was told to be")
    check(len(list_jobs(client)) == JOBS + writes, "not every job is there")
    emulator.stop()
    print(f"others_write_meanwhile: ok, {writes} writes, the slowest {slowest * 1000:.0f} ms", flush=True)


def too_much_is_refused(binary):
    emulator = Emulator(binary, "--log-level", "warn")
    client = Client(emulator.port)
    status, answer = client.call("POST", "/jobs", job_request("d", jobType="SCHEDULED",
                                                               scheduleFrequency={"dailySchedule": {}}))
    check(status == 200, f"POST /jobs answered {status} {answer}")
    before = client.call("GET", "/_macie-local/clock")[1]["now"]
    status, answer = client.call("POST", "/_macie-local/clock/advance", {"by": "P2000000D"})
    check(status == 400 and "at most 1000000" in answer["message"], f"answered {status} {answer}")
    state = client.call("GET", "/_macie-local/state")[1]
    jobs = state["accounts"][ACCOUNT]["us-east-1"]["jobs"]
    jobs[0]["jobStatus"] = "IDLE"
    jobs[0]["emulator"].update(nextRunAt="0001-01-01T00:00:00Z", dueAt="0001-01-01T00:00:00Z")
    status, answer = client.call("PUT", "/_macie-local/state", state)
    check(status == 400 and "at most 1000000" in answer["message"], f"answered {status} {answer}")
    check(parsed(client.call("GET", "/_macie-local/clock")[1]["now"]) - parsed(before) < datetime.timedelta(hours=1),
          "the clock moved")
    emulator.stop()
    print("too_much_is_refused: ok", flush=True)


def signals_during_the_start(binary, folder):
    """A seed that never ends holds up the start."""
    seed = os.path.join(folder, "seed.json")
    os.mkfifo(seed)
    for number in (signal.SIGTERM, signal.SIGINT):
        process = subprocess.Popen([binary, "--port", "0", "--seed", seed], stdout=subprocess.PIPE,
                                   stderr=subprocess.DEVNULL)
        writer = os.open(seed, os.O_WRONLY)  # returns once it is opened for reading
        process.send_signal(number)
        check(process.wait(30) == 0, f"signal {number} during the start: ended with {process.returncode}")
        check(process.stdout.read() == b"", "it said that it was ready")
        os.close(writer)
        process.stdout.close()
    print("signals_during_the_start: ok", flush=True)


def a_second_signal_ends_at_once(binary):
    """A request that is not whole keeps the first one waiting for its grace."""
    emulator = Emulator(binary, "--log-level", "warn")
    peer = Client(emulator.port)
    peer.connection.connect()
    peer.connection.sock.sendall(b"POST /jobs HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n{")
    Client(emulator.port).call("GET", "/_macie-local/health")
    began = time.monotonic()
    emulator.process.terminate()
    emulator.process.terminate()
    check(emulator.process.wait(30) == 0, f"ended with {emulator.process.returncode}")
    check(time.monotonic() - began <= STOP_SECONDS, f"took {time.monotonic() - began:.1f} s")
    peer.close()
    print("a_second_signal_ends_at_once: ok", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary", nargs="?")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    binary = binary_path(options.binary)
    with tempfile.TemporaryDirectory() as folder:
        killed_on_the_way(binary, folder, options.rounds)
        stopped_on_the_way(binary, folder)
        others_write_meanwhile(binary, folder)
        too_much_is_refused(binary)
        signals_during_the_start(binary, folder)
        a_second_signal_ends_at_once(binary)


if __name__ == "__main__":
    main()
