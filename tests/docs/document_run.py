"""Runs the examples of one document, in order, against a daemon of its own with an empty log.

What a fenced block must be:

console   Lines "$ command", each followed by what it prints on stdout and stderr. Every command must end with exit code 0.
          With `terminal=NAME` behind the language it is typed into a terminal of its own; the document goes on as soon as
          the first line of its last command is there, and the rest must have come when the document ends.
cpp       A program, which begins with a line "// NAME.cpp" and is saved under that name, for a later command; or a fragment,
          which is run as cpp_fragments.py says.
python    A program. One that begins with a line "# NAME.py" is saved under that name, for a later command; any other is run.
json      A request (or a batch), directly followed by a block with its reply; or an event, or a heartbeat, that was
          published. Which of these it is shows by its members.
sql       Statements for `sqlite3 -readonly` on the log.
toml      A configuration that canceld accepts.
sh        Commands that are not run; each must stand in not_run.py with a reason.

An indented block is SQL or a command where it begins like one, else a picture. What in the expected output may differ is
said in expectation.py.
"""

import json
import re
import subprocess
import sys

import markdown
from cpp_fragments import CppFragments, is_whole
from expectation import JsonExpectation, Mismatch, normalised, text_pattern
from machine import Machine
from not_run import check_instead
from support import CANCELD, PATIENCE
from terminal import Terminal


class ExampleFailed(AssertionError):
    pass


