"""Which tools of the server the checks call, and with which arguments."""

import dataclasses

SECONDS, MILLISECONDS, STEPS = "$seconds", "$milliseconds", "$steps"


@dataclasses.dataclass(frozen=True)
class ToolCall:
    """A tool with its arguments. The placeholders "$seconds", "$milliseconds" and "$steps" stand for numbers that
    the check chooses; without one, every call takes `fixed_seconds`."""
    name: str
    arguments: dict
    fixed_seconds: float = 5.0

    @property
    def adjustable(self):
        return any(value in (SECONDS, MILLISECONDS) for value in self.arguments.values())

    def seconds(self, wished):
        return wished if self.adjustable else self.fixed_seconds

    def parameters(self, seconds, steps=10):
        numbers = {SECONDS: seconds, MILLISECONDS: round(seconds * 1000), STEPS: steps}
        arguments = {name: numbers.get(value, value) if isinstance(value, str) else value
                     for name, value in self.arguments.items()}
        return {"name": self.name, "arguments": arguments}


@dataclasses.dataclass(frozen=True)
class Tools:
    fast: ToolCall | None = None  # answers at once
    slow: ToolCall | None = None  # runs for seconds, stops when cancelled, reports progress if asked
    stubborn: ToolCall | None = None  # ignores cancellation and goes on reporting progress
    child: ToolCall | None = None  # starts a child process that runs for minutes
    task: ToolCall | None = None  # runs as a task


_SLOW_WORDS = ("long", "slow", "sleep", "wait", "delay", "coop")
_SECONDS_NAMES = ("duration", "seconds", "delay", "delayseconds", "durationseconds", "time")


def _properties(tool):
    schema = tool.get("inputSchema") or {}
    return schema.get("properties") or {}, set(schema.get("required") or ())


def _fast(tool):
    properties, required = _properties(tool)
    texts = [name for name, schema in properties.items() if schema.get("type") == "string"]
    if "echo" in tool["name"].lower() and texts and required <= set(texts):
        return ToolCall(tool["name"], {name: "hello" for name in texts if name in required or len(texts) == 1})
    return None


def _slow(tool):
    properties, required = _properties(tool)
    arguments = {}
    for name, schema in properties.items():
        plain = name.lower().replace("_", "")
        if schema.get("type") not in ("number", "integer"):
            continue
        if plain in _SECONDS_NAMES and schema["type"] == "number":
            arguments[name] = SECONDS
        elif plain in ("ms", "milliseconds", "durationms", "delayms"):
            arguments[name] = MILLISECONDS
        elif plain == "steps":
            arguments[name] = STEPS
    timed = any(value in (SECONDS, MILLISECONDS) for value in arguments.values())
    return ToolCall(tool["name"], arguments) if timed and required <= set(arguments) else None


def _first(tools, words, make):
    for word in words:
        for tool in tools:
            made = make(tool) if word in tool["name"].lower() else None
            if made:
                return made
    return None


def discovered(listed):
    """A guess at the tools from what tools/list says; None where nothing fits."""
    slow = _first(listed, _SLOW_WORDS, _slow)
    taking = [tool for tool in listed if (tool.get("execution") or {}).get("taskSupport") in ("optional", "required")]
    task = slow if slow and any(tool["name"] == slow.name for tool in taking) else _first(taking, ("",), _slow)
    return Tools(fast=_first(listed, ("echo",), _fast), slow=slow, stubborn=_first(listed, ("stubborn",), _slow),
                 task=task)


def completed(given, listed):
    """What was given, and guesses for the rest. Tools that the server does not have are left out."""
    names = {tool["name"] for tool in listed}
    guessed = discovered(listed)
    chosen = {}
    for field in dataclasses.fields(Tools):
        tool = getattr(given, field.name) or getattr(guessed, field.name)
        chosen[field.name] = tool if tool and tool.name in names else None
    return Tools(**chosen)
