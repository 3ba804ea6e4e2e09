"""Gathering what is new in a store: duplicates, stories and origins, batch by batch, each whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from importlib.resources import files

import duckdb
import msgspec

from karaka.gathering import Gathered, Gatherer, Observed, Story, observe
from karaka.lexicon.compiled import shipped
from karaka.storing.migrating import insert_rows
from karaka.storing.rows import Row
from karaka.storing.store import Store

BATCH = 200
"""Articles that are gathered together."""
_WAITING = "FROM articles a LEFT JOIN observed o ON o.article = a.id WHERE o.made_with IS DISTINCT FROM ?"
_STORIES = {"stories": "id", "story_mentions": "story", "origins": "story"}
"""The tables of a story, and their column that names it."""


@cache
def made_with() -> str:
    """Digest of what an observation depends on besides the record: Karaka's version, the lexicon, gathering's own data."""
    total = hashlib.sha256(f"{version('karaka')} {shipped().digest}".encode())
    for name in ("frequencies.tsv", "synonyms.yaml"):
        total.update(files("karaka.gathering.hi").joinpath(name).read_bytes())
    return total.hexdigest()[:16]


def waiting(store: Store) -> list[str]:
    """Ids of the articles that are not gathered as they are now, the earliest published first."""
    with store.open(read_only=True) as connection:
        return [i for (i,) in connection.execute(f"SELECT a.id {_WAITING} ORDER BY a.published_day, a.id", [made_with()]).fetchall()]


def count_waiting(store: Store) -> int:
    """How many there are."""
    with store.open(read_only=True) as connection:
        found = connection.execute(f"SELECT count(*) {_WAITING}", [made_with()]).fetchone()
    return int(found[0]) if found else 0


@dataclass(slots=True)
class Changes:
    """Articles' groups to write, and stories: True to write anew, False to delete. What comes later counts."""

    groups: dict[str, str] = field(default_factory=dict)
    stories: dict[str, bool] = field(default_factory=dict)

    def take(self, gathered: Gathered) -> None:
        self.groups |= {row.article: row.group for row in gathered.groups}
        self.stories |= dict.fromkeys(gathered.changed, True) | dict.fromkeys(gathered.gone, False)


def gather(store: Store, ids: list[str], *, batch: int = BATCH) -> Iterator[int]:
    """Gather these articles, as `waiting` gives them; yields after each batch, which is stored then, how many it had. Raises StoreError."""
    if not ids:
        return
    gatherer, changes, position = _rebuilt(store)
    for start in range(0, len(ids), batch):
        part = ids[start : start + batch]
        records = {stored.coding.article.id: stored.coding for stored in store.records(part)}
        new = [observe(records[article]) for article in part]
        for observed in new:
            changes.take(gatherer.add_observed(observed))
        with store.open(read_only=False) as connection:
            connection.execute("BEGIN")
            _write(connection, gatherer, changes, enumerate(new, position))
            connection.execute("COMMIT")
        changes, position = Changes(), position + len(new)
        yield len(new)


def _rebuilt(store: Store) -> tuple[Gatherer, Changes, int]:
    """The gatherer of what was gathered before, stories that it tells otherwise than the store, and the next article's position.

    There are such stories only in the largest components, which depend on the order in which articles came: a replaced one came last.
    """
    with store.open(read_only=True) as connection:
        rows = connection.execute("SELECT observation, position FROM observed ORDER BY position").fetchall()
        before = {(article, event): story for story, article, event in connection.execute("SELECT story, article, event FROM story_mentions").fetchall()}
    gatherer = Gatherer.of(msgspec.json.decode(observation, type=Observed) for observation, _ in rows)
    now = {(p.article, p.event): p.story for p in gatherer.placed()}
    names = {told[key] for key in before.keys() | now.keys() if before.get(key) != now.get(key) for told in (before, now) if key in told}
    there = set(now.values())
    return gatherer, Changes(stories={name: name in there for name in names}), rows[-1][1] + 1 if rows else 0


def _write(connection: duckdb.DuckDBPyConnection, gatherer: Gatherer, changes: Changes, new: Iterable[tuple[int, Observed]]) -> None:
    stories = [gatherer.story(name) for name, there in changes.stories.items() if there]
    rows: dict[str, list[Row]] = {
        "observed": [(o.article, position, made_with(), msgspec.json.encode(o).decode()) for position, o in new],
        "duplicates": list(changes.groups.items()),
        "story_mentions": [(s.id, m.article, m.event) for s in stories for m in s.mentions],
        "stories": [_story(s) for s in stories],
        "origins": [(s.id, i, o.name, o.kind, o.articles) for s in stories for i, o in enumerate(s.origins)],
    }
    for name, found in rows.items():
        ids = list(changes.stories) if name in _STORIES else [row[0] for row in found]
        connection.execute(f"DELETE FROM {name} WHERE {_STORIES.get(name, 'article')} IN (SELECT unnest(?::VARCHAR[]))", [ids])
        insert_rows(connection, name, found)


def _story(s: Story) -> Row:
    articles = {m.article for m in s.mentions}
    return (
        s.id, s.type, s.first, s.last, s.published_first, s.published_last, len(s.mentions), len(articles), len(s.versions), len(s.origins),
        [c.kind for c in s.contradictions], msgspec.json.encode(s).decode(),
    )  # fmt: skip
