"""Which quotation marks close: straight marks look alike on both sides, and BBC copy glues them to the next sentence."""

from __future__ import annotations

from collections.abc import Sequence

import regex

_STRAIGHT = frozenset("\"'`")
_BEFORE_OPENING = frozenset("([{<“‘")
_AFTER_CLOSING = frozenset("।|॥.,;:?!)]}>…”’-–—")
_DOUBLE = regex.compile(r"\"|''")
_SINGLE = regex.compile(r"(?<!')'(?!')")
_PARAGRAPH = regex.compile(r"(?<=\S)\n(?!\n{3})")


def closing_marks(text: str, found: Sequence[tuple[int, int]]) -> frozenset[int]:
    """Indices of the tokens that close a quotation: curly ones by shape, straight ones by what stands around them.

    A run of like marks counts as one, two single marks ('') as a double one. Where the neighbours do not tell, a mark closes what is open.
    """
    if not any(mark in text for mark in "\"'`”’"):
        return frozenset()
    closing: set[int] = set()
    opened: dict[bool, int] = {}
    i = 0
    while i < len(found):
        a, b = found[i]
        mark, width = text[a], 1
        if mark in "”’":
            closing.add(i)
        elif b - a == 1 and mark in _STRAIGHT:
            while i + width < len(found) and text[a + width] == mark:
                width += 1
            if mark == '"' and width == 2 and _closes_next(text, a + 2, double=True):
                width = 1  # one quotation ends and the next begins
            double = width > 1 or mark == '"'
            if _is_closing(text, a, a + width, opened.get(double)):
                closing.update(range(i, i + width))
                opened.pop(double, None)
            else:
                opened[double] = a
        i += width
    return frozenset(closing)


def _free(text: str, a: int, b: int) -> tuple[bool, bool]:
    """Whether there is room (space, the text's edge, a bracket or a stop) before and after the mark text[a:b]."""
    before, after = text[a - 1 : a], text[b : b + 1]
    left = not before or before.isspace() or before in _BEFORE_OPENING
    right = not after or after.isspace() or after in _AFTER_CLOSING
    return left, right


def _is_closing(text: str, a: int, b: int, opened: int | None) -> bool:
    left, right = _free(text, a, b)
    if left != right:
        return right
    if opened is not None:
        return not _PARAGRAPH.search(text, opened, a)
    # glued on both sides after a stop: an opening mark only if one that closes comes next
    return not left and text[a - 1] in "।|.?!" and not _closes_next(text, b, double=b - a > 1 or text[a] == '"')


def _closes_next(text: str, start: int, *, double: bool) -> bool:
    """Whether the next mark of the kind in the paragraph stands as one that closes."""
    end = _PARAGRAPH.search(text, start, start + 600)
    after = (_DOUBLE if double else _SINGLE).search(text, start, end.start() if end else start + 600)
    return after is not None and not _free(text, *after.span())[0]
