"""The parts of gathering by themselves: stems, duplicates, likeness, clustering, origins, summaries."""

from __future__ import annotations

from array import array
from itertools import combinations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from karaka.gathering import Observed, Origin, Seen
from karaka.gathering.clustering import STRANGERS, clusters, component, mean
from karaka.gathering.duplicates import Duplicates, Text, days_apart, duplicates
from karaka.gathering.hi.words import Wording, alike, stem, weight, words
from karaka.gathering.likeness import KINDS, comparable, evidence, likeness, node
from karaka.gathering.media import house
from karaka.gathering.observing import observe
from karaka.gathering.origins import Report, origins, upstream
from karaka.gathering.summaries import Told, contradictions, summary
from karaka.records import Article, Coding, Date, Event, EventType, Factuality, Sentence, Source, Span


@pytest.mark.parametrize(
    ("some", "same"),
    [
        ("इज़राइल", "इसराइली"), ("रूस", "रूसी"), ("किसानों", "किसान"), ("आतंकी", "आतंकवादियों"), ("नक्सलियों", "माओवादी"), ("दस", "10"), ("दस", "१०"),
        ("मिसाइलें", "मिसाइल"), ("गुरुवार", "बृहस्पतिवार"), ("ख़बरें", "खबर"),
    ],
)  # fmt: skip
def test_words_that_count_as_one(some: str, same: str) -> None:
    assert [stem(w) for w in words(some)] == [stem(w) for w in words(same)]


@pytest.mark.parametrize(("some", "other"), [("दिल्ली", "दलील"), ("दो", "तीन"), ("भारत", "भारती"), ("चीन", "चीनी मिट्टी")])
def test_words_that_do_not(some: str, other: str) -> None:
    assert [stem(w) for w in words(some)] != [stem(w) for w in words(other)]


def test_common_words_weigh_nothing_and_rare_ones_much() -> None:
    assert weight("के") < 0.1
    assert weight(stem("कोर्चोली")) > 7
    assert alike(Wording.of(["कोर्चोल", "के"]), Wording.of(["कोर्चोल", "के"])) == pytest.approx(1)
    assert alike(Wording.of(["कोर्चोल"]), Wording.of(["मनकोट"])) == 0
    assert alike(Wording.of([]), Wording.of([])) == 0


@pytest.mark.parametrize(
    ("words_given", "expected"),
    [
        ("भाषा", "media/pti"), ("पीटीआई", "media/pti"), ("PTI-Bhasha", "media/pti"), ("ANI", "media/ani"), ("एएनआई", "media/ani"), ("एजेंसियां", None),
        (None, None), ("", None), ("मेरा अख़बार", "मेरा अखबार"),
    ],
)  # fmt: skip
def test_houses(words_given: str | None, expected: str | None) -> None:
    assert house(words_given) == expected


def text(*numbers: int, day: str | None = "2024-05-12", published: str | None = "2024-05-12") -> Text:
    packed = array("I", sorted(numbers)).tobytes()
    return Text(packed, array("I", sorted(numbers)[:5]).tobytes(), day, published)


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (text(*range(20)), True),
        (text(*range(10)), True),  # trimmed
        (text(*range(12), *range(100, 108)), True),  # updated
        (text(*range(8), *range(100, 112)), False),
        (text(*range(18), *range(100, 102), day="2024-05-11"), False),  # the same phrases of another day
        (text(*range(20), day="2024-05-13", published="2024-05-13"), True),  # the copy's आज
        (text(*range(20), published="2024-06-12"), False),  # a month later
        (text(*range(12), *range(100, 108), day=None), False),  # of an unknown day, so it must share more
        (text(*range(16), *range(100, 104), day=None), True),
        (text(*range(20), published=None), True),
        (text(1, 2, 3), False),  # too short to tell, and not equal
    ],
)
def test_duplicates(other: Text, expected: bool) -> None:
    assert duplicates(text(*range(20)), other) is expected
    assert duplicates(other, text(*range(20))) is expected


def test_short_texts_are_duplicates_if_equal() -> None:
    assert duplicates(text(1, 2), text(1, 2))
    assert days_apart(None, "2024-05-12") == 0


