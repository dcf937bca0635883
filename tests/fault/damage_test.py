#!/usr/bin/python3
"""Damages the files of a database at random, in the ways that disks, file systems and people do, and starts macie-local
on what is left. It must refuse the file, or tell what is wrong, or find everything there, also after more was written:
nothing may be missing or different without a word.

  damage_test.py [macie-local] [--rounds N] [--seed N] [--verbose]
"""
import argparse
import collections
import json
import os
import random
import shutil
import tempfile

from emulator import ACCOUNT, Client, Emulator, binary_path, check, job_request

PAGE = 4096
CONTROL = "/_macie-local"
ARGUMENTS = ("--run-duration", "PT1H", "--log-level", "warn")
TOLD = ("lacks its last", "is another one than that whose")


def must(client, method, path, body=None):
    status, answer = client.call(method, path, body)
    check(status == 200, f"{method} {path}: {status} {answer}")
    return answer


def buckets(first, count, objects):
    return {"buckets": [{"bucketName": f"damage-bucket-{i}", "objectCount": objects + i,
                         "tags": [{"key": "team", "value": f"team-{i % 7}"}]} for i in range(first, first + count)]}


def write_some(client, mark, jobs):
    """A little of everything; some of it in place of what was there."""
    must(client, "PUT", CONTROL + "/buckets", buckets(0, 150, mark))
    must(client, "PUT", CONTROL + "/buckets", buckets(1000 * mark, 100, mark))
    for number in range(jobs):
        # Some are longer than a page.
        names = [f"damage-bucket-{i}" for i in range(2 if number % 9 else 300)]
        definition = {"bucketDefinitions": [{"accountId": ACCOUNT, "buckets": names}]}
        must(client, "POST", "/jobs", job_request(f"damage-{mark}-{number}", s3JobDefinition=definition))
    must(client, "POST", "/custom-data-identifiers", {"name": f"cdi-{mark}", "regex": "[a-z]{3}[0-9]{4}"})
    must(client, "POST", "/findings/sample", {})


def make_files(binary, folder):
    """Three sets of files of one database: an early one, a late one that was closed, and one that was killed with its
    last commits in the -wal. And what the last two hold."""
    path = os.path.join(folder, "db")
    emulator = Emulator(binary, "--db", path, *ARGUMENTS)
    client = Client(emulator.port)
    write_some(client, 1, 20)
    must(client, "POST", CONTROL + "/snapshots", {"name": "early"})
    client.close()
    emulator.stop()
    save(path, folder, "early")
    emulator = Emulator(binary, "--db", path, *ARGUMENTS)
    client = Client(emulator.port)
    write_some(client, 2, 20)
    must(client, "POST", CONTROL + "/snapshots", {"name": "late"})
    must(client, "POST", CONTROL + "/snapshots", {"name": "gone"})
    must(client, "DELETE", CONTROL + "/snapshots/gone")
    for number in range(50):
        must(client, "DELETE", f"{CONTROL}/buckets/damage-bucket-{number}")
    closed = everything(client)
    client.close()
    emulator.stop()
    save(path, folder, "closed")
    emulator = Emulator(binary, "--db", path, *ARGUMENTS)
    client = Client(emulator.port)
    write_some(client, 3, 5)
    killed = everything(client)
    client.close()
    emulator.kill()
    save(path, folder, "killed")
    check(os.path.getsize(path + "-wal") > 50 * PAGE, "the killed server left no -wal worth the name")
    return {"closed": closed, "killed": killed}


def save(path, folder, name):
    os.mkdir(os.path.join(folder, name))
    for suffix in ("", "-wal", "-commits"):
        if os.path.exists(path + suffix):
            shutil.copy(path + suffix, os.path.join(folder, name, "db" + suffix))


def everything(client):
    """The state, and every saved state; an answer that is a refusal counts as told."""
    parts, told = [], []
    paths = [CONTROL + "/state", CONTROL + "/snapshots"]
    paths += [f"{CONTROL}/snapshots/{name}" for name in ("early", "late")]
    for path in paths:
        status, answer = client.call("GET", path)
        parts.append((path, status, json.dumps(answer)))
        if status == 500:
            told.append(answer["message"])
    return parts, told


