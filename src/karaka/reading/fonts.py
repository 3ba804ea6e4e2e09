"""Texts in legacy 8-bit fonts (Kruti Dev, DevLys, Chanakya): recognised, and turned into Unicode.

Such a text is Latin characters that only one font shows as Devanagari. The tables are YAML in `hi/fonts`; a character is
turned into Unicode where it stands, then the letters that fonts put in the order of the eye are put in that of the ear.
"""

from __future__ import annotations

from functools import cache

import msgspec
import regex

from karaka.reading.hi import data

FONTS = ("kruti_dev", "devlys", "chanakya")
COMMON = frozenset("के का में की है से को ने और पर यह कि एक नहीं हैं भी लिए इस था हो गया कहा कर तो ही अपने साथ थे रहे रहा बाद वह जो करने ओर".split())
"""Words of which any Hindi news is full: together a third of its words."""
ENOUGH = 0.12
_SAMPLE = 20_000
_ENGLISH = frozenset("the of and to in a is for on by with all rights reserved copyright from at this".split())
_I, _R = "\ue000", "\ue001"
_CONSONANT = r"[\u0915-\u0939\u0958-\u095f]\u093c?"
_CLUSTER = rf"(?:{_CONSONANT}\u094d)*{_CONSONANT}"
_SIGN = r"[\u093e-\u094c]"
_NASAL = r"[\u0901-\u0903]"
_JOINED = {
    "अा": "आ", "अाे": "ओ", "अाै": "औ", "अो": "ओ", "अौ": "औ", "अॉ": "ऑ", "अॅ": "ऍ", "आे": "ओ", "आै": "औ", "आॅ": "ऑ", "एे": "ऐ",
    "ाे": "ो", "ाै": "ौ", "ाॅ": "ॉ", "ॅा": "ॉ", "ेा": "ो", "ैा": "ौ", f"इ{_R}": "ई",
}  # fmt: skip
_JOIN = regex.compile("|".join(sorted(map(regex.escape, _JOINED), key=len, reverse=True)))
_ORDER = [
    (regex.compile(r"\u094d\u093c"), "\u093c\u094d"),
    (regex.compile(r"\u094d\u093e"), ""),
    (regex.compile(rf"([{_R}\u093e-\u094c]+)\u093c"), "\u093c\\1"),
    (regex.compile(rf"{_I}({_NASAL}?)({_CLUSTER})"), "\\2\u093f\\1"),
    (regex.compile(rf"({_CLUSTER})({_SIGN}*{_NASAL}?){_R}+"), "र्\\1\\2"),
    (regex.compile(rf"({_NASAL})({_SIGN}+)"), r"\2\1"),
    (regex.compile(rf"({_SIGN}|{_NASAL})\1+"), r"\1"),
    (regex.compile(rf"\u094d(?={_SIGN})"), ""),
]
_KEPT = regex.compile(r"(?:https?://|www\.)[!-~]+|[\w.+-]+@[\w-]+\.(?:com|in|org|net)\b|[\w-]+\.(?:com|in|org|net)\b")
_DEVANAGARI = regex.compile(r"\p{Devanagari}")
_WORD = regex.compile(r"[\p{L}\p{M}\u200c\u200d]+")


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A font's file. names: how web pages call the font (lower case); like: the font whose table it shares; unsure: not checked."""

    names: list[str]
    sure: dict[str, str] = {}
    unsure: dict[str, str] = {}
    like: str | None = None


class Font:
    """Turns text in one font into Unicode."""

    def __init__(self, name: str) -> None:
        table = data(f"fonts/{name}.yaml", Table)
        base = data(f"fonts/{table.like}.yaml", Table) if table.like else Table([])
        glyphs = {**base.unsure, **base.sure, **table.unsure, **table.sure}
        self.name, self.names = name, table.names
        self.glyphs = {glyph: letters.replace("<i>", _I).replace("<r>", _R) for glyph, letters in glyphs.items()}
        self._glyph = regex.compile("|".join(sorted(map(regex.escape, self.glyphs), key=len, reverse=True)))

    def to_unicode(self, text: str) -> str:
        """A text in this font as Unicode; web and mail addresses in it stay."""
        out, at = [], 0
        for kept in _KEPT.finditer(text):
            out += [self._run(text[at : kept.start()]), kept[0]]
            at = kept.end()
        return "".join([*out, self._run(text[at:])])

    def _run(self, text: str) -> str:
        return ordered(self._glyph.sub(lambda m: self.glyphs[m[0]], text))

    def share(self, text: str) -> float:
        """How many of the words, read in this font, are among the commonest of Hindi: 0 to 1."""
        return common(self._run(text))


def common(text: str) -> float:
    """How many of a text's words are among the commonest of Hindi: 0 to 1."""
    words = _WORD.findall(text)
    return sum(w in COMMON for w in words) / max(len(words), 8)


def ordered(text: str) -> str:
    """Letters in the order of a font (short i before, reph after) in that of Unicode."""
    for pattern, new in _ORDER[:3]:
        text = pattern.sub(new, text)
    text = _JOIN.sub(lambda m: _JOINED[m[0]], text)
    for pattern, new in _ORDER[3:]:
        text = pattern.sub(new, text)
    text = _JOIN.sub(lambda m: _JOINED[m[0]], text)
    return text.replace(_I, "ि").replace(_R, "र्")


@cache
def font(name: str) -> Font:
    """A font by the name of its table."""
    return Font(name)


def named(face: str) -> Font | None:
    """The legacy font that a page asks for ("Kruti Dev 010, Arial"), if it is one."""
    first = face.split(",", maxsplit=1)[0].strip(" \"'").lower().replace("_", " ")
    return next((font(name) for name in FONTS if first.startswith(tuple(font(name).names))), None)


def recognised(text: str) -> Font | None:
    """The font that a text, or what of it is not Devanagari, is written in, if it reads as Hindi in one."""
    sample = text[:_SAMPLE]
    if len(_DEVANAGARI.findall(sample[:2000])) > 0.2 * len(sample[:2000]):
        return None
    sample = regex.sub(r"\p{Devanagari}+", " ", sample)
    share, best = max(((f.share(sample), f) for f in map(font, FONTS)), key=lambda found: found[0])
    return best if share >= ENOUGH else None


def to_unicode(text: str, known: Font | None = None) -> str:
    """A text in a legacy font as Unicode, line by line: lines in Unicode or in English, and texts in no such font, are unchanged."""
    found = known or recognised(text)
    if found is None:
        return text
    return "".join(line if _readable(line) else found.to_unicode(line) for line in text.splitlines(keepends=True))


def _readable(line: str) -> bool:
    """Whether a line needs no font: it has Devanagari, or at least three words in ten are the commonest of English."""
    words = regex.findall(r"[A-Za-z]+", line)
    return bool(regex.search(r"\p{Devanagari}", line)) or sum(w.lower() in _ENGLISH for w in words) > 0.3 * len(words)
