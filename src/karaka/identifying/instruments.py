"""Resolutions, treaties, laws, orders and sanctions that a sentence names, and whose they are."""

from __future__ import annotations

from dataclasses import dataclass, replace

from karaka.identifying.discourse import Discourse
from karaka.identifying.found import Found
from karaka.identifying.syntax import GENITIVE, Syntax
from karaka.lexicon.compiled import Compiled, Sense, folded_key
from karaka.lexicon.schema import NormNoun

PACTS = frozenset(("treaty", "agreement", "convention"))
"""Kinds of instrument between parties: issued by nobody, or by an international body."""
_BODIES = frozenset(("UNO", "EUR", "IGO"))
_STATES = ("country", "adjective", "metonym", "capital", "organisation", "role")
_COMMON = frozenset(("NN", "NNC", "NNP", "NNPC", "QC", "UNK", "JJ", "XC"))


@dataclass(frozen=True, slots=True)
class Instrument:
    """Tokens first..last (exclusive) headed by a chunk; `node` is the chunk that stands for it in the tree: a conjunction for a conjunct.

    `lead`: a country whose bare name the parser took into its chunk: the subject of इज़राइल क़ानून तोड़ता है.
    """

    first: int
    last: int
    head: int
    node: int
    psp: str
    kind: str
    name: str = ""
    issuer: str = ""
    vague: bool = False
    lead: Found | None = None


class Instruments:
    """The nouns of a lexicon that head an instrument."""

    def __init__(self, lexicon: Compiled) -> None:
        self.nouns: dict[str, NormNoun] = {form: n for n in lexicon.norms.nouns for form in _inflected(folded_key(n.form))}
        self.numbering = frozenset(map(folded_key, lexicon.norms.numbering))
        self.international = frozenset(map(folded_key, lexicon.norms.international))

    def of(self, i: int, discourse: Discourse) -> list[Instrument]:
        """The instruments of a sentence in text order, those within another's phrase left out."""
        syntax = discourse.sentences[i]
        named = {m.last - 1: (m.first, s) for m in discourse.matches[i] if (s := m.of("instrument")) and s.detail != "plan"}
        taken = {t for last, (first, _) in named.items() for t in range(first, last)}
        common = [t for t in range(syntax.n) if t not in taken and self._noun(syntax, t) and syntax.parse.tags[t] in _COMMON]
        if not named and not common:
            return []
        found = [self._read(i, discourse, t, *named.get(t, (t, None))) for t in sorted({*named, *common})]
        heads = {f.head for f in found if f}
        return _outermost([f for f in found if f and not (syntax.relation(f.head) == "rs" and syntax.parent(f.head) in heads)])

    def _noun(self, syntax: Syntax, token: int) -> NormNoun | None:
        return self.nouns.get(syntax.lemmas[token]) or self.nouns.get(syntax.folded[token])

    def _read(self, i: int, discourse: Discourse, token: int, first: int, sense: Sense | None) -> Instrument | None:
        """The instrument whose noun or name ends at a token; None if the token only modifies another noun (क़ानून मंत्री)."""
        syntax = discourse.sentences[i]
        last, numbered = self._numbered(syntax, token)
        head = syntax.chunk_of[last - 1]
        if not first <= head < last and not all(self._noun(syntax, t) or _number(syntax, t) for t in range(last, head + 1)):
            return None
        begin, end = syntax.phrase(head)
        begin = min(begin, first)
        lead = self._lead(i, discourse, begin, first)
        begin = lead.last if lead else begin
        found = Instrument(begin, max(end, last), head, *_place(syntax, head), kind=sense.detail if sense else "", lead=lead)
        noun = self._noun(syntax, token)
        if sense is None and noun:
            issuer = self._issuer(i, discourse, found, noun) or (noun.issuer if numbered else "")
            return replace(found, kind=noun.kind, issuer=issuer, vague=noun.vague and not numbered and not issuer)
        return replace(found, name=sense.name, issuer=sense.country) if sense else None

    def _lead(self, i: int, discourse: Discourse, start: int, first: int) -> Found | None:
        """The only country's name in a phrase that begins with it, if it stands in the chunk of an instrument's noun."""
        syntax = discourse.sentences[i]
        before = [m for m in discourse.matches[i] if start <= m.first and m.last <= first and m.of("country", "adjective")]
        sense = before[0].of("country") if len(before) == 1 and before[0].first == start else None
        if sense is None or before[0].of("adjective") or syntax.parse.forms[before[0].last] == "-":
            return None
        m, chunk = before[0], syntax.chunk_of[before[0].last - 1]
        inside = chunk >= first or self._noun(syntax, chunk)
        return Found(m.first, m.last, m.last - 1, "country", sense.country, sense.sector, sense.id, sense.name) if inside and chunk >= m.last else None

    def _numbered(self, syntax: Syntax, token: int) -> tuple[int, bool]:
        """The token after an instrument's noun and its number, and whether it has one, after it or before."""
        last = token + 1
        while last < syntax.n and (syntax.folded[last] in self.numbering or _number(syntax, last)):
            last += 1
        before = token > 0 and _number(syntax, token - 1)
        return last, before or any(_number(syntax, t) for t in range(token, last))

    def _issuer(self, i: int, discourse: Discourse, found: Instrument, noun: NormNoun) -> str:
        """The country or body named nearest before the noun in its phrase, else the country at hand for a national law."""
        syntax, default = discourse.sentences[i], ""
        if noun.national and self.international.isdisjoint(syntax.folded[found.first : found.last]):
            default = discourse.setting.country
        for m in reversed(discourse.matches[i]):
            sense, chunk = m.of(*_STATES), syntax.chunk_of[m.last - 1]
            if sense and found.first <= m.first and m.last <= found.last and (chunk == found.head or syntax.psp(chunk) in ("", "का")):
                party = discourse.party(i, chunk)
                code = (party.country if party and party.first <= m.first < party.last else "") or sense.country
                if code and (noun.kind not in PACTS or code in _BODIES):
                    return code
            elif sense and noun.kind == "resolution" and sense.country == "UNO" and syntax.psp(chunk) == "में":
                return "UNO"
        return default


