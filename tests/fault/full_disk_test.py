#!/usr/bin/python3
"""A disk with no room: writes are refused with InternalServerException, reads go on, nothing acknowledged is lost, and
when there is room again the same process writes again. The full disk is a limit on the size of the server's files.

  full_disk_test.py [macie-local]
"""
import os
import sqlite3
import sys
import tempfile
import threading

from emulator import Client, Emulator, binary_path, check, job_request, list_jobs

ROOM_BYTES = 300_000  # of each file: the schema, and some hundred jobs in the log of SQLite
CLIENTS = 8
WRITES_MAX = 4000     # far more than there is room for


def fill(port, number, acknowledged, refused, lock):
    """Writes until it is refused five times in a row."""
    client = Client(port)
    row = 0
    for count in range(WRITES_MAX):
        name = f"full-{number}-{count}"
        status, answer = client.call("POST", "/jobs", job_request(name))
        if status == 200:
            row = 0
            with lock:
                acknowledged[name] = answer["jobId"]
            continue
        check(status == 500 and "message" in answer, f"a write that cannot be stored was answered {status} {answer}")
        with lock:
            refused.append(name)
        row += 1
        if row == 5:
            break
    client.close()


def look(port, acknowledged, refused):
    client = Client(port)
    names = [item["name"] for item in list_jobs(client)]
    check(len(names) == len(set(names)), "a job is listed twice")
    lost = set(acknowledged) - set(names)
    check(not lost, f"acknowledged jobs are gone: {sorted(lost)[:5]}")
    ghosts = set(names) & set(refused)
    check(not ghosts, f"jobs whose creation was refused are there: {sorted(ghosts)[:5]}")
    for name, job_id in acknowledged.items():
        status, job = client.call("GET", "/jobs/" + job_id)
        check(status == 200 and job["name"] == name, f"job {name}: {status} {job}")
    client.close()


def main():
    binary = binary_path(sys.argv[1] if len(sys.argv) > 1 else None)
    with tempfile.TemporaryDirectory(prefix="macie-local-full-") as folder:
        path = os.path.join(folder, "full.db")
        emulator = Emulator(binary, "--db", path, "--run-duration", "PT1H", "--log-level", "error",
                            file_bytes_max=ROOM_BYTES)
        acknowledged, refused, lock = {}, [], threading.Lock()
        threads = [threading.Thread(target=fill, args=(emulator.port, number, acknowledged, refused, lock))
                   for number in range(CLIENTS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        check(acknowledged, "nothing was written before the disk was full")
        check(refused, "the disk never filled")
        check(emulator.process.poll() is None, "the server ended")
        look(emulator.port, acknowledged, refused)

        client = Client(emulator.port)
        # More than there can be room for, wherever the refused writes left the log.
        buckets = [{"bucketName": f"full-bucket-{number}"} for number in range(ROOM_BYTES // 300)]
        status, answer = client.call("PUT", "/_macie-local/buckets", buckets)
        check(status == 500, f"the control plane said {status} {answer} of a write that cannot be stored")
        emulator.lift_file_limit()
        again = refused[:20]
        for name in again:
            status, answer = client.call("POST", "/jobs", job_request(name))
            check(status == 200, f"with room again, {name} was answered {status} {answer}")
            acknowledged[name] = answer["jobId"]
        client.close()
        refused = refused[20:]
        look(emulator.port, acknowledged, refused)
        emulator.kill()

        emulator = Emulator(binary, "--db", path)
        look(emulator.port, acknowledged, refused)
        emulator.stop()
        connection = sqlite3.connect(path)
        result = connection.execute("PRAGMA integrity_check").fetchall()
        connection.close()
        check(result == [("ok",)], f"integrity_check: {result[:3]}")

        # A disk that is full from the start is said so, and nothing is half made.
        small = os.path.join(folder, "small.db")
        try:
            Emulator(binary, "--db", small, file_bytes_max=1024)
        except SystemExit as refusal:
            check("database" in str(refusal) and small in str(refusal), f"unclear refusal: {refusal}")
        else:
            check(False, "the server started on a disk with no room for its schema")
        Emulator(binary, "--db", small).stop()
        print(f"PASSED: {len(acknowledged)} jobs acknowledged and kept, {len(refused) + len(again)} refused")


if __name__ == "__main__":
    main()
