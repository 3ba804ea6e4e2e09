"""Coding into a store: only what is new or changed, what is stale on request, and what to say about it in the end."""

from __future__ import annotations

import datetime
import hashlib
from collections import deque
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import msgspec

from karaka.cli.output import say
from karaka.coder import Coder, Input, article_id
from karaka.coding.linear import WEIGHTS
from karaka.parsing.parser import MODEL
from karaka.reading.inputs import Aside, Item
from karaka.reading.lines import fields_of
from karaka.records import Coding
from karaka.storing.gathered import count_waiting
from karaka.storing.rows import Stamp, day_of
from karaka.storing.store import Store

CHUNK = 100


def digest(article: Input) -> str:
    """Of everything that was read of an article: 16 hexadecimal digits."""
    return hashlib.sha256(msgspec.json.encode(article)).hexdigest()[:16]


@cache
def model_digest() -> str:
    """Of the parser, the judge and Karaka's version."""
    total = hashlib.sha256(version("karaka").encode())
    for path in (*sorted(MODEL.glob("*.*")), WEIGHTS):
        if path.exists() and path.suffix != ".md":
            total.update(path.read_bytes())
    return total.hexdigest()[:16]


def stamp_of(coder: Coder) -> Stamp:
    """What the records of a coder are made with."""
    return Stamp(lexicon=coder.lexicon.digest[:16], model=model_digest())


def published_since(found: Iterable[Item | Aside], day: datetime.date) -> Iterator[Item | Aside]:
    """Without the articles that were published before a day; those without a date stay."""
    for entry in found:
        told = None if isinstance(entry, Aside) else day_of(entry.fields.published)
        if told is None or told >= day:
            yield entry


class Handed(NamedTuple):
    """An article that was handed out to be coded: its id, the digest of what was read of it, and why it is coded."""

    id: str
    input: str | None
    why: str


class Archive:
    """Goes between the reading of articles, their coding in the same order, and a store."""

    def __init__(self, store: Store, stamp: Stamp) -> None:
        self.store, self.stamp = store, stamp
        self.known = {_short(name): _short(made) for name, made in store.inputs()}
        """For each article that is stored or under way, what it was read from; 64 bits each, so that a million take little memory."""
        self.waiting: deque[Handed | None] = deque()
        self.done = dict.fromkeys(("new", "changed", "already there", "coded again"), 0)

    def new(self, found: Iterable[Item | Aside]) -> Iterator[Item | Aside]:
        """The articles that are not stored as they are now, and what was set aside."""
        for entry in found:
            if isinstance(entry, Aside):
                self.waiting.append(None)
                yield entry
                continue
            name, made = article_id(entry.fields), digest(entry.fields)
            before = self.known.get(_short(name))
            if before == _short(made):
                self.done["already there"] += 1
                continue
            self.known[_short(name)] = _short(made)
            self.waiting.append(Handed(name, made, "new" if before is None else "changed"))
            yield entry

    def stale(self) -> Iterator[Item | Aside]:
        """The stored articles that another lexicon or model coded, to be coded again from their stored text."""
        underway = {*self.store.pending, *(entry.id for entry in self.waiting if entry)}
        ids = [i for i in self.store.stale(self.stamp) if i not in underway]
        for start in range(0, len(ids), CHUNK):
            for stored in self.store.records(ids[start : start + CHUNK]):
                name = stored.coding.article.id
                self.waiting.append(Handed(name, stored.stamp.input, "coded again"))
                yield Item(f"{self.store.path} ({name})", None, fields_of(stored.coding.to_json().encode()))

    def keep(self, result: Coding | Aside) -> None:
        """Store what came of the next article that was handed out."""
        entry = self.waiting.popleft()
        if entry is None:
            return
        if isinstance(result, Coding):
            self.store.add(result, msgspec.structs.replace(self.stamp, input=entry.input))
            self.done[entry.why] += 1
        else:
            self.known.pop(_short(entry.id), None)

    def close(self) -> None:
        """Store the rest, and say what was done and what is stale."""
        self.store.flush()
        say(f"karaka: {self.store.path}: " + ", ".join(f"{count} {what}" for what, count in self.done.items()))
        stale = len(self.store.stale(self.stamp))
        if stale:
            say(f"karaka: {stale} stored records were coded with another lexicon or model: --recode redoes them")
        ungathered = count_waiting(self.store)
        if ungathered:
            say(f"karaka: {ungathered} articles are not gathered yet: karaka gather {self.store.path} finds their stories")


def _short(value: str | None) -> int:
    """64 bits that stand for a string."""
    return int.from_bytes(hashlib.blake2b((value or "").encode("utf-8", "surrogatepass"), digest_size=8).digest())


def waiting_for_readers(path: Path) -> None:
    say(f"karaka: {path} is being read by another program: waiting to store more (nothing is lost)")
