"""The analysis' own names in words that a reader of politics understands."""

from __future__ import annotations

RELATIONS = {
    "root": "the main word", "k1": "doer (kartā)", "pk1": "causer", "jk1": "made to do", "mk1": "intermediary", "k1s": "what the doer is or becomes",
    "k1u": "likened to the doer", "k2": "object (karma)", "k2p": "goal of the motion", "k2g": "second object", "k2s": "what the object becomes",
    "k2u": "likened to the object", "k3": "instrument (karaṇa)", "k4": "recipient (sampradāna)", "k4a": "experiencer", "k5": "source (apādāna)",
    "k7": "about or in what (adhikaraṇa)", "k7a": "according to", "k7p": "place", "k7t": "time", "k7tu": "likened to the time",
    "k7pu": "likened to the place", "k7u": "likened to the location", "r6": "whose (genitive)", "r6-k1": "whose: doer of the act",
    "r6-k2": "whose: object of the act", "r6v": "whose, of the verb", "pof": "one predicate with its verb", "ccof": "joined by a conjunction",
    "vmod": "clause beside the verb", "nmod": "modifies the noun", "nmod__relc": "relative clause", "nmod__k1inv": "participle of the doer",
    "nmod__k2inv": "participle of the object", "nmod__pofinv": "participle", "nmod__emph": "emphasis", "jjmod": "modifies the adjective",
    "rbmod": "modifies the adverb", "rbmod__relc": "relative clause of the adverb", "rt": "purpose", "rh": "cause", "rd": "direction",
    "rs": "explains it", "rad": "address", "rsp": "from ... to", "adv": "manner", "sent-adv": "sentence adverb", "ras-k1": "together with the doer",
    "ras-k2": "together with the object", "ras-k4": "together with the recipient", "ras-NEG": "without", "ras-k7": "together with the location",
    "ras-k7p": "together with the place", "ras-pof": "together with the noun", "fragof": "part of its chunk", "rsym": "punctuation",
}  # fmt: skip
ROLES = {
    "agent": "the one who does it", "theme": "the one it is done to", "genitive": "the one to whom the noun belongs (का/के/की)",
    "clause": "the clause that tells what", "implied": "not in the words, but known from the act itself", "speaker": "the one whose words these are",
    "self": "the predicate's own words",
}  # fmt: skip
PLACES = {
    "matrix": "taken from the clause around it", "speaker": "the one whose words these are", "sentence": "named elsewhere in the sentence",
    "same": "taken from an earlier sentence about an act of this kind", "subject": "the subject of an earlier sentence",
    "implied": "not in the words, but known from the act itself",
}  # fmt: skip
FACTUALITY = {
    "CT+": "reported as a fact", "CT-": "reported as not having happened", "PR+": "expected, planned or ordered", "PR-": "thought unlikely",
    "PS+": "possible", "PS-": "possibly not", "U": "left open: only wanted, asked or alleged",
}  # fmt: skip
WHY = {
    "": "nothing in the sentence weakens it", "purpose": "it is the purpose of something else",
    "the predicate itself": "the predicate itself says so", "the cue of its source": "the word by which the source is quoted says so",
}  # fmt: skip
FAMILIES = {
    "neg": "a word of negation denies it", "near": "it nearly happened", "future": "the future, or a word for it, says that it is to come",
    "modal": "the verb's mood or a modal says so", "cond": "it hangs on a condition", "question": "it is asked",
    "purpose": "it is the purpose of something else", "plan": "it is planned, promised or threatened", "want": "it is wanted or asked for",
    "order": "it is ordered or allowed", "poss": "a word for possibility says so",
    "prob": "a word for probability says so", "hear": "it is alleged or hearsay", "try": "it is tried", "fact": "what stands above it takes it for a fact",
}  # fmt: skip
"""What the rules of a family (the id up to its dot) mean."""
QUAD = {1: "verbal cooperation", 2: "material cooperation", 3: "verbal conflict", 4: "material conflict"}
SAID = {
    "कि clause": "a clause with कि", "quotation after the cue": "a quotation after it", "before the cue": "the words before it",
    "postposition": "a postposition that names a source", "content noun": "a noun of saying", "citing": "a phrase of citing",
    "headline": "a name and a colon", "continued quotation": "a quotation that runs on from the sentence before",
}  # fmt: skip


def relation_gloss(relation: str) -> str:
    return RELATIONS.get(relation, "")


def role_gloss(role: str) -> str:
    """A role list's entry, or where a candidate was found, in words."""
    kind, _, rest = role.partition(":")
    if kind == "psp":
        return f"the phrase with {rest.replace('-', ' ')}"
    if kind == "role":
        return role_gloss(rest)
    kind = kind.rstrip("0123456789")
    return PLACES.get(kind) or ROLES.get(role) or RELATIONS.get(role) or role


def factuality_gloss(value: str, why: str) -> str:
    reason = WHY.get(why) or FAMILIES.get(why.partition(".")[0], f"‘{why}’ says so")
    return f"{FACTUALITY.get(value, value)}: {reason}"
