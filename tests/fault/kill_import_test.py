#!/usr/bin/python3
"""Kills macie-local with SIGKILL while it imports a large state document, and looks whether what was there before is
there again, whole.

  kill_import_test.py [macie-local] [--rounds N] [--buckets N]
"""
import argparse
import json
import os
import socket
import tempfile
import time

from emulator import ACCOUNT, Client, Emulator, binary_path, check


def document(prefix, count):
    return json.dumps({"version": 1, "accounts": {ACCOUNT: {"us-east-1": {"buckets": [
        {"bucketName": f"{prefix}-{i:06}", "objectCount": i, "tags": [{"key": "team", "value": f"team-{i % 50}"}]}
        for i in range(count)]}}}}).encode()


def export(port):
    client = Client(port)
    status, state = client.call("GET", "/_macie-local/state")
    client.close()
    check(status == 200, f"GET state answered {status}")
    return state


def send(port, body):
    """The connection, with the whole request on its way."""
    peer = socket.create_connection(("127.0.0.1", port), timeout=60)
    peer.sendall(b"PUT /_macie-local/state HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
    return peer


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary", nargs="?")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--buckets", type=int, default=12_000)
    options = parser.parse_args()
    binary = binary_path(options.binary)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "db")
        emulator = Emulator(binary, "--db", path)
        began = time.monotonic()
        peer = send(emulator.port, document("base", options.buckets))
        check(b" 200 " in peer.recv(65536), "the first import was refused")
        seconds = time.monotonic() - began
        peer.close()
        before = export(emulator.port)
        unfinished = 0
        for number in range(options.rounds):
            peer = send(emulator.port, document("other", options.buckets))
            time.sleep(seconds * (number + 1) / (options.rounds + 1))
            peer.setblocking(False)
            try:
                answered = peer.recv(65536) != b""
            except BlockingIOError:
                answered = False
            emulator.kill()
            peer.close()
            emulator = Emulator(binary, "--db", path)
            after = export(emulator.port)
            if not answered and after == before:
                unfinished += 1
            else:  # it may have been stored just before the kill, but only whole
                names = [b["bucketName"] for b in after["accounts"][ACCOUNT]["us-east-1"]["buckets"]]
                check(names == [f"other-{i:06}" for i in range(options.buckets)],
                      f"round {number}: {len(names)} buckets, from {names[:1]} to {names[-1:]}")
                before = after
        check(unfinished > 0, "no import was cut short")
        emulator.stop()
    print(f"{options.rounds} kills, {unfinished} during an import: all or nothing")


if __name__ == "__main__":
    main()
