"""Cancels that must be ignored, silently."""

from ..columns import BY_NOTIFICATION, MODERN_HTTP, MODERN_STDIO
from ..context import BRIEF
from ..peer import CANCELLED
from ..registry import check
from ..verdicts import Failure

_LATE = "cancellation: invalid cancellation notifications SHOULD be ignored (unknown, already completed, malformed)"
_HUGE = "because " * 128 * 1024  # one megabyte


def _says_nothing(context, peer, mark):
    """Nothing that looks like an answer came; the server lives."""
    context.fast_works(peer)
    peer.fence()
    complaints = [a.message for a in peer.transcript.arrivals(after=mark)
                  if a.message.get("id") is None and "error" in a.message]
    if complaints:
        raise Failure(f"a notification was answered with error {complaints[0]['error'].get('code')} and no id")


@check("late-cancel", "a cancel that comes after the answer is ignored", _LATE, BY_NOTIFICATION)
def late_cancel(context):
    peer = context.peer()
    tool = context.tool("fast")
    for request_id in (1, 0, "late", ""):
        call = peer.call(tool, request_id=request_id)
        call.result()
        mark = peer.transcript.last_order()
        peer.send_notification(peer.cancelled(request_id, "too late"))
        _says_nothing(context, peer, mark)
        if len(call.responses()) != 1:
            raise Failure(f"{call} was answered {len(call.responses())} times")


@check("duplicate-cancel", "a second and a third cancel of the same call change nothing", _LATE, BY_NOTIFICATION)
def duplicate_cancel(context):
    peer = context.peer()
    doomed = context.start(peer, BRIEF, token="doomed")
    doomed.wait_begun()
    twin = context.start(peer, BRIEF, token="twin")  # begins, and so ends, after the other
    mark = peer.transcript.last_order()
    for reason in ("first", "second", "third"):
        doomed.cancel(reason)
    context.answered(twin)
    doomed.cancel("fourth")
    _says_nothing(context, peer, mark)
    context.silent(doomed)


@check("unknown-cancel", "a cancel for an id that was never used is ignored", _LATE, BY_NOTIFICATION)
def unknown_cancel(context):
    peer = context.peer()
    call = context.start(peer, 0.5, token="call")
    call.wait_begun()
    mark = peer.transcript.last_order()
    for request_id in (424242, "never", 0, "", -5, 2**60):
        peer.send_notification(peer.cancelled(request_id, "unknown"))
    context.answered(call)
    _says_nothing(context, peer, mark)


_MALFORMED = {
    "malformed-no-params": ("without params", [{}]),
    "malformed-missing": ("without requestId", [{"params": {}}, {"params": {"reason": "why"}}]),
    "malformed-null": ("with requestId null", [{"params": {"requestId": None}}]),
    "malformed-object": ("with an object or a list as requestId",
                         [{"params": {"requestId": {"id": 1}}}, {"params": {"requestId": [1]}}]),
    "malformed-float": ("with a fraction as requestId",
                        [{"params": {"requestId": 1.5}}, {"params": {"requestId": 1e300}}]),
    "malformed-bool": ("with a truth value as requestId", [{"params": {"requestId": True}}]),
    "malformed-params": ("with params that are no object", [{"params": [1]}, {"params": "1"}, {"params": None}]),
    "malformed-reason": ("with a reason that is no string",
                         [{"params": {"requestId": 9, "reason": reason}} for reason in (5, None, {"a": []}, ["b"])]),
    "huge-reason": ("with a reason of a megabyte for an unknown id", [{"params": {"requestId": 9, "reason": _HUGE}}]),
}


def _ignored(bodies):
    def run(context):
        peer = context.peer()
        call = context.start(peer, 0.5, 1, token="call")
        call.wait_begun()
        mark = peer.transcript.last_order()
        for body in bodies:
            peer.send_notification({"jsonrpc": "2.0", "method": CANCELLED, **body})
        context.answered(call)
        _says_nothing(context, peer, mark)
    return run


for _identity, (_name, _bodies) in _MALFORMED.items():
    check(_identity, f"a cancel {_name} is ignored: no answer, other calls go on, the server lives", _LATE,
          BY_NOTIFICATION)(_ignored(_bodies))


@check("extra-fields", "a cancel with fields that nobody knows works like any other",
       "MCP schemas: additional fields are allowed", BY_NOTIFICATION)
def extra_fields(context):
    peer = context.peer()
    doomed = context.start(peer, BRIEF, token="doomed")
    doomed.wait_begun()
    twin = context.start(peer, BRIEF, token="twin")  # begins, and so ends, after the other
    message = peer.cancelled(doomed.id, "with more")
    message["params"].setdefault("_meta", {})["com.example/why"] = {"deep": [1, 2, 3]}
    message["params"]["unknown"] = {"requestId": 5}
    doomed.cancelled_at = doomed.sent_at
    peer.send_notification(message)
    context.answered(twin)
    peer.fence()
    context.silent(doomed)


@check("cancel-without-meta", "a cancel without _meta works too: the schema asks for none",
       "schema 2026-07-28, CancelledNotificationParams: only requestId is required", [MODERN_STDIO])
def cancel_without_meta(context):
    peer = context.peer()
    doomed = context.start(peer, BRIEF, token="doomed")
    doomed.wait_begun()
    twin = context.start(peer, BRIEF, token="twin")  # begins, and so ends, after the other
    doomed.cancelled_at = doomed.sent_at
    peer.notify(CANCELLED, {"requestId": doomed.id})
    context.answered(twin)
    peer.fence()
    context.silent(doomed)


@check("posted-cancel-ignored", "modern HTTP: a POSTed cancel with a guessed id stops no call",
       "Streamable HTTP 2026-07-28: closing the response stream is the cancel; ids of others cannot be addressed",
       [MODERN_HTTP])
def posted_cancel(context):
    victim, guesser = context.peer(), context.peer()
    call = context.start(victim, BRIEF, 5, token="call")
    call.wait_begun()
    exchange = guesser.send_notification(guesser.cancelled(5, "guessed"))
    context.answered(call)
    return f"the notification got HTTP {exchange.status}"
