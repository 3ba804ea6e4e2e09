"""Why each slot of an event holds what it holds, in words."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from textwrap import wrap

from karaka import records as r
from karaka.cli.analysing import Analysis, Explained
from karaka.cli.drawing import tree
from karaka.cli.glosses import QUAD, SAID, factuality_gloss, relation_gloss, role_gloss
from karaka.cli.table import chain, clean
from karaka.identifying.found import Found

WIDTH = 100
_LABEL = 12


def row(label: str, text: str) -> Iterator[str]:
    """A labelled paragraph with a hanging indent."""
    lines = wrap(text, WIDTH - _LABEL - 2) or [""]
    yield f"  {label:<{_LABEL}}{lines[0]}"
    yield from (f"  {'':{_LABEL}}{line}" for line in lines[1:])


def quoted(text: str) -> str:
    return f"‘{clean(text)}’"


def sentence(analysis: Analysis, number: int) -> Iterator[str]:
    """The sentence and its tree."""
    syntax = analysis.discourse.sentences[number]
    a = analysis.coding.article
    yield f"Sentence {number} of {len(analysis.coding.sentences)} (counted from 0)"
    yield from (f"  {line}" for line in wrap(clean(a.text[syntax.parse.start : syntax.parse.end]), WIDTH - 2))
    yield ""
    yield "  How it was read (each phrase with its kāraka relation to the one it hangs from):"
    yield from (f"    {line}" for line in tree(syntax.parse))
    yield ""


def event(analysis: Analysis, found: Explained) -> Iterator[str]:
    """Everything about one event."""
    e = found.event
    yield f"Event {e.id}: {e.type}{f'/{e.mode}' if e.mode else ''} at {quoted(e.trigger.text)}"
    yield from _what(found)
    actor, recipient = found.draft.slots
    yield from _side("who", e.actors, actor.parties, actor.where, found)
    yield from _side("to whom", e.recipients, recipient.parties, recipient.where, found)
    yield from _sure(found)
    yield from _sources(analysis, found)
    yield from _when(analysis, found)
    yield from _where(found)
    yield from row("confidence", f"{e.confidence:.2f}")
    yield ""


def _what(found: Explained) -> Iterator[str]:
    e, frame = found.event, found.draft.proposal.frame
    kind = f"{QUAD[e.quad]}, scale {e.scale:g}, CAMEO {e.cameo}"
    yield from row("what", f"the predicate {quoted(e.trigger.text)} fits the frame {e.rule}, which makes {frame.event}{f'/{frame.mode}' if frame.mode else ''}")
    if frame.event != e.type:
        yield from row("", f"turned into {e.type}: cooperation that still lies ahead counts as agreeing to it")
    yield from row("", f"{e.type} is {kind}")
    for words, conditions in (("it asks that", frame.where), ("it asks that not", frame.unless)):
        for role, items in conditions.items():
            shown = ", ".join(items[:6]) + (" ..." if len(items) > 6 else "")
            yield from row("", f"{words} {role_gloss(role)} be one of: {shown}")
    if found.draft.proposal.soft:
        yield from row("", "(not all of this holds here: it was judged to be an event all the same)")
    if e.contexts:
        yield from row("contexts", ", ".join(e.contexts))


def _side(label: str, parties: list[r.Party], found: tuple[Found, ...], role: str, explained: Explained) -> Iterator[str]:
    """Who stands on one side and why."""
    if not parties:
        yield from row(label, "nobody: no phrase was found that fits well enough")
    for i, party in enumerate(parties):
        origin = found[i] if i < len(found) else None
        yield from row(label if i == 0 else "", _party(party, origin, role, explained))


def _party(party: r.Party, origin: Found | None, role: str, explained: Explained) -> str:
    code = " ".join(filter(None, (party.country, party.sector))) or "no code"
    words = quoted(party.text) if party.text else "(no words)"
    names = ", ".join(dict.fromkeys(filter(None, (party.name, party.role))))
    parts = [f"{words} = {code}{f' ({names})' if names else ''}"]
    if party.coreferent:
        parts.append(f"{'stands' if party.text else 'it stands'} for {quoted(party.coreferent.text)}")
    if role:
        parts.append(f"fills: {role_gloss(role)}")
    if origin and origin.head >= 0:
        syntax = explained.syntax
        relation, psp = syntax.relation(origin.head), syntax.psp(origin.head)
        gloss = relation_gloss(relation)
        parts.append(f"read as {relation}{f' ({gloss})' if gloss else ''}" + (f", marked by {psp.replace('-', ' ')}" if psp else ""))
    if origin and origin.why == "assumed":
        parts.append("its code is assumed: the lexicon does not know the words")
    if origin and origin.why == "named before":
        parts.append("its code is that of the full name before")
    return "; ".join(parts)


def _sure(found: Explained) -> Iterator[str]:
    e = found.event
    cues = ", ".join(quoted(c.text) for c in e.factuality_cues)
    why = found.draft.judgement.why if found.draft.judgement.value == e.factuality else ""
    yield from row("how sure", f"{e.factuality.value}, {factuality_gloss(e.factuality.value, why)}{f' (see {cues})' if cues else ''}")


def _sources(analysis: Analysis, found: Explained) -> Iterator[str]:
    e, coding = found.event, analysis.coding
    names = chain(coding, e)
    yield from row("says who", names or "the article itself")
    for j in found.draft.sources:
        said = found.said[j]
        span = found.syntax.span(*said.cue) if said.cue else None
        words = coding.article.text[span[0] : span[1]] if span else ""
        by = f"the cue {quoted(words)}" if words else "no cue of its own"
        yield from row("", f"by {by}, with {SAID.get(said.why, said.why)}; {said.kind}")
    if e.quote is not None:
        yield from row("", f"in the words {quoted(coding.attributions[e.quote].content.text)}")


def _when(analysis: Analysis, found: Explained) -> Iterator[str]:
    date, published = found.event.date, analysis.coding.article.published
    if date is None:
        yield from row("when", "not said: no date stands in the clause of the act")
        return
    value = date.value or f"unknown ({date.reason or 'its value can not be told'})"
    origin = f"read with the day of publication, {published}" if published else "no day of publication is known"
    yield from row("when", f"{quoted(date.text)} = {value}; {origin}")


def _where(found: Explained) -> Iterator[str]:
    place, mention = found.event.place, found.draft.place
    if place is None:
        yield from row("where", "not said: no place stands in the clause of the act")
        return
    point = f" at {place.lat:.2f}, {place.lon:.2f}" if place.lat is not None and place.lon is not None else ""
    psp = found.syntax.psp(mention.head).replace("-", " ") if mention else ""
    by = f"; the phrase is marked by {psp}" if psp else ""
    yield from row("where", f"{quoted(place.text)} = {place.name or 'unknown'}, {place.country or 'no country'}{point}{by}")


def report(analysis: Analysis, *, event_id: str | None, number: int | None) -> Iterator[str]:
    """The explanation of an article, of one of its events, or of one sentence."""
    wanted = [x for x in analysis.events() if event_id in (None, x.event.id) and number in (None, x.event.sentence)]
    if number is not None and not wanted:
        yield from sentence(analysis, number)
        yield "No event is coded in this sentence."
        yield from _left_out(analysis, number)
    for place, group in groupby(wanted, key=lambda x: x.event.sentence):
        yield from sentence(analysis, place)
        for found in group:
            yield from event(analysis, found)
        if event_id is None:
            yield from _left_out(analysis, place)


def _left_out(analysis: Analysis, number: int) -> Iterator[str]:
    """What might have been an event and was judged to be none."""
    for draft, words in analysis.left_out(number):
        yield f"Left out: {quoted(words)} as {draft.type} by the frame {draft.proposal.frame.id}: judged to be no event ({draft.probability:.2f})"
    yield ""
