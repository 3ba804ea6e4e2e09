"""One request and its answer: to the address that was checked, within a time and a size."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from http.client import HTTPException

import certifi
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, ReadTimeoutError
from urllib3.response import HTTPResponse

from karaka.reading.decoding import MAX_BYTES
from karaka.reading.fetching.addresses import resolved
from karaka.reading.fetching.failing import Failed, When
from karaka.reading.fetching.inflating import ACCEPTED, body
from karaka.reading.fetching.urls import host_of, parts_of, target_of

_CHUNK = 1 << 14
_ADDRESSES = 3
"""How many addresses of one host are tried."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A response. headers: names in lower case; data: the unpacked body of a 200, else empty."""

    url: str
    status: int
    headers: Mapping[str, str]
    data: bytes


@dataclass(frozen=True)
class Client:
    """Sends one GET at a time, each over a connection of its own.

    agent: the header User-Agent; private: whether addresses that are not public may be asked; silence: seconds without a byte;
    deadline: seconds for a whole answer; limit: bytes of a body.
    """

    agent: str
    private: bool = False
    silence: float = 20
    deadline: float = 90
    limit: int = MAX_BYTES

    @cached_property
    def trusted(self) -> ssl.SSLContext:
        """The system's certificate authorities and Mozilla's."""
        made = ssl.create_default_context()
        made.load_verify_locations(certifi.where())
        return made

    def get(self, url: str, headers: Mapping[str, str] | None = None, *, limit: int | None = None, cut: bool = False) -> Answer:
        """The answer to a normalised URL; redirects are not followed. cut: keep the start of a body that is too large. Raises Failed."""
        connection = self._connected(url)
        with contextlib.closing(connection), _Deadline(connection.sock, self.deadline) as deadline:
            try:
                answer = self._answer(connection, url, headers or {}, limit or self.limit, cut)
            except (OSError, HTTPError, HTTPException) as error:
                if isinstance(error, TimeoutError | ReadTimeoutError):
                    raise _no_answer(f"sent nothing for {self.silence:g} seconds") from None
                raise self._late() if deadline.over else _no_answer(_words(error)) from None
        # what was cut short by the deadline can look whole
        if deadline.over:
            raise self._late()
        return answer

    def _late(self) -> Failed:
        return _no_answer(f"took longer than {self.deadline:g} seconds")

    def _answer(self, connection: HTTPConnection, url: str, headers: Mapping[str, str], limit: int, cut: bool) -> Answer:
        own = {"Host": host_of(url), "User-Agent": self.agent, "Accept-Encoding": ACCEPTED, "Accept": "*/*", "Connection": "close"}
        connection.request("GET", target_of(url), headers={**own, **headers}, preload_content=False, decode_content=False)
        response = connection.getresponse()
        found = {name.lower(): value for name, value in response.headers.items()}
        data = body(_chunks(response), found.get("content-encoding", ""), limit, cut=cut) if response.status == 200 else b""
        return Answer(url, response.status, found, data)

    def _connected(self, url: str) -> HTTPConnection:
        """A connection to an address of the host that was found and checked just now: the name is not resolved a second time."""
        scheme, host, port = parts_of(url)
        reason = ""
        for address in resolved(host, port, private=self.private)[:_ADDRESSES]:
            connection = (
                HTTPSConnection(address, port, timeout=self.silence, ssl_context=self.trusted, server_hostname=host)
                if scheme == "https"
                else HTTPConnection(address, port, timeout=self.silence)
            )
            try:
                connection.connect()
                return connection
            except ssl.SSLCertVerificationError as error:
                connection.close()
                raise Failed(f"{host} has no valid certificate ({error.verify_message})", When.LATER, silent=True) from None
            except (OSError, HTTPError) as error:
                connection.close()
                reason = _words(error)
        raise _no_answer(f"{host} can't be reached ({reason})")


@dataclass
class _Deadline:
    """Shuts a socket after some seconds, whatever it is doing: a server that drips bytes never falls silent."""

    sock: socket.socket | None
    seconds: float
    over: bool = False
    timer: threading.Timer = field(init=False)

    def __enter__(self) -> _Deadline:
        self.timer = threading.Timer(self.seconds, self._end)
        self.timer.daemon = True
        self.timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.timer.cancel()

    def _end(self) -> None:
        self.over = True
        if self.sock:
            with contextlib.suppress(OSError):
                # the plain method: an SSL socket's own one would change its state under the reading thread
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


def _chunks(response: HTTPResponse) -> Iterator[bytes]:
    """The body as it is sent. Raises urllib3's errors if it is cut off."""
    yield from response.stream(_CHUNK, decode_content=False)


def _no_answer(reason: str) -> Failed:
    return Failed(reason, When.SOON, silent=True)


def _words(error: Exception) -> str:
    """A network error for people."""
    text = str(error)
    if "IncompleteRead" in text or "InvalidChunkLength" in text:
        return "arrived cut off"
    if isinstance(error, ConnectionRefusedError) or "refused" in text:
        return "the connection is refused"
    if isinstance(error, TimeoutError) or "timed out" in text:
        return "no answer in time"
    return getattr(error, "strerror", None) or text or type(error).__name__
