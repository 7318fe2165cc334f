"""The programs that are measured and that measure, and processes of them that never outlive this one."""

import atexit
import ctypes
import dataclasses
import json
import os
import pathlib
import signal
import subprocess


class Skipped(Exception):
    """This can't be measured here, and why; everything else can."""


class Broken(Exception):
    """Something failed that has nothing to do with speed."""


@dataclasses.dataclass(frozen=True)
class Programs:
    """Where a build has them."""

    canceld: pathlib.Path
    cancelctl: pathlib.Path
    tail: pathlib.Path
    load: pathlib.Path
    token: pathlib.Path
    mcp: pathlib.Path
    client: pathlib.Path
    wire: pathlib.Path

    @staticmethod
    def of_build(folder):
        """A variable of the environment takes the place of what the build has: CANCELD, CANCELCTL, LOAD_BENCH …"""
        return Programs(**{
            name: pathlib.Path(os.environ.get(variable, folder / place)).absolute()
            for name, variable, place in (
                ("canceld", "CANCELD", "daemon/canceld"),
                ("cancelctl", "CANCELCTL", "tools/cancelctl/cancelctl"),
                ("tail", "CANCEL_TAIL", "observers/tail/cancel-tail"),
                ("load", "LOAD_BENCH", "tests/bench/load/load_bench"),
                ("token", "TOKEN_BENCH", "tests/bench/token_bench"),
                ("mcp", "MCP_BENCH", "tests/bench/mcp_bench"),
                ("client", "CLIENT_BENCH", "tests/bench/client_bench"),
                ("wire", "WIRE_BENCH", "tests/bench/wire_bench"))})


_running = set()


@atexit.register
def _end_what_is_left():
    for process in list(_running):
        end(process)


def _die_with_parent():
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def start(command, **options):
    """A process that ends at the latest when this one does."""
    process = subprocess.Popen([str(part) for part in command], preexec_fn=_die_with_parent, **options)
    _running.add(process)
    return process


def end(process):
    if process.poll() is None:
        process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream:
            stream.close()
    _running.discard(process)


def processor_seconds(pid):
    """What a process has used so far, its own time and the kernel's, on all its threads."""
    threads = pathlib.Path(f"/proc/{pid}/task").iterdir()
    return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e9


def result_of(process, timeout=900):
    """The JSON object that it prints. Raises Skipped where it exits with 3, Broken where it fails otherwise."""
    try:
        output, errors = process.communicate(timeout=timeout)
    finally:
        end(process)
    name = pathlib.Path(process.args[0]).name
    if process.returncode == 3:
        raise Skipped(errors.strip())
    if process.returncode != 0:
        raise Broken(f"{name} exited with {process.returncode}: {errors.strip()}")
    return json.loads(output.strip().splitlines()[-1])
