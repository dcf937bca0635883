"""Reads a page of docs/how-to and runs it as a reader would, from the top to the bottom.

Every fenced block is run, checked or marked; the marks are HTML comments on the line above it, which readers do not see:

  (none) before ```sh      run in the one bash session of the page, with set -euo pipefail
  (none) before ```python  run by Debian's Python
  <!-- file: NAME -->      written to that file
  <!-- output -->          what the block before it prints: the same text, in which ... stands for anything within a line
                           and a line of only ... for any lines
  <!-- same as: PATH -->   the text of that file of the repository
  <!-- not run: WHY -->    not run
  <!-- needs: terraform -->  run where Terraform and its provider are, else not run

YAML must parse, run or not. `<!-- test setup`, commands, `-->` on lines of their own give what a page takes as there.

A page has a folder of its own. 6224 and 6225 in it stand for two free ports. What runs in the background at its end is
stopped.
"""
import dataclasses
import difflib
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile

import yaml

from support import terraform_lacks, terraform_providers

ROOT = pathlib.Path(__file__).resolve().parents[3]
SECONDS_MAX = 60
PORTS = ("6224", "6225")

SECONDS_MAX_WITH_TERRAFORM = 280  # its provider is a program of 700 MB
RUN, SETUP, FILE, OUTPUT, SAME, NOT_RUN = "run", "test setup", "file", "output", "same as", "not run"
NEEDS, TERRAFORM = "needs", "terraform"
LANGUAGES = ("sh", "python")
MARK = re.compile(r"<!-- (file|output|same as|not run|needs)(?:: (.+))? -->")


class PageError(AssertionError):
    """What is wrong with a page, or with what its commands did."""


@dataclasses.dataclass
class Block:
    kind: str
    language: str
    text: str
    line: int  # of the text's first line
    argument: str = ""  # of the mark


def read_blocks(path):
    """The blocks of a page, in order."""
    lines = path.read_text().splitlines()
    blocks, mark, at = [], None, 0

    def wrong(what):
        raise PageError(f"{path.name}:{at + 1}: {what}")

    def until(end):
        nonlocal at
        first = at = at + 1
        while at < len(lines) and lines[at] != end:
            at += 1
        if at == len(lines):
            at = first - 1
            wrong(f"no {end} ends this")
        return "".join(line + "\n" for line in lines[first:at]), first + 1

    while at < len(lines):
        line = lines[at]
        if line == "<!-- test setup":
            blocks.append(Block(SETUP, "sh", *until("-->")))
        elif line.startswith("```"):
            kind, argument = mark or (RUN, "")
            mark = None
            language = line[3:]
            if kind == RUN and language not in LANGUAGES:
                wrong(f"a block of {language or 'no language'} is neither run nor marked")
            if kind == OUTPUT and (not blocks or blocks[-1].kind != RUN):
                wrong("output of nothing that is run")
            if kind == NEEDS and argument != TERRAFORM:
                wrong("only terraform can be needed")
            if kind == NEEDS:
                kind, argument = (NOT_RUN, "without " + " and ".join(terraform_lacks())) if terraform_lacks() else (RUN, argument)
            text, first = until("```")
            blocks.append(Block(kind, language, text, first, argument))
        elif "<!--" in line:
            found = MARK.fullmatch(line)
            if not found or (found[2] is None) != (found[1] == OUTPUT):
                wrong("not a mark that is known")
            if at + 1 == len(lines) or not lines[at + 1].startswith("```"):
                wrong("a mark must stand right above a block")
            mark = found[1], found[2] or ""
        elif line.lstrip().startswith("```"):
            wrong("an indented block is not run")
        at += 1
    if not any(block.kind in (RUN, NOT_RUN) for block in blocks):
        raise PageError(f"{path.name}: has no commands")
    return blocks


def same(expected, printed):
    """Whether `printed` is what `expected` says, with its wildcards."""
    pattern = "".join(
        r"(?:.*\n)*" if line.strip() == "..." else ".*".join(map(re.escape, line.split("..."))) + r"\n"
        for line in expected.rstrip().splitlines())
    return re.fullmatch(pattern, printed.rstrip() + "\n") is not None


def free_ports():
    sockets = [socket.socket() for _ in PORTS]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [str(each.getsockname()[1]) for each in sockets]
    finally:
        for each in sockets:
            each.close()


