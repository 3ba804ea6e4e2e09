"""From proposals to events: one per act, judged for factuality, placed, dated, sourced."""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass, field, replace

from karaka.coding.arguments import Memory
from karaka.coding.attribution import Cues, Said, attributions
from karaka.coding.casualties import Counts
from karaka.coding.factuality import FactualityCues, Judgement, judge
from karaka.coding.frames import Candidate, Lookup, build, candidates
from karaka.coding.judge import Choice, Judge, event_features
from karaka.coding.propose import Proposal, Proposer
from karaka.coding.roles import Predicate
from karaka.identifying.dates import DateMention, find_dates
from karaka.identifying.discourse import Discourse
from karaka.identifying.found import Found
from karaka.identifying.parties import Knowledge
from karaka.identifying.places import PlaceMention, PlaceWords, places
from karaka.identifying.syntax import Syntax
from karaka.lexicon.compiled import Compiled
from karaka.lexicon.schema import Frame
from karaka.parsing.parser import Parse

_FUTURE_AGREE = frozenset(("CONSULT", "SUPPORT", "COOPERATE", "AID"))
_SPEECH = frozenset(("REQUEST", "ACCUSE", "THREATEN", "REJECT", "SUPPORT", "AGREE", "CONCEDE"))
CONTINUED = 5
"""How many sentences a quotation may run on."""
ALTERNATIVES = 5
"""How many readings of one trigger are judged."""


@dataclass(slots=True)
class Draft:
    """An event with everything but its record form; `features` are what it was judged by."""

    proposal: Proposal
    type: str
    mode: str
    judgement: Judgement
    sources: list[int]  # indices of attributions of the sentence, outermost first
    actors: tuple[Found, ...]
    recipients: tuple[Found, ...]
    features: list[str]
    slots: tuple[Choice, Choice]
    probability: float
    confidence: float = 0.5
    date: DateMention | None = None
    place: PlaceMention | None = None


@dataclass(slots=True)
class SentenceCoding:
    """What a sentence says: attributions, event drafts (accepted and vetoed), dates, places."""

    said: list[Said]
    groups: list[list[Proposal]]
    dates: list[DateMention]
    places: list[PlaceMention]
    drafts: list[Draft] = field(default_factory=list)
    vetoed: list[Draft] = field(default_factory=list)


