"""Fetching from a site that misbehaves: nothing twice, nothing lost, nothing private, and a clear reason for all that fails."""

from __future__ import annotations

import gzip
import itertools
import json
import os
import re
import resource
import shlex
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest
import trustme
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

import misbehaving as m
from karaka.cli.main import main
from karaka.errors import InputError, StoreError
from karaka.reading.fetching import addresses, inflating, robots, state, visiting
from karaka.reading.fetching import fetch as run
from karaka.reading.fetching.failing import Deferred, Failed, When
from karaka.reading.fetching.feeds import Entry, is_feed, read_feed
from karaka.reading.fetching.lines import Lines
from karaka.reading.fetching.pacing import PATIENCE, Pace
from karaka.reading.fetching.requesting import Answer, Client
from karaka.reading.fetching.urls import host_of, key_of, normalised, origin_of
from karaka.reading.inputs import Item, Reader


@pytest.fixture
def site() -> Iterator[m.Site]:
    with m.Site().running() as running:
        yield running


@pytest.fixture
def other() -> Iterator[m.Site]:
    with m.Site("127.0.0.2").running() as running:
        yield running


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """The addresses of host names, answer by answer, for this test; the last stays."""
    book: dict[str, list[str]] = {}
    real = socket.getaddrinfo

    def lookup(host: str, port: int, *args: object, **options: object) -> object:
        if host not in book:
            return real(host, port, *args, **options)  # type: ignore[arg-type]
        answer = book[host].pop(0) if len(book[host]) > 1 else book[host][0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in answer.split()]

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    return book


def fetch(*args: object, private: bool = True) -> Result:
    extra = ["--allow-private"] if private else []
    return CliRunner().invoke(main, ["fetch", "--delay", "0", *extra, *map(str, args)])


def written(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()] if path.exists() else []


def urls(path: Path) -> list[str]:
    return [line["url"] for line in written(path)]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "news.jsonl"


def three(site: m.Site) -> str:
    """A feed of three articles; its URL."""
    for number in "123":
        site.answers[f"/{number}"] = m.answer(m.page(f"पटना {number}"))
    site.answers["/feed"] = m.conditional(m.feed(*(m.item(f"/{n}") for n in "123")))
    return f"{site.url}/feed"


def test_from_feed_to_code(site: m.Site, out: Path) -> None:
    result = fetch(three(site), "--out", out)
    assert (result.exit_code, result.stdout) == (0, ""), result.stderr
    assert "3 new of 3 articles" in result.stderr
    assert "3 new articles" in result.stderr
    first = written(out)[0]
    assert first["id"] == first["url"] == f"{site.url}/1"
    assert first["title"] == "पटना 1 में किसानों का प्रदर्शन"
    assert first["published"] == "2023-09-15T02:00:00+05:30"
    assert first["publisher"] == "जन समाचार"
    assert first["fetched"].endswith("+00:00")
    assert "मेनू" not in first["text"]
    assert all(isinstance(found, Item) for found in Reader().read([str(out)]))
    coded = CliRunner().invoke(main, ["code", str(out), "--format", "jsonl"])
    records = [json.loads(line) for line in coded.stdout.splitlines()]
    assert coded.exit_code == 0
    assert [r["article"]["url"] for r in records] == urls(out)
    assert any(e["type"] == "PROTEST" for r in records for e in r["events"])


def test_standard_output_is_read_by_code(site: m.Site) -> None:
    result = fetch(three(site))
    assert len(result.stdout.splitlines()) == 3
    assert result.exit_code == 0


def test_a_second_run_asks_only_whether_the_feed_changed(site: m.Site, out: Path) -> None:
    url = three(site)
    fetch(url, "--out", out)
    before = out.read_bytes()
    site.requests.clear()
    result = fetch(url, "--out", out)
    assert (result.exit_code, out.read_bytes()) == (0, before)
    assert [path for path, _, _ in site.requests] == ["/feed"]
    assert "unchanged" in result.stderr
    site.answers["/4"] = m.answer(m.page("गया"))
    site.answers["/feed"] = m.answer(m.feed(*(m.item(f"/{n}") for n in "1234")))
    assert fetch(url, "--out", out).exit_code == 0
    assert urls(out) == [f"{site.url}/{n}" for n in "1234"]
    assert [site.asked(f"/{n}") for n in "1234"] == [0, 0, 0, 1]


def test_a_named_page_once(site: m.Site, out: Path) -> None:
    site.answers["/1"] = m.answer(m.page())
    for _ in range(2):
        assert fetch(f"{site.url}/1", f"{site.url}/1?utm_source=x#top", "--out", out).exit_code == 0
    assert urls(out) == [f"{site.url}/1"]
    assert site.paths() == ["/1"]


