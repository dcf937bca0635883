#!/usr/bin/python3
"""Peers that are slow, half closed, silent or gone: each is answered if it can be, and none disturbs the others. In
plain HTTP and over TLS.

  sockets_test.py [macie-local]
"""
import json
import os
import socket
import ssl
import struct
import sys
import tempfile

from emulator import Client, Emulator, binary_path, check, job_request, list_jobs


def request_bytes(method, path, body=None):
    payload = b"" if body is None else json.dumps(body).encode()
    return (f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(payload)}\r\n\r\n").encode() + payload


tls = None  # the context that trusts the server, while it speaks TLS


def connect(port):
    peer = socket.create_connection(("127.0.0.1", port), timeout=30)
    peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return tls.wrap_socket(peer, server_hostname="127.0.0.1") if tls else peer


def reset(peer):
    """Closes with RST: the answer, if one is under way, has nowhere to go."""
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    peer.close()


def read_answers(peer, count):
    """The statuses of `count` answers, or of fewer when the server closes."""
    file, statuses = peer.makefile("rb"), []
    while len(statuses) < count:
        line = file.readline()
        if not line:
            break
        statuses.append(int(line.split()[1]))
        length = 0
        while (header := file.readline()) not in (b"\r\n", b""):
            name, _, value = header.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        file.read(length)
    return statuses


def served(port):
    """A well-behaved client is answered."""
    client = Client(port, timeout=10, tls=tls)
    status, _ = client.call("GET", "/macie")
    client.close()
    check(status == 200, f"another client was answered {status}")


def slow_peer(port):
    # Between two pieces another client's request goes all the way, so the server saw the pieces apart.
    peer = connect(port)
    data = request_bytes("POST", "/jobs", job_request("slow"))
    for begin in range(0, len(data), 40):
        peer.sendall(data[begin:begin + 40])
        served(port)
    check(read_answers(peer, 1) == [200], "a request in small pieces was not answered 200")
    peer.close()


def chunks_in_packets(port):
    # The end of a chunked body in every two pieces, each seen apart; the process once ended here.
    job = json.dumps(job_request("chunked")).encode()
    head = b"POST /jobs HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n"
    rest = b"%x\r\n%b\r\n" % (len(job), job)
    for last in (b"0\r\n\r\n", b"0;a=b\r\nTrailer: t\r\n\r\n"):
        for end in range(len(last) + 1):
            peer = connect(port)
            for piece in (head + rest, last[:end], last[end:]):
                peer.sendall(piece)
                served(port)
            check(read_answers(peer, 1) == [200], f"a last chunk cut at {end} was not answered 200")
            peer.close()
    for pieces in ((head, b"0\r\n", b"\r"), (head + rest, b"0", b"\r"), (head, b"0\r\n", b"A")):
        peer = connect(port)
        for piece in pieces:
            peer.sendall(piece)
            served(port)
        peer.close()


def half_closed_peer(port):
    peer = connect(port)
    peer.sendall(request_bytes("POST", "/jobs", job_request("half-closed")))
    peer.shutdown(socket.SHUT_WR)
    check(read_answers(peer, 2) == [200], "a peer that closed its sending side did not get its one answer")
    peer.close()