class DocumentRun:
    """Not to be used twice. close() ends everything that it started."""

    def __init__(self, blocks):
        self._machine = Machine()
        self._fragments = CppFragments(blocks, self._machine)
        self._terminals = {}
        self._unsettled = []  # (terminal, expected lines, line of the block) whose command may still be running
        self._expectation = JsonExpectation()
        self._request = None  # the one whose reply is to come

    def close(self):
        for terminal in self._terminals.values():
            terminal.close()
        self._machine.close()

    def run(self, block):
        """Runs one block. Raises what says why it does not do what it shows."""
        if self._request is not None and block.language != "json":
            raise ExampleFailed("the request before has no reply in the document")
        runners = {"console": self._console, "python": self._python, "cpp": self._cpp, "json": self._json,
                   "sql": self._sql, "toml": self._toml, "sh": self._sh, markdown.PICTURE: lambda _: None}
        if block.language not in runners:
            raise ExampleFailed(f'a block of language "{block.language}": it must be one of {", ".join(runners)}')
        runners[block.language](block)

    def finish(self):
        """Compares what the terminals show at the end."""
        if self._request is not None:
            raise ExampleFailed("the last request has no reply in the document")
        for begun in self._unsettled:
            self._settle_begun(*begun)
        self._unsettled.clear()

    # console

    def _console(self, block):
        name = block.options.get("terminal")
        commands = list(self._commands(block.text.splitlines()))
        for number, (command, expected) in enumerate(commands, 1):
            if check_instead(command):
                continue
            terminal = self._terminal(name)
            terminal.type(command)
            if name and number == len(commands):
                self._begin(terminal, expected, block.line)
            else:
                self._settle(terminal, expected)

    @staticmethod
    def _commands(lines):
        command, expected = None, []
        for line in lines:
            if command is not None and command.endswith("\\"):
                command = command[:-1] + line
            elif line.startswith("$ "):
                if command is not None:
                    yield command, expected
                command, expected = line[2:], []
            elif command is None:
                raise ExampleFailed('a console block begins with "$ command"')
            else:
                expected.append(line)
        if command is None:
            raise ExampleFailed("an empty console block")
        yield command, expected

    def _terminal(self, name):
        if name not in self._terminals:
            self._terminals[name] = Terminal(self._machine.environment, self._machine.work)
        terminal = self._terminals[name]
        for entry in [entry for entry in self._unsettled if entry[0] is terminal]:
            self._settle_begun(*entry)
            self._unsettled.remove(entry)
        return terminal

    def _begin(self, terminal, expected, line):
        first = text_pattern(expected[:1])
        output, _ = terminal.await_output(lambda output: first.match(normalised(output)))
        if not first.match(normalised(output)):
            raise ExampleFailed(f"it does not begin with {expected[:1]}, but prints:\n{output}")
        self._unsettled.append((terminal, expected, line))

    def _settle_begun(self, terminal, expected, line):
        """A command that may run for ever must have printed everything by now, or very soon."""
        pattern = text_pattern(expected)
        output, code = terminal.await_output(lambda output: pattern.fullmatch(normalised(output)))
        try:
            self._compare(expected, output, code or 0)
        except ExampleFailed as failure:
            raise ExampleFailed(f"the command of line {line}: {failure}") from None

    def _settle(self, terminal, expected):
        output, code = terminal.await_output(lambda output: False, 6 * PATIENCE)  # it may be a compiler
        self._compare(expected, output, code)

    @staticmethod
    def _compare(expected, output, code):
        if code != 0:
            raise ExampleFailed(f"it ends with {'nothing' if code is None else code} and prints:\n{output}")
        if not text_pattern(expected).fullmatch(normalised(output)):
            raise ExampleFailed(f"it prints:\n{output}instead of:\n" + "\n".join(expected))

    # json

    def _json(self, block):
        value = json.loads(block.text)
        first = value[0] if isinstance(value, list) else value
        if self._request is not None:
            self._check_reply(value)
        elif "method" in first:
            self._request = self._expectation.real(value)
        elif first.keys() == {"logId", "head", "time"}:
            self._check_published(b"$heartbeat", value)
        elif {"position", "version", "type", "time"} <= first.keys():
            topic = f"{value['namespace']} {value.get('token', '$session')} {value['type']}"
            self._check_published(topic.encode(), value)
        else:
            raise ExampleFailed("it is neither a request, nor a reply behind one, nor an event, nor a heartbeat")

    def _check_reply(self, expected):
        request, self._request = self._request, None
        actual = self._machine.client.exchange(request)
        try:
            self._expectation.check(expected, actual)
        except Mismatch as mismatch:
            raise ExampleFailed(f"{mismatch}\nrequest: {json.dumps(request)}\nreply: {json.dumps(actual)}") from None

    def _check_published(self, topic, expected):
        similar = []
        for message in self._machine.published():
            if message[0] == topic:
                if self._expectation.matches(expected, json.loads(message[1])):
                    return
                similar.append(message[1].decode())
        raise ExampleFailed(f"this was not published with topic {topic.decode()}, but:\n" + "\n".join(similar))

    # The others.

    def _cpp(self, block):
        name = re.match(r"// (\w+\.cpp)\n", block.text)
        if name:
            (self._machine.work / name[1]).write_text(block.text)
        elif is_whole(block):
            raise ExampleFailed('a program begins with "// NAME.cpp", so that a later command can compile it')
        else:
            self._fragments.run(block)

    def _python(self, block):
        name = re.match(r"# (\w+\.py)\n", block.text)
        if name:
            (self._machine.work / name[1]).write_text(block.text)
        else:
            self._execute([sys.executable, "-"], block.text)

    def _sql(self, block):
        self._machine.make_history_where_there_is_none()
        self._execute(["sqlite3", "-readonly", "-bail", self._machine.log], block.text)

    def _toml(self, block):
        file = self._machine.work / "example.toml"
        file.write_text(block.text)
        self._execute([CANCELD, "--config", file, "--check-config"], "")

    def _sh(self, block):
        for command in block.text.replace("\\\n", "").splitlines():
            if command.strip() and not check_instead(command):
                raise ExampleFailed(f'"{command}" is not run, and not_run.py does not say why')

    def _execute(self, command, text):
        ended = subprocess.run(command, input=text, env=self._machine.environment, cwd=self._machine.work,
                               capture_output=True, text=True, timeout=PATIENCE)
        if ended.returncode != 0 or ended.stderr:
            raise ExampleFailed(f"it ends with {ended.returncode} and prints:\n{ended.stdout}{ended.stderr}")