class Coder:
    """Codes parsed articles with one lexicon and the learned models."""

    def __init__(self, lexicon: Compiled, judge: Judge | None = None) -> None:
        self.lexicon = lexicon
        self.judge = judge or Judge.shipped()
        self.knowledge = Knowledge(lexicon)
        self.lookup: Lookup = build(lexicon)
        self.cues = Cues(lexicon)
        self.factuality = FactualityCues(lexicon)
        self.place_words = PlaceWords(lexicon)
        self.counts = Counts(lexicon)

    def code(self, parses: list[Parse], text: str, *, published: datetime.date | None, home: str) -> tuple[Discourse, list[SentenceCoding]]:
        """The discourse and, per sentence, attributions and event drafts."""
        discourse = Discourse([Syntax(p) for p in parses], self.knowledge, day=published, home=home)
        proposer = Proposer(discourse, self.lexicon.patterns)
        out = self._read(discourse, proposer, text, published)
        memory = Memory([])
        for i, sentence in enumerate(out):
            self._judge(i, discourse, proposer, sentence, memory)
        return discourse, out

    def given(self, discourse: Discourse, coded: list[SentenceCoding], triggers: list[tuple[int, int, str]]) -> None:
        """Put drafts for given triggers (start, end, type) in the place of those that were judged."""
        proposer = Proposer(discourse, self.lexicon.patterns)
        memory = Memory([])
        for i, sentence in enumerate(coded):
            syntax = discourse.sentences[i]
            others = [g[0] for g in sentence.groups]
            wanted = [t for t in triggers if syntax.parse.start <= t[0] < syntax.parse.end]
            sentence.drafts = []
            for trigger in wanted:
                proposal = proposed(syntax, sentence.groups, trigger) or self._bare(i, syntax, proposer, trigger)
                draft = self._set(syntax, self._draft(i, proposal, proposer, sentence, memory, others, 0), sentence)
                draft.type, draft.mode = trigger[2], draft.mode if draft.type == trigger[2] else ""
                sentence.drafts.append(draft)
            memory.events += [(i, p.frame.event, p.actors, p.recipients) for p in others]

    @staticmethod
    def _bare(i: int, syntax: Syntax, proposer: Proposer, trigger: tuple[int, int, str]) -> Proposal:
        """A proposal for a trigger that no frame knows, by the most general pattern."""
        tokens = [t for t in range(syntax.n) if syntax.parse.starts[t] < trigger[1] and syntax.parse.ends[t] > trigger[0]] or [0]
        chunks = list(dict.fromkeys(syntax.chunk_of[t] for t in tokens))
        verb = next((c for c in chunks if syntax.is_verb(c)), -1)
        nouns = tuple(c for c in chunks if not syntax.is_verb(c)) or ((tokens[0],) if verb < 0 else ())
        frame = Frame(id=f"given.{trigger[2].lower()}", event=trigger[2], pattern="of", noun=["-"])
        candidate = Candidate(Predicate(verb, nouns, tokens[0], tokens[-1] + 1), ((frame, False),), 0, verb < 0)
        return proposer.of_frame(i, syntax, candidate, frame)

    def _read(self, discourse: Discourse, proposer: Proposer, text: str, published: datetime.date | None) -> list[SentenceCoding]:
        out: list[SentenceCoding] = []
        inside = continued(discourse.sentences)
        for i, syntax in enumerate(discourse.sentences):
            said = attributions(syntax, self.cues, quoted=inside[i])
            self._speakers(i, discourse, said)
            dates = find_dates_in(syntax, text, published)
            where = places(syntax, discourse.matches[i], discourse.setting.focus, self.place_words, discourse.surroundings)
            out.append(SentenceCoding(said, self._propose(i, syntax, proposer), dates, where))
        return out

    @staticmethod
    def _speakers(i: int, discourse: Discourse, said: list[Said]) -> None:
        """Who says मैं and हम in a sentence: its own quoted speaker, else the last one."""
        found = [discourse.party(i, s.source) for s in said if s.source >= 0]
        known = [f for f in found if f and f.coded]
        speaker = known[-1] if known else discourse.speaker.get(i - 1)
        if speaker:
            discourse.speaks(i, speaker)

    def _propose(self, i: int, syntax: Syntax, proposer: Proposer) -> list[list[Proposal]]:
        """Groups of alternative proposals, one group a trigger."""
        groups: list[list[Proposal]] = []
        covered: set[int] = set()
        for readings in candidates(syntax, self.lookup):
            p = readings[0].predicate
            if readings[0].nominal and any(t in covered for t in range(p.first, p.last)):
                continue
            made = proposer.propose(i, readings)
            if made:
                groups.append(made)
                covered.update(range(made[0].predicate.first, made[0].predicate.last))
        return sorted(groups, key=lambda g: g[0].predicate.first)

    def _judge(self, i: int, discourse: Discourse, proposer: Proposer, sentence: SentenceCoding, memory: Memory) -> None:
        others = [g[0] for g in sentence.groups]
        for group in sentence.groups:
            drafts = [self._draft(i, p, proposer, sentence, memory, others, rank) for rank, p in enumerate(group[:ALTERNATIVES])]
            best = self._set(discourse.sentences[i], max(drafts, key=lambda d: d.probability), sentence)
            accepted = best.probability >= (self.judge.models.event.threshold if self.judge.models else 0.0)
            (sentence.drafts if accepted else sentence.vetoed).append(best)
        memory.events += [(i, p.frame.event, p.actors, p.recipients) for p in others]

    def _draft(self, i: int, p: Proposal, proposer: Proposer, sentence: SentenceCoding, memory: Memory, others: list[Proposal], rank: int) -> Draft:
        discourse, said = proposer.discourse, sentence.said
        syntax = discourse.sentences[i]
        judgement = judge(syntax, p.predicate, self.factuality, p.frame.factuality)
        chain = covering(said, p.predicate.first, p.predicate.last)
        slots = self.judge.fill(i, p, proposer, memory, [said[c].source for c in reversed(chain)])
        features = event_features(i, p, discourse, judgement, said, chain, others, rank, slots)
        kind, mode = p.frame.event, p.frame.mode
        if kind in _FUTURE_AGREE and judgement.value == "PR+":
            kind, mode = "AGREE", ""
        actors = {f.head for f in slots[0].parties if f.first >= 0}
        if kind in _SPEECH:
            chain = [c for c in chain if said[c].source not in actors or said[c].source < 0]
        if chain and judgement.value == "CT+" and said[chain[-1]].factuality:
            judgement = Judgement(said[chain[-1]].factuality or "CT+", (), "the cue of its source")
        probability = self.judge.probability(features)
        return Draft(
            p, kind, mode, judgement, chain, slots[0].parties, slots[1].parties, features, slots, probability,
            self.judge.models.confidence(probability) if self.judge.models else 0.5,
        )  # fmt: skip

    def _set(self, syntax: Syntax, draft: Draft, sentence: SentenceCoding) -> Draft:
        """Give a draft that was chosen its date and place."""
        draft.date = self.judge.when(syntax, draft.proposal, sentence.dates)
        draft.place = self.judge.where(syntax, draft.proposal, sentence.places)
        return draft


