#!/usr/bin/python3
"""Lets a job read thousands of damaged files of every format by real workers beside a server that answers, and looks
whether each of them has a status, and whether the server answered all along.

  mutated_objects_test.py [macie-local] [--count N] [--seed N] [--files DIR] [--latency]

--count is how many files of each format. --files names a folder of more files to begin with, known by their extensions. --latency also tells the 99th percentile of GetMacieSession beside the run, with
the workers at nice 19, in ratio to that of the same server when it reads nothing: by hand, on a quiet machine.
"""
import argparse
import gzip
import io
import json
import os
import pathlib
import random
import statistics
import subprocess
import tarfile
import tempfile
import time
import zipfile

from emulator import ACCOUNT, Client, Emulator, binary_path, check, job_request

RUN_SECONDS = 3600
CORPUS = pathlib.Path(__file__).parents[1] / "fuzz" / "corpus"
FILE_BYTES_MAX = 1 << 20  # of --files
LATENCY_RUNS = 5
LATENCY_CALLS = 2000

ROWS = [("Jo", "jo@example.com", "4532015112830366"), ("Al", "al@example.com", "4556737586899855")] * 20
TEXT = "\n".join(f"{name} has the credit card {card}, mail {mail}" for name, mail, card in ROWS)


def zipped(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def tarred(files):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return out.getvalue()


def office(main, kind, xml, others=None):
    types = (f'<Types><Default Extension="rels" ContentType="relations+xml"/>'
             f'<Override PartName="/{main}" ContentType="application/vnd.some.{kind}.main+xml"/></Types>')
    return zipped({"[Content_Types].xml": types, main: xml, **(others or {})})


def sheet():
    rows = "".join(f'<row r="{n}">' + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in row) + "</row>"
                   for n, row in enumerate(ROWS, 1))
    book = '<workbook><sheets><sheet name="a" r:id="r1"/></sheets></workbook>'
    relations = '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>'
    return office("xl/workbook.xml", "sheet", book,
                  {"xl/_rels/workbook.xml.rels": relations,
                   "xl/worksheets/sheet1.xml": f"<worksheet><sheetData>{rows}</sheetData></worksheet>"})


def mail():
    return ("From: Jo <jo@example.com>\r\nTo: al@example.com\r\nSubject: cards\r\nMIME-Version: 1.0\r\n"
            'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n'
            f"Content-Transfer-Encoding: quoted-printable\r\n\r\n{TEXT}\r\n--b--\r\n").encode()


def whole_files(folder):
    """By extension: files that nothing is wrong with, and what the fuzz targets of the binary formats begin with."""
    csv = "name,mail,credit card\n" + "\n".join(",".join(row) for row in ROWS) + "\n"
    lines = "\n".join(json.dumps({"name": name, "mail": email, "creditCard": card}) for name, email, card in ROWS)
    paragraphs = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in TEXT.split("\n"))
    word = f"<w:document><w:body>{paragraphs}</w:body></w:document>"
    files = {
        "txt": [TEXT.encode(), TEXT.encode("utf-16")], "csv": [csv.encode()], "tsv": [csv.replace(",", "\t").encode()],
        "json": [("[" + lines.replace("\n", ",") + "]").encode()], "jsonl": [lines.encode()],
        "xml": [("<all>" + "".join(f"<row><card>{row[2]}</card></row>" for row in ROWS) + "</all>").encode()],
        "html": [f"<html><body><p>{TEXT}</p><!-- {TEXT} --></body></html>".encode()], "eml": [mail()],
        "gz": [gzip.compress(csv.encode())], "tar": [tarred({"a.csv": csv.encode(), "b.txt": TEXT.encode()})],
        "zip": [zipped({"a.csv": csv, "b.txt": TEXT})],
        "docx": [office("word/document.xml", "document", word)], "xlsx": [sheet()],
    }
    for extension, target in {"avro": "avro", "parquet": "parquet", "xls": "ole", "doc": "ole", "pdf": "pdf"}.items():
        files[extension] = [path.read_bytes() for path in sorted((CORPUS / target).iterdir())]
    for path in sorted(pathlib.Path(folder).iterdir()) if folder else []:
        extension = path.suffix[1:]
        if extension in files and path.stat().st_size <= FILE_BYTES_MAX:
            files[extension].append(path.read_bytes())
    return files


