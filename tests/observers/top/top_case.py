"""cancel-top in a real terminal: one that tmux makes, and whose content can be read."""

import itertools
import shutil
import subprocess

from tools_case import PATIENCE, ToolsCase, await_condition, program


class Terminal:
    """A terminal of its own tmux, on a socket of its own, in which a shell runs cancel-top and then says how it ended."""

    _numbers = itertools.count(1)

    def __init__(self, folder, environment, command, columns=80, lines=24):
        self._tmux = ["tmux", "-u", "-f", "/dev/null", "-S", str(folder / f"tmux-{next(self._numbers)}")]
        self._environment = {**environment, "LANG": "C.UTF-8", "TERM": "screen"}
        self._environment.pop("TMUX", None)
        # The settings of the terminal are compared before and after; `cat` keeps it open.
        script = (f'trap : INT; before=$(stty -g); {command}; echo "code $?"; '
                  '[ "$before" = "$(stty -g)" ] && echo sane; exec cat')
        self.run("new-session", "-d", "-x", str(columns), "-y", str(lines), "sh", "-c", script)

    def run(self, *arguments):
        done = subprocess.run([*self._tmux, *arguments], env=self._environment, text=True, timeout=PATIENCE,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        if done.returncode != 0:
            raise AssertionError(f"tmux {arguments[0]}: {done.stderr}")
        return done.stdout

    def keys(self, *names):
        self.run("send-keys", *names)

    def type(self, text):
        self.run("send-keys", "-l", text)

    def resize(self, columns, lines):
        self.run("resize-window", "-x", str(columns), "-y", str(lines))

    def text(self):
        return self.run("capture-pane", "-p")

    def lines(self):
        return self.text().split("\n")[:-1]

    def line_with(self, *words):
        for line in self.lines():
            if all(word in line for word in words):
                return line
        return None

    def coloured_line_with(self, word):
        """The line with its escape sequences; those of the lines before it count."""
        for line in self.run("capture-pane", "-p", "-e").split("\n"):
            if word in line:
                return line
        return ""

    def awaits(self, *words):
        """Until one line has all of these words."""
        await_condition(lambda: self.line_with(*words), lambda: f"{words} on the screen:\n{self.text()}")

    def awaits_no(self, *words):
        await_condition(lambda: not self.line_with(*words), lambda: f"no {words} on the screen:\n{self.text()}")

    def process(self):
        """The id of cancel-top."""
        shell = int(self.run("display-message", "-p", "#{pane_pid}"))
        children = subprocess.run(["pgrep", "-P", str(shell)], stdout=subprocess.PIPE, text=True, timeout=PATIENCE,
                                  check=False).stdout.split()
        return int(children[0])

    def close(self):
        subprocess.run([*self._tmux, "kill-server"], env=self._environment, timeout=PATIENCE, check=False,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


class TopCase(ToolsCase):
    @classmethod
    def setUpClass(cls):
        if shutil.which("tmux") is None:
            raise RuntimeError("these tests need tmux (Debian: tmux)")

    def top(self, arguments="", columns=80, lines=24, environment=None, before="", after=""):
        terminal = Terminal(self.folder, {**self.environment, **(environment or {})},
                            f'{before} {program("CANCEL_TOP")} {arguments} {after}', columns, lines)
        self.addCleanup(terminal.close)
        return terminal

    def run_top(self, *arguments, code=0):
        done = self.run_program(program("CANCEL_TOP"), arguments)
        self.assertEqual(done.returncode, code, done.stderr)
        return done

    def operation(self, name, **options):
        return self.call("operation/start", id=name, **{"tool": "search", "graceMs": 600_000, **options})

    def finish(self, name, outcome="stopped", **options):
        return self.call("operation/finish", id=name, outcome=outcome, **options)
