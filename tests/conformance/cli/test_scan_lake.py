"""The example of docs/scan-lake.md: a scan shared out by Dask prints the lines of one process."""
import importlib.util
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import unittest
import zipfile

from support import binary, environment

PAGE = pathlib.Path(__file__).parents[3] / "docs/scan-lake.md"
FILES = 250  # three tasks


def make_lake(folder):
    """Some files of each of a few formats, with finds or without, and names that are no words."""
    draw = random.Random(18)
    for number in range(FILES):
        path = folder / f"{draw.choice('abc')}/part {number}{draw.choice(['', chr(10), 'ü'])}"
        path.parent.mkdir(parents=True, exist_ok=True)
        ssn = f"{draw.randrange(101, 600)}-{draw.randrange(10, 99)}-{draw.randrange(1000, 9999)}"
        kind = draw.choice(["csv", "jsonl", "txt", "zip", "png", "clean"])
        path = path.with_name(f"{path.name}.{kind}")
        if kind == "zip":
            with zipfile.ZipFile(path, "w") as archive:
                archive.writestr("in.csv", f"name,ssn\nJo,{ssn}\n")
        else:
            path.write_text({"csv": f"name,ssn\nJo,{ssn}\n", "jsonl": f'{{"ssn": "{ssn}"}}\n', "txt": f"the ssn: {ssn}\n",
                             "png": "\x89PNG\r\n\x1a\n", "clean": "nothing\n"}[kind])


class ScanLake(unittest.TestCase):
    @unittest.skipUnless(importlib.util.find_spec("distributed"), "NOT RUN: the scan of a lake, without python3-distributed")
    def test_dask_prints_the_lines_of_one_process(self):
        script, = re.findall(r"```python\n(\"\"\"Prints.*?)```", PAGE.read_text(), re.DOTALL)
        command, = re.findall(r"```\n(find /lake .*?)\n```", PAGE.read_text())
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            make_lake(folder / "lake")
            (folder / "scan_lake.py").write_text(script)
            env = {**environment(), "PATH": os.pathsep.join([os.path.dirname(binary()), os.environ["PATH"]]), "HOME": name,
                   "DASK_DISTRIBUTED__DASHBOARD__LINK": "", "DASK_TEMPORARY_DIRECTORY": name}
            run = lambda text: subprocess.run(["/bin/bash", "-o", "pipefail", "-c", text], cwd=folder, env=env, capture_output=True,
                                              text=True, timeout=120)
            shared = run(command.replace("/lake", "lake").replace("python3", sys.executable))
            self.assertEqual(0, shared.returncode, shared.stderr)
            alone = run("find lake -type f -print0 | macie-local scan --from0 --files-from - | LC_ALL=C sort")
            self.assertEqual(1, alone.returncode, alone.stderr)
            lines = (folder / "lines.jsonl").read_text().splitlines()
        self.assertGreater(len(lines), FILES / 2)
        self.assertEqual(alone.stdout.splitlines(), lines)


if __name__ == "__main__":
    unittest.main()