def mutated(files, dice):
    """One of the files, with some of its bytes changed, lost, doubled or taken from another."""
    content = bytearray(dice.choice(files))
    for _ in range(dice.randrange(1, 9)):
        at = dice.randrange(len(content) + 1)
        size = dice.choice([1, 1, 2, 4, 8, 64, 512])
        kind = dice.randrange(6)
        if kind == 0 and at < len(content):
            content[at] ^= 1 << dice.randrange(8)
        elif kind == 1:
            content[at:at + size] = dice.randbytes(size)
        elif kind == 2:
            del content[at:at + size]
        elif kind == 3:
            content[at:at] = content[at:at + size]
        elif kind == 4:
            other = dice.choice(files)
            begin = dice.randrange(len(other) + 1)
            content[at:at] = other[begin:begin + size]
        elif dice.randrange(4) == 0:
            del content[at:]
    return bytes(content)


def percentile_99(port):
    """Milliseconds; the median of some runs."""
    client = Client(port)
    of_runs = []
    for _ in range(LATENCY_RUNS):
        took = []
        for _ in range(LATENCY_CALLS):
            begin = time.perf_counter()
            check(client.call("GET", "/macie")[0] == 200, "GetMacieSession is not answered")
            took.append(time.perf_counter() - begin)
        of_runs.append(statistics.quantiles(took, n=100)[98] * 1000)
    client.close()
    return statistics.median(of_runs)


def workers_of(server):
    children = pathlib.Path(f"/proc/{server}/task").glob("*/children")
    return [int(child) for file in children for child in file.read_text().split()]


def measure_beside(emulator):
    for worker in workers_of(emulator.process.pid):
        os.setpriority(os.PRIO_PROCESS, worker, 19)
    return percentile_99(emulator.port)


def left_of(client, job):
    status, described = client.call("GET", "/jobs/" + job)
    check(status == 200, f"the job is gone: {status} {described}")
    return described["jobStatus"], described["statistics"]["approximateNumberOfObjectsToProcess"]


def run_job(emulator, count, latency):
    idle = percentile_99(emulator.port) if latency else None
    client = Client(emulator.port)
    status, created = client.call("POST", "/jobs", job_request("mutated"))
    check(status == 200, f"creating a job: {status} {created}")
    deadline = time.monotonic() + RUN_SECONDS
    beside = []
    while True:
        state, left = left_of(client, created["jobId"])
        if state == "COMPLETE":
            break
        check(time.monotonic() < deadline, f"{left} objects of {count} are left after {RUN_SECONDS} s")
        if latency and left < count and workers_of(emulator.process.pid):
            beside.append(measure_beside(emulator))
        time.sleep(0.02)
    check(left == 0, f"{left} objects have no status")
    client.close()
    if latency:
        check(beside, "the run was over before anything was measured: give it more --count")
        ratio = statistics.median(beside) / idle
        print(f"p99 of GetMacieSession: idle {idle:.2f} ms, beside the run {statistics.median(beside):.2f} ms, {ratio:.2f} times")


def scan(binary, folder, count):
    """Each line tells of another file that is there, and of its status. A file without a line was read, and has nothing."""
    done = subprocess.run([binary, "scan", "--format", "jsonl", folder], capture_output=True, text=True, check=False)
    check(done.returncode in (0, 1), f"scan ended with {done.returncode}: {done.stderr[-2000:]}")
    statuses = {}
    files = {str(path) for path in pathlib.Path(folder).iterdir()}
    for line in done.stdout.splitlines():
        told_of = json.loads(line)
        check(told_of["path"] in files, f"told twice, or not there: {told_of['path']}")
        files.remove(told_of["path"])
        result = told_of["classificationDetails"]["result"]["status"]
        key = (result["code"], result.get("reason", ""))
        statuses[key] = statuses.get(key, 0) + 1
    told = sum(statuses.values())
    statuses["COMPLETE", "nothing found"] = count - told
    for (code, reason), number in sorted(statuses.items()):
        print(f"{number:8} {code} {reason}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary", nargs="?")
    parser.add_argument("--count", type=int, default=25)
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(4), "big"))
    parser.add_argument("--files")
    parser.add_argument("--latency", action="store_true")
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}", flush=True)
    dice = random.Random(arguments.seed)
    binary = binary_path(arguments.binary)
    with tempfile.TemporaryDirectory() as folder:
        bucket = pathlib.Path(folder, "fault-bucket")
        bucket.mkdir()
        formats = whole_files(arguments.files)
        for extension, files in formats.items():
            for number in range(arguments.count):
                (bucket / f"{number:05}.{extension}").write_bytes(mutated(files, dice))
        count = arguments.count * len(formats)
        scan(binary, str(bucket), count)
        emulator = Emulator(binary, "--objects", folder, "--run-duration", "PT0S")
        run_job(emulator, count, arguments.latency)
        emulator.stop()
    print(f"{count} damaged files of {len(formats)} formats: each has a status")


if __name__ == "__main__":
    main()
