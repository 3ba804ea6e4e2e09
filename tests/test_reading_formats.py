"""Feeds, archives, tables and compressed files: every good article, and a clear reason for every bad one."""

from __future__ import annotations

import csv
import gzip
import io
import json
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from karaka.cli.main import main
from karaka.reading.feeds import fragment_text
from karaka.reading.inputs import Aside, Item, Reader
from karaka.reading.tables import read_table

TEXT = "भारत ने नेपाल की मदद की। दोनों देशों ने समझौते पर हस्ताक्षर किए।"


def read(*paths: object, **options: object) -> list[Item | Aside]:
    return list(Reader(**options).read([str(p) for p in paths]))  # type: ignore[arg-type]


def good(found: list[Item | Aside]) -> list[Item]:
    return [f for f in found if isinstance(f, Item)]


def reasons(found: list[Item | Aside]) -> list[str]:
    return [f.reason for f in found if isinstance(f, Aside)]


RSS = f"""<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>जन समाचार</title><link>https://example.org/</link>
<item><title>नेपाल को मदद</title><link>https://example.org/1</link><guid>tag:1</guid><pubDate>Wed, 13 Sep 2023 20:00:00 GMT</pubDate>
<dc:creator>सीमा वर्मा</dc:creator>
<category>दुनिया</category><description>सार</description>
<content:encoded><![CDATA[<figure><img src="x.jpg"><figcaption>फोटो</figcaption></figure>
<p>{TEXT}</p><p>दूसरा <b>अनुच्छेद</b> है।</p>]]></content:encoded></item>
<item><title>केवल शीर्षक</title><link>https://example.org/2</link></item>
<item><title>दूसरी खबर</title><link>https://example.org/3</link><pubDate>Thu, 14 Sep 2023 10:30:00 +0530</pubDate><description>{TEXT}</description></item>
<item><title>English</title><link>https://example.org/4</link><description>No Hindi</description></item></channel></rss>"""
ATOM = f"""<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>वार्ता</title><id>urn:f</id><updated>2023-09-14T10:00:00+05:30</updated>
<entry><title>खबर</title><id>urn:1</id><link href="https://example.org/a"/><published>2023-09-14T10:00:00+05:30</published><updated>2023-09-15T10:00:00+05:30</updated>
<author><name>अनिल कुमार</name></author><summary>{TEXT}</summary></entry></feed>"""


def test_rss(tmp_path: Path) -> None:
    (tmp_path / "a.rss").write_text(RSS, encoding="utf-8")
    found = read(tmp_path / "a.rss", published="2001-01-01", publisher="Other")
    first, third = (g.fields for g in good(found))
    assert first.text == f"{TEXT}\nदूसरा अनुच्छेद है।"
    assert (first.id, first.url, first.title) == ("tag:1", "https://example.org/1", "नेपाल को मदद")
    assert (first.published, first.publisher, first.byline, first.section) == ("2023-09-14T01:30:00+05:30", "जन समाचार", "सीमा वर्मा", "दुनिया")
    assert (third.id, third.published) == ("https://example.org/3", "2023-09-14T10:30:00+05:30")
    assert [r.split(":")[0] for r in reasons(found)] == ["the entry 'केवल शीर्षक' has no text", "has no Hindi in it"]


