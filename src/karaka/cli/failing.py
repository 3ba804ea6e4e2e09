"""Failures as messages and exit statuses: 1 for what failed, 2 for a wrong call, never a traceback."""

from __future__ import annotations

import os
import traceback
from typing import Any

import click

from karaka.cli.output import OutputError, abandon_stdout, failed
from karaka.errors import KarakaError


class Failure(click.ClickException):
    """A message; exit status 1."""

    def show(self, file: Any = None) -> None:
        click.echo(f"karaka: {self.format_message()}", err=True)


class Misuse(Failure):
    """A wrong call; exit status 2."""

    exit_code = 2


def as_failure(error: Exception) -> Failure:
    """What to tell the user about an exception."""
    if isinstance(error, OutputError | BrokenPipeError):
        abandon_stdout()
    if isinstance(error, KarakaError):
        return (Misuse if error.usage else Failure)(str(error))
    if isinstance(error, BrokenPipeError):
        return Failure(str(failed("standard output", error)))
    if isinstance(error, MemoryError):
        return Failure("not enough memory: give fewer --jobs, or smaller articles")
    if isinstance(error, OSError):
        return Failure(f"{error.filename or 'a file'}: {error.strerror or error}")
    return Failure(internal(error))


def internal(error: BaseException) -> str:
    """An error that is Karaka's own fault, in one line with the place where it happened."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {os.path.basename(frames[-1].filename)}:{frames[-1].lineno}" if frames else ""  # noqa: PTH119
    return f"an error of Karaka's own ({type(error).__name__}: {error}{place}): please report it with the input"


class Commands(click.Group):
    """A group whose commands fail with a message."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            raise as_failure(error) from None
