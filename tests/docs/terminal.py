"""A shell that commands are typed into, as a reader of the documents would."""

import os
import re
import signal
import subprocess
import threading

from support import PATIENCE

# Printed behind each command with its exit code. A control character, so that no command prints it.
END = re.compile("\036(\\d+)\036\n")


class Terminal:
    """One bash with its own working folder and state. Used from one thread; close() ends what still runs in it."""

    def __init__(self, environment, folder):
        self._shell = subprocess.Popen(
            ["bash", "--noprofile", "--norc"], env=environment, cwd=folder, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)
        self._output = ""
        self._ended = False
        self._changed = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        while chunk := os.read(self._shell.stdout.fileno(), 65536):
            with self._changed:
                self._output += chunk.decode(errors="replace")
                self._changed.notify_all()
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def type(self, command):
        """Starts a command; it reads nothing from the terminal. The one before must have ended."""
        with self._changed:
            self._output = ""
        self._shell.stdin.write(f"{{ {command}\n}} </dev/null\nprintf '\\036%s\\036\\n' $?\n".encode())
        self._shell.stdin.flush()

    def await_output(self, enough, timeout=PATIENCE):
        """Waits until `enough(output)`, or the command has ended; returns its output so far and its exit code or None."""
        with self._changed:
            self._changed.wait_for(lambda: self._ended or END.search(self._output) or enough(self._output), timeout)
            end = END.search(self._output)
            return self._output[:end.start()] if end else self._output, int(end[1]) if end else None

    def close(self):
        """Ctrl-C for what runs, and then the end."""
        self._shell.stdin.close()
        for number in signal.SIGINT, signal.SIGKILL:
            try:
                os.killpg(self._shell.pid, number)
                self._shell.wait(5)
                break
            except (subprocess.TimeoutExpired, ProcessLookupError):
                continue
        self._shell.wait()
        self._reader.join()
        self._shell.stdout.close()
