"""The kinds of lexicon entry, as strict structs: an unknown key or a wrong type is an error."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

Code = Annotated[str, Meta(pattern=r"^([A-Z]{3})?$")]
IsoDate = Annotated[str, Meta(pattern=r"^\d{4}(-\d\d(-\d\d)?)?$")]

BODIES = frozenset(("IGO", "UNO", "EUR", "NGO", "IMG", "MNC"))
"""PLOVER's codes in the place of a country, for bodies of no state."""
CONTEXTS = frozenset(
    "military intelligence executive legislative election political_institutions pro_democracy pro_autocracy economic legal reparations "
    "human_rights rights_freedoms repression human_security gender lgbt religion_ethnicity inequality diplomatic territory peacekeeping "
    "health asylum migration disasters natural_resource environment technology terrorism cbrn cyber misinformation crime corruption "
    "illegal_drugs trafficking".split()
)
"""The 37 contexts of PLOVER 2."""


class Entry(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, frozen=True):
    """Base of all entries."""


Latitude = Annotated[float, Meta(ge=-90, le=90)]
Longitude = Annotated[float, Meta(ge=-180, le=180)]


class Capital(Entry, frozen=True, kw_only=True):
    name: str
    forms: list[str]
    lat: Latitude | None = None
    lon: Longitude | None = None
    geonameid: int | None = None


class Country(Entry, frozen=True, kw_only=True):
    """A state, or a territory: `of` is then the claimed sovereign."""

    id: str
    name: str
    qid: str | None = None
    forms: list[str]
    adjectives: list[str] = []
    demonyms: list[str] = []
    capital: Capital | None = None
    metonyms: list[str] = []
    of: Code | None = None
    sector: Code = ""
    lat: Latitude | None = None
    lon: Longitude | None = None
    geonameid: int | None = None
    unsure: bool = False


class Organisation(Entry, frozen=True, kw_only=True):
    """A body: state organ, party, armed group, company, medium."""

    id: str
    name: str
    qid: str | None = None
    forms: list[str]
    kind: str
    country: Code = ""
    sector: Code = ""
    region: str | None = None
    language: str | None = None
    unsure: bool = False


class Term(Entry, frozen=True, kw_only=True, rename={"start": "from", "end": "to"}):
    """An office held from `start` to `end` (open if None)."""

    office: str
    country: Code = ""
    region: str | None = None
    organisation: str | None = None
    start: IsoDate
    end: IsoDate | None = None
    unsure: bool = False


class Person(Entry, frozen=True, kw_only=True):
    """`sector` is what the person is when no dated role applies."""

    id: str
    name: str
    qid: str | None = None
    forms: list[str]
    country: Code = ""
    sector: Code = ""
    roles: list[Term] = []
    unsure: bool = False


class Office(Entry, frozen=True, kw_only=True):
    id: str
    titles: list[str]
    sector: Code = ""


class RoleNoun(Entry, frozen=True, kw_only=True):
    """A title or a common noun for people; sector `inherit` takes that of the organisation in the phrase, else `default`."""

    form: str
    forms: list[str] = []
    sector: str
    kind: str
    office: str | None = None
    country: Code = ""
    plural: str | None = None
    default: Code = ""


class Place(Entry, frozen=True, kw_only=True):
    """`admin` is the state or province that it lies in, by its first form; `population` ranks places of one form."""

    id: str
    name: str
    forms: list[str]
    country: Code = ""
    admin: str | None = None
    lat: Latitude
    lon: Longitude
    type: str = "city"
    geonameid: int | None = None
    population: int = 0
    unsure: bool = False


class Instrument(Entry, frozen=True, kw_only=True):
    id: str
    name: str
    forms: list[str]
    issuer: Code = ""
    kind: str
    unsure: bool = False


class Example(Entry, frozen=True, kw_only=True):
    """A sentence with the event that it must give; parties as COUNTRY, COUNTRY:SECTOR or :SECTOR."""

    text: str
    trigger: str
    type: str | None = None
    actors: list[str] | None = None
    recipients: list[str] | None = None
    mode: str | None = None
    factuality: str | None = None


class Frame(Entry, frozen=True, kw_only=True):
    """What predicate makes what event, and where its parties stand."""

    id: str
    event: str
    mode: str = ""
    pattern: str
    predicate: list[str] = []
    noun: list[str] = []
    where: dict[str, list[str]] = {}
    unless: dict[str, list[str]] = {}
    actor: list[str] | None = None
    recipient: list[str] | None = None
    implied_actor: Code = ""
    implied_recipient: Code = ""
    factuality: str | None = None
    contexts: list[str] = []
    cameo: str | None = None
    examples: list[Example] = []
    counterexamples: list[str] = []


class Pattern(Entry, frozen=True, kw_only=True):
    """Default role lists of an argument pattern; the first role that is filled wins."""

    actor: list[str]
    recipient: list[str]
    noun_actor: list[str]
    noun_recipient: list[str]


class CueVerb(Entry, frozen=True, kw_only=True):
    predicate: str
    kind: str = msgspec.field(name="class")
    clause: str = "required"
    factuality: str | None = None
    impersonal: bool = False
    source: str = "agent"
    note: str | None = None


class CueWord(Entry, frozen=True, kw_only=True):
    form: str
    kind: str = ""
    clas: str = msgspec.field(name="class", default="")
    factuality: str | None = None
    source: str = ""
    note: str | None = None


class AttributionCues(Entry, frozen=True, kw_only=True):
    verbs: list[CueVerb] = []
    postpositions: list[CueWord] = []
    nouns: list[CueWord] = []
    content_nouns: list[CueWord] = []


class NormNoun(Entry, frozen=True, kw_only=True):
    """A common noun that heads an instrument; `vague`: only with a number or an issuer; `national`: by default of the country at hand."""

    form: str
    kind: str
    issuer: Code = ""
    national: bool = False
    vague: bool = False


class NormPostposition(Entry, frozen=True, kw_only=True):
    """What an act is to the instrument under this postposition, by its kind; `where`: only if one of these words is in the act."""

    form: str
    relation: str
    kinds: dict[str, str] = {}
    where: list[str] = []


class NormPredicate(Entry, frozen=True, kw_only=True):
    """Predicates that relate an instrument, a conduct and a party, each looked for in roles in order."""

    relation: str
    predicates: list[str]
    nouns: list[str] = []
    negated: str = ""
    kinds: dict[str, str] = {}
    certain: bool = False
    instrument: list[str]
    conduct: list[str] = []
    party: list[str] = msgspec.field(default_factory=lambda: ["agent"])


class NormCues(Entry, frozen=True, kw_only=True):
    nouns: list[NormNoun] = []
    numbering: list[str] = []
    international: list[str] = []
    postpositions: list[NormPostposition] = []
    asking: list[str] = []
    predicates: list[NormPredicate] = []


When = Literal[
    "noun", "finite", "infinite", "final", "negated", "progressive", "imperfective", "irrealis", "open", "open-main", "if-then", "supposed", "unowned",
]  # fmt: skip


class FactualityRule(Entry, frozen=True, kw_only=True):
    id: str
    cue: list[str]
    value: str
    direction: str
    scope: str
    when: list[When] = []
    terminators: list[str] = []
    examples: list[dict[str, Any]] = []
    counterexamples: list[Any] = []
