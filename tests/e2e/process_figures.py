"""What the kernel knows of a running process."""

import os


def process_id(daemon):
    """The id of the process that runs as this daemon now."""
    return daemon.process._process.pid


def _status(pid, key):
    with open(f"/proc/{pid}/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith(f"{key}:"))


def descriptors(daemon):
    """How many file descriptors it has open."""
    return len(os.listdir(f"/proc/{process_id(daemon)}/fd"))


def resident_kilobytes(daemon):
    return _status(process_id(daemon), "VmRSS")


def processor_seconds(daemon):
    """What it has used so far, its own time and the kernel's."""
    with open(f"/proc/{process_id(daemon)}/stat") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
