"""Tokens and sentences of Hindi news, with offsets into the raw text.

Tokenisation follows the Hindi Dependency Treebank: postpositions, punctuation and hyphens stand alone; an abbreviation keeps
its dot. Sentences end at danda, `|`, `?`, `!`, a full stop that is neither an abbreviation's nor a number's, and at line ends
(but not where a line is broken by link markup: blank lines after a space).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import regex

_WORD_CHARS = r"\p{L}\p{M}\p{Nd}\u200c\u200d\u00ad"
_LETTERS = (
    "ए|बी|सी|डी|ई|एफ|एफ़|जी|एच|आई|जे|के|एल|एम|एन|ओ|पी|क्यू|आर|एस|टी|यू|वी|डब्ल्यू|डब्लू|डबल्यू|एक्स|वाई|जेड|ज़ेड"
)
_ABBREVIATIONS = (
    "डॉ|डा|प्रो|मि|मिस्टर|श्री|श्रीमती|सुश्री|स्व|पं|कु|मो|सं|रु|रू|लि|कं|प्रा|से|मी|किमी|सेमी|कि|ग्रा|किग्रा|ई|पू|उ|प्र|म|"
    "ले|कर्नल|मेज|कैप|जन|एड|इंज|न|पृ|वि|Mr|Mrs|Ms|Dr|Prof|St|No|Jr|Sr|Ltd|Inc|Co|Gen|Lt|Col|Capt|Rs"
)
# words of the lists above that also end sentences: an abbreviation only if more of it follows
_AMBIGUOUS = {"आई", "जी", "के", "ओ", "ई", "ए", "से", "कि", "न", "श्री", "पी", "मिस्टर", "कर्नल", "No", "Co", "सी", "म", "उ", "जन", "मी", "किमी"}

_TOKEN = regex.compile(
    rf"""(?:https?://|www\.)[^\s<>"'”’।]+
    |[\w.+-]+@[\w-]+(?:\.[\w-]+)+
    |[@\#](?=[{_WORD_CHARS}])[{_WORD_CHARS}_]+
    |(?<![{_WORD_CHARS}])(?:{_LETTERS}|{_ABBREVIATIONS}|[A-Z])\.(?!\.)
    |\p{{Nd}}+(?:[.,:]\p{{Nd}}+)+(?=$|[^{_WORD_CHARS}])
    |[{_WORD_CHARS}]+(?:['’](?=[A-Za-z])[{_WORD_CHARS}]+)?
    |\.{{2,}}|…|-{{2,}}|।+|\|+|॥
    |[^\s{_WORD_CHARS}]""",
    regex.VERBOSE,
)
_INITIAL = regex.compile(rf"(?:{_LETTERS}|[A-Z])\.")
_TERMINATORS = regex.compile(r"[।|॥?!？]+")
_CLOSERS = frozenset("”’)]»}")
_LETTER = regex.compile(r"[\p{L}\p{Nd}]")
MAX_TOKENS = 1000
"""A run of words longer than this without an end is cut, so that no input makes parsing quadratic in its length."""


@dataclass(slots=True)
class Sentence:
    """Tokens of a sentence; offsets are code points into the text."""

    start: int
    end: int
    forms: list[str]
    starts: list[int]
    ends: list[int]


def tokens(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Offsets of the tokens of text[start:end]."""
    stop = len(text) if end is None else end
    found = []
    for match in _TOKEN.finditer(text, start, stop):
        a, b = match.span()
        if text[b - 1] == "." and b - a > 1 and text[a] != "." and _ends_word(text, a, b, stop):
            found += [(a, b - 1), (b - 1, b)]
        else:
            found.append((a, b))
    return found


def _ends_word(text: str, a: int, b: int, stop: int) -> bool:
    """Whether the dot at the end of an abbreviation-like token is really a full stop."""
    word, rest = text[a : b - 1], text[b : min(stop, b + 8)]
    if not _LETTER.search(word):
        return False
    if not rest.strip() or rest[0] == "\n":
        return True
    if word not in _AMBIGUOUS:
        return False
    before = text[max(0, a - 8) : a].rstrip()
    return not (_INITIAL.match(rest.lstrip()) or _INITIAL.fullmatch(before.split()[-1] if before.split() else "") or (word in ("पी", "सी") and rest[0] == " "))


def sentences(text: str, breaks: Iterable[int] = (), skip: Iterable[tuple[int, int]] = ()) -> list[Sentence]:
    """The sentences of a text.

    breaks: offsets at which a sentence certainly ends (a title's end); skip: spans that belong to no sentence (a dateline).
    """
    left_out = list(skip)
    forced = sorted([*breaks, *(b for _, b in left_out)])
    found = [(a, b) for a, b in tokens(text) if not any(x <= a and b <= y for x, y in left_out)]
    out: list[Sentence] = []
    first = 0
    quotes = 0
    i = 0
    while i < len(found):
        a, b = found[i]
        form = text[a:b]
        quotes += form == '"'
        last = i
        if _ends_sentence(text, found, i, forced):
            while last + 1 < len(found) and _closes(text, found[last], found[last + 1], quotes):
                last += 1
                quotes += text[found[last][0]] == '"'
            _add(out, text, found[first : last + 1])
            first, quotes = last + 1, 0
        elif i - first + 1 >= MAX_TOKENS:
            _add(out, text, found[first : i + 1])
            first, quotes = i + 1, 0
        i = last + 1
    _add(out, text, found[first:])
    return out


def _ends_sentence(text: str, found: list[tuple[int, int]], i: int, forced: list[int]) -> bool:
    a, b = found[i]
    if i + 1 == len(found):
        return True
    form, gap = text[a:b], text[b : found[i + 1][0]]
    if any(b <= cut <= found[i + 1][0] for cut in forced):
        return True
    if _TERMINATORS.fullmatch(form) or form == ".":
        return True
    return "\n" in gap and not (gap[0] == " " and gap.count("\n") > 1)


def _closes(text: str, end: tuple[int, int], after: tuple[int, int], quotes: int) -> bool:
    """Whether the next token still belongs to the sentence that just ended: closing marks, more terminators."""
    form, gap = text[after[0] : after[1]], text[end[1] : after[0]]
    if "\n" in gap:
        return False
    if form in _CLOSERS or _TERMINATORS.fullmatch(form) or form == ".":
        return True
    return form in ('"', "'") and (not gap or quotes % 2 == 1)


def _add(out: list[Sentence], text: str, found: list[tuple[int, int]]) -> None:
    """Append a sentence; tokens without a letter or a digit join the sentence before them."""
    if not found:
        return
    forms = [text[a:b] for a, b in found]
    starts, ends = [a for a, _ in found], [b for _, b in found]
    if out and not any(map(_LETTER.search, forms)):
        last = out[-1]
        if len(last.forms) + len(forms) <= MAX_TOKENS:
            last.forms += forms
            last.starts += starts
            last.ends += ends
            last.end = ends[-1]
            return
    out.append(Sentence(starts[0], ends[-1], forms, starts, ends))
