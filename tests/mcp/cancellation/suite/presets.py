"""Servers whose tools the suite knows."""

from .tool_calls import SECONDS, STEPS, ToolCall, Tools

_RESEARCH_SECONDS = 4.0  # simulate-research-query takes four stages of a second

# name -> (tools, environment variable of the side file)
PRESETS = {
    "demo": (
        Tools(fast=ToolCall("echo", {"message": "hello"}),
              slow=ToolCall("coop", {"duration": SECONDS, "steps": STEPS}),
              stubborn=ToolCall("stubborn", {"duration": SECONDS, "steps": STEPS}),
              child=ToolCall("shell", {"command": "sleep 300 & sleep 300"}),
              task=ToolCall("slow_compute", {"seconds": SECONDS})),
        "SIDE_FILE"),
    "everything": (
        Tools(fast=ToolCall("echo", {"message": "hello"}),
              slow=ToolCall("trigger-long-running-operation", {"duration": SECONDS, "steps": STEPS}),
              # It never looks at its signal, so it plays both parts.
              stubborn=ToolCall("trigger-long-running-operation", {"duration": SECONDS, "steps": STEPS}),
              task=ToolCall("simulate-research-query", {"topic": "cancellation"}, _RESEARCH_SECONDS)),
        None),
}
