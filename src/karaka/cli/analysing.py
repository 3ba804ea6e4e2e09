"""An article coded with everything kept that led to its record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from karaka.coder import Coder, Input
from karaka.coding.events import Draft, SentenceCoding
from karaka.identifying.discourse import Discourse
from karaka.identifying.syntax import Syntax
from karaka.records import Coding, Event

if TYPE_CHECKING:
    from karaka.coding.attribution import Said


@dataclass(frozen=True, slots=True)
class Explained:
    """An event of the record with the draft that it was made from."""

    event: Event
    draft: Draft
    syntax: Syntax
    said: list[Said]


@dataclass(frozen=True, slots=True)
class Analysis:
    coding: Coding
    discourse: Discourse
    coded: list[SentenceCoding]

    def events(self) -> Iterator[Explained]:
        """Every event of the record, in order."""
        for event in self.coding.events:
            draft = self._draft(event)
            if draft is not None:
                yield Explained(event, draft, self.discourse.sentences[event.sentence], self.coded[event.sentence].said)

    def left_out(self, number: int) -> Iterator[tuple[Draft, str]]:
        """Predicates of a sentence that a frame fits but that were judged to be no event, with their words."""
        syntax = self.discourse.sentences[number]
        for draft in self.coded[number].vetoed:
            start, end = syntax.span(draft.proposal.predicate.first, draft.proposal.predicate.last)
            yield draft, self.coding.article.text[start:end]

    def _draft(self, event: Event) -> Draft | None:
        syntax = self.discourse.sentences[event.sentence]
        at = (event.trigger.start, event.trigger.end)
        near = [d for d in self.coded[event.sentence].drafts if syntax.span(d.proposal.predicate.first, d.proposal.predicate.last) == at]
        return next((d for d in near if d.type == event.type and d.proposal.frame.id == event.rule), next(iter(near), None))


def analyse(coder: Coder, article: Input) -> Analysis:
    """Code an article as Coder.code_input does, and keep the drafts. Raises InputError for a bad date."""
    return Analysis(*coder.analyse(article))
