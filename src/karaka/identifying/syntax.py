"""A sentence's tree as the later rooms ask of it: chunks, postpositions, verb groups, phrases."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

from karaka.parsing.parser import Parse
from karaka.text.hi.folding import fold

GENITIVE = frozenset(("का", "के", "की"))
AGENTIVE_ENDINGS = frozenset(("वाला", "वाले", "वाली", "वालों", "वालियों"))
_FUSED = {"ने": "ने", "को": "को", "का": "का", "के": "का", "से": "से", "में": "में", "एं": "को", "पर": "पर"}
VERBAL = frozenset(("VGF", "VGNF", "VGNN", "VGINF"))
_NOMINAL_LINKS = frozenset(("r6", "nmod", "rs", "nmod__adj", "k1u", "nmod__k1inv", "nmod__k2inv", "nmod__pofinv", "r6-k1", "r6-k2", "jjmod", "rd"))
_EDGE = frozenset((",", ";", ":", '"', "'", "“", "”", "‘", "’", "-", "–", "—", "(", ")", "।", "|", ".", "?", "!"))


def light_nouns_apart(parse: Parse) -> Parse:
    """The parse with objects freed from the chunk of a light-verb noun: [सैनिक तैनात] किए becomes [सैनिक] [तैनात] किए.

    Two plain nouns in one chunk right before their verb are an object and a light noun, not a compound (those are tagged NNC).
    """
    heads, relations, chunks = parse.heads, parse.relations, parse.chunks
    for i in range(1, len(parse)):
        before = i - 1
        if relations[i] not in ("pof", "k2", "k1s") or parse.tags[i] not in ("NN", "JJ") or heads[i] != i + 1:
            continue
        if parse.tags[before] not in ("NN", "NNP") or heads[before] != i or relations[before] != "-":
            continue
        if heads is parse.heads:
            heads, relations, chunks = [*heads], [*relations], [*chunks]
        heads[before], relations[before] = heads[i], "k2"
        relations[i] = "pof"
        chunks[i] = "B" + chunks[i][1:]
        for k in range(before):
            if parse.heads[k] == i and k < before:
                heads[k] = before
    return parse if heads is parse.heads else replace(parse, heads=heads, relations=relations, chunks=chunks)


class Syntax:
    """Read-only views of a Parse of n tokens; a token is its index, a chunk is the index of its head."""

    def __init__(self, parse: Parse) -> None:
        self.parse = parse = light_nouns_apart(parse)
        self.n = len(parse)
        self.folded = [fold(f) for f in parse.forms]
        self.lemmas = [fold(lemma) for lemma in parse.lemmas]

    @cached_property
    def chunk_of(self) -> list[int]:
        """For every token the head of its chunk."""
        p = self.parse
        return [i if p.relations[i] != "-" else p.heads[i] for i in range(self.n)]

    @cached_property
    def bounds(self) -> dict[int, tuple[int, int]]:
        """For every chunk its first token and the one after its last."""
        found: dict[int, tuple[int, int]] = {}
        for i, head in enumerate(self.chunk_of):
            a, b = found.get(head, (i, i + 1))
            found[head] = (min(a, i), max(b, i + 1))
        return found

    @cached_property
    def kids(self) -> dict[int, list[int]]:
        """Chunks that depend on a chunk (-1: the root), in text order."""
        found: dict[int, list[int]] = {}
        for i, head in enumerate(self.parse.heads):
            if self.parse.relations[i] != "-":
                found.setdefault(head, []).append(i)
        return found

    def children(self, chunk: int) -> list[int]:
        return self.kids.get(chunk, [])

    def parent(self, chunk: int) -> int:
        return self.parse.heads[chunk]

    def relation(self, chunk: int) -> str:
        return self.parse.relations[chunk]

    def kind(self, chunk: int) -> str:
        """NP, VGF, CCP, ..."""
        return self.parse.chunks[chunk][2:]

    def is_verb(self, chunk: int) -> bool:
        return self.kind(chunk) in VERBAL

    @cached_property
    def _psp(self) -> dict[int, str]:
        return {}

    def psp(self, chunk: int) -> str:
        """The chunk's postposition with hyphens (`के-खिलाफ`, folded), "का" for any bare genitive, "" if it has none."""
        found = self._psp.get(chunk)
        if found is None:
            found = self._psp[chunk] = self._read_psp(chunk)
        return found

    def _read_psp(self, chunk: int) -> str:
        p = self.parse
        _, end = self.bounds[chunk]
        words = [self.folded[i] for i in range(chunk + 1, end) if p.tags[i] in ("PSP", "NST") and self.chunk_of[i] == chunk]
        if words and words[0] in AGENTIVE_ENDINGS:
            words = words[1:]
        if not words and p.tags[chunk] in ("PRP", "DEM", "WQ"):
            fused = _FUSED.get(p.morph["suffix"][chunk], "")
            form = self.folded[chunk]
            if form.endswith("ने"):
                return "ने" if not form.endswith("अपने") else "का"
            if form.endswith(("न्हें", "झे", "से", "में")) and form[-2:] != "से":
                fused = "को"
            return fused
        if words and words[0] in GENITIVE:
            return "का" if len(words) == 1 else "-".join(["के" if words[0] == "का" else words[0], *words[1:]])
        if not words and p.tags[chunk] in ("PRP",):
            return ""
        return "-".join(words)

    def agentive(self, chunk: int) -> bool:
        """Whether a chunk is somebody named by what they do or belong to: तोड़ने वालों, पुलिस वाले (not गांव वाला घर, which has a head of its own)."""
        _, end = self.bounds[chunk]
        return chunk + 1 < end and self.folded[chunk + 1] in AGENTIVE_ENDINGS

    def clause_above(self, chunk: int) -> int:
        """The nearest verb above a chunk, -1 if there is none."""
        node = self.parent(chunk)
        while node >= 0 and not self.is_verb(node):
            node = self.parent(node)
        return node

    def clause(self, token: int) -> int:
        """The verb chunk in whose clause a token stands, which may be its own; -1 if there is none."""
        chunk = self.chunk_of[token]
        return chunk if self.is_verb(chunk) else self.clause_above(chunk)

    def subtree(self, chunk: int) -> list[int]:
        """All chunks below a chunk, itself included."""
        found, queue = [], [chunk]
        while queue:
            node = queue.pop()
            found.append(node)
            queue += self.children(node)
        return found

    def phrase(self, chunk: int, *, clauses: bool = False) -> tuple[int, int]:
        """First and last token (exclusive) of the noun phrase headed by a chunk, without its postposition and outer marks.

        Modifiers to its left belong to it: genitives, appositions, participles; relative clauses only with `clauses`.
        """
        found = self._phrases.get((chunk, clauses))
        if found is None:
            found = self._phrases[chunk, clauses] = self._read_phrase(chunk, clauses)
        return found

    @cached_property
    def _phrases(self) -> dict[tuple[int, bool], tuple[int, int]]:
        return {}

    def _read_phrase(self, chunk: int, clauses: bool) -> tuple[int, int]:
        first, last = self.bounds[chunk][0], chunk + 1
        queue = [chunk]
        while queue:
            node = queue.pop()
            for kid in self.children(node):
                inside = self.relation(kid) in _NOMINAL_LINKS or (node != chunk and not self.is_verb(kid)) or clauses
                if kid < chunk and inside and self.kind(kid) != "CCP":
                    first = min(first, self.bounds[kid][0])
                    queue.append(kid)
        while first < last - 1 and self.parse.forms[first] in _EDGE:
            first += 1
        while last - 1 > first and self.parse.forms[last - 1] in _EDGE:
            last -= 1
        return first, last

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Offsets in the text of tokens first..last (exclusive)."""
        return self.parse.starts[first], self.parse.ends[last - 1]

    def verb_group(self, verb: int) -> tuple[int, int]:
        """Tokens of a verb with its auxiliaries, without postpositions and marks."""
        start, end = self.bounds[verb]
        last = verb + 1
        while last < end and self.parse.tags[last] in ("VAUX", "NEG", "RP", "VM"):
            last += 1
        while last > verb + 1 and self.parse.tags[last - 1] in ("RP", "NEG"):
            last -= 1
        first = verb
        while first > start and self.parse.tags[first - 1] in ("NEG", "VM"):
            first -= 1
        return first, last

    def auxiliaries(self, verb: int) -> list[int]:
        _, last = self.verb_group(verb)
        return [i for i in range(verb + 1, last) if self.parse.tags[i] in ("VAUX", "VM")]

    def passive(self, verb: int) -> bool:
        """Whether a verb group is passive: a perfective participle with जाना, or the model says so."""
        if self.parse.voice[verb] == "passive":
            return True
        perfective = self.parse.morph["suffix"][verb].startswith("या")
        return perfective and any(self.lemmas[i] == "जा" for i in self.auxiliaries(verb))
