"""64 clients at once, each with an account of its own, see only their own doings, and never half of a reset or restore.

Each client keeps what its account must hold and compares after every action. Meanwhile readers ask for whole accounts:
what they see must be a state that the account was in between their question and its answer.
"""
import concurrent.futures
import datetime
import json
import os
import random
import tempfile
import threading
import unittest

from support import Connection, Server

SEED = int(os.environ.get("MACIE_SEED", "1"))
ACCOUNTS = [f"{300000000000 + number}" for number in range(64)]
ACTIONS = 20  # of each client
READERS = 4
START = datetime.datetime(2030, 1, 1, tzinfo=datetime.timezone.utc)
RUN_SECONDS = 7
SEEDED = {f"seed-{number}": 1 for number in range(3)}


def seeds():
    return {"version": 1, "accounts": {account: {"us-east-1": {"buckets": [
        {"bucketName": name, "objectCount": count} for name, count in SEEDED.items()]}} for account in ACCOUNTS}}


class Time:
    """The server's clock as all clients together know it: each tick is a second."""

    def __init__(self):
        self.lock = threading.Lock()
        self.asked = 0
        self.answered = 0

    def tick(self, connection):
        with self.lock:
            self.asked += 1
        connection.control("POST", "clock/advance", {"by": "PT1S"})
        with self.lock:
            self.answered += 1


class Account:
    """What one account was told, so what it must hold."""

    def __init__(self, name):
        self.name = name
        # (buckets, jobs) of every state, the last perhaps still on its way; those before `settled` are over.
        self.history = [(SEEDED, {})]
        self.settled = 0

    def now(self):
        return self.history[-1]

    def become(self, state, request):
        """Does `request`, after which the account is in `state`."""
        self.history.append(state)
        answer = request()
        self.settled = len(self.history) - 1
        return answer


def contents(document, account):
    """(buckets, jobs) of a state document of one account; nobody else may be in it."""
    if list(document["accounts"]) != [account] or list(document["accounts"][account]) != ["us-east-1"]:
        raise AssertionError(f"{account} sees {document['accounts'].keys()}")
    partition = document["accounts"][account]["us-east-1"]
    buckets, jobs = partition.get("buckets", []), partition.get("jobs", [])
    for bucket in buckets:
        if bucket["accountId"] != account:
            raise AssertionError(f"{account} has a bucket of {bucket['accountId']}")
    return {each["bucketName"]: each["objectCount"] for each in buckets}, {each["name"]: each["tags"] for each in jobs}


def check_runs(jobs, time, low, high):
    """Every job has ended that must have by second `low`, and none that can't have by `high`."""
    for job in jobs:
        created = datetime.datetime.fromisoformat(job["createdAt"].replace("Z", "+00:00"))
        ends = (created - START).total_seconds() + RUN_SECONDS
        if (ends <= low and job["jobStatus"] != "COMPLETE") or (ends > high and job["jobStatus"] != "RUNNING"):
            raise AssertionError(f"{job} is not as it must be between seconds {low} and {high}")


def look(connection, account, time):
    """Reads the whole account and holds it against the states that it can be in."""
    first, low = account.settled, time.answered
    document = connection.control("GET", f"state?account={account.name}")
    last, high = len(account.history), time.asked
    seen = contents(document, account.name)
    if seen not in account.history[first:last]:
        raise AssertionError(f"{account.name} is seen as {seen}, but was {account.history[first:last]}")
    check_runs(document["accounts"][account.name]["us-east-1"].get("jobs", []), time, low, high)


