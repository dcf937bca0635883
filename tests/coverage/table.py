#!/usr/bin/env python3
"""Prints what share of the lines and branches of some rooms the unit tests reach, and which lines they do not.

  table.py BUILD_FOLDER [ROOM ...]

ROOM is a folder below src ("service", "state/", "service/jobs"); without one, service and state. BUILD_FOLDER is one of the
preset `coverage`, whose tests have run. Branches that only an exception takes are not counted. Needs gcovr.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def measure(build, rooms):
    """The files of gcovr's report, each with its lines and their branches."""
    filters = [argument for room in rooms for argument in ("--filter", f"{ROOT}/src/{room.rstrip('/')}/")]
    command = ["gcovr", "--root", str(ROOT), "--object-directory", str(build), "--exclude-throw-branches",
               "--exclude-unreachable-branches", "-j", str(os.cpu_count() or 1), "--json", "-", *filters, str(build)]
    run = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    if run.returncode != 0:
        sys.exit(f"gcovr ended with {run.returncode}")
    return json.loads(run.stdout)["files"]


def spans(numbers):
    """[1, 2, 3, 7] as "1-3, 7"."""
    parts = []
    for number in numbers:
        if parts and parts[-1][1] == number - 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return ", ".join(f"{first}-{last}" if first != last else str(first) for first, last in parts)


def share(reached, all_of_them):
    return f"{100 * reached / all_of_them:5.1f} % of {all_of_them:5}" if all_of_them else f"{'-':>16}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build")
    parser.add_argument("rooms", nargs="*")
    options = parser.parse_args()
    rooms = options.rooms or ["service", "state"]
    for room in rooms:
        if not (ROOT / "src" / room).is_dir():
            sys.exit(f"src/{room} is no folder")
    folders, missed = {}, []
    for file in measure(pathlib.Path(options.build).resolve(), rooms):
        lines = [line for line in file["lines"] if not line.get("gcovr/noncode")]
        unreached = [line["line_number"] for line in lines if line["count"] == 0]
        branches = [branch["count"] > 0 for line in lines for branch in line["branches"]]
        path = pathlib.Path(file["file"])
        sums = folders.setdefault(path.parent.as_posix().removeprefix("src/"), [0, 0, 0, 0])
        for at, number in enumerate((len(lines) - len(unreached), len(lines), sum(branches), len(branches))):
            sums[at] += number
        if unreached:
            missed.append((len(unreached), path, unreached))
    if not folders:
        sys.exit(f"{options.build} has no counts of {' '.join(rooms)}: have its tests run?")
    folders["all of it"] = [sum(sums[at] for sums in folders.values()) for at in range(4)]
    print(f"{'room':26} {'lines':>16}  {'branches':>16}")
    for room, (reached, lines, taken, branches) in folders.items():
        print(f"{room:26} {share(reached, lines)}  {share(taken, branches)}")
    print("\nlines that no unit test reaches, most first:")
    for count, path, unreached in sorted(missed, key=lambda entry: (-entry[0], entry[1])):
        print(f"{count:4}  {path.as_posix().removeprefix('src/')}: {spans(unreached)}")


main()
