"""Streamable HTTP up to 2025-11-25: sessions, posted cancels, streams that end or are resumed."""

from ..columns import LEGACY_HTTP
from ..context import BRIEF, LONG
from ..registry import check
from ..verdicts import Failure, Skipped

_POST = "Streamable HTTP 2025-11-25: a notification that is accepted gets 202 without a body"
_DISCONNECT = ("Streamable HTTP 2025-11-25: disconnection SHOULD NOT be interpreted as the client cancelling; "
               "to cancel, the client SHOULD send a CancelledNotification")


@check("http-cancel-accepted", "a POSTed cancel gets 202, for a running and for an unknown id", _POST, [LEGACY_HTTP])
def cancel_accepted(context):
    peer = context.peer()
    call = context.start(peer, LONG, token="call")
    call.wait_begun()
    for request_id in (call.id, "never used"):
        exchange = peer.send_notification(peer.cancelled(request_id))
        exchange.wait_end(context.options.patience)
        if exchange.status != 202 or exchange.body:
            raise Failure(f"HTTP {exchange.status} with {len(exchange.body)} bytes instead of 202 without a body")


def _cancelled_stream(context):
    peer = context.peer()
    call = context.start(peer, BRIEF, token="call")
    call.wait_begun()
    call.cancel()
    return peer, call


@check("http-stream-ends", "the response stream of a cancelled call ends, without a response",
       "cancellation: SHOULD NOT answer, SHOULD free resources; a stream on which nothing will come is one",
       [LEGACY_HTTP])
def stream_ends(context):
    peer, call = _cancelled_stream(context)
    if not call.exchange.wait_end(context.options.exit_within):
        raise Failure(f"the stream is still open {context.options.exit_within:g} s after the cancel")
    peer.fence()
    context.silent(call)
    if not call.exchange.is_stream:
        return f"HTTP {call.exchange.status} {call.exchange.headers.get('content-type', 'without a body')}"
    return f"{round((call.exchange.ended_at - call.cancelled_at) * 1000)} ms, " + (
        "with event ids" if call.exchange.event_ids else "without event ids")


@check("http-resumed-stream-ends", "whoever resumes the stream of a cancelled call gets a stream that ends",
       "Streamable HTTP 2025-11-25, resumability: clients come back with Last-Event-ID when a stream ends early",
       [LEGACY_HTTP])
def resumed_stream_ends(context):
    peer, call = _cancelled_stream(context)
    context.need(call.exchange.event_ids, "the stream has no event ids, so nobody resumes it")
    if not call.exchange.wait_end(context.options.exit_within):
        call.exchange.close()
        call.exchange.wait_end(1)
    resumed = peer.resume(call.exchange.event_ids[-1])
    limit = context.options.exit_within
    if not resumed.wait_end(limit):
        raise Failure(f"the GET with Last-Event-ID is still open after {limit:g} s")
    if resumed.status not in (200, 405):
        raise Failure(f"HTTP {resumed.status} in response to a GET with Last-Event-ID; clients will come again")
    peer.fence()
    context.silent(call)


@check("http-disconnect-is-no-cancel", "a call goes on when its connection is lost, and its result can be fetched",
       _DISCONNECT, [LEGACY_HTTP])
def disconnect_is_no_cancel(context):
    peer = context.peer()
    call = context.start(peer, BRIEF, token="call")
    call.wait_begun()
    call.exchange.close()
    call.exchange.wait_end(1)
    if not call.exchange.event_ids and not context.side:
        raise Skipped("no event ids and no side file: nothing shows what the tool did")
    if context.side:
        name, limit = context.tool("slow").name, context.limit()
        if context.side.wait(lambda side: side.entries(name), limit) is None:
            raise Failure("the tool never ended")
        if context.side.count(name, True):
            raise Failure("the loss of the connection stopped the tool")
    if call.exchange.event_ids:
        resumed = peer.resume(call.exchange.event_ids[-1])
        if call.wait_response(context.limit()):
            context.answered(call)
            return "the result came on the resumed stream"
        peer.resume((resumed.event_ids or call.exchange.event_ids)[-1])
        again = "a second resumption yields it" if call.wait_response(1) else "nor on a second one"
        raise Failure(f"the result did not come on the resumed stream; {again}")
    return "no event ids: the result cannot be fetched"


@check("http-sessions-apart", "a cancel in one session does not reach the same id in another", _POST, [LEGACY_HTTP])
def sessions_apart(context):
    # A server that mixes sessions up may keep the first call with an id, or the last one.
    for victim_is_first in (True, False):
        peers = [context.peer(), context.peer()]
        context.need(peers[0].session, "the server has no sessions")
        calls = []
        for peer in peers:
            calls.append(context.start(peer, BRIEF, 5, token="call"))
            calls[-1].wait_begun()
        victim, other = calls if victim_is_first else reversed(calls)
        other.cancel()
        context.answered(victim)
        other.peer.fence()
        context.silent(other)


@check("http-unknown-session", "a cancel in a session that does not exist gets 404, and stops nothing",
       "Streamable HTTP 2025-11-25, session management: MUST respond with 404 to a terminated session", [LEGACY_HTTP])
def unknown_session(context):
    peer = context.peer()
    context.need(peer.session, "the server has no sessions")
    call = context.start(peer, BRIEF, 6, token="call")
    call.wait_begun()
    exchange = peer.post(peer.cancelled(6), {"Mcp-Session-Id": "00000000-0000-4000-8000-000000000000"})
    if not exchange.wait_head(context.options.patience):
        raise Failure("no HTTP response")
    context.answered(call)
    if exchange.status != 404:
        raise Failure(f"HTTP {exchange.status} instead of 404")
