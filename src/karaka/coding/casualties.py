"""How many were killed, injured or arrested: the number in the phrase of those acted on, by what the trigger says."""

from __future__ import annotations

from karaka.identifying.syntax import Syntax
from karaka.lexicon.compiled import Compiled, folded_key
from karaka.records import Casualties


class Counts:
    """Numbers and counted verbs of a lexicon."""

    def __init__(self, lexicon: Compiled) -> None:
        self.numbers = self._table(lexicon, "numbers")
        self.multipliers = self._table(lexicon, "multipliers")
        self.kinds = {folded_key(w): kind for kind in ("killed", "injured", "arrested") for w in lexicon.words.get(kind, [])}

    @staticmethod
    def _table(lexicon: Compiled, name: str) -> dict[str, int]:
        pairs = (pair.split("=") for pair in lexicon.words.get(name, []))
        return {folded_key(word): int(value) for word, value in pairs}

    def number(self, words: list[str]) -> int | None:
        """The first number in some folded words: digits or number words, with दर्जन, सौ, हज़ार, लाख, करोड़ after or alone."""
        value: int | None = None
        for word in words:
            plain = word.replace(",", "")
            if value is None and plain.isdecimal():
                value = int(plain)
            elif value is None and word in self.numbers:
                value = self.numbers[word]
            elif word in self.multipliers:
                value = (value or 1) * self.multipliers[word]
            elif value is not None:
                return value
        return value

    def of(self, syntax: Syntax, first: int, last: int, phrases: list[tuple[int, int]]) -> Casualties | None:
        """Casualties of a trigger (tokens first..last) whose victims are named in the phrases; None if nothing is counted."""
        kind = next((self.kinds[w] for i in range(first, last) for w in (syntax.lemmas[i], syntax.folded[i]) if w in self.kinds), None)
        if kind is None:
            return None
        for a, b in phrases:
            count = self.number(syntax.folded[a:b])
            if count is not None:
                return Casualties(**{kind: count})
        return None
