"""Streamable HTTP from 2026-07-28: the response stream is the call."""

from ..columns import MODERN_HTTP
from ..context import BRIEF
from ..registry import check
from ..verdicts import Failure

_CLOSE = "Streamable HTTP 2026-07-28: closing the response stream is the cancel"


@check("close-harms-no-other", "closing one stream leaves the others alone, even one with the same id", _CLOSE,
       [MODERN_HTTP])
def close_harms_no_other(context):
    peer, stranger = context.peer(), context.peer()
    doomed = context.start(peer, BRIEF, 5, token="doomed")
    doomed.wait_begun()
    other = context.start(peer, BRIEF, 6, token="other")
    same = context.start(stranger, BRIEF, 5, token="doomed")
    for call in (other, same):
        call.wait_begun()
    doomed.cancel()
    for call in (other, same):
        context.answered(call)


@check("close-before-anything", "a stream that is closed before its first byte is a cancel too", _CLOSE, [MODERN_HTTP])
def close_before_anything(context):
    peer = context.peer()
    for _ in range(10):
        context.start(peer, BRIEF).cancel()
    context.fast_works(peer)
    if not context.side:
        return "the server lives; no side file shows whether the tools stopped"
    # A call whose connection was closed before the server read it may not have run at all.
    name = context.tool("slow").name
    limit = context.takes(BRIEF) + context.options.stop_within
    context.side.wait(lambda side: len(side.entries(name)) >= 10, limit)
    if context.side.count(name, False):
        raise Failure("a tool ran to its end though its stream was closed")
    return f"{context.side.count(name, True)} of 10 tools had begun and were stopped"


@check("http-get-and-delete", "GET and DELETE get 405", "Streamable HTTP 2026-07-28: there are no sessions to end and "
       "no general streams", [MODERN_HTTP])
def get_and_delete(context):
    peer = context.peer()
    for method in ("GET", "DELETE"):
        exchange = peer.open(method, headers={"MCP-Protocol-Version": peer.era.version})
        if not exchange.wait_head(context.options.patience):
            raise Failure(f"no HTTP response to {method}")
        if exchange.status != 405:
            raise Failure(f"HTTP {exchange.status} instead of 405 in response to {method}")


@check("no-resumption", "a stream that was closed cannot be resumed: no event ids are given",
       "Streamable HTTP 2026-07-28: there is no resumption", [MODERN_HTTP])
def no_resumption(context):
    peer = context.peer()
    call = context.start(peer, 0.3, token="call")
    context.answered(call)
    if call.exchange.event_ids:
        raise Failure(f"the stream has event ids, such as {call.exchange.event_ids[0]!r}")
