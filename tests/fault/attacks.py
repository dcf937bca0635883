"""What attack_test.py sends: each function is one kind of attack on a running server, made of what any client may send.
All of it is for one account that nobody else uses, and none of it changes what others have by design. Standard library only."""
import json
import resource
import socket
import struct

ATTACKER = "666666666666"
ANSWER_SECONDS = 60
LONG = 31 << 20          # bytes of a long list
PIECE_SECONDS = 0.02     # between pieces, so that the server sees them apart
CROWD = 10_000           # connections opened and left, as far as descriptors go
CROWD_SECONDS = 5        # between two crowds
BUCKETS = 5_000          # of the attacker's own
SCOPE = f"AWS4-HMAC-SHA256 Credential={ATTACKER}/20300101/us-east-1/macie2/aws4_request, SignedHeaders=host, Signature=0"
OWN = f"?account={ATTACKER}"


def dump(value):
    return json.dumps(value, separators=(",", ":")).encode()


def repeated(element, bytes_wanted):
    """A list of `element` as long as fits."""
    return b"[" + b",".join([element] * (bytes_wanted // (len(element) + 1))) + b"]"


def head(method, path, *headers):
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Authorization: {SCOPE}",
                        "Content-Type: application/json", *headers, "", ""]).encode()


def request(method, path, body=b"", *headers):
    return head(method, path, f"Content-Length: {len(body)}", *headers) + body


def read_answer(file):
    """(status, body); (None, b"") when the peer closes first."""
    line = file.readline()
    if not line:
        return None, b""
    status, length, chunked = int(line.split()[1]), 0, False
    while (field := file.readline()) not in (b"\r\n", b""):
        name, _, value = field.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
        elif name.lower() == b"transfer-encoding":
            chunked = True
    if not chunked:
        return status, file.read(length)
    body = []
    while size := int(file.readline() or b"0", 16):
        body.append(file.read(size))
        file.readline()
    file.readline()
    return status, b"".join(body)


class Attacker:
    """One kind of attack: where it goes, what it was answered, and whether it is time to end."""

    def __init__(self, port, stop):
        self.port, self.stop = port, stop
        self.statuses = {}
        self.refusals = []

    def connect(self):
        peer = socket.create_connection(("127.0.0.1", self.port), timeout=ANSWER_SECONDS)
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return peer

    def count(self, status, body=b"", what=""):
        self.statuses[status] = self.statuses.get(status, 0) + 1
        if isinstance(status, int) and status >= 500 and status != 503:
            self.refusals.append(f"{what}: {status} {body[:200]!r}")

    def exchange(self, data, what, answers=1):
        """Sends the bytes, or each of a list of pieces apart, and takes the answers. A peer that closes early is an answer, too."""
        peer = self.connect()
        try:
            try:
                if isinstance(data, bytes):
                    peer.sendall(data)
                else:
                    for piece in data:
                        peer.sendall(piece)
                        self.stop.wait(PIECE_SECONDS)
            except OSError:
                pass
            try:
                file = peer.makefile("rb")
                for _ in range(answers):
                    status, body = read_answer(file)
                    self.count(status, body, what)
                    if status is None:
                        break
                return status, body
            except (OSError, ValueError, IndexError):
                self.count(None)
                return None, b""
        finally:
            peer.close()

    def ask(self, method, path, body=b"", *headers):
        return self.exchange(request(method, path, body, *headers), f"{method} {path[:80]}")


def leave(peer):
    """Closes with RST, so that no port waits."""
    try:
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    except OSError:
        pass
    peer.close()


def split_chunks(peer):
    start = head("POST", "/jobs/list", "Transfer-Encoding: chunked")
    peer.exchange([start, b"0\r\n", b"\r", b"\n"], "the last chunk in pieces")
    whole = start + b"2;a=b\r\n{}\r\n0\r\nTrailer: x\r\n\r\n"
    peer.exchange([whole[i:i + 1] for i in range(len(start) - 4, len(whole))], "byte by byte")
    peer.exchange([start + b"2\r\n{}", b"\r", b"\n0", b"\r\n", b"\r\n"], "another end")
    peer.exchange([start, b"0", b"\r", b"x\r\n"], "not a chunk")


def dripping_bodies(peer):
    crowd = [peer.connect() for _ in range(50)]
    try:
        for each in crowd:
            each.sendall(head("POST", "/jobs", "Content-Length: 1000"))
        for _ in range(20):
            for each in crowd:
                each.sendall(b" ")
            if peer.stop.wait(0.2):
                break
    except OSError:
        pass
    for each in crowd:
        leave(each)


