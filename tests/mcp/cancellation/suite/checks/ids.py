"""Ids of every type are kept exactly."""

from .. import ids
from ..call import shown_error
from ..columns import BY_NOTIFICATION
from ..context import BRIEF
from ..registry import check
from ..verdicts import Failure

_RULE = ("RequestId: string or integer, of any value; cancellation: receivers stop and SHOULD NOT "
         "(2026-07-28: MUST NOT) answer")

_IDS = {
    "id-one": ("the integer 1", 1),
    "id-text-one": ('the string "1"', "1"),
    "id-zero": ("the integer 0", 0),
    "id-empty": ("the empty string", ""),
    "id-negative": ("a negative integer", -1),
    "id-beyond-double": ("2^53+1, which no double holds", 2**53 + 1),
    "id-int64-max": ("2^63-1", 2**63 - 1),
    "id-long": ("a string of 1000 characters", "long-" * 200),
    "id-unicode": ("a string with characters of many kinds", "ключ-鍵-🔑-\"\\\u0007"),
}


def _stops(request_id):
    def run(context):
        peer = context.peer()
        doomed = context.start(peer, BRIEF, request_id, token="doomed")
        twin = context.start(peer, BRIEF, token="twin")
        begun = doomed.wait_begun()
        if peer.reports_progress and not begun:
            raise Failure(_why_not_begun(doomed))
        doomed.cancel()
        if context.side:
            context.aborts()
        context.answered(twin)  # had the cancel done nothing, the call would have been answered before its twin
        peer.fence()
        context.silent(doomed)
    return run


def _why_not_begun(call):
    answer = call.wait_response(0)
    if answer and "error" in answer:
        return f"{call} was refused: error {shown_error(answer)}"
    return f"{call} never began to run"


for _identity, (_name, _value) in _IDS.items():
    check(_identity, f"a call whose id is {_name} is cancelled, and only that call", _RULE,
          BY_NOTIFICATION)(_stops(_value))


@check("id-types-differ", '1 and "1" are in flight at once, and only the one that is named is stopped', _RULE,
       BY_NOTIFICATION)
def types_differ(context):
    # A server that merges them may keep the first call of such a name, or the last one.
    for doomed_id, ids_in_order in ((1, (1, "1")), (1, ("1", 1)), ("1", (1, "1")), ("1", ("1", 1))):
        peer = context.peer()
        calls = {ids.key(each): context.start(peer, BRIEF, each, token=f"call-{number}")
                 for number, each in enumerate(ids_in_order)}
        for call in calls.values():
            call.wait_begun()
        doomed = calls.pop(ids.key(doomed_id))
        doomed.cancel()
        for other in calls.values():
            context.answered(other)
        peer.fence()
        context.silent(doomed)


@check("id-other-type", "a cancel that names the id in the other type does nothing", _RULE, BY_NOTIFICATION)
def other_type(context):
    for request_id, named in ((7, "7"), ("8", 8), (0, ""), ("", 0)):
        peer = context.peer()
        call = context.start(peer, 0.4, request_id, token="call")
        call.wait_begun()
        peer.send_notification(peer.cancelled(named))
        if call.wait_response(context.limit()) is None:
            raise Failure(f"the id {ids.shown(request_id)} was stopped by a cancel of {ids.shown(named)}"
                          f"{peer.trouble()}")
        context.answered(call)
