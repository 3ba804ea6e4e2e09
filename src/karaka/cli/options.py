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