def hold(peer, count, data_of, seconds):
    """Opens so many connections, sends on each what data_of(number) gives, and leaves after that time without reading."""
    crowd = []
    try:
        for number in range(count):
            crowd.append(peer.connect())
            crowd[-1].settimeout(1)
            crowd[-1].sendall(data_of(number))
    except OSError:
        pass
    peer.stop.wait(seconds)
    for each in crowd:
        leave(each)


def long_heads_and_bodies(peer):
    """As many as the server lets in, each with as much of it sent as is taken."""
    sent = [head("POST", "/jobs", "Content-Length: 1048576") + b" " * 1_000_000,
            head("POST", "/jobs/list", "Transfer-Encoding: chunked") + b"f0000\r\n" + b" " * 0xf0000,
            head("POST", "/jobs")[:-2] + b"X: " + b"x" * 60_000]
    hold(peer, 150, lambda number: sent[number % len(sent)], 1)


def unread_answers(peer):
    """Pages of all buckets and whole states that nobody reads."""
    page = dump({"maxResults": 1000, "sortCriteria": {"attributeName": "bucketName", "orderBy": "DESC"}})
    pages, state = request("POST", "/datasources/s3", page) * 5, request("GET", "/_macie-local/state" + OWN)
    hold(peer, 100, lambda number: pages if number % 10 else state, 2)


def half_heads(peer):
    data = head("POST", "/jobs", "Content-Length: 10")
    hold(peer, 200, lambda number: data[:1 + number % len(data)], 1)


def crowd_of_connections(peer):
    peer.stop.wait(CROWD_SECONDS)  # meanwhile the other attacks get in
    free = min(CROWD, resource.getrlimit(resource.RLIMIT_NOFILE)[0] - 500)
    crowd = []
    try:
        for _ in range(free):
            each = socket.socket()
            each.setblocking(False)
            crowd.append(each)
            each.connect_ex(("127.0.0.1", peer.port))
            if peer.stop.is_set():
                break
    except OSError:
        pass
    peer.count(f"{len(crowd)} open")
    peer.stop.wait(2)
    for each in crowd:
        leave(each)


def chunk_extensions(peer):
    start = head("POST", "/jobs/list", "Transfer-Encoding: chunked")
    peer.exchange(start + b"2;" + b"a=b;" * 300_000 + b"\r\n{}\r\n0\r\n\r\n", "long chunk extension")
    peer.exchange(start + b"1;" + b"a" * 1000 + b"\r\n \r\n" * 1000 + b"0\r\n\r\n", "many chunk extensions")
    peer.exchange(start + b"FFFFFFFFFFFFFFFF\r\n{}", "endless chunk")
    peer.exchange(start + b"2\r\n{}\r\n0\r\n" + b"T: x\r\n" * 100_000 + b"\r\n", "many trailers")


def pipelines(peer):
    each = request("POST", "/datasources/s3", b"{}")
    peer.exchange(each * 200, "pipeline", answers=200)
    deaf = peer.connect()
    deaf.settimeout(0.5)
    try:
        while True:
            deaf.sendall(each * 50)  # never reads
    except OSError:
        pass
    leave(deaf)


ACCOUNTS = repeated(b"{}", LONG)
LARGE_FINDINGS = dump([{"type": "Policy:IAMUser/S3BucketPublic", "id": f"{number:032x}", "description": "x" * 31_000}
                       for number in range(1000)])
TAGS = [{"key": f"key-{number:02}", "value": "v" * 200} for number in range(50)]
LARGE_BUCKETS = dump([{"bucketName": f"large-{number:05}", "tags": TAGS} for number in range(2500)])


def long_lists(peer):
    peer.ask("PUT", "/_macie-local/organization",
             b'{"managementAccountId":"' + ATTACKER.encode() + b'","accounts":' + ACCOUNTS + b"}")
    peer.ask("PUT", "/_macie-local/faults", ACCOUNTS)
    peer.ask("PUT", "/_macie-local/findings" + OWN, LARGE_FINDINGS)
    peer.ask("DELETE", "/_macie-local/findings" + OWN)
    peer.ask("PUT", "/_macie-local/buckets" + OWN, LARGE_BUCKETS)
    peer.ask("POST", "/_macie-local/reset" + OWN)


EMPTY_FINDINGS = repeated(b"{}", 6 << 20)
SHORT_FINDINGS = repeated(b'{"type":"SensitiveData:S3Object/Personal"}', 800_000)


