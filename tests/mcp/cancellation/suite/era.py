"""The two eras of the protocol: what a request looks like in each."""

import dataclasses

LEGACY_VERSION = "2025-11-25"
MODERN_VERSION = "2026-07-28"
TASKS_EXTENSION = "io.modelcontextprotocol/tasks"
CLIENT_INFO = {"name": "mcp-cancellation-suite", "version": "1"}
_PREFIX = "io.modelcontextprotocol/"

# Which field of the parameters the header Mcp-Name repeats.
_NAME_FIELDS = {"tools/call": "name", "prompts/get": "name", "resources/read": "uri",
                "tasks/get": "taskId", "tasks/update": "taskId", "tasks/cancel": "taskId"}


@dataclasses.dataclass(frozen=True)
class Wish:
    """What one request asks for beside its parameters."""
    token: object = None  # progress token
    log_level: str | None = None
    extensions: tuple = ()
    task: dict | None = None  # legacy: params.task


class Legacy:
    name = "legacy"
    version = LEGACY_VERSION
    fence_method = "ping"
    hello_method = "initialize"

    def parameters(self, params, wish):
        params = dict(params or {})
        if wish.token is not None:
            params["_meta"] = {"progressToken": wish.token}
        if wish.task is not None:
            params["task"] = wish.task
        return params

    def notification_meta(self):
        return None

    def hello_parameters(self):
        return {"protocolVersion": self.version, "capabilities": {}, "clientInfo": CLIENT_INFO}

    def headers(self, _method, _params, negotiated):
        return {"MCP-Protocol-Version": negotiated} if negotiated else {}


class Modern:
    name = "modern"
    version = MODERN_VERSION
    fence_method = "server/discover"
    hello_method = "server/discover"

    def _envelope(self, capabilities):
        return {_PREFIX + "protocolVersion": self.version, _PREFIX + "clientCapabilities": capabilities,
                _PREFIX + "clientInfo": CLIENT_INFO}

    def notification_meta(self):
        """The schema asks for none, but clients send it."""
        return self._envelope({})

    def parameters(self, params, wish):
        meta = self._envelope({"extensions": {name: {} for name in wish.extensions}} if wish.extensions else {})
        if wish.token is not None:
            meta["progressToken"] = wish.token
        if wish.log_level is not None:
            meta[_PREFIX + "logLevel"] = wish.log_level
        return dict(params or {}, _meta=meta)

    def hello_parameters(self):
        return {}

    def headers(self, method, params, _negotiated):
        headers = {"MCP-Protocol-Version": self.version, "Mcp-Method": method}
        name = (params or {}).get(_NAME_FIELDS.get(method))
        if isinstance(name, str):
            headers["Mcp-Name"] = name
        return headers


LEGACY = Legacy()
MODERN = Modern()
ERAS = {era.name: era for era in (LEGACY, MODERN)}
