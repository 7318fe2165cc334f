"""What the documents show is compared strictly where it must be, and only there."""

import pathlib
import tempfile
import unittest

import markdown
from expectation import JsonExpectation, Mismatch, normalised, text_pattern

ONE, OTHER = "3ac6f021-00d8-4717-9182-cc9e5ae8d03a", "0f74ccc0-cade-4c2a-a2a6-7d05a62cf529"


def fits(expected, output):
    return text_pattern(expected.splitlines()).fullmatch(normalised(output)) is not None


class Text(unittest.TestCase):
    def test_what_is_equal_fits(self):
        self.assertTrue(fits("a b\nc", "a   b  \nc\n"))

    def test_what_differs_does_not(self):
        for output in ["a b\n", "a b\nd\n", "a b\nc\nd\n", "ab\nc\n"]:
            self.assertFalse(fits("a b\nc", output), output)

    def test_an_ellipsis_stands_for_a_part_of_one_line(self):
        self.assertTrue(fits("at … end", "at 10:00 the end\n"))
        self.assertFalse(fits("at … end", "at 10:00\nthe end\n"))

    def test_an_ellipsis_on_its_own_line_stands_for_any_lines(self):
        for output in ["a\nz\n", "a\nb\nc\nz\n"]:
            self.assertTrue(fits("a\n…\nz", output), output)
        self.assertFalse(fits("a\n…\nz", "a\nb\n"))


class Json(unittest.TestCase):
    def fits(self, expected, actual):
        return JsonExpectation().matches(expected, actual)

    def test_values_must_be_equal_and_of_one_type(self):
        self.assertTrue(self.fits({"a": 1, "b": [True, None]}, {"a": 1, "b": [True, None]}))
        for actual in [{"a": 2}, {"a": "1"}, {"a": True}, {"a": None}, {}, {"a": 1, "b": 1}]:
            self.assertFalse(self.fits({"a": 1}, actual), actual)

    def test_items_must_be_as_many(self):
        self.assertFalse(self.fits([1], [1, 2]))
        self.assertFalse(self.fits([1, 2], [1]))

    def test_an_ellipsis_stands_for_any_value_or_part_of_a_text(self):
        self.assertTrue(self.fits({"a": "…", "b": "x…z"}, {"a": {"c": 1}, "b": "xyz"}))
        self.assertFalse(self.fits({"b": "x…z"}, {"b": "xy"}))

    def test_a_time_stands_for_any_time_but_for_nothing_else(self):
        self.assertTrue(self.fits("2026-11-20T08:00:00.123456Z", "2027-01-01T00:00:00.000000Z"))
        self.assertFalse(self.fits("2026-11-20T08:00:00.123456Z", None))

    def test_a_position_or_uuid_is_the_same_one_throughout(self):
        expectation = JsonExpectation()
        expectation.check({"position": 7, "logId": ONE}, {"position": 9, "logId": OTHER})
        self.assertTrue(expectation.matches({"head": 7}, {"head": 9}))
        self.assertFalse(expectation.matches({"head": 7}, {"head": 7}))
        self.assertFalse(expectation.matches({"logId": ONE}, {"logId": ONE}))
        self.assertEqual(expectation.real({"after": 7, "session": ONE, "limit": 7}),
                         {"after": 9, "session": OTHER, "limit": 7})

    def test_what_does_not_fit_teaches_nothing(self):
        expectation = JsonExpectation()
        self.assertFalse(expectation.matches({"position": 1, "type": "A"}, {"position": 5, "type": "B"}))
        self.assertTrue(expectation.matches({"position": 1, "type": "A"}, {"position": 6, "type": "A"}))

    def test_a_mismatch_says_where(self):
        with self.assertRaisesRegex(Mismatch, r"\.a\[1\]\.b: it is 2, the document says 1"):
            JsonExpectation().check({"a": [0, {"b": 1}]}, {"a": [0, {"b": 2}]})


class Blocks(unittest.TestCase):
    def languages(self, text):
        with tempfile.NamedTemporaryFile("w", suffix=".md") as file:
            file.write(text)
            file.flush()
            return [(block.language, block.text) for block in markdown.blocks(pathlib.Path(file.name))]

    def test_fenced_blocks_say_their_language(self):
        self.assertEqual(self.languages("```json\n{}\n```\n\n```\nx\n```\n"), [("json", "{}\n"), ("", "x\n")])

    def test_indented_blocks_are_told_by_their_beginning(self):
        self.assertEqual(self.languages("a\n\n    SELECT 1\n    FROM x;\n\nb\n\n    sqlite3 x\n    sqlite3 y\n\nc\n\n    a --> b\n"),
                         [("sql", "SELECT 1\nFROM x;\n"), ("console", "$ sqlite3 x\n…\n$ sqlite3 y\n…\n"),
                          (markdown.PICTURE, "a --> b\n")])

    def test_a_block_without_an_end_is_a_fault(self):
        with self.assertRaises(markdown.UnendedBlock):
            self.languages("```json\n{}\n")
