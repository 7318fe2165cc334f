"""Nothing is said about a cancelled call."""

from ..columns import BY_NOTIFICATION
from ..context import BRIEF
from ..era import Wish
from ..registry import check
from ..transcript import is_notification, is_request, is_response, progress_token
from ..verdicts import Failure

_RULE = "cancellation: receivers SHOULD NOT answer (2025-11-25); MUST NOT send anything further (2026-07-28)"

# What a server may say at any time, whatever is in flight.
_UNRELATED = ("list_changed", "resources/updated", "tasks/status")


def _kind(message):
    if is_response(message):
        return "a response"
    if is_request(message):
        return f"a request {message['method']}"
    if is_notification(message, "notifications/progress"):
        return "progress"
    return "a log message" if is_notification(message, "notifications/message") else message["method"]


def _concerns(call, message):
    """Nothing else is in flight, so that whatever is neither about another request nor unrelated is about the call."""
    if is_response(message):
        return message.get("id") == call.id
    if is_notification(message, "notifications/progress"):
        return progress_token(message) == call.token
    return not message["method"].endswith(_UNRELATED)


def _stays_silent(role):
    def run(context):
        peer = context.peer()
        seconds = context.takes(BRIEF, role)
        if "logging" in context.features.capabilities and peer.era.name == "legacy":
            peer.request("logging/setLevel", {"level": "debug"})
        call = context.start(peer, BRIEF, role=role, wish=Wish(token=77, log_level="debug"))
        call.wait_begun()
        call.cancel()
        fence = peer.fence()
        # Silence is a matter of time: until the tool would have ended, and a little longer.
        peer.transcript.wait(lambda: False, seconds + 0.3)
        late = [a for a in peer.transcript.arrivals(after=fence) if _concerns(call, a.message)]
        context.silent(call)
        if late:
            raise Failure(f"{_kind(late[0].message)} {round((late[0].at - call.cancelled_at) * 1000)} ms after the "
                          f"cancel and after the fence; {len(late)} late messages in all")
        context.fast_works(peer)
    return run


check("silence-slow", "after the cancel of a call nothing more is sent for it: no response, progress, log or request",
      _RULE, BY_NOTIFICATION)(_stays_silent("slow"))
check("silence-stubborn", "nothing more is sent for a cancelled call even if its tool ignores the cancel and goes on",
      _RULE, BY_NOTIFICATION)(_stays_silent("stubborn"))


@check("progress-of-others", "progress of the other calls goes on, and they are answered",
       "cancellation: only the named request is affected", BY_NOTIFICATION)
def progress_of_others(context):
    peer = context.peer()
    context.need(peer.reports_progress, "the slow tool reports no progress")
    others = [context.start(peer, BRIEF, token=f"other-{number}") for number in range(3)]
    doomed = context.start(peer, BRIEF, token="doomed")
    for call in (*others, doomed):
        call.wait_begun()
    doomed.cancel()
    fence = peer.fence()
    for other in others:
        context.answered(other)
        if not other.progress(after=fence):
            raise Failure("another call reported no progress after the cancel")
        values = [a.message["params"]["progress"] for a in other.progress()]
        if any(later <= earlier for earlier, later in zip(values, values[1:])):
            raise Failure(f"the progress of another call does not increase: {values}")
    context.silent(doomed)
