"""Reading what a user points at: every good article, and a clear reason for every bad one."""

from __future__ import annotations

import gzip
import io
import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karaka.errors import InputError
from karaka.reading.decoding import check_hindi, decode
from karaka.reading.inputs import Aside, Item, Reader
from karaka.reading.lines import checked_date, fields_of

TEXT = "भारत ने नेपाल की मदद की।"


def read(*paths: object, **options: object) -> list[Item | Aside]:
    return list(Reader(**options).read([str(p) for p in paths]))  # type: ignore[arg-type]


def item(found: Item | Aside) -> Item:
    assert isinstance(found, Item), found
    return found


def aside(found: Item | Aside) -> Aside:
    assert isinstance(found, Aside), found
    return found


@pytest.mark.parametrize("text", [TEXT, f"  {TEXT}\r\n\n", f"{TEXT}\u2028{TEXT}", "क\u093c़ज़\x0b\f है"])
def test_text_is_unchanged(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    (found,) = read(path)
    assert item(found).fields.text == text
    assert item(found).fields.id == str(path)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_decode_is_lossless(text: str) -> None:
    if not text.startswith("\ufeff") and text.isascii() is False:
        try:
            assert decode(text.encode()) == text
        except InputError:
            pytest.fail("UTF-8 refused")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "has no text"),
        (b" \n\t", "has no text"),
        (b"\xef\xbb\xbf", "has no text"),
        (TEXT.encode("utf-16")[:-1], "UTF-16 that is cut off"),
        (TEXT.encode("utf-32")[:-1], "UTF-32 that is cut off"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), "not text"),
        (b"caf\xe9 \xa4\xb5", "is not UTF-8"),
        (TEXT.encode()[:-1], "is not UTF-8"),
        (b"Only English here.", "has no Hindi in it"),
        ("१२३।".encode(), "has no Hindi in it"),
    ],
)
def test_bad_file(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    (found,) = read(path)
    assert reason in aside(found).reason
    assert aside(found).file == str(path)


def test_legacy_bytes_name_the_line() -> None:
    with pytest.raises(InputError, match="line 2"):
        decode(TEXT.encode() + b"\n\xa4\xb5")


def test_long_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(TEXT.encode() * 800_000)
    (found,) = read(path)
    assert "MB long" in aside(found).reason
    assert "at most 10 MB" in aside(found).reason


def lines(tmp_path: Path, *found: object, name: str = "a.jsonl") -> Path:
    path = tmp_path / name
    path.write_bytes(b"\n".join(x if isinstance(x, bytes) else json.dumps(x, ensure_ascii=False).encode() for x in found) + b"\n")
    return path


def test_bad_lines_do_not_stop_the_good(tmp_path: Path) -> None:
    path = lines(
        tmp_path,
        {"id": "one", "text": TEXT},
        b'{"text": "broken',
        {"title": "x"},
        {"text": None},
        {"text": 5},
        [1],
        {"text": TEXT, "published": "2023-13-01"},
        {"text": TEXT, "published": 2023},
        {"text": "English"},
        {"text": TEXT, "title": ["x"]},
        b'{"text": "\\ud800 ' + TEXT.encode() + b'"}',
        b"\xff\xfe{}",
        b"[" * 100_000,
        b"",
        {"id": 7, "text": TEXT, "published": None, "title": None, "more": [1]},
    )
    found = read(path)
    good = [f for f in found if isinstance(f, Item)]
    assert [(g.line, g.fields.id) for g in good] == [(1, "one"), (15, "7")]
    reasons = {f.line: f.reason for f in found if isinstance(f, Aside)}
    assert set(reasons) == set(range(2, 14))
    for line, words in {2: "not JSON", 3: 'no "text"', 4: 'no "text"', 5: "not a string", 6: "not an object", 7: "not a date", 8: "not a date",
                        9: "no Hindi", 10: '"title" is not a string', 11: "surrogate", 12: "UTF-16", 13: "nested"}.items():  # fmt: skip
        assert words in reasons[line], (line, reasons[line])
    assert str(found[1]).startswith(f"{path}:2: ")


def test_fifty_megabyte_line(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with path.open("wb") as out:
        out.write(b'{"text": "')
        for _ in range(17):
            out.write("क".encode() * (1 << 20))
        out.write(b'"}\n' + json.dumps({"text": TEXT}).encode() + b"\n")
    first, second = read(path)
    assert "51 MB long" in aside(first).reason
    assert (aside(first).line, item(second).line) == (1, 2)


def test_a_line_s_own_value_wins(tmp_path: Path) -> None:
    path = lines(tmp_path, {"text": TEXT, "published": "2020-01-02", "publisher": "A"}, {"text": TEXT, "published": None})
    own, given_ = (item(f).fields for f in read(path, published="2023-09-14", publisher="B"))
    assert (own.published, own.publisher) == ("2020-01-02", "A")
    assert (given_.published, given_.publisher) == ("2023-09-14", "B")


def test_gz_bom_and_last_line_without_newline(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b"\xef\xbb\xbf" + json.dumps({"text": TEXT}).encode() + b"\r\n" + json.dumps({"text": TEXT}).encode()))
    assert [item(f).fields.text for f in read(path)] == [TEXT, TEXT]


@pytest.mark.parametrize("data", [b"no gzip", gzip.compress(os.urandom(3000))[:-200], b""])
def test_damaged_gz(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(data)
    assert all(isinstance(f, Aside) for f in read(path))
    assert read(path)


def test_folder_glob_and_missing(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "sub/c.txt", ".hidden/x.txt", "note.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    assert [Path(item(f).file).name for f in read(tmp_path)] == ["a.txt", "b.txt", "c.txt"]
    assert [Path(item(f).file).name for f in read(tmp_path / "*.txt")] == ["a.txt", "b.txt"]
    (tmp_path / "empty").mkdir()
    reasons = [aside(f).reason for f in read(tmp_path / "none.txt", tmp_path / "no*.txt", tmp_path / "empty", "bad\0name")]
    assert [r.split()[0] for r in reasons] == ["no", "no", "no", "cannot"] or "no such file" in reasons[3]


def test_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    path.chmod(0)
    (found,) = read(path)
    if os.geteuid() != 0:
        assert "cannot be read" in aside(found).reason


PAGE = """<html><head><meta charset="{charset}"><title>दिल्ली में प्रदर्शन</title><meta property="og:site_name" content="जन समाचार">
<meta property="article:published_time" content="2023-09-14T10:00:00+05:30"></head><body><nav>मेनू</nav><article>
<p>नई दिल्ली: किसानों ने शुक्रवार को दिल्ली में प्रदर्शन किया। पुलिस ने 20 लोगों को गिरफ्तार किया।</p>
<p>सरकार ने कहा कि वह बातचीत के लिए तैयार है और किसानों की मांगों पर विचार करेगी।</p></article></body></html>"""


def test_page(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(PAGE.format(charset="utf-8"), encoding="utf-8")
    (found,) = read(path, published="2001-01-01")
    fields = item(found).fields
    assert "प्रदर्शन किया" in fields.text
    assert "मेनू" not in fields.text
    assert (fields.title, fields.published, fields.publisher) == ("दिल्ली में प्रदर्शन", "2023-09-14T10:00:00+05:30", "जन समाचार")


def test_bad_pages(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<html><body></body></html>", encoding="utf-8")
    (tmp_path / "b.html").write_bytes(PAGE.format(charset="utf-8").encode("utf-16")[:-1])
    (tmp_path / "c.html").write_bytes(b"<html><p>\xa4\xb5\xe0</p></html>")
    assert [isinstance(f, Aside) for f in read(tmp_path)] == [True] * 3


@pytest.mark.parametrize(
    ("data", "texts"),
    [
        (TEXT.encode(), [TEXT]),
        (b"\xef\xbb\xbf\n" + TEXT.encode(), ["\n" + TEXT]),
        (b"\n\n" + json.dumps({"text": TEXT}).encode() + b"\n{}\n", [TEXT, None]),
        (b"", [None]),
    ],
)
def test_standard_input(data: bytes, texts: list[str | None]) -> None:
    found = read("-", stdin=lambda: io.BytesIO(data))
    assert [f.fields.text if isinstance(f, Item) else None for f in found] == texts
    if texts[0] == TEXT and len(texts) == 2:
        assert [f.line for f in found] == [3, 4]


@pytest.mark.parametrize("value", ["2023-09-14", "2023-09-14T10:00:00+05:30", "2023-09-14 10:00:00", None])
def test_dates(value: str | None) -> None:
    assert checked_date(value) == value


@pytest.mark.parametrize("value", ["", "14-09-2023", "2023-9-14", "2023-02-30", "20230914", "2023-W05-1", "2023-09-14xyz", "१४", 5, "2023-09"])
def test_bad_dates(value: object) -> None:
    with pytest.raises(InputError, match="not a date"):
        checked_date(value)


def test_a_record_gives_its_article() -> None:
    record = {"schema": "karaka/1", "article": {"id": "x", "text": f"शीर्षक\n{TEXT}", "title": {"start": 0, "end": 6, "text": "शीर्षक"}, "published": None}}
    fields = fields_of(json.dumps(record).encode())
    assert (fields.id, fields.title, fields.text) == ("x", "शीर्षक", TEXT)


def test_hindi() -> None:
    check_hindi("a क")
    for text in ("", "abc", "।॥ १२"):
        with pytest.raises(InputError):
            check_hindi(text)
