"""Every example in the documents does what it shows."""

import re
import unittest

import document_run
import markdown
from support import REPOSITORY

DOCUMENTS = [REPOSITORY / "README.md", *sorted((REPOSITORY / "libcancel/doc").glob("*.md"))]
PROTOCOL = REPOSITORY / "libcancel/doc/protocol.md"


class Examples(unittest.TestCase):
    maxDiff = None

    def test_every_example_does_what_it_shows(self):
        for document in DOCUMENTS:
            blocks = markdown.blocks(document)
            with self.subTest(document=document.name):
                if any(block.language != markdown.PICTURE for block in blocks):
                    self.run_all(document, blocks)

    def run_all(self, document, blocks):
        run = document_run.DocumentRun(blocks)
        self.addCleanup(run.close)
        for block in blocks:
            self.check(document, block.line, lambda: run.run(block))
        self.check(document, blocks[-1].line, run.finish)

    def check(self, document, line, do):
        try:
            do()
            return
        except Exception as exception:
            problem = exception
        self.fail(f"{document.relative_to(REPOSITORY)}:{line}: {problem}")


class Completeness(unittest.TestCase):
    """The protocol has an example of everything that it describes."""

    def setUp(self):
        self.text = "".join(block.text for block in markdown.blocks(PROTOCOL))
        self.prose = "\n".join(markdown.prose(PROTOCOL))

    def test_each_method_has_an_example(self):
        methods = re.findall(r"^### (\w+/\w+)$", self.prose, re.M)
        self.assertGreaterEqual(len(methods), 17)
        self.assertEqual([method for method in methods if f'"method": "{method}"' not in self.text], [])

    def test_each_type_of_event_has_an_example(self):
        table = self.prose.split("## Events")[1].split("### ")[0]
        types = re.findall(r"^\| `([A-Z]\w+)` \|", table, re.M)
        self.assertEqual(len(types), 11)
        self.assertEqual([name for name in types if f'"type": "{name}"' not in self.text], [])


class Links(unittest.TestCase):
    def test_every_link_leads_somewhere(self):
        for document in DOCUMENTS:
            for link in markdown.links(document):
                with self.subTest(document=document.name, link=link):
                    if not re.match(r"\w+:", link):
                        self.check(document, *link.partition("#")[::2])

    def check(self, document, path, anchor):
        target = document.parent / path if path else document
        self.assertTrue(target.exists(), f"{target} does not exist")
        if anchor:
            self.assertIn(anchor, markdown.anchors(target))


if __name__ == "__main__":
    unittest.main()
