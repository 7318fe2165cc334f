"""cancel-top on a terminal, as its users see it."""

import os
import signal
import unittest

from tools_case import await_condition
from top_case import TopCase

HOSTILE = "\x1b[2J\x1b]0;owned\x07line\nbreak \u202etxet <b>&amp;</b> 世界 "


class Screen(TopCase):
    def setUp(self):
        super().setUp()
        self.start()

    def test_an_operation_appears_and_goes(self):
        top = self.top()
        top.awaits("running 0")
        top.awaits("nothing runs")
        self.operation("work-1", namespace="github", session=None)
        top.awaits("running 1")
        top.awaits("github", "work-1", "search", "running")
        self.finish("work-1", outcome="succeeded", namespace="github")
        top.awaits("nothing runs")
        top.awaits("ended 0.1")

    def test_cancelling_from_the_screen_with_a_reason_until_it_has_stopped(self):
        self.operation("other")
        self.operation("work-1", graceMs=120_000)
        top = self.top()
        top.awaits("> ", "other")
        top.keys("Down")
        top.awaits("> ", "work-1")
        top.keys("c")
        top.awaits("Cancel default/work-1, gracefully")
        top.type("because ü 世界 q")
        top.keys("Enter")
        top.awaits("Cancel it and all that runs under it?")
        self.assertFalse(self.call("cancellation/status", id="work-1")["cancelled"])
        top.keys("y")
        top.awaits("cancelled, requested at #")
        top.keys("x")
        top.awaits("Being cancelled 1")
        top.awaits("work-1", "requested", "force in 1 min 5")
        status = self.call("cancellation/status", id="work-1")
        self.assertEqual(status["reason"], "because ü 世界 q")
        self.assertRegex(status["requestedBy"], r"^cancel-top:.")
        self.assertEqual(status["mode"], "graceful")
        self.call("operation/executed", id="work-1")
        top.awaits("work-1", "executed", "force in")
        self.finish("work-1")
        top.awaits("Recent 1")
        top.awaits("work-1", "stopped")
        top.awaits("running 1", "cancelling 0")
        self.assertFalse(self.call("cancellation/status", id="other")["cancelled"])

    def test_force_and_leaving_it(self):
        self.operation("work-1")
        top = self.top()
        top.awaits("> ", "work-1")
        top.keys("f")
        top.awaits("Stop default/work-1 by force")
        top.keys("Escape")
        top.awaits_no("by force")
        top.keys("C")
        top.awaits("by force")
        top.keys("Enter")
        top.awaits("Cancel it and all")
        top.keys("n")
        top.awaits_no("by force")
        self.assertFalse(self.call("cancellation/status", id="work-1")["cancelled"])
        top.keys("f")
        top.awaits("by force")
        top.keys("Enter", "y")
        top.awaits("cancelled, requested at #")
        self.assertEqual(self.call("cancellation/status", id="work-1")["mode"], "force")

    def test_a_refusal_is_shown(self):
        self.operation("work-1")
        top = self.top()
        top.awaits("> ", "work-1")
        top.keys("c")
        top.awaits("Cancel default/work-1")
        self.finish("work-1", outcome="succeeded")
        top.keys("Enter", "y")
        top.awaits("AlreadyTerminal")

    def test_what_is_unconfirmed_is_red_and_marked(self):
        self.operation("work-1")
        top = self.top("", 100, 30)
        self.call("cancellation/cancel", id="work-1", mode="force", forceMs=50)
        top.awaits("unconfirmed 1!")
        top.awaits("! ", "work-1", "unconfirmed for")
        self.assertRegex(top.coloured_line_with("unconfirmed for"), "1m\x1b\\[31m(\x1b\\[49m)?! ")
        self.finish("work-1")
        top.awaits("unconfirmed 0")
        top.awaits("work-1", "stopped, late")

    def test_without_colours_it_is_bold_and_marked(self):
        self.operation("work-1")
        self.call("cancellation/cancel", id="work-1", mode="force", forceMs=0)
        top = self.top(environment={"NO_COLOR": "1"})
        top.awaits("! ", "work-1", "unconfirmed for")
        screen = top.run("capture-pane", "-p", "-e")
        self.assertNotRegex(screen, "\x1b\\[3[0-7]m")
        self.assertIn("\x1b[1m", screen)

    def test_a_token_s_history_and_what_runs_under_it(self):
        self.call("cancellation/create", id="shared", labels={"team": "a"})
        for name in ("child-1", "child-2"):
            self.operation(name, token="shared")
        top = self.top("", 120, 40)
        top.awaits("> ", "child-1")
        top.keys("Enter")
        top.awaits("─▶ default/child-1")
        top.awaits("under", "default/shared")
        top.awaits("TokenCreated")
        top.awaits("OperationStarted", "tool search")
        self.call("cancellation/cancel", id="shared", reason="enough")
        top.awaits("CancellationRequested", "parent_cancelled", '"enough"')
        top.keys("Escape", "Tab")
        top.awaits("─▶ Being cancelled 3")
        top.keys("s", "s", "s", "s", "/")
        top.type("shared")
        top.keys("Enter")
        top.awaits("Being cancelled 1 of 3")
        top.awaits("shared", "waits for 2")
        top.keys("Enter")
        top.awaits("Runs under it: 2")
        top.awaits("default/child-2", "requested")
        top.awaits("CancellationRequested", "user_requested")

    def test_history_comes_from_the_daemon_where_its_file_is_not_here(self):
        self.operation("work-1")
        self.call("cancellation/cancel", id="work-1", reason="x")
        moved = self.log.with_name("elsewhere.db")
        os.rename(self.log, moved)
        top = self.top("", 120, 40)
        top.awaits("> ", "work-1")
        top.keys("Enter")
        top.awaits("OperationStarted")
        top.awaits("CancellationRequested", '"x"')

    def test_a_hostile_reason_stays_text(self):
        self.operation("work-1")
        self.call("cancellation/cancel", id="work-1", reason=HOSTILE + "x" * 3_000)
        top = self.top("", 120, 40)
        top.awaits("work-1", "\\x1b[2J")
        top.awaits("running 1")
        top.keys("Enter")
        top.awaits("reason", "\\x1b[2J\\x1b]0;owned\\x07line\\nbreak \\u202etxet <b>&amp;</b> 世界")
        self.assertNotIn("owned", top.run("display-message", "-p", "#{pane_title}"))
        self.assertEqual(len(top.lines()), 40)

    def test_keys_that_come_at_once_mean_what_they_mean_one_by_one(self):
        for number in range(30):
            self.operation(f"work-{number:02}")
        top = self.top()
        top.awaits("Running 30")
        top.keys("Down", "NPage", "Down", "Up", "NPage", "Enter")
        top.awaits("─▶ default/work-13")
        top.keys("q", "End", "c")
        top.awaits("Cancel default/work-29")

    def test_a_long_text_is_pasted_at_once(self):
        self.operation("work-1")
        top = self.top()
        top.awaits("work-1")
        top.keys("c")
        top.awaits("Reason:")
        top.type("x" * 1_000 + "END")
        top.awaits("xxEND")
        top.keys("Enter", "y")
        top.awaits("cancelled, ")
        self.assertEqual(self.call("cancellation/status", id="work-1")["reason"], "x" * 1_000 + "END")

    def test_it_follows_the_size_of_the_terminal(self):
        for number in range(30):
            self.operation(f"work-{number}")
        top = self.top()
        top.awaits("Running 30", "1–7")
        top.resize(120, 40)
        top.awaits("Running 30", "1–15")
        top.resize(20, 5)
        top.awaits("Running 30")
        await_condition(lambda: len(top.lines()) == 5 and "per second" not in top.text(), top.text)
        top.keys("Enter")
        top.awaits("default/work-0")
        top.keys("h")
        top.awaits("Keys")
        top.keys("q", "q")
        top.resize(80, 24)
        top.awaits("Running 30", "1–7")

    def test_filter_and_sorting(self):
        for name, tool in (("a", "zip"), ("b", "awk"), ("c", "zip")):
            self.operation(name, tool=tool)
        top = self.top()
        top.awaits("Running 3")
        top.keys("/")
        top.awaits("filter:")
        top.type("tool:zip")
        top.awaits("Running 2 of 3")
        top.keys("Enter")
        top.awaits("filter: tool:zip")
        top.awaits_no("awk")
        top.keys("Escape")
        top.awaits("Running 3")
        top.keys("<")
        top.awaits("TOOL▼")
        await_condition(lambda: top.lines()[6].split()[2:4] == ["b", "awk"], top.text)
        top.keys("r")
        top.awaits("TOOL▲")
        await_condition(lambda: top.lines()[8].split()[1:3] == ["b", "awk"], top.text)

    def test_the_command_line_filters_and_sorts(self):
        self.operation("a", tool="zip", namespace="one")
        self.operation("b", tool="awk", namespace="one")
        self.operation("c", tool="awk", namespace="two")
        top = self.top("--namespace one --sort tool --reverse --filter '!id:x'")
        top.awaits("Running 2 of 3")
        top.awaits("TOOL▲")
        await_condition(lambda: top.lines()[6].split()[2:4] == ["a", "zip"], top.text)

    def test_the_daemon_killed_and_back(self):
        self.operation("work-1")
        top = self.top("", 100, 30)
        top.awaits("> ", "work-1")
        self.stop(signal.SIGKILL)
        top.awaits("daemon away since")
        top.keys("c")
        top.awaits("Cancel default/work-1")
        top.keys("Escape")
        self.start()
        top.awaits("canceld ", ", up ")
        self.operation("work-2")
        top.awaits("work-2", "running")
        top.awaits("running 2")

    def test_another_log(self):
        self.operation("old-work")
        top = self.top()
        top.awaits("> ", "old-work")
        top.keys("Enter")
        top.awaits("OperationStarted")
        self.stop()
        for file in self.log.parent.iterdir():
            if file.is_file():
                file.unlink()
        self.start()
        self.operation("new-work")
        top.awaits("nothing of it any more")
        top.keys("q")
        top.awaits("> ", "new-work")
        top.awaits_no("old-work")

    def test_pausing_holds_everything_and_then_goes_on_without_a_hole(self):
        self.operation("work-1")
        top = self.top()
        top.awaits("running 1")
        top.keys("p")
        top.awaits("PAUSED")
        for number in range(2, 20):
            self.operation(f"work-{number}")
        held = top.text()
        top.keys("Tab", "BTab")
        top.awaits("running 1 ")
        self.assertEqual(top.lines()[1], held.split("\n")[1])
        top.keys("p")
        top.awaits("running 19")
        top.awaits_no("PAUSED")


