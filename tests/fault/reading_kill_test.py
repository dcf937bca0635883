#!/usr/bin/python3
"""Kills macie-local with SIGKILL at random moments while a run reads objects, and looks whether the run that goes on
after the restart gives each object exactly one finding.

  reading_kill_test.py [macie-local] [--rounds N] [--objects N] [--seed N]

A run is killed some times; then it may finish, and its findings are held against what was planted. A failed test prints
the seed that repeats its moments.
"""
import argparse
import os
import random
import tempfile
import threading
import time

from emulator import ACCOUNT, Client, Emulator, binary_path, check, job_request

PLANTED_EVERY = 2
CARD = "4532015112830366"
KILLS_PER_RUN = 10
TRIES_PER_ROUND = 10
RUN_SECONDS = 300


def content(number):
    if number % PLANTED_EVERY == 0:
        return f"id,credit card\n{number},{CARD}\n"
    return f"id,note\n{number},nothing\n"


def put_objects(port, count):
    client = Client(port)
    for number in range(count):
        client.connection.request("PUT", f"/_macie-local/objects/fault-bucket/{number:05}.csv", content(number))
        answer = client.connection.getresponse()
        answer.read()
        check(answer.status in (200, 201), f"putting object {number}: {answer.status}")
    client.close()


def status_of(client, job):
    status, described = client.call("GET", "/jobs/" + job)
    check(status == 200, f"the job is gone: {status} {described}")
    return described


def findings_of(client, job):
    keys, token = [], None
    while True:
        request = {"maxResults": 50, "findingCriteria": {"criterion": {"classificationDetails.jobId": {"eq": [job]}}}}
        if token:
            request["nextToken"] = token
        status, page = client.call("POST", "/findings", request)
        check(status == 200, f"/findings answered {status} {page}")
        if page["findingIds"]:
            status, found = client.call("POST", "/findings/describe", {"findingIds": page["findingIds"]})
            check(status == 200, f"/findings/describe answered {status}")
            keys += [finding["resourcesAffected"]["s3Object"]["key"] for finding in found["findings"]]
        token = page.get("nextToken")
        if not token:
            return keys


def finish(client, job, count):
    deadline = time.monotonic() + RUN_SECONDS
    described = status_of(client, job)
    while described["jobStatus"] != "COMPLETE":
        check(time.monotonic() < deadline, f"the run did not end in {RUN_SECONDS} s: {described}")
        time.sleep(0.02)
        described = status_of(client, job)
    statistics = described["statistics"]
    check(statistics["numberOfRuns"] == 1, f"the job has {statistics['numberOfRuns']} runs")
    check(statistics["approximateNumberOfObjectsToProcess"] == 0, f"objects are left: {statistics}")
    keys = findings_of(client, job)
    planted = {f"{number:05}.csv" for number in range(0, count, PLANTED_EVERY)}
    check(len(keys) == len(set(keys)), f"{len(keys) - len(set(keys))} objects have more than one finding")
    check(set(keys) == planted, f"lost: {sorted(planted - set(keys))[:5]}, made up: {sorted(set(keys) - planted)[:5]}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary", nargs="?")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--objects", type=int, default=500)
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(4), "big"))
    arguments = parser.parse_args()
    dice = random.Random(arguments.seed)
    print(f"seed {arguments.seed}", flush=True)
    binary = binary_path(arguments.binary)
    killed_while_reading = 0
    with tempfile.TemporaryDirectory() as folder:
        options = ["--db", os.path.join(folder, "state.db"), "--run-duration", "PT0S", "--durability", "normal"]
        emulator = Emulator(binary, *options)
        put_objects(emulator.port, arguments.objects)
        job, kills = None, 0
        kill_after = 0.1  # seconds, at most; follows how fast runs are here
        for round_number in range(arguments.rounds * TRIES_PER_ROUND):
            if killed_while_reading == arguments.rounds and job is None:
                break
            client = Client(emulator.port)
            if job is None:
                status, created = client.call("POST", "/jobs", job_request(f"run-{round_number}"))
                check(status == 200, f"creating a job: {status} {created}")
                job = created["jobId"]
            killer = threading.Timer(dice.uniform(0.002, kill_after), emulator.process.kill)
            killer.start()
            emulator.process.wait()
            killer.join()
            emulator.kill()
            emulator = Emulator(binary, *options)
            client = Client(emulator.port)
            reading = status_of(client, job)["jobStatus"] == "RUNNING"
            killed_while_reading += reading
            kill_after = min(1.0, kill_after * 1.3) if reading else max(0.004, kill_after * 0.7)
            kills += 1
            if not reading or kills == KILLS_PER_RUN or killed_while_reading == arguments.rounds:
                finish(client, job, arguments.objects)
                job, kills = None, 0
            client.close()
        emulator.stop()
    check(killed_while_reading == arguments.rounds, f"only {killed_while_reading} kills met a run that read: give it more --objects")
    print(f"{killed_while_reading} kills while a run read: each object has one finding")


if __name__ == "__main__":
    main()
