"""Starts and stops macie-local for the fault tests, and speaks HTTP to it. Standard library only."""
import http.client
import json
import os
import re
import resource
import signal
import subprocess
import sys
import tempfile
import threading

READY_SECONDS = 30
ACCOUNT = "123456789012"


class Emulator:
    """One process. `file_bytes_max` limits the size of every file it writes, as a full disk would."""

    def __init__(self, binary, *arguments, file_bytes_max=None):
        def limit():
            if file_bytes_max is not None:
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # write() then fails with EFBIG instead
                hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
                resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes_max, hard))

        self.log = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen([binary, "--port", "0", "--account", ACCOUNT, *arguments],
                                        stdout=subprocess.PIPE, stderr=self.log, text=True, preexec_fn=limit)
        watchdog = threading.Timer(READY_SECONDS, self.process.kill)
        watchdog.start()
        line = self.process.stdout.readline()
        watchdog.cancel()
        match = re.search(r"ready on https?://[^:]+:(\d+)", line)
        if not match:
            self.process.kill()
            self.process.wait()
            raise SystemExit(f"macie-local did not start: {line!r} {self.errors()!r}")
        self.port = int(match.group(1))

    def errors(self):
        self.log.seek(0)
        return self.log.read()[-4000:]

    def lift_file_limit(self):
        """As if room had been made on the disk."""
        hard = resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE)[1]
        resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (hard, hard))

    def kill(self):
        """kill -9: nothing in the process gets to run."""
        self.process.kill()
        self.process.wait()
        self._close()

    def stop(self):
        self.process.terminate()
        code = self.process.wait(READY_SECONDS)
        self._close()
        if code != 0:
            raise SystemExit(f"macie-local ended with {code}: {self.errors()}")

    def _close(self):
        self.process.stdout.close()


class Client:
    """One keep-alive connection."""

    def __init__(self, port, timeout=30, tls=None):
        if tls:
            self.connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=timeout, context=tls)
        else:
            self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)

    def call(self, method, path, body=None, headers=None):
        """(status, decoded body). OSError or HTTPException when the peer went away."""
        text = None if body is None else json.dumps(body)
        self.connection.request(method, path, text, {"Content-Type": "application/json", **(headers or {})})
        answer = self.connection.getresponse()
        data = answer.read()
        return answer.status, json.loads(data) if data else None

    def close(self):
        self.connection.close()


def job_request(name, **members):
    return {"name": name, "clientToken": "token-" + name, "jobType": "ONE_TIME",
            "s3JobDefinition": {"bucketDefinitions": [{"accountId": ACCOUNT, "buckets": ["fault-bucket"]}]}, **members}


def list_jobs(client):
    """Every item of ListClassificationJobs, page by page."""
    items, token = [], None
    while True:
        request = {"maxResults": 200}
        if token:
            request["nextToken"] = token
        status, page = client.call("POST", "/jobs/list", request)
        check(status == 200, f"/jobs/list answered {status} {page}")
        items += page["items"]
        token = page.get("nextToken")
        if not token:
            return items


def check(condition, message):
    if not condition:
        raise SystemExit("FAILED: " + message)


def binary_path(argument):
    path = argument or os.environ.get("MACIE_LOCAL_BIN")
    if not path:
        sys.exit("name the macie-local binary, as an argument or in MACIE_LOCAL_BIN")
    return path
