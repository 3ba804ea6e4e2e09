"""Addresses of pages: one spelling for each, and the key under which a page is known."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urljoin

from urllib3.exceptions import LocationParseError
from urllib3.util import Url, parse_url

from karaka.errors import InputError

PORTS = {"http": 80, "https": 443}
_TRACKING = frozenset({"fbclid", "gclid", "dclid", "msclkid", "igshid", "mc_cid", "mc_eid"})
_TRACKING_STARTS = ("utm_", "at_")
"""Parameters that say where a reader came from (Urchin's utm_, Piano's at_ as in the BBC's feeds), never which page is meant."""


def normalised(url: str, base: str | None = None) -> str:
    """An http(s) URL in one spelling: IDNA host, escaped path, no fragment, no default port; a relative one against `base`.

    Raises InputError for anything else.
    """
    try:
        parts = parse_url(urljoin(base, url.strip()) if base else url.strip())
    except (LocationParseError, ValueError):
        raise InputError(f"{url!r} is not the address of a page") from None
    if parts.scheme not in PORTS or not parts.host:
        raise InputError(f"{url!r} is not the address of a page: it must begin with https:// or http://")
    if parts.auth:
        raise InputError(f"{parts.host}: an address with a user name or password in it is not fetched")
    port = None if parts.port == PORTS[parts.scheme] else parts.port
    return Url(parts.scheme, None, parts.host, port, parts.path or "/", parts.query).url


def parts_of(url: str) -> tuple[str, str, int]:
    """Scheme, host (an IPv6 address without its brackets) and port of a normalised URL."""
    parts = parse_url(url)
    scheme, host = parts.scheme or "", parts.host or ""
    return scheme, host.strip("[]"), parts.port or PORTS[scheme]


def host_of(url: str) -> str:
    """Whom requests are counted against: the host, and the port unless it is the scheme's own."""
    return parse_url(url).netloc or ""


def origin_of(url: str) -> str:
    """Scheme, host and port: what one robots.txt is valid for."""
    parts = parse_url(url)
    return Url(parts.scheme, None, parts.host, parts.port).url


def target_of(url: str) -> str:
    """What stands in the request line."""
    return parse_url(url).request_uri


def key_of(url: str) -> str:
    """What a page is known by: its normalised URL without the scheme and the parameters that only track readers."""
    parts = parse_url(url)
    query = parts.query
    pairs = parse_qsl(query or "", keep_blank_values=True)
    kept = [(name, value) for name, value in pairs if not _tracks(name)]
    if len(kept) < len(pairs):
        query = urlencode(kept) or None
    return Url(None, None, parts.host, parts.port, parts.path or "/", query).url


def _tracks(name: str) -> bool:
    return name.lower() in _TRACKING or name.lower().startswith(_TRACKING_STARTS)
