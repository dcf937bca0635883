#!/usr/bin/env python3
"""Counts the instructions of engine_counts' questions and compares them with engine_counts.txt.

    check_counts.py PROGRAM [--update]

Exit status: 0 all within 5 % (or skipped, because another compiler or processor made the file), 1 something costs more, 2 it could
not be counted.
"""
import argparse
import pathlib
import platform
import subprocess
import sys
import tempfile

KEPT = pathlib.Path(__file__).parent / "engine_counts.txt"
PART_MAX = 0.05
SECONDS_MAX = 300
HEADER = """\
# Instructions of one question to 100,000 buckets (engine_counts.cpp), as callgrind counts them.
# `./dev counts` compares with these and fails when one is exceeded by more than 5 %; `./dev counts --update` rewrites them.
"""


def count(program):
    """The compiler's version, and the instructions by question, in order."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["valgrind", "--tool=callgrind", "--instr-atstart=no", "--combine-dumps=no",
                   f"--callgrind-out-file={folder}/out", program]
        try:
            run = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS_MAX, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            sys.exit(fail(f"{error}"))
        if run.returncode != 0:
            sys.exit(fail(f"{program} ended with {run.returncode}\n{run.stdout}{run.stderr}"))
        counts = {}
        parts = sorted(pathlib.Path(folder).glob("out.*"), key=lambda path: int(path.suffix[1:]))
        for part in parts:
            name = total = None
            for line in part.read_text().splitlines():
                if line.startswith("desc: Trigger: Client Request: "):
                    name = line.removeprefix("desc: Trigger: Client Request: ")
                elif line.startswith(("summary:", "totals:")):
                    total = int(line.split()[1])
            if name and total:
                counts[name] = total
        compiler = f"{run.stdout.splitlines()[0]} on {platform.machine()}"
    if not counts:
        sys.exit(fail("callgrind counted nothing"))
    return compiler, counts


def fail(message):
    print(f"check_counts: {message}", file=sys.stderr)
    return 2


def read_kept():
    compiler, counts = "", {}
    for line in KEPT.read_text().splitlines():
        if line.startswith("# made with "):
            compiler = line.removeprefix("# made with ")
        elif line and not line.startswith("#"):
            number, name = line.split(maxsplit=1)
            counts[name] = int(number)
    return compiler, counts


def write_kept(compiler, counts):
    lines = [f"{number:>10}  {name}\n" for name, number in counts.items()]
    KEPT.write_text(f"{HEADER}# made with {compiler}\n" + "".join(lines))


def comparable(compiler):
    """('g++ 12', 'x86_64') of 'g++ 12.2.0 on x86_64'."""
    return compiler.split(".")[0], compiler.split(" on ")[-1]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--update", action="store_true")
    arguments = parser.parse_args()
    compiler, counts = count(arguments.program)
    if arguments.update:
        write_kept(compiler, counts)
        print(f"{KEPT.name} is rewritten: {len(counts)} questions, {compiler}")
        return 0
    made_with, kept = read_kept()
    if comparable(made_with) != comparable(compiler):
        print(f"INSTRUCTION COUNTS SKIPPED: made with {made_with}, this is {compiler}, whose counts differ anyway")
        return 0
    worse = []
    better = []
    for name, number in counts.items():
        before = kept.get(name)
        change = None if before is None else number / before - 1
        print(f"{number:>12} {'new' if change is None else f'{change:+.1%}':>8}  {name}")
        if change is None or change > PART_MAX:
            worse.append(name)
        elif change < -PART_MAX:
            better.append(name)
    missing = [name for name in kept if name not in counts]
    if better:
        print(f"more than 5 % cheaper: {'; '.join(better)}: update the file (./dev counts --update)")
    if worse or missing:
        print(f"more than 5 % dearer, or not in {KEPT.name} and the program both: {'; '.join(worse + missing)}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
