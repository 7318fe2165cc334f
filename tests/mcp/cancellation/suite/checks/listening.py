"""subscriptions/listen, the one request that never ends by itself."""

from ..columns import MODERN_HTTP, MODERN_STDIO
from ..registry import check
from ..transcript import is_notification
from ..verdicts import Failure

_ACKNOWLEDGED = "notifications/subscriptions/acknowledged"


def _listen(context, peer, request_id):
    call = peer.ask("subscriptions/listen", {"notifications": {"toolsListChanged": True}}, request_id)
    peer.transcript.wait(lambda: call.responses() or _acknowledged(peer, request_id), context.options.patience)
    refused = call.responses()
    context.need(not (refused and refused[0].message.get("error", {}).get("code") == -32601),
                 "the server has no subscriptions/listen")
    if refused:
        raise Failure(f"subscriptions/listen was answered at once: {str(refused[0].message)[:120]}")
    if not _acknowledged(peer, request_id):
        raise Failure(f"subscriptions/listen was not acknowledged{peer.trouble()}")
    return call


def _acknowledged(peer, request_id):
    return any(is_notification(a.message, _ACKNOWLEDGED) and _subscription(a.message) == request_id
               for a in peer.transcript.arrivals())


def _subscription(message):
    return ((message.get("params") or {}).get("_meta") or {}).get("io.modelcontextprotocol/subscriptionId")


@check("listen-cancelled", "a cancelled subscriptions/listen falls silent, and another one can be opened",
       "subscriptions 2026-07-28: the client ends a listen by cancelling it", [MODERN_STDIO, MODERN_HTTP])
def listen_cancelled(context):
    peer = context.peer()
    first = _listen(context, peer, "listen-1")
    second = _listen(context, peer, "listen-2")
    first.cancel()
    fence = peer.fence()
    third = _listen(context, peer, "listen-3")
    late = [a for a in peer.transcript.arrivals(after=fence) if _subscription(a.message) == "listen-1"]
    if late:
        raise Failure(f"{late[0].message.get('method')} came for the cancelled subscription")
    context.silent(first)
    if second.responses():
        raise Failure("the other subscription ended too")
    third.cancel()
    context.fast_works(peer)


@check("server-cancels-only-listens", "the server sends no cancel for a call of a tool",
       "cancellation 2026-07-28: servers MUST NOT use it to cancel any other request than subscriptions/listen",
       [MODERN_STDIO])
def server_cancels_only_listens(context):
    peer = context.peer()
    doomed = context.start(peer, 1.0, token="doomed")
    twin = context.start(peer, 1.0, token="twin")
    doomed.wait_begun()
    doomed.cancel()
    context.answered(twin)
    peer.fence()
    sent = [a.message for a in peer.transcript.arrivals() if is_notification(a.message, "notifications/cancelled")]
    if sent:
        raise Failure(f"the server sent {str(sent[0])[:120]}")