class Damage:
    """One way of damaging the files of `base`; answers what it did."""

    def __init__(self, dice, folder, path):
        self.dice, self.folder, self.path = dice, folder, path

    def bytes_of(self, suffix=""):
        with open(self.path + suffix, "rb") as file:
            return bytearray(file.read())

    def put(self, data, suffix=""):
        with open(self.path + suffix, "wb") as file:
            file.write(data)

    def flip(self, suffix=""):
        data = self.bytes_of(suffix)
        places = [self.dice.randrange(len(data)) for _ in range(self.dice.choice((1, 1, 1, 4, 16)))]
        for place in places:
            data[place] ^= 1 << self.dice.randrange(8) if self.dice.random() < 0.5 else self.dice.randrange(1, 256)
        self.put(data, suffix)
        return f"flipped bytes {places} of db{suffix}"

    def zero(self):
        data = self.bytes_of()
        size = self.dice.choice((512, PAGE))
        place = self.dice.randrange(len(data) // size) * size
        data[place:place + size] = bytes(size)
        self.put(data)
        return f"zeroed {size} bytes at {place}"

    def cut(self, suffix=""):
        data = self.bytes_of(suffix)
        size = self.dice.randrange(len(data))
        if self.dice.random() < 0.5:
            size -= size % PAGE
        self.put(data[:size], suffix)
        return f"cut db{suffix} to {size} of {len(data)} bytes"

    def swap(self):
        data = self.bytes_of()
        one, two = (place * PAGE for place in self.dice.sample(range(len(data) // PAGE), 2))
        data[one:one + PAGE], data[two:two + PAGE] = data[two:two + PAGE], data[one:one + PAGE]
        self.put(data)
        return f"swapped the pages at {one} and {two}"

    def stale(self):
        """A write that never reached the disk: a page is as it was earlier."""
        data = self.bytes_of()
        with open(os.path.join(self.folder, "early", "db"), "rb") as file:
            early = file.read()
        place = self.dice.randrange(min(len(early), len(data)) // PAGE) * PAGE
        data[place:place + PAGE] = early[place:place + PAGE]
        self.put(data)
        return f"put the earlier page at {place} back"

    def older(self):
        shutil.copy(os.path.join(self.folder, "early", "db"), self.path)
        return "put an older copy in the place of the file"

    def delete_log(self):
        os.remove(self.path + "-wal")
        return "deleted the -wal"

    def cut_log(self):
        return self.cut("-wal")

    def flip_log(self):
        return self.flip("-wal")

    def spoil_counter(self):
        return self.flip("-commits")


# By the set of files that it is done to. The frequent ones are those with many places to do it at.
KINDS = {"closed": ["flip"] * 6 + ["zero"] * 4 + ["cut"] * 3 + ["swap"] * 3 + ["stale"] * 3 + ["older", "spoil_counter"],
         "killed": ["flip"] * 2 + ["cut"] * 1 + ["older"] + ["delete_log"] + ["cut_log"] * 5 + ["flip_log"] * 4}


def look(binary, path, expected):
    """(outcome, more about it)"""
    try:
        emulator = Emulator(binary, "--db", path, *ARGUMENTS)
    except SystemExit as refusal:
        text = str(refusal)
        check("--db: database " + path in text and "rror: " not in text.split("--db:")[0], f"unclear refusal: {text}")
        return "refused", text[text.index("--db:"):][:200]
    client = Client(emulator.port)
    try:
        found, told = everything(client)
        told += [line for line in emulator.errors().splitlines() if any(text in line for text in TOLD)]
        if found != expected[0]:
            check(told, "SILENT: " + "; ".join(f"{now[:2]} {len(now[2])} bytes, {was[:2]} {len(was[2])} bytes expected"
                                               for now, was in zip(found, expected[0]) if now != was))
        # What is there can be written to and is there again.
        statuses = [client.call("PUT", CONTROL + "/buckets", buckets(90_000, 60, 9))[0],
                    client.call("POST", "/jobs", job_request("afterwards"))[0],
                    client.call("DELETE", CONTROL + "/buckets/damage-bucket-60")[0],
                    client.call("POST", CONTROL + "/snapshots", {"name": "after"})[0]]
        check(told or statuses == [200] * 4, f"undamaged, and yet writes were answered {statuses}")
        written = everything(client)
    finally:
        client.close()
        emulator.stop()
    emulator = Emulator(binary, "--db", path, *ARGUMENTS)
    client = Client(emulator.port)
    again = everything(client)
    client.close()
    emulator.stop()
    check(again == written, "what was written after the damage is not there again")
    return ("told", told[0][:200]) if told else ("without effect", "")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary", nargs="?")
    parser.add_argument("--rounds", type=int, default=25)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    binary = binary_path(options.binary)
    seed = options.seed if options.seed is not None else int.from_bytes(os.urandom(4), "big")
    print(f"seed {seed}", flush=True)
    dice = random.Random(seed)
    outcomes = collections.Counter()
    with tempfile.TemporaryDirectory(prefix="macie-local-damage-") as folder:
        expected = make_files(binary, folder)
        for base, state in expected.items():
            check(not state[1], f"undamaged files were refused: {state[1]}")
        for number in range(options.rounds):
            base = dice.choice(("closed", "closed", "killed"))
            kind = dice.choice(KINDS[base])
            place = os.path.join(folder, f"round-{number}")
            shutil.copytree(os.path.join(folder, base), place)
            path = os.path.join(place, "db")
            did = getattr(Damage(dice, folder, path), kind)()
            try:
                outcome, more = look(binary, path, expected[base])
            except SystemExit as problem:
                raise SystemExit(f"round {number}, {base}: {did}: {problem}") from None
            outcomes[outcome] += 1
            if options.verbose:
                print(f"{number}: {base}: {did}: {outcome} {more}", flush=True)
            shutil.rmtree(place)
    print(f"PASSED: {options.rounds} damages, none silent: " + ", ".join(f"{n} {o}" for o, n in outcomes.items()))


if __name__ == "__main__":
    main()