def test_one_item_under_many_addresses(site: m.Site, out: Path) -> None:
    site.answers["/1"] = m.answer(m.page())
    site.answers["/r"] = m.redirect("/1")
    site.answers["/moved"] = m.answer(m.page())
    site.answers["/feed"] = m.answer(m.feed(m.item("/1", "a"), m.item("/1?utm_medium=rss", "b"), m.item("/1#c", "c"), m.item("/r", "d")))
    assert fetch(f"{site.url}/feed", "--out", out).exit_code == 0
    assert sorted(site.paths()) == ["/1", "/feed", "/r"]
    site.answers["/feed"] = m.answer(m.feed(m.item("/moved", "a"), m.item("/r", "e")))
    assert fetch(f"{site.url}/feed", "--out", out).exit_code == 0
    assert urls(out) == [f"{site.url}/1"]
    assert (site.asked("/moved"), site.asked("/r")) == (0, 1)


def test_a_feed_that_gives_all_its_entries_one_guid(site: m.Site, out: Path) -> None:
    three(site)
    site.answers["/feed"] = m.answer(m.feed(*(m.item(f"/{n}", "same") for n in "123")))
    assert fetch(f"{site.url}/feed", "--out", out).exit_code == 0
    assert len(urls(out)) == 3


REASONS = {
    "missing": (m.answer(status=404), "no such page"),
    "gone": (m.answer(status=410), "is gone"),
    "forbidden": (m.answer(status=403), "status 403"),
    "broken": (m.answer(status=500), "status 500"),
    "teapot": (m.answer(status=418), "status 418"),
    "empty": (m.answer(b""), "has no text"),
    "no-article": (m.answer(b"<html><body></body></html>"), "no article"),
    "english": (m.answer(b"<html><body><article><p>" + b"Only English is written here. " * 20 + b"</p></article></body></html>"), "no Hindi"),
    "picture": (m.answer(b"\x89PNG", kind="image/png"), "image/png"),
    "huge": (m.answer(b"x" * (11 << 20)), "larger than 10 MB"),
    "endless": (m.endless, "larger than 10 MB"),
    "gzip-bomb": (m.bomb("gzip"), "larger than 10 MB"),
    "br-bomb": (m.bomb("br"), "larger than 10 MB"),
    "no-gzip": (m.answer(b"plain", Content_Encoding="gzip"), "does not unpack"),
    "no-br": (m.answer(b"\xff" * 100, Content_Encoding="br"), "does not unpack"),
    "compress": (m.answer(b"plain", Content_Encoding="compress"), "not asked for"),
    "truncated": (m.truncated, "cut off"),
    "truncated-chunks": (m.truncated_chunks, "cut off"),
    "truncated-gzip": (m.truncated_gzip, "cut off"),
    "garbage": (m.garbage, ""),
    "hangs-up": (m.hangs_up, ""),
    "loop": (m.redirect("/loop"), "in a circle"),
    "to-file": (m.redirect("file:///etc/passwd"), "must begin with"),
    "to-user": (m.redirect("http://a:b@127.0.0.1/"), "password"),
    "to-nothing": (m.redirect("http://["), "not the address"),
    "no-location": (m.answer(status=302), "status 302"),
    "not-modified": (m.answer(status=304), "status 304"),
    "latin": (m.answer(b"<html><body><article><p>\xa4\xb5\xe0</p></article></body></html>"), ""),
    "nested-feed": (m.answer(m.feed()), "is a feed"),
}


@pytest.mark.parametrize("name", REASONS)
def test_a_bad_page_is_set_aside_and_the_rest_goes_on(site: m.Site, out: Path, name: str) -> None:
    bad, reason = REASONS[name]
    site.answers[f"/{name}"] = bad
    site.answers["/1"] = m.answer(m.page())
    site.answers["/feed"] = m.answer(m.feed(m.item(f"/{name}"), m.item("/1")))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    result = fetch(f"{site.url}/feed", "--out", out)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 120 * 1024
    assert result.exit_code == 1, result.stderr
    assert urls(out) == [f"{site.url}/1"]
    (aside,) = written(Path(f"{out}.set-aside.jsonl"))
    assert aside["file"] == f"{site.url}/{name}"
    assert reason in aside["reason"]
    assert "Karaka's own" not in result.stderr
    assert site.asked(f"/{name}") <= 3


def test_a_chain_of_redirects_has_an_end(site: m.Site, out: Path) -> None:
    for n in range(20):
        site.answers[f"/r{n}"] = m.redirect(f"{site.url}/r{n + 1}", 308)
    site.answers["/r5"] = m.answer(m.page())
    assert fetch(f"{site.url}/r0", "--out", out).exit_code == 0
    assert urls(out) == [f"{site.url}/r5"]
    result = fetch(f"{site.url}/r6", "--out", out)
    assert "redirects more than 5 times" in result.stderr
    assert site.asked("/r12") == 0


@pytest.mark.parametrize(("charset", "kind"), [("utf-8", "text/html; charset=iso-8859-1"), ("utf-8", "text/html; charset=nonsense"), ("utf-8", ""),
                                               ("latin-1", "text/html; charset=utf-8")])  # fmt: skip
