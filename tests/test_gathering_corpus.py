"""Gathering on the corpus of stories through the real coder: floors, order, replacement, and what a store would hold."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import msgspec
import pytest

from karaka.coder import Coder, Input
from karaka.gathering import Claim, Contradiction, Gathered, Gatherer, Grouped, Observed, Origin, Placed, Story, Version, observe
from karaka.records import Coding, Record
from stories_data import CORPUS, Gold, articles, coded, happenings
from stories_scoring import b_cubed, same_pairs, scores

FLOORS = {"mentions": 0.85, "articles": 0.85, "duplicates": 0.97}


@cache
def observations() -> tuple[Observed, ...]:
    return tuple(observe(coding) for _, coding in coded())


@cache
def gathered() -> Gatherer:
    return Gatherer.of(observations())


def half(name: str) -> list[tuple[Gold, Coding]]:
    return [(gold, coding) for gold, coding in coded() if gold.half == name]


def test_the_corpus_is_what_it_says() -> None:
    found = list(articles())
    assert len(happenings()) == 60
    assert len(found) == 300
    assert len({g.input.id for g in found}) == 300
    assert {h["half"] for h in happenings()} == {"tune", "report"}
    assert sum(h["half"] == "tune" for h in happenings()) == 30
    known = {h["id"] for h in happenings()}
    assert {line.about for g in found for line in g.lines} <= known | {None}
    assert "TODO" not in CORPUS.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["tune", "report"])
def test_floors(name: str) -> None:
    found = scores(gathered(), half(name))
    for figure, floor in FLOORS.items():
        print(f"{name:7} {figure:10} {found[figure]}")
        assert found[figure].f1 >= floor, figure
    assert found["duplicates"].precision >= 0.97
    assert found["duplicates"].recall >= 0.97


def test_scores_by_hand() -> None:
    pairs = [("a", 1), ("a", 1), ("a", 2), ("b", 2)]
    assert b_cubed(pairs).precision == pytest.approx((1 + 1 + 0.5 + 0.5) / 4)
    assert b_cubed(pairs).recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1) / 4)
    assert same_pairs(pairs).precision == pytest.approx(0.5)
    assert same_pairs(pairs).recall == pytest.approx(1 / 3)


def contents(gatherer: Gatherer) -> tuple[dict[str, str], dict[str, Story]]:
    """Everything that a gatherer says."""
    return {a: gatherer.group(a) for a in gatherer.observed}, {name: gatherer.story(name) for name in gatherer.stories.stories}


@pytest.mark.parametrize("seed", range(3))
def test_order_does_not_matter(seed: int) -> None:
    shuffled = list(observations())
    random.Random(seed).shuffle(shuffled)
    assert contents(Gatherer.of(shuffled)) == contents(gathered())


class Rows:
    """A store in small: what the rows of `Gathered` leave behind."""

    def __init__(self) -> None:
        self.groups: dict[str, str] = {}
        self.mentions: dict[tuple[str, str], str] = {}
        self.stories: dict[str, Story] = {}

    def write(self, change: Gathered, gatherer: Gatherer) -> None:
        self.groups |= {row.article: row.group for row in change.groups}
        self.mentions |= {(row.article, row.event): row.story for row in change.mentions}
        for name in change.gone:
            self.stories.pop(name, None)
        self.stories |= {name: gatherer.story(name) for name in change.changed}

    def forget(self, article: str) -> None:
        self.groups.pop(article, None)
        self.mentions = {key: story for key, story in self.mentions.items() if key[0] != article}

    def holds(self, gatherer: Gatherer) -> bool:
        groups, stories = contents(gatherer)
        mentions = {(m.article, m.event): m.story for story in stories.values() for m in story.mentions}
        return (self.groups, self.mentions, self.stories) == (groups, mentions, stories)


def shuffled(seed: int, share: float) -> list[Observed]:
    chance = random.Random(seed)
    some = [o for o in observations() if chance.random() < share]
    chance.shuffle(some)
    return some


@pytest.mark.parametrize("seed", range(4))
def test_rows_written_on_the_way_are_what_there_is_in_the_end(seed: int) -> None:
    gatherer, rows = Gatherer(), Rows()
    for observed in shuffled(seed, 0.5):
        rows.write(gatherer.add_observed(observed), gatherer)
    assert rows.holds(gatherer)


@pytest.mark.parametrize("seed", range(4))
def test_removing_and_replacing_leaves_what_was_never_there(seed: int) -> None:
    some, chance = shuffled(seed, 0.6), random.Random(seed)
    gatherer, rows = Gatherer(), Rows()
    for observed in some:
        rows.write(gatherer.add_observed(observed), gatherer)
    gone = chance.sample(some, len(some) // 3)
    for observed in gone:
        rows.forget(observed.article)
        rows.write(gatherer.remove(observed.article), gatherer)
    again = chance.sample(gone, len(gone) // 2)
    for observed in [*again, *again]:
        rows.write(gatherer.add_observed(observed), gatherer)
    left = [o for o in some if o not in gone or o in again]
    assert rows.holds(gatherer)
    assert contents(gatherer) == contents(Gatherer.of(left))


def test_an_article_that_changes_takes_its_old_mentions_along() -> None:
    gatherer, rows = Gatherer(), Rows()
    for observed in observations()[:40]:
        rows.write(gatherer.add_observed(observed), gatherer)
    old = observations()[5]
    new = msgspec.structs.replace(old, seen=old.seen[:1])
    rows.forget(old.article)
    rows.write(gatherer.add_observed(new), gatherer)
    assert rows.holds(gatherer)


def through(observed: Iterable[Observed]) -> Iterator[Observed]:
    for o in observed:
        yield msgspec.msgpack.decode(msgspec.msgpack.encode(o), type=Observed)


def test_state_is_rebuilt_from_stored_observations() -> None:
    first, second = observations()[:150], observations()[150:]
    gatherer = Gatherer.of(through(first))
    for observed in second:
        gatherer.add_observed(observed)
    assert contents(gatherer) == contents(gathered())
    assert msgspec.json.decode(msgspec.json.encode(observations()[0]), type=Observed) == observations()[0]


def story_of(article: str) -> Story:
    gatherer = gathered()
    name = gatherer.main_story(article)
    assert name
    return gatherer.story(name)


def test_a_story_that_is_denied_says_so() -> None:
    found = {c.kind: {claim.value: claim.articles for claim in c.claims} for c in story_of("kyiv-jul8/0").contradictions}
    assert found["factuality"]["CT-"] == ["kyiv-jul8/5"]


def test_a_story_counts_its_origins_once() -> None:
    story = story_of("quetta-nov9/0")
    assert len({m.article for m in story.mentions}) == 6
    assert len(story.versions) == 2
    assert len(story.origins) == 2
    assert (story.first, story.last) == ("2024-11-09", "2024-11-09")
    assert (story.published_first, story.published_last) == ("2024-11-09", "2024-11-10")
    assert [c.kind for c in story.contradictions] == ["killed"]


def test_ten_papers_one_agency_one_source() -> None:
    body = (
        "सोल, 12 मई (एएनआई): सरकारी समाचार एजेंसी केसीएनए के मुताबिक, उत्तर कोरिया ने रविवार को पूर्वी सागर में दो बैलिस्टिक मिसाइलें दागीं। "
        "नेता किम जोंग उन ने कहा कि देश अपनी सेना को और मजबूत करेगा। विशेषज्ञों ने इसे इस साल का सबसे बड़ा परीक्षण बताया।"
    )
    coder, gatherer = Coder(), Gatherer()
    for i, paper in enumerate("अमर उजाला|दैनिक जागरण|दैनिक भास्कर|जनसत्ता|हिन्दुस्तान|नई दुनिया|पत्रिका|लोकमत|प्रभात खबर|पंजाब केसरी".split("|")):
        coding = coder.code_input(Input(id=str(i), title=f"मिसाइल परीक्षण {i}", text=body, published="2024-05-12", publisher=paper))
        change = gatherer.add(coding)
    assert [len(change.groups), len({row.group for row in change.groups})] == [1, 1]
    fired = next(e for e in coding.events if e.sources)
    story = gatherer.story(gatherer.stories.story("9", fired.id))
    assert [(o.name, o.kind, len(o.articles)) for o in story.origins] == [("KCNA", "medium", 10)]


def test_the_documents_example_prints_what_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    page = (Path(__file__).parent.parent / "docs" / "gathering.md").read_text(encoding="utf-8")
    code = re.search(r"```python\n(.*?)```", page, re.DOTALL)
    told = re.search(r"^prints `(.*?)`", page, re.MULTILINE)
    assert code
    assert told
    exec(code[1], {})
    assert capsys.readouterr().out.strip() == told[1]


@pytest.mark.parametrize("kind", [Gathered, Story, Version, Contradiction, Claim, Origin, Grouped, Placed])
def test_every_key_is_documented(kind: type[Record]) -> None:
    page = (Path(__file__).parent.parent / "docs" / "gathering.md").read_text(encoding="utf-8")
    assert [name for name in kind.__struct_fields__ if f"`{name}`" not in page] == []


def test_fast_enough() -> None:
    """A guard against a slip to something quadratic; benchmarks/gathering.py measures. Processor time, so a busy machine does not count."""
    codings = [coding for _, coding in coded()]
    gathered()
    start = time.process_time()
    gatherer = Gatherer()
    for coding in codings:
        gatherer.add(coding)
    assert len(codings) / (time.process_time() - start) > 250
