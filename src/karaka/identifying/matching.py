"""Finding the lexicon's forms in a sentence: the longest match at every token, by surface or by the last word's lemma."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import regex

from karaka.identifying.syntax import Syntax
from karaka.lexicon.compiled import Compiled, Sense

_INITIAL = regex.compile(r"[\p{L}\p{M}]{1,7}\.")
_HONORIFIC = frozenset(("जी", "श्री", "श्रीमती", "सुश्री", "डा.", "डॉ.", "मोहम्मद."))
_PLURALS = (("ियों", ("ी", "ि")), ("ियां", ("ी",)), ("ाओं", ("ा",)), ("ुओं", ("ू", "ु")), ("ों", ("ा", "")), ("एं", ("",)))


@dataclass(frozen=True, slots=True)
class Match:
    """Tokens first..last (exclusive) may stand for any of the senses."""

    first: int
    last: int
    senses: tuple[Sense, ...]

    def of(self, *kinds: str) -> Sense | None:
        """The first sense of one of these kinds."""
        return next((s for s in self.senses if s.kind in kinds), None)


@dataclass(frozen=True, slots=True)
class Unit:
    """A token, or a run of initials joined to one; forms: as written, its lemma, and what a plural may come from."""

    forms: tuple[str, ...]
    first: int
    last: int


def units_of(syntax: Syntax) -> list[Unit]:
    """The words of a sentence as the lexicon's forms are made of."""
    found: list[Unit] = []
    i = 0
    forms = syntax.parse.forms
    while i < syntax.n:
        j = i
        while j < syntax.n and _INITIAL.fullmatch(forms[j]) and len(forms[j]) < 8:
            j += 1
        if j - i >= 2:
            joined = "".join(syntax.folded[k].rstrip(".") for k in range(i, j))
            found.append(Unit((joined,), i, j))
            i = j
        else:
            surface = syntax.folded[i].rstrip(".") or "."
            found.append(Unit(tuple(dict.fromkeys((surface, syntax.lemmas[i], *stems(surface)))), i, i + 1))
            i += 1
    return found


def matches(syntax: Syntax, lexicon: Compiled) -> list[Match]:
    """All longest matches, left to right, not overlapping."""
    units = units_of(syntax)
    found: list[Match] = []
    i = 0
    while i < len(units):
        match = _longest(units, i, lexicon)
        if match is None:
            i += 1
            continue
        found.append(match[0])
        i += match[1]
    return found


def stems(surface: str) -> Iterator[str]:
    """Citation forms of a plural that the parser may not know: बंदूकधारियों, लुटेरों, सेनाओं."""
    for ending, bases in _PLURALS:
        if surface.endswith(ending):
            for base in bases:
                yield surface[: -len(ending)] + base
            return


def _longest(units: list[Unit], i: int, lexicon: Compiled) -> tuple[Match, int] | None:
    limit = max(lexicon.longest.get(form, 0) for form in units[i].forms)
    for size in range(min(limit, len(units) - i), 0, -1):
        before = "".join(f"{u.forms[0]} " for u in units[i : i + size - 1])
        for form in units[i + size - 1].forms:
            senses = lexicon.lookup(before + form)
            if senses:
                return Match(units[i].first, units[i + size - 1].last, tuple(senses)), size
    return None


def names_joined(syntax: Syntax, found: list[Match]) -> Syntax:
    """The sentence with every known name of several words in one chunk, whatever the parser made of its parts (किम जोंग उन)."""
    parse = syntax.parse
    heads, relations, tags, lemmas, chunks = [*parse.heads], [*parse.relations], [*parse.tags], [*parse.lemmas], [*parse.chunks]
    changed = False
    for match in found:
        last = match.last - 1
        apart = {syntax.chunk_of[t] for t in range(match.first, match.last)} - {syntax.chunk_of[last]}
        if not apart or not match.of("person", "organisation", "media") or not apart <= set(range(match.first, match.last)):
            continue
        if syntax.chunk_of[last] != last:
            continue
        changed = True
        for t in range(syntax.n):
            if heads[t] in apart and t != last:
                heads[t] = last
        for t in range(match.first, last):
            if t in apart or heads[t] == last:
                heads[t], relations[t], chunks[t] = last, "-", "I-NP"
        if heads[last] in apart:
            above = [a for a in apart if parse.heads[a] not in apart and parse.heads[a] != last]
            heads[last], relations[last] = (parse.heads[above[0]], parse.relations[above[0]]) if above else (-1, "root")
        chunks[match.first], chunks[last], tags[last], lemmas[last] = "B-NP", "I-NP", "NNP", parse.forms[last]
    if not changed:
        return syntax
    return Syntax(replace(parse, heads=heads, relations=relations, tags=tags, lemmas=lemmas, chunks=chunks))
