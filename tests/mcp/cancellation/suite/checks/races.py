"""Cancels that come at the worst moment."""

import random
import time

from ..call import Call
from ..columns import BY_NOTIFICATION, LEGACY_STDIO, MODERN_HTTP, MODERN_STDIO, STDIO
from ..context import BRIEF, LONG
from ..registry import check
from ..verdicts import Failure, Skipped

_ORDER = "JSON-RPC over one ordered stream: a cancel concerns the request that was sent before it"
_ROUNDS = 10
_FOLLOWING = 0.2  # seconds that the new request of the same id takes
_MOMENT = 0.03  # seconds: a call that ends while its cancel is on its way


@check("race-one-chunk", "a request and its cancel that arrive in one chunk leave no trace", _ORDER, STDIO)
def one_chunk(context):
    peer = context.peer()
    parameters = context.tool("slow").parameters(context.paced(BRIEF))
    calls, chunk = [], []
    for number in range(_ROUNDS):
        call = _prepared(context, peer, 500 + number)
        chunk += [peer.message(call.id, "tools/call", parameters), peer.cancelled(call.id)]
        calls.append(call)
    twin = _prepared(context, peer, 600)
    chunk.append(peer.message(twin.id, "tools/call", parameters))
    peer.chunk(*chunk)
    context.answered(twin)
    peer.fence()
    for call in calls:
        context.silent(call)


def _prepared(context, peer, request_id):
    """A call that the check itself sends, in a chunk."""
    call = Call(peer, request_id)
    call.cancelled_at = call.sent_at
    context.started(call)
    return call


def _new_one_survives(context, together):
    peer = context.peer()
    slow = context.tool("slow")
    # The new request must be in flight when the cancel is carried out, however late that is.
    following = slow.parameters(context.paced(_FOLLOWING)) if slow.adjustable else context.tool("fast").parameters(0)
    for number in range(_ROUNDS):
        request_id = number + 1
        old = _prepared(context, peer, request_id)
        first = peer.message(request_id, "tools/call", slow.parameters(LONG))
        rest = [peer.cancelled(request_id), peer.message(request_id, "tools/call", following)]
        if together:
            peer.chunk(first, *rest)
        else:
            peer.chunk(first)
            peer.fence()
            peer.chunk(*rest)
        message = old.wait_response(context.options.patience)
        if message is None:
            raise Failure(f"round {number + 1}: the new request was not answered{peer.trouble()}")
        if "error" in message or message["result"].get("isError"):
            raise Failure(f"round {number + 1}: the new request failed: {str(message)[:120]}")
        peer.fence()
        if len(old.responses()) > 1:
            raise Failure(f"round {number + 1}: the id was answered {len(old.responses())} times")


@check("race-id-reused", "cancel(n) and a new request n in one chunk: the old call stops, the new one is answered",
       _ORDER, STDIO)
def id_reused(context):
    _new_one_survives(context, together=False)


@check("race-id-reused-at-once", "a request n, its cancel and a new request n in one chunk: the new one is answered",
       _ORDER, STDIO)
def id_reused_at_once(context):
    _new_one_survives(context, together=True)


@check("race-result", "a cancel that races the result leads to one answer or none, and to none after a fence",
       "cancellation: MAY arrive after the request has finished; both sides handle the race gracefully",
       BY_NOTIFICATION)
def result(context):
    peer = context.peer()
    if not context.tool("slow").adjustable:
        raise Skipped("the slow tool's time cannot be chosen")
    chance = random.Random(17)
    answered = 0
    calls = []
    for _ in range(40):
        call = context.start(peer, _MOMENT)
        time.sleep(chance.uniform(0.0, 2 * context.paced(_MOMENT)))  # this moment is what the check varies
        call.cancel()
        calls.append((call, peer.fence()))
    peer.fence()
    for call, fence in calls:
        if len(call.responses()) > 1:
            raise Failure(f"{call} was answered {len(call.responses())} times")
        context.silent_after(call, fence)
        answered += len(call.responses())
    context.fast_works(peer)
    return f"{answered} of {len(calls)} were answered before the cancel"


@check("race-result-closing", "closing streams at random moments around the result harms nothing",
       "Streamable HTTP 2026-07-28: closing the response stream is the cancel", [MODERN_HTTP])
def result_closing(context):
    peer = context.peer()
    if not context.tool("slow").adjustable:
        raise Skipped("the slow tool's time cannot be chosen")
    chance = random.Random(18)
    for _ in range(40):
        call = context.start(peer, _MOMENT)
        time.sleep(chance.uniform(0.0, 2 * context.paced(_MOMENT)))  # this moment is what the check varies
        call.cancel()
        if len(call.responses()) > 1:
            raise Failure(f"{call} was answered {len(call.responses())} times")
    context.fast_works(peer)


@check("initialize-uncancellable", "initialize and its cancel in one chunk: it is answered",
       "cancellation: the initialize request MUST NOT be cancelled by clients", [LEGACY_STDIO])
def initialize_uncancellable(context):
    for request_id in (0, 1, "init"):
        peer = context.fresh_process()
        call = _hello(peer, request_id)
        call.result()
        peer.notify("notifications/initialized")
        peer.fence()


@check("discover-cancelled",
       "server/discover and its cancel in one chunk: one answer or none, and the next is answered",
       "cancellation 2026-07-28: no answer after a cancel that found the request in flight", [MODERN_STDIO])
def discover_cancelled(context):
    peer = context.fresh_process()
    calls = [_hello(peer, request_id) for request_id in (0, 1, "discover")]
    fence = peer.fence()
    peer.transcript.wait(lambda: False, 0.3)  # silence is a matter of time
    for call in calls:
        context.silent_after(call, fence)
    context.fast_works(peer)
    return f"{sum(len(call.responses()) for call in calls)} of {len(calls)} were answered"


def _hello(peer, request_id):
    call = Call(peer, request_id)
    call.cancelled_at = call.sent_at
    method = peer.era.hello_method
    peer.chunk(peer.message(request_id, method, peer.era.hello_parameters()), peer.cancelled(request_id, "time-out"))
    return call
