"""The frame of an article: every usual form of its opening and its end, and what is left out of its sentences."""

from __future__ import annotations

import datetime
import itertools
import json
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from karaka.cli.main import main
from karaka.reading.boilerplate import classified
from karaka.reading.dates import printed
from karaka.reading.inputs import Item, Reader
from karaka.reading.splitting import articles_in
from karaka.reading.structure import Structure, structure

TABLE = yaml.safe_load((Path(__file__).parent / "tables" / "frames_of_articles.yaml").read_text(encoding="utf-8"))
HEAD = "सरकार और विपक्ष में तकरार"
BODY = "प्रधानमंत्री ने संसद में बयान दिया और विपक्ष ने उसका विरोध किया। इसके बाद सदन की कार्यवाही स्थगित कर दी गई।"


def part(text: str, found: Structure, name: str) -> str | None:
    span = getattr(found, name)
    return text[slice(*span)] if span else None


@pytest.mark.parametrize("title", [None, HEAD])
@pytest.mark.parametrize(("opening", "parts"), TABLE["openings"], ids=lambda v: v[:20] if isinstance(v, str) else "")
def test_openings(opening: str, parts: dict[str, str | None], title: str | None) -> None:
    text = f"{HEAD}\n{opening}\n{BODY}" if title else f"{opening}\n{BODY}"
    found = structure(text, (0, len(HEAD)) if title else (0, 0))
    for name, value in parts.items():
        if name == "body":
            assert text[found.body_start :].startswith(value or ""), text[found.body_start :][:30]
        elif name == "published":
            assert found.published == value
        else:
            assert part(text, found, name) == value, name


@pytest.mark.parametrize(("ending", "agency"), TABLE["endings"], ids=lambda v: str(v)[:20])
def test_endings(ending: str, agency: str | None) -> None:
    text = f"{HEAD}\n{BODY}{ending}"
    found = structure(text)
    assert part(text, found, "agency") == agency
    if agency:
        assert any(text[a:b].strip() in ending and agency in text[a:b] for a, b in found.skip)


@pytest.mark.parametrize(("kind", "line"), [(k, line) for k, lines in TABLE["lines"].items() for line in lines])
def test_lines(kind: str, line: str) -> None:
    text = f"{BODY}\n{line}\n{BODY}"
    assert [x.kind for x in classified(text)] == ["", kind, ""]


@pytest.mark.parametrize(("words", "value"), TABLE["dates"])
def test_dates(words: str, value: str | None) -> None:
    assert printed(words) == value


def test_numeric_dates_are_day_first() -> None:
    assert printed("14/09/2023", numeric=True) == "2023-09-14"
    assert printed("03-04-2023 10:05", numeric=True) == "2023-04-03T10:05:00"


@given(st.datetimes(min_value=datetime.datetime(1990, 1, 1), max_value=datetime.datetime(2099, 1, 1)))
def test_iso_comes_back(moment: datetime.datetime) -> None:
    text = moment.replace(microsecond=0).isoformat()
    assert printed(text) == text


def test_whole_article() -> None:
    text = f"""दुनिया / {HEAD}
Edited By Seema Verma | जन समाचार | Updated: 01 Mar 2020, 02:53:00 PM IST
संसद भवन के बाहर सांसद - फोटो : पीटीआई
नई दिल्ली, 29 फरवरी (भाषा) {BODY}
यह भी पढ़ें
बाढ़ से तीन गांव प्रभावित
सेना ने राहत कार्य शुरू किया
{BODY} (यह भी पढ़ें: एक और खबर) मंत्री ने इस्तीफा दिया। (भाषा)
(यह खबर एजेंसी फीड से ऑटो-अपलोड हुई है।)
ताज़ा ख़बरों के लिए हमें फॉलो करें"""
    s = structure(text)
    assert {k: part(text, s, k) for k in ("title", "section", "place", "agency", "byline", "dateline")} == {
        "title": HEAD, "section": "दुनिया", "place": "नई दिल्ली", "agency": "भाषा", "byline": "Seema Verma", "dateline": "नई दिल्ली, 29 फरवरी (भाषा)",
    }  # fmt: skip
    assert s.published == "2020-03-01T14:53:00+05:30"
    assert [text[a:b] for a, b in s.captions] == ["संसद भवन के बाहर सांसद - फोटो : पीटीआई"]
    left = text
    for a, b in reversed(s.skip):
        left = left[:a] + left[b:]
    assert left.split("\n")[-1] == ""
    assert [line.strip() for line in left.split("\n") if line.strip()] == [HEAD, BODY, f"{BODY}  मंत्री ने इस्तीफा दिया।"]


