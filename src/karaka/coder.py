"""The whole way: an article in, its record out."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice

import msgspec

from karaka import records as r
from karaka.coding.attribution import Said
from karaka.coding.events import Coder as Engine
from karaka.coding.events import Draft, SentenceCoding, event_id
from karaka.coding.judge import Judge
from karaka.coding.norms import Normed, Norms
from karaka.coding.plover import PLOVER, contexts_of
from karaka.errors import InputError
from karaka.identifying.dates import DateMention
from karaka.identifying.discourse import Discourse
from karaka.identifying.found import Found, to_party
from karaka.identifying.places import PlaceMention, Surroundings, best_sense
from karaka.identifying.syntax import Syntax
from karaka.lexicon.compiled import Compiled, folded_key, shipped
from karaka.parsing.parser import Parse, Parser
from karaka.parsing.parser import shipped as shipped_parser
from karaka.reading.article import Input as Input  # noqa: PLC0414 (everyone imports it from here)
from karaka.reading.structure import Structure, structure
from karaka.text.hi.tokens import Sentence, sentences

INDIAN = "IND"
TOGETHER = 16
"""How many articles are parsed together at most."""
_SOURCE_KINDS = {"media": "media", "organisation": "organisation", "body": "organisation", "country": "country", "metonym": "country"}
_MENTION_KINDS = {
    "media": "organisation", "body": "organisation", "metonym": "country", "capital": "place", "demonym": "group", "name": "person", "pronoun": "role",
}  # fmt: skip


def parse_day(value: str | None) -> datetime.date | None:
    """An ISO date or date-time as a date."""
    if value is None:
        return None
    try:
        return datetime.date.fromisoformat(value[:10])
    except ValueError:
        raise InputError(f"published {value!r} is not a date: write YYYY-MM-DD") from None


def full_text(article: Input) -> str:
    """The text that a record's offsets count in: a title given apart stands before the text, on a line of its own."""
    return f"{article.title}\n{article.text}" if article.title else article.text


