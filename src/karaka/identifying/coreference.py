"""Which earlier mention a pronoun, a bare noun or "both" stands for.

Scores in the manner of the salience factors of Lappin and Leass (1994): recency, grammatical parallelism, number and humanness; with
what Hindi adds: honorific plurals (उन्होंने of one person), उसने of states and bodies as of persons without honour, अपना of the subject.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from karaka.identifying.found import BODILY, CORPORATE, PERSONAL, Found
from karaka.identifying.syntax import Syntax

LOOK_BACK = 4
"""How many sentences back an antecedent is looked for."""

FIRST_PERSON = frozenset(
    "मैं मैंने मुझे मुझको मुझसे मुझ मेरा मेरी मेरे हम हमने हमें हमको हमसे हममें हमारा हमारी हमारे हमलोग हमलोगों".split()
)
PLURAL_FORMS = frozenset(
    "उन्होंने उन्हें उनके उनका उनकी उनसे उनको उनमें उनपर उन वे इन्होंने इन्हें इनके इनका इनकी इनसे इनको इनमें इनपर इन".split()
)
SINGULAR_FORMS = frozenset("उसने उसे उसके उसका उसकी उससे उसको उसमें उसपर उस वह वो इसने".split())
OF_THIS = frozenset(("इसका", "इसकी", "इसके"))
_SUBJECT = frozenset(("k1", "k4a", "pk1", "jk1", "mk1"))
_HONOURED = frozenset(("GOV", "LEG", "JUD", "ELI", "PTY", "MED", "EDU"))
_STATES = frozenset(("country", "metonym", "capital"))
_PAIR: dict[str, frozenset[str]] = {
    "नेता": PERSONAL, "मंत्री": PERSONAL, "राष्ट्रपति": PERSONAL, "प्रधानमंत्री": PERSONAL, "पक्ष": PERSONAL | CORPORATE | BODILY,
    "देश": _STATES, "राष्ट्र": _STATES, "दल": CORPORATE | BODILY, "पार्टी": CORPORATE | BODILY, "सेना": BODILY | CORPORATE,
}  # fmt: skip
_SYNONYMS = [frozenset(("कोर्ट", "अदालत", "न्यायालय", "पीठ", "खंडपीठ"))]


@dataclass(frozen=True, slots=True)
class Seen:
    """A mention in the history; `kind` is that of what it stands for."""

    sentence: int
    found: Found
    offsets: tuple[int, int]
    subject: bool
    verb: int
    kind: str
    plural: bool
    noun: str


def subject_of(syntax: Syntax, chunk: int) -> bool:
    """Whether a chunk is a subject, or the speaker of X का कहना है."""
    if syntax.psp(chunk) == "का":
        up = syntax.parent(chunk)
        return up >= 0 and syntax.lemmas[up] in ("कह", "मान", "कहना", "मानना", "दावा", "आरोप")
    return syntax.psp(chunk) == "ने" or (syntax.relation(chunk) in _SUBJECT and syntax.psp(chunk) == "")


def antecedent(history: list[Seen], i: int, syntax: Syntax, chunk: int, barred: frozenset[str] = frozenset()) -> Seen | None:
    """The mention that a third-person pronoun stands for; barred: entities of the other phrases of its clause (Chomsky 1981, principle B)."""
    form = syntax.folded[chunk]
    honorific = form in PLURAL_FORMS or _plural_verb(syntax, chunk)
    subject, verb = subject_of(syntax, chunk), syntax.clause_above(chunk)
    owing = not subject and syntax.relation(chunk) in _SUBJECT
    best, best_score = None, 0.5
    for rank, seen in enumerate(reversed(history)):
        back = i - seen.sentence
        if back > LOOK_BACK:
            break
        if seen.found.entity in barred:
            continue
        if back == 0 and (seen.found.head >= chunk or (seen.verb == verb and syntax.psp(chunk) != "का")):
            continue
        score = 3.0 - 0.8 * back - 0.08 * rank + _parallel(seen, subject or (owing and back == 0)) + _fit(seen, form, honorific)
        if score > best_score:
            best, best_score = seen, score
    return best


def _parallel(seen: Seen, subject: bool) -> float:
    """Subjects go on as subjects; what was acted on goes on in other cases."""
    if subject:
        return 1.2 if seen.subject else 0.0
    return 0.3 if seen.subject else 0.6


def _fit(seen: Seen, form: str, honorific: bool) -> float:
    """Number and humanness."""
    person = seen.kind in PERSONAL and seen.kind != "demonym"
    if honorific:
        if not person:
            return -1.5 if not (seen.plural and seen.kind in BODILY) else -0.3
        ordinary = seen.kind == "role" and seen.found.sector in ("CVL", "CRM", "REB", "") and not seen.plural
        return (0.7 if seen.kind == "person" else 0.0) + (1.0 if not ordinary else -0.4)
    if seen.plural:
        return -1.5
    if form in ("वह", "वो"):
        return 0.7
    return -0.5 if person and seen.found.sector in _HONOURED else 0.8


def _plural_verb(syntax: Syntax, chunk: int) -> bool:
    """वह ... रही थीं, वो ... कहते हैं: a person spoken of with honour."""
    if syntax.folded[chunk] not in ("वह", "वो"):
        return False
    verb = syntax.clause_above(chunk)
    return verb >= 0 and any(syntax.folded[t] in ("हैं", "थीं", "थे", "रहे", "गए", "चुके") for t in range(*syntax.verb_group(verb)))


def bearer(syntax: Syntax, chunk: int) -> int:
    """The chunk that अपना refers to: the subject of its clause or of one above (Dalrymple 1993: reflexives are bound by subjects); -1 if none."""
    verb = syntax.clause_above(chunk)
    while verb >= 0:
        kids = [k for k in syntax.children(verb) if k != chunk and not syntax.is_verb(k) and (syntax.relation(k) in _SUBJECT or syntax.psp(k) == "ने")]
        if kids:
            return kids[0]
        verb = syntax.clause_above(verb)
    return -1


def same_noun(history: list[Seen], i: int, noun: str, focus: str) -> Seen | None:
    """The last body named with this noun and more words: दिल्ली हाई कोर्ट for कोर्ट, पाकिस्तानी सेना for सेना.

    Further back than a sentence a bare government or force is that of the country in focus.
    """
    nouns = next((group for group in _SYNONYMS if noun in group), frozenset((noun,)))
    for seen in reversed(history):
        if seen.sentence < i - 2 * LOOK_BACK:
            return None
        if seen.sentence < i - 1 and seen.found.country != focus and seen.found.sector in ("GOV", "MIL", "COP"):
            continue
        if seen.noun in nouns and seen.found.last - seen.found.first > 1 and seen.kind in BODILY | CORPORATE:
            return seen
    return None


def same_role(history: list[Seen], i: int, role: Found, offices: dict[str, frozenset[str]]) -> Seen | None:
    """The last person who is known by a title: by one that ends in it (वित्त मंत्री for मंत्री), by office, by country (उत्तर कोरियाई नेता), as accused.

    offices: for an entity's id the names of the offices that it holds or held.
    """
    title = role.role or ""
    for seen in reversed(history):
        if seen.sentence < i - LOOK_BACK:
            return None
        f = seen.found
        if seen.kind not in ("person", "name") or (role.country and f.country and f.country != role.country):
            continue
        if (f.role and f.role.endswith(title)) or (f.entity and title in offices.get(f.entity, frozenset())):
            return seen
        if title == "अधिकारी" and f.sector in ("COP", "GOV", "MIL") and f.role:
            return seen
        if title == "नेता" and role.last - role.first > 1 and f.sector in ("GOV", "REB", "OPP"):
            return seen
        if role.sector == "CRM" and f.sector not in ("GOV", "LEG", "JUD", "COP", "MIL"):
            return seen
    return None


def both(history: list[Seen], i: int, syntax: Syntax, chunk: int) -> list[Seen]:
    """The two parties of दोनों X: a coordinated pair or the two named together last; the subject of its own clause is no part of them."""
    kinds = _PAIR.get(syntax.lemmas[chunk], PERSONAL | CORPORATE | BODILY)
    own = syntax.clause_above(chunk)
    recent = [s for s in history if i - 6 <= s.sentence <= i and (s.sentence < i or (s.found.head < chunk and s.verb != own)) and s.found.sector != "CVL"]
    for wanted in (frozenset(("person",)) if kinds is PERSONAL else kinds, kinds, PERSONAL | CORPORATE | BODILY):
        for pair in _pairs([s for s in recent if s.kind in wanted], i):
            return pair
    return []


def _pairs(recent: list[Seen], i: int) -> Iterator[list[Seen]]:
    """Two different parties of one sentence, the nearest sentence first; else the last two different ones."""
    for back in range(7):
        there = list({_who(s): s for s in reversed([s for s in recent if s.sentence == i - back])}.values())[::-1]
        if len(there) >= 2:
            yield there[:2]
    different = list({_who(s): s for s in reversed(recent)}.values())
    if len(different) >= 2:
        yield [different[1], different[0]]


def _who(seen: Seen) -> tuple[str, ...]:
    return (seen.found.name,) if seen.found.name else seen.found.codes
