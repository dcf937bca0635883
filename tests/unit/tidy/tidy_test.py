#!/usr/bin/env python3
"""Rules about the tree itself: who includes whom, where time and randomness may be read, how long a file may be, what must
not be named, and that what is cited of the specification is there. tidy_test.py ROOT; prints each breach as file:line: what,
and fails when there is one."""
import pathlib
import re
import sys

ROOT = pathlib.Path(sys.argv[1])
FILE_LINES_MAX = 500
FOLDER_FILES_MAX = 40
# One table or one algorithm that would be harder to follow in two files.
LONGER = {"src/base/cow/cow_tree.h": 600, "src/modelc/load.cpp": 650}
SKIPPED = {".git", "build", "node_modules", "__pycache__", "Testing", ".cache", "corpus"}
TEXTS = {".h", ".cpp", ".py", ".mjs", ".lua", ".sh", ".md", ".txt", ".cmake", ".json", ".yaml", ""}

# Pattern, where it is allowed, and why it is not elsewhere.
BANNED = [
    (r"system_clock::now|steady_clock::now|\btime\(nullptr\)|gettimeofday|clock_gettime", ("src/app/system_ports.cpp", "tests/bench/"),
     "time is read through the Clock port"),
    (r"random_device|(?<!SYS_)getrandom|\brand\(\)", ("src/app/system_ports.cpp",), "randomness comes through the IdSource port"),
    (r"\bgetenv\(", ("src/app/options.cpp", "tests/"), "the environment is read where options are"),
    (r"sleep_for|sleep_until|\busleep\(|\bnanosleep\(", (), "nothing sleeps to wait for something"),
    (r"\bstd::cout\b|\bprintf\(", ("src/app/", "src/modelc/main.cpp", "tests/"), "output goes through base/log"),
    (r"<cassert>|<assert\.h>|\bassert\(|\bNDEBUG\b", ("tests/",), "what must hold is checked in every build and thrown (ADR 9)"),
    (r"\.shape->", ("src/gateway/respond.cpp", "tests/"), "an error need not have a shape; ShapeOf (gateway/respond.h) knows what then"),
    (r"\bco_await\b|\bco_return\b", (), "the server is callbacks (ADR 2)"),
]
# What no file may hold: paths of a machine, documents that are not here. Written so that this file holds none of it.
NAMED = [(r"/(?:home|root|work)/[a-z]", "a path of a machine"), (r"\.\./" + "shared", "a folder that is not here"),
         (r"(?i)hand" + r"book|\bPRODUCT" + r" \d", "a document that is not here; the specification is docs/behaviour"),
         (r"(?:artifactory|nexus|verdaccio|pypi)\.[a-z]+\.", "a registry host")]

# Sections of docs/behaviour: a heading begins with the id, "## B.9 jobDetails". They are cited as "behaviour B.9, B.10",
# "behaviour 15.2", also over the end of a comment's line; a letter with a number is a citation by itself.
SECTION = r"(?:[A-F](?:\.\d+)*|\d{1,2}(?:\.\d+)?)\b"
GAP = r"(?: |\n[ \t]*(?://|#)? ?)"
HEADING = re.compile(rf"^##+ ({SECTION}) ", re.MULTILINE)
CITATION = re.compile(rf"\bbehaviour{GAP}({SECTION}(?:(?:,|{GAP}and|{GAP}to){GAP}{SECTION})*)"
                      r"|(?<![\w.:/-])([A-F]\.\d+(?:\.\d+)*)(?![\w/])")
CITING = {"src", "include", "tests", "docs"}
SECTIONS_MIN = 90
CITATIONS_MIN = 100
breaches = []
included = {}  # room: the rooms that its files include


def report(path, line, what):
    breaches.append(f"{path.relative_to(ROOT)}:{line}: {what}")


def files():
    for path in sorted(ROOT.rglob("*")):
        parts = set(path.relative_to(ROOT).parts)
        if path.is_file() and not parts & SKIPPED and path.suffix in TEXTS and not path.name.endswith("-lock.json"):
            yield path


