"""The compiled lexicon as the other rooms read it."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

import msgspec
import regex

from karaka.errors import LexiconError
from karaka.lexicon import schema
from karaka.text.hi.folding import fold
from karaka.text.hi.tokens import tokens

ARTEFACT = Path(__file__).parent / "hi" / "lexicon.msgpack"
_INITIALS = regex.compile(r"(?:[\p{L}\p{M}]{1,7}\.){2,}")


class Sense(msgspec.Struct, frozen=True, array_like=True):
    """What a form may stand for. terms: (office, country, region, from, to) of a person; region of a place: its admin area."""

    kind: str
    id: str
    name: str
    country: str = ""
    sector: str = ""
    detail: str = ""
    region: str | None = None
    office: str | None = None
    default: str = ""
    terms: list[tuple[str, str, str | None, str, str | None]] = []
    lat: float | None = None
    lon: float | None = None
    geonameid: int | None = None
    population: int = 0


class Compiled(msgspec.Struct, kw_only=True):
    """Everything of a lexicon: senses indexed by folded form, frames, argument patterns, cues, word lists."""

    digest: str
    senses: list[Sense]
    index: dict[str, list[int]]
    longest: dict[str, int]
    frames: list[schema.Frame]
    patterns: dict[str, schema.Pattern]
    attribution: schema.AttributionCues | None
    factuality: list[schema.FactualityRule]
    words: dict[str, list[str]]
    norms: schema.NormCues = schema.NormCues()

    def lookup(self, key: str) -> list[Sense]:
        return [self.senses[i] for i in self.index.get(key, ())]


@lru_cache(maxsize=1 << 16)
def folded_key(form: str) -> str:
    """A form as the index has it: folded tokens with one space between, initials joined without dots."""
    form = _INITIALS.sub(lambda m: m[0].replace(".", ""), form)
    return " ".join(fold(form[a:b]).rstrip(".") if b - a > 1 else fold(form[a:b]) for a, b in tokens(form))


@cache
def shipped() -> Compiled:
    """The lexicon that ships with the package."""
    if not ARTEFACT.exists():
        raise LexiconError(f"{ARTEFACT} is missing: run python -m karaka.lexicon.build")
    return msgspec.msgpack.decode(ARTEFACT.read_bytes(), type=Compiled)
