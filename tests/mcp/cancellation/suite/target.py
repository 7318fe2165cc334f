"""The server under test: how to reach it, which eras it speaks, what it can do."""

import dataclasses
import os
import pathlib
import tempfile

from . import tool_calls
from .columns import Column
from .era import ERAS, Wish
from .http_peer import HttpPeer
from .http_program import HttpProgram
from .stdio_peer import StdioPeer
from .verdicts import Failure, Unreachable


@dataclasses.dataclass
class Features:
    hello: dict  # the result of initialize or server/discover
    listed: list  # of tools/list
    tools: tool_calls.Tools
    reports_progress: bool

    @property
    def capabilities(self):
        return self.hello.get("capabilities") or {}

    def listed_tool(self, name):
        return next((tool for tool in self.listed if tool["name"] == name), {})


class Target:
    """Owns the HTTP program, if it was told to start one, and the side file of that."""

    def __init__(self, options, trace=None):
        self.options = options
        self._trace = trace
        self._folder = None
        self._program = None
        self.url = options.url
        self.side_path = pathlib.Path(options.side_file) if options.side_file else None

    def __enter__(self):
        if self.options.start_http:
            environment = {}
            if self.options.side_file_env:
                self._folder = tempfile.TemporaryDirectory(prefix="mcp-cancellation-")
                self.side_path = pathlib.Path(self._folder.name) / "side.jsonl"
                environment[self.options.side_file_env] = str(self.side_path)
            self._program = HttpProgram(self.options.start_http, environment)
            try:
                self.url = self._program.wait_url(self.options.url, self.options.start_within)
            except BaseException:
                self._program.close()
                raise
        return self

    def __exit__(self, *_):
        if self._program:
            self._program.close()
        if self._folder:
            self._folder.cleanup()

    @property
    def has_side_file(self):
        return bool(self.options.side_file_env) or self.side_path is not None

    # Peers.

    def stdio(self, era, environment=None):
        """A fresh process to which nothing was said yet."""
        return StdioPeer(self.options.stdio, era, self.options.patience, environment, self._trace)

    def http(self, era):
        return HttpPeer(self.url, era, self.options.patience, self._trace)

    def greeted(self, column, environment=None):
        """A peer that is ready for calls: legacy ones are initialized, modern ones need nothing."""
        peer = self.stdio(column.era, environment) if column.transport == "stdio" else self.http(column.era)
        try:
            if column.era.name == "legacy":
                peer.hello = peer.open_session() if column.transport == "http" else _initialize(peer)
        except BaseException:
            peer.close()
            raise
        return peer

    # What the server speaks.

    def transports(self):
        return [name for name, given in (("stdio", self.options.stdio), ("http", self.url)) if given]

    def probe(self):
        """(columns → Features, columns → why the server does not speak it). Raises Unreachable if there is none."""
        spoken, silent = {}, {}
        for transport in self.transports():
            for era in (ERAS[name] for name in self.options.eras):
                column = Column(era, transport)
                try:
                    spoken[column] = self._features(column)
                except (Failure, Unreachable) as reason:
                    silent[column] = str(reason)
        if not spoken:
            raise Unreachable("; ".join(f"{column}: {reason}" for column, reason in silent.items()))
        return spoken, silent

    def _features(self, column):
        with tempfile.TemporaryDirectory(prefix="mcp-cancellation-") as folder:
            environment = {}
            if self.options.side_file_env:
                environment[self.options.side_file_env] = os.path.join(folder, "side.jsonl")
            peer = self.greeted(column, environment)
            try:
                if column.era.name == "modern":
                    peer.hello = peer.request("server/discover")
                    if column.era.version not in peer.hello.get("supportedVersions", ()):
                        raise Failure(f"server/discover does not name {column.era.version}")
                listed = _all_tools(peer)
                tools = tool_calls.completed(self.options.tools, listed)
                return Features(peer.hello, listed, tools, _reports_progress(peer, tools))
            finally:
                peer.close()


def _initialize(peer):
    call = peer.ask("initialize", peer.era.hello_parameters())
    result = call.result()
    peer.notify("notifications/initialized")
    return result


def _all_tools(peer):
    tools, cursor = [], None
    while True:
        result = peer.request("tools/list", {"cursor": cursor} if cursor else {})
        tools += result.get("tools", [])
        cursor = result.get("nextCursor")
        if not cursor:
            return tools


def _reports_progress(peer, tools):
    """Calls the slow tool once, for a moment."""
    if not tools.slow:
        return False
    call = peer.call(tools.slow, 0.2, steps=2, wish=Wish(token="probe"))
    result = call.result(tools.slow.seconds(0.2) + peer.patience)
    if result.get("isError"):
        raise Failure(f"the slow tool {tools.slow.name} fails: {str(result.get('content'))[:100]}")
    return bool(call.progress())
