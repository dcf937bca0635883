#!/usr/bin/env python3
"""Runs the cases of limits_test, each the worst request of a kind, and compares what they take with limits.txt.

    check_limits.py PROGRAM [--case TEXT]... [--update]

Of each case: the instructions of its smaller size, counted by callgrind at that size and at twice it (more than 2.5 times as many
is more than linear); the most memory and the memory kept at its full size; and that it ends in time. --case chooses those
whose names have TEXT. --update writes twice what was measured.

Exit status: 0 all within their bounds, 1 some are not.
"""
import argparse
import concurrent.futures
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

KEPT = pathlib.Path(__file__).parent / "limits.txt"
HEADER = """\
# The most that the cases of limits_test may take in a debug build (check_limits.py): instructions of twice the size that is
# counted, bytes of memory held at once at the full size, and bytes kept after it. About twice what they take when all is well;
# --update writes twice what is measured.
# instructions       bytes        kept  case
"""
GROWTH_MAX = 2.5          # of the instructions, when the size doubles
SECONDS_MAX = 20          # of CPU at the full size
COUNTED_SECONDS_MAX = 60  # under callgrind
PATIENCE = 8              # times as long, by the clock on the wall
BYTES_MAX = 8 << 30       # of address space: a case without end must not take the machine with it
SLACK = 2
BYTES_LEAST = 64 * 1024   # below this nothing is said about memory
TRIGGER = "desc: Trigger: Client Request: "


class Failed(Exception):
    pass


def run(command, seconds):
    def limit():
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (BYTES_MAX, BYTES_MAX))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    try:
        # A busy machine may give a small part of its time; what waits without end takes none.
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE * seconds, check=False, preexec_fn=limit)
    except subprocess.TimeoutExpired:
        raise Failed(f"did not end in {PATIENCE * seconds} s") from None
    if done.returncode in (-9, -24):  # SIGKILL, SIGXCPU
        raise Failed(f"did not end in {seconds} s of CPU")
    if done.returncode != 0:
        raise Failed(f"ended with {done.returncode}: {(done.stdout + done.stderr)[-600:].strip()}")
    return done.stdout


def measure_memory(program, name, full):
    """(the most bytes, bytes kept, seconds)"""
    before = time.monotonic()
    _, most, kept = run([program, name, str(full)], SECONDS_MAX).split()[:3]
    return int(most), int(kept), time.monotonic() - before


def count(program, name, sizes):
    """The instructions of each size."""
    with tempfile.TemporaryDirectory() as folder:
        run(["valgrind", "--tool=callgrind", "--instr-atstart=no", "--combine-dumps=no",
             f"--callgrind-out-file={folder}/out", program, name, *map(str, sizes)], COUNTED_SECONDS_MAX)
        counts = dict.fromkeys(sizes, 0)
        for part in pathlib.Path(folder).glob("out.*"):
            size = total = None
            for line in part.read_text().splitlines():
                if line.startswith(TRIGGER) and line.removeprefix(TRIGGER).isdecimal():
                    size = int(line.removeprefix(TRIGGER))
                elif line.startswith(("summary:", "totals:")):
                    total = int(line.split()[1])
            if size is not None:
                counts[size] += total
    if not all(counts.values()):
        raise Failed(f"callgrind counted {counts}")
    return [counts[size] for size in sizes]


class Case:
    """One case, what was measured of it (None: could not be), and what is wrong with it."""

    def __init__(self, name, counted, full):
        self.name, self.counted, self.full = name, counted, full
        self.measured = [None, None, None]
        self.growth = self.seconds = None
        self.wrong = []

    def measure(self, program):
        try:
            self.measured[1], self.measured[2], self.seconds = measure_memory(program, self.name, self.full)
        except Failed as failure:
            self.wrong.append(f"size {self.full}: {failure}")
        try:
            sizes = [self.counted, 2 * self.counted] if self.counted else [self.full]
            counts = count(program, self.name, sizes)
            self.measured[0] = counts[-1]
            self.growth = counts[-1] / counts[0] if self.counted else None
        except Failed as failure:
            self.wrong.append(f"counted: {failure}")

    def compare(self, bounds):
        if self.growth is not None and self.growth > GROWTH_MAX:
            self.wrong.append(f"twice the size takes {self.growth:.1f} times the instructions; at most {GROWTH_MAX} are allowed")
        if bounds is None:
            self.wrong.append(f"{KEPT.name} does not have it")
            return
        for what, measured, bound in zip(("instructions", "bytes held at once", "bytes kept"), self.measured, bounds):
            if measured is not None and measured > bound:
                self.wrong.append(f"{measured:,} {what}; at most {bound:,} are allowed")

    def line(self):
        instructions, most, kept = self.measured
        def of(value, unit):
            return "-" if value is None else f"{value / unit:.2f}"
        growth = "" if self.growth is None else f"x{self.growth:.2f}"
        return (f"{of(instructions, 1e6):>9} M {growth:>6} {of(most, 1 << 20):>8} MiB {of(kept, 1 << 20):>8} MiB"
                f" {of(self.seconds, 1):>6} s  {'OVER  ' if self.wrong else ''}{self.name}")


def read_bounds():
    bounds = {}
    for line in KEPT.read_text().splitlines():
        if line and not line.startswith("#"):
            *numbers, name = line.split(maxsplit=3)
            bounds[name] = [int(number) for number in numbers]
    return bounds


def rounded(value):
    """Up to two digits."""
    step = 10 ** max(0, len(str(value)) - 2)
    return -(-value // step) * step


def update(cases, bounds):
    for case in cases:
        before = bounds.get(case.name, [0, 0, 0])
        new = [old if value is None else rounded(SLACK * value) for value, old in zip(case.measured, before)]
        bounds[case.name] = [new[0], max(new[1], BYTES_LEAST), max(new[2], BYTES_LEAST)]
    KEPT.write_text(HEADER + "".join(f"{i:>14} {most:>11} {kept:>11}  {name}\n" for name, (i, most, kept) in bounds.items()))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--case", action="append", default=[])
    parser.add_argument("--update", action="store_true")
    arguments = parser.parse_args()
    cases = []
    for line in run([arguments.program, "--list"], SECONDS_MAX).splitlines():
        name, counted, full = line.split("\t")
        if not arguments.case or any(text in name for text in arguments.case):
            cases.append(Case(name, int(counted), int(full)))
    if not cases:
        sys.exit(f"check_limits: no case has {arguments.case} in its name")
    bounds = read_bounds()
    names = {case.name for case in cases}
    gone = [] if arguments.case else [name for name in bounds if name not in names]
    print("instructions growth   held at once        kept      time  case", flush=True)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        def measure(case):
            case.measure(arguments.program)
            return case
        for case in pool.map(measure, cases):
            case.compare(bounds.get(case.name))
            print(case.line(), flush=True)
            for wrong in case.wrong:
                print(f"    {wrong}", flush=True)
    if arguments.update:
        for name in gone:
            del bounds[name]
        update(cases, bounds)
        return 0
    over = [case.name for case in cases if case.wrong]
    for name in gone:
        print(f"{KEPT.name} has '{name}', the program does not")
    print(f"{len(cases)} cases, {len(over)} over their bounds" + "".join(f"\n  {name}" for name in over))
    return 1 if over or gone else 0


if __name__ == "__main__":
    sys.exit(main())