def findings_lists(peer):
    peer.ask("PUT", "/_macie-local/findings" + OWN, EMPTY_FINDINGS)
    peer.ask("PUT", "/_macie-local/findings" + OWN, SHORT_FINDINGS)
    peer.ask("GET", "/_macie-local/findings" + OWN)
    peer.ask("POST", "/findings/statistics", b'{"groupBy":"type"}')
    peer.ask("DELETE", "/_macie-local/findings" + OWN)


RULES = repeated(dump({"account": ATTACKER, "operation": "GetMacieSession", "latencyMs": 1}), 60_000)


def fault_rules(peer):
    peer.ask("PUT", "/_macie-local/faults", RULES)
    peer.ask("PUT", "/_macie-local/faults", repeated(b"{}", 6 << 20))
    peer.ask("DELETE", "/_macie-local/faults")


NUMBERS = dump({"criteria": {"objectCount": {"eq": [str(number) for number in range(100_000)]}}})
NAMES = [f"name-{number}" for number in range(60_000)]
CRITERIA = [
    ("/datasources/s3", NUMBERS),
    ("/datasources/s3", dump({"criteria": {"bucketName": {"neq": NAMES}}})),
    ("/datasources/search-resources", dump({"bucketCriteria": {"excludes": {"and": [
        {"tagCriterion": {"comparator": "EQ", "tagValues": [{"key": name} for name in NAMES[:40_000]]}}]}}})),
    ("/datasources/search-resources", dump({"bucketCriteria": {"excludes": {"and": [
        {"simpleCriterion": {"key": "S3_BUCKET_NAME", "comparator": "NE", "values": [name]}} for name in NAMES[:9000]]}}})),
    ("/jobs/list", dump({"filterCriteria": {"excludes": [{"key": "name", "comparator": "CONTAINS", "values": [name]}
                                                         for name in NAMES[:14_000]]}})),
    ("/findings", dump({"findingCriteria": {"criterion": {name: {"eq": ["a"]} for name in NAMES[:40_000]}}})),
    ("/findings/describe", dump({"findingIds": NAMES})),
    ("/usage/statistics", dump({"filterBy": [{"key": "accountId", "comparator": "EQ", "values": NAMES}]})),
]
OWN_BUCKETS = dump([{"bucketName": f"own-{number:05}", "objectCount": number} for number in range(BUCKETS)])


def large_criteria(peer):
    peer.ask("PUT", "/_macie-local/buckets" + OWN, OWN_BUCKETS)
    for path, body in CRITERIA:
        peer.ask("POST", path, body)


def daily_job(number, **members):
    """For the attacker's own account."""
    return {"name": "daily", "clientToken": f"daily-{number}", "jobType": "SCHEDULED",
            "scheduleFrequency": {"dailySchedule": {}},
            "s3JobDefinition": {"bucketDefinitions": [{"accountId": ATTACKER, "buckets": ["own-00000"]}]}, **members}


def clock_advances(peer):
    for number in range(10):
        peer.ask("POST", "/jobs", dump(daily_job(number)))
    for by in ("P3650D", "P2500000D", "P365D", "PT0.0001S", "P99999999999999999D", "-P1D"):
        peer.ask("POST", "/_macie-local/clock/advance", dump({"by": by}))


def due_since(year):
    """A small document whose job was due long ago."""
    job = daily_job(1, jobId="0" * 31 + "1", jobStatus="IDLE", createdAt=f"{year:04}-01-01T00:00:00Z",
                    emulator={"nextRunAt": f"{year:04}-01-02T00:00:00Z", "dueAt": f"{year:04}-01-02T00:00:00Z"})
    return {"version": 1, "accounts": {ATTACKER: {"us-east-1": {"jobs": [job]}}}}


def refused_documents(peer):
    # What is wrong comes last, so that all before it is read, and nothing of it stays.
    for year in (1, 9999):
        peer.ask("PUT", "/_macie-local/state", dump(due_since(year))[:-1] + b',"wrong":1}')
    partition = b'{"version":1,"accounts":{"' + ATTACKER.encode() + b'":{"us-east-1":{'
    for section in (b'"findings":', b'"buckets":', b'"jobs":'):
        peer.ask("PUT", "/_macie-local/state", partition + section + EMPTY_FINDINGS + b"}}}}")
    peer.ask("PUT", "/_macie-local/state", b"{" + b'"a":{' * 500_000)
    peer.ask("PUT", "/_macie-local/state", b'{"version":1,"accounts":{' + b",".join(
        b'"%012d":{"us-east-1":{}}' % number for number in range(20_000)) + b',"wrong":1}}')


