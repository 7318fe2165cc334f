"""cancel-tail against real daemons, as its users run it."""

import json
import stat

from tools_case import ToolsCase, await_condition, program

# Text that does harm wherever it is taken for something else than text.
HOSTILE = "'; touch harm; \" $(touch harm) `touch harm`\n{\"position\":1}\r\n\x1b[2J\u202e<b>&amp; %s ä"


class TailCase(ToolsCase):
    def tail(self, *arguments):
        return self.begin("CANCEL_TAIL", *arguments)

    def run_tail(self, *arguments, code=0):
        done = self.run_program(program("CANCEL_TAIL"), arguments, cwd=self.folder)
        self.assertEqual(done.returncode, code, done.stderr)
        return done

    def complaint_of_tail(self, code, *arguments):
        """The one sentence with which cancel-tail ends unsuccessfully."""
        lines = self.run_tail(*arguments, code=code).stderr.splitlines()
        self.assertEqual(len(lines), 1, lines)
        self.assertTrue(lines[0].startswith("cancel-tail: "), lines[0])
        return lines[0].removeprefix("cancel-tail: ")

    def printed(self, *arguments):
        """What is printed up to the head, as JSON."""
        return [json.loads(line) for line in self.run_tail("--until-head", *arguments).stdout.splitlines()]

    def positions(self, *arguments):
        return [event["position"] for event in self.printed("--json", *arguments)]

    def create(self, count, **more):
        self.batch([("cancellation/create", more) for _ in range(count)])

    def replace_log(self):
        """Another daemon with another log stands where this one was."""
        self.stop()
        for file in self.log.parent.iterdir():
            if file.name.startswith("cancel.db"):
                file.unlink()
        self.start()

    @property
    def consumers(self):
        return self.folder / "state/canceld/consumers"

    def consumed(self, name):
        """Where a consumer is; None: nowhere yet."""
        file = self.consumers / f"{name}.json"
        return json.loads(file.read_text())["position"] if file.exists() else None

    def script(self, name, text):
        """A shell script in the test's folder."""
        file = self.folder / name
        file.write_text(f"#!/bin/sh\n{text}\n")
        file.chmod(file.stat().st_mode | stat.S_IXUSR)
        return file

    def lines_in(self, name):
        file = self.folder / name
        return file.read_text().splitlines() if file.exists() else []

    def await_lines(self, name, count):
        await_condition(lambda: len(self.lines_in(name)) >= count,
                        lambda: f"{count} lines in {name}, which has {self.lines_in(name)[-3:]}")
        return self.lines_in(name)
