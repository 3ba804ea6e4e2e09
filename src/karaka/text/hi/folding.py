"""Folding of Devanagari spelling variation, for matching and for the parser's features.

What is optional in the wild is dropped: nukta (ज़/ज), chandrabindu against anusvara (हँसी/हंसी), a homorganic nasal
against anusvara (हिन्दी/हिंदी), joiners, and the order of marks (हंै/हैं). Both digit sets become ASCII.
"""

from __future__ import annotations

from functools import lru_cache

import regex

_NUKTA = {chr(c): base for c, base in zip(range(0x958, 0x960), "कखगजडढफय", strict=True)}
_NUKTA |= {"\u0929": "न", "\u0931": "र", "\u0934": "ळ"}
_MAP: dict[str, str | None] = {
    **_NUKTA,
    "\u093c": None,  # nukta
    "\u200b": None,
    "\u200c": None,
    "\u200d": None,
    "\ufeff": None,
    "\u00ad": None,
    "\u0901": "\u0902",  # chandrabindu
    "\u0945": "\u0947",  # candra e
    "\u0949": "\u093e",  # candra o as in कॉलेज
    "ऑ": "आ",
    **{chr(0x966 + d): str(d) for d in range(10)},
    "’": "'",
    "‘": "'",
    "“": '"',
    "”": '"',
    "–": "-",
    "—": "-",
    "‐": "-",
    "‑": "-",
}
_TABLE = str.maketrans(_MAP)
_NASAL = regex.compile("ङ्(?=[क-घ])|ञ्(?=[च-झ])|ण्(?=[ट-ढ])|न्(?=[त-ध])|म्(?=[प-भ])")
_MISORDERED = regex.compile("\u0902[\u093e-\u094c\u0902]*[\u093e-\u094c]")
_DOUBLED = regex.compile("([\u093e-\u094c\u0902])\\1+")


@lru_cache(maxsize=1 << 17)
def fold(word: str) -> str:
    """The spelling class of a word: equal for variants that Hindi papers use for one another."""
    folded = word.translate(_TABLE)
    folded = _NASAL.sub("\u0902", folded)
    folded = _MISORDERED.sub(lambda m: m[0].replace("\u0902", "") + "\u0902", folded)
    return _DOUBLED.sub("\\1", folded).lower()