def wrapping_times(peer):
    for time in ("9999-12-31T23:59:59-01:00", "9999-12-31T23:59:59.999999Z", "0000-01-01T00:00:00+01:00",
                 "0001-01-01T00:00:00Z", "2024-01-01T00:00:00+99:99"):
        peer.ask("PUT", "/_macie-local/findings" + OWN,
                 dump([{"type": "Policy:IAMUser/S3BucketPublic", "createdAt": time, "updatedAt": time}]))
        peer.ask("PUT", "/_macie-local/clock", dump({"now": time}) if "-01:00" in time or "+" in time else b'{"now":"x"}')
    peer.ask("GET", "/_macie-local/state" + OWN)
    peer.ask("DELETE", "/_macie-local/findings" + OWN)


def overflowing_counts(peer):
    most = (1 << 63) - 1
    finding = {"type": "Policy:IAMUser/S3BucketPublic", "count": most,
               "resourcesAffected": {"s3Bucket": {"name": "own-00000"}}}
    peer.ask("PUT", "/_macie-local/findings" + OWN, dump([finding, finding]))
    peer.ask("PUT", "/_macie-local/buckets" + OWN,
             dump([{"bucketName": f"vast-{number}", "objectCount": most, "sizeInBytes": most,
                    "objectCountByEncryptionType": {"s3Managed": most, "unencrypted": most}} for number in range(5)]))
    peer.ask("POST", "/datasources/s3/statistics", b"{}")
    peer.ask("GET", "/usage")
    peer.ask("GET", "/_macie-local/state" + OWN)
    peer.ask("POST", "/_macie-local/snapshots" + OWN, b'{"name":"vast"}')
    peer.ask("GET", "/_macie-local/snapshots/vast" + OWN)
    peer.ask("DELETE", "/_macie-local/snapshots/vast" + OWN)
    peer.ask("POST", "/_macie-local/reset" + OWN)


def snapshots_by_the_dozen(peer):
    peer.ask("PUT", "/_macie-local/buckets" + OWN, OWN_BUCKETS)
    for number in range(24):
        peer.ask("POST", "/_macie-local/snapshots" + OWN, dump({"name": f"snapshot-{number}"}))
    peer.ask("POST", "/_macie-local/snapshots/snapshot-1/restore" + OWN)
    peer.ask("GET", "/_macie-local/snapshots/snapshot-2" + OWN)
    for number in range(24):
        peer.ask("DELETE", f"/_macie-local/snapshots/snapshot-{number}{OWN}")


def resets(peer):
    for _ in range(5):
        peer.ask("PUT", "/_macie-local/buckets" + OWN, OWN_BUCKETS)
        peer.ask("POST", "/_macie-local/reset" + OWN)


def deep_bodies(peer):
    for path in ("/datasources/s3", "/jobs", "/findings", "/findingsfilters"):
        peer.ask("POST", path, b'{"a":' + b"[" * 500_000)
        peer.ask("POST", path, b'{"criteria":' + b'{"a":' * 180_000 + b"1" + b"}" * 150_000)
    peer.ask("PUT", "/_macie-local/faults", b"[" * 1_000_000)
    peer.ask("PUT", "/_macie-local/findings" + OWN, b'[{"type":' + b'{"a":' * 500_000)


def not_utf8(peer):
    bad = b"\xff\xfe\xed\xa0\x80\xc0\x80"
    peer.ask("PUT", "/_macie-local/findings" + OWN, b'[{"type":"' + bad + b'"}]')
    peer.ask("PUT", "/_macie-local/buckets" + OWN, b'[{"bucketName":"' + bad + b'"}]')
    peer.ask("POST", "/jobs", b'{"name":"' + bad + b'"}')
    peer.ask("POST", "/_macie-local/snapshots" + OWN, b'{"name":"' + bad + b'"}')
    peer.ask("GET", "/jobs/%ff%fe%00%c0%80")
    peer.ask("GET", "/_macie-local/state?account=%ff%fe")
    peer.exchange(b"GET /macie HTTP/1.1\r\nHost: a\r\nUser-Agent: " + bad + b"\r\n\r\n", "header not UTF-8")
    peer.exchange(b"GET /" + bad + b" HTTP/1.1\r\nHost: a\r\n\r\n", "target not UTF-8")


