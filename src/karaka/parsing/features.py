"""What the parser's network sees of a word: its folded form and hashed character n-grams.

Word vectors are sums over these features, so a type is computed once and cached. After Bojanowski et al. (2017),
"Enriching word vectors with subword information".
"""

from __future__ import annotations

from zlib import crc32

import regex

from karaka.text.hi.folding import fold

BUCKETS = 1 << 15
"""How many buckets the n-grams are hashed into."""

_YEAR = regex.compile(r"(?:19|20)\d\d")
_DIGIT = regex.compile(r"\d")


def key(form: str) -> str:
    """The form as the network knows it: folded, digits as 0 and years as 2000."""
    folded = fold(form)
    if not _DIGIT.search(folded):
        return folded
    return "2000" if _YEAR.fullmatch(folded) else _DIGIT.sub("0", folded)


def ngrams(word: str) -> list[int]:
    """Buckets of the character n-grams (2 to 5 code points, with word boundaries) of a word's key."""
    framed = f"<{word}>"[:40]
    n = len(framed)
    found = [crc32(framed[i : i + size].encode(errors="surrogatepass")) % BUCKETS for size in range(2, 6) for i in range(n - size + 1)]
    return found or [0]