@given(st.lists(st.tuples(st.integers(0, 6), st.sampled_from(["2024-05-12", "2024-05-14", None]), st.integers(0, 12)), max_size=12), st.randoms())
def test_groups_are_what_pairs_connect(kinds: list[tuple[int, str | None, int]], chance: object) -> None:
    texts = {f"a{i}": text(*range(start * 4, start * 4 + 10 + more), day=day, published=day) for i, (start, day, more) in enumerate(kinds)}
    order = list(texts)
    chance.shuffle(order)  # type: ignore[attr-defined]
    found = Duplicates()
    for article in order:
        found.add(article, texts[article])
    paired = {a: {b for b in texts if duplicates(texts[a], texts[b])} for a in texts}
    for a, b in combinations(texts, 2):
        if texts[a] == texts[b]:
            assert found.group(a) == found.group(b)
        if found.group(a) == found.group(b):
            assert b in component(a, paired)
    for article in order[::2]:
        found.remove(article)
    again = Duplicates()
    for article in order[1::2]:
        again.add(article, texts[article])
    assert {a: found.group(a) for a in order[1::2]} == {a: again.group(a) for a in order[1::2]}
    assert {b: set(t) for b, t in found.buckets.items()} == {b: set(t) for b, t in again.buckets.items()}


def seen(**changes: object) -> Seen:
    start = Seen(
        event="e", type="ASSAULT", sentence=0, first="2024-06-03", last="2024-06-03", told="said", places=("1",), countries=("IND",),
        words=("पुलवाम", "मुठभेड़", "2"), factuality="CT+",
    )  # fmt: skip
    return msgspec.structs.replace(start, **changes)


CONTEXT = ("पुलवाम", "मुठभेड़", "निहाम", "घेराबंद")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, True),
        ({"first": "2024-06-04", "last": "2024-06-04"}, True),
        ({"first": "2024-06-06", "last": "2024-06-06"}, False),
        ({"first": "2024-06-05", "last": "2024-06-05", "told": "published"}, True),
        ({"first": None, "last": None, "told": "published"}, False),
        ({"type": "PROTEST"}, False),
        ({"type": "MOBILIZE"}, True),
    ],
)
def test_comparable(changes: dict[str, object], expected: bool) -> None:
    assert comparable(node(seen(), CONTEXT), node(seen(**changes), CONTEXT)) is expected


def test_every_type_has_a_kind() -> None:
    assert set(KINDS) == set(EventType)


def test_acts_of_saying_by_others_are_others() -> None:
    by_france, by_egypt = seen(type="ACCUSE", actors=("FRA",)), seen(type="ACCUSE", actors=("EGY",))
    assert not comparable(node(by_france, CONTEXT), node(by_egypt, CONTEXT))
    assert comparable(node(by_france, CONTEXT), node(seen(type="ACCUSE"), CONTEXT))


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"first": "2024-06-04", "last": "2024-06-04"}, "other day"), ({}, "same day"), ({"first": "2024-06-01", "last": "2024-06-30"}, "vague"),
        ({}, "places"), ({"places": ("2",)}, "other places"), ({"countries": ("PAK",)}, "other countries"),
    ],
)  # fmt: skip
def test_evidence(changes: dict[str, object], name: str) -> None:
    a, b = node(seen(), CONTEXT), node(seen(**changes), CONTEXT)
    assert name in evidence(a, b)
    assert likeness(a, b) == likeness(b, a)


def test_what_is_known_of_everything_weighs_for_one_happening() -> None:
    assert likeness(node(seen(), CONTEXT), node(seen(), CONTEXT)) > 0
    other = seen(words=("रामेश्वरम", "नौक"), places=("9",), countries=("LKA",))
    assert likeness(node(seen(), CONTEXT), node(other, ("मछुआर", "नौसेन"))) < 0


names = st.sampled_from("abcdefg")
graphs = st.dictionaries(st.tuples(names, names).filter(lambda p: p[0] < p[1]), st.integers(-30, 40).map(lambda n: n / 10), max_size=21)


def edges(graph: dict[tuple[str, str], float]) -> dict[str, dict[str, float]]:
    out: dict[str, dict[str, float]] = {n: {} for n in "abcdefg"}
    for (a, b), score in graph.items():
        out[a][b] = out[b][a] = score
    return out


