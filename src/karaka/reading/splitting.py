"""Several articles in one file: where each begins and ends.

A separator line (three or more of - = * _ # ~ •, or a form feed) parts articles for certain, and if a file has one, nothing
else does. In a file without, an article begins at a headline: a short line without a full stop, after a blank line, with a
report below it, if that report opens with a dateline, or the one above ended with an agency's credit or two blank lines.
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from karaka.reading.boilerplate import classified, lines_of
from karaka.reading.datelines import credit, dateline

Offsets = tuple[int, int]
_SEPARATOR = regex.compile(r"(?:^|\n)[ \t]*(?:([-=*_#~•])[ \t]*(?:\1[ \t]*){2,})(?=\r?\n|$)|\f")
_STOPS = "।|.?!)”\"'’"
_LEAST, _TITLE = 60, 40
"""A paragraph of a report has at least so many characters, a headline at most three times as many; where only blank lines part
articles, a headline has at least so many as the second says: shorter ones are mostly headings within an article."""


def articles_in(text: str) -> list[Offsets]:
    """The articles of a text as spans, without the separators and blank lines between them; one span if there is one article."""
    cuts = list(_by_separators(text)) or list(_by_headlines(text))
    spans = [_trimmed(text, a, b) for a, b in cuts or [(0, len(text))]]
    return [(a, b) for a, b in spans if a < b]


def _trimmed(text: str, start: int, end: int) -> Offsets:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def _by_separators(text: str) -> Iterator[Offsets]:
    at, seen = 0, False
    for match in _SEPARATOR.finditer(text):
        yield at, match.start()
        at, seen = match.end(), True
    if seen:
        yield at, len(text)


def _by_headlines(text: str) -> Iterator[Offsets]:
    lines = list(lines_of(text))
    kinds = {line.start: line.kind for line in classified(text)}
    at = 0
    for n in range(1, len(lines) - 1):
        (_, above), (start, end), (below, last) = lines[n - 1 : n + 2]
        gap = text[above:start].count("\n")
        if gap < 2 or kinds[start] or not _is_headline(text[start:end]) or not _is_report(text, below, last):
            continue
        ended = (gap >= 3 and end - start >= _TITLE) or dateline(text, below) is not None or credit(text, at, above) is not None
        if ended and _has_report(text, at, start):
            yield at, start
            at = start
    if at:
        yield at, len(text)


def _is_headline(line: str) -> bool:
    return 8 <= len(line) <= 3 * _LEAST and line[-1] not in "।|." and not line.endswith(":")


def _is_report(text: str, start: int, end: int) -> bool:
    """Whether a line is a report's first paragraph, or a dateline that stands alone above it."""
    found = dateline(text, start)
    if found and found.end >= end:
        return True
    return end - start >= _LEAST and text[end - 1] in _STOPS


def _has_report(text: str, start: int, end: int) -> bool:
    """Whether what stands before a headline is a whole article: it has a paragraph of a report."""
    return any(b <= end and b - a >= _LEAST and text[b - 1] in _STOPS for a, b in lines_of(text, start))