def test_a_wrong_charset(site: m.Site, out: Path, charset: str, kind: str) -> None:
    """A header that lies is not believed. A page that declares Latin-1 and is UTF-8 holds no Hindi as it is read, and is set aside, or is mended."""
    site.answers["/1"] = m.answer(m.page(charset=charset), kind=kind)
    result = fetch(f"{site.url}/1", "--out", out)
    if charset == "utf-8":
        assert result.exit_code == 0
    assert all("किसानों" in line["text"] for line in written(out))
    assert (result.exit_code == 0) == bool(written(out))


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
def test_packed_pages(site: m.Site, out: Path, encoding: str) -> None:
    pack = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress}[encoding]
    site.answers["/1"] = m.answer(pack(m.page()), Content_Encoding=encoding)
    assert fetch(f"{site.url}/1", "--out", out).exit_code == 0
    assert "किसानों" in written(out)[0]["text"]
    assert site.requests[-1][2]["accept-encoding"] == "gzip, br"


@given(st.binary(max_size=300_000), st.integers(1, 5000), st.sampled_from(["gzip", "br", "", "two"]))
def test_unpacking_is_lossless_and_bounded(data: bytes, step: int, encoding: str) -> None:
    half = len(data) // 2
    two = gzip.compress(data[:half]) + gzip.compress(data[half:])
    packed = {"gzip": gzip.compress(data), "br": brotli.compress(data, quality=1), "": data, "two": two}[encoding]
    chunks = [packed[at : at + step] for at in range(0, len(packed), step)]
    name = "gzip" if encoding == "two" else encoding
    assert inflating.body(chunks, name, len(data)) == data
    if data:
        assert inflating.body(chunks, name, len(data) - 1, cut=True) == data[:-1]
        with pytest.raises(Failed, match="larger"):
            inflating.body(chunks, name, len(data) - 1)


@given(st.sampled_from(["gzip", "br"]), st.integers(1, 400))
def test_cut_off_data_is_never_taken_for_whole(encoding: str, missing: int) -> None:
    data = m.page()
    packed = gzip.compress(data) if encoding == "gzip" else brotli.compress(data)
    with pytest.raises(Failed):
        inflating.body([packed[: max(0, len(packed) - missing)]], encoding, 1 << 20)


# slow servers


def client(**options: float) -> Client:
    return Client("karaka/test", private=True, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(("slow", "options", "reason"), [
    (m.silent, {"silence": 0.2}, "sent nothing for 0.2 seconds"),
    (m.dripping, {"silence": 1, "deadline": 0.3}, "longer than 0.3 seconds"),
    (m.dripping_body, {"silence": 1, "deadline": 0.3}, "longer than 0.3 seconds"),
])  # fmt: skip
def test_a_slow_server(site: m.Site, slow: m.Answer, options: dict[str, float], reason: str) -> None:
    site.answers["/"] = slow
    start = time.monotonic()
    with pytest.raises(Failed, match=reason) as caught:
        client(**options).get(f"{site.url}/")
    assert time.monotonic() - start < 2.5
    assert (caught.value.when, caught.value.silent) == (When.SOON, True)


def test_a_host_without_an_answer_does_not_hold_up_the_others(site: m.Site, other: m.Site, out: Path) -> None:
    site.answers["/robots.txt"] = m.hangs_up
    site.answers["/feed"] = m.answer(m.feed(*(m.item(f"/{n}") for n in range(9))))
    assert fetch(f"{site.url}/feed", three(other), "--out", out).exit_code == 1
    assert len(urls(out)) == 3
    assert site.asked("/feed") == 0


def test_a_host_that_falls_silent_is_left_for_the_next_run(site: m.Site, out: Path) -> None:
    url = three(site)
    site.answers |= dict.fromkeys(("/1", "/2", "/3"), m.hangs_up)
    result = fetch(url, "--out", out)
    assert result.exit_code == 1
    assert "gives no answer: 2 more wait" in result.stderr
    assert site.paths() == ["/feed", "/1", "/1", "/1"]
    three(site)
    assert fetch(url, "--out", out).exit_code == 0
    assert sorted(urls(out)) == [f"{site.url}/{n}" for n in "123"]


def test_nothing_listens(out: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        result = fetch(f"http://127.0.0.1:{free.getsockname()[1]}/", "--out", out)
    assert result.exit_code == 1
    assert "refused" in result.stderr


def test_no_such_host(out: Path) -> None:
    result = fetch("https://news.invalid/feed", "--out", out)
    assert result.exit_code == 1
    assert "the host news.invalid is not found" in result.stderr


# certificates


@pytest.fixture
def secure(site: m.Site, names: dict[str, list[str]]) -> tuple[trustme.CA, str]:
    """A site over TLS with a certificate for news.example, known under a second name as well."""
    authority = trustme.CA()
    site.secure(authority.issue_cert("news.example"))
    site.answers["/1"] = m.answer(m.page())
    site.answers["/slow"] = m.dripping_body
    names |= {"news.example": ["127.0.0.1"], "other.example": ["127.0.0.1"]}
    return authority, site.netloc.split(":")[1]


def trusting(authority: trustme.CA, **options: float) -> Client:
    made = client(**options)
    made.trusted.load_verify_locations(cadata=authority.cert_pem.bytes().decode())
    return made


def test_a_certificate_is_checked_for_the_name_though_an_address_is_connected_to(secure: tuple[trustme.CA, str]) -> None:
    authority, port = secure
    assert trusting(authority).get(f"https://news.example:{port}/1").data == m.page()
    with pytest.raises(Failed, match="no valid certificate"):
        trusting(authority).get(f"https://other.example:{port}/1")
    with pytest.raises(Failed, match="no valid certificate"):
        client().get(f"https://news.example:{port}/1")


def test_a_slow_server_over_tls(secure: tuple[trustme.CA, str]) -> None:
    authority, port = secure
    with pytest.raises(Failed, match=r"longer than 0\.4 seconds"):
        trusting(authority, deadline=0.4, silence=2).get(f"https://news.example:{port}/slow")


# private addresses


@pytest.mark.parametrize("address", [
    "127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.5.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255",
    "192.0.2.1", "198.18.0.1", "240.0.0.1", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::a00:1", "2002:7f00:1::", "2002:c0a8:101::1", "2001:db8::1", "2001:0:1::f5ff:fffe",
])  # fmt: skip
def test_not_public(address: str) -> None:
    assert not addresses.is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "151.101.0.81", "2a04:4e42::81", "::ffff:8.8.8.8", "64:ff9b::808:808", "172.32.0.1"])
