#!/usr/bin/python3 -I
"""Runs the suites: run.py [--list | PART-OF-A-SUITE-NAME]. Bounded by timeouts; non-zero on any failure."""

import os
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
START = ("import sys, unittest; sys.path.insert(0, sys.argv[1]); "
         "unittest.main(module=None, argv=['suite', sys.argv[2]], verbosity=2)")


def main():
    suites = sorted(HERE.glob("boto3/test_*.py"))
    if sys.argv[1:] == ["--list"]:
        print("\n".join(suite.stem for suite in suites))
        return 0
    suites = [suite for suite in suites if all(word in suite.stem for word in sys.argv[1:])]
    passed = failed = 0
    for suite in suites:
        print(f"== {suite.stem}", flush=True)
        try:
            done = subprocess.run(["/usr/bin/python3", "-I", "-B", "-c", START, str(suite.parent), suite.stem], timeout=110,
                                  stderr=subprocess.PIPE, text=True, env=os.environ)
        except (OSError, subprocess.TimeoutExpired) as error:
            print(f"FAILED to finish: {error}")
            failed += 1
            continue
        print(done.stderr, end="")
        good = len(re.findall(r"\.\.\. ok$", done.stderr, re.M))
        ran = re.search(r"^Ran (\d+) test", done.stderr, re.M)
        passed += good
        failed += max(int(ran[1]) - good if ran else 1, 1 if done.returncode else 0)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


sys.exit(main())
