"""The fake server over stdin and stdout."""

import json
import os
import signal
import sys
import threading

from . import tools
from .session import Session


def serve(faults):
    if "ignores-sigterm" in faults:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    else:
        signal.signal(signal.SIGTERM, lambda *_: _leave(faults))
    session = Session(faults)
    lock = threading.Lock()

    def send(message):
        with lock:
            sys.stdout.write(json.dumps(message, indent=2 if "breaks-lines" in faults else None) + "\n")
            sys.stdout.flush()

    if "chatters" in faults:
        print("starting up", flush=True)
    for line in sys.stdin:
        session.take(json.loads(line), send)
    if "ignores-eof" in faults:
        threading.Event().wait()
    _leave(faults)


def _leave(faults):
    if "leaves-child" not in faults:
        tools.end_all()
    os._exit(0)