def test_public(address: str) -> None:
    assert addresses.is_public(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]"])
def test_private_hosts_are_refused(site: m.Site, out: Path, host: str) -> None:
    port = site.netloc.split(":")[1]
    result = fetch(f"http://{host}:{port}/1", "--out", out, private=False)
    assert result.exit_code == 1
    assert "--allow-private" in result.stderr or "is not found" in result.stderr
    assert site.requests == []


@pytest.fixture
def only_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if 127.0.0.2 were a public address and nothing else."""
    monkeypatch.setattr(addresses, "is_public", lambda address: address == "127.0.0.2")


def test_names_that_lead_inside(names: dict[str, list[str]], out: Path) -> None:
    names["news.example"] = ["8.8.8.8 10.0.0.5"]
    result = fetch("http://news.example/1", "--out", out, private=False)
    assert "10.0.0.5" in result.stderr
    assert result.exit_code == 1


@pytest.mark.usefixtures("only_two")
def test_redirects_that_lead_inside(site: m.Site, other: m.Site, out: Path) -> None:
    site.answers["/secret"] = m.answer(m.page())
    other.answers["/1"] = m.redirect(f"{site.url}/secret")
    other.answers["/2"] = m.answer(m.page())
    result = fetch(f"{other.url}/1", f"{other.url}/2", "--out", out, private=False)
    assert "--allow-private" in result.stderr
    assert urls(out) == [f"{other.url}/2"]
    assert site.requests == []


@pytest.mark.usefixtures("only_two")
def test_a_robots_txt_that_leads_inside(site: m.Site, other: m.Site, out: Path) -> None:
    other.answers["/robots.txt"] = m.redirect(f"{site.url}/robots.txt")
    assert fetch(f"{other.url}/1", "--out", out, private=False).exit_code == 1
    assert site.requests == []


@pytest.mark.usefixtures("only_two")
def test_rebinding(site: m.Site, names: dict[str, list[str]], other: m.Site) -> None:
    """A name that is public when it is checked and private a moment later: the address that was checked is used, and asked for once a request."""
    port = other.netloc.split(":")[1]
    names["rebind.example"] = ["127.0.0.2", "127.0.0.1"]
    other.answers["/1"] = m.answer(m.page())
    plain = Client("karaka/test")
    assert plain.get(f"http://rebind.example:{port}/1").status == 200
    assert other.requests[0][2]["host"] == f"rebind.example:{port}"
    with pytest.raises(Failed, match=re.escape("127.0.0.1")):
        plain.get(f"http://rebind.example:{port}/1")
    assert site.requests == []


# robots.txt


def test_robots(site: m.Site, out: Path) -> None:
    url = three(site)
    site.answers["/robots.txt"] = m.answer(b"User-agent: *\nDisallow: /2\n\nUser-agent: KARAKA\nDisallow: /1$\nAllow: /\n", kind="text/plain")
    result = fetch(url, "--out", out)
    assert result.exit_code == 1
    assert "/1: robots.txt forbids it" in result.stderr
    assert urls(out) == [f"{site.url}/2", f"{site.url}/3"]
    assert site.asked("/1") == 0
    assert site.asked("/robots.txt") == 1
    assert fetch(url, "--out", out).exit_code == 0
    assert (site.asked("/1"), site.asked("/robots.txt")) == (0, 1)


def test_robots_of_a_redirect_s_host(site: m.Site, other: m.Site, out: Path) -> None:
    site.answers["/1"] = m.redirect(f"{other.url}/private")
    other.answers["/robots.txt"] = m.answer(b"User-agent: *\nDisallow: /private\n")
    assert "robots.txt forbids it" in fetch(f"{site.url}/1", "--out", out).stderr
    assert other.paths() == []


@pytest.mark.parametrize(("reply", "fetched"), [
    (m.answer(status=404), True), (m.answer(status=403), True), (m.answer(b"\xff\xfe<html>not rules"), True), (m.redirect("/robots.txt"), True),
    (m.answer(b"# " + b"x" * 600_000 + b"\nUser-agent: *\nDisallow: /\n"), True), (m.redirect("/rules"), False),
    (m.answer(status=500), False), (m.answer(status=503), False), (m.answer(status=429), False), (m.hangs_up, False),
    (m.answer(b"\xef\xbb\xbfUser-agent: *\nDisallow: /\n"), False),
])  # fmt: skip
def test_robots_that_can_or_cannot_be_read(site: m.Site, out: Path, reply: m.Answer, fetched: bool) -> None:
    site.answers |= {"/1": m.answer(m.page()), "/robots.txt": reply, "/rules": m.answer(b"User-agent: *\nDisallow: /\n")}
    result = fetch(f"{site.url}/1", "--out", out)
    assert (result.exit_code == 0) == fetched, result.stderr
    assert site.asked("/1") == fetched


def test_robots_that_could_not_be_read_are_asked_for_again(site: m.Site, out: Path) -> None:
    url = three(site)
    site.answers["/robots.txt"] = m.answer(status=500)
    assert "1 page waits for a later run" in fetch(url, "--out", out).stderr
    del site.answers["/robots.txt"]
    assert fetch(url, "--out", out).exit_code == 0
    assert len(urls(out)) == 3


def test_delays() -> None:
    assert robots.delay_of(robots.rules_of("User-agent: *\nCrawl-delay: 7")) == 7
    assert robots.delay_of(robots.rules_of("User-agent: *\nRequest-rate: 1/10s")) == 10
    assert robots.delay_of(robots.rules_of("User-agent: *\nCrawl-delay: soon")) == 0
    assert robots.delay_of(robots.rules_of("")) == 0


# pace


class Clock:
    """A time that passes only when someone sleeps."""

    def __init__(self) -> None:
        self.time = 1_000_000.0
        self.slept: list[float] = []

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds


def test_pace() -> None:
    clock = Clock()
    pace = Pace(2, now=clock.now, sleep=clock.sleep)
    pace.wait("a")
    pace.done("a")
    pace.wait("b")
    pace.wait("a")
    assert clock.slept == [2]
    pace.slow_down("a", 30)
    pace.slow_down("a", 10)
    pace.done("a")
    pace.wait("a")
    assert clock.slept == [2, 30]
    pace.pause("a", 3600)
    pace.done("a")
    with pytest.raises(Deferred, match="60 minutes"):
        pace.wait("a")
    pace.wait("b")


def test_the_delay_is_kept_per_host(site: m.Site, other: m.Site, out: Path) -> None:
    url = three(site)
    result = CliRunner().invoke(main, ["fetch", url, three(other), "--delay", "0.2", "--allow-private", "--out", str(out)])
    assert result.exit_code == 0
    for one in (site, other):
        times = [when for _, when, _ in one.requests]
        assert len(times) == 5
        assert min(b - a for a, b in itertools.pairwise(times)) >= 0.19
    assert max(site.requests[0][1], other.requests[0][1]) < min(site.requests[-1][1], other.requests[-1][1])


def test_crawl_delay(site: m.Site, out: Path) -> None:
    site.answers["/robots.txt"] = m.answer(b"User-agent: *\nCrawl-delay: 0.3\n")
    assert fetch(three(site), "--out", out).exit_code == 0
    times = [when for path, when, _ in site.requests if path != "/robots.txt"]
    assert min(b - a for a, b in itertools.pairwise(times)) >= 0.29


def test_a_crawl_delay_of_a_day_is_no_reason_to_hang(site: m.Site, out: Path) -> None:
    url = three(site)
    site.answers["/robots.txt"] = m.answer(b"User-agent: *\nCrawl-delay: 86400\n")
    start = time.monotonic()
    result = fetch(url, "--out", out)
    assert time.monotonic() - start < 5
    assert "asks to be left alone for 24 hours" in result.stderr


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_in_this_run(site: m.Site, out: Path, status: int) -> None:
    url = three(site)
    site.answers["/1"] = m.after(1, m.answer(status=status, Retry_After="1"), m.answer(m.page()))
    assert fetch(url, "--out", out).exit_code == 0
    assert sorted(urls(out)) == [f"{site.url}/{n}" for n in "123"]
    times = [when for path, when, _ in site.requests if path != "/robots.txt"]
    assert site.paths() == ["/feed", "/1", "/1", "/2", "/3"]
    assert times[2] - times[1] >= 0.99


def test_retry_after_in_a_later_run(site: m.Site, other: m.Site, out: Path) -> None:
    url = three(site)
    site.answers["/1"] = m.answer(status=429, Retry_After=m.moment(5000))
    result = fetch(url, three(other), "--out", out)
    assert result.exit_code == 1
    assert "asks to be left alone for 83 minutes; 3 pages wait for a later run" in result.stderr
    assert len(urls(out)) == 3
    before = len(site.requests)
    assert fetch(url, "--out", out).exit_code == 1
    assert len(site.requests) == before
    with sqlite3.connect(f"{out}.fetch") as base:
        base.execute("UPDATE pauses SET until = 0")
    base.close()
    three(site)
    assert fetch(url, "--out", out).exit_code == 0
    assert len(urls(out)) == 6


def test_too_many_requests_without_end(site: m.Site, out: Path) -> None:
    site.answers["/1"] = m.answer(status=429)
    assert "too many requests" in fetch(f"{site.url}/1", "--out", out).stderr
    assert site.paths() == ["/1"] * 3


@pytest.mark.parametrize(("value", "seconds"), [("120", 120.0), ("", None), ("soon", None), ("-5", None), ("Sun, 06 Nov 1994 08:49:37 GMT", 0.0), ("९", None)])
def test_retry_after_values(value: str, seconds: float | None) -> None:
    assert visiting.retry_after(Answer("http://a/", 429, {"retry-after": value}, b""), 1e9) == seconds


# feeds


ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title type="html">&lt;b&gt;जन&lt;/b&gt; समाचार</title>
<entry><id>tag:a</id><title>एक</title><link href="1"/><updated>2023-09-14T23:00:00+05:45</updated></entry>
<entry><id>tag:b</id><title>दो</title><updated>2023-09-14T23:00:00Z</updated></entry>
<entry><id>tag:c</id><title>तीन</title><link href="javascript:alert(1)"/></entry></feed>"""