def rooms():
    """{room: (rooms it may include, outside prefixes that only the rooms naming them may include)}"""
    found = {}
    for line in (ROOT / "cmake/rooms.txt").read_text().splitlines():
        if line.strip() and not line.startswith("#"):
            name, rest = line.split(":", 1)
            others, _, outside = rest.partition("|")
            found[name] = (set(others.split()), set(outside.split()))
    return found


ROOMS = rooms()
OUTSIDE = {prefix: [room for room in ROOMS if prefix in ROOMS[room][1]] for _, prefixes in ROOMS.values() for prefix in prefixes}


def room_of(parts):
    """The room of a path below src, given by its parts: a room may lie in another's folder. None: it is in no room."""
    for size in range(len(parts) - 1, 0, -1):
        if (room := "/".join(parts[:size])) in ROOMS:
            return room
    return None


def is_allowed(room, other):
    return other in ROOMS[room][0] or other.split("/")[0] in ROOMS[room][0]


def check_rooms():
    """cmake/rooms.txt names the rooms from the ground up, CMake links the same ones, and each is included by some file."""
    order = list(ROOMS)
    for room, (others, _) in ROOMS.items():
        cmake = ROOT / "src" / room / "CMakeLists.txt"
        text = cmake.read_text()
        linked = re.search(r"\bROOMS ([\w\s]+)", text)
        # The generated room is no macie_room.
        names = linked.group(1).split("LIBS")[0].split() if linked else re.findall(r"(?<= )macie_(?!warnings|model)(\w+)", text)
        if room != "base" and {re.sub("^service_", "service/", name) for name in names} != others:
            report(cmake, 1, f"links {' '.join(names)}; cmake/rooms.txt allows {' '.join(sorted(others))}")
        for other in others:
            below = [name for name in order if name == other or name.startswith(other + "/")]
            if not below or any(order.index(name) >= order.index(room) for name in below):
                report(ROOT / "cmake/rooms.txt", order.index(room) + 1, f"{room} stands before {other}")
            # What modelc writes is not looked at here.
            if room != "model" and not any(name in included.get(room, ()) for name in below):
                report(ROOT / "cmake/rooms.txt", order.index(room) + 1, f"no file of {room} includes {other}")
    drawing = (ROOT / "docs/architecture.md").read_text()
    for room in ROOMS:
        if f"`{room}`" not in drawing:
            report(ROOT / "docs/architecture.md", 1, f"the room `{room}` is not in the drawing")


def check_includes(path, lines):
    parts = path.relative_to(ROOT).parts
    if parts[0] != "src" or (room := room_of(parts[1:])) is None:
        return
    for number, line in enumerate(lines, 1):
        match = re.match(r'#include ["<]([^">]+)[">]', line)
        if not match:
            continue
        given = match.group(1).split("/")
        first = given[0].removesuffix(".h").removesuffix(".hpp")
        if match.group(0).startswith('#include "') and (other := room_of(given)) not in (None, room):
            included.setdefault(room, set()).add(other)
            if not is_allowed(room, other):
                report(path, number, f"{room} may not include {other} (cmake/rooms.txt)")
            # Of a family of operations the others see one header.
            family = given[1] if given[0] == "service" else "core"
            if family != "core" and given[2] != family + ".h":
                report(path, number, f"of {other} only {other}/{family}.h is for other rooms")
        owners = OUTSIDE.get(first)
        if owners and room not in owners:
            report(path, number, f"only {' and '.join(owners)} may include {first} (cmake/rooms.txt)")


def check_knots():
    """Inside a room, too, files form a tree: a header, with the source file of its name, includes none that includes it."""
    below = {}
    for path in (ROOT / "src").rglob("*"):
        if path.suffix in (".h", ".cpp"):
            own = path.relative_to(ROOT / "src").with_suffix("").as_posix()
            named = set(re.findall(r'^#include "([^"]+)\.h"', path.read_text(), re.M))
            below.setdefault(own, set()).update(named - {own})
    done = set()

    def visit(name, way):
        if name in way:
            report(ROOT / "src" / (name + ".h"), 1, "a circle: " + " -> ".join([*way[way.index(name):], name]))
        elif name not in done:
            for other in sorted(below.get(name, ())):
                visit(other, [*way, name])
            done.add(name)

    for name in sorted(below):
        visit(name, [])