def test_atom(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(ATOM, encoding="utf-8")
    (found,) = good(read(tmp_path))
    f = found.fields
    assert (f.id, f.published, f.byline, f.publisher) == ("urn:1", "2023-09-14T10:00:00+05:30", "अनिल कुमार", "वार्ता")


@pytest.mark.parametrize("feed", [RSS, ATOM])
def test_feed_on_standard_input(feed: str) -> None:
    assert good(read("-", stdin=lambda: io.BytesIO(feed.encode())))


def test_a_feed_with_broken_markup_gives_what_it_has(tmp_path: Path) -> None:
    (tmp_path / "a.rss").write_text(RSS[: RSS.index("<item><title>English")] + "<item><title>x & y", encoding="utf-8")
    assert [g.fields.title for g in good(read(tmp_path / "a.rss"))] == ["नेपाल को मदद", "दूसरी खबर"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is no RSS or Atom feed"),
        (b"<?xml version='1.0'?><note>x</note>", "is no RSS or Atom feed"),
        (b"<rss version='2.0'><channel><title>x</title></channel></rss>", "is a feed without entries"),
        ("not xml: क".encode(), "is no RSS or Atom feed"),
    ],
)
def test_no_feed(tmp_path: Path, data: bytes, reason: str) -> None:
    (tmp_path / "a.xml").write_bytes(data)
    assert reason in reasons(read(tmp_path / "a.xml"))[0]


def test_a_feed_names_no_file_to_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.rss"
    secret.write_text(RSS, encoding="utf-8")
    (tmp_path / "a.xml").write_bytes(str(secret).encode())
    assert not good(read(tmp_path / "a.xml"))
    kind = f'<!DOCTYPE r [<!ENTITY e SYSTEM "file://{secret}">]>'
    entity = f'<?xml version="1.0"?>{kind}<rss version="2.0"><channel><item><title>x</title><description>&e;</description></item></channel></rss>'
    (tmp_path / "b.xml").write_text(entity, encoding="utf-8")
    assert not good(read(tmp_path / "b.xml"))


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("सादा", "सादा"),
        ("<p>एक</p><p>दो</p>", "एक\nदो"),
        ("एक<br/>दो<br>तीन", "एक\nदो\nतीन"),
        ("<div>एक <i>दो</i>\n तीन</div><script>x</script>चार", "एक दो तीन\nचार"),
        ("भारत &amp; नेपाल", "भारत & नेपाल"),
        ("<figure><figcaption>फोटो</figcaption></figure>मूल", "मूल"),
        ("", ""),
        ("<!-- x -->", ""),
    ],
)
def test_fragment(html: str, text: str) -> None:
    assert fragment_text(html) == text


PAGE = "<html><head><title>{title}</title>{head}</head><body><article><h1>{title}</h1>{more}<p>{text}</p><p>{text}</p></article></body></html>"


def page(title: str = "नेपाल को मदद", head: str = "", more: str = "", text: str = TEXT) -> str:
    return PAGE.format(title=title, head=head, more=more, text=text)


def record(url: str, body: bytes, *, kind: str = "text/html; charset=utf-8", status: str = "200 OK", more: str = "") -> bytes:
    answer = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{more}Content-Length: {len(body)}\r\n\r\n".encode() + body
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2023-09-14T05:00:00Z\r\nWARC-Record-ID: <urn:uuid:{uuid.uuid4()}>\r\n"
    return f"{head}Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n".encode() + answer + b"\r\n\r\n"


def archive() -> bytes:
    second = page("दूसरी खबर")
    return b"".join(
        [
            record("https://example.org/1", page().encode()),
            record("https://example.org/x.jpg", b"\xff\xd8" * 50, kind="image/jpeg"),
            record("https://example.org/404", page().encode(), status="404 Not Found"),
            record("https://example.org/en", b"<html><body><article><p>Only English here, and nothing else at all.</p></article></body></html>"),
            record("https://example.org/2", gzip.compress(second.encode()), more="Content-Encoding: gzip\r\n"),
            record("https://example.org/3", page("तीसरी खबर").encode("utf-16"), kind="text/html; charset=utf-16"),
        ]
    )


COMPRESSIONS: dict[str, Callable[[bytes], bytes]] = {"": bytes, ".gz": gzip.compress, ".zst": zstandard.ZstdCompressor().compress}