def slowly(found: dict[str, dict[str, float]], stop: float) -> set[frozenset[str]]:
    """Average linkage as its definition says."""
    parts = [frozenset(n) for n in found]
    while len(parts) > 1:
        best = max(combinations(sorted(parts, key=min), 2), key=lambda p: mean(p[0], p[1], found))
        if mean(best[0], best[1], found) <= stop + 1e-9:
            break
        parts = [p for p in parts if p not in best] + [best[0] | best[1]]
    return set(parts)


@given(graphs)
def test_clusters_partition_and_stay_apart(graph: dict[tuple[str, str], float]) -> None:
    found = edges(graph)
    parts = clusters("gfedcba", found, 0.05)
    assert sorted(n for part in parts for n in part) == sorted("abcdefg")
    assert parts == clusters("abcdefg", {n: dict(reversed(row.items())) for n, row in found.items()}, 0.05)
    for a, b in combinations(parts, 2):
        assert mean(a, b, found) <= 0.05 + 1e-9


@pytest.mark.parametrize("graph", [{("a", "b"): 3.0, ("b", "c"): 2.0, ("a", "c"): 1.0}, {("a", "b"): 3.0, ("b", "c"): 2.5}, {}])
def test_clusters_by_definition(graph: dict[tuple[str, str], float]) -> None:
    assert {frozenset(p) for p in clusters("abcdefg", edges(graph), 0.0)} == slowly(edges(graph), 0.0)


def test_a_chain_is_no_cluster() -> None:
    """a and c were never alike: what joins them is b alone, as a report of two happenings does."""
    assert STRANGERS < 0
    assert len(clusters("abc", {"a": {"b": 2.0}, "b": {"a": 2.0, "c": 1.9}, "c": {"b": 1.9}}, 0.0)) == 2
    assert component("a", {"a": {"b"}, "b": {"a", "c"}, "c": {"b"}, "d": set()}) == {"a", "b", "c"}


def report(article: str, group: str, publisher: str, agency: str | None = None, *chains: tuple[str, ...]) -> Report:
    return Report(article, group, publisher, agency, frozenset(chains))


KCNA, ANI, JAZEERA = "media/kcna", "media/ani", "media/al-jazeera"


@pytest.mark.parametrize(
    ("reports", "expected"),
    [
        ([report("1", "1", "p"), report("2", "1", "q")], [("p", "publisher", ["1", "2"])]),
        ([report("1", "1", "p"), report("2", "2", "q")], [("p", "publisher", ["1"]), ("q", "publisher", ["2"])]),
        ([report("1", "1", "p", ANI), report("2", "2", "q", ANI)], [("ANI", "agency", ["1", "2"])]),
        ([report("1", "1", "p"), report("2", "1", "q", ANI)], [("ANI", "agency", ["1", "2"])]),
        ([report(str(i), "0", f"p{i}", ANI, (KCNA,)) for i in range(10)], [("KCNA", "medium", [str(i) for i in range(10)])]),
        # a trimmed copy lost the credit, another report of ANI's does not quote: both are KCNA's
        ([report("1", "1", "p", ANI, (KCNA,)), report("2", "1", "q"), report("3", "3", "r", ANI)], [("KCNA", "medium", ["1", "2", "3"])]),
        # Al Jazeera has it from KCNA, as one paper says; another names Al Jazeera alone
        ([report("1", "1", "p", None, (JAZEERA, KCNA)), report("2", "2", "q", None, (JAZEERA,))], [("KCNA", "medium", ["1", "2"])]),
        (
            [report("1", "1", "p", None, (KCNA,), (JAZEERA,))],
            [("Al Jazeera", "medium", ["1"]), ("KCNA", "medium", ["1"])],
        ),
    ],
)
def test_origins(reports: list[Report], expected: list[tuple[str, str, list[str]]]) -> None:
    assert origins(reports) == [Origin(name=n, kind=k, articles=a) for n, k, a in expected]


def test_media_that_quote_each_other_end_somewhere() -> None:
    assert upstream("a", {"a": {"b"}, "b": {"a"}}) == {"a"}
    assert upstream("a", {"a": {"a"}}) == {"a"}


def observed(article: str, published: str = "2024-06-03") -> Observed:
    return Observed(article=article, published=published, publisher=article, shingles=b"", lead=b"")


