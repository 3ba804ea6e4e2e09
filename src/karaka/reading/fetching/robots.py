"""robots.txt, as RFC 9309 reads it: what a site forbids, and the delay that it asks for."""

from __future__ import annotations

from protego import Protego

from karaka.reading.fetching.failing import Deferred, Failed
from karaka.reading.fetching.requesting import Answer

TOKEN = "karaka"
MAX_BYTES = 500 * 1024
"""RFC 9309, 2.5: at least 500 KiB are read; the rest is passed over."""
FRESH = 24 * 3600.0
"""RFC 9309, 2.4: seconds for which a robots.txt is not asked for again."""


def rules_of(text: str) -> Protego:
    """The rules of a file; "" forbids nothing."""
    return Protego.parse(text)


def text_of(answer: Answer, host: str) -> str:
    """The file that an answer gives: none if the site says that it has none. Raises Deferred where the site can't say (RFC 9309, 2.3.1)."""
    if answer.status == 200:
        return answer.data.decode("utf-8", "replace").removeprefix("\ufeff")
    if 400 <= answer.status < 500 and answer.status != 429:
        return ""
    raise Deferred(host, f"its robots.txt can't be read (status {answer.status}), so nothing of it is fetched now")


def delay_of(rules: Protego) -> float:
    """Seconds between two requests: Crawl-delay or Request-rate, whichever is longer; 0 if neither is set."""
    rate = rules.request_rate(TOKEN)
    between = rate.seconds / rate.requests if rate and rate.requests else 0.0
    return max(float(rules.crawl_delay(TOKEN) or 0), between)


def check(rules: Protego, url: str) -> None:
    """Raises Failed for a page that must not be fetched."""
    if not rules.can_fetch(url, TOKEN):
        raise Failed("robots.txt forbids it")
