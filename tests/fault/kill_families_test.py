#!/usr/bin/python3
"""Kills macie-local with SIGKILL while each of several accounts writes resources of every family that is kept by id and
settings, and looks whether anything it had acknowledged is gone, or undone.

  kill_families_test.py [macie-local] [--rounds N] [--clients N] [--seed N]

Each account has one client, which knows what was acknowledged, and what it had asked for when the server went away.
"""
import argparse
import http.client
import os
import random
import tempfile
import threading
import time

from emulator import Client, Emulator, binary_path, check

KEY = "arn:aws:kms:us-east-1:123456789012:key/0a1b2c3d"
FILTERS_MAX = 900  # Macie takes 1,000
GONE = "gone"


class Account:
    """One account: `kept` is what each path answers, as far as acknowledged; `asked` what the last request, which was not
    answered, may have made of it."""

    def __init__(self, number):
        self.number = "%012d" % (400000000000 + number)
        self.count = 0
        self.kept = {}
        self.asked = {}
        self.samples = 0  # acknowledged calls of CreateSampleFindings
        self.filters = []
        self.identifiers = []
        self.list_id = None

    def call(self, client, method, path, body=None):
        scope = f"{self.number}/20300101/us-east-1/macie2/aws4_request"
        return client.call(method, path, body, {
            "Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0"})

    def done(self, client, method, path, body=None):
        status, answer = self.call(client, method, path, body)
        if status != 200:
            raise AssertionError(f"{self.number} {method} {path} {body}: {status} {answer}")
        return answer

    def set(self, client, path, expected, method, target, body):
        """A change after which `path` answers `expected`."""
        self.asked = {path: expected}
        self.done(client, method, target, body)
        self.kept[path] = expected
        self.asked = {}

    def write_one(self, client, dice):
        self.count += 1
        name = f"{self.number}-{self.count}"
        kind = dice.randrange(9)
        if kind == 2 and len(self.filters) == FILTERS_MAX:
            path = self.filters.pop(dice.randrange(FILTERS_MAX))
            self.set(client, path, GONE, "DELETE", path, None)
        elif kind == 0:
            made = self.done(client, "POST", "/custom-data-identifiers", {"name": name, "regex": "[A-Z]{4}"})
            self.identifiers.append(made["customDataIdentifierId"])
            self.kept["/custom-data-identifiers/" + self.identifiers[-1]] = {"name": name, "deleted": False}
        elif kind == 1 and self.identifiers:
            path = "/custom-data-identifiers/" + self.identifiers.pop()
            self.set(client, path, {"deleted": True}, "DELETE", path, None)
        elif kind == 2:
            made = self.done(client, "POST", "/findingsfilters", {"name": name, "action": "NOOP", "findingCriteria": {}})
            self.filters.append("/findingsfilters/" + made["id"])
            self.kept[self.filters[-1]] = {"name": name}
        elif kind == 3 and self.filters:
            path = dice.choice(self.filters)
            self.set(client, path, {"description": name}, "PATCH", path, {"description": name})
        elif kind == 4:
            if self.list_id is None:
                self.list_id = self.done(client, "POST", "/allow-lists", {"name": "list", "criteria": {"regex": "A{3}"}})["id"]
            path = "/allow-lists/" + self.list_id
            self.set(client, path, {"description": name}, "PUT", path,
                     {"name": "list", "criteria": {"regex": "A{3}"}, "description": name})
        elif kind == 5:
            member = "%012d" % (500000000000 + int(self.number[-2:]) * 100000 + self.count)
            body = {"account": {"accountId": member, "email": f"{name}@example.com"}}
            self.set(client, "/members/" + member, {"email": f"{name}@example.com"}, "POST", "/members", body)
        elif kind == 6:
            member = dice.choice([p for p in self.kept if p.startswith("/members/")] or [None])
            if member and self.kept[member] != GONE:
                self.set(client, member, GONE, "DELETE", member, None)
        elif kind == 7:
            configuration = {"s3Destination": {"bucketName": "bucket-" + name, "kmsKeyArn": KEY}}
            path = "/classification-export-configuration"
            self.set(client, path, {"configuration": configuration}, "PUT", path, {"configuration": configuration})
        else:
            self.done(client, "POST", "/findings/sample", {"findingTypes": ["SensitiveData:S3Object/Personal"]})
            self.samples += 1

    def write(self, port, seed):
        client = Client(port)
        dice = random.Random(seed)
        try:
            while True:
                self.write_one(client, dice)
        except (OSError, http.client.HTTPException):
            pass  # killed
        except AssertionError as problem:
            PROBLEMS.append(str(problem))
        finally:
            client.close()

    def fits(self, answer, expected):
        if expected == GONE:
            return answer is None
        if answer is None:
            return False
        return all(self.same(answer.get(member), value) for member, value in expected.items())

    def same(self, given, wanted):
        if isinstance(wanted, dict):
            return isinstance(given, dict) and all(self.same(given.get(k), v) for k, v in wanted.items())
        return given == wanted

    def look(self, client):
        for path, expected in self.kept.items():
            status, answer = self.call(client, "GET", path)
            answer = answer if status == 200 else None
            allowed = [expected] + ([self.asked[path]] if path in self.asked else [])
            fitting = [state for state in allowed if self.fits(answer, state)]
            check(fitting, f"{self.number} {path}: {allowed} was acknowledged or asked, {status} {answer} found")
            self.kept[path] = fitting[-1]
        self.asked = {}
        status, answer = self.call(client, "POST", "/findings/statistics", {"groupBy": "type"})
        found = sum(group["count"] for group in answer["countsByGroup"])
        check(found in (self.samples, self.samples + 1), f"{self.number}: {found} findings, {self.samples} acknowledged")
        self.samples = found
        return len(self.kept)


PROBLEMS = []


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary", nargs="?")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--seed", type=int, default=None)
    options = parser.parse_args()
    binary = binary_path(options.binary)
    seed = options.seed if options.seed is not None else int.from_bytes(os.urandom(4), "big")
    print(f"seed {seed}", flush=True)
    dice = random.Random(seed)
    accounts = [Account(number) for number in range(options.clients)]
    looked = 0
    with tempfile.TemporaryDirectory(prefix="macie-local-kill-") as folder:
        path = os.path.join(folder, "families.db")
        for number in range(options.rounds + 1):
            emulator = Emulator(binary, "--db", path, "--log-level", "warn")
            client = Client(emulator.port)
            looked += sum(account.look(client) for account in accounts)
            client.close()
            if number == options.rounds:
                emulator.stop()
                break
            threads = [threading.Thread(target=account.write, args=(emulator.port, dice.random())) for account in accounts]
            for thread in threads:
                thread.start()
            time.sleep(dice.uniform(0.05, 0.7))  # the random moment is what is tested
            emulator.kill()
            for thread in threads:
                thread.join()
            check(not PROBLEMS, f"{len(PROBLEMS)} requests were refused, first: {PROBLEMS[:1]}")
    total = sum(len(account.kept) + account.samples for account in accounts)
    check(total > options.clients, "hardly anything was written")
    print(f"PASSED: {options.rounds} kills, {total} resources and settings, none lost; {looked} looked at")


if __name__ == "__main__":
    main()