def told(article: str, *mentions: Seen, published: str = "2024-06-03") -> Told:
    return Told(observed(article, published), article, list(mentions))


def test_contradictions_are_of_articles_not_of_their_sentences() -> None:
    six, three = seen(killed=6), seen(killed=3)
    assert contradictions([told("a", six, three), told("b", six)]) == []
    found = contradictions([told("a", six, three), told("b", three), told("c", six)])
    assert [(c.kind, [(claim.value, claim.articles) for claim in c.claims]) for c in found] == [("killed", [("6", ["a", "c"]), ("3", ["b"])])]


@pytest.mark.parametrize(("values", "expected"), [("CT+ CT-", True), ("CT+ PR+", False), ("CT- PS+", True), ("U CT-", False), ("CT+", False)])
def test_denial(values: str, expected: bool) -> None:
    found = contradictions([told(v, seen(factuality=v)) for v in values.split()])
    assert [c.kind for c in found] == ["factuality"] * expected


def test_days_of_a_story_are_those_that_are_told() -> None:
    vague, assumed = seen(first="2024-06-01", last="2024-06-30"), seen(first="2024-06-03", last="2024-06-04", told="published")
    story = summary("e", [told("a", vague), told("b", assumed, published="2024-06-04"), told("c", seen())])
    assert (story.first, story.last, story.published_first, story.published_last) == ("2024-06-03", "2024-06-03", "2024-06-03", "2024-06-04")
    undated = seen(first=None, last=None, told="published")
    assert summary("e", [Told(Observed(article="a", shingles=b"", lead=b""), "a", [undated])]).first is None
    assert summary("e", [told("a", vague)]).last == "2024-06-30"


def event(**changes: object) -> Event:
    start = Event(
        id="e", sentence=0, trigger=Span(start=0, end=1, text="x"), type=EventType.ASSAULT, cameo="19", quad=4, scale=-9.0,
        factuality=Factuality.CERTAIN, rule="r", confidence=1.0,
    )  # fmt: skip
    return msgspec.structs.replace(start, **changes)


def coding(*events: Event, published: str | None = "2024-06-04") -> Coding:
    body = "पुलवामा में मुठभेड़ हुई।"
    return Coding(article=Article(id="a", text=body, published=published), sentences=[Sentence(start=0, end=len(body))], events=list(events))


@pytest.mark.parametrize(
    ("value", "published", "expected"),
    [
        ("2024-06-03", "2024-06-04", ("2024-06-03", "2024-06-03", "said")),
        ("2024-06-03/2024-06-05", "2024-06-04", ("2024-06-03", "2024-06-05", "said")),
        ("2024-02", "2024-06-04", ("2024-02-01", "2024-02-29", "said")),
        ("2014-01-01/2024-01-01", "2024-06-04", ("2024-06-03", "2024-06-04", "published")),
        ("2024-06-05/2024-06-01", "2024-06-04", ("2024-06-03", "2024-06-04", "published")),
        ("2021", "2024-06-04", ("2024-06-03", "2024-06-04", "published")),
        ("", "2024-06-04T10:00:00+05:30", ("2024-06-03", "2024-06-04", "published")),
        ("", None, (None, None, "published")),
        ("", "not a day", (None, None, "published")),
    ],
)
def test_days_of_a_mention(value: str, published: str | None, expected: tuple[str | None, str | None, str]) -> None:
    found = observe(coding(event(date=Date(value=value)), published=published)).seen[0]
    assert (found.first, found.last, found.told) == expected


def test_a_mention_without_a_day_takes_that_of_its_sentence() -> None:
    found = observe(coding(event(), event(id="f", date=Date(value="2024-06-01")))).seen[0]
    assert (found.first, found.told) == ("2024-06-01", "near")


def test_media_of_a_mention_are_its_sources_that_are_media() -> None:
    chain = [Source(entity="media/al-jazeera"), Source(entity="media/pti-bhasha"), Source(text="सूत्र"), Source(entity="person/x")]
    assert observe(coding(event(sources=chain))).seen[0].media == ("media/al-jazeera", "media/pti")


def test_an_article_without_events_or_words_is_gathered() -> None:
    empty = Coding(article=Article(id="a", text=""))
    assert observe(empty).seen == ()
    assert observe(empty).shingles == b""
