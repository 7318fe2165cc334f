"""What a figure was measured on: the machine, its disk at this moment, and the version of everything."""

import os
import pathlib
import platform
import re
import sqlite3
import statistics
import subprocess
import time


def describe(folder, programs):
    """Names and values for people; `folder` is where the data lies."""
    return {
        "processor": f"{_processor()}, {os.cpu_count()} cores",
        "memory": f"{_memory_gigabytes():.0f} GB",
        "kernel": f"{platform.system()} {platform.release()}",
        "file system": _file_system(folder),
        **_versions(programs),
    }


def _processor():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _memory_gigabytes():
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30


def _file_system(folder):
    best = ("", "unknown", "")
    for line in pathlib.Path("/proc/mounts").read_text().splitlines():
        device, mount, kind, *_ = line.split()
        inside = f"{folder}/".startswith(mount if mount.endswith("/") else f"{mount}/")
        if inside and len(mount) >= len(best[0]):
            best = (mount, kind, device)
    return f"{best[1]} on {best[2]}"


def _versions(programs):
    asked = {
        "canceld": [programs.canceld, "--version"],
        "commit": ["git", "-C", pathlib.Path(__file__).parent, "describe", "--always", "--dirty"],
        "compiler": ["c++", "--version"],
        "Redis": ["redis-server", "--version"],
        "PostgreSQL": [_postgres(), "--version"],
        "NATS": ["nats-server", "--version"],
    }
    found = {name: _first_line(command) for name, command in asked.items()}
    return {**found, "SQLite": sqlite3.sqlite_version, "ZeroMQ": _zeromq(), "Python": platform.python_version()}


def _postgres():
    installed = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    return str(installed[-1]) if installed else "postgres"


def _zeromq():
    import zmq
    return zmq.zmq_version()


def _first_line(command):
    try:
        done = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=20)
    except OSError:
        return "not installed"
    lines = (done.stdout or done.stderr).strip().splitlines()
    line = lines[0] if lines and done.returncode == 0 else "unknown"
    return re.sub(r" (sha|malloc|bits|build)=\S+", "", line)


def sync_cost(folder, repetitions):
    """Microseconds that writing 4 KiB and fdatasync take there: appended to a file, and over what is in it."""
    path = pathlib.Path(folder) / "sync-cost"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        appended = [_sync(descriptor, 4096 * index) for index in range(repetitions)]
        overwritten = [_sync(descriptor, 4096 * index) for index in range(repetitions)]
    finally:
        os.close(descriptor)
        path.unlink()
    return {"appended": appended, "overwritten": overwritten}


def _sync(descriptor, offset):
    begin = time.perf_counter()
    os.pwrite(descriptor, b"\1" * 4096, offset)
    os.fdatasync(descriptor)
    return (time.perf_counter() - begin) * 1e6


def sync_text(cost):
    return ", ".join(f"{kind} {statistics.median(values):.0f} us ({min(values):.0f} … {max(values):.0f})"
                     for kind, values in cost.items())


def processor_ticks():
    """All processors' time so far, in ticks, and the part of it that other guests of the host took."""
    fields = [int(field) for field in pathlib.Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    return sum(fields), fields[7]


def busy_before():
    """A sentence where something else ran before the first measurement, else an empty text."""
    load = os.getloadavg()[0]
    if load < 0.3 * os.cpu_count():
        return ""
    return f"The machine was busy with something else when this began: its load average was {load:.1f}."
