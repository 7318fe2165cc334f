"""What a check works with: peers, tools, the side file, and words for what it expects."""

import tempfile
import time

from .era import Wish
from .side_file import SideFile
from .verdicts import Failure, NotApplicable, Skipped

# Seconds, before --pace.
BRIEF = 1.0  # long enough to be cancelled, short enough to be waited for
LONG = 10.0  # such a call is not waited for


class Context:
    """For one check in one column. Closing it ends everything that the check started."""

    def __init__(self, target, column, features):
        self.column = column
        self.features = features
        self.options = target.options
        self._target = target
        self._peers = []
        self._calls = []  # (tool name, Call) of tools that write the side file
        self._folder = tempfile.TemporaryDirectory(prefix="mcp-cancellation-")
        self.environment = {}
        self.side = None
        if column.transport == "stdio" and self.options.side_file_env:
            path = self._folder.name + "/side.jsonl"
            self.environment[self.options.side_file_env] = path
            self.side = SideFile(path)
        elif column.transport == "http" and target.side_path:
            self.side = SideFile(target.side_path)

    # Peers and tools.

    def peer(self):
        """A peer that is ready for calls."""
        peer = self._target.greeted(self.column, self.environment)
        peer.reports_progress = self.features.reports_progress
        self._peers.append(peer)
        return peer

    def fresh_process(self):
        """stdio: a process to which nothing was said yet."""
        peer = self._target.stdio(self.column.era, self.environment)
        self._peers.append(peer)
        return peer

    def tool(self, role):
        """The tool that plays `role`; skips the check if the server has none."""
        tool = getattr(self.features.tools, role)
        if tool is None:
            raise Skipped(f"no {role} tool known (see --{role}-tool)")
        return tool

    def start(self, peer, seconds, request_id=None, token=None, role="slow", wish=None):
        """Starts a call of the slow (or another) tool."""
        tool = self.tool(role)
        if wish is None:
            wish = Wish(token=token)
        call = peer.call(tool, self.paced(seconds), request_id, steps=max(2, round(seconds * 10)), wish=wish)
        self._calls.append((tool.name, call))
        return call

    def started(self, call, role="slow"):
        """Takes into account a call that the check sent itself."""
        self._calls.append((self.tool(role).name, call))

    def paced(self, seconds):
        return seconds if seconds >= LONG else seconds * self.options.pace

    def takes(self, seconds, role="slow"):
        """How long a call of the tool takes that was started with `seconds`."""
        return self.tool(role).seconds(self.paced(seconds))

    def limit(self, role="slow"):
        """How long to wait for the answer of a brief call of the tool."""
        return self.takes(BRIEF, role) + self.options.patience

    # Expectations.

    def answered(self, call, role="slow"):
        """The call's result, which must come in the time that the tool takes, once."""
        result = call.result(self.limit(role))
        if result.get("isError"):
            raise Failure(f"{call} failed though nobody cancelled it: {str(result.get('content'))[:80]}")
        return result

    def silent(self, call):
        """The call must not have been answered at all."""
        found = call.responses()
        if found:
            message = found[0].message
            raise Failure(f"{call} was cancelled and yet answered with {_outcome(message)} "
                          f"{_milliseconds(found[0].at - call.cancelled_at)} after the cancel")

    def silent_after(self, call, order):
        """The call must not have been answered behind this place of the transcript."""
        late = [a for a in call.responses() if a.order > order]
        if late:
            raise Failure(f"{call} was answered with {_outcome(late[0].message)} after the fence, "
                          f"{_milliseconds(late[0].at - call.cancelled_at)} after the cancel")

    def fast_works(self, peer):
        """The server lives and answers."""
        fast = self.features.tools.fast
        if fast:
            peer.call(fast).result()
        peer.fence()

    def aborts(self, count=1, role="slow", seconds=None):
        """Waits until the side file says that `count` calls of the tool were aborted; the seconds that took."""
        limit = self.options.stop_within if seconds is None else seconds
        name = self.tool(role).name
        took = self.need_side().wait(lambda side: side.count(name, True) >= count, limit)
        if took is None:
            raise Failure(f"after {limit:g} s the side file says that {self.side.count(name, True)} of {count} "
                          f"cancelled calls of {name} stopped")
        return took

    def need_side(self):
        if self.side is None:
            raise Skipped("no side file (see --side-file-env, --side-file)")
        return self.side

    def need(self, condition, feature):
        if not condition:
            raise NotApplicable(feature)

    # The end.

    def verify(self):
        """What holds in every check: no server sends what nobody asked for."""
        for peer in self._peers:
            strays = peer.strays()
            if strays:
                raise Failure("the server " + strays[0] + (f", and {len(strays) - 1} more" if strays[1:] else ""))

    def close(self):
        for peer in self._peers:
            peer.close()
        self._settle()
        self._folder.cleanup()

    def _settle(self):
        """Calls that still run on a server that many checks share must not write into the next one's side file."""
        if self.column.transport != "http" or self.side is None:
            return
        names = {name for name, _ in self._calls}
        deadline = time.monotonic() + LONG
        self.side.wait(lambda side: sum(len(side.entries(name)) for name in names) >= len(self._calls)
                       or time.monotonic() > deadline, LONG)


def _outcome(message):
    if "error" in message:
        return f"error {message['error'].get('code')}"
    return "an error result" if message["result"].get("isError") else "a result"


def _milliseconds(seconds):
    return f"{round(seconds * 1000)} ms"
