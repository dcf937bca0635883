"""docs/how-to, run as it is written: a page whose commands or outputs are no longer true fails."""
import re
import sys
import unittest

from recipes.page import ROOT, Page
from support import binary

FOLDER = ROOT / "docs" / "how-to"
PAGES = sorted(path for path in FOLDER.glob("*.md") if path.name != "README.md")
LINES = range(10, 61)

# How many blocks of each page are not run. One more needs a reason in the page, and a line here.
NOT_RUN = {"ci-service-containers.md": 1, "compose-beside-s3.md": 2, "wait-until-ready.md": 1}


class Recipes(unittest.TestCase):
    def test_what_is_not_run_is_known(self):
        found = {}
        for path in PAGES:
            for reason in Page(path, binary()).not_run():
                if ": without " not in reason:
                    found[path.name] = found.get(path.name, 0) + 1
                print(f"NOT RUN: docs/how-to/{reason}", file=sys.stderr)
        self.assertEqual(NOT_RUN, found)

    def test_the_index_has_every_page(self):
        linked = re.findall(r"\]\(([^)/]+\.md)\)", (FOLDER / "README.md").read_text())
        self.assertEqual([path.name for path in PAGES], sorted(linked))
        self.assertIn("(docs/how-to/README.md)", (ROOT / "README.md").read_text())

    def test_links_lead_somewhere(self):
        for path in [*PAGES, FOLDER / "README.md"]:
            for target in re.findall(r"\]\(([^)#:]+)[^):]*\)", path.read_text()):
                self.assertTrue((FOLDER / target).exists(), f"{path.name}: {target}")

    def test_pages_are_short(self):
        for path in PAGES:
            lines = re.sub(r"(?s)<!--.*?-->\n", "", path.read_text()).splitlines()  # what readers see
            self.assertIn(len(lines), LINES, path.name)
            self.assertRegex("\n".join(lines[:3]), r"^# .+\n\n\S", path.name)


def add_test(path):
    def test(self):
        Page(path, binary()).run()

    setattr(Recipes, "test_page_" + path.stem.replace("-", "_"), test)


for each in PAGES:
    add_test(each)


if __name__ == "__main__":
    unittest.main()
