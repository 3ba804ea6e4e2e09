"""What reading must know of Hindi: its legacy encodings and fonts, and the words that frame an article."""

from __future__ import annotations

from importlib.resources import files
from typing import TypeVar

import msgspec

T = TypeVar("T")


def data(name: str, kind: type[T]) -> T:
    """A YAML file of this folder as a struct; a key that the struct does not know is an error."""
    import yaml

    text = files(__name__).joinpath(name).read_text(encoding="utf-8")
    return msgspec.convert(yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader)), kind)
