"""Which suites there are, in the order in which they run. Imports none of them: they need more than --list does."""

SUITES = {
    "rates": "commands beside Redis, PostgreSQL, NATS, ZeroMQ and SQLite",
    "tokens": "memory and speed with very many live tokens",
    "log": "a great log: appending, starting on it, its size",
    "history": "questions about a great log while it grows",
    "watchers": "a thousand processes that wait for one token each",
    "observers": "two dozen that see everything live, and what they cost the daemon",
    "timers": "deadlines, leases and times to live that are due together",
    "wal": "the write-ahead log under endless load and a slow reader",
    "snapshot": "how long the loop stands still for a snapshot",
    "token": "a libcancel token beside std::stop_token",
    "wire": "what one message costs on its way through the codec",
    "mcp": "what the way of a tool call costs beside its function",
    "client": "what the client library costs an owner of work",
}
