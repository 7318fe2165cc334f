"""stdio: the server's process ends when it must, and leaves nothing behind."""

import time

from .. import processes
from ..columns import STDIO
from ..context import LONG
from ..registry import check
from ..verdicts import Failure, Skipped

_LIFE = "lifecycle, shutdown on stdio: the client closes stdin, waits, sends SIGTERM, waits, sends SIGKILL"


def _with_calls_in_flight(context):
    peer = context.peer()
    calls = [context.start(peer, LONG, token="slow")]
    if context.features.tools.stubborn:
        calls.append(context.start(peer, LONG, token="stubborn", role="stubborn"))
    for call in calls:
        call.wait_begun()
    return peer


def _exits(context, peer, cause):
    limit = context.options.exit_within
    took = peer.wait_exit(limit)
    if took is None:
        raise Failure(f"the process still runs {limit:g} s after {cause}")
    return f"{round(took * 1000)} ms"


@check("eof-exits", "after the end of input the process exits within two seconds, though calls are in flight", _LIFE,
       STDIO)
def eof_exits(context):
    peer = _with_calls_in_flight(context)
    peer.end_of_input()
    return _exits(context, peer, "the end of its input")


@check("sigterm-exits", "after SIGTERM the process exits within two seconds, though calls are in flight", _LIFE, STDIO)
def sigterm_exits(context):
    peer = _with_calls_in_flight(context)
    peer.terminate()
    return _exits(context, peer, "SIGTERM")


def _with_child(context):
    """A peer, and the call of the tool that started a child process."""
    if not context.features.tools.child:
        raise Skipped("no tool that starts a process is known (see --child-tool)")
    peer = context.peer()
    before = set(_children(peer))
    call = context.start(peer, LONG, role="child")
    deadline = time.monotonic() + context.options.patience
    while not (born := set(_children(peer)) - before):
        if call.responses():
            raise Failure(f"{call} was answered at once: {str(call.responses()[0].message)[:120]}")
        if time.monotonic() > deadline:
            raise Skipped("the tool started no process that can be seen")
        time.sleep(0.01)
    return peer, call, born


def _children(peer):
    return set(peer.leftovers()) | set(processes.descendants(peer.process.pid))


def _all_end(children, seconds):
    deadline = time.monotonic() + seconds
    while living := [number for number in children if processes.alive(number)]:
        if time.monotonic() > deadline:
            return living
        time.sleep(0.01)
    return []


def _none_left(peer, born, seconds, cause):
    living = _all_end(born | set(peer.leftovers()), seconds)
    if living:
        names = ", ".join(sorted({processes.name(number) for number in living}))
        raise Failure(f"{len(living)} child processes still run {seconds:g} s after {cause}: {names}")


@check("cancel-ends-child", "the cancel of a call ends the process that the call started",
       "cancellation: free the resources of the cancelled request", STDIO)
def cancel_ends_child(context):
    peer, call, born = _with_child(context)
    call.cancel()
    fence = peer.fence()
    _none_left(peer, born, context.options.exit_within, "the cancel")
    context.silent_after(call, fence)
    context.fast_works(peer)


@check("eof-leaves-no-child", "after the end of input no child process of the server is left", _LIFE, STDIO)
def eof_leaves_no_child(context):
    peer, _, born = _with_child(context)
    peer.end_of_input()
    remark = _exits(context, peer, "the end of its input")
    _none_left(peer, born, context.options.exit_within, "the end of input")
    return remark


@check("sigterm-leaves-no-child", "after SIGTERM no child process of the server is left", _LIFE, STDIO)
def sigterm_leaves_no_child(context):
    peer, _, born = _with_child(context)
    peer.terminate()
    remark = _exits(context, peer, "SIGTERM")
    _none_left(peer, born, context.options.exit_within, "SIGTERM")
    return remark
