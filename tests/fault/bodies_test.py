"""The worst lists that a client can put: each is answered soon, and takes memory by what is kept of it."""
import json
import re
import sys
import threading
import time

from emulator import Client, Emulator, binary_path, check

MIB = 1 << 20
ANSWER_SECONDS = 60
PERSONAL = '{"type":"SensitiveData:S3Object/Personal"}'


def peak(emulator):
    """Bytes: the most that was resident since the last forget()."""
    with open(f"/proc/{emulator.process.pid}/status") as status:
        return int(re.search(r"VmHWM:\s+(\d+)", status.read()).group(1)) * 1024


def forget(emulator):
    with open(f"/proc/{emulator.process.pid}/clear_refs", "w") as refs:
        refs.write("5")


def put(emulator, path, text):
    client = Client(emulator.port, timeout=ANSWER_SECONDS)
    try:
        client.connection.request("PUT", path, text)
        answer = client.connection.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        client.close()


def costs(emulator, path, text, status, message, bytes_max):
    """Puts the text, which is answered so; it must not take more than that many bytes beyond what there was."""
    forget(emulator)
    before = peak(emulator)
    answered, body = put(emulator, path, text)
    check(answered == status, f"{path} of {len(text)} bytes answered {answered} {str(body)[:300]}")
    check(message in str(body), f"{path} of {len(text)} bytes answered {str(body)[:300]}, not {message}")
    took = peak(emulator) - before
    check(took <= bytes_max, f"{path} of {len(text)} bytes took {took} bytes, more than {bytes_max}")


def worst_lists(emulator):
    empty = "[" + ",".join(["{}"] * (2 * MIB)) + "]"  # 6 MiB
    costs(emulator, "/_macie-local/findings", empty, 400, "findings[0].type: is required", 24 * MIB)
    costs(emulator, "/_macie-local/buckets", empty, 400, "buckets[0].bucketName: is required", 24 * MIB)
    costs(emulator, "/_macie-local/organization", '{"managementAccountId":"123456789012","accounts":' + empty + "}",
          400, "accounts[0].accountId: is required", 24 * MIB)
    costs(emulator, "/_macie-local/faults", empty, 413, "1048576", 8 * MIB)
    costs(emulator, "/_macie-local/faults", empty[:MIB - 3].rsplit(",", 1)[0] + "]", 400, "rules[1000]: at most 1000",
          8 * MIB)
    costs(emulator, "/_macie-local/clock", " " * (64 * 1024 + 1), 413, "65536", 8 * MIB)
    tags = '[{"type":"SensitiveData:S3Object/Personal","resourcesAffected":{"s3Bucket":{"tags":' + empty + "}}}]"
    costs(emulator, "/_macie-local/findings", tags, 400, "tags[10000]: at most 10000", 24 * MIB)
    check(Client(emulator.port).call("GET", "/_macie-local/findings") == (200, {"findings": []}),
          "a refused list left findings")


def reads_go_on(emulator):
    """While a long list is taken, others are answered."""
    text = "[" + ",".join([PERSONAL] * 20_000) + "]"
    done = []
    writer = threading.Thread(target=lambda: done.append(put(emulator, "/_macie-local/findings", text)))
    client = Client(emulator.port)
    writer.start()
    slowest = 0
    while writer.is_alive():
        began = time.monotonic()
        check(client.call("POST", "/findings", {})[0] == 200, "ListFindings failed")
        slowest = max(slowest, time.monotonic() - began)
    writer.join()
    check(done and done[0][0] == 200, f"PUT findings answered {str(done)[:300]}")
    check(len(done[0][1]["findingIds"]) == 20_000, "not every finding was stored")
    check(slowest < 5, f"a read waited {slowest:.1f} s for a list that was being taken")


def exports_stream(emulator):
    """What is read back is never whole in the server's memory."""
    forget(emulator)
    before = peak(emulator)
    status, body = Client(emulator.port).call("GET", "/_macie-local/findings")
    check(status == 200 and len(body["findings"]) == 20_000, "not every finding came back")
    took = peak(emulator) - before
    check(took < 6 * MIB, f"GET findings took {took} bytes")


def main():
    emulator = Emulator(binary_path(sys.argv[1] if len(sys.argv) > 1 else None))
    try:
        check(Client(emulator.port).call("POST", "/macie", {})[0] == 200, "EnableMacie failed")
        worst_lists(emulator)
        reads_go_on(emulator)
        exports_stream(emulator)
    finally:
        emulator.stop()
    print("bodies: ok")


if __name__ == "__main__":
    main()
