"""A visit: robots.txt, the host's pace, then the request; redirects are followed with all of these at every hop."""

from __future__ import annotations

import email.utils
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from protego import Protego

from karaka.errors import InputError
from karaka.reading.fetching import robots
from karaka.reading.fetching.failing import Deferred, Failed, Known, When
from karaka.reading.fetching.pacing import Pace
from karaka.reading.fetching.requesting import Answer, Client
from karaka.reading.fetching.state import State
from karaka.reading.fetching.urls import host_of, normalised, origin_of

HOPS = 5
REDIRECTS = (301, 302, 303, 307, 308)
_LATER = (401, 403, 408, 425)
"""Refusals that a site may take back: a wall for readers or against robots."""
_SOON = (429, 500, 502, 503, 504)


@dataclass
class Visitor:
    """Fetches pages one after the other."""

    client: Client
    pace: Pace
    state: State
    rules: dict[str, Protego] = field(default_factory=dict)

    def get(self, url: str, headers: Mapping[str, str] | None = None, known: Callable[[str], bool] = lambda _: False) -> tuple[Answer, list[str]]:
        """The answer (200, or 304 to a conditional request) and the URLs that led to it, itself the last.

        Raises Failed, Deferred, and Known for a redirect to a page that is `known`.
        """
        trail: list[str] = []
        for answer in self._hops(url, headers or {}, trail, known):
            if answer.status == 200 or (answer.status == 304 and headers):
                return answer, trail
            with blamed(answer.url):
                raise refused(answer, self.pace.now())
        raise AssertionError("a chain of redirects ends with an answer or a failure")

    def _hops(self, url: str, headers: Mapping[str, str], trail: list[str], known: Callable[[str], bool]) -> Iterator[Answer]:
        """The answer at the end of a chain of redirects; robots.txt is asked at each hop."""
        while True:
            with blamed(url):
                robots.check(self._rules(url), url)
                answer = self._ask(url, headers)
            trail.append(url)
            following = target(answer, trail)
            if following is None:
                yield answer
                return
            if known(following):
                raise Known(f"leads to {following}, which was fetched before")
            url = following

    def _ask(self, url: str, headers: Mapping[str, str], *, limit: int | None = None, cut: bool = False) -> Answer:
        """One request in the host's pace."""
        host = host_of(url)
        self.pace.wait(host)
        try:
            return self.client.get(url, headers, limit=limit, cut=cut)
        finally:
            self.pace.done(host)

    def _rules(self, url: str) -> Protego:
        """The rules of a site; asked for once in a day. Raises Deferred if they can't be had."""
        origin, host = origin_of(url), host_of(url)
        if origin not in self.rules:
            text = self.state.robots(origin, self.pace.now() - robots.FRESH)
            if text is None:
                text = self._robots(origin, host)
                self.state.keep_robots(origin, text, self.pace.now())
            self.rules[origin] = robots.rules_of(text)
        self.pace.slow_down(host, robots.delay_of(self.rules[origin]))
        return self.rules[origin]

    def _robots(self, origin: str, host: str) -> str:
        """The text of a robots.txt, which may stand behind redirects. Raises Deferred."""
        url, trail = f"{origin}/robots.txt", list[str]()
        try:
            while True:
                answer = self._ask(url, {}, limit=robots.MAX_BYTES, cut=True)
                trail.append(url)
                following = target(answer, trail)
                if following is None:
                    break
                url = following
        except Failed as error:
            if error.when is When.NEVER:
                return ""
            if not error.silent and error.when is When.LATER:
                raise
            raise Deferred(host, f"its robots.txt can't be read ({error}), so nothing of it is fetched now") from None
        if (after := retry_after(answer, self.pace.now())) is not None:
            self.pause(host, after)
        return robots.text_of(answer, host)

    def pause(self, host: str, seconds: float) -> None:
        """Leave a host alone for some seconds, in later runs too."""
        self.pace.pause(host, seconds)
        self.state.keep_pause(host, self.pace.ready_at(host))


def target(answer: Answer, trail: list[str]) -> str | None:
    """Where a redirect leads; None if the answer is none. trail: the URLs so far, this one the last. Raises Failed."""
    location = answer.headers.get("location")
    if answer.status not in REDIRECTS or not location:
        return None
    try:
        following = normalised(location, answer.url)
    except InputError as error:
        raise Failed(f"redirects to what can't be fetched: {error}") from None
    if following in trail:
        raise Failed("redirects in a circle")
    if len(trail) > HOPS:
        raise Failed(f"redirects more than {HOPS} times")
    return following


def refused(answer: Answer, now: float) -> Failed:
    """A status that gives no page, as a failure."""
    status = answer.status
    reason = {404: "no such page (status 404)", 410: "the page is gone (status 410)", 429: "too many requests (status 429)"}.get(status, f"status {status}")
    when = When.SOON if status in _SOON else When.LATER if status in _LATER or status > 500 else When.NEVER
    return Failed(reason, when, after=retry_after(answer, now))


def retry_after(answer: Answer, now: float) -> float | None:
    """The seconds of the header Retry-After (a number, or a date), if the site asks for a pause."""
    value = answer.headers.get("retry-after", "").strip()
    if answer.status not in (429, 503) or not value:
        return None
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - now)
    except ValueError:
        return None


@contextmanager
def blamed(url: str) -> Iterator[None]:
    """A failure inside is that URL's host's."""
    try:
        yield
    except Failed as error:
        error.host = host_of(url)
        raise
