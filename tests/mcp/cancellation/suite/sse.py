"""Server-sent events: from bytes to events."""

import dataclasses


@dataclasses.dataclass
class Event:
    data: str = ""
    id: str | None = None
    name: str = "message"


class Parser:
    """Takes lines, gives events. A comment or a retry line is no event."""

    def __init__(self):
        self._fresh()

    def _fresh(self):
        self._data, self._id, self._name = [], None, "message"

    def line(self, text):
        """One line without its end; the event that it completes, or None."""
        if text:
            self._field(text)
            return None
        event = Event("\n".join(self._data), self._id, self._name) if self._data or self._id is not None else None
        self._fresh()
        return event

    def _field(self, text):
        name, _, value = text.partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            self._data.append(value)
        elif name == "id":
            self._id = value
        elif name == "event":
            self._name = value
