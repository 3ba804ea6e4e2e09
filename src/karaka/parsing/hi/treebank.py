"""Conventions of the Hindi Dependency Treebank: heads of chunks, universal tags, features, lemma edits."""

from __future__ import annotations

from functools import lru_cache

HEAD_TAGS: dict[str, tuple[str, ...]] = {
    "VGF": ("VM",),
    "VGNF": ("VM",),
    "VGNN": ("VM",),
    "VGINF": ("VM",),
    "CCP": ("CC",),
    "BLK": ("SYM",),
    "NEGP": ("NEG",),
    "JJP": ("JJ", "QF", "QC", "QO"),
    "RBP": ("RB",),
    "FRAGP": ("PSP", "RP"),
    "NP": ("NN", "NST", "QC", "QF", "DEM", "WQ", "JJ", "NNC", "NNPC", "VM"),
}
_NOMINAL = ("NN", "NNP", "PRP")
_LAST = ("NP", "JJP", "BLK")

UPOS = {
    "NN": "NOUN", "NNC": "NOUN", "NST": "NOUN", "NSTC": "NOUN", "NNP": "PROPN", "NNPC": "PROPN", "PRP": "PRON", "PRPC": "PRON", "WQ": "PRON",
    "DEM": "DET", "QF": "DET", "QFC": "DET", "QC": "NUM", "QCC": "NUM", "QO": "ADJ", "JJ": "ADJ", "JJC": "ADJ", "VM": "VERB", "VMC": "VERB",
    "VAUX": "AUX", "PSP": "ADP", "RP": "PART", "NEG": "PART", "INTF": "PART", "CC": "CCONJ", "CCC": "CCONJ", "RB": "ADV", "RBC": "ADV",
    "SYM": "PUNCT", "INJ": "INTJ", "INJC": "INTJ", "RDP": "X", "UNK": "X", "ECH": "X",
}  # fmt: skip


def head_of(kind: str, tags: list[str]) -> int:
    """Index of the head token of a chunk of this kind with these tags (the treebank's own rule)."""
    for want in HEAD_TAGS.get(kind, ("NN",)):
        nominal = kind == "NP" and want == "NN"
        found = [i for i, tag in enumerate(tags) if tag == want or (nominal and tag in _NOMINAL)]
        if found:
            return found[-1] if kind in _LAST else found[0]
    return len(tags) - 1


@lru_cache(maxsize=1 << 16)
def lemma_of(form: str, rule: str) -> str:
    """Apply a lemma edit: `2+ा` drops two code points and adds one; `=जा` is the lemma itself.

    ड़ and ढ़ count as one code point, as in the treebank, however they are written.
    """
    form = form.replace("ड\u093c", "\u095c").replace("ढ\u093c", "\u095d")
    if rule.startswith("="):
        return rule[1:]
    drop, _, add = rule.partition("+")
    return form[: len(form) - int(drop)] + add or form
