"""HTML pages: the article's text, title, date, byline, section, captions and publisher."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import regex

from karaka.errors import InputError
from karaka.reading.article import Input
from karaka.reading.dates import printed
from karaka.reading.decoding import decode, has_hindi
from karaka.reading.fonts import Font, named

_CHARSET = regex.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)""", regex.IGNORECASE)
_FACE = regex.compile(r"font-family\s*:\s*([^;}]+)", regex.IGNORECASE)
_RULE = regex.compile(r"([^{}]+)\{([^{}]*)\}")
_CAPTIONS = "//figcaption | //*[contains(@class, 'caption') and not(self::body) and not(self::main) and not(self::article) and string-length(.) < 400]"
_DATES = ("article:published_time", "og:published_time", "datePublished", "publish-date", "date", "dc.date", "DC.date.issued", "pubdate")
_SECTIONS = ("article:section", "section", "og:section", "articleSection")


def decode_page(data: bytes, declared: str | None = None) -> str:
    """As text, in the encoding that fits; declared: what the server says, if the page does not say it itself. Raises InputError."""
    found = _CHARSET.search(data[:4096])
    return decode(data, found[1].decode("ascii") if found else declared)


def read_page(data: bytes, declared: str | None = None) -> Input:
    """The article of a page; `title` only where the text does not begin with it. Raises InputError if there is none."""
    html = decode_page(data, declared)
    if not html.strip():
        raise InputError("has no text (it is empty or only spaces)")
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    tree = trafilatura.load_html(html)
    if tree is None:
        raise InputError("is a page in which no article's text is found")
    _to_unicode(tree)
    captions = tuple(_captions(tree))
    meta = {k: _meta(tree, v) for k, v in (("date", _DATES), ("section", _SECTIONS), ("byline", ("author", "article:author")))}
    found = trafilatura.bare_extraction(
        tree, with_metadata=True, include_comments=False, date_extraction_params={"original_date": True, "extensive_search": False}
    )
    text = getattr(found, "text", None) or ""
    if not text.strip():
        raise InputError("is a page in which no article's text is found")
    title = getattr(found, "title", None)
    byline = meta["byline"] or getattr(found, "author", None)
    return Input(
        text=text,
        title=title if title and not text.startswith(title) else None,
        published=printed(meta["date"] or "") or getattr(found, "date", None),
        publisher=getattr(found, "sitename", None),
        url=getattr(found, "url", None),
        byline=byline if byline and not byline.startswith("http") else None,
        section=meta["section"],
        captions=captions,
    )


def _meta(tree: Any, names: tuple[str, ...]) -> str | None:
    """The first of some metadata that a page gives, in its head or in its JSON-LD."""
    for name in names:
        for value in tree.xpath("//meta[@property=$n or @name=$n or @itemprop=$n]/@content | //time[@itemprop=$n]/@datetime", n=name):
            if value.strip():
                return str(value).strip()
    for script in tree.xpath("//script[@type='application/ld+json']/text()"):
        for value in _linked(script, names):
            return value
    return None


def _linked(script: str, names: tuple[str, ...]) -> Iterator[str]:
    """The values of some names in a JSON-LD script; nothing if the script is no JSON, as on many pages."""
    try:
        waiting = [json.loads(script)]
    except (ValueError, RecursionError):
        return
    while waiting:
        item = waiting.pop()
        if isinstance(item, list):
            waiting += item
        elif isinstance(item, dict):
            yield from (item[n].strip() for n in names if isinstance(item.get(n), str) and item[n].strip())
            waiting += [v for v in item.values() if isinstance(v, dict | list)]


def _captions(tree: Any) -> Iterator[str]:
    """Take the captions of photos out of a page."""
    for element in tree.xpath(_CAPTIONS):
        text = " ".join("".join(element.itertext()).split())
        if element.getparent() is not None:
            element.drop_tree()
            if text and has_hindi(text):
                yield text


def _to_unicode(tree: Any) -> None:
    """Turn the parts of a page that ask for a legacy font into Unicode; where a page asks for none, its text is left as it is."""
    styles = _styles(tree)
    fonts: dict[Any, Font | None] = {}
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        parent = element.getparent()
        own = _font(element, styles)
        font = fonts[element] = own[0] if own else fonts.get(parent)
        if font and element.text and element.tag not in ("script", "style"):
            element.text = font.to_unicode(element.text)
        for child in element:
            if font and child.tail:
                child.tail = font.to_unicode(child.tail)


def _styles(tree: Any) -> dict[str, str]:
    """The fonts of a page's own style sheets: selector (a tag, or a dot and a class) to font-family."""
    out: dict[str, str] = {}
    for sheet in tree.xpath("//style/text()"):
        for selectors, rules in _RULE.findall(sheet):
            face = _FACE.search(rules)
            if face:
                out |= {s.strip().split()[-1].lower(): face[1] for s in selectors.split(",") if s.strip()}
    return out


def _font(element: Any, styles: dict[str, str]) -> tuple[Font | None] | None:
    """The legacy font that an element asks for, (None,) for any other font, None if it asks for none."""
    inline = _FACE.search(element.get("style") or "")
    classes = (f".{c.lower()}" for c in (element.get("class") or "").split())
    keys = [k for c in classes for k in (c, f"{element.tag}{c}")] + [element.tag]
    face = element.get("face") or (inline[1] if inline else None) or next((styles[k] for k in keys if k in styles), None)
    return (named(face),) if face else None
