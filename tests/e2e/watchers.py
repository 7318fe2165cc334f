"""A program: several watchers, each in a thread, until a line `until POSITION` on stdin; then they write what they saw.

    watchers.py COMMAND_ENDPOINT EVENT_ENDPOINT RESULT_FILE KIND…

KIND is `beginning`, `now` or `namespace:NAME`. It prints `following` once all of them do.
"""

import json
import sys
import threading

import e2e_case  # noqa: F401  (makes the imports of the others work)
from follower import Follower


class Watcher(threading.Thread):
    """Follows until told up to where; `result` says what it saw."""

    def __init__(self, command_endpoint, event_endpoint, kind, end):
        super().__init__(daemon=True)
        self._endpoints = (command_endpoint, event_endpoint)
        self._kind = kind
        self._end = end
        self.following = threading.Event()
        self.result = None

    def run(self):
        try:
            self._follow()
        finally:
            self.following.set()

    def _follow(self):
        name, _, namespace = self._kind.partition(":")
        start = "now" if name == "now" else "beginning"
        follower = Follower(*self._endpoints, start=start, namespace=namespace or None)
        self.following.set()
        while not self._end or follower.position < self._end[0]:
            follower.follow(0.1)
        follower.close()
        self.result = {"kind": self._kind, "first": follower.first, "seen": follower.seen, "live": follower.live,
                       "caught_up": follower.caught_up, "oddities": follower.oddities}


def main():
    command_endpoint, event_endpoint, path, *kinds = sys.argv[1:]
    end = []
    watchers = [Watcher(command_endpoint, event_endpoint, kind, end) for kind in kinds]
    for watcher in watchers:
        watcher.start()
    for watcher in watchers:
        watcher.following.wait()
    print("following", flush=True)
    for line in sys.stdin:
        word, _, position = line.partition(" ")
        if word == "until":
            end.append(int(position))
            break
    else:
        return 1  # whom it was to tell is gone
    for watcher in watchers:
        watcher.join()
    with open(path, "w") as file:
        json.dump([watcher.result for watcher in watchers], file)
    return 0


if __name__ == "__main__":
    sys.exit(main())
