"""One hierarchy of exceptions: each has a code for programs and a message that tells a person what to do."""

from __future__ import annotations


class KarakaError(Exception):
    """Something that the user can mend. `code` is stable; `usage` tells a wrong call (exit 2) from a failure (exit 1)."""

    code = "error"
    usage = False


class InputError(KarakaError):
    """An input that can't be read as Hindi news."""

    code = "input"


class UsageError(KarakaError):
    """A call with wrong options or paths."""

    code = "usage"
    usage = True


class LexiconError(KarakaError):
    """A lexicon entry that breaks the schema."""

    code = "lexicon"


class StoreError(KarakaError):
    """A database that can't be opened or written."""

    code = "store"