def test_atom() -> None:
    entries, unusable = read_feed(Answer("https://news.example/a/feed", 200, {}, ATOM.encode()))
    assert entries == [Entry(url="https://news.example/a/1", name="tag:a", title="एक", published="2023-09-14T23:00:00+05:45", publisher="जन समाचार")]
    assert len(unusable) == 2
    assert "दो" in unusable[0]


@pytest.mark.parametrize(("date", "published"), [
    ("Thu, 14 Sep 2023 20:30:00 GMT", "2023-09-15T02:00:00+05:30"), ("Thu, 14 Sep 2023 20:30:00 +0530", "2023-09-14T20:30:00+05:30"),
    ("Thu, 14 Sep 2023 20:30:00 -0400", "2023-09-14T20:30:00-04:00"), ("2023-09-14T20:30:00+05:30", "2023-09-14T20:30:00+05:30"),
    ("2023-09-14", "2023-09-14T05:30:00+05:30"), ("गुरुवार", None), ("", None), ("Thu, 99 Sep 2023 20:30:00 GMT", None),
])  # fmt: skip
def test_dates_of_entries(date: str, published: str | None) -> None:
    entries, _ = read_feed(Answer("https://a.example/", 200, {}, m.feed(m.item("/1", date=date))))
    assert entries[0].published == published


