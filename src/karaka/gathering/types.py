"""What gathering takes, keeps and gives: pure data that a store can write. Days are ISO 8601 (YYYY-MM-DD)."""

from __future__ import annotations

from karaka.records import Record


class Seen(Record, frozen=True, kw_only=True):
    """An event mention as gathering compares it.

    `first` and `last` are the days between which it happened, None if nobody can know. `told` says how the days are known:
    "said" of the event itself, "near" said of another event of its sentence or lead, "published" assumed from the day of
    publication. `media`: through whom it is told, outermost first.
    """

    event: str
    type: str
    mode: str = ""
    sentence: int
    first: str | None = None
    last: str | None = None
    told: str = "published"
    places: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    factuality: str
    killed: int | None = None
    injured: int | None = None
    arrested: int | None = None
    media: tuple[str, ...] = ()


class Observed(Record, frozen=True, kw_only=True):
    """What gathering keeps of an article: made from its record alone, so it can be made anywhere, and enough to rebuild the gatherer.

    `shingles` and `lead` are sorted unsigned 32-bit little-endian hashes of three words each: of the body and of its first 40 words.
    `agency` and `publisher` are ids of the lexicon's media where it knows them, else their words.
    """

    article: str
    published: str | None = None
    publisher: str | None = None
    agency: str | None = None
    day: str | None = None
    shingles: bytes
    lead: bytes
    context: tuple[str, ...] = ()
    seen: tuple[Seen, ...] = ()


class Grouped(Record, frozen=True, kw_only=True):
    """An article's duplicate group, named by the group's first article."""

    article: str
    group: str


class Placed(Record, frozen=True, kw_only=True):
    """An event mention's story, named by the story's first mention."""

    article: str
    event: str
    story: str


class Gathered(Record, frozen=True, kw_only=True):
    """What one article changed: rows to write over those of the same article or event, stories to write anew, stories to delete.

    When an article is replaced, a story among the `gone` may be one that was never written.
    """

    article: str
    groups: list[Grouped] = []
    mentions: list[Placed] = []
    changed: list[str] = []
    gone: list[str] = []


class Version(Record, frozen=True, kw_only=True):
    """What one duplicate group says of a happening: the highest counts that it gives, in the order in which groups appeared."""

    group: str
    published: str | None = None
    articles: list[str] = []
    killed: int | None = None
    injured: int | None = None
    arrested: int | None = None
    factuality: list[str] = []


class Claim(Record, frozen=True, kw_only=True):
    """A value and the articles that give it."""

    value: str
    articles: list[str]


class Contradiction(Record, frozen=True, kw_only=True):
    """Values that can't all be true, in the order in which they were first reported. kind: killed, injured, arrested or factuality."""

    kind: str
    claims: list[Claim]


class Origin(Record, frozen=True, kw_only=True):
    """An independent source of a story, and the articles that go back to it. kind: medium (quoted), agency (credited) or publisher."""

    name: str
    kind: str
    articles: list[str]


class Story(Record, frozen=True, kw_only=True):
    """One happening and all that is said of it. `first` and `last`: the days on which it happened, as far as any mention says."""

    id: str
    type: str
    first: str | None = None
    last: str | None = None
    published_first: str | None = None
    published_last: str | None = None
    mentions: list[Placed] = []
    versions: list[Version] = []
    contradictions: list[Contradiction] = []
    origins: list[Origin] = []
