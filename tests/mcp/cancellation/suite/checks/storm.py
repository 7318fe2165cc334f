"""Many cancels at once."""

import time

from ..columns import ALL
from ..context import LONG
from ..registry import check
from ..verdicts import Failure

_DOOMED, _SPARED = 300, 50


@check("storm", "300 concurrent calls are all cancelled; 50 others in their midst are all answered",
       "cancellation: only the named request is affected; MUST NOT answer it", ALL)
def storm(context):
    peer = context.peer()
    context.tool("slow")
    doomed, spared = [], []
    for number in range(_DOOMED):
        doomed.append(context.start(peer, LONG))
        if number % (_DOOMED // _SPARED) == 0:
            spared.append(context.start(peer, 1.0))
    began = time.monotonic()
    for call in doomed:
        call.cancel()
    fence = peer.fence(seconds=4 * context.options.patience)
    took = time.monotonic() - began
    peer.transcript.wait(lambda: all(call.responses() for call in spared), context.limit())
    missing = [call for call in spared if not call.responses()]
    if missing:
        raise Failure(f"{len(missing)} of {_SPARED} calls that nobody cancelled were not answered{peer.trouble()}")
    for call in spared:
        context.answered(call)
    peer.fence()
    for call in doomed:
        context.silent_after(call, fence)
        context.silent(call)
    if context.side:
        context.aborts(_DOOMED, seconds=2 * context.options.patience)
    return f"{_DOOMED} cancels and a fence took {took:.1f} s"