@pytest.mark.parametrize("harm", [
    lambda data: data.replace(b"</channel></rss>", b""), lambda data: data.replace(b"</item>", b"& <br></item>"),
    lambda data: b"\n\n " + data, lambda data: data.replace(b'encoding="utf-8"', b'encoding="iso-8859-1"'), lambda data: data[:-60] + b"\x00\x0c" + data[-60:],
])  # fmt: skip
def test_a_feed_in_broken_xml(site: m.Site, out: Path, harm: object) -> None:
    url = three(site)
    data = harm(m.feed(*(m.item(f"/{n}") for n in "123")))  # type: ignore[operator]
    site.answers["/feed"] = m.answer(data, kind="text/plain; charset=us-ascii")
    result = fetch(url, "--out", out)
    assert result.exit_code == 0, result.stderr
    assert len(urls(out)) == 3


def test_a_feed_beyond_repair(site: m.Site, out: Path) -> None:
    site.answers["/feed"] = m.answer(b"<?xml version='1.0'?><feed " + os.urandom(200).hex().encode())
    site.answers["/entities"] = m.answer(
        b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">' + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12))
        + b']><rss version="2.0"><channel><title>&a11;</title></channel></rss>'
    )  # fmt: skip
    result = fetch(f"{site.url}/feed", f"{site.url}/entities", "--out", out)
    assert result.exit_code == 1
    assert "Karaka's own" not in result.stderr