class Ending(TopCase):
    def test_it_waits_for_a_daemon(self):
        top = self.top()
        top.awaits("no daemon yet")
        self.start()
        top.awaits("canceld ", ", up ")
        top.keys("q")
        top.awaits("code 0")
        top.awaits("sane")

    def test_q_gives_the_terminal_back(self):
        self.start()
        self.operation("work-1")
        top = self.top()
        top.awaits("work-1")
        top.keys("q")
        top.awaits("code 0")
        top.awaits("sane")
        self.assertNotIn("work-1", top.text())

    def test_who_quits_does_not_wait_for_a_daemon_that_hangs(self):
        self.start()
        self.operation("work-1")
        top = self.top("--timeout 10m")
        top.awaits("work-1")
        self.daemon.process.send_signal(signal.SIGSTOP)
        self.addCleanup(self.daemon.process.send_signal, signal.SIGCONT)
        top.keys("Enter")
        top.awaits("reading the log")
        top.keys("q", "q")
        top.awaits("code 0")
        top.awaits("sane")

    def test_ctrl_c_and_signals_give_the_terminal_back(self):
        self.start()
        for number, ends in ((signal.SIGINT, "code 130"), (signal.SIGTERM, "code 143"), (signal.SIGHUP, "code 129")):
            top = self.top()
            top.awaits("running 0")
            top.keys("/")
            top.awaits("filter:")
            if number == signal.SIGINT:
                top.keys("C-c")
            else:
                os.kill(top.process(), number)
            top.awaits(ends)
            top.awaits("sane")
            top.close()

    def test_ctrl_z_gives_it_back_for_a_while(self):
        self.start()
        top = self.top(before="set -m;", after="; echo suspended; read line; fg")
        top.awaits("running 0")
        top.keys("C-z")
        top.awaits("suspended")
        self.assertFalse(top.line_with("running 0"))
        self.operation("work-1")
        top.keys("Enter")
        top.awaits("work-1", "running")
        top.keys("q")
        top.awaits("code 0")
        top.awaits("sane")

    def test_a_terminal_that_can_not_place_a_cursor_is_refused(self):
        for kind in ("dumb", "no-such-terminal"):
            top = self.top(before=f"TERM={kind}")
            top.awaits("cancel-top: the terminal's type", kind)
            top.awaits("code 2")
            top.close()


if __name__ == "__main__":
    unittest.main()
