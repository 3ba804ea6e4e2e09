"""Why something was not fetched, and whether trying again makes sense."""

from __future__ import annotations

import enum

from karaka.errors import InputError


class When(enum.Enum):
    """When a failed request is worth another try."""

    NEVER = "never"
    """The answer would be the same: no such page, forbidden by robots.txt, no article in it."""
    LATER = "later"
    """In a later run."""
    SOON = "soon"
    """In this run, after a pause."""


class Failed(InputError):
    """A page that was not got. after: the seconds that the site asks to wait; silent: there was no answer at all; host: who failed."""

    def __init__(self, reason: str, when: When = When.NEVER, *, after: float | None = None, silent: bool = False) -> None:
        super().__init__(reason)
        self.when = when
        self.after = after
        self.silent = silent
        self.host: str | None = None


class Deferred(InputError):
    """A host that is left alone for the rest of this run."""

    def __init__(self, host: str, reason: str) -> None:
        super().__init__(reason)
        self.host = host


class Known(InputError):
    """A redirect to a page that was fetched before."""