def test_a_remark_over_several_lines() -> None:
    remark = "(जन समाचार के एंड्रॉएड ऐप के लिए \n\nयहां क्लिक करें. आप हमें \n\nफ़ेसबुक और \n\nट्विटर पर भी फ़ॉलो कर सकते हैं.)"
    text = f"{HEAD}\n{BODY} (भाषा)\n{remark}"
    s = structure(text)
    assert part(text, s, "agency") == "भाषा"
    assert (text.index(remark), len(text)) in s.skip


@given(st.text(max_size=300), st.lists(st.sampled_from([HEAD, BODY, "यह भी पढ़ें", "(भाषा)", "नई दिल्ली, 3 मार्च (भाषा) ", "\n", "फोटो: x", "देश / "]), max_size=6))
def test_spans_are_in_the_text(text: str, more: list[str]) -> None:
    text = text.join(more) if more else text
    s = structure(text)
    spans = [*s.skip, *s.captions, *(x for x in (s.title, s.dateline, s.place, s.agency, s.byline, s.section) if x)]
    assert all(0 <= a <= b <= len(text) for a, b in spans)
    assert 0 <= s.body_start <= len(text)
    pieces = articles_in(text)
    assert all(0 <= a < b <= len(text) for a, b in pieces)
    assert all(b <= c for (_, b), (c, _) in itertools.pairwise(pieces))


ONE, TWO, THREE = (f"{head}\n{opening}{BODY}{end}" for head, opening, end in [
    ("संसद में सरकार और विपक्ष के बीच तीखी तकरार", "नई दिल्ली, 3 मार्च (भाषा) ", ""),
    ("सीमा पर गोलीबारी के बाद दोनों देशों की बातचीत टली", "श्रीनगर: ", " (भाषा)"),
    ("बाढ़ से तीन गांव प्रभावित, सेना ने राहत कार्य शुरू किया", "", " (एएनआई)"),
])  # fmt: skip


@pytest.mark.parametrize("between", ["\n----\n", "\n\n* * *\n\n", "\n==========\n", "\n\f\n", "\n\n\n", "\n\n\n\n\n", "\n\n~~~\n"])
def test_split(between: str) -> None:
    text = between.join([ONE, TWO, THREE])
    assert [text[a:b] for a, b in articles_in(text)] == [ONE, TWO, THREE]


def test_split_by_dateline_and_credit() -> None:
    text = "\n\n".join([ONE, TWO, THREE])
    assert [text[a:b] for a, b in articles_in(text)] == [ONE, TWO, THREE]


SUBHEADS = f"{ONE}\n\nसंसद का इतिहास\n{BODY}\n\n\nऔर क्या हुआ\n{BODY}"


@pytest.mark.parametrize("text", [ONE, TWO, SUBHEADS, f"{BODY}\n\n{BODY}\n\n\n{BODY}", "", "x", f"{ONE}\n- - x\n{BODY}"])
def test_one_article_stays_one(text: str) -> None:
    assert len(articles_in(text)) == (1 if text else 0)


def test_split_from_files(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"\n{ONE}\n----\nEnglish only\n----\n{TWO}\n", encoding="utf-8")
    found = list(Reader(split=True).read([str(path)]))
    items = [f for f in found if isinstance(f, Item)]
    assert [(f.line, f.fields.id, f.fields.text) for f in items] == [(2, f"{path}#1", ONE), (7, f"{path}#3", TWO)]
    assert [f.line for f in found if not isinstance(f, Item)] == [5]
    assert len(list(Reader().read([str(path)]))) == 1


def test_printed_date_before_the_option(tmp_path: Path) -> None:
    for name, opening in (("a", "नई दिल्ली, 14 सितंबर 2023 (भाषा) "), ("b", "")):
        (tmp_path / f"{name}.txt").write_text(f"{HEAD}\n{opening}{BODY}", encoding="utf-8")
    dates = [f.fields.published for f in Reader(published="2001-01-01").read([str(tmp_path)]) if isinstance(f, Item)]
    assert dates == ["2023-09-14", "2001-01-01"]


def test_command_line(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"{ONE}\n----\n{TWO}\n\nयह भी पढ़ें: सेना ने गांव पर हमला किया", encoding="utf-8")
    done = CliRunner().invoke(main, ["code", str(path), "--split", "--format", "jsonl"])
    assert done.exit_code == 0, done.output
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert [r["article"]["id"] for r in records] == [f"{path}#1", f"{path}#2"]
    assert [(r["article"]["agency"] or "") != "" for r in records] == [True, True]
    article = records[1]["article"]
    assert article["dateline"]["place"]["text"] == "श्रीनगर"
    for sentence in records[1]["sentences"]:
        assert "पढ़ें" not in article["text"][sentence["start"] : sentence["end"]]
