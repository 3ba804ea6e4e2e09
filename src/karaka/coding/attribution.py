"""Who says so: sources, cues and contents (PARC 3, Pareti 2012), nested chains, quotations that run over sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from karaka.coding.frames import longest_before, root_of
from karaka.coding.roles import Predicate, Roles
from karaka.identifying.syntax import Syntax
from karaka.lexicon.compiled import Compiled, folded_key
from karaka.lexicon.schema import CueVerb

OPEN = frozenset(("“", "‘", '"', "'"))
CLOSE = frozenset(("”", "’", '"', "'"))
_EDGE = frozenset((",", ";", ":", "-", "–", "—", "।", "|", ".", "?", "!", "(", ")", *OPEN, *CLOSE))
_COMPLEMENTISER = "कि"
_QUOTING = frozenset((",", ":", "-", "–", "—", *OPEN))


@dataclass(frozen=True, slots=True)
class Said:
    """Tokens of an attribution in one sentence: source chunk (-1 if implied), cue and content (first, last exclusive)."""

    source: int
    cue: tuple[int, int] | None
    content: tuple[int, int]
    kind: str
    outer: int | None = None  # index of the attribution that this one is nested in
    factuality: str | None = None
    why: str = ""
    clas: str = "say"


class Cues:
    """Attribution cues of a lexicon, indexed like frames."""

    def __init__(self, lexicon: Compiled) -> None:
        cues = lexicon.attribution
        self.causatives = dict(pair.split("=") for pair in lexicon.words.get("causatives", []))
        self.verbs: dict[str, dict[str, CueVerb]] = {}
        self.postpositions: dict[str, str] = {}
        self.content_nouns: dict[str, str | None] = {}
        self.source_nouns: dict[str, str] = {}
        self.rules = {folded_key(word) for word in lexicon.words.get("rules", [])}
        if cues is None:
            return
        for cue in cues.verbs:
            *words, verb = folded_key(cue.predicate).split(" ")
            root = root_of(verb.removesuffix("ना"), self.causatives)
            self.verbs.setdefault(root, {}).setdefault(" ".join(words), cue)
        for word in cues.postpositions:
            self.postpositions["-".join(folded_key(word.form).split(" "))] = word.kind
        for word in cues.content_nouns:
            self.content_nouns[folded_key(word.form)] = word.factuality
        for word in cues.nouns:
            self.source_nouns[folded_key(word.form)] = word.kind

    def verb(self, syntax: Syntax, verb: int) -> tuple[CueVerb, int] | None:
        """The cue that a verb makes, with the first token of the cue."""
        table = self.verbs.get(root_of(syntax.lemmas[verb], self.causatives))
        if not table:
            return None
        found = longest_before(syntax, table, verb)
        if found is None and "" in table:
            return table[""], syntax.verb_group(verb)[0]
        return found


def attributions(syntax: Syntax, cues: Cues, *, quoted: bool) -> list[Said]:
    """All attributions of a sentence; `quoted`: the sentence begins inside a quotation of an earlier one."""
    found = [*_by_verbs(syntax, cues), *_by_postpositions(syntax, cues), *_by_nouns(syntax, cues), *_headline(syntax)]
    found = _distinct(found)
    if quoted and not any(s.content[1] - s.content[0] > syntax.n // 2 for s in found):
        first, last = _trim(syntax, 0, syntax.n)
        if last > first:
            found.append(Said(-1, None, (first, last), "direct", why="continued quotation"))
    return _nested(found)


def _trim(syntax: Syntax, first: int, last: int) -> tuple[int, int]:
    """Without marks at either edge."""
    forms = syntax.parse.forms
    while first < last and (forms[first] in _EDGE or syntax.folded[first] == _COMPLEMENTISER):
        first += 1
    while last > first and forms[last - 1] in _EDGE:
        last -= 1
    return first, last


def _kind(syntax: Syntax, first: int, last: int) -> str:
    """direct: wholly in quotation marks; mixed: partly; else indirect."""
    forms = syntax.parse.forms
    inside = [i for i in range(first, last) if forms[i] in ('"', "“", "”")] + [i for i in range(first, last) if forms[i] in ("‘", "’", "'")]
    before = first > 0 and forms[first - 1] in OPEN
    after = last < len(forms) and any(forms[i] in CLOSE for i in range(last, min(len(forms), last + 3)))
    if before and (after or last >= len(forms) - 1) and len(inside) == 0:
        return "direct"
    if before and not inside:
        return "direct"
    return "mixed" if inside or before else "indirect"


def _by_verbs(syntax: Syntax, cues: Cues) -> Iterator[Said]:
    for chunk in sorted(syntax.bounds):
        if not syntax.is_verb(chunk):
            continue
        hit = cues.verb(syntax, chunk)
        if hit is None:
            continue
        cue, start = hit
        said = _verb_content(syntax, chunk, cue, start)
        if said:
            yield said


def _verb_content(syntax: Syntax, verb: int, cue: CueVerb, start: int) -> Said | None:
    first, last = syntax.verb_group(verb)
    forms, folded = syntax.parse.forms, syntax.folded
    nouns = tuple({syntax.chunk_of[t] for t in range(start, first)} - {verb})
    roles = Roles(syntax, Predicate(verb, nouns, start, last))
    source = next((a for a in _sources(syntax, roles, cue) if not start <= a < last), -1)
    after = last
    while after < syntax.n and (syntax.parse.tags[after] in ("PSP", "RP", "NEG") or forms[after] in (")",)):
        after += 1
    content: tuple[int, int] | None = None
    why = ""
    if after < syntax.n and folded[after] == _COMPLEMENTISER:
        content, why = (after + 1, _clause_end(syntax, verb, after + 1)), "कि clause"
    elif after + 1 < syntax.n and folded[after] == "," and folded[after + 1] == _COMPLEMENTISER:
        content, why = (after + 2, _clause_end(syntax, verb, after + 2)), "कि clause"
    elif after < syntax.n and forms[after] in _QUOTING and _quotation(syntax, after):
        content, why = (after, syntax.n), "quotation after the cue"
    else:
        far = next((i for i in range(after, min(syntax.n, after + 8)) if folded[i] == _COMPLEMENTISER and syntax.chunk_of[i] in syntax.children(verb)), None)
        if far is not None:
            content, why = (far + 1, _clause_end(syntax, verb, far + 1)), "कि clause"
    if content is None and source >= 0 and cue.kind == "say" and syntax.lemmas[verb] in ("कह", "बोल"):
        content, why = _bare_clause(syntax, verb, after), "clause after the cue"
    if content is None and (syntax.kind(verb) == "VGF" or _predicative(syntax, verb, start)):
        content, why = _before(syntax, verb, start, source, cue), "before the cue"
    if content is None:
        return None
    trimmed = _trim(syntax, *content)
    if trimmed[1] - trimmed[0] < 1:
        return None
    return Said(source, (start, last), trimmed, _kind(syntax, *trimmed), factuality=cue.factuality, why=why, clas=cue.kind)


def _bare_clause(syntax: Syntax, verb: int, after: int) -> tuple[int, int] | None:
    """A clause right after the cue without कि: सूत्रों ने कहा बातचीत टूट गई है."""
    start = after + 1 if after < syntax.n and syntax.parse.forms[after] in (",", "-", ":") else after
    finite = [c for c in syntax.bounds if c > start + 1 and syntax.kind(c) == "VGF"]
    if syntax.kind(verb) != "VGF" or not finite or start >= syntax.n or syntax.parse.tags[start] in ("CC", "PSP", "SYM", "VAUX", "RP"):
        return None
    return start, _clause_end(syntax, verb, start)


def _sources(syntax: Syntax, roles: Roles, cue: CueVerb) -> Iterator[int]:
    if not roles.passive:
        yield from roles.agent
    for psp in ("के-द्वारा", "द्वारा", "की-ओर-से", "की-तरफ-से", "के-हवाले-से"):
        yield from roles.marked(psp)
    if roles.passive:
        yield from (k for k in roles.marked("में") if syntax.lemmas[k] in ("रिपोर्ट", "बयान", "पत्र", "खबर", "चिट्ठी", "विज्ञप्ति", "याचिका", "आदेश", "प्रस्ताव"))


def _quotation(syntax: Syntax, after: int) -> bool:
    """Whether a mark after the cue opens what was said: a quotation mark soon, or a dash or colon."""
    forms = syntax.parse.forms
    window = forms[after : after + 3]
    return any(f in OPEN for f in window) or forms[after] in ("-", "–", "—", ":")


def _clause_end(syntax: Syntax, verb: int, start: int) -> int:
    """The end of what a cue introduces: the sentence's, unless a conjunct of the cue's own clause follows."""
    up = syntax.parent(verb)
    if up >= 0 and syntax.kind(up) == "CCP" and up > start:
        quotes = sum(f in OPEN | CLOSE for f in syntax.parse.forms[start:up])
        if quotes % 2 == 0:
            return up
    return syntax.n


def _before(syntax: Syntax, verb: int, start: int, source: int, cue: CueVerb) -> tuple[int, int] | None:
    """Content before a sentence-final cue: "..., X ने बताया", or the predicative of बताना, मानना."""
    left = start
    if source >= 0 and source < start:
        first, _ = syntax.phrase(source)
        between = [i for i in range(syntax.bounds[source][1], start) if syntax.parse.tags[i] not in ("RP", "SYM")]
        finite = [c for c in syntax.bounds if c < first and syntax.kind(c) == "VGF"]
        if len(between) <= 4 and finite and (first == 0 or _ends(syntax, first - 1)):
            return 0, first
        if cue.clause == "optional" and len(between) >= 2 and _predicative(syntax, verb, start):
            return syntax.bounds[source][1], left
    elif source < 0 and cue.clause == "optional" and syntax.passive(verb) and _predicative(syntax, verb, start) and start >= 3:
        return 0, left
    return None


def _ends(syntax: Syntax, i: int) -> bool:
    """Whether a mark ends what stands before it: a comma, a dash, a closing quotation mark."""
    form = syntax.parse.forms[i]
    return form in (",", "-") or (form in CLOSE and i > 0 and syntax.parse.ends[i - 1] == syntax.parse.starts[i])


def _predicative(syntax: Syntax, verb: int, start: int) -> bool:
    """Verbs that say what somebody is: X को Y बताना, मानना, ठहराना, क़रार देना."""
    return syntax.lemmas[verb] in ("बता", "मान", "ठहरा") or syntax.folded[start] == "करार"


def _by_postpositions(syntax: Syntax, cues: Cues) -> Iterator[Said]:
    for chunk in sorted(syntax.bounds):
        psp = syntax.psp(chunk)
        kind = cues.postpositions.get(psp)
        if kind is None or syntax.kind(chunk) not in ("NP", "VGNN"):
            continue
        if syntax.lemmas[chunk] in cues.rules:
            continue
        first, _ = syntax.phrase(chunk)
        end = syntax.bounds[chunk][1]
        cue = (chunk + 1, end)
        while cue[1] > cue[0] + 1 and syntax.parse.forms[cue[1] - 1] in _EDGE:
            cue = (cue[0], cue[1] - 1)
        content = (end, syntax.n)
        if syntax.n - end < 4 or (first > syntax.n // 2 and end > syntax.n - 5):
            content = (0, first)
        trimmed = _trim(syntax, *content)
        if trimmed[1] > trimmed[0]:
            yield Said(chunk, cue, trimmed, _kind(syntax, *trimmed), why="postposition", clas="according")


def _by_nouns(syntax: Syntax, cues: Cues) -> Iterator[Said]:
    """X का कहना है कि, X का दावा है कि: a content noun with its genitive; X का हवाला देते हुए."""
    for i in range(syntax.n):
        word = syntax.lemmas[i] if syntax.parse.tags[i] != "VM" else syntax.folded[i]
        factuality = cues.content_nouns.get(word, cues.content_nouns.get(syntax.folded[i], ""))
        if factuality == "" or i == 0:
            continue
        chunk = syntax.chunk_of[i]
        owner = next((k for k in syntax.children(chunk) if syntax.psp(k) == "का" and k < i), -1)
        if owner < 0 and syntax.parse.tags[i - 1] == "PSP" and syntax.psp(syntax.chunk_of[i - 1]) == "का":
            owner = syntax.chunk_of[i - 1]
        if owner < 0 and syntax.parse.tags[i - 1] == "PRP":
            owner = i - 1
        after = i + 1
        while after < syntax.n and after - i < 5 and syntax.folded[after] != _COMPLEMENTISER:
            after += 1
        direct = any(f in OPEN for f in syntax.parse.forms[i + 1 : after])
        if owner >= 0 and word in ("कहना", "मानना") and not direct and (after >= syntax.n or syntax.folded[after] != _COMPLEMENTISER):
            yield from _bare_after(syntax, owner, i)
        if after < syntax.n and (syntax.folded[after] == _COMPLEMENTISER or direct) and owner >= 0:
            trimmed = _trim(syntax, after + 1 if syntax.folded[after] == _COMPLEMENTISER else i + 2, syntax.n)
            last = i + 1
            while last < after and syntax.parse.tags[last] in ("VM", "VAUX"):
                last += 1
            if trimmed[1] > trimmed[0]:
                yield Said(owner, (i, last), trimmed, _kind(syntax, *trimmed), factuality=factuality, why="content noun")
    yield from _citing(syntax)


def _bare_after(syntax: Syntax, owner: int, noun: int) -> Iterator[Said]:
    """X का कहना है <clause>, without कि."""
    verb = next((c for c in range(noun, min(syntax.n, noun + 3)) if syntax.kind(syntax.chunk_of[c]) == "VGF"), -1)
    if verb < 0:
        return
    head = syntax.chunk_of[verb]
    last = syntax.verb_group(head)[1]
    content = _bare_clause(syntax, head, last)
    if content:
        trimmed = _trim(syntax, *content)
        yield Said(owner, (noun, last), trimmed, _kind(syntax, *trimmed), why="content noun")


def _citing(syntax: Syntax) -> Iterator[Said]:
    for i in range(1, syntax.n):
        if syntax.folded[i] == "हवाला" and syntax.parse.tags[i - 1] == "PSP":
            owner = syntax.chunk_of[i - 1]
            last = i + 1
            while last < syntax.n and (syntax.parse.tags[last] in ("VM", "VAUX") and last < i + 3):
                last += 1
            yield Said(owner, (i - 1, last), (last, syntax.n), "indirect", why="citing")


def _headline(syntax: Syntax) -> Iterator[Said]:
    """पुतिन: हम तैयार हैं — a name and a colon at the start of a sentence; हम तैयार हैं: पुतिन — a colon or dash and a name at its end."""
    for i in range(1, min(8, syntax.n - 2)):
        if syntax.parse.forms[i] == ":" and syntax.parse.tags[i - 1] in ("NNP", "NN"):
            head = syntax.chunk_of[i - 1]
            trimmed = _trim(syntax, i + 1, syntax.n)
            if syntax.parse.tags[head] in ("NNP", "NN") and trimmed[1] - trimmed[0] > 2 and syntax.parse.names[i - 1].endswith(("PER", "ORG")):
                yield Said(head, None, trimmed, _kind(syntax, *trimmed), why="headline")
                return
    end = syntax.n
    for i in range(max(3, end - 6), end - 1):
        name = range(i + 1, end)
        if syntax.parse.forms[i] in (":", "-", "–", "—") and all(syntax.parse.tags[t] in ("NNP", "NNPC") for t in name):
            head = syntax.chunk_of[end - 1]
            trimmed = _trim(syntax, 0, i)
            if head > i and trimmed[1] - trimmed[0] > 2 and syntax.parse.names[end - 1].endswith(("PER", "ORG")):
                yield Said(head, None, trimmed, _kind(syntax, *trimmed), why="headline")
            return


def _distinct(found: list[Said]) -> list[Said]:
    """One attribution for one cue; a citing phrase takes the content of the cue that it stands before."""
    out: list[Said] = []
    for said in found:
        if any(o.cue and said.cue and o.cue[0] < said.cue[1] and said.cue[0] < o.cue[1] for o in out):
            continue
        out.append(said)
    citing = [s for s in out if s.why == "citing"]
    for c in citing:
        host = next((s for s in out if s.cue and c.cue and s.why != "citing" and s.cue[0] >= c.cue[1]), None)
        out.remove(c)
        if host is not None:
            out.append(replace(c, content=host.content, kind=host.kind))
        else:
            first, last = c.content
            if last - first > 3:
                out.append(c)
    return out


def _nested(found: list[Said]) -> list[Said]:
    """Outermost first; each knows the attribution around it."""
    order = sorted(found, key=lambda s: (-(s.content[1] - s.content[0]), s.why == "citing", s.cue[0] if s.cue else 0))
    out: list[Said] = []
    for said in order:
        outer = None
        for j, o in enumerate(out):
            inside = o.content[0] <= (said.cue[0] if said.cue else said.content[0]) and said.content[1] <= o.content[1]
            if inside or (said.why == "citing" and o.content == said.content):
                outer = j
        out.append(replace(said, outer=outer))
    return out
