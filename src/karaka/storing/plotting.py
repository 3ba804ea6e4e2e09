"""A series as a drawing: SVG, and PNG by resvg, which shapes Devanagari (conjuncts, reordered vowel signs) with the font beside this file."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from html import escape
from pathlib import Path

import regex

from karaka.errors import KarakaError
from karaka.storing.series import Series

FONT = Path(__file__).parent / "fonts" / "NotoSansDevanagari.ttf"
WIDTH, HEIGHT = 960, 420
LEFT, RIGHT, TOP, BOTTOM = 64, 24, 56, 48
LABELS = 9
_COUNTED = {"mentions": "event mentions", "stories": "stories", "origins": "independent origins"}
_INK, _GRID, _BAR = "#333", "#ddd", "#1565c0"
_MIXED = regex.compile(r"(<text[^>]*>)(?=[^<]*\p{Devanagari})")
"""A text with Devanagari in it. resvg shapes a whole text by the script of its first letter: an invisible one before it makes that Devanagari,
and Latin letters come out as well."""
_FAMILY = "'Noto Sans Devanagari', 'Nirmala UI', Kohinoor, 'Lohit Devanagari', sans-serif"


class PlotError(KarakaError):
    """A plot that can't be drawn."""

    code = "plot"


def ceiling(most: int) -> int:
    """The top of an axis for counts up to `most`: 1, 2 or 5 times a power of ten, at least 5."""
    power = 1
    while True:
        for step in (1, 2, 5):
            if step * power >= max(most, 5):
                return step * power
        power *= 10


def _text(x: float, y: float, words: str, *, size: int = 13, anchor: str = "middle") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="{_INK}">{escape(words)}</text>'


def _label(day: datetime.date, by: str) -> str:
    return day.isoformat()[:7] if by == "month" else day.isoformat()


def _axis(top: int) -> Iterator[str]:
    """Lines and numbers at the fifths of the axis."""
    height = HEIGHT - TOP - BOTTOM
    for i in range(6):
        y = HEIGHT - BOTTOM - height * i / 5
        yield f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="{_GRID}"/>'
        yield _text(LEFT - 8, y + 4, f"{top * i / 5:,.10g}", anchor="end")


def _bars(found: Series, top: int) -> Iterator[str]:
    height, step = HEIGHT - TOP - BOTTOM, (WIDTH - LEFT - RIGHT) / len(found.points)
    every = -(-len(found.points) // LABELS)
    for i, (day, count) in enumerate(found.points):
        x, tall = LEFT + i * step, height * count / top
        yield (
            f'<rect x="{x + step * 0.1:.2f}" y="{HEIGHT - BOTTOM - tall:.2f}" width="{step * 0.8:.2f}" height="{tall:.2f}" fill="{_BAR}">'
            f"<title>{day.isoformat()}: {count}</title></rect>"
        )
        if i % every == 0:
            yield _text(x + step / 2, HEIGHT - BOTTOM + 20, _label(day, found.by))


def svg(found: Series, *, title: str) -> str:
    """Bars, one a point, of 960 by 420 pixels; what shows it shapes the words, with its own fonts."""
    top = ceiling(max((count for _, count in found.points), default=0))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" font-family="{_FAMILY}" lang="hi">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        _text(LEFT, 26, title, size=17, anchor="start"),
        _text(LEFT, 45, f"{_COUNTED[found.what]} a {found.by}", size=12, anchor="start"),
        *_axis(top),
        *(_bars(found, top) if found.points else [_text(WIDTH / 2, HEIGHT / 2, "no events")]),
    ]
    return "\n".join([*parts, "</svg>", ""])


def png(drawing: str, *, zoom: int = 2) -> bytes:
    """An SVG as PNG, each pixel of it `zoom` pixels. Raises PlotError if the extra `plot` is not installed."""
    try:
        import resvg_py
    except ImportError:
        raise PlotError("a PNG needs the extra plot: pip install 'karaka[plot]' (an .svg needs nothing)") from None
    drawn = _MIXED.sub(r'\1<tspan font-size="0.01">अ</tspan>', drawing)
    return bytes(resvg_py.svg_to_bytes(svg_string=drawn, skip_system_fonts=True, font_files=[str(FONT)], sans_serif_family="Noto Sans Devanagari", zoom=zoom))
