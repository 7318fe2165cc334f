"""The tools of the fake server, those that the preset `demo` expects."""

import json
import os
import subprocess
import threading

LISTED = [
    {"name": "echo", "inputSchema": {"type": "object", "properties": {"message": {"type": "string"}},
                                     "required": ["message"]}},
    *({"name": name, "inputSchema": {
        "type": "object", "properties": {"duration": {"type": "number"}, "steps": {"type": "number"}},
        "required": ["duration"]}} for name in ("coop", "stubborn")),
    {"name": "slow_compute", "execution": {"taskSupport": "optional"}, "inputSchema": {
        "type": "object", "properties": {"seconds": {"type": "number"}}, "required": ["seconds"]}},
    {"name": "shell", "inputSchema": {"type": "object", "properties": {"command": {"type": "string"}},
                                      "required": ["command"]}},
]


def run(name, arguments, work, faults):
    """The text of the result. Writes the side file."""
    if name == "echo":
        return str(arguments["message"])
    if name == "shell":
        return _shell(arguments["command"], work, faults)
    stubborn = name == "stubborn" or "never-stops" in faults
    aborted = _steps(arguments, work, stubborn)
    path = os.environ.get("SIDE_FILE")
    if path:
        with open(path, "a", encoding="utf-8") as file:
            file.write(json.dumps({"tool": name, "aborted": aborted}) + "\n")
    return "stopped" if aborted else "done"


def _steps(arguments, work, stubborn):
    steps = int(arguments.get("steps", 10))
    seconds = arguments.get("duration", arguments.get("seconds"))
    never = type(work.abort)()
    for step in range(steps):
        if (never if stubborn else work.abort).wait(seconds / steps):
            return True
        work.progress(step + 1, steps)
    return False


def _shell(command, work, faults):
    with starting:  # a child that can be seen is known here, too
        process = subprocess.Popen(["/bin/sh", "-c", command], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL, start_new_session=True)
        children.add(process)
    while process.poll() is None:
        if work.abort.wait(0.02):
            if "leaves-child" not in faults:
                end(process)
            break
    return "ended"


starting = threading.RLock()  # a signal may come while the end is being made
children = set()


def end_all():
    """For the end of the process: no child can be started any more."""
    starting.acquire()
    for process in children:
        end(process)


def end(process):
    try:
        os.killpg(process.pid, 9)
    except OSError:
        pass
    process.wait()
