"""Encodings: what each byte sequence means, found without being told."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karaka.errors import InputError
from karaka.reading.decoding import decode, mended
from karaka.reading.inputs import Item, Reader
from karaka.reading.iscii import _tables, decode_iscii

TEXT = "विदेश मंत्रालय ने कहा कि दोनों देशों के बीच वार्ता जारी है। सरकार शांति के लिए तैयार है और 14 सैनिक लौट आए हैं।"


def iscii(text: str) -> bytes:
    """The inverse of `decode_iscii`."""
    letters = {letter: byte for byte, letter in _tables()[0].items() if len(letter) == 1}
    return bytes(letters.get(c, ord(c) if c < "\x80" else 0x3F) for c in text)


def test_iscii() -> None:
    assert decode_iscii(bytes([0xC6, 0xD8, 0xDC, 0xA2])) == "नहीं"
    assert decode_iscii(bytes([0xC8, 0xE8, 0xCF, 0xC5, 0xDA, 0xC6])) == "प्रधान"
    assert decode_iscii(bytes([0xEF, 0x42, 0xD8, 0xE2, 0xEA])) == "है।"
    assert decode_iscii(bytes([0xB3, 0xE8, 0xE8, 0xD6])) == "क्\u200cष"
    assert decode_iscii(bytes([0xB3, 0xE8, 0xE9, 0xD6])) == "क्\u200dष"
    assert decode_iscii(bytes([0xA1, 0xE9])) == "ॐ"
    assert decode_iscii(bytes([0xF1, 0xFA])) == "०९"
    assert decode_iscii(b"\xff") is None
    assert decode_iscii(iscii(TEXT)) == TEXT


@given(st.text("कखगतथदनपबमयरलवसहािीुूेैोौंँ् ।०५९abc12,", max_size=50))
def test_iscii_comes_back(text: str) -> None:
    if "््" not in text:
        assert decode_iscii(iscii(text)) == text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "iscii"])
@pytest.mark.parametrize("declared", [None, "utf-8", "iso-8859-1", "windows-1252", "x-user-defined", "no-such-thing"])
def test_encodings(encoding: str, declared: str | None) -> None:
    assert decode(iscii(TEXT) if encoding == "iscii" else TEXT.encode(encoding), declared) == TEXT


def test_utf8_twice() -> None:
    twice = TEXT.encode().decode("latin-1").encode()
    as_windows = "".join(bytes([b]).decode("cp1252", "replace") if b not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else chr(b) for b in TEXT.encode())
    assert mended(as_windows) == TEXT
    assert decode(as_windows.encode()) == TEXT
    assert decode(twice) == TEXT


@given(st.text(max_size=100))
def test_other_text_is_left(text: str) -> None:
    if "à¤" not in text and "à¥" not in text:
        assert mended(text) == text


@pytest.mark.parametrize(
    "data", ["Дума приняла закон".encode("cp1251"), "法律を採択した".encode("shift-jis"), bytes(range(0x80, 0x100)) * 3, "é è à ç".encode("latin-1")]
)
def test_what_is_no_hindi_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match="is not UTF-8"):
        decode(data)


PAGE = """<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}"><title>समाचार</title></head><body><article>
<p>{text}</p><p>{text}</p></article></body></html>"""


@pytest.mark.parametrize(
    ("charset", "encoding"), [("iso-8859-1", "utf-8"), ("utf-8", "utf-16"), ("x-iscii-de", "iscii"), ("windows-1252", "utf-8-sig"), ("bogus", "utf-8")]
)
def test_pages_that_declare_the_wrong_thing(tmp_path: Path, charset: str, encoding: str) -> None:
    html = PAGE.format(charset=charset, text=TEXT)
    path = tmp_path / "a.html"
    path.write_bytes(iscii(html) if encoding == "iscii" else html.encode(encoding))
    (found,) = Reader().read([str(path)])
    assert isinstance(found, Item), found
    assert TEXT in found.fields.text


def test_numeric_entities(tmp_path: Path) -> None:
    entities = "".join(f"&#{ord(c)};" if c > "\x7f" else c for c in TEXT)
    path = tmp_path / "a.html"
    path.write_bytes(PAGE.format(charset="iso-8859-1", text=entities).replace("समाचार", "News").encode("ascii"))
    (found,) = Reader().read([str(path)])
    assert isinstance(found, Item), found
    assert TEXT in found.fields.text


def test_standard_input_in_iscii() -> None:
    (found,) = Reader(stdin=lambda: io.BytesIO(iscii(TEXT))).read(["-"])
    assert isinstance(found, Item), found
    assert found.fields.text == TEXT