@pytest.mark.parametrize(("data", "expected"), [(m.feed(), True), (ATOM.encode(), True), (m.feed().decode().encode("utf-16"), True),
                                                (m.page(), False), (b"", False), (b"<html><body>&lt;rss&gt; <rss >", False)])  # fmt: skip
def test_what_a_feed_is(data: bytes, expected: bool) -> None:
    assert is_feed(data) is expected


# addresses of pages


@pytest.mark.parametrize(("url", "expected"), [
    ("HTTPS://News.Example:443/a/../b?x=1#y", "https://news.example/b?x=1"), ("http://a.example", "http://a.example/"),
    ("http://a.example:8080/%7ex", "http://a.example:8080/%7Ex"), (" https://a.example/खबर ", "https://a.example/%E0%A4%96%E0%A4%AC%E0%A4%B0"),
    ("https://समाचार.भारत/", "https://xn--61b3bh3a5ab.xn--h2brj9c/"), ("http://[::1]:80/", "http://[::1]/"),
])  # fmt: skip
def test_urls(url: str, expected: str) -> None:
    assert normalised(url) == expected
    assert normalised(expected) == expected


@pytest.mark.parametrize("url", ["", "news.example/feed", "ftp://a.example/", "file:///etc/passwd", "http://", "http:///x", "http://u:p@a.example/",
                                 "http://[", "a b"])  # fmt: skip
def test_no_urls(url: str) -> None:
    with pytest.raises(InputError):
        normalised(url)


@given(st.text(max_size=40), st.sampled_from(["https://a.example/", "http://a.example:81/x?", "http:", ""]))
def test_any_text_is_a_url_or_none(text: str, start: str) -> None:
    try:
        found = normalised(start + text)
    except InputError:
        return
    assert found.isascii()
    assert normalised(found) == found
    assert origin_of(found).endswith(host_of(found))
    assert key_of(found) == key_of(found.replace("http://", "https://", 1) if ":80" not in found and ":443" not in found else found)


def test_keys() -> None:
    same = ["https://a.example/x?id=5", "http://a.example/x?id=5", "https://a.example/x?utm_source=rss&id=5&UTM_medium=y", "https://a.example/x?id=5&at_campaign=64"]
    assert len({key_of(url) for url in same}) == 1
    assert key_of("https://a.example/x?id=6") != key_of(same[0])
    assert key_of("https://a.example/x?a=%2F&b") == "a.example/x?a=%2F&b"


# state and output


def test_a_page_that_fails_for_now_is_tried_in_later_runs_and_then_given_up(site: m.Site, out: Path) -> None:
    site.answers["/1"] = m.answer(status=403)
    site.answers["/feed"] = m.conditional(m.feed(m.item("/1")))
    codes = [fetch(f"{site.url}/feed", "--out", out).exit_code for _ in range(state.TRIES + 2)]
    assert codes == [1] * state.TRIES + [0, 0]
    assert site.asked("/1") == state.TRIES
    site.answers["/1"] = m.answer(m.page())
    assert fetch(f"{site.url}/1", "--out", out).exit_code == 0
    assert len(urls(out)) == 1


def test_what_stands_in_the_output_is_not_fetched_again(site: m.Site, out: Path) -> None:
    url = three(site)
    out.write_text(json.dumps({"id": "x", "url": f"{site.url}/1", "text": "क"}) + '\nnot JSON\n{"id": 7}\n' + json.dumps({"id": f"{site.url}/2", "text": "क"}))
    before = out.read_bytes()
    assert fetch(url, "--out", out).exit_code == 0
    assert out.read_bytes().startswith(before + b"\n")
    assert (site.asked("/1"), site.asked("/2"), site.asked("/3")) == (0, 0, 1)


def test_a_torn_line_is_mended(tmp_path: Path, out: Path) -> None:
    whole = b'{"id":"http://a.example/1","url":"http://a.example/1","text":"x"}\n'
    with state.State(tmp_path / "s") as kept:
        lines = Lines(out, kept)
        lines.add(whole)
        lines.close()
    with out.open("ab") as stream:
        stream.write(whole.replace(b"/1", b"/2") + b'{"id":"http://a.exa')
    with state.State(tmp_path / "s") as kept:
        Lines(out, kept).close()
        assert out.read_bytes() == whole + whole.replace(b"/1", b"/2")
        assert kept.is_done("http://a.example/1")
        assert kept.is_done("https://a.example/2")
        assert not kept.is_done("http://a.example/3")


