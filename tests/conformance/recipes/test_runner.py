"""The runner of the pages itself: what it must not let pass."""
import os
import pathlib
import tempfile
import textwrap
import unittest

from recipes.page import Page, PageError, same
from support import binary, until


def running(marker):
    """Whether a process has `marker` in its command line."""
    for entry in pathlib.Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and int(entry.name) != os.getpid() and marker in (entry / "cmdline").read_bytes():
                return True
        except OSError:
            pass
    return False


class Runner(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = pathlib.Path(folder.name) / "page.md"

    def page(self, text, seconds=30):
        self.path.write_text(textwrap.dedent(text))
        return Page(self.path, binary(), seconds)

    def fails(self, text, what, **options):
        with self.assertRaisesRegex(PageError, what):
            self.page(text, **options).run()

    def test_a_good_page(self):
        page = self.page("""\
            # Text
            <!-- file: folder/name.txt -->
            ```
            on 6224
            ```
            ```sh
            value=kept
            cat folder/name.txt; echo 62245
            ```
            <!-- output -->
            ```text
            on 6224
            ...245
            ```
            ```sh
            echo $value; seq 9; echo end
            ```
            <!-- output -->
            ```text
            kept
            ...
            end
            ```
            ```python
            print("snake")
            ```
            <!-- output -->
            ```text
            snake
            ```
            <!-- not run: a reason -->
            ```sh
            false
            ```
            """)
        page.run()
        self.assertEqual(["page.md:33: a reason"], page.not_run())

    def test_a_command_that_fails(self):
        self.fails("```sh\necho before\nfalse\necho after\n```\n", r"page.md:2: ended the page with status 1:\n(.|\n)*before\n$")
        self.fails("```sh\nfalse | true\n```\n", "status 1")
        self.fails("```sh\necho $absent\n```\n", "unbound variable")
        self.fails("```python\nassert 1 == 2\n```\n", "AssertionError")
        self.fails("<!-- test setup\nfalse\n-->\n```sh\ntrue\n```\n", "page.md:2: ended the page")
        self.fails("```sh\nno-such-command\n```\n", "status 127")
        self.fails("```sh\ncat <<TEXT\n```\n```sh\necho it swallowed the end\n```\n", "page.md:2: ended")

    def test_a_page_that_ends_too_early(self):
        self.fails("```sh\nexit 0\n```\n```sh\ntrue\n```\n", "page.md:2: ended the page with status 0")

    def test_an_output_that_differs(self):
        self.fails("```sh\necho one\n```\n<!-- output -->\n```text\ntwo\n```\n", r"page.md:6: other output:\n(.|\n)*-two\n\+one")
        self.fails("```sh\necho one; echo two\n```\n<!-- output -->\n```text\none\n```\n", "other output")

    def test_wildcards(self):
        self.assertTrue(same("a ... c\n", "a b c\n"))
        self.assertTrue(same("a\n...\nc", "a\nc\n"))
        self.assertFalse(same("a ... c\n", "a\nb c\n"))
        self.assertFalse(same("a.c\n", "abc\n"))
        self.assertFalse(same("a\n...\n", "b\na\n"))

    def test_a_page_that_hangs(self):
        self.fails("```sh\necho so far; sleep 60\n```\n", r"page.md:2: not done in 1 s:\n(.|\n)*so far", seconds=1)

    def test_blocks_that_would_be_passed_over(self):
        self.fails("# Only text\n", "has no commands")
        self.fails("<!-- file: name -->\n```\ntext\n```\n", "has no commands")
        self.fails("```json\n{}\n```\n", "page.md:1: a block of json is neither run nor marked")
        self.fails("- item\n  ```sh\n  true\n  ```\n", "page.md:2: an indented block")
        self.fails("<!-- outptu -->\n```\n```\n", "not a mark that is known")
        self.fails("<!-- not run -->\n```\n```\n", "not a mark that is known")
        self.fails("<!-- output -->\ntext\n```sh\n```\n", "right above a block")
        self.fails("<!-- output -->\n```\n```\n", "output of nothing")
        self.fails("```sh\ntrue\n", "no ``` ends this")

    def test_texts_that_do_not_hold(self):
        self.fails("<!-- not run: why -->\n```yaml\na: [\n```\n", "is no YAML")
        self.fails("<!-- same as: docker/compose.yaml -->\n```yaml\na: 1\n```\n```sh\n```\n", "differs from docker/compose.yaml")

    def test_nothing_is_left_running(self):
        marker = "left-%d" % os.getpid()
        server = f"macie-local --port 0 --db {marker}"
        for command in (f"{server} &\nfalse\n", f"{server} &\n", f"exec 3< <({server})\nread -r line <&3\n",
                        f"(trap '' TERM; exec -a {marker} sleep 60) & disown\n"):
            try:
                self.page(f"```sh\n{command}```\n").run()
            except PageError:
                self.assertIn("false", command)
            until("nothing runs", lambda: not running(marker.encode()))


if __name__ == "__main__":
    unittest.main()
