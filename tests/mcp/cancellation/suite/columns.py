"""The columns of the table: an era on a transport."""

import dataclasses

from .era import LEGACY, MODERN


@dataclasses.dataclass(frozen=True)
class Column:
    era: object
    transport: str  # "stdio" or "http"

    @property
    def name(self):
        return f"{self.era.name}-{self.transport}"

    def __str__(self):
        return self.name


LEGACY_STDIO = Column(LEGACY, "stdio")
MODERN_STDIO = Column(MODERN, "stdio")
LEGACY_HTTP = Column(LEGACY, "http")
MODERN_HTTP = Column(MODERN, "http")

STDIO = (LEGACY_STDIO, MODERN_STDIO)
HTTP = (LEGACY_HTTP, MODERN_HTTP)
ALL = STDIO + HTTP
# Where a cancel is a notification; on modern HTTP the closing of the response stream is the cancel.
BY_NOTIFICATION = STDIO + (LEGACY_HTTP,)