def long_targets(peer):
    for size in (60_000, 1_000_000):
        peer.ask("GET", "/findingsfilters?" + "a=%41&" * (size // 6))
        peer.ask("GET", "/findingsfilters?nextToken=" + "%41" * (size // 3))
        peer.ask("GET", "/jobs/" + "a" * size)
        peer.ask("GET", "/" + "/" * size)


def odd_headers(peer):
    peer.ask("POST", "/jobs/list", b"{}", "Content-Length: 3")
    peer.ask("POST", "/jobs/list", b"{}", "Transfer-Encoding: chunked")
    peer.ask("GET", "/macie", b"", "Host: other", "Host: third")
    peer.ask("GET", "/macie", b"", "Authorization: other", "X-Amz-Date: x", "X-Amz-Date: y")
    peer.ask("GET", "/macie", b"", *[f"X-{number}: y" for number in range(5000)])
    peer.ask("GET", "/macie", b"", *["X: y"] * 8000)
    peer.ask("GET", "/macie", b"", "X: " + "y" * 100_000)
    peer.ask("GET", "/macie", b"", "X: y", " folded")
    peer.ask("POST", "/jobs/list", b"{}", "Expect: 100-continue")
    peer.exchange(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 500, "a TLS hello")
    peer.exchange(b"\r\n" * 100_000, "nothing but line ends")
    peer.exchange(b"GET /macie HTTP/9.9\r\n\r\n", "another version")


def browsers(peer):
    for site in ("cross-site", "same-site"):
        peer.ask("POST", "/_macie-local/reset", b"", f"Sec-Fetch-Site: {site}", "Origin: http://example.com")
    peer.ask("DELETE", "/_macie-local/faults", b"", "Origin: null")
    peer.ask("PUT", "/_macie-local/state", b'{"version":1}', "Origin: http://127.0.0.1.example.com")
    peer.exchange(b"POST /_macie-local/reset HTTP/1.1\r\nHost: example.com\r\nContent-Length: 0\r\n\r\n", "a foreign host")


def large_jobs(peer):
    def job(definition):
        return dump({"name": "large", "clientToken": "large", "jobType": "ONE_TIME", "s3JobDefinition": definition})
    peer.ask("PUT", "/_macie-local/buckets" + OWN, OWN_BUCKETS)
    criterion = {"simpleCriterion": {"key": "S3_BUCKET_NAME", "comparator": "EQ", "values": NAMES}}
    peer.ask("POST", "/jobs", job({"bucketCriteria": {"excludes": {"and": [criterion]}}}))
    peer.ask("POST", "/jobs", job({"bucketDefinitions": [{"accountId": ATTACKER, "buckets": NAMES[:1000]}]}))
    peer.ask("POST", "/jobs", job({"bucketDefinitions": [{"accountId": ATTACKER, "buckets": NAMES[:1]}] * 10_000}))
    peer.ask("POST", "/_macie-local/reset" + OWN)


def dear_patterns(peer):
    for pattern in ("a(?:[ab]{0,210}c)?", "(?:a|b|ab){1,200}(?:a|b|ba){1,120}[0-9]", "(a{1,30}){1,30}b", "(" * 500):
        body = dump({"regex": pattern, "sampleText": "a" * 1000, "name": "dear", "keywords": ["aaa"]})
        peer.ask("POST", "/custom-data-identifiers/test", body)
        peer.ask("POST", "/allow-lists", dump({"name": "dear", "clientToken": "dear", "criteria": {"regex": pattern}}))


def page_tokens(peer):
    for token in ("A" * 900_000, "%00", "=" * 100, "\u0000"):
        peer.ask("POST", "/datasources/s3", dump({"nextToken": token}))
    question = {"maxResults": 1, "criteria": {"bucketName": {"neq": ["x" * 400_000]}}}
    _, body = peer.ask("POST", "/datasources/s3", dump(question))
    try:
        token = json.loads(body).get("nextToken")
    except ValueError:
        token = None
    for _ in range(5):
        peer.ask("POST", "/datasources/s3", dump({**question, "nextToken": token or "none"}))


def large_answers(peer):
    peer.ask("PUT", "/_macie-local/buckets" + OWN, OWN_BUCKETS)
    for path in ("/_macie-local/state" + OWN, "/_macie-local/buckets" + OWN, "/_macie-local/requests" + OWN,
                 "/_macie-local/metrics"):
        peer.ask("GET", path)
        asked = peer.connect()  # and goes away in the midst of the answer
        asked.sendall(request("GET", path))
        leave(asked)


ATTACKS = [split_chunks, dripping_bodies, long_heads_and_bodies, unread_answers, half_heads, crowd_of_connections,
           chunk_extensions, pipelines, long_lists, findings_lists, fault_rules, large_criteria, clock_advances,
           refused_documents, wrapping_times, overflowing_counts, snapshots_by_the_dozen, resets, deep_bodies,
           not_utf8, long_targets, odd_headers, browsers, large_jobs, dear_patterns, page_tokens, large_answers]
