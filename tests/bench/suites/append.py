"""A process that appends to a daemon's log, for load beside what is measured: prints one JSON object.

    python3 -m suites.append ENDPOINT SECONDS [EVENTS A SECOND]
"""

import json
import sys

from .commands import append_rate

if __name__ == "__main__":
    print(json.dumps({"rate": append_rate(sys.argv[1], float(sys.argv[2]), rate=float((sys.argv + ["0"])[3]))}))
