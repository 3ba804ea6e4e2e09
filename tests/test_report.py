"""The first real input: the ANI report of 14 September 2023. Rows that must come out, and stay. Skipped where the report is absent."""

from __future__ import annotations

import pytest

import gold_data
import karaka
from karaka.records import Coding, Event

REPORT = gold_data.SHARED / "articles" / "putin-kim-ani-2023-09-14.txt"
pytestmark = pytest.mark.skipif(not REPORT.exists(), reason="the shared report is not here")


@pytest.fixture(scope="module")
def coding() -> Coding:
    return karaka.code(REPORT.read_text(encoding="utf-8"), published="2023-09-14", publisher="ANI")


def events(coding: Coding, kind: str, words: str) -> list[Event]:
    return [e for e in coding.events if e.type == kind and words in e.trigger.text]


def test_frame_of_the_article(coding: Coding) -> None:
    article = coding.article
    assert article.title is not None
    assert article.title.start == 0
    assert article.dateline is not None
    assert article.dateline.text == "मॉस्को (एएनआई):"
    assert article.dateline.place is not None
    assert article.dateline.place.country == "RUS"
    assert article.agency == "ANI"


def test_headline_and_lead(coding: Coding) -> None:
    headline, lead = events(coding, "AGREE", "स्वीकार कर लिया")[:2]
    for event in (headline, lead):
        assert ("RUS", "GOV") in {(p.country, p.sector) for p in event.actors}
        assert event.factuality == "CT+"
    assert headline.sources == []
    assert [s.text for s in lead.sources] == ["अल जज़ीरा"]
    assert events(coding, "CONSULT", "शिखर सम्मेलन")


def test_chain_of_sources(coding: Coding) -> None:
    (agreed,) = events(coding, "AGREE", "सहमत हुए")
    assert [s.text for s in agreed.sources] == ["अल जज़ीरा", "केसीएनए"]
    assert {p.country for p in agreed.actors} == {"RUS", "PRK"}


def test_kcna_is_quoted_directly(coding: Coding) -> None:
    said = next(a for a in coding.attributions if a.kind == "direct" and a.source and "केसीएनए" in a.source.text)
    assert said.content.text.startswith("पुतिन ने निमंत्रण को")


def test_launch_in_the_articles_own_voice(coding: Coding) -> None:
    (launch,) = events(coding, "MOBILIZE", "लॉन्च कीं")
    assert launch.mode == "weapons"
    assert launch.sources == []
    assert "military" in launch.contexts
    assert {p.country for p in launch.actors} == {"PRK"}
    (violation,) = events(coding, "REJECT", "उल्लंघन किया है")
    assert violation.mode == "yield"


def test_opinion_of_the_spokesman_is_an_attribution(coding: Coding) -> None:
    said = next(a for a in coding.attributions if a.source and "मैथ्यू मिलर" in a.source.text)
    assert (said.source.country, said.source.sector) == ("USA", "GOV")  # type: ignore[union-attr]
    assert said.cue.text == "के अनुसार"
    assert said.kind == "mixed"


def test_next_row(coding: Coding) -> None:
    """उन्होंने is Kim, since Putin is asked in the same clause."""
    event = next(e for e in coding.events if e.trigger.text == "प्रस्ताव दिया")
    assert [(p.name, p.country, p.sector) for p in event.actors] == [("Kim Jong-un", "PRK", "GOV")]
    assert [(p.name, p.country, p.sector) for p in event.recipients] == [("Vladimir Putin", "RUS", "GOV")]


def test_both_leaders(coding: Coding) -> None:
    event = next(e for e in coding.events if e.trigger.text == "सहमत हुए")
    assert {(p.name, p.text) for p in event.actors} == {("Kim Jong-un", "दोनों नेता"), ("Vladimir Putin", "दोनों नेता")}
    assert [s.name for s in event.sources] == ["Al Jazeera", "KCNA"]


def test_the_violated_norm(coding: Coding) -> None:
    event = next(e for e in coding.events if e.type.value == "REJECT" and "उल्लंघन" in e.trigger.text)
    norm = next(n for n in coding.norms if n.id in event.norms)
    assert (norm.issuer, norm.relation) == ("UNO", "violates")
    assert norm.party is not None
    assert norm.party.country == "PRK"