@pytest.mark.parametrize("ending", COMPRESSIONS)
def test_warc(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a.warc{ending}"
    path.write_bytes(COMPRESSIONS[ending](archive()))
    found = read(path)
    assert [g.fields.url for g in good(found)] == [f"https://example.org/{n}" for n in (1, 2, 3)]
    assert all(TEXT in g.fields.text and g.fields.id == g.fields.url for g in good(found))
    assert reasons(found) == [r for r in reasons(found) if r.startswith("https://example.org/en: ")]


def test_damaged_warc(tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes(b"not a warc at all\r\n" * 30)
    (tmp_path / "b.warc.gz").write_bytes(gzip.compress(archive())[:-300])
    (tmp_path / "c.warc").write_bytes(b"")
    (tmp_path / "d.warc").write_bytes(archive()[:-300])
    (tmp_path / "e.warc.zst").write_bytes(COMPRESSIONS[".zst"](archive())[:-100])
    found = {p.name: read(p) for p in sorted(tmp_path.iterdir())}
    wanted = {"a.warc": "is no WARC", "b.warc.gz": "compressed data is cut off", "c.warc": "has no captured page"}
    wanted |= {"d.warc": "is cut off in the answer of https://example.org/3", "e.warc.zst": "cut off"}
    for name, words in wanted.items():
        assert words in reasons(found[name])[-1], name
    assert [g.fields.url[-1] for g in good(found["d.warc"])] == ["1", "2"]


def test_page_s_frame(tmp_path: Path) -> None:
    linked = json.dumps({"@graph": [{"@type": "NewsArticle", "datePublished": "2023-09-13T20:00:00Z", "articleSection": "दुनिया"}]})
    head = f'<meta name="author" content="सीमा वर्मा"><script type="application/ld+json">{linked}</script><script type="application/ld+json">{{broken</script>'
    (tmp_path / "a.html").write_text(page(head=head, more="<figure><img src='x'><figcaption>काठमांडू में राहत सामग्री</figcaption></figure>"), encoding="utf-8")
    (found,) = good(read(tmp_path / "a.html"))
    f = found.fields
    assert (f.published, f.section, f.byline, f.captions) == ("2023-09-14T01:30:00+05:30", "दुनिया", "सीमा वर्मा", ("काठमांडू में राहत सामग्री",))
    assert "राहत सामग्री" not in f.text


def table(rows: list[list[str]], sign: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=sign).writerows(rows)
    return out.getvalue()


ROWS = [
    ["Id", "Headline", "Body", "Date"],
    ["7", "शीर्षक", TEXT, "2023-09-14"],
    ["8", "", f'{TEXT}\nदूसरी, "पंक्ति"।', "14 सितंबर 2023"],
    ["9", "x", "", ""],
    ["10", "x", TEXT, "03/04/2023"],
    ["11", "x", TEXT],
    ["12", "x", "English", ""],
]
COLUMNS = {"text": "Body", "title": "headline", "published": "Date"}


@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("ending", COMPRESSIONS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv(tmp_path: Path, sign: str, ending: str, encoding: str) -> None:
    path = tmp_path / f"a.csv{ending}"
    path.write_bytes(COMPRESSIONS[ending](table(ROWS, sign).encode(encoding)))
    found = read(path, columns=COLUMNS)
    assert [(g.line, g.fields.id, g.fields.title, g.fields.published) for g in good(found)] == [
        (2, "7", "शीर्षक", "2023-09-14"),
        (3, "8", None, "2023-09-14"),
        (7, "11", "x", None),
    ]
    assert good(found)[1].fields.text == f'{TEXT}\nदूसरी, "पंक्ति"।'
    assert [(f.line, f.reason.split(" ")[0]) for f in found if isinstance(f, Aside)] == [(5, "has"), (6, "published"), (8, "has")]


@given(st.lists(st.tuples(st.text(max_size=30), st.text(max_size=30)), max_size=8))
def test_any_cells_come_back(cells: list[tuple[str, str]]) -> None:
    cells = [(a.replace("\0", "").replace("\r", ""), b.replace("\0", "").replace("\r", "")) for a, b in cells]
    data = table([["text", "title"], *map(list, cells)]).encode("utf-8", "replace")
    found = [f for _, f in read_table(io.BytesIO(data), {})]
    texts = [f.text for f in found if not isinstance(f, Exception)]
    assert texts == [a.encode("utf-8", "replace").decode() for a, b in cells if a.strip()]


@pytest.mark.parametrize(
    ("data", "columns", "reason"),
    [
        ("a,b\n1,2\n", {}, "has no column 'text' for text: it has a, b; name it with --column text=COLUMN"),
        ("text,b\n1,2\n", {"title": "Kopf"}, "has no column 'Kopf' for title"),
        ("", {}, "has no text"),
        (f'text,b\n{TEXT},1\n"{TEXT},2\n', {}, "can't be read on after line"),
    ],
)
def test_bad_tables(tmp_path: Path, data: str, columns: dict[str, str], reason: str) -> None:
    (tmp_path / "a.csv").write_text(data, encoding="utf-8")
    assert reason in reasons(read(tmp_path / "a.csv", columns=columns))[-1]


def test_a_damaged_wide_table_is_set_aside(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(table(ROWS).encode("utf-16")[:-1])
    assert any("cut off" in r for r in reasons(read(tmp_path / "a.csv", columns=COLUMNS)))


def test_table_on_standard_input() -> None:
    found = read("-", stdin=lambda: io.BytesIO(table(ROWS).encode()), columns=COLUMNS)
    assert len(good(found)) == 3


@pytest.mark.parametrize("ending", [".gz", ".zst"])
@pytest.mark.parametrize("kind", ["a.txt", "a.html", "a.jsonl", "a.xml"])
def test_compressed(tmp_path: Path, ending: str, kind: str) -> None:
    content = {"a.txt": TEXT, "a.html": page(), "a.jsonl": json.dumps({"text": TEXT}), "a.xml": ATOM}[kind]
    (tmp_path / f"{kind.upper()}{ending}").write_bytes(COMPRESSIONS[ending](content.encode()))
    (found,) = good(read(tmp_path))
    assert TEXT in found.fields.text


@pytest.mark.parametrize("damage", [lambda d: d[:-5], lambda d: d[:20], lambda d: b"no zst", lambda d: d[:30] + b"\0\1\2" + d[33:]])
@pytest.mark.parametrize("ending", [".gz", ".zst"])
def test_damaged(tmp_path: Path, ending: str, damage: Callable[[bytes], bytes]) -> None:
    path = tmp_path / f"a.txt{ending}"
    path.write_bytes(damage(COMPRESSIONS[ending](TEXT.encode() * 20)))
    (found,) = read(path)
    assert "cannot be read" in reasons([found])[0]


def test_frames_one_after_another_and_flat_memory(tmp_path: Path) -> None:
    line = json.dumps({"text": TEXT}).encode() + b"\n"
    (tmp_path / "a.jsonl.zst").write_bytes(COMPRESSIONS[".zst"](line) * 3)
    assert len(good(read(tmp_path / "a.jsonl.zst"))) == 3
    (tmp_path / "b.txt.zst").write_bytes(COMPRESSIONS[".zst"](b"\0" * 200_000_000))
    assert "191 MB long" in reasons(read(tmp_path / "b.txt.zst"))[0]


def test_command_line(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(table(ROWS), encoding="utf-8")
    run = CliRunner()
    done = run.invoke(main, ["code", str(tmp_path / "a.csv"), "--column", "text=Body", "--column", "published=Date", "--format", "jsonl"])
    assert done.exit_code == 1
    assert [json.loads(line)["article"]["id"] for line in done.stdout.splitlines()] == ["7", "8", "11"]
    for bad in (["--column", "body=Body"], ["--column", "text"], ["--column", "text="], ["--column", "text=a", "--column", "text=b"]):
        assert run.invoke(main, ["code", str(tmp_path / "a.csv"), *bad]).exit_code == 2
