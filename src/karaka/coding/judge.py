"""Which proposals are events: a small learned model over declared features. (Until it is trained: all are.)"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from karaka.coding.events import Draft, SentenceCoding
    from karaka.identifying.discourse import Discourse


class Judge:
    @staticmethod
    @cache
    def shipped() -> Judge:
        return Judge()

    def select(self, discourse: Discourse, i: int, sentence: SentenceCoding) -> list[Draft]:
        return sentence.drafts
