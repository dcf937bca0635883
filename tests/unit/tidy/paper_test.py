#!/usr/bin/env python3
"""What is written for people and for other programs agrees with the tree: links lead somewhere, versions and records of
decisions are those that there are, workflows call what ./dev knows, packages are of kinds that somebody installs.
paper_test.py ROOT; prints each breach, and fails when there is one."""
import pathlib
import re
import sys

import yaml

ROOT = pathlib.Path(sys.argv[1])
SKIPPED = {".git", "build", "node_modules", "corpus"}
PREPARATION = "Prepare the checkout"  # the one step of a workflow that is not ./dev: it brings git
breaches = []


def text_of(name):
    return (ROOT / name).read_text()


def report(where, what):
    breaches.append(f"{where}: {what}")


def one_match(pattern, name):
    found = re.findall(pattern, text_of(name), re.M)
    if len(found) != 1:
        report(name, f"{len(found)} places match {pattern}, not one")
    return found[0] if found else ""


def source_match(pattern):
    """The one match of `pattern` in a header below src, wherever that has been moved to."""
    found = [match for path in sorted((ROOT / "src").rglob("*.h")) for match in re.findall(pattern, path.read_text())]
    if len(found) != 1:
        report("src", f"{len(found)} places match {pattern}, not one")
    return found[0] if found else ""


def headings(path):
    """The anchors of a page: those that GitHub gives to its headings, and its own."""
    text = re.sub(r"^```.*?^```", "", path.read_text(), flags=re.M | re.S)
    anchors = set(re.findall(r"<a (?:id|name)=\"([^\"]+)\"", text))
    for title in re.findall(r"^#+ +(.+?) *$", text, re.M):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", title).lower()
        first = anchor = re.sub(r"[^\w\- ]", "", words).replace(" ", "-")
        again = 0
        while anchor in anchors:
            again += 1
            anchor = f"{first}-{again}"
        anchors.add(anchor)
    return anchors


def check_links():
    pages = [path for path in ROOT.rglob("*.md") if not SKIPPED & set(path.relative_to(ROOT).parts)]
    links = 0
    for page in pages:
        text = re.sub(r"^```.*?^```|`[^`\n]*`", "", page.read_text(), flags=re.M | re.S)
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            if re.match(r"[a-z]+:", target):
                continue
            links += 1
            name, _, anchor = target.partition("#")
            aim = (page.parent / name).resolve() if name else page
            if not aim.exists():
                report(page.relative_to(ROOT), f"{target} leads nowhere")
            elif anchor and aim.suffix == ".md" and anchor not in headings(aim):
                report(page.relative_to(ROOT), f"{target}: no such heading")
    return links


def check_versions():
    version = one_match(r"^project\(macie_local VERSION (\S+) ", "CMakeLists.txt")
    schema = source_match(r"std::array<const char\*, (\d+)> kMigrations\b")
    document = source_match(r"\bkStateVersion = (\d+);")
    model = one_match(r'"modelDate": "([\d-]+)"', "src/model/overlay.json")
    for row in (f"| the program | {version} |", f"| the database's schema | {schema} |", f"| the state document | {document} |",
                f"its model of {model} |"):
        if row not in text_of("docs/versions.md"):
            report("docs/versions.md", f"does not say '{row}'")
    for name in ("docs/versions.md", "CHANGELOG.md"):
        if version not in text_of(name):
            report(name, f"does not tell of version {version}")


def check_decisions():
    files = sorted(path.name for path in (ROOT / "docs/adr").glob("[0-9]*.md"))
    for at, name in enumerate(files, 1):
        if not name.startswith(f"{at:04}-"):
            return report("docs/adr", f"{name} where number {at} should be: each number once, and none left out")
        if f"| [{at}]({name}) |" not in text_of("docs/adr/README.md"):
            report("docs/adr/README.md", f"does not list {name}")


def check_workflows():
    known = set(re.findall(r"^\./dev (\w+)", re.search(r"cat <<'TEXT'\n(\./dev.*?)^TEXT$", text_of("dev"), re.M | re.S)[1], re.M))
    steps = 0
    for path in sorted((ROOT / ".github/workflows").glob("*.yml")):
        for job_name, job in yaml.safe_load(path.read_text())["jobs"].items():
            where = f"{path.relative_to(ROOT)}: {job_name}"
            if "timeout-minutes" not in job:
                report(where, "has no timeout-minutes")
            for step in job["steps"]:
                if "run" not in step or step.get("name") == PREPARATION:
                    continue
                steps += 1
                called = re.fullmatch(r"\./dev (\w+)[^\n;&|]*\n?", step["run"])
                if not called or called[1] not in known:
                    report(where, f"runs '{step['run']}', which is no command of ./dev help")
    return steps


def check_issue_forms():
    for path in sorted((ROOT / ".github/ISSUE_TEMPLATE").glob("*.yml")):
        form = yaml.safe_load(path.read_text())
        if path.name != "config.yml" and not {"name", "description", "body"} <= set(form):
            report(path.relative_to(ROOT), "a form has name, description and body")
        ids = [part["id"] for part in form.get("body", ()) if part["type"] != "markdown"]
        if len(ids) != len(set(ids)):
            report(path.relative_to(ROOT), "two fields have one id")


def check_packages():
    kinds = {line.split()[0] for line in text_of("cmake/packages.txt").splitlines() if line and not line.startswith("#")}
    used = {kind for line in re.findall(r"InstallKinds ([a-z ]+)", text_of("dev")) for kind in line.split()}
    used |= set(re.findall(r"^ *([a-z|]+)\) InstallKinds \"\$1\"", text_of("dev"), re.M)[0].split("|"))
    used |= set(re.findall(r"sed -n 's/\^(\w+) ", text_of("docker/Dockerfile")))
    for kind in sorted(kinds ^ used):
        report("cmake/packages.txt", f"the kind {kind} is {'not in it' if kind in used else 'installed by nobody'}")


def main():
    links, steps = check_links(), check_workflows()
    check_versions()
    check_decisions()
    check_issue_forms()
    check_packages()
    for breach in breaches:
        print(breach)
    if links < 50 or steps < 3:
        sys.exit(f"only {links} links and {steps} steps of workflows were looked at: is {ROOT} the project?")
    print(f"{links} links, {steps} steps of workflows, {len(breaches)} breaches")
    sys.exit(1 if breaches else 0)


main()
