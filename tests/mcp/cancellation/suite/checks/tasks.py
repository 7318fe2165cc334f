"""Tasks: cancelled by tasks/cancel, never by the notification."""

from ..call import shown_error
from ..columns import LEGACY_HTTP, LEGACY_STDIO, MODERN_HTTP, MODERN_STDIO
from ..context import BRIEF, LONG
from ..era import TASKS_EXTENSION, Wish
from ..registry import check
from ..verdicts import Failure

_LEGACY = [LEGACY_STDIO, LEGACY_HTTP]
_MODERN = [MODERN_STDIO, MODERN_HTTP]
_TERMINAL = ("completed", "failed", "cancelled")


# 2025-11-25: params.task makes a call a task.

def _legacy_task(context, seconds):
    tasks = context.features.capabilities.get("tasks") or {}
    context.need("cancel" in tasks, "the server declares no tasks.cancel")
    tool = context.tool("task")
    peer = context.peer()
    call = peer.call(tool, context.paced(seconds), wish=Wish(task={"ttl": 60000}))
    result = call.result()
    if not isinstance(result.get("task"), dict) or not result["task"].get("taskId"):
        raise Failure(f"a call with params.task was not answered with a task: {str(result)[:100]}")
    return peer, call, result["task"]["taskId"]


def _refused(peer, method, params, code, wish=Wish()):
    message = peer.ask(method, params, wish=wish).answer()
    if "error" not in message:
        raise Failure(f"{method} succeeded instead of error {code}")
    if message["error"].get("code") != code:
        raise Failure(f"{method} gave error {shown_error(message)} instead of {code}")


@check("task-cancel", "tasks/cancel returns the task, cancelled, and cancelled it stays",
       "tasks 2025-11-25: MUST transition to cancelled before sending the response", _LEGACY)
def task_cancel(context):
    peer, _, task = _legacy_task(context, BRIEF)
    result = peer.request("tasks/cancel", {"taskId": task})
    if result.get("status") != "cancelled" or result.get("taskId") != task:
        raise Failure(f"tasks/cancel returned {str(result)[:100]}")
    peer.transcript.wait(lambda: False, context.takes(BRIEF, "task") + 0.2)  # until the work would have ended
    status = peer.request("tasks/get", {"taskId": task}).get("status")
    if status != "cancelled":
        raise Failure(f"the cancelled task is {status} later")


@check("task-work-stops", "tasks/cancel stops the work, not only the record of it",
       "tasks 2025-11-25: receivers SHOULD stop the work", _LEGACY)
def task_work_stops(context):
    context.need_side()
    peer, _, task = _legacy_task(context, LONG)
    peer.fence()
    peer.request("tasks/cancel", {"taskId": task})
    return f"{round(context.aborts(role='task') * 1000)} ms"


@check("task-cancel-twice", "tasks/cancel of a terminal or unknown task is refused with -32602",
       "tasks 2025-11-25: MUST reject cancellation of tasks in a terminal status with -32602", _LEGACY)
def task_cancel_twice(context):
    peer, _, task = _legacy_task(context, BRIEF)
    peer.request("tasks/cancel", {"taskId": task})
    _refused(peer, "tasks/cancel", {"taskId": task}, -32602)
    _refused(peer, "tasks/cancel", {"taskId": "no-such-task"}, -32602)


@check("task-not-by-notification", "notifications/cancelled with the id of the call does not cancel the task",
       "tasks 2025-11-25: MUST NOT be used for cancelling tasks", _LEGACY)
def task_not_by_notification(context):
    peer, call, task = _legacy_task(context, BRIEF)
    peer.send_notification(peer.cancelled(call.id))
    peer.fence()
    status = peer.request("tasks/get", {"taskId": task}).get("status")
    if status in ("cancelled", "failed"):
        raise Failure(f"the task is {status}")
    peer.request("tasks/cancel", {"taskId": task})


# 2026-07-28: the extension io.modelcontextprotocol/tasks; the server decides.

_DECLARED = Wish(extensions=(TASKS_EXTENSION,))


def _modern_task(context, seconds):
    context.need(TASKS_EXTENSION in (context.features.capabilities.get("extensions") or {}),
                 "the server does not declare the tasks extension")
    tool = context.tool("task")
    peer = context.peer()
    call = peer.call(tool, context.paced(seconds), wish=_DECLARED)
    result = call.result(context.limit("task") + seconds)
    context.need(result.get("resultType") == "task", "the server did not make the call a task")
    return peer, call, result["taskId"]


def _acknowledged(peer, task):
    result = peer.request("tasks/cancel", {"taskId": task}, wish=_DECLARED)
    if result.get("resultType") != "complete":
        raise Failure(f"tasks/cancel returned {str(result)[:100]}")


def _status(peer, task):
    return peer.request("tasks/get", {"taskId": task}, wish=_DECLARED).get("status")


def _becomes(context, peer, task, wanted):
    found = []

    def reached():
        found.append(_status(peer, task))
        return found[-1] in wanted
    if not peer.transcript.wait(reached, context.options.patience):
        raise Failure(f"the task stays {found[-1]}")
    return found[-1]


@check("task-cancel-acknowledged", "tasks/cancel is acknowledged, for a terminal task too, and the task ends",
       "tasks extension 2026-07-28: tasks/cancel always acknowledges with resultType complete", _MODERN)
def task_cancel_acknowledged(context):
    peer, _, task = _modern_task(context, LONG)
    _acknowledged(peer, task)
    status = _becomes(context, peer, task, _TERMINAL)
    _acknowledged(peer, task)
    if _status(peer, task) != status:
        raise Failure(f"the second tasks/cancel changed the task from {status} to {_status(peer, task)}")
    return f"the task became {status}"


@check("task-work-stops-modern", "tasks/cancel stops the work, not only the record of it",
       "tasks extension 2026-07-28: servers SHOULD stop the work", _MODERN)
def task_work_stops_modern(context):
    context.need_side()
    peer, _, task = _modern_task(context, LONG)
    _acknowledged(peer, task)
    return f"{round(context.aborts(role='task') * 1000)} ms"


@check("task-cancel-refused", "tasks/cancel of an unknown task is refused with -32602, of one who did not declare the "
       "extension with -32021", "tasks extension 2026-07-28", _MODERN)
def task_cancel_refused(context):
    peer, _, task = _modern_task(context, LONG)
    _refused(peer, "tasks/cancel", {"taskId": "no-such-task"}, -32602, _DECLARED)
    _refused(peer, "tasks/cancel", {"taskId": task}, -32021)
    _acknowledged(peer, task)


@check("task-not-by-notification-modern", "notifications/cancelled with the id of the call does not cancel the task",
       "tasks extension 2026-07-28: tasks are cancelled by tasks/cancel, never by the notification", [MODERN_STDIO])
def task_not_by_notification_modern(context):
    peer, call, task = _modern_task(context, LONG)
    peer.send_notification(peer.cancelled(call.id))
    peer.fence()
    status = _status(peer, task)
    if status in ("cancelled", "failed"):
        raise Failure(f"the task is {status}")
    _acknowledged(peer, task)