def half_a_request(port):
    data = request_bytes("POST", "/jobs", job_request("never-whole"))
    for end in (1, 20, len(data) // 2, len(data) - 1):
        for leave in (socket.socket.close, reset, lambda peer: peer.shutdown(socket.SHUT_WR)):
            peer = connect(port)
            peer.sendall(data[:end])
            leave(peer)
            peer.close()
    served(port)


def gone_while_waiting(port):
    # The write is on its way through the writer, or in a commit, when its peer leaves.
    for count in range(200):
        peer = connect(port)
        peer.sendall(request_bytes("POST", "/jobs", job_request(f"gone-{count}")))
        (reset if count % 2 else socket.socket.close)(peer)
    served(port)


def gone_amid_pipeline(port):
    for count in range(20):
        peer = connect(port)
        peer.sendall(b"".join(request_bytes("POST", "/jobs", job_request(f"pipe-{count}-{n}")) for n in range(10)))
        check(read_answers(peer, 1) == [200], "the first of a pipeline was not answered 200")
        reset(peer)
    served(port)


def deaf_peer(port):
    # Asks without ever reading: the server must stop taking its requests, not hoard its answers.
    peer = connect(port)
    peer.settimeout(0.2)
    data = request_bytes("POST", "/jobs/list", {"maxResults": 200}) * 50
    sent = 0
    try:
        while sent < 64 * 1024 * 1024:
            sent += peer.send(data)
    except socket.timeout:
        pass
    check(sent < 64 * 1024 * 1024, "the server read 64 MB of requests whose answers nobody took")
    served(port)
    reset(peer)


def half_a_handshake(port):
    hello = ssl.MemoryBIO()
    try:
        tls.wrap_bio(ssl.MemoryBIO(), hello, server_hostname="127.0.0.1").do_handshake()
    except ssl.SSLWantReadError:
        pass
    data = hello.read()
    for end in (0, 1, 5, len(data) // 2, len(data)):
        for leave in (socket.socket.close, reset, lambda peer: peer.shutdown(socket.SHUT_WR)):
            peer = socket.create_connection(("127.0.0.1", port), timeout=30)
            peer.sendall(data[:end])
            leave(peer)
            peer.close()
    served(port)


def silent_crowd(port):
    crowd = [connect(port) for _ in range(200)]
    for peer in crowd[::2]:
        peer.sendall(b"POST /jobs HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n")
    served(port)
    for peer in crowd:
        reset(peer)
    served(port)


def resident_kb(pid):
    with open(f"/proc/{pid}/status") as status:
        return int(next(line for line in status if line.startswith("VmRSS:")).split()[1])


def open_files(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


def settle(emulator, files):
    """The server has noticed that its peers left: asks until it has, at most 10,000 times."""
    for _ in range(10_000):
        if open_files(emulator.process.pid) <= files:
            return
        served(emulator.port)
    check(False, f"{open_files(emulator.process.pid)} files are open, {files} before the peers came")


def suffer(emulator, *parts):
    served(emulator.port)
    files = open_files(emulator.process.pid) + 1
    for part in parts:
        part(emulator.port)
        check(emulator.process.poll() is None, f"the server ended in {part.__name__}")
        settle(emulator, files)
        print(f"{part.__name__}: ok, {resident_kb(emulator.process.pid) // 1024} MB resident", flush=True)


def over_tls(binary, folder):
    global tls
    ca = os.path.join(folder, "ca.pem")
    emulator = Emulator(binary, "--log-level", "warn", "--tls", "self-signed", "--tls-ca-file", ca)
    tls = ssl.create_default_context(cafile=ca)
    # Python's TLS sockets cannot be half closed.
    suffer(emulator, slow_peer, chunks_in_packets, half_a_request, half_a_handshake, gone_while_waiting, gone_amid_pipeline,
           deaf_peer, silent_crowd)
    emulator.stop()
    tls = None


def main():
    binary = binary_path(sys.argv[1] if len(sys.argv) > 1 else None)
    with tempfile.TemporaryDirectory(prefix="macie-local-sockets-") as folder:
        emulator = Emulator(binary, "--db", os.path.join(folder, "sockets.db"), "--log-level", "warn")
        suffer(emulator, slow_peer, chunks_in_packets, half_closed_peer, half_a_request, gone_while_waiting,
               gone_amid_pipeline, deaf_peer, silent_crowd)

        client = Client(emulator.port)
        names = [item["name"] for item in list_jobs(client)]
        check(len(names) == len(set(names)), "a job is listed twice")
        check("slow" in names and "half-closed" in names, "a job that was acknowledged is not listed")
        check("never-whole" not in names, "half a request made a job")
        for count in range(200):  # whatever became of the first attempt, the token gives one job
            status, answer = client.call("POST", "/jobs", job_request(f"gone-{count}"))
            check(status == 200, f"asking again for gone-{count}: {status} {answer}")
        names = [item["name"] for item in list_jobs(client)]
        check(len(names) == len(set(names)), "asking again made a second job for one token")
        client.close()
        emulator.stop()
        over_tls(binary, folder)
        print("PASSED")


if __name__ == "__main__":
    main()
