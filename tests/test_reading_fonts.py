"""Legacy fonts: well-known words, our own sentences typed by the inverse of the tables, and what is no such font."""

from __future__ import annotations

import html
import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from karaka.reading.fonts import FONTS, font, named, recognised, to_unicode
from karaka.reading.inputs import Item, Reader
from legacy_fonts import Typist, windows_bytes

TABLE = yaml.safe_load((Path(__file__).parent / "tables" / "legacy_fonts.yaml").read_text(encoding="utf-8"))
NEWS = """विदेश मंत्रालय ने कहा कि दोनों देशों के बीच वार्ता जारी है और सरकार शांति के लिए तैयार है।
राष्ट्रपति ने गुरुवार को पड़ोसी देश की यात्रा की और वहां के प्रधानमंत्री से मुलाकात की।
पुलिस के अनुसार सीमा पर हुई गोलीबारी में तीन लोग घायल हो गए थे।
मुख्यमंत्री ने विपक्ष के आरोपों को खारिज किया है और कर्मचारियों की मांगों पर विचार करने का आश्वासन दिया है।"""


@pytest.mark.parametrize(("name", "typed", "meant"), [(n, a, b) for n, rows in TABLE.items() for a, b in rows])
def test_well_known_words(name: str, typed: str, meant: str) -> None:
    assert font(name).to_unicode(typed) == meant


@pytest.mark.parametrize("name", FONTS)
def test_news_comes_back(name: str) -> None:
    typed = Typist(font(name)).write(NEWS)
    assert typed != NEWS
    found = recognised(typed)
    assert found is not None
    assert found.name == ("kruti_dev" if name == "devlys" else name)
    assert to_unicode(typed) == NEWS


CONSONANTS = "कखगघचछजझटठडढणतथदधनपफबभमयरलवशषसह"
SIGNS = ["", *"ािीुूेैोौ", "ां", "ें", "ों", "िं", "ीं"]
syllables = st.builds(
    lambda half, full, sign: half + full + sign, st.sampled_from(["", "", "स्", "क्", "न्", "र्", "प्"]), st.sampled_from(CONSONANTS), st.sampled_from(SIGNS)
)


@pytest.mark.parametrize("name", FONTS)
@given(words=st.lists(st.lists(syllables, min_size=1, max_size=5).map("".join), min_size=1, max_size=5))
def test_any_syllables_come_back(name: str, words: list[str]) -> None:
    text = " ".join(words)
    try:
        typed = Typist(font(name)).write(text)
    except KeyError:
        return
    assert font(name).to_unicode(typed) == text


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    for name in FONTS:
        font(name).to_unicode(text)


ENGLISH = "The ministry said on Thursday that talks with the neighbouring country will go on, and that the army is in full control of the border."
FRENCH = "Le président a déclaré à l'Assemblée qu'il n'était pas prêt à négocier avec l'opposition, malgré les élections prévues en été."


@pytest.mark.parametrize(
    "text", [ENGLISH, FRENCH, "", "x", "12:30 14/09/2003", "Dilli mein pradhanmantri ne kaha ki sarkar taiyar hai aur baatcheet hogi.", NEWS]
)
def test_no_legacy_font(text: str) -> None:
    assert recognised(text) is None
    assert to_unicode(text) == text


def test_english_lines_and_addresses_stay() -> None:
    typed = Typist(font("kruti_dev")).write(NEWS)
    text = f"{typed}\nAll rights reserved by the publisher\nशीर्षक\nhttps://example.org/a?b=1 {typed}"
    lines = to_unicode(text).split("\n")
    assert lines[4:6] == ["All rights reserved by the publisher", "शीर्षक"]
    assert lines[6].startswith("https://example.org/a?b=1 विदेश")


@pytest.mark.parametrize(
    ("face", "name"),
    [
        ("Kruti Dev 010", "kruti_dev"),
        ("'KrutiDev010', Arial", "kruti_dev"),
        ("DevLys 010", "devlys"),
        ("Chanakya", "chanakya"),
        ("Arial", None),
        ("Mangal, Kruti Dev 010", None),
    ],
)
def test_names(face: str, name: str | None) -> None:
    found = named(face)
    assert (found.name if found else None) == name


@pytest.mark.parametrize("name", ["kruti_dev", "chanakya"])
@pytest.mark.parametrize("utf8", [True, False])
def test_files(tmp_path: Path, name: str, utf8: bool) -> None:
    typed = Typist(font(name)).write(NEWS)
    path = tmp_path / "a.txt"
    path.write_bytes(typed.encode("utf-8") if utf8 else windows_bytes(typed))
    (found,) = Reader().read([str(path)])
    assert isinstance(found, Item), found
    assert found.fields.text == NEWS


def test_a_line_s_title_is_converted_too(tmp_path: Path) -> None:
    write = Typist(font("kruti_dev")).write
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"text": write(NEWS), "title": write("शांति की उम्मीद"), "publisher": "Example"}), encoding="utf-8")
    (found,) = Reader().read([str(path)])
    assert isinstance(found, Item), found
    assert (found.fields.title, found.fields.text, found.fields.publisher) == ("शांति की उम्मीद", NEWS, "Example")


PAGE = """<html><head><meta http-equiv="Content-Type" content="text/html; charset=x-user-defined">
<style>.hindi {{ font-family: "Kruti Dev 010"; }}</style>
<title>Example Daily</title></head><body><p><font face="Arial">Home page in English</font></p>
<div {how}><p>{a}</p><p>{b} <span style="font-family: Arial">Reuters</span> {c}</p></div></body></html>"""


@pytest.mark.parametrize("how", ['class="hindi"', 'style="font-family: Kruti Dev 010"', "face"])
def test_pages(tmp_path: Path, how: str) -> None:
    write = Typist(font("kruti_dev")).write
    a, b, c, _ = NEWS.split("\n")
    page = PAGE.format(how=how, a=write(a), b=write(b), c=write(c))
    if how == "face":
        page = page.replace("<div face>", '<font face="DevLys 010">').replace("</div>", "</font>")
    path = tmp_path / "a.html"
    path.write_bytes(page.encode("cp1252"))
    (found,) = Reader().read([str(path)])
    assert isinstance(found, Item), found
    for words in (a, c, "Reuters"):
        assert words in found.fields.text


def test_a_page_that_names_no_font(tmp_path: Path) -> None:
    write = Typist(font("kruti_dev")).write
    path = tmp_path / "a.html"
    lines = "".join(f"<p>{html.escape(write(line))}</p>" for line in NEWS.split("\n"))
    path.write_bytes(f"<html><head><title>x</title></head><body><article>{lines}</article></body></html>".encode("cp1252"))
    (found,) = Reader().read([str(path)])
    assert isinstance(found, Item), found
    assert found.fields.text == NEWS


def test_a_unicode_headline_over_a_legacy_text(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"सीमा पर तनाव\n{Typist(font('kruti_dev')).write(NEWS)}", encoding="utf-8")
    (found,) = Reader().read([str(path)])
    assert isinstance(found, Item), found
    assert found.fields.text == f"सीमा पर तनाव\n{NEWS}"
