"""Candidates for an event's actors and recipients, and the features by which they are ranked.

Grammar proposes (every role of the predicate), so do the matrix clause, the speaker, earlier events and world knowledge;
a learned ranker chooses.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from karaka.coding.propose import POLITICAL, Proposal, Proposer
from karaka.coding.roles import Predicate, Roles
from karaka.identifying.discourse import Discourse
from karaka.identifying.found import Found
from karaka.identifying.syntax import Syntax
from karaka.lexicon.schema import BODIES

ROLES = ("agent", "theme", "genitive", "k1", "k2", "k4", "k4a", "k5", "k7", "k7p", "k2p", "ras-k1", "rt", "k3", "clause")
MARKED = ("को", "से", "पर", "के-साथ", "के-खिलाफ", "के-बीच", "के-लिए", "के-द्वारा", "द्वारा", "की-ओर-से", "के-विरुद्ध", "के-ऊपर", "के-विरोध-में", "में", "के-हाथों")
IMPLIED = ("", "GOV", "COP", "JUD", "MIL", "CRM", "CVL")


@dataclass(frozen=True, slots=True)
class Option:
    """Parties that would fill a slot together, where they were found, and features of that."""

    parties: tuple[Found, ...]
    where: str
    features: tuple[str, ...]

    @property
    def codes(self) -> frozenset[tuple[str, str]]:
        return frozenset(p.codes for p in self.parties if p.coded)


@dataclass(slots=True)
class Memory:
    """Structural parties of earlier events: (sentence, type, actors, recipients)."""

    events: list[tuple[int, str, list[Found], list[Found]]]


def options(i: int, p: Proposal, proposer: Proposer, memory: Memory, speakers: list[int]) -> list[Option]:
    """All candidates for a slot of a proposal, the slot's own features still to come."""
    discourse = proposer.discourse
    syntax = discourse.sentences[i]
    focus = discourse.setting.country
    found: dict[tuple[object, ...], tuple[tuple[Found, ...], list[str]]] = {}

    def add(parties: list[Found], where: str) -> None:
        coded = tuple(f for f in parties if f.coded)
        if not coded and where.startswith(("role:", "psp:")):
            for sector in ("CVL", "CRM") if parties else ():
                assumed = (replace(parties[0], country=focus, sector=sector, why="assumed"),)
                found.setdefault(key_of(assumed), (assumed, []))[1].append(f"{where}:unknown")
        elif coded:
            found.setdefault(key_of(coded), (coded, []))[1].append(where)

    for name in ROLES:
        for chunk in p.roles.role(name):
            add(proposer.owners(i, chunk, p.roles) or nameless(syntax, chunk), f"role:{name}")
    for name in MARKED:
        for chunk in p.roles.marked(name):
            add(proposer.owners(i, chunk, p.roles) or nameless(syntax, chunk), f"psp:{name}")
    for where, parties in several(i, p, proposer):
        add(parties, where)
    for where, party in inside(i, p, discourse):
        add([party], where)
    for where, chunks in matrix(syntax, p):
        for chunk in chunks:
            add(proposer.owners(i, chunk, p.roles), where)
    for rank, chunk in enumerate(speakers):
        if chunk >= 0:
            add(discourse.parties(i, chunk), f"speaker:{min(rank, 1)}")
    for chunk in discourse.known[i]:
        add(discourse.parties(i, chunk), "sentence")
    for where, parties in earlier(i, p, discourse, memory):
        add([replace(f, first=-1, last=-1, head=-1, via=f.via, why="earlier") for f in parties], where)
    for where, party in lately(i, discourse):
        add([party], where)
    for sector in ("", "GOV") if discourse.setting.second else ():
        add([Found(-1, -1, -1, "implied", country=discourse.setting.second, sector=sector, why="the other country of the article")], f"second:{sector}")
    for sector in IMPLIED:
        add([Found(-1, -1, -1, "implied", country=focus, sector=sector, why="implied by the act")], f"implied:{sector}")
    return [Option(parties, where[0], tuple(base_features(i, p, syntax, discourse, parties, where))) for parties, where in found.values()]


def key_of(parties: tuple[Found, ...]) -> tuple[object, ...]:
    """What makes two candidates the same: the same codes at the same words."""
    return tuple((f.head, *f.codes) for f in parties)


def nameless(syntax: Syntax, chunk: int) -> list[Found]:
    """Somebody whom the lexicon does not know: a proper name or a third-person pronoun."""
    if syntax.parse.tags[chunk] not in ("NNP", "NNPC", "PRP") or syntax.parse.names[chunk][2:] in ("LOC", "TIME", "NUM"):
        return []
    first, last = syntax.phrase(chunk)
    return [Found(first, last, chunk, "name", name=" ".join(syntax.parse.forms[first:last]))]