class Client:
    """One account's only writer."""

    def __init__(self, server, account, time):
        self.account = account
        self.time = time
        self.connection = Connection(server, account.name)
        self.draw = random.Random(f"{SEED} {account.name}")
        self.generation = int(account.name) % 100 * 1000  # of buckets; no two accounts share one
        self.saved = None
        self.arns = {}
        self.calls = []  # (operation, status) that the journal must hold
        self.throttled = False  # by a fault rule of ours
        self.log = []

    def control(self, method, path, body=None):
        return self.connection.control(method, path.replace("ACCOUNT", "account=" + self.account.name), body)

    def call(self, operation, method, target, body=None, expect=200):
        answer = self.connection(method, target, body, expect)
        self.calls.append((operation, expect))
        return answer

    # Actions. Each state is made before its request is sent, and never changed.

    def put_buckets(self):
        self.generation += 1
        own = {f"own-{number}": self.generation for number in range(5)}
        buckets, jobs = self.account.now()
        self.account.become(({**buckets, **own}, jobs), lambda: self.control(
            "PUT", "buckets?ACCOUNT", [{"bucketName": name, "objectCount": count} for name, count in own.items()]))

    def create_job(self):
        buckets, jobs = self.account.now()
        name = f"job-{len(self.account.history)}"
        tags = {"of": self.account.name}
        answer = self.account.become((buckets, {**jobs, name: tags}), lambda: self.call(
            "CreateClassificationJob", "POST", "/jobs", {
                "clientToken": name, "jobType": "ONE_TIME", "name": name, "tags": tags, "s3JobDefinition": {
                    "bucketDefinitions": [{"accountId": self.account.name, "buckets": ["seed-0"]}]}}))
        if f":{self.account.name}:" not in answer["jobArn"]:
            raise AssertionError(answer)
        self.arns[name] = answer["jobArn"]

    def tag(self):
        buckets, jobs = self.account.now()
        if jobs:
            name = self.draw.choice(sorted(jobs))
            more = {f"tag-{len(self.account.history)}": "x"}
            self.account.become((buckets, {**jobs, name: {**jobs[name], **more}}), lambda: self.call(
                "TagResource", "POST", "/tags/" + self.arns[name], {"tags": more}, 204))

    def save(self):
        self.saved = self.account.now()
        self.control("POST", "snapshots?ACCOUNT", {"name": "mine"})
        if contents(self.control("GET", "snapshots/mine?ACCOUNT"), self.account.name) != self.saved:
            raise AssertionError("the snapshot is another state")

    def restore(self):
        if self.saved:
            self.account.become(self.saved, lambda: self.control("POST", "snapshots/mine/restore?ACCOUNT"))

    def reset(self):
        self.account.become((SEEDED, {}), lambda: self.control("POST", "reset?ACCOUNT"))
        self.calls = []
        self.throttled = False

    def tick(self):
        self.time.tick(self.connection)

    def throttle(self):
        if not self.throttled:
            self.control("POST", "faults", [{"id": self.account.name, "account": self.account.name,
                                             "operation": "GetMacieSession", "error": {"type": "ThrottlingException"}}])
            self.throttled = True

    def list_all(self):
        buckets, jobs = self.account.now()
        seen = self.call("DescribeBuckets", "POST", "/datasources/s3", {})["buckets"]
        if {each["bucketName"]: each["objectCount"] for each in seen} != buckets:
            raise AssertionError(f"{seen} instead of {buckets}")
        seen = self.call("ListClassificationJobs", "POST", "/jobs/list", {"maxResults": 200})["items"]
        if {each["name"] for each in seen} != set(jobs):
            raise AssertionError(f"{seen} instead of {jobs}")

    def check(self):
        look(self.connection, self.account, self.time)
        self.call("GetMacieSession", "GET", "/macie", expect=429 if self.throttled else 200)
        journal = self.control("GET", "requests?ACCOUNT")
        seen = [(each["operation"], each["status"]) for each in journal["requests"]]
        if seen != self.calls or {each["account"] for each in journal["requests"]} != {self.account.name}:
            raise AssertionError(f"the journal has {journal} instead of {self.calls}")
        saved = self.control("GET", "snapshots?ACCOUNT")["snapshots"]
        if [(each["account"], each["name"]) for each in saved] != [(self.account.name, "mine")] * bool(self.saved):
            raise AssertionError(f"there are snapshots {saved}")

    def live(self, stop):
        actions = [self.put_buckets] * 3 + [self.create_job] * 3 + [
            self.tag, self.save, self.restore, self.restore, self.reset, self.reset, self.tick, self.throttle,
            self.list_all]
        try:
            for _ in range(ACTIONS):
                if stop.is_set():
                    return
                action = self.draw.choice(actions)
                self.log.append(action.__name__)
                action()
                self.check()
        except BaseException as error:
            stop.set()
            raise AssertionError(f"{self.account.name} after {self.log}, MACIE_SEED={SEED}: {error}") from error
        finally:
            self.connection.close()


def read(server, accounts, time, stop, done):
    """Looks at the accounts in turn until the clients are done; how often."""
    connection = Connection(server)
    looks = 0
    try:
        while not stop.is_set() and not done.is_set():
            look(connection, accounts[looks % len(accounts)], time)
            looks += 1
        return looks
    except BaseException:
        stop.set()
        raise
    finally:
        connection.close()


class Isolation(unittest.TestCase):
    def start(self):
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump(seeds(), file)
            file.flush()
            server = Server("--seed", file.name, "--run-duration", f"PT{RUN_SECONDS}S")
        self.addCleanup(self.end, server)
        server.control("PUT", "clock", {"now": START.isoformat(), "frozen": True, "reset": True})
        return server

    def end(self, server):
        code, errors = server.stop()
        self.assertEqual(0, code, errors)
        self.assertNotIn(" error ", errors)

    def test_many_clients_at_once(self):
        server = self.start()
        time = Time()
        accounts = [Account(name) for name in ACCOUNTS]
        clients = [Client(server, account, time) for account in accounts]
        stop, done = threading.Event(), threading.Event()
        with concurrent.futures.ThreadPoolExecutor(len(clients) + READERS) as pool:
            readers = [pool.submit(read, server, accounts[number::READERS], time, stop, done)
                       for number in range(READERS)]
            lives = [pool.submit(client.live, stop) for client in clients]
            concurrent.futures.wait(lives)
            done.set()
            looks = [reader.result() for reader in readers]
            for life in lives:
                life.result()
        # They did look, and every kind of action was done.
        self.assertGreater(sum(looks), len(clients) * ACTIONS / 4)
        self.assertGreater(min(looks), 0)
        self.assertEqual(9, len({action for client in clients for action in client.log}))
        # In the end all of them together.
        everything = server.control("GET", "state")["accounts"]
        self.assertEqual(sorted(ACCOUNTS), sorted(everything))
        for account in accounts:
            mine = {"accounts": {account.name: everything[account.name]}}
            self.assertEqual(account.now(), contents(mine, account.name))
        self.assertEqual(time.asked, (datetime.datetime.fromisoformat(
            server.control("GET", "clock")["now"].replace("Z", "+00:00")) - START).total_seconds())


if __name__ == "__main__":
    unittest.main()
