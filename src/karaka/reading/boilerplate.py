"""Lines and remarks of an article's page that are not the article: invitations to other articles, the site's own words, captions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import regex

from karaka.reading.dates import printed
from karaka.reading.words import any_of, words

Offsets = tuple[int, int]
_STOPS = "।|.?!"
_LIST = 6
"""An invitation heads at most so many headlines."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank, without the spaces around it, and what it is: "" is the article's own text."""

    start: int
    end: int
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Patterns:
    """What a line is, by the pattern that matches it."""

    see_also: regex.Pattern[str]
    see_also_inside: regex.Pattern[str]
    boilerplate: regex.Pattern[str]
    disclaimer: regex.Pattern[str]
    remark: regex.Pattern[str]
    caption: regex.Pattern[str]
    caption_inside: regex.Pattern[str]
    byline: regex.Pattern[str]
    date: regex.Pattern[str]


@cache
def patterns() -> Patterns:
    w = words()
    mark, close = r"\s*(?:[:ः]|[-–—](?!\p{L})|[-–—]\s|[।,>»])", r"[)\]]"
    see, marked = any_of(w.see_also), any_of(w.see_also_marked)
    caption, after = any_of(w.captions), any_of(w.captions_after)
    site, lines = "|".join(map(regex.escape, w.boilerplate)), any_of(w.boilerplate_lines)
    told, said = ("|".join(map(regex.escape, found)) for found in (w.disclaimers, w.remarks))
    name, one = r"[\p{L}\p{M}.]+", r"(?=[^।|]{0,200}$)(?!.*\p{Devanagari}\.\s?\p{L})"
    return Patterns(
        see_also=regex.compile(
            rf"[^\p{{L}}\p{{M}}\p{{N}}(\[]{{0,3}}(?:(?P<head>{see})\s*[:ः\-–—।]*\s*$|(?:{see}(?:{mark}|[-–—])|(?i:{marked}){mark}|{see}(?!.*[{_STOPS}]$)){one})"
        ),
        see_also_inside=regex.compile(rf"[(\[]\s*(?:{see}|(?i:{marked}){mark})[^)\]\n]*{close}|(?<=[{_STOPS}]\s{{0,3}})(?:{see})\s*[:ः\-–—][^\n]*"),
        boilerplate=regex.compile(rf"(?i:{lines}\s*[:|]?\s*$)|(?!.*\s(?:ने|कहा|बताया)(?!\p{{M}}))(?i:.{{0,160}}?(?:{site}))"),
        remark=regex.compile(rf"[(\[][^()\[\]]{{0,300}}(?:{said})[^()\[\]]{{0,300}}{close}"),
        disclaimer=regex.compile(rf"[(\[][^()\[\]\n]*(?:{told})[^()\[\]\n]*{close}|^(?:Disclaimer|डिस्क्लेमर|नोट)\b[^\n]*(?:{told})[^\n]*", regex.MULTILINE),
        caption=regex.compile(
            rf"(?i:[(\[]?\s*(?:{caption})\s*[:ः\-–—][^\n]{{0,160}}$|[^\n]{{0,160}}?\s[-–|(\[]\s*(?:{caption})\s*[:ः\-–][^\n{_STOPS}]{{0,60}}$"
            rf"|[^\n{_STOPS}]{{0,140}}[(\[]\s*(?:{after})\s*{close}\s*[।.]?$)"
        ),
        caption_inside=regex.compile(rf"(?i:[(\[]\s*(?:{caption}|{after})\s*(?:[:ः\-–][^)\]\n]{{0,80}})?{close})"),
        byline=regex.compile(
            rf"(?i:{any_of(w.byline_labels)})\s*[:ः\-–]?\s*(?P<byline>{name}(?:\s{name}){{0,4}}(?:\s*,\s*{name}(?:\s{name}){{0,3}}){{0,2}})\s*(?:[|,•·/]|$|(?=(?i:{any_of(w.date_labels)})))"
            rf"|(?P<byline>(?:{name}\s){{1,4}}{name}\s*,\s?{any_of(w.byline_ends)})\s*$|(?P<byline>(?:{name}\s){{1,4}}{any_of(w.byline_ends)})\s*$"
            rf"|(?P<byline>{any_of(w.desks)}(?:\s*[,/]\s*{name}){{0,2}})\s*$"
        ),
        date=regex.compile(rf"(?i:(?P<label>{any_of(w.date_labels)}))(?:\s*\((?:IST|UTC)\))?\s*[:ः\-–|]?\s*(?P<date>[^\n|]*)"),
    )


def lines_of(text: str, start: int = 0) -> Iterator[tuple[int, int]]:
    """Where the lines that are not blank stand, without the spaces around them."""
    for match in regex.finditer(r"[^\n]+", text, pos=start):
        line = match[0].strip()
        if line:
            at = match.start() + match[0].index(line)
            yield at, at + len(line)


def classified(text: str, start: int = 0) -> list[Line]:
    """Every line from an offset on, with its kind: "", see-also, boilerplate, caption, byline or date."""
    out: list[Line] = []
    left = 0
    for a, b in lines_of(text, start):
        line = text[a:b]
        kind = _kind(line)
        if left and not kind:
            blank = "\n" in text[out[-1].end : a].replace("\n", "", 1)
            left = 0 if line[-1] in _STOPS or "।" in line or len(line) > 180 or (blank and left < _LIST) else left - 1
            kind = "see-also" if left else ""
        if kind == "see-also" and not left:
            match = patterns().see_also.match(line)
            left = _LIST if match and match["head"] else 0
        out.append(Line(a, b, kind))
    return out


def _kind(line: str) -> str:
    p = patterns()
    if p.see_also.match(line):
        return "see-also"
    if len(line) <= 300 and p.caption.match(line):
        return "caption"
    if len(line) > 300:
        return ""
    if _dated(line):
        return "date"
    if p.byline.match(line) and line[-1] not in "।|?!" and len(line) <= 160:
        return "byline"
    return "boilerplate" if p.boilerplate.match(line) and len(line) <= 200 else ""


def _dated(line: str) -> bool:
    """Whether a line is a date of publication: after a label, or all the line is one."""
    labelled = patterns().date.match(line)
    if labelled:
        return printed(labelled["date"], numeric=True) is not None and len(line) <= 120
    return len(line) <= 50 and line[-1] not in _STOPS and printed(line) is not None and not regex.search(r"\p{Devanagari}{3}.*\s(?:को|में|से|तक|का|की|के)\s", line)


def remarks(text: str, start: int, lines: Sequence[Line]) -> list[tuple[int, int, str]]:
    """Remarks within the article's own lines that are no part of it: (start, end, kind)."""
    p = patterns()
    out = []
    for pattern, kind in ((p.disclaimer, "boilerplate"), (p.remark, "boilerplate"), (p.see_also_inside, "see-also"), (p.caption_inside, "caption")):
        out += [(*m.span(), kind) for m in pattern.finditer(text, start)]
    own = [(x.start, x.end) for x in lines if x.kind]
    return sorted(r for r in out if not any(a <= r[0] < b for a, b in own))
