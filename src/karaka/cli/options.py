"""Options that several commands share."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from karaka.errors import InputError, UsageError

F = TypeVar("F", bound=Callable[..., Any])


def articles(command: F) -> F:
    """What to assume of articles that don't say it themselves."""
    command = click.option("--publisher", metavar="NAME", help="Publisher of articles that name none themselves.")(command)
    return click.option("--published", metavar="DATE", help="Day of publication (YYYY-MM-DD) of articles that have none themselves.")(command)


def kinds(command: F) -> F:
    """How to read what holds more than one article."""
    command = click.option("--split", is_flag=True, help="A text may hold several articles, parted by a line of dashes or by headlines.")(command)
    help_ = "The column of a .csv or .tsv that holds text, id, title, published, publisher, url, byline or section; may be given more than once."
    return click.option("--column", multiple=True, metavar="NAME=COLUMN", help=help_)(command)


def checked_columns(given: tuple[str, ...]) -> dict[str, str]:
    """The option's mapping, field to column. Raises UsageError for a field that no article has."""
    from karaka.reading.tables import FIELDS

    columns: dict[str, str] = {}
    for word in given:
        name, sign, column = word.partition("=")
        if not sign or not column.strip() or name not in FIELDS:
            raise UsageError(f"--column {word!r}: write NAME=COLUMN, with a NAME of {', '.join(FIELDS)}")
        if name in columns:
            raise UsageError(f"--column names {name} twice")
        columns[name] = column.strip()
    return columns


def lexicon_option(command: F) -> F:
    made = click.option("--lexicon", type=click.Path(path_type=Path), metavar="DIR", help="A folder of your own YAML, laid over the shipped lexicon.")
    return made(command)


def checked_published(value: str | None) -> str | None:
    """The option's date. Raises UsageError if it is none."""
    from karaka.reading.lines import checked_date

    try:
        return checked_date(value)
    except InputError:
        raise UsageError(f"--published {value!r} is not a date: write YYYY-MM-DD") from None


def width_and_colour(*, to_file: bool = False) -> tuple[int, bool, bool]:
    """Columns to draw in, whether with colours, and whether to a terminal."""
    terminal = not to_file and sys.stdout.isatty()
    width = shutil.get_terminal_size((100, 24)).columns if terminal else 100
    return max(60, min(width, 160)), terminal, terminal
