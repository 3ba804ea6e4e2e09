"""What identification hands to coding."""

from __future__ import annotations

from dataclasses import dataclass, replace

from karaka.records import Party, Span

PERSONAL = frozenset(("person", "name", "role", "demonym"))
BODILY = frozenset(("body",))
CORPORATE = frozenset(("organisation", "media", "country", "metonym", "capital"))


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody in a sentence: tokens first..last (exclusive; both -1 if without words), headed by chunk `head`."""

    first: int
    last: int
    head: int
    kind: str
    """person, role (one who holds it), body (police, court, government), organisation, media, country, metonym, capital, demonym, place,
    name, pronoun, implied, adjective."""
    country: str = ""
    sector: str = ""
    entity: str | None = None
    name: str = ""
    role: str | None = None
    via: tuple[int, int] | None = None  # text offsets of the antecedent
    why: str = ""

    @property
    def coded(self) -> bool:
        return bool(self.country or self.sector)

    @property
    def codes(self) -> tuple[str, str]:
        return self.country, self.sector

    def standing_for(self, other: Found, offsets: tuple[int, int] | None) -> Found:
        """This mention's words with another mention's identity."""
        return replace(self, country=other.country, sector=other.sector, entity=other.entity, name=other.name, role=other.role, via=offsets, why="coreference")


def to_party(found: Found, offsets: tuple[int, int] | None, text: str) -> Party:
    """A record's party: offsets of its words, or None where it has none."""
    start, end = offsets or (None, None)
    antecedent = Span(start=found.via[0], end=found.via[1], text=text[found.via[0] : found.via[1]]) if found.via else None
    return Party(
        start=start,
        end=end,
        text=text[start:end] if start is not None else "",
        entity=found.entity,
        name=found.name,
        country=found.country,
        sector=found.sector,
        role=found.role,
        coreferent=antecedent,
    )
