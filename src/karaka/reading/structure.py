"""The frame of a news article: headline, dateline, agency, byline, closing credit, as spans into the text."""

from __future__ import annotations

from dataclasses import dataclass

import regex

Offsets = tuple[int, int]
_MONTHS = "जनवरी|फरवरी|फ़रवरी|मार्च|अप्रैल|मई|जून|जुलाई|अगस्त|सितंबर|सितम्बर|अक्टूबर|अक्तूबर|नवंबर|नवम्बर|दिसंबर|दिसम्बर"
_AGENCY = (
    r"एएनआई|एएनआइ|भाषा|पीटीआई|पीटीआइ|यूएनआई|वार्ता|आईएएनएस|आइएएनएस|रॉयटर्स|रायटर|रॉयटर|एएफपी|एपी|एजेंसी|एजेंसियां|एजेंसियाँ|एजेंसीज|ब्यूरो|"
    r"हिंदुस्थान समाचार|हिन्दुस्थान समाचार|स्पूतनिक|शिन्हुआ|ANI|PTI|IANS|UNI|Reuters|AFP|AP|Agency"
)
_PLACE = r"[\p{L}\p{M}.‍ \-/]{2,40}?"
_MARK = r"(?:[:—–|]|--|-(?=\s)|।(?=\s)|\.(?=\s))"
_DATE = rf"\s*[,،]\s*(?:\d{{1,2}}|[०-९]{{1,2}})\s*(?:{_MONTHS})(?:\s*,?\s*(?:\d{{4}}|[०-९]{{4}}))?"
_DATELINE = regex.compile(
    rf"""(?:[\p{{L}}\p{{M}} ]{{2,30}}(?:संवाददाता|ब्यूरो)\s*,\s*)?(?P<place>{_PLACE})(?P<date>{_DATE})?
    (?:\s*[,/(\[]\s*(?P<agency>(?:{_AGENCY})(?:\s*/\s*(?:{_AGENCY}))*)(?![\p{{L}}\p{{M}}])\s*[)\]]?\s*{_MARK}?
      |\s*\(\s*[\p{{L}}\p{{M}} ]{{2,30}}\)\s*{_MARK}
      |\s*(?P<mark>{_MARK}))""",
    regex.VERBOSE,
)
_CREDIT = regex.compile(rf"[(\[]\s*(?P<agency>(?:इनपुट[ :\-]*)?(?:{_AGENCY})(?:\s*[/,]\s*(?:{_AGENCY}))*)\s*[)\]]\s*[।.]?\s*$")
_BYLINE = regex.compile(r"(?:^|\n)\s*(?P<byline>(?:[\p{L}\p{M}.]+ ){1,4}[\p{L}\p{M}.]+,? ?(?:बीबीसी संवाददाता|संवाददाता|विशेष संवाददाता|नई दिल्ली से))\s*(?=\n)")
_ENDS = frozenset("।|.?!:”\"'’")


@dataclass(frozen=True, slots=True)
class Structure:
    """Spans into the text; None where there is no such part. `skip` are spans that are no sentences."""

    title: Offsets | None
    body_start: int
    dateline: Offsets | None
    place: Offsets | None
    agency: Offsets | None
    byline: Offsets | None
    skip: tuple[Offsets, ...]


def headline(text: str) -> Offsets | None:
    """The first line, if it reads as a headline: short, no full stop at its end, and a body after it."""
    start = len(text) - len(text.lstrip())
    end = text.find("\n", start)
    if end < 0 or not text[end:].strip():
        return None
    line = text[start:end].rstrip()
    if not 8 <= len(line) <= 180 or line[-1] in "।|." or text[end - 1 : end + 2] == " \n\n":
        return None
    return start, start + len(line)


def structure(text: str, title: Offsets | None = None) -> Structure:
    """Find the parts of an article; `title`: where a title given apart stands."""
    title = title or headline(text)
    body = title[1] if title else 0
    while body < len(text) and text[body].isspace():
        body += 1
    skip: list[Offsets] = []
    dateline = place = agency = None
    match = _DATELINE.match(text, body)
    if match and _short(match["place"]) and (not match["mark"] or match["date"] or (match["mark"] in "।—–|" and _town(match["place"]))):
        start, end = match.span()
        while end < len(text) and text[end] == " ":
            end += 1
        dateline, place = (start, match.end()), match.span("place")
        agency = match.span("agency") if match["agency"] else None
        skip.append((start, end))
        body_start = end
    else:
        body_start = body
    credit = _CREDIT.search(text, max(body_start, len(text) - 80))
    if credit:
        agency = agency or credit.span("agency")
        skip.append(credit.span())
    byline = _BYLINE.search(text, 0, min(len(text), body_start + 300))
    return Structure(title, body_start, dateline, place, agency, byline.span("byline") if byline else None, tuple(skip))


def _town(place: str) -> bool:
    """Whether words before a bare danda or dash read as a town: one word, or two with नई, न्यू and the like."""
    words = place.split()
    return len(words) == 1 or (len(words) == 2 and words[0] in ("नई", "नयी", "न्यू", "पोर्ट", "सेंट", "सैन", "लॉस", "ग्रेटर", "अबू", "तेल"))


def _short(place: str) -> bool:
    """Whether words before a colon or danda can be a place: at most three, none of them a verb or postposition."""
    words = place.replace("/", " ").split()
    return 0 < len(words) <= 3 and not any(w in ("ने", "को", "में", "है", "का", "की", "के", "से", "पर", "कहा", "बोले") for w in words)
