#!/usr/bin/python3
"""Kills macie-local with SIGKILL at random moments under 32 writing clients, and looks whether anything it had
acknowledged is gone.

  kill_test.py [macie-local] [--rounds N] [--clients N] [--seed N] [--seconds N]

Each round: start on the same database, look for everything acknowledged in earlier rounds, write from 32 connections
(create a job, then tag it), kill. Every tenth round begins a new database, after everything in the old one was looked
at. --seconds ends the test early, after the round under way. A failed run prints the seed that repeats its moments.
"""
import argparse
import http.client
import os
import random
import sqlite3
import tempfile
import threading
import time

from emulator import Client, Emulator, binary_path, check, job_request, list_jobs

ROUNDS_PER_DATABASE = 10
OLD_JOBS_LOOKED_AT = 100


class Book:
    """What was asked of one database, and what it acknowledged."""

    def __init__(self):
        self.lock = threading.Lock()
        self.jobs = {}      # name -> jobId, acknowledged
        self.tags = {}      # name -> tags, acknowledged
        self.unsure = set()  # names of creations that were sent and not answered
        self.fresh = []     # acknowledged since the last look

    def acknowledge_job(self, name, job_id):
        with self.lock:
            self.unsure.discard(name)
            self.jobs[name] = job_id
            self.fresh.append(name)

    def acknowledge_tags(self, name, tags):
        with self.lock:
            self.tags[name] = tags

    def note_sent(self, name):
        with self.lock:
            self.unsure.add(name)


def write(port, book, round_number, client_number, stop):
    """Creates jobs and tags them until the server goes away."""
    client = Client(port)
    count = 0
    try:
        while not stop.is_set():
            name = f"r{round_number}-c{client_number}-n{count}"
            count += 1
            book.note_sent(name)
            status, answer = client.call("POST", "/jobs", job_request(name, tags={"born": "here"}))
            check_soft(status == 200, f"creating {name}: {status} {answer}")
            book.acknowledge_job(name, answer["jobId"])
            tags = {"mark": name}
            status, problem = client.call("POST", "/tags/" + answer["jobArn"], {"tags": tags})
            check_soft(status == 204, f"tagging {name}: {status} {problem}")
            book.acknowledge_tags(name, tags)
    except (OSError, http.client.HTTPException):
        pass  # killed
    finally:
        client.close()


PROBLEMS = []


def check_soft(condition, message):
    """For the writers' threads: the main thread raises it."""
    if not condition:
        PROBLEMS.append(message)
        raise OSError(message)


def look_at_job(client, book, name):
    status, job = client.call("GET", "/jobs/" + book.jobs[name])
    check(status == 200, f"acknowledged job {name} is gone: {status} {job}")
    check(job["name"] == name and job["clientToken"] == "token-" + name, f"job {name} came back as {job}")
    expected = {"born": "here", **book.tags.get(name, {})}
    missing = {key: value for key, value in expected.items() if job.get("tags", {}).get(key) != value}
    check(not missing, f"job {name} lost the tags {missing}; it has {job.get('tags')}")


def look(port, book, everything, dice):
    """Holds the server's answers against the book."""
    client = Client(port)
    listed = {}
    for item in list_jobs(client):
        check(item["jobId"] not in listed, f"job {item['jobId']} is listed twice")
        listed[item["jobId"]] = item["name"]
    names = set(listed.values())
    check(len(names) == len(listed), "a job was made twice for one clientToken")
    for name, job_id in book.jobs.items():
        check(listed.get(job_id) == name, f"acknowledged job {name} ({job_id}) is not listed")
    strangers = names - set(book.jobs) - book.unsure
    check(not strangers, f"jobs that nobody asked for: {sorted(strangers)[:5]}")
    chosen = list(book.jobs) if everything else list(book.fresh)
    if not everything and book.jobs:
        chosen += dice.sample(list(book.jobs), min(OLD_JOBS_LOOKED_AT, len(book.jobs)))
    for name in chosen:
        look_at_job(client, book, name)
    book.fresh.clear()
    # What was not answered may have happened or not; asking again with the same token settles it, once.
    by_name = {name: job_id for job_id, name in listed.items()}
    for name in sorted(book.unsure):
        status, answer = client.call("POST", "/jobs", job_request(name, tags={"born": "here"}))
        check(status == 200, f"asking again for {name}: {status} {answer}")
        check(by_name.get(name, answer["jobId"]) == answer["jobId"], f"a second job was made for the token of {name}")
        book.acknowledge_job(name, answer["jobId"])
    client.close()
    return len(chosen)


def check_file(path):
    connection = sqlite3.connect(path)
    result = connection.execute("PRAGMA integrity_check").fetchall()
    connection.close()
    check(result == [("ok",)], f"integrity_check of {path}: {result[:3]}")


def fight(binary, path, book, round_number, clients, dice):
    """One round; returns how many records were looked at."""
    emulator = Emulator(binary, "--db", path, "--run-duration", "PT0.2S", "--log-level", "warn")
    looked = look(emulator.port, book, False, dice)
    stop = threading.Event()
    threads = [threading.Thread(target=write, args=(emulator.port, book, round_number, number, stop))
               for number in range(clients)]
    for thread in threads:
        thread.start()
    time.sleep(dice.uniform(0.02, 0.7))  # the random moment is what is tested
    emulator.kill()
    stop.set()
    for thread in threads:
        thread.join()
    check(not PROBLEMS, f"{len(PROBLEMS)} requests were refused, first: {PROBLEMS[:1]}")
    return looked


def finish(binary, path, book, dice):
    emulator = Emulator(binary, "--db", path, "--log-level", "warn")
    looked = look(emulator.port, book, True, dice)
    emulator.stop()
    check_file(path)
    return looked


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary", nargs="?")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--seconds", type=float, default=float("inf"))
    options = parser.parse_args()
    binary = binary_path(options.binary)
    seed = options.seed if options.seed is not None else int.from_bytes(os.urandom(4), "big")
    print(f"seed {seed}", flush=True)
    dice = random.Random(seed)
    began = time.monotonic()
    done = jobs = tags = looked = 0
    with tempfile.TemporaryDirectory(prefix="macie-local-kill-") as folder:
        while done < options.rounds and time.monotonic() - began < options.seconds:
            path = os.path.join(folder, f"{done}.db")
            book = Book()
            for _ in range(min(ROUNDS_PER_DATABASE, options.rounds - done)):
                looked += fight(binary, path, book, done, options.clients, dice)
                done += 1
                if time.monotonic() - began >= options.seconds:
                    break
            looked += finish(binary, path, book, dice)
            jobs += len(book.jobs)
            tags += len(book.tags)
            print(f"{done} rounds, {jobs} jobs and {tags} taggings acknowledged", flush=True)
    print(f"PASSED: {done} kills, {jobs} jobs and {tags} taggings acknowledged, none lost; "
          f"{looked} looked at one by one; {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