def article_id(article: Input) -> str:
    """The id of an article's record: its own, or one made from its text."""
    return article.id or hashlib.sha256(full_text(article).encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article ready to be parsed."""

    article: Input
    day: datetime.date | None
    text: str
    parts: Structure
    sentences: list[Sentence]


def batched(articles: Iterable[Input], size: int) -> Iterator[list[Input]]:
    """Articles in lists of up to `size`."""
    rest = iter(articles)
    while group := list(islice(rest, size)):
        yield group


class Coder:
    """Codes articles with the shipped parser and a lexicon (the shipped one by default)."""

    def __init__(self, *, lexicon: Compiled | None = None, parser: Parser | None = None, judge: Judge | None = None) -> None:
        self.lexicon = lexicon or shipped()
        self.parser = parser or shipped_parser()
        self.engine = Engine(self.lexicon, judge)
        self.norms = Norms(self.lexicon)

    def code(
        self,
        text: str,
        *,
        title: str | None = None,
        published: str | None = None,
        publisher: str | None = None,
        id: str | None = None,
        url: str | None = None,
    ) -> r.Coding:
        """Code one article. published: ISO date; a title given apart is put before the text.

        Raises InputError if the date is not one.
        """
        return self.code_input(Input(text=text, title=title, published=published, publisher=publisher, id=id, url=url))

    def code_many(self, articles: Iterable[Input]) -> Iterator[r.Coding]:
        """Code articles in order, one record each; some are parsed together, which is faster and changes nothing in the records.

        Raises InputError for the first article with a bad date.
        """
        for group in batched(articles, TOGETHER):
            ready = [self._prepare(article) for article in group]
            parses = self.parser.parse(s for one in ready for s in one.sentences)
            for one in ready:
                yield self._finish(one, list(islice(parses, len(one.sentences))))[0]

    def code_given(self, article: Input, triggers: list[tuple[int, int, str]]) -> r.Coding:
        """Code an article with its events' triggers (start, end, type) handed over, so that slots are judged by themselves."""
        return self.analyse(article, triggers)[0]

    def code_input(self, article: Input) -> r.Coding:
        return self.analyse(article)[0]

    def analyse(
        self, article: Input, triggers: list[tuple[int, int, str]] | None = None
    ) -> tuple[r.Coding, Discourse, list[SentenceCoding]]:
        """The record of an article, with the discourse and the drafts that led to it. Raises InputError for a bad date."""
        ready = self._prepare(article)
        return self._finish(ready, list(self.parser.parse(ready.sentences)), triggers)

    def _prepare(self, article: Input) -> Prepared:
        """Everything that goes before parsing. Raises InputError for a bad date."""
        day = parse_day(article.published)
        text = full_text(article)
        parts = structure(text, (0, len(article.title)) if article.title else None)
        breaks = [parts.title[1]] if parts.title else []
        return Prepared(article, day, text, parts, sentences(text, breaks, parts.skip))

    def _finish(
        self, ready: Prepared, parses: list[Parse], triggers: list[tuple[int, int, str]] | None = None
    ) -> tuple[r.Coding, Discourse, list[SentenceCoding]]:
        article = ready.article
        discourse, coded = self.engine.code(parses, ready.text, published=ready.day, home=self._home(article.publisher))
        if triggers is not None:
            self.engine.given(discourse, coded, triggers)
        return Writer(self, ready.text, article_id(article), ready.parts, discourse, coded).coding(article), discourse, coded

    def _home(self, publisher: str | None) -> str:
        """The country of a publisher; Hindi papers are Indian unless the lexicon knows better."""
        if publisher:
            for sense in self.lexicon.lookup(folded_key(publisher)):
                if sense.kind == "media" and sense.country and not sense.id.startswith("media/bbc"):
                    return sense.country
        return INDIAN


class Writer:
    """Turns what the rooms found into the record."""

    def __init__(self, coder: Coder, text: str, name: str, parts: Structure, discourse: Discourse, coded: list[SentenceCoding]) -> None:
        self.coder, self.text, self.name, self.parts = coder, text, name, parts
        self.discourse, self.coded = discourse, coded

    def coding(self, article: Input) -> r.Coding:
        said: list[r.Attribution] = []
        events: list[r.Event] = []
        norms: list[r.Norm] = []
        for i, sentence in enumerate(self.coded):
            base = len(said)
            said += [self._attribution(i, s, base) for s in sentence.said]
            normed = {str(len(norms) + k): n for k, n in enumerate(self.coder.norms.of(i, self.discourse))}
            norms += [self._norm(i, number, n) for number, n in normed.items()]
            events += [self._event(i, d, sentence, base, normed) for d in sentence.drafts]
        return r.Coding(
            article=self._article(article),
            sentences=[r.Sentence(start=s.parse.start, end=s.parse.end) for s in self.discourse.sentences],
            events=events,
            attributions=said,
            norms=norms,
            mentions=list(self._mentions()),
        )

    def _span(self, start: int, end: int) -> r.Span:
        return r.Span(start=start, end=end, text=self.text[start:end])

    def _article(self, article: Input) -> r.Article:
        p = self.parts
        dateline = None
        if p.dateline and p.place:
            words = self._span(*p.place)
            options = [s for s in self.coder.lexicon.lookup(folded_key(words.text)) if s.kind in ("place", "capital", "country")]
            none = Surroundings()
            sense = best_sense(options, self.discourse.setting.focus, none, none, self.discourse.surroundings) if options else None
            place = r.Place(start=words.start, end=words.end, text=words.text)
            if sense:
                place = msgspec.structs.replace(
                    place, name=sense.name, country=sense.country, lat=sense.lat, lon=sense.lon, geonameid=sense.geonameid
                )
            dateline = r.Dateline(start=p.dateline[0], end=p.dateline[1], text=self.text[p.dateline[0] : p.dateline[1]], place=place)
        return r.Article(
            id=self.name, url=article.url, title=self._span(*p.title) if p.title else None, text=self.text, body_start=p.body_start,
            publisher=article.publisher, agency=self._agency(), byline=self.text[p.byline[0] : p.byline[1]] if p.byline else article.byline,
            dateline=dateline, published=article.published,
        )  # fmt: skip

    def _agency(self) -> str | None:
        if not self.parts.agency:
            return None
        words = self.text[self.parts.agency[0] : self.parts.agency[1]]
        sense = next((s for s in self.coder.lexicon.lookup(folded_key(words)) if s.kind == "media"), None)
        return sense.name if sense else words

    def _party(self, i: int, found: Found) -> r.Party:
        syntax = self.discourse.sentences[i]
        return to_party(found, syntax.span(found.first, found.last) if found.first >= 0 else None, self.text)

    def _attribution(self, i: int, s: Said, base: int) -> r.Attribution:
        syntax = self.discourse.sentences[i]
        cue = self._span(*syntax.span(*s.cue)) if s.cue else r.Span()
        return r.Attribution(
            sentence=i, source=self._source_party(i, syntax, s), cue=cue, content=self._span(*syntax.span(*s.content)), kind=s.kind,
            via=base + s.outer if s.outer is not None else None,
        )  # fmt: skip

    def _source_party(self, i: int, syntax: Syntax, s: Said) -> r.Party | None:
        if s.source < 0:
            return None
        found = self.discourse.party(i, s.source)
        if found:
            return self._party(i, found)
        start, end = syntax.span(*syntax.phrase(s.source))
        return r.Party(start=start, end=end, text=self.text[start:end])

    def _norm(self, i: int, number: str, n: Normed) -> r.Norm:
        syntax = self.discourse.sentences[i]
        start, end = syntax.span(n.instrument.first, n.instrument.last)
        return r.Norm(
            id=number, instrument=r.Instrument(start=start, end=end, text=self.text[start:end], name=n.instrument.name),
            issuer=n.instrument.issuer, relation=n.relation, conduct=self._span(*syntax.span(*n.conduct)),
            party=self._party(i, n.party) if n.party else None,
        )  # fmt: skip

    def _sources(self, i: int, syntax: Syntax, sentence: SentenceCoding, chain: list[int]) -> list[r.Source]:
        out = []
        for j in chain:
            s = sentence.said[j]
            if s.source < 0:
                continue
            found = self.discourse.party(i, s.source)
            start, end = syntax.span(*(syntax.phrase(s.source) if not found or found.first < 0 else (found.first, found.last)))
            kind = _SOURCE_KINDS.get(found.kind, "person") if found else "person"
            word = self.coder.engine.cues.source_nouns.get(syntax.lemmas[s.source])
            name, entity = (found.name, found.entity) if found else ("", None)
            out.append(r.Source(start=start, end=end, text=self.text[start:end], name=name, entity=entity, kind=word or kind))
        return out

    def _event(self, i: int, d: Draft, sentence: SentenceCoding, base: int, normed: dict[str, Normed]) -> r.Event:
        syntax = self.discourse.sentences[i]
        p = d.proposal
        start, end = syntax.span(p.predicate.first, p.predicate.last)
        kind = r.EventType(d.type)
        actors, recipients = [self._party(i, f) for f in d.actors], [self._party(i, f) for f in d.recipients]
        chain = d.sources
        return r.Event(
            id=event_id(self.name, start, end, d.type), sentence=i, trigger=self._span(start, end), type=kind, mode=d.mode,
            contexts=contexts_of(p.frame, kind, [*actors, *recipients], syntax.lemmas), cameo=p.frame.cameo or PLOVER[d.type].cameo,
            quad=PLOVER[d.type].quad, scale=PLOVER[d.type].modes.get(d.mode, PLOVER[d.type].scale), actors=actors, recipients=recipients,
            date=self._date(d.date), place=self._place(syntax, d.place), factuality=r.Factuality(d.judgement.value),
            factuality_cues=[self._span(*syntax.span(t, t + 1)) for t in d.judgement.cues], sources=self._sources(i, syntax, sentence, chain),
            quote=base + chain[-1] if chain else None, casualties=self._casualties(syntax, d),
            norms=[number for number, n in normed.items() if n.concerns(syntax, p.predicate)], rule=p.frame.id, confidence=round(d.confidence, 3),
        )  # fmt: skip

    def _casualties(self, syntax: Syntax, d: Draft) -> r.Casualties | None:
        """Counted in the phrases of the theme and of the recipients."""
        p = d.proposal
        phrases = [syntax.phrase(c) for name in ("theme", "k1", "genitive") for c in p.roles.role(name)]
        phrases += [(f.first, f.last) for f in d.recipients if f.first >= 0]
        return self.coder.engine.counts.of(syntax, p.predicate.first, p.predicate.last, phrases)

    def _date(self, d: DateMention | None) -> r.Date | None:
        return r.Date(start=d.start, end=d.end, text=self.text[d.start : d.end], value=d.value, granularity=d.granularity, reason=d.reason) if d else None

    def _place(self, syntax: Syntax, p: PlaceMention | None) -> r.Place | None:
        if p is None:
            return None
        start, end = syntax.span(p.first, p.last)
        s = p.sense
        return r.Place(start=start, end=end, text=self.text[start:end], name=s.name, country=p.country, lat=s.lat, lon=s.lon, geonameid=s.geonameid)

    def _mentions(self) -> Iterator[r.Mention]:
        chains: dict[object, int] = {}
        for i, table in enumerate(self.discourse.known):
            syntax = self.discourse.sentences[i]
            for found in table.values():
                if found and found.first >= 0:
                    start, end = syntax.span(found.first, found.last)
                    key = found.entity or (found.name, found.role, found.country, found.sector)
                    kind = _MENTION_KINDS.get(found.kind, found.kind)
                    chain = chains.setdefault(key, len(chains))
                    yield r.Mention(start=start, end=end, text=self.text[start:end], kind=kind, entity=found.entity, chain=chain)


@cache
def _shipped() -> Coder:
    return Coder()


def code(text: str, *, title: str | None = None, published: str | None = None, publisher: str | None = None) -> r.Coding:
    """Code one article with everything that ships with the package. published: ISO date."""
    return _shipped().code(text, title=title, published=published, publisher=publisher)