def check_folders():
    """No folder of sources holds more files than can be read as a table of contents."""
    for folder in sorted((ROOT / "src").rglob("*")):
        if folder.is_dir() and (count := sum(1 for path in folder.iterdir() if path.is_file())) > FOLDER_FILES_MAX:
            report(folder, 0, f"{count} files; a folder has at most {FOLDER_FILES_MAX}")


def check_lists():
    """What no list names would be left out in silence: a test that is not built, a folder of sources that is in no room."""
    for path in sorted((ROOT / "tests").rglob("*_test.cpp")):
        lists = [folder / "CMakeLists.txt" for folder in path.parents if ROOT in folder.parents]
        if not any(each.exists() and re.search(rf"(?<![\w/]){path.relative_to(each.parent).as_posix()}\b", each.read_text())
                   for each in lists):
            report(path, 1, "no CMakeLists.txt builds this test")
    for path in sorted((ROOT / "src").rglob("*.cpp")):
        if room_of(path.relative_to(ROOT / "src").parts) is None:
            report(path, 1, "lies in no room of cmake/rooms.txt")


def check_code(path, lines):
    name = str(path.relative_to(ROOT))
    for number, line in enumerate(lines, 1):
        code = line.split("//")[0]
        for pattern, allowed, why in BANNED:
            if re.search(pattern, code) and not name.startswith(tuple(allowed)):
                report(path, number, f"{why}: {line.strip()}")
    if len(lines) > LONGER.get(name, FILE_LINES_MAX):
        report(path, len(lines), f"a file has at most {LONGER.get(name, FILE_LINES_MAX)} lines")
    if not lines or not (lines[0].startswith("//") or lines[0].startswith("#include")):
        report(path, 1, "a file begins with a sentence about itself, or with its own header")
    if path.suffix == ".h" and "#pragma once" not in lines[:12]:
        report(path, 1, "a header has #pragma once")


def sections():
    """The ids of the sections of docs/behaviour; each stands once."""
    found = set()
    for path in sorted((ROOT / "docs/behaviour").glob("*.md")):
        text = path.read_text(encoding="utf-8")
        for match in HEADING.finditer(text):
            if match.group(1) in found:
                report(path, text.count("\n", 0, match.start()) + 1, f"section {match.group(1)} stands twice in docs/behaviour")
            found.add(match.group(1))
    if len(found) < SECTIONS_MIN:
        sys.exit(f"only {len(found)} sections were found in docs/behaviour")
    return found


def check_citations(path, text, known):
    """How many there are."""
    count = 0
    for match in CITATION.finditer(text):
        count += 1
        for section in re.findall(SECTION, match.group(1) or match.group(2)):
            if section not in known:
                report(path, text.count("\n", 0, match.start()) + 1, f"docs/behaviour has no section {section}")
    return count


def main():
    seen = 0
    cited = 0
    known = sections()
    for path in files():
        text = path.read_text(encoding="utf-8", errors="strict")
        lines = text.splitlines()
        seen += 1
        for number, line in enumerate(lines, 1):
            for pattern, what in NAMED:
                if re.search(pattern, line):
                    report(path, number, f"{what}: {line.strip()[:80]}")
        if path.relative_to(ROOT).parts[0] in CITING and path.suffix != ".json":
            count = check_citations(path, text, known)
            cited += count if path.suffix in (".h", ".cpp") else 0
        if path.suffix in (".h", ".cpp"):
            check_includes(path, lines)
            check_code(path, lines)
    check_rooms()
    check_folders()
    check_lists()
    check_knots()
    for breach in breaches:
        print(breach)
    if seen < 100:
        sys.exit(f"only {seen} files were looked at: is {ROOT} the project?")
    if cited < CITATIONS_MIN:
        sys.exit(f"only {cited} citations of docs/behaviour were found in the code")
    print(f"{seen} files, {cited} citations, {len(breaches)} breaches")
    sys.exit(1 if breaches else 0)


main()
