"""Karaka reads Hindi news and writes down who did what to whom, when, where, according to whom, and how sure they are.

>>> import karaka
>>> coding = karaka.code("...", published="2023-09-14", publisher="ANI")

Names are loaded when they are first used, so that importing the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from karaka.coder import Coder as Coder
    from karaka.coder import Input as Input
    from karaka.coder import code as code
    from karaka.parsing.parser import parse as parse
    from karaka.records import Coding as Coding

    __version__: str

__all__ = ["Coder", "Coding", "Input", "__version__", "code", "parse"]

_HOME = {"Coder": "karaka.coder", "Input": "karaka.coder", "code": "karaka.coder", "parse": "karaka.parsing.parser", "Coding": "karaka.records"}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        found: Any = version("karaka")
    elif name in _HOME:
        found = getattr(import_module(_HOME[name]), name)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
