"""The command `macie-local scan`, with the program macie-local-scan that lies beside it."""
import json
import os
import pathlib
import pty
import re
import shutil
import signal
import subprocess
import tempfile
import unittest

from support import binary, environment, until

SSN = "USA_SOCIAL_SECURITY_NUMBER"
VALUE = "123-45-6789"
CSV = f"name,SSN\nJo,{VALUE}\nAl,none\nEd,123-45-6780\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"


class Scan(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, name, content):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def run_scan(self, *words, input=None, env=None):
        return subprocess.run([binary(), "scan", *map(str, words)], input=input, capture_output=True, timeout=60,
                              cwd=self.folder, env={**environment(), **(env or {})})

    def scan(self, *words, expect, input=None):
        """The documents that are printed."""
        done = self.run_scan(*words, input=input)
        self.assertEqual((expect, b""), (done.returncode, done.stderr), done.stdout)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def refused(self, *words, env=None):
        """The one line of a command that fails."""
        done = self.run_scan(*words, env=env)
        self.assertEqual((2, b""), (done.returncode, done.stdout))
        self.assertRegex(done.stderr.decode(), r"\Amacie-local scan: [^\n]+\n\Z")
        return done.stderr.decode()

    def test_what_is_found_is_told_as_a_result_file_has_it(self):
        self.write("a.csv", CSV)
        found, = self.scan("a.csv", "--identifiers", SSN, expect=1)
        cell = {"column": "2", "columnName": "SSN"}
        occurrences = {"lineRanges": [], "pages": [], "records": [], "cells": [{"row": "2", **cell}, {"row": "4", **cell}]}
        self.assertEqual({"path": "a.csv", "mimeType": "text/csv", "sizeClassified": len(CSV), "classificationDetails": {"result": {
            "status": {"code": "COMPLETE"}, "sizeClassified": str(len(CSV)), "mimeType": "text/csv",
            "sensitiveData": [{"category": "PERSONAL_INFORMATION", "totalCount": "2", "detections": [
                {"type": SSN, "count": "2", "occurrences": occurrences}]}]}}}, found)

    def test_names_and_addresses_are_placed_where_they_begin(self):
        self.write("a.csv", "id,First Name,Last Name,street,city,state,zip\nseven,Rebecca,Hollis,12 Pine St,Dayton,OH,45402\n")
        self.write("b.json", json.dumps({"to": {"city": "Dayton", "state": "OH", "zip": "45402"}, "by": ["Emily Watson"]}))
        self.write("c.txt", "Signed\nby Emily Watson, 12 Pine St,\nDayton, OH 45402\n")
        places = {}
        for found in self.scan(".", "--identifiers", "NAME,ADDRESS", expect=1):
            group, = found["classificationDetails"]["result"]["sensitiveData"]
            for detection in group["detections"]:
                self.assertEqual("1", detection["count"], found["path"])
                places[found["path"][2:], detection["type"]] = [at for ats in detection["occurrences"].values() for at in ats]
        self.assertEqual({
            ("a.csv", "NAME"): [{"row": "2", "column": "2", "columnName": "First Name"}],
            ("a.csv", "ADDRESS"): [{"row": "2", "column": "4", "columnName": "street"}],
            ("b.json", "NAME"): [{"recordIndex": "0", "jsonPath": "$.by[0]"}],
            ("b.json", "ADDRESS"): [{"recordIndex": "0", "jsonPath": "$.to.city"}],
            ("c.txt", "NAME"): [{"start": "2", "end": "2", "startColumn": "4"}],
            ("c.txt", "ADDRESS"): [{"start": "2", "end": "3", "startColumn": "18"}]}, places)

    def test_no_value_is_printed(self):
        self.write("a.csv", CSV)
        self.write("b.txt", f"the SSN {VALUE}\n")
        for form in "jsonl", "text":
            done = self.run_scan("--format", form, ".")
            self.assertEqual(1, done.returncode)
            self.assertNotIn(VALUE.encode(), done.stdout + done.stderr)

    def test_a_clean_file_has_no_line(self):
        self.write("a.txt", "nothing in here\n")
        self.write("empty.txt", "")
        self.assertEqual([], self.scan("a.txt", "empty.txt", expect=0))

    def test_a_folder_is_walked_in_the_order_of_names(self):
        names = ["b/one.txt", "a.txt", "b.txt", "b/two/x.txt", "Z.txt", "c/d/e/f.txt"]
        for name in names:
            self.write(name, f"SSN {VALUE}\n")
        self.write("b/clean.txt", "clean\n")
        (self.folder / "b/loop").symlink_to(self.folder)
        (self.folder / "link.txt").symlink_to(self.folder / "a.txt")
        os.mkfifo(self.folder / "pipe.txt")
        told = [line["path"] for line in self.scan(".", "--identifiers", SSN, expect=1)]
        self.assertEqual(["./Z.txt", "./a.txt", "./b/one.txt", "./b/two/x.txt", "./b.txt", "./c/d/e/f.txt"], told)
        # What is given by itself is followed.
        self.assertEqual(["link.txt"], [line["path"] for line in self.scan("link.txt", "--identifiers", SSN, expect=1)])

    def test_lines_come_in_the_order_of_paths_whoever_is_faster(self):
        large = self.write("large.txt", "filler words in a line\n" * 400_000 + f"SSN {VALUE}\n")
        small = [self.write(f"small-{i:03}.txt", f"SSN {VALUE}\n") for i in range(300)]
        paths = [str(path) for path in [*small[:1], large, *small[1:]]]
        for threads in [], ["--threads", "1"], ["--threads", "64"]:
            lines = self.scan(*paths, "--identifiers", SSN, *threads, expect=1)
            self.assertEqual(paths, [line["path"] for line in lines], threads)

    def test_standard_input_is_content(self):
        for content, kind in ((CSV, "text/csv"), (f'{{"SSN": "{VALUE}"}}', "application/json"), (f"SSN {VALUE}", "text/plain")):
            found, = self.scan("-", "--identifiers", SSN, expect=1, input=content.encode())
            self.assertEqual(("-", kind, len(content)), (found["path"], found["mimeType"], found["sizeClassified"]))
        # It is read again when it is not what it seems, also when it is long.
        malformed = f'{{"SSN": "{VALUE}"}} and no JSON\n' + "x" * 3_000_000
        found, = self.scan("-", "--identifiers", SSN, expect=1, input=malformed.encode())
        place, = found["classificationDetails"]["result"]["sensitiveData"][0]["detections"][0]["occurrences"]["lineRanges"]
        self.assertEqual({"start": "1", "end": "1", "startColumn": "10"}, place)

    def test_a_list_of_paths(self):
        for name in "b.csv", "a.csv":
            self.write(name, CSV)
        self.write("list", "b.csv\n\nmissing.csv\na.csv")
        lines = self.scan("--files-from", "list", "--identifiers", SSN, expect=1)
        self.assertEqual(["b.csv", "missing.csv", "a.csv"], [line["path"] for line in lines])
        self.assertEqual({"path": "missing.csv", "sizeClassified": 0, "classificationDetails": {"result": {
            "status": {"code": "SKIPPED", "reason": "SOURCE_OBJECT_NO_LONGER_AVAILABLE"}, "sizeClassified": "0", "sensitiveData": []}}},
            lines[1])
        lines = self.scan("--files-from", "-", "--identifiers", SSN, expect=1, input=b"a.csv\nb.csv\n")
        self.assertEqual(["a.csv", "b.csv"], [line["path"] for line in lines])
        # Names with line ends in them.
        self.write("a\nb.csv", CSV)
        for option in "-0", "--from0":
            lines = self.scan("--files-from", "-", option, "--identifiers", SSN, expect=1, input=b"a\nb.csv\0\0b.csv")
            self.assertEqual(["a\nb.csv", "b.csv"], [line["path"] for line in lines])

    def test_progress_is_shown_on_a_terminal(self):
        for name in "a.csv", "b.csv":
            self.write(name, CSV)

        def shown(*words):
            """What a terminal as standard error gets, and what standard output."""
            ours, theirs = pty.openpty()
            self.addCleanup(os.close, ours)
            done = subprocess.run([binary(), "scan", "a.csv", "b.csv", "--identifiers", SSN, *words], stdout=subprocess.PIPE,
                                  stderr=theirs, cwd=self.folder, env=environment(), timeout=60)
            os.close(theirs)
            self.assertEqual(1, done.returncode)
            came = b""
            while True:
                try:
                    came += os.read(ours, 1 << 16)
                except OSError:  # all came, and nobody is there to write more
                    return came, done.stdout

        terminal, output = shown()
        self.assertRegex(terminal, rb"\A(\r[0-9]+ files, [0-9. a-z]+, [0-9]+ hits *|\r *\r)+\Z")
        self.assertRegex(terminal, rb"\r *\r\Z", "it is taken away at the end")
        self.assertEqual((b"", output), shown("--quiet"))

    def test_what_is_not_understood_is_a_line_with_its_status(self):
        self.write("a.png", PNG)
        line, = self.scan("a.png", expect=0)
        self.assertEqual({"code": "SKIPPED", "reason": "UNSUPPORTED_FILE_TYPE_EXCEPTION"}, line["classificationDetails"]["result"]["status"])

    @unittest.skipIf(os.geteuid() == 0, "root may read everything")
    def test_what_cannot_be_read_in_a_walk_is_a_line(self):
        self.write("closed.txt", "x").chmod(0)
        line, = self.scan(".", expect=0)
        self.assertEqual("PERMISSION_DENIED", line["classificationDetails"]["result"]["status"]["reason"])
        self.assertIn("closed.txt: Permission denied", self.refused("closed.txt"))

    def test_for_people(self):
        self.write("a.csv", CSV)
        self.write("b\x1b.png", PNG)
        self.write("c.txt", f"SSN {VALUE}\n" * 7)
        done = self.run_scan("--format", "text", ".", "--identifiers", SSN)
        lines = ", ".join(f"line {i} column 5" for i in range(1, 6))
        self.assertEqual(f"./a.csv: {SSN}, 2 times: row 2 column 2 (SSN), row 4 column 2 (SSN)\n"
                         f"./b?.png: SKIPPED UNSUPPORTED_FILE_TYPE_EXCEPTION\n"
                         f"./c.txt: {SSN}, 7 times: {lines}, ...\n", done.stdout.decode())

    def test_a_path_that_is_no_text_is_mended(self):
        name = b"caf\xe9's.csv"
        with open(os.path.join(os.fsencode(self.folder), name), "w") as file:
            file.write(CSV)
        line, = self.scan(".", "--identifiers", SSN, expect=1)
        self.assertEqual("./caf\ufffd's.csv", line["path"])

    def test_sets_of_identifiers(self):
        self.write("a.csv", CSV)
        self.assertEqual(1, len(self.scan("a.csv", "--identifiers", "recommended", expect=1)))
        self.assertEqual(1, len(self.scan("a.csv", "--identifiers", "all", expect=1)))
        self.assertEqual([], self.scan("a.csv", "--identifiers", "CREDIT_CARD_NUMBER", expect=0))

    def test_patterns_of_paths(self):
        for name in ("a.csv", "vendor/b.csv", "sub/c.csv", "sub/d.txt"):
            self.write(name, CSV)
        paths = lambda *words: [found["path"] for found in self.scan(".", *words, expect=1)]
        self.assertEqual(["./a.csv", "./sub/c.csv"], paths("--include", "*.csv", "--exclude", "vendor"))
        self.assertEqual(["./a.csv", "./vendor/b.csv"], paths("--exclude", "./sub/*"))

    def test_custom_identifiers(self):
        self.write("badge.json", json.dumps({"name": "Badge", "regex": "B-[0-9]{4}", "keywords": ["badge"],
                                             "maximumMatchDistance": 20}))
        self.write("text/a.txt", f"his badge is B-1234, her badge: B-9999; the ssn: {VALUE}\n")
        found, = self.scan("text", "--custom", "badge.json", expect=1)
        custom = found["classificationDetails"]["result"]["customDataIdentifiers"]
        self.assertEqual(("2", [("Badge", "2")]), (custom["totalCount"], [(d["name"], d["count"]) for d in custom["detections"]]))
        self.assertEqual(SSN, found["classificationDetails"]["result"]["sensitiveData"][0]["detections"][0]["type"])
        self.assertIn("must differ", self.refused("text", "--custom", "badge.json", "--custom", "badge.json"))
        self.write("bad.json", json.dumps({"name": "Bad", "regex": "(?=x)"}))
        self.assertIn("--custom bad.json: regex", self.refused("text", "--custom", "bad.json"))
        self.write("bad.json", json.dumps({"name": "Bad"}))
        self.assertIn("--custom bad.json: regex: is required", self.refused("text", "--custom", "bad.json"))

    def test_only_what_has_come_since(self):
        self.write("t/a.csv", CSV)
        first = self.run_scan("t")
        self.write("base.jsonl", first.stdout)
        self.assertEqual([], self.scan("t", "--baseline", "base.jsonl", expect=0))
        self.write("t/a.csv", CSV + f"Mo,{VALUE}\n")
        self.write("t/b.csv", CSV)
        again = self.scan("t", "--baseline", "base.jsonl", expect=1)
        self.assertEqual(["t/a.csv", "t/b.csv"], [found["path"] for found in again])
        self.assertIn("--baseline t/a.csv: line 1: ", self.refused("t", "--baseline", "t/a.csv"))

    def test_what_was_near_is_explained(self):
        self.write("a.txt", f"the ssn{'.' * 40}{VALUE}\n{'.' * 40}\nssn 900-12-3456\nssn {VALUE} macie-local:ignore\n")
        self.write("b.csv", f"name,number\nJo,{VALUE}\n")
        self.write("c.json", json.dumps({"a": {"number": VALUE}}))
        words = ["--explain", "--identifiers", SSN, "a.txt", "b.csv", "c.json"]
        near = {line["path"]: line["nearMisses"] for line in self.scan(*words, expect=0)}
        lines = lambda n, column: {"lineRange": {"start": str(n), "end": str(n), "startColumn": str(column)}}
        self.assertEqual({
            "a.txt": [{"type": SSN, "count": 1, "reasons": ["NO_KEYWORD"], "examples": [
                {**lines(1, 48), "nearestKeyword": {"keyword": "ssn", "distance": 40, "side": "BEFORE"}}]},
                {"type": SSN, "count": 1, "reasons": ["CHECK_FAILED"], "examples": [lines(3, 5)]},
                {"type": SSN, "count": 1, "reasons": ["IGNORE_MARK"], "examples": [lines(4, 5)]}],
            "b.csv": [{"type": SSN, "count": 1, "reasons": ["NO_KEYWORD"], "examples": [
                {"cell": {"row": "2", "column": "2", "columnName": "number"}}]}],
            "c.json": [{"type": SSN, "count": 1, "reasons": ["NO_KEYWORD"], "examples": [
                {"record": {"recordIndex": "0", "jsonPath": "$.a.number"}}]}]}, near)
        text = self.run_scan("--format", "text", *words)
        self.assertEqual(0, text.returncode)
        self.assertIn(f'a.txt: not {SSN}, once (no keyword near): line 1 column 48 ("ssn" is 40 characters before it)\n',
                      text.stdout.decode())
        self.assertNotIn(VALUE.encode(), text.stdout)
        # Hits are the same, and all that is known without it is.
        self.write("d.csv", CSV)
        plain, = self.scan("d.csv", expect=1)
        explained, = self.scan("d.csv", "--explain", expect=1)
        explained.pop("nearMisses", None)
        self.assertEqual(plain, explained)
        self.assertIn("--explain: goes with --format jsonl or text", self.refused("--explain", "--format", "sarif", "a.txt"))

    def test_a_marked_line_is_passed_over(self):
        self.write("a.txt", f"ssn: {VALUE}  # macie-local:ignore\nssn: {VALUE}\n")
        count = lambda *words: self.scan("a.txt", *words, expect=1)[0]["classificationDetails"]["result"][
            "sensitiveData"][0]["totalCount"]
        self.assertEqual("1", count())
        self.assertEqual("2", count("--without-marks"))

    @unittest.skipUnless(shutil.which("git"), "there is no git")
    def test_the_hook_of_the_documentation(self):
        page = (pathlib.Path(__file__).parents[3] / "docs/scan.md").read_text()
        hook = re.search(r"```\n(#!/bin/sh\n.*?)```", page, re.DOTALL)[1]
        # Run from a hook of git, or by its rebase, there are variables that name another repository.
        plain = {name: value for name, value in environment().items() if not name.startswith("GIT_")}
        env = {**plain, "PATH": os.path.dirname(binary()) + os.pathsep + os.environ["PATH"], "HOME": str(self.folder),
               **{f"GIT_{who}_{what}": "a@b.example" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}}
        git = lambda *words: subprocess.run(["git", *words], cwd=self.folder, env=env, capture_output=True, text=True, timeout=60)
        git("init", "-q")
        path = self.write(".git/hooks/pre-commit", hook)
        path.chmod(0o755)
        self.write("a.txt", f"ssn: {VALUE}\n")
        git("add", "a.txt")
        done = git("commit", "-q", "-m", "x")
        self.assertEqual((1, f"a.txt: {SSN}, once: line 1 column 6\n"), (done.returncode, done.stdout + done.stderr))
        self.write("a.txt", f"ssn: {VALUE} # macie-local:ignore\n")
        git("add", "a.txt")
        self.assertEqual(0, git("commit", "-q", "-m", "x").returncode)
        self.assertEqual(0, git("commit", "-q", "--allow-empty", "-m", "y").returncode)

    def test_a_log_for_code_hosts(self):
        self.write("t/a.csv", CSV)
        self.write("t/b.txt", f"the ssn: {VALUE}\n")
        self.write("t/c.png", PNG)
        done = self.run_scan("t", "--format", "sarif", "--identifiers", SSN)
        self.assertEqual((1, b""), (done.returncode, done.stderr))
        log = json.loads(done.stdout)
        results = log["runs"][0]["results"]
        self.assertEqual([SSN, SSN, SSN, "NOT_READ"], [result["ruleId"] for result in results])
        place = results[2]["locations"][0]["physicalLocation"]
        self.assertEqual(("t/b.txt", {"startLine": 1, "startColumn": 10, "endLine": 1}),
                         (place["artifactLocation"]["uri"], place["region"]))

    def test_a_wrong_option_is_one_line(self):
        path = self.write("a.csv", CSV)
        self.assertIn("--help lists the options", self.refused("--no-such-option", path))
        self.assertIn("'NO_SUCH' is none", self.refused("--identifiers", "NAME,NO_SUCH", path))
        self.assertIn("must be jsonl, text or sarif; 'xml' given", self.refused("--format", "xml", path))
        self.assertIn("PATH: a file or folder must be given", self.refused())
        self.assertIn("missing.csv: No such file or directory", self.refused(path, "missing.csv"))
        self.assertIn("standard input can be read once only", self.refused("-", "-"))
        self.assertIn("standard input can be read once only", self.refused("-", "--files-from", "-"))
        for number in "0", "65":
            self.assertIn(f"--threads: must be 1 to 64; {number} given", self.refused("--threads", number, path))
        self.assertIn("--from0: goes with --files-from", self.refused("--from0", path))
        self.assertIn("--files-from nolist: ", self.refused("--files-from", "nolist"))

    def test_the_program_that_reads_is_found_or_its_places_are_named(self):
        path = self.write("a.csv", CSV)
        beside = pathlib.Path(binary()).with_name("macie-local-scan")
        self.assertIn("no /nonexistent/program", self.refused("--scan-worker", "/nonexistent/program", path))
        # A log is whole or not there.
        self.assertIn("ended or hung", self.refused("--scan-worker", "/bin/true", "--format", "sarif", path))
        self.assertIn("no /nonexistent/other", self.refused(path, env={"MACIE_LOCAL_SCAN_WORKER": "/nonexistent/other"}))
        self.assertIn("ended or hung before it was ready", self.refused("--scan-worker", "/bin/true", path))
        installed = self.folder / "bin/macie-local"
        installed.parent.mkdir()
        shutil.copy(binary(), installed)
        lonely = subprocess.run([installed, "scan", path], capture_output=True, text=True, timeout=60)
        self.assertEqual(2, lonely.returncode)
        self.assertRegex(lonely.stderr, r"macie-local-scan .* is not there: no .*/bin/macie-local-scan nor .*/libexec/macie-local/")
        libexec = self.folder / "libexec/macie-local/macie-local-scan"
        libexec.parent.mkdir(parents=True)
        shutil.copy(beside, libexec)
        self.assertEqual(1, subprocess.run([installed, "scan", path], capture_output=True, timeout=60).returncode)

    def test_the_program_that_reads_is_of_no_use_by_itself(self):
        beside = pathlib.Path(binary()).with_name("macie-local-scan")
        done = subprocess.run([beside], capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL)
        self.assertEqual(2, done.returncode)
        self.assertIn("is started by macie-local", done.stderr)
        version = subprocess.run([beside, "--version"], capture_output=True, text=True, timeout=60).stdout
        self.assertEqual(version.replace("-scan", ""), subprocess.run([binary(), "--version"], capture_output=True, text=True).stdout)

    def test_no_process_outlives_the_command(self):
        command = subprocess.Popen([binary(), "scan", "-"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, cwd=self.folder)
        tasks = pathlib.Path(f"/proc/{command.pid}/task")  # whichever thread is first starts a worker
        workers = until("a worker", lambda: [int(word) for task in tasks.glob("*/children") for word in task.read_text().split()])
        command.send_signal(signal.SIGKILL)
        command.wait(timeout=30)
        command.stdin.close()
        # A zombie that nobody has waited for yet has ended, too.
        state = lambda pid: re.search(r"^State:\t(.)", pathlib.Path(f"/proc/{pid}/status").read_text(), re.M)[1]
        for worker in workers:
            until("its end", lambda: not os.path.exists(f"/proc/{worker}") or state(worker) == "Z")

    def test_the_server_links_nothing_of_what_reads_formats(self):
        needed = subprocess.run(["readelf", "-d", binary()], capture_output=True, text=True, check=True).stdout
        libraries = re.findall(r"\(NEEDED\).*\[(.+)\]", needed)
        self.assertIn("libsqlite3.so.0", libraries)
        self.assertEqual([], [name for name in libraries if re.match(r"lib(z|isal|zstd|snappy|qpdf|bz2|lzma|brotli|lz4)", name)])
        symbols = subprocess.run(f"nm -C '{binary()}' | grep -c -e macie_local::extract:: -e macie_local::detect::",
                                 shell=True, capture_output=True, text=True).stdout
        self.assertEqual("0", symbols.strip())
