"""Processes that descend from a server, found by a mark in their environment or by their parents."""

import os
import pathlib
import signal

MARK = "MCP_CANCELLATION_SUITE"


def _numbers():
    return [int(path.name) for path in pathlib.Path("/proc").iterdir() if path.name.isdigit()]


def _parent_and_state(number):
    try:
        fields = pathlib.Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
        return int(fields[1]), fields[0]
    except (OSError, IndexError, ValueError):
        return 0, "X"


def alive(number):
    return _parent_and_state(number)[1] not in "XZ"


def marked(mark):
    """Living processes that inherited the mark."""
    wanted = f"{MARK}={mark}".encode()
    found = []
    for number in _numbers():
        try:
            environment = pathlib.Path(f"/proc/{number}/environ").read_bytes().split(b"\0")
        except OSError:
            continue
        if wanted in environment and alive(number):
            found.append(number)
    return found


def descendants(root):
    """Living processes below `root`, without it."""
    children = {}
    for number in _numbers():
        children.setdefault(_parent_and_state(number)[0], []).append(number)
    found, open_ends = [], [root]
    while open_ends:
        for child in children.get(open_ends.pop(), []):
            found.append(child)
            open_ends.append(child)
    return [number for number in found if alive(number)]


def end_marked(mark):
    """Kills what a test left behind. Only processes that carry this mark are touched."""
    for number in marked(mark):
        try:
            os.kill(number, signal.SIGKILL)
        except OSError:
            pass


def name(number):
    try:
        return pathlib.Path(f"/proc/{number}/comm").read_text().strip()
    except OSError:
        return "?"