def _inflected(form: str) -> list[str]:
    """A noun in the forms whose lemma may be missed."""
    if form.endswith(("ि", "ी")):
        return [form, f"{form[:-1]}ियां", f"{form[:-1]}ियों"]
    return [form, f"{form.removesuffix('ा')}ों", form[:-1] + "े" if form.endswith("ा") else f"{form}ें"]


def _number(syntax: Syntax, token: int) -> bool:
    return any(c.isdecimal() for c in syntax.folded[token])


def _place(syntax: Syntax, head: int) -> tuple[int, str]:
    """The chunk that stands for a head in the tree, and its postposition: for a conjunct those of the whole coordination."""
    up = syntax.parent(head)
    if up < 0 or syntax.relation(head) != "ccof" or syntax.kind(up) != "CCP":
        return head, _postposition(syntax, head)
    return up, _postposition(syntax, max(k for k in syntax.children(up) if syntax.relation(k) == "ccof"))


def _postposition(syntax: Syntax, chunk: int) -> str:
    """A chunk's postposition, also behind a bracket: राष्ट्रीय सुरक्षा क़ानून (रासुका) के तहत."""
    apart = next((k for k in syntax.children(chunk) if syntax.kind(k) == "FRAGP" and k > chunk), -1)
    if apart < 0 or syntax.psp(chunk):
        return syntax.psp(chunk)
    words = syntax.folded[slice(*syntax.bounds[apart])]
    return "का" if words[0] in GENITIVE and len(words) == 1 else "-".join(words)


def _outermost(found: list[Instrument]) -> list[Instrument]:
    """Without those inside another's phrase; यूएपीए की धारा 15 has the name and the issuer of the law."""
    out: list[Instrument] = []
    found = list({(f.first, f.last): f for f in sorted(found, key=lambda f: bool(f.name))}.values())
    for f in sorted(found, key=lambda f: f.first):
        around = [o for o in found if o.first <= f.first and f.last <= o.last and (o.head, o.last - o.first) > (f.head, f.last - f.first)]
        if not around:
            within = [o for o in found if o is not f and f.first <= o.first and o.last <= f.last and o.head <= f.head]
            inner = next((o for o in within if o.name or o.issuer), f)
            issuer = inner.issuer if inner.name and not f.name else f.issuer
            out.append(replace(f, name=f.name or inner.name, issuer=issuer, vague=f.vague and all(o.vague for o in within)))
    return out