def several(i: int, p: Proposal, proposer: Proposer) -> Iterator[tuple[str, list[Found]]]:
    """All phrases of one role together: बांग्लादेश को 20 लाख, नेपाल को 10 लाख."""
    for name in ("को", "से", "पर", "के-साथ", "ने"):
        chunks = p.roles.marked(name)
        if len(chunks) > 1:
            parties = [f for chunk in chunks for f in proposer.owners(i, chunk, p.roles)]
            if len({f.codes for f in parties if f.coded}) > 1:
                yield f"psp:{name}:all", parties


def inside(i: int, p: Proposal, discourse: Discourse) -> Iterator[tuple[str, Found]]:
    """Countries, bodies and forces that qualify the trigger's noun or what it bears on: इसराइली हमला, पुलिस कार्रवाई, अफ़ग़ान सीमा."""
    syntax = discourse.sentences[i]
    nouns = [(p.predicate.nouns, "trigger")] if p.predicate.nouns else []
    nouns.append((tuple(k for k in p.roles.dependents if syntax.kind(k) == "NP" and not discourse.party(i, k)), "beside"))
    for chunks, where in nouns:
        for chunk in chunks:
            first, last = syntax.bounds[chunk]
            for m in discourse.matches[i]:
                if not first <= m.first < m.last <= last or (m.last > chunk and where == "beside") or m.first == chunk:
                    continue
                sense = m.of("adjective", "country", "organisation", "metonym", "role")
                if sense and (sense.kind != "role" or sense.detail == "group"):
                    country = sense.country or (discourse.setting.country if sense.kind == "role" else "")
                    sector = "" if sense.kind == "adjective" or sense.sector == "inherit" else sense.sector
                    yield f"inside:{where}:{sense.kind}", Found(m.first, m.last, m.last - 1, sense.kind, country, sector, sense.id, sense.name)


def lately(i: int, discourse: Discourse) -> Iterator[tuple[str, Found]]:
    """The party of each sector that was named last before this sentence, without words of its own here."""
    sectors: set[str] = set()
    for seen in reversed(discourse.history):
        f = seen.found
        if seen.sentence >= i or f.sector in sectors or not f.country:
            continue
        if seen.sentence < i - 10:
            break
        sectors.add(f.sector)
        yield f"lately:{f.sector}", replace(f, first=-1, last=-1, head=-1, via=seen.offsets, why="named lately")


def matrix(syntax: Syntax, p: Proposal) -> Iterator[tuple[str, list[int]]]:
    """Subjects and addressees of the clauses around the trigger, nearest first."""
    node = p.predicate.verb if p.predicate.verb >= 0 else p.predicate.nouns[0]
    for depth in range(4):
        node = syntax.clause_above(node)
        if node < 0:
            return
        light = tuple(k for k in syntax.children(node) if syntax.relation(k) == "pof")
        roles = Roles(syntax, Predicate(node, light, node, node + 1))
        yield f"matrix{depth}:agent", roles.agent
        yield f"matrix{depth}:addressee", [*roles.role("k4"), *roles.marked("को"), *roles.marked("से")]


def earlier(i: int, p: Proposal, discourse: Discourse, memory: Memory) -> Iterator[tuple[str, list[Found]]]:
    """Parties of the last events of this type, and the last subjects of earlier sentences."""
    same = 0
    for sentence, kind, actors, recipients in reversed(memory.events):
        if i - sentence > 8 or same == 2:
            break
        if kind == p.frame.event and (actors or recipients) and sentence < i:
            yield f"same{same}:actors", actors
            yield f"same{same}:recipients", recipients
            same += 1
    for rank, (sentence, _, actors, recipients) in enumerate([e for e in memory.events[-6:] if e[2] or e[3]][:-3:-1]):
        if i - sentence <= 3:
            yield f"last{rank}:actors", actors
            yield f"last{rank}:recipients", recipients
    count = 0
    for seen in reversed(discourse.history):
        if seen.sentence < i - 3 or count == 3:
            break
        if seen.sentence < i and seen.subject:
            yield f"subject{count}", [seen.found]
            count += 1


def construction(p: Proposal) -> str:
    """How the trigger is built: n (a noun), i (a noun with होना), p (passive), a (active)."""
    return "n" if p.predicate.verb < 0 else "i" if p.inchoative else "p" if p.roles.passive else "a"


