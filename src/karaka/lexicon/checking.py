"""What the entries of a lexicon must not say of each other: unknown codes, one form with different codes, two holders of one office at a time."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from karaka.errors import LexiconError
from karaka.lexicon import schema
from karaka.lexicon.compiled import folded_key

SECTORS = frozenset("GOV LEG JUD MIL COP SPY PRM PTY REB UAF OPP CVL BUS JRN LAB REL EDU MED REF CRM SOC ELI PRE AGR UNK ISM NGO".split()) | {""}
SINGULAR = frozenset(
    "president prime-minister chancellor supreme-leader head-of-state-monarch foreign-minister defence-minister finance-minister "
    "home-minister".split()
)
"""Offices that one person holds in a country at a time."""
TOGETHER = 200
"""Days that two terms may overlap: an acting holder, or both claim the office."""


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry with the file and line that it stands in."""

    path: Path
    line: int
    entry: schema.Organisation | schema.Person

    def error(self, words: str) -> LexiconError:
        return LexiconError(f"{self.path}:{self.line}: {words}")


def check(found: list[Placed], countries: set[str]) -> None:
    """Raises LexiconError, with file and line, for the first entry that is wrong; countries: the codes that the lexicon declares (none: not checked)."""
    for placed in found:
        check_codes(placed, countries)
    check_forms(found)
    check_terms(found)


def check_codes(placed: Placed, countries: set[str]) -> None:
    entry = placed.entry
    codes = [entry.country, *(t.country for t in entry.roles)] if isinstance(entry, schema.Person) else [entry.country]
    for code in codes:
        if code and countries and code not in countries | schema.BODIES:
            raise placed.error(f"{entry.id}: no country or body has the code {code}")
    if entry.sector not in SECTORS:
        raise placed.error(f"{entry.id}: there is no sector {entry.sector}")


def check_forms(found: list[Placed]) -> None:
    """A form of two entities must have the same codes with both, else it would be coded by chance."""
    first: dict[str, Placed] = {}
    for placed in found:
        entry = placed.entry
        for form in entry.forms:
            other = first.setdefault(folded_key(form), placed).entry
            if other.id != entry.id and (other.country, other.sector) != (entry.country, entry.sector):
                raise placed.error(f"{entry.id}: {form} is a form of {other.id} too, which has other codes")


def check_terms(found: list[Placed]) -> None:
    for one, other, office in _neighbours(found):
        raise other.error(f"{other.entry.id} and {one.entry.id} hold the office {office} at the same time for more than {TOGETHER} days")


def _neighbours(found: list[Placed]) -> Iterator[tuple[Placed, Placed, str]]:
    held: dict[tuple[str, str], list[tuple[datetime.date, datetime.date, Placed]]] = {}
    for placed in found:
        for term in placed.entry.roles if isinstance(placed.entry, schema.Person) else ():
            if term.office in SINGULAR and not term.region:
                held.setdefault((term.office, term.country), []).append((day(term.start), day(term.end or "9999"), placed))
    for (office, country), terms in held.items():
        terms.sort(key=lambda t: t[:2])
        for (_, end, one), (start, until, other) in pairwise(terms):
            if one.entry.id != other.entry.id and (min(end, until) - start).days > TOGETHER:
                yield one, other, f"{office} of {country}"


def day(value: str) -> datetime.date:
    """The first day of an ISO year, month or day."""
    year, month, number = [*map(int, value.split("-")), 1, 1][:3]
    return datetime.date(year, month, number)
