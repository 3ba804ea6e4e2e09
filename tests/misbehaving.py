"""A news site on this machine that can do everything wrong."""

from __future__ import annotations

import contextlib
import email.utils
import gzip
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import trustme

BODY = (
    "नई दिल्ली: किसानों ने शुक्रवार को {name} में प्रदर्शन किया। पुलिस ने 20 लोगों को गिरफ्तार किया। "
    "सरकार ने कहा कि वह बातचीत के लिए तैयार है और किसानों की मांगों पर विचार करेगी। विपक्ष ने सरकार की आलोचना की और बातचीत की मांग की।"
)
PAGE = """<html><head><meta charset="{charset}"><title>{name} में किसानों का प्रदर्शन</title><meta property="og:site_name" content="जन समाचार">
<meta property="article:published_time" content="2023-09-14T10:00:00+05:30"></head><body><nav>मेनू</nav><article><p>{body}</p></article></body></html>"""
ITEM = "<item><title>{name} में किसानों का प्रदर्शन</title><link>{link}</link><guid>{guid}</guid><pubDate>{date}</pubDate></item>"
DATE = "Thu, 14 Sep 2023 20:30:00 GMT"
ZEROS = 1 << 26

Answer = Callable[[BaseHTTPRequestHandler], None]


def page(name: str = "पटना", charset: str = "utf-8") -> bytes:
    return PAGE.format(name=name, charset=charset, body=BODY.format(name=name)).encode(charset if charset != "latin-1" else "utf-8")


def item(link: str, guid: str | None = None, name: str = "पटना", date: str = DATE) -> str:
    return ITEM.format(name=name, link=link, guid=guid or link, date=date)


def feed(*items: str) -> bytes:
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>जन &amp; समाचार</title>{"".join(items)}</channel></rss>'.encode()


def answer(data: bytes = b"", status: int = 200, kind: str = "text/html", **headers: str) -> Answer:
    """A whole answer; a header's underscores are dashes."""

    def send(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(data)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(data)

    return send


def redirect(location: str, status: int = 302) -> Answer:
    return answer(status=status, Location=location)


def conditional(data: bytes) -> Answer:
    """A feed with an ETag and a date that answers 304 to who has it."""

    def send(handler: BaseHTTPRequestHandler) -> None:
        mark = '"v1"'
        if handler.headers.get("If-None-Match") == mark and handler.headers.get("If-Modified-Since") == DATE:
            answer(status=304)(handler)
        else:
            answer(data, kind="application/rss+xml", ETag=mark, Last_Modified=DATE)(handler)

    return send


def after(times: int, first: Answer, then: Answer) -> Answer:
    """One answer for the first times, another from then on."""
    left = [times]

    def send(handler: BaseHTTPRequestHandler) -> None:
        left[0] -= 1
        (first if left[0] >= 0 else then)(handler)

    return send


def silent(handler: BaseHTTPRequestHandler) -> None:
    """Takes the request and says nothing."""
    time.sleep(3)


def dripping(handler: BaseHTTPRequestHandler) -> None:
    """A byte of a header at a time, without end."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    for _ in range(100):
        time.sleep(0.05)
        handler.wfile.write(b"x")


def dripping_body(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    for _ in range(100):
        time.sleep(0.05)
        handler.wfile.write(b"x")


def endless(handler: BaseHTTPRequestHandler) -> None:
    """A body that doesn't end, in chunks."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n")
    for _ in range(100_000):
        handler.wfile.write(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")


def truncated(handler: BaseHTTPRequestHandler) -> None:
    """Less than its Content-Length."""
    data = page()
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % (len(data) + 500) + data)


def truncated_chunks(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n400\r\n" + page()[:100])


def truncated_gzip(handler: BaseHTTPRequestHandler) -> None:
    """No length given, and the packed data stops midway."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(page())[:-20])


def garbage(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"\x00\xff not HTTP at all\r\n\r\n")


def hangs_up(handler: BaseHTTPRequestHandler) -> None:
    """Closes the connection without a word."""


def bomb(encoding: str) -> Answer:
    """64 MB of nothing in a few kilobytes."""
    if encoding == "br":
        import brotli

        return answer(brotli.compress(bytes(ZEROS), quality=5), Content_Encoding="br")
    return answer(gzip.compress(bytes(ZEROS)), Content_Encoding=encoding)


def moment(seconds: float) -> str:
    """A time from now as HTTP writes it."""
    return email.utils.formatdate(time.time() + seconds, usegmt=True)


class Site:
    """Answers by path; every request is counted and its time and headers kept."""

    def __init__(self, name: str = "127.0.0.1") -> None:
        self.answers: dict[str, Answer] = {}
        self.requests: list[tuple[str, float, dict[str, str]]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.0"

            def do_GET(self) -> None:
                site.requests.append((self.path, time.monotonic(), {k.lower(): v for k, v in self.headers.items()}))
                with contextlib.suppress(OSError):
                    site.answers.get(self.path, answer(status=404))(self)

            def log_message(self, *_: Any) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            block_on_close = False

            def handle_error(self, *_: Any) -> None:
                pass

        self.server = Server((name, 0), Handler)
        self.netloc = f"{name}:{self.server.server_port}"
        self.url = f"http://{self.netloc}"

    def secure(self, certificate: trustme.LeafCert) -> None:
        """From now on over TLS."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(context)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)

    def asked(self, path: str) -> int:
        """How often a path was asked for."""
        return sum(found == path for found, _, _ in self.requests)

    def paths(self) -> list[str]:
        """What was asked for, in order, but for robots.txt."""
        return [path for path, _, _ in self.requests if path != "/robots.txt"]

    @contextlib.contextmanager
    def running(self) -> Iterator[Site]:
        thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self.server.shutdown()
            self.server.server_close()
            thread.join()