def base_features(i: int, p: Proposal, syntax: Syntax, discourse: Discourse, parties: tuple[Found, ...], where: list[str]) -> Iterator[str]:
    """Features of a candidate that both slots share."""
    first = parties[0]
    kind, frame = p.frame.event, p.frame
    nominal = construction(p)
    for place in dict.fromkeys(where):
        yield f"w={place}"
        yield f"w={place}|{nominal}"
        yield f"w={place}|{kind}|{nominal}"
        yield f"w={place}|{frame.pattern}|{nominal}"
        yield f"w={place}|f={frame.id}"
    sector = first.sector or ("-" if first.country else "?")
    body = "state" if first.kind in ("country", "metonym", "capital") else first.kind
    yield f"s={sector}|{kind}"
    yield f"s={sector}|{where[0]}"
    yield f"s={sector}|f={frame.id}"
    yield f"s={sector}|{kind}|{frame.mode}"
    yield f"k={body}|{kind}"
    yield f"k={body}|{where[0]}"
    yield f"n={min(len(parties), 3)}|{kind}"
    yield f"pol={sector in POLITICAL or first.country in BODIES}|{kind}"
    yield f"focus={first.country == discourse.setting.focus}|{where[0]}"
    if first.country == "":
        yield f"nocountry|{where[0]}"
    if first.head >= 0:
        gap = p.predicate.first - first.head
        yield f"d={'after' if gap < 0 else min(gap // 4, 5)}|{nominal}"
        psp = syntax.psp(syntax.chunk_of[first.head])
        yield f"psp={psp}|{kind}"
        yield f"psp={psp}|{frame.pattern}|{nominal}"
        yield f"rel={syntax.relation(syntax.chunk_of[first.head])}|{nominal}"
        yield f"path={path(syntax, p, first.head)}|{nominal}"
        yield f"order={'b' if gap > 0 else 'a'}|psp={psp}|{kind}"


def path(syntax: Syntax, p: Proposal, head: int) -> str:
    """How the candidate hangs from the trigger: child, sibling, grandchild, in another clause."""
    own = {p.predicate.verb, *p.predicate.nouns}
    up = syntax.parent(syntax.chunk_of[head])
    if up in own:
        return "child"
    if up >= 0 and syntax.parent(up) in own:
        return "grandchild"
    governor = syntax.parent(p.predicate.verb if p.predicate.verb >= 0 else p.predicate.nouns[0])
    if up == governor:
        return "sibling"
    if governor >= 0 and syntax.parent(governor) == up:
        return "uncle"
    return "far"


def slot_features(option: Option, slot: str, p: Proposal, other: frozenset[tuple[str, str]]) -> list[str]:
    """The candidate's features for a slot; `other`: the codes already chosen for the other slot."""
    structural = p.actors if slot == "actor" else p.recipients
    role = p.actor_role if slot == "actor" else p.recipient_role
    mine = bool(structural) and option.codes == frozenset(f.codes for f in structural if f.coded)
    implied = p.frame.implied_actor if slot == "actor" else p.frame.implied_recipient
    extra = [f"declared={mine}|{role if mine else ''}", f"declared={mine}|{option.where}", f"filled={bool(structural)}|{option.where}"]
    extra.append(f"declared={mine}|{p.frame.event}")
    if option.where.startswith("implied:"):
        extra.append(f"frame-implied={option.where[8:] == implied and bool(implied)}|{bool(structural)}")
        extra.append(f"implied={option.where}|{p.frame.event}|{bool(structural)}")
    if other and option.codes & other:
        extra.append(f"same-as-other|{p.frame.event}")
    if slot == "recipient":
        extra.append(f"actor-known={bool(other)}|{option.where}")
    return [*option.features, *extra]


def empty_features(found: list[Option], slot: str, p: Proposal, other: frozenset[tuple[str, str]]) -> list[str]:
    """Features of leaving a slot empty, which stands against all candidates."""
    shape = construction(p)
    structural = bool(p.actors if slot == "actor" else p.recipients)
    near = sum(o.where.startswith(("role:", "psp:")) for o in found)
    kind = p.frame.event
    return [
        "empty",
        f"empty|{p.frame.id}",
        f"empty|{kind}|{p.frame.mode}",
        f"empty|{kind}|{shape}",
        f"empty|{p.frame.pattern}|{shape}",
        f"empty|filled={structural}|{kind}",
        f"empty|filled={structural}|{shape}",
        f"empty|near={min(near, 3)}|{shape}",
        f"empty|other={bool(other)}|{kind}",
    ]