class Page:
    def __init__(self, path, binary, seconds=SECONDS_MAX):
        self.path, self.binary = path, binary
        self.blocks = read_blocks(path)
        self.has_terraform = any(block.kind == RUN and block.argument == TERRAFORM for block in self.blocks)
        self.seconds = SECONDS_MAX_WITH_TERRAFORM if self.has_terraform else seconds

    def not_run(self):
        return [f"{self.path.name}:{block.line}: {block.argument}" for block in self.blocks if block.kind == NOT_RUN]

    def run(self):
        self._check_texts()
        work = pathlib.Path(tempfile.mkdtemp(prefix="recipe-"))
        try:
            self._run_in(work)
        finally:
            shutil.rmtree(work, ignore_errors=True)

    def _fail(self, block, what):
        raise PageError(f"{self.path.name}:{block.line}: {what}")

    def _check_texts(self):
        for block in self.blocks:
            if block.kind == SAME and block.text != (ROOT / block.argument).read_text():
                self._fail(block, f"differs from {block.argument}")
            if block.language == "yaml":
                try:
                    yaml.safe_load(block.text)
                except yaml.YAMLError as error:
                    self._fail(block, f"is no YAML: {error}")

    def _run_in(self, work):
        page, blocks, tools, home = (work / name for name in ("page", "blocks", "bin", "home"))
        for folder in (page, blocks, tools, home):
            folder.mkdir()
        (tools / "macie-local").symlink_to(self.binary)
        ports = dict(zip(PORTS, free_ports()))

        def moved(text):
            return re.sub(r"\b(%s)\b" % "|".join(PORTS), lambda found: ports[found[0]], text)

        script = ["set -euo pipefail\ntrap '{ kill $(jobs -p) && wait $(jobs -p); } 2>/dev/null || true' EXIT\n"]
        for number, block in enumerate(self.blocks):
            if block.kind in (RUN, SETUP):
                script.append(f'exec >"{blocks}/{number}.out" 2>"{blocks}/{number}.err"\n')
            if block.kind == FILE or block.kind == RUN and block.language == "python":
                (blocks / str(number)).write_text(moved(block.text))
            if block.kind == FILE:
                target = page / block.argument
                script.append(f'mkdir -p "{target.parent}"; cp "{blocks}/{number}" "{target}"\n')
            elif block.kind == RUN and block.language == "python":
                script.append(f'python3 -I "{blocks}/{number}"\n')
            elif block.kind in (RUN, SETUP):
                script.append(moved(block.text))
        (blocks / "script").write_text("".join(script))
        environment = {"PATH": f"{tools}:/usr/bin:/bin", "HOME": str(home), "LANG": "C.UTF-8", "TMPDIR": str(work),
                       "AWS_EC2_METADATA_DISABLED": "true", "AWS_PAGER": "", "NO_PROXY": "*",
                       "MACIE_LOCAL_PORT": ports[PORTS[0]],
                       "RECIPES": str(pathlib.Path(__file__).parent), "REPOSITORY": str(ROOT)}
        if self.has_terraform:
            (tools / "terraform").symlink_to(shutil.which("terraform"))
            environment |= {"TF_CLI_ARGS_init": f"-plugin-dir={terraform_providers()}", "TF_IN_AUTOMATION": "1",
                            "CHECKPOINT_DISABLE": "1", "TF_CLI_CONFIG_FILE": os.devnull}
        status = self._bash(blocks / "script", page, environment)
        self._judge(status, blocks, moved)

    def _bash(self, script, page, environment):
        """The exit status; nothing when the time was over. Nothing that the page started is left."""
        process = subprocess.Popen(["/bin/bash", str(script)], cwd=page, env=environment, start_new_session=True,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            return process.wait(self.seconds)
        except subprocess.TimeoutExpired:
            return None
        finally:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            process.wait()

    def _judge(self, status, blocks, moved):
        ran = [(number, block) for number, block in enumerate(self.blocks) if block.kind in (RUN, SETUP)]
        reached = [(number, block) for number, block in ran if (blocks / f"{number}.out").exists()]
        if status != 0 or len(reached) != len(ran):
            number, block = reached[-1]
            why = f"not done in {self.seconds} s" if status is None else f"ended the page with status {status}"
            told = "".join((blocks / f"{number}.{stream}").read_text(errors="replace") for stream in ("out", "err"))
            self._fail(block, f"{why}:\n{moved(block.text)}--- it printed\n{told}")
        for number, block in enumerate(self.blocks):
            if block.kind != OUTPUT:
                continue
            expected, printed = moved(block.text), (blocks / f"{number - 1}.out").read_text(errors="replace")
            if not same(expected, printed):
                difference = difflib.unified_diff(expected.splitlines(), printed.rstrip().splitlines(), "page", "printed",
                                                  lineterm="")
                self._fail(block, "other output:\n" + "\n".join(difference))
