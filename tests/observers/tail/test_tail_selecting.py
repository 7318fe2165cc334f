"""Which events cancel-tail hands on, and how it writes them."""

import json
import re
import unittest

from tail_case import HOSTILE, TailCase
from tools_case import await_condition


class Selecting(TailCase):
    def setUp(self):
        super().setUp()
        self.start()

    def work(self):
        """Three operations: one cancelled by a person, one by its deadline's cause, one that just ends."""
        for name, tool in (("a", "search"), ("b", "index"), ("c", "search")):
            self.call("operation/start", id=name, tool=tool)  # positions 1 to 6
        self.call("cancellation/cancel", id="a", cause="user_requested", reason=HOSTILE)  # 7
        self.call("cancellation/cancel", id="b", cause="timeout")  # 8
        self.call("operation/executed", id="b")  # 9
        for name, outcome in (("a", "stopped"), ("b", "failed"), ("c", "succeeded")):
            self.call("operation/finish", id=name, outcome=outcome)  # 10, 11, 12

    def test_a_cause_selects_the_events_of_its_cancellations(self):
        self.work()
        self.assertEqual(self.positions("--from", "0", "--cause", "timeout"), [8, 9, 11])
        self.assertEqual(self.positions("--from", "0", "--cause", "timeout", "--cause", "user_requested"),
                         [7, 8, 9, 10, 11])
        self.assertEqual(self.positions("--from", "0", "--cause", "superseded"), [])

    def test_a_tool_selects_the_events_of_its_operations(self):
        self.work()
        self.assertEqual(self.positions("--from", "0", "--tool", "index"), [4, 8, 9, 11])
        self.assertEqual(self.positions("--from", "0", "--tool", "search"), [2, 6, 7, 10, 12])
        self.assertEqual(self.positions("--from", "0", "--tool", "search", "--tool", "index"),
                         [2, 4, 6, 7, 8, 9, 10, 11, 12])

    def test_what_lies_before_the_beginning_is_asked_for(self):
        self.work()
        for begin in range(1, 13):
            self.assertEqual(self.positions("--from", begin, "--cause", "timeout"),
                             [position for position in (8, 9, 11) if position >= begin])
            self.assertEqual(self.positions("--from", begin, "--tool", "search"),
                             [position for position in (2, 6, 7, 10, 12) if position >= begin])

    def test_what_lies_before_a_restart_of_the_daemon_is_known_to_its_log(self):
        self.work()
        self.stop()
        self.start()
        self.assertEqual(self.positions("--from", 9, "--cause", "timeout"), [9, 11])
        self.assertEqual(self.positions("--from", 9, "--tool", "search"), [10, 12])

    def test_filters_add_up(self):
        self.work()
        self.assertEqual(self.positions("--from", "0", "--cause", "timeout", "--tool", "index"), [8, 9, 11])
        self.assertEqual(self.positions("--from", "0", "--cause", "timeout", "--tool", "search"), [])
        self.assertEqual(self.positions("--from", "0", "--tool", "search", "--type", "OperationStarted"), [2, 6])
        self.assertEqual(self.positions("--from", "5", "--tool", "search", "--token", "c"), [6, 12])
        self.assertEqual(self.positions("--from", "0", "--tool", "search", "-n", "elsewhere"), [])

    def test_live_events_are_selected_alike(self):
        tail = self.tail("--from", "0", "--json", "--cause", "timeout", "--type", "CancellationCompleted")
        self.work()
        await_condition(lambda: len(tail.out) == 1, "the completion")
        self.assertEqual(json.loads(tail.out[0])["position"], 11)
        self.assertEqual(tail.interrupt(), 130)

    def test_an_operation_that_began_before_is_asked_for_while_the_tail_is_live(self):
        self.call("operation/start", id="old", tool="search")
        tail = self.tail("--json", "--tool", "search", "--consumer", "c")
        await_condition(lambda: self.consumed("c") == 2, "the beginning")
        self.call("operation/finish", id="old", outcome="succeeded")
        await_condition(lambda: len(tail.out) == 1, "the end of the operation")

    def test_wrong_words_are_refused(self):
        for arguments, word in ((["--cause", "boredom"], "boredom"), (["--format", "xml"], "xml"),
                                (["--json", "--format", "line"], "contradicts"),
                                (["--follow", "--until-head"], "contradicts")):
            self.assertIn(word, self.complaint_of_tail(2, *arguments))

    def test_texts_that_no_daemon_takes_are_refused(self):
        for option in ("--namespace", "--token", "--tool"):
            self.assertIn("is not UTF-8", self.complaint_of_tail(2, option, "\udcff", "--until-head"))


class Formats(TailCase):
    def setUp(self):
        super().setUp()
        self.start()
        self.call("operation/start", id="a/ä", namespace="n", tool="search")
        self.call("cancellation/cancel", id="a/ä", namespace="n", reason=HOSTILE)
        self.call("session/open", name="server", namespace="n")

    def test_json_is_the_same_by_both_names(self):
        self.assertEqual(self.run_tail("--from", "0", "--until-head", "--json").stdout,
                         self.run_tail("--from", "0", "--until-head", "--format", "json").stdout)
        self.assertEqual(self.run_tail("--from", "0", "--until-head", "--json", "--format", "json").stdout,
                         self.run_tail("--from", "0", "--until-head", "--format", "json").stdout)

    def test_a_line_is_one_line_whatever_the_reason_is(self):
        output = self.run_tail("--from", "0", "--until-head", "--format", "line").stdout
        self.assertEqual(len(output.split("\n")), 5)
        self.assertNotIn("\x1b", output)

    def test_cloudevents_keep_the_rules_of_cloudevents(self):
        published = self.printed("--from", "0", "--json")
        events = self.printed("--from", "0", "--format", "cloudevents")
        self.assertEqual(len(events), 4)
        info = self.ctl_json("info")
        for event, original in zip(events, published):
            self.assert_cloud_event(event)
            self.assertEqual(event["id"], str(original["position"]))
            self.assertEqual(event["source"], "urn:canceld:log:" + info["logId"])
            self.assertEqual(event["type"], "canceld." + original["type"])
            self.assertEqual(event["time"], original["time"])
            self.assertEqual(event["data"], original)
        self.assertEqual([event["subject"] for event in events], ["n/a%2F%C3%A4"] * 3 + ["n"])
        self.assertEqual(events[2]["data"]["data"]["reason"], HOSTILE)

    def assert_cloud_event(self, event):
        """Version 1.0: the required attributes, the forms of the others, and names that any transport can carry."""
        self.assertEqual(event["specversion"], "1.0")
        for name in ("id", "source", "type"):
            self.assertIsInstance(event[name], str)
            self.assertTrue(event[name])
        for name in event:
            self.assertRegex(name, r"^[a-z0-9]{1,20}$")
        self.assertRegex(event["source"], r"^[a-z][a-z0-9+.-]*:[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]+$")  # an URI
        self.assertTrue(event["subject"])
        self.assertRegex(event["time"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$")
        self.assertEqual(event["datacontenttype"], "application/json")
        for value in (value for name, value in event.items() if name != "data"):
            self.assertIsNone(re.search("[\x00-\x1f\x7f-\x9f]", value))


if __name__ == "__main__":
    unittest.main()
