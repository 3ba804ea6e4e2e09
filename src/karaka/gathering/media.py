"""Houses that report: publishers, agencies and quoted media as the lexicon's ids."""

from __future__ import annotations

from functools import cache, lru_cache

from karaka.lexicon.compiled import folded_key, shipped

# services of one house: what they carry is that house's
_HOUSES = {"media/pti-bhasha": "media/pti", "media/univarta": "media/uni"}
# "agencies": a credit that names nobody
_NOBODY = frozenset(folded_key(w) for w in ("एजेंसी", "एजेंसियां", "एजेंसीज", "ब्यूरो", "Agency", "Agencies"))


@cache
def _named() -> dict[str, str]:
    return {folded_key(sense.name): sense.id for sense in shipped().senses if sense.kind == "media"}


@cache
def names() -> dict[str, str]:
    """The names of media by their ids."""
    return {sense.id: sense.name for sense in shipped().senses if sense.kind == "media"}


@lru_cache(maxsize=1 << 12)
def house(words: str | None) -> str | None:
    """The id of the medium that words or a name stand for, else the words folded; None for a credit that names nobody.

    Services of one house are that house: भाषा is PTI's.
    """
    key = folded_key(words.strip()) if words else ""
    if not key or key in _NOBODY:
        return None
    found = next((sense.id for sense in shipped().lookup(key) if sense.kind == "media"), None) or _named().get(key)
    return owner(found) if found else key


def owner(medium: str) -> str:
    """The house that a service belongs to, else the medium itself."""
    return _HOUSES.get(medium, medium)
