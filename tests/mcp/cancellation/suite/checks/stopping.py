"""The work really stops, and the server can listen while it works."""

import time

from ..columns import ALL, BY_NOTIFICATION, MODERN_HTTP
from ..context import BRIEF, LONG
from ..registry import check
from ..verdicts import Failure

_STOPS = "cancellation: receivers SHOULD stop processing the cancelled request and free its resources"
_READS = "cancellation can only work if the server reads while its tools run"


@check("reads-while-working", "other requests are answered while a call runs", _READS, ALL)
def reads_while_working(context):
    peer = context.peer()
    call = context.start(peer, LONG, token="call")
    call.wait_begun()
    other = peer.ask(peer.era.fence_method)
    other.result()
    took = other.responses()[0].at - other.sent_at
    context.fast_works(peer)
    if call.responses():
        raise Failure("the requests were answered only after the call")
    call.cancel()
    return f"{peer.era.fence_method} took {round(took * 1000)} ms"


@check("cancel-never-waits", "a cancel does not wait behind the call that it stops, nor do those that follow it",
       _READS, ALL)
def cancel_never_waits(context):
    peer = context.peer()
    fast = context.tool("fast")
    call = context.start(peer, LONG, token="call")
    call.wait_begun()
    call.cancel()
    following = peer.call(fast)
    limit = context.options.stop_within
    if following.wait_response(limit) is None:
        raise Failure(f"the call that follows the cancel was not answered within {limit:g} s{peer.trouble()}")
    took = following.responses()[0].at - call.cancelled_at
    context.silent(call)
    if context.side:
        context.aborts()
    return f"{round(took * 1000)} ms until the following call was answered"


def _stops_in_time(context):
    context.need_side()
    peer = context.peer()
    worst = 0.0
    for number in range(10):
        call = context.start(peer, LONG, token=f"call-{number}")
        call.wait_begun()
        call.cancel()
        context.aborts(number + 1)
        worst = max(worst, time.monotonic() - call.cancelled_at)
    return f"the slowest of 10 took {round(worst * 1000)} ms"


check("really-stops", "the tool stops within a second of the cancel, ten times out of ten", _STOPS,
      BY_NOTIFICATION)(_stops_in_time)
check("close-is-cancel", "closing the response stream stops the tool within a second, ten times out of ten",
      "Streamable HTTP 2026-07-28: closing the response stream is the cancel", [MODERN_HTTP])(_stops_in_time)


@check("stopped-is-freed",
       "what a cancelled call held is free again: 40 rounds of 10 cancelled calls slow nothing down",
       _STOPS, ALL)
def stopped_is_freed(context):
    peer = context.peer()
    for _ in range(40):
        calls = [context.start(peer, LONG) for _ in range(10)]
        for call in calls:
            call.cancel()
    context.fast_works(peer)
    call = context.start(peer, BRIEF)
    context.answered(call)
    took = call.responses()[0].at - call.sent_at
    if took > context.takes(BRIEF) + 1.0:
        raise Failure(f"a call of {context.takes(BRIEF):g} s took {took:.1f} s after 400 cancelled calls")
    context.fast_works(peer)
