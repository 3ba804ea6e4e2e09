"""When each host may be asked again."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from karaka.reading.fetching.failing import Deferred

PATIENCE = 600.0
"""The longest pause, in seconds, that a run waits for; a host that wants a longer one is left to a later run."""
MOST = 7 * 24 * 3600.0
"""No pause is longer than a week, whatever a site writes."""


@dataclass
class Pace:
    """At least `delay` seconds between the end of one request to a host and the begin of the next. Times are seconds since 1970."""

    delay: float
    ready: dict[str, float] = field(default_factory=dict)
    delays: dict[str, float] = field(default_factory=dict)
    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep

    def slow_down(self, host: str, delay: float) -> None:
        """A host's own delay, if it is longer than ours."""
        self.delays[host] = min(max(delay, self.delays.get(host, 0)), MOST)

    def ready_at(self, host: str) -> float:
        return self.ready.get(host, 0.0)

    def wait(self, host: str) -> None:
        """Sleep until a host may be asked. Raises Deferred if that is too long."""
        left = self.ready_at(host) - self.now()
        if left > PATIENCE:
            raise Deferred(host, f"asks to be left alone for {duration(left)}")
        if left > 0:
            self.sleep(left)

    def done(self, host: str) -> None:
        """A request has ended."""
        self.pause(host, max(self.delay, self.delays.get(host, 0.0)))

    def pause(self, host: str, seconds: float) -> None:
        """No request for some seconds from now, or until a later time that is set already."""
        self.ready[host] = max(self.ready_at(host), self.now() + min(seconds, MOST))


def duration(seconds: float) -> str:
    """A time for people."""
    if seconds < 120:
        return f"{seconds:.0f} seconds"
    return f"{seconds / 60:.0f} minutes" if seconds < 7200 else f"{seconds / 3600:.0f} hours"
