"""Words as a search sees them: spelling variants folded together, and the inflected forms of a word that is asked for.

Nothing is stemmed: a text keeps its words (दिल्ली stays दिल्ली, and never becomes दलल), and a question is widened by the paradigm
of each word instead. Endings after McGregor, Outline of Hindi Grammar (1995), chapters 1 to 5.
"""

from __future__ import annotations

from functools import lru_cache

import regex

from karaka.text.hi.folding import fold

_WORD = regex.compile(r"[\p{L}\p{M}\p{Nd}\u200c\u200d]+")
_SPELLINGS = (
    (regex.compile("ः"), ""),
    (regex.compile("ंतर्राष्ट्र"), "ंतरराष्ट्र"),
    (regex.compile("(?<=.)ये(?=$|ग)"), "ए"),
    (regex.compile("(?<=.)यी(?=ं?$)"), "ई"),
    (regex.compile("(?<=.)यें$"), "एं"),
)
_A = ("ा", "े", "ों", "ी", "ीं")
"""Masculines in -ā and adjectives and participles, which agree."""
_YA = ("या", "ए", "ई", "ईं", "यों")
"""Masculines and adjectives in -yā (रुपया, नया)."""
_NONE = ("", "ों", "ें", "ो")
"""Nouns that end in a consonant."""
_I = ("ी", "ियों", "ियां", "ियो", "ि")
"""Feminines in -ī and -i."""
_U = ("ू", "ु", "ुओं", "ुएं")
_AA = ("ा", "ाओं", "ाएं")
"""Feminines and titles in -ā that keep it (सेना, नेता)."""
_VERB = (
    "", "ना", "ने", "नी", "ता", "ते", "ती", "तीं", "ा", "े", "ी", "ीं", "ें", "ूं", "ो", "ेगा", "ेगी", "ेंगे", "ेंगी", "ूंगा", "कर",
    "या", "ए", "ई", "ईं", "एं", "एगा", "एगी", "एंगे", "एंगी", "ऊंगा", "ओ",
)  # fmt: skip
_IRREGULAR = {
    "जा": ("गया", "गए", "गई", "गईं"), "कर": ("किया", "किए", "कीं", "कीजिए"), "दे": ("दिया", "दिए", "दी", "दीं", "देंगे", "देगा", "देगी"),
    "ले": ("लिया", "ली", "लीं", "लेंगे", "लेगा", "लेगी"), "हो": ("हुआ", "हुए", "हुई", "हुईं", "होगा", "होगी", "होंगे"), "पी": ("पिया", "पिए"),
}  # fmt: skip


@lru_cache(maxsize=1 << 17)
def search_word(word: str) -> str:
    """The spelling class of a word: folded as for matching, with गयी as गई, गये as गए, and without visarga."""
    folded = fold(word)
    for pattern, instead in _SPELLINGS:
        folded = pattern.sub(instead, folded)
    return folded


def search_words(text: str) -> list[str]:
    """The words of a text in order, each as its spelling class; punctuation is left out."""
    return [word for word in map(search_word, _WORD.findall(text)) if word]


def indexed(text: str) -> str:
    """The words of a text with a space before and after each, so that ` word ` finds whole words and phrases."""
    words = " ".join(search_words(text))
    return f" {words} " if words else ""


def _paradigms(word: str) -> list[tuple[str, tuple[str, ...]]]:
    """The (stem, endings) that a form may belong to."""
    out: list[tuple[str, tuple[str, ...]]] = []
    for endings in (_A, _AA, _YA, _I, _U):
        out += [(word[: -len(e)], endings) for e in endings if e and word.endswith(e) and len(word) - len(e) >= (1 if endings is _YA else 2)]
    if word[-1] not in "ािीुूेैोौं":
        out.append((word, _NONE))
    out += [(word[: -len(e)], _NONE) for e in ("ों", "ें") if word.endswith(e) and len(word) > 3]
    return out


@lru_cache(maxsize=1 << 12)
def forms(word: str) -> frozenset[str]:
    """The inflected forms, as spelling classes, under which a text may hold a word: the noun's, adjective's or verb's whole paradigm."""
    asked = search_word(word)
    if not asked:
        return frozenset()
    found = {asked}
    for stem, endings in _paradigms(asked):
        found |= {stem + ending for ending in endings if not (asked.endswith("ी") and ending == "ों")}
    if asked.endswith("ना") and len(asked) > 2:
        root = asked[:-2]
        found |= {root + ending for ending in _VERB} | set(_IRREGULAR.get(root, ()))
    return frozenset(found)
