"""Tokens and sentences of Hindi news, with offsets into the raw text.

Tokenisation follows the Hindi Dependency Treebank: postpositions, punctuation and hyphens stand alone; an abbreviation keeps
its dot. Sentences end at danda, `|`, `?`, `!`, a full stop that is neither an abbreviation's nor a number's, and at line ends
(but not where a line is broken by link markup: blank lines after a space).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import regex

from karaka.text.hi.quotes import closing_marks

_WORD_CHARS = r"\p{L}\p{M}\p{Nd}\u200c\u200d\u00ad"
_LETTERS = "ए|बी|सी|डी|ई|एफ|एफ़|जी|एच|आई|जे|के|एल|एम|एन|ओ|पी|क्यू|आर|एस|टी|यू|वी|डब्ल्यू|डब्लू|डबल्यू|एक्स|वाई|जेड|ज़ेड"
_ABBREVIATIONS = (
    "डॉ|डा|प्रो|मि|मिस्टर|श्री|श्रीमती|सुश्री|स्व|पं|कु|मो|सं|रु|रू|लि|कं|प्रा|से|मी|किमी|सेमी|कि|ग्रा|किग्रा|ई|पू|उ|प्र|म|अ|भा|"
    "ले|ब्रि|कर्नल|मेज|कै|कैप|जन|एड|इं|इंज|चौ|न|नं|क्र|पृ|वि|Mr|Mrs|Ms|Dr|Prof|St|No|Jr|Sr|Pvt|Ltd|Inc|Co|vs|Gen|Lt|Col|Capt|Rs"
)
_MEASURES = "रु|रू|मी|किमी|सेमी|किग्रा|ग्रा"
# words of one syllable that end sentences or join words, and so are no parts of a clipped name (भा.ज.पा.)
_SHORT_WORDS = "है|हैं|हूं|हूँ|हो|था|थे|थी|थीं|को|का|की|से|में|ने|तो|ही|भी|वे|ये|वो|जो|दो|ना|या|लो|दे|दी|दें|ली|लें|जा|खा|गा|आ|छू|सो|रो|धो|क्या|क्यों"
_SYLLABLE = rf"(?!(?:{_SHORT_WORDS})\.)\p{{Lo}}\p{{M}}*(?:(?<=\u094d)\p{{Lo}}\p{{M}}*)*"
_CLIPPED = rf"(?<![{_WORD_CHARS}]){_SYLLABLE}\."

_TOKEN = regex.compile(
    rf"""[\p{{L}}\p{{M}}\u200c\u200d\u00ad]++(?=[\s,।])
    |(?:https?://|www\.)[^\s<>"'”’।]*[\p{{L}}\p{{Nd}}/]
    |[\w.+-]+@[\w-]+(?:\.[\w-]+)+
    |(?<![{_WORD_CHARS}])[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.(?:com|org|net|in|co|gov|edu|info|io|uk|us|ru|tv|pdf|html?)(?![{_WORD_CHARS}])(?:/[^\s<>"'”’।]*[\p{{L}}\p{{Nd}}/])?
    |(?<![{_WORD_CHARS}])[{_WORD_CHARS}]+\.(?:कॉम|ऑर्ग|नेट)(?![{_WORD_CHARS}.])
    |[@\#](?=[{_WORD_CHARS}])[{_WORD_CHARS}_]+
    |(?<![{_WORD_CHARS}])(?:{_LETTERS}|{_ABBREVIATIONS}|[A-Z]|[ap](?=\.m\.)|(?<=[ap]\.)m)\.(?!\.)
    |{_CLIPPED}(?=[ ]?{_CLIPPED})|(?<={_CLIPPED}[ ]?){_CLIPPED}(?!\.)
    |\p{{Nd}}+(?:[.,:]\p{{Nd}}+)+|\p{{Nd}}+(?=(?:{_MEASURES})\.)|(?<=\p{{Nd}})(?:{_MEASURES})\.(?!\.)
    |[{_WORD_CHARS}]+(?:['’](?=[A-Za-z])[{_WORD_CHARS}]+)?
    |\.{{2,}}|…|-{{2,}}|।+|\|+|॥
    |[^\s\u200b\u2060\ufeff{_WORD_CHARS}]""",
    regex.VERBOSE,
)
_INITIAL = regex.compile(rf"(?:{_LETTERS}|[A-Z])\.")
_WORD = regex.compile(rf"[{_WORD_CHARS}]+")
_TERMINATORS = regex.compile(r"[।|॥?!？۔]+")
_STOPS = frozenset("।|॥?!？۔")
_CLOSERS = frozenset("”’)]»}")
_ANY_LETTER = regex.compile(r"\p{L}")
_LETTER = regex.compile(r"[\p{L}\p{Nd}]")

_TITLES = frozenset("डॉ डा प्रो मि श्रीमती सुश्री स्व पं कु मो Mr Mrs Ms Dr Prof St Gen Lt Col Capt".split())
# words with which sentences begin and hardly a name, a unit's complement or a postpositional phrase does
_CONNECTIVES = frozenset("इस इसके इससे इसी इसलिए इसमें उधर इधर यह ये लेकिन हालांकि हालाँकि वहीं मगर जबकि दूसरी गौरतलब बताया अब बाद".split())
_STARTERS = _CONNECTIVES | frozenset("उन्होंने इन्होंने उन्हें इन्हें इसे उसे उनका उनके उनकी वह वे वो उस उसने उसके हम मैं".split())
_UNITS = frozenset(("मी", "किमी", "सेमी"))
_AFTER_UNIT = frozenset("दूर लंबी लंबा लंबे चौड़ी चौड़ा ऊंचा ऊंची ऊपर नीचे गहरा गहरी की का के को से में पर तक प्रति और आगे पीछे वर्ग है हैं था थी थे पैदल".split())
# what must follow for these words of the lists to be abbreviations; else their dot is a full stop
_ONLY_BEFORE = {
    "से": ("मी", "ग्रा"), "ले": ("कर्नल", "जनरल", "ज"), "मेज": ("जन", "ज"), "न": tuple("0123456789०१२३४५६७८९"), "No": tuple("0123456789०१२३४५६७८९"),
}  # fmt: skip
_SPEECH = frozenset(("आई", "जन"))
"""Also plain words (came, people): initials only in company of other initials."""
_OFFICES = frozenset("मंत्री राज्यमंत्री सांसद विधायक नेता अध्यक्ष प्रोफेसर डॉक्टर श्री राज्यपाल जस्टिस न्यायाधीश लेखक अभिनेता".split())
MAX_TOKENS = 1000
"""A run of words longer than this without an end is cut, so that no input makes parsing quadratic in its length."""

Offsets = tuple[int, int]


@dataclass(slots=True)
class Sentence:
    """Tokens of a sentence; offsets are code points into the text."""

    start: int
    end: int
    forms: list[str]
    starts: list[int]
    ends: list[int]


def tokens(text: str, start: int = 0, end: int | None = None) -> list[Offsets]:
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
    word, rest = text[a : b - 1], text[b : min(stop, b + 24)]
    if not _LETTER.search(word):
        return False
    if not rest.strip() or rest[0] == "\n":
        return True
    after = rest.lstrip()
    if word in _TITLES or _INITIAL.match(after):
        return False
    if word in _ONLY_BEFORE:
        return not after.startswith(_ONLY_BEFORE[word])
    match = _WORD.match(after)
    follows = match[0] if match else ""
    if follows in _STARTERS:
        return True
    if word in _UNITS:
        return bool(follows) and follows not in _AFTER_UNIT
    before = text[max(0, a - 16) : a].split()
    if word == "जी":
        return bool(before) and not _INITIAL.fullmatch(before[-1]) and before[-1] not in _OFFICES
    return word in _SPEECH and not (before and before[-1].endswith("."))


def sentences(text: str, breaks: Iterable[int] = (), skip: Iterable[Offsets] = ()) -> list[Sentence]:
    """The sentences of a text; none if it has no letter.

    breaks: offsets at which a sentence certainly ends (a title's end); skip: spans that belong to no sentence (a dateline).
    """
    if not _ANY_LETTER.search(text):
        return []
    left_out, found = list(skip), tokens(text)
    if left_out:
        found = [(a, b) for a, b in found if not any(x <= a and b <= y for x, y in left_out)]
    cuts = _cuts(found, [*breaks, *(b for _, b in left_out)])
    closing = closing_marks(text, found)
    out: list[Sentence] = []
    first = i = 0
    while i < len(found):
        last = i
        if i in cuts or _ends_sentence(text, found, i, first, closing):
            while last + 1 < len(found) and _closes(text, found, last, closing):
                last += 1
            _add(out, text, found[first : last + 1])
            first = last + 1
        elif i - first + 1 >= MAX_TOKENS:
            _add(out, text, found[first : i + 1])
            first = i + 1
        i = last + 1
    _add(out, text, found[first:])
    return out


def _cuts(found: Sequence[Offsets], breaks: Iterable[int]) -> set[int]:
    """Indices of the tokens after which the given offsets cut."""
    ends = [b for _, b in found]
    at = {cut: bisect_right(ends, cut) - 1 for cut in breaks}
    return {i for cut, i in at.items() if i >= 0 and (i + 1 == len(found) or cut <= found[i + 1][0])}


def _ends_sentence(text: str, found: Sequence[Offsets], i: int, first: int, closing: frozenset[int]) -> bool:
    """Whether a sentence that began with token `first` ends with token i (and the closing marks after it)."""
    a, b = found[i]
    if i + 1 == len(found):
        return True
    start, stop = found[i + 1]
    gap = text[b:start]
    if gap != " " and "\n" in gap and not _line_goes_on(gap):
        return True
    form = text[a:b]
    if form == ".":
        return not _enumerates(text, found, i, first)
    if form[0] in _STOPS and _TERMINATORS.fullmatch(form):
        return not (form in "?!" and _aside(text, found, i, first))
    # BBC copy: a quotation that ends without a stop, glued to the next sentence
    return not gap and i in closing and text[start:stop] in _CONNECTIVES and i > first and text[found[i - 1][0]] != ","


def _line_goes_on(gap: str) -> bool:
    """Whether a line break is only link markup: many line ends, with a space on one side of them."""
    lines = gap.count("\n")
    return lines > 1 and (gap[0] == " " or (lines > 3 and gap[-1] == " "))


def _enumerates(text: str, found: Sequence[Offsets], i: int, first: int) -> bool:
    """Whether the dot belongs to an item's number: "1. ..." at the head of a sentence, after a colon, or as the next of a list."""
    if i == first or found[i - 1][1] != found[i][0]:
        return False
    a, b = found[i - 1]
    form = text[a:b]
    if i - 1 == first:
        return (form.isdecimal() and len(form) < 3) or len(form) == 1
    if not form.isdecimal() or len(form) > 2:
        return False
    return text[found[i - 2][0]] in ":;(–-" or bool(regex.search(rf"(?<!\p{{Nd}}){int(form) - 1}\.", text[found[first][0] : a]))


def _aside(text: str, found: Sequence[Offsets], i: int, first: int) -> bool:
    """Whether a question or exclamation mark stands within its sentence: before a comma, or in a short bracket."""
    after = text[found[i + 1][0]]
    if after == ",":
        return True
    opened = any(text[a] == "(" for a, _ in found[max(first + 1, i - 5) : i])
    return after == ")" and opened and i + 2 < len(found) and "\n" not in text[found[i + 1][1] : found[i + 2][0]]


def _closes(text: str, found: Sequence[Offsets], i: int, closing: frozenset[int]) -> bool:
    """Whether token i + 1 still belongs to the sentence that ended with token i: closing marks, more terminators."""
    a, b = found[i + 1]
    if "\n" in text[found[i][1] : a]:
        return False
    form = text[a:b]
    return form in _CLOSERS or form == "." or i + 1 in closing or bool(_TERMINATORS.fullmatch(form))


def _add(out: list[Sentence], text: str, found: Sequence[Offsets]) -> None:
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