def proposed(syntax: Syntax, groups: list[list[Proposal]], trigger: tuple[int, int, str]) -> Proposal | None:
    """The proposal of the trigger's type that overlaps it most."""
    best, most = None, 0
    for p in (p for group in groups for p in group):
        start, end = syntax.span(p.predicate.first, p.predicate.last)
        common = min(end, trigger[1]) - max(start, trigger[0])
        if common > most and (p.frame.event == trigger[2] or (trigger[2] == "AGREE" and p.frame.event in _FUTURE_AGREE)):
            best, most = p, common
    return best


def covering(said: list[Said], first: int, last: int) -> list[int]:
    """Attributions whose content holds the tokens, outermost first."""
    found = [j for j, s in enumerate(said) if s.content[0] <= first and last <= s.content[1] and not (s.cue and s.cue[0] < last and first < s.cue[1])]
    return sorted(found, key=lambda j: (-(said[j].content[1] - said[j].content[0]), said[j].why == "citing"))


def continued(sentences: list[Syntax]) -> list[bool]:
    """Whether each sentence begins inside a quotation; one that does not close within CONTINUED sentences was closed without a mark."""
    out, state, since = [], False, 0
    for i, syntax in enumerate(sentences):
        out.append(state)
        since = i if not state else since
        state = still_open(syntax, state)
        if state and i - since >= CONTINUED:
            out[since + 1 :] = [False] * (i - since)
            state = False
    return out


def still_open(syntax: Syntax, before: bool) -> bool:
    """Whether a quotation is open after this sentence. Two single marks side by side are a double one; how a mark stands to its neighbours
    tells whether it opens or closes, so that a forgotten mark does no harm for long."""
    parse, state, i = syntax.parse, before, 0
    while i < syntax.n:
        form, last = parse.forms[i], i
        if form in ("'", "‘", "’") and i + 1 < syntax.n and parse.forms[i + 1] == form and parse.starts[i + 1] == parse.ends[i]:
            form, last = '"', i + 1
        if form in ('"', "“", "”"):
            left = i > 0 and parse.ends[i - 1] == parse.starts[i]
            right = last + 1 < syntax.n and parse.starts[last + 1] == parse.ends[last]
            state = form == "“" or (form != "”" and (right if left != right else not state))
        i = last + 1
    return state


def tense_of(syntax: Syntax, offset: int) -> str:
    """The tense of the clause in which a text offset lies: of the first finite verb at or after it."""
    verbs = [c for c in syntax.bounds if syntax.kind(c) == "VGF"]
    after = [v for v in verbs if syntax.parse.ends[v] > offset] or verbs[-1:]
    if not after:
        return ""
    group = [min(after), *syntax.auxiliaries(min(after))]
    suffixes = [syntax.parse.morph["suffix"][i] for i in group]
    if "गा" in suffixes or (suffixes[0] == "ना" and len(group) > 1):
        return "future"
    if any(s.startswith(("या", "था")) for s in suffixes):
        return "past"
    return "present"


def find_dates_in(syntax: Syntax, text: str, published: datetime.date | None) -> list[DateMention]:
    start, end = syntax.parse.start, syntax.parse.end
    found = find_dates(text[start:end], published=published, tense_at=lambda o: tense_of(syntax, o + start))
    return [replace(d, start=d.start + start, end=d.end + start) for d in found]


def event_id(article: str, start: int, end: int, kind: str) -> str:
    """Stable for the same article, trigger and type."""
    return hashlib.sha256(f"{article}\0{start}\0{end}\0{kind}".encode()).hexdigest()[:16]