def test_a_disk_that_fills_up_leaves_whole_lines(tmp_path: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with state.State(None) as kept:
        lines = Lines(out, kept)
        lines.add(b"{}\n")
        monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        with pytest.raises(OSError, match="No space"):
            lines.add(b'{"a": 1}\n')
        lines.close()
    assert out.read_bytes() == b"{}\n"


def test_a_second_writer_gets_a_message(tmp_path: Path, site: m.Site, out: Path) -> None:
    with state.State(Path(f"{out}.fetch")):
        result = fetch(three(site), "--out", out)
    assert result.exit_code == 1
    assert "another karaka fetch is writing there" in result.stderr
    assert site.requests == []


def test_a_file_that_is_no_state(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("क" * 1000)
    with sqlite3.connect(tmp_path / "base") as base:
        base.execute("CREATE TABLE x (y)")
    base.close()
    for name in ("text", "base", "no/folder"):
        with pytest.raises(StoreError):
            state.State(tmp_path / name)


def test_a_state_for_many_outputs(site: m.Site, tmp_path: Path) -> None:
    url, kept = three(site), tmp_path / "kept"
    for name in ("a.jsonl", "b.jsonl"):
        assert fetch(url, "--state", kept, "--out", tmp_path / name).exit_code == 0
    assert [len(urls(tmp_path / name)) for name in ("a.jsonl", "b.jsonl")] == [3, 0]
    assert fetch(url, "--state", kept).stdout == ""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_killed_at_any_moment_nothing_is_lost_and_nothing_twice(site: m.Site, out: Path, how: signal.Signals) -> None:
    count = 40
    for n in range(count):
        site.answers[f"/{n}"] = m.answer(m.page(f"गांव {n}"))
    site.answers["/feed"] = m.conditional(m.feed(*(m.item(f"/{n}") for n in range(count))))
    command = [sys.executable, "-m", "karaka", "fetch", f"{site.url}/feed", "--out", str(out), "--delay", "0", "--allow-private"]
    for wait in (0, 3, 17, 30):
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
            while running.poll() is None and len(site.paths()) < wait:
                time.sleep(0.003)
            time.sleep(0.01 * (wait % 3))
            running.send_signal(how)
            running.wait(20)
    assert fetch(f"{site.url}/feed", "--out", out).exit_code == 0
    assert sorted(urls(out)) == sorted(f"{site.url}/{n}" for n in range(count))


# the command line


@pytest.mark.parametrize("args", ["", "news.example", "ftp://a/", "http://a/ --delay -1", "http://a/ --out a.csv", "http://a/ --out .",
                                  "http://a/ --contact नाम", "http://a/ --contact a\x07b"])  # fmt: skip
def test_wrong_calls(args: str) -> None:
    result = CliRunner().invoke(main, ["fetch", *args.split()])
    assert result.exit_code == 2
    assert result.stderr


def test_who_asks(site: m.Site) -> None:
    fetch(f"{site.url}/1", "--contact", "me@university.example")
    assert re.fullmatch(r"karaka/\S+ \(news research; me@university\.example\)", site.requests[0][2]["user-agent"])
    assert site.requests[0][2]["host"] == site.netloc


def test_an_output_in_no_folder(site: m.Site, tmp_path: Path) -> None:
    result = fetch(three(site), "--out", tmp_path / "none" / "a.jsonl")
    assert result.exit_code == 1
    assert "none" in result.stderr
    assert site.requests == []


def test_a_closed_pipe(site: m.Site) -> None:
    command = f"{sys.executable} -m karaka fetch {three(site)} --delay 0 --allow-private | true"
    done = subprocess.run(["bash", "-c", f"set -o pipefail; {command}"], capture_output=True, check=False, timeout=60)
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr


def test_a_long_pause_is_told(site: m.Site, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = three(site)
    monkeypatch.setattr(run, "NOTICED", 0.5)
    site.answers["/1"] = m.after(1, m.answer(status=503, Retry_After="1"), m.answer(m.page()))
    assert f"waiting 1 seconds, as {site.netloc} asks" in fetch(url, "--out", out).stderr


DOCUMENT = Path(__file__).parent.parent / "docs" / "fetching.md"
COMMANDS = re.findall(r"^karaka .+$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)


def test_the_document_s_commands_run(site: m.Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    three(site)
    site.answers |= {"/rss.xml": site.answers["/feed"], "/politics/rss.xml": site.answers["/feed"], "/2023/09/report.html": m.answer(m.page("गया"))}
    assert len(COMMANDS) >= 4
    for line in COMMANDS:
        words = shlex.split(line.replace("https://news.example", site.url))
        extra = ["--allow-private", "--delay", "0"] if words[1] == "fetch" else []
        result = CliRunner().invoke(main, [*words[1:], *extra])
        assert result.exit_code == 0, (line, result.stderr)
    assert len(written(tmp_path / "news.jsonl")) == 4


def test_the_document_states_the_figures_in_the_program() -> None:
    page = DOCUMENT.read_text(encoding="utf-8")
    asked = client()
    figures = (
        f"{run.TRIES} times", f"{state.TRIES} runs", f"{visiting.HOPS} redirects", f"{PATIENCE / 60:.0f} minutes", f"{asked.silence:g} seconds",
        f"{asked.deadline:g} seconds", f"{asked.limit >> 20} MB",
    )  # fmt: skip
    for figure in figures:
        assert figure in page, figure
