"""What the programs look like and how they refuse: usage, exit codes, terminals, help, completion."""

import fcntl
import os
import pty
import signal
import struct
import subprocess
import termios
import time
import unittest

from tools_case import PATIENCE, ToolsCase, program


class Refusals(ToolsCase):
    def test_wrong_usage_exits_2_with_one_sentence(self):
        for arguments, named in (([], "command"), (["frobnicate"], "frobnicate"), (["status"], "ID"),
                                 (["status", "a", "b"], "b"), (["cancel"], "ID"),
                                 (["cancel", "a", "--all"], "not both"),
                                 (["cancel", "a", "--dry-run"], "--dry-run"), (["cancel-many"], "--all"),
                                 (["cancel", "a", "--cause", "boredom"], "boredom"),
                                 (["cancel", "a", "--force", "--mode", "graceful"], "--force"),
                                 (["ping", "--timeout", "5"], "--timeout"), (["ping", "--timeout", "-1s"], "--timeout"),
                                 (["list", "--limit", "-1"], "--limit"), (["list", "--limit", "0"], "--limit"),
                                 (["ops", "--limit", "0"], "--limit"), (["history", "--limit", "0"], "--limit"),
                                 (["events", "--limit", "0"], "--limit"),
                                 (["watch", "--until", "completed"], "ID"),
                                 (["create", "--label", "x"], "--label"),
                                 (["--no-such-option", "ping"], "--no-such-option"),
                                 (["ping", "--command-endpoint", "nonsense"], "nonsense")):
            self.assertIn(named, self.complaint(2, *arguments), arguments)

    def test_no_daemon_exits_3_in_time(self):
        for arguments in (["ping"], ["status", "a"], ["cancel", "a"], ["list"], ["watch"], ["wait", "a"], ["events"],
                          ["stats"], ["info"], ["ops"], ["create"], ["release", "a"]):
            begun = time.monotonic()
            self.assertIn("no daemon", self.complaint(3, *arguments, "--timeout", "100ms"))
            self.assertLess(time.monotonic() - begun, 5)

    def test_a_daemon_that_hangs_exits_3_and_the_wait_is_told(self):
        self.start()
        self.daemon.process.send_signal(signal.SIGSTOP)
        done = self.run_program(program("CANCELCTL"), ["ping", "--timeout", "2500ms"])
        self.assertEqual(done.returncode, 3)
        self.assertIn("waiting for the daemon", done.stderr)
        self.daemon.process.send_signal(signal.SIGCONT)
        self.ctl("ping")

    def test_a_daemon_that_comes_late_is_in_time(self):
        waiting = self.begin("CANCELCTL", "ping", "--timeout", "20s")
        self.start()
        self.assertEqual(waiting.wait(), 0)


class Presentation(ToolsCase):
    def on_terminal(self, *arguments, columns=60):
        """What cancelctl prints on a terminal."""
        leader, follower = pty.openpty()
        fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        with subprocess.Popen([program("CANCELCTL"), *arguments], env=self.environment, stdin=subprocess.DEVNULL,
                              stdout=follower, stderr=subprocess.DEVNULL) as process:
            self.assertEqual(process.wait(PATIENCE), 0)
        os.close(follower)
        text = b""
        try:
            while chunk := os.read(leader, 65536):
                text += chunk
        except OSError:
            pass  # the end, as Linux tells it
        os.close(leader)
        return text.decode()

    def test_colour_and_cut_lines_on_a_terminal_only(self):
        self.start()
        self.ctl("create", "a")
        self.ctl("cancel", "a", "--reason", "r" * 300)
        self.assertIn("\x1b[", self.on_terminal("list"))
        self.assertNotIn("\x1b[", self.on_terminal("list", "--no-color"))
        for line in self.on_terminal("list", "--no-color").splitlines():
            self.assertLessEqual(len(line), 60)
        self.environment["NO_COLOR"] = "1"
        self.assertNotIn("\x1b[", self.on_terminal("list"))
        self.assertIn("r" * 300, self.ctl("list"))

    def test_history_shows_who_and_why_on_80_columns(self):
        self.start()
        self.ctl("create", "nightly")
        self.ctl("cancel", "nightly", "--requested-by", "ann", "--reason", "wrong input")
        titles, row = self.on_terminal("history", "--no-color", columns=80).splitlines()
        self.assertRegex(titles, r"^REQUESTED +TOKEN +STATE +CAUSE +BY +REASON +TOOK")
        self.assertRegex(row, r"^\S+( \S+)? +nightly +completed +user_requested +ann +wrong input ")
        self.ctl("cancel", "x", "-n", "n", "--if-absent", "remember")
        self.assertRegex(self.ctl("history"), r"^REQUESTED +NAMESPACE +TOKEN +STATE +CAUSE +BY +REASON +TOOK +MODE "
                                              r"+OUTCOME +TOOL\n")

    def test_help_and_version(self):
        self.assertRegex(self.ctl("--version"), r"^cancelctl \d+\.\d+\.\d+\n$")
        for command in ("create", "cancel", "status", "list", "ops", "result", "release", "watch", "wait", "history", "stats",
                        "events", "verify", "backup", "prune", "ping", "info", "cancel-many", "completion"):
            self.assertIn(command, self.ctl("--help"))
            text = self.ctl(command, "--help")
            for expected in (f"cancelctl {command}", "Examples:", "Exit codes:", "--namespace", "--json", "--timeout"):
                self.assertIn(expected, text)

    def test_bash_completes_commands_options_and_words(self):
        def completed(*words):
            script = ("source <(\"$0\" completion bash); COMP_WORDS=(\"$@\"); COMP_CWORD=$(($#-1)); _cancelctl; "
                      "printf '%s\\n' \"${COMPREPLY[@]}\"")
            done = subprocess.run(["bash", "-c", script, program("CANCELCTL"), *words], env=self.environment,
                                  capture_output=True, text=True)
            self.assertEqual(done.stderr, "")
            return done.stdout.split()
        self.assertEqual(completed("cancelctl", "rel"), ["release"])
        self.assertEqual(completed("cancelctl", "cancel", "--mo"), ["--mode"])
        self.assertEqual(completed("cancelctl", "cancel", "--mode", ""), ["graceful", "force"])
        self.assertEqual(completed("cancelctl", "completion", "z"), ["zsh"])
        for shell in ("zsh", "fish"):
            self.assertIn("--command-endpoint" if shell == "zsh" else "command-endpoint", self.ctl("completion", shell))


if __name__ == "__main__":
    unittest.main()
