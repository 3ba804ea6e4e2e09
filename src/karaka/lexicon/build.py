"""From YAML to one compiled artefact: `python -m karaka.lexicon.build [--check]`.

The artefact (`hi/lexicon.msgpack`) holds every sense of every form, the index that the matcher reads, and frames and cues, so
that loading costs one decode. It carries a hash of its sources: CI fails when it is stale.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml

from karaka.errors import LexiconError
from karaka.lexicon import schema
from karaka.lexicon.compiled import Compiled, Sense, folded_key

HERE = Path(__file__).parent / "hi"
ARTEFACT = HERE / "lexicon.msgpack"
T = TypeVar("T")


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML as in version 1.2: only true and false are booleans, and dates stay text."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:timestamp" and (tag != "tag:yaml.org,2002:bool" or first in "tTfF")]
    for first, found in Loader.yaml_implicit_resolvers.items()
}


def sources(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.yaml"))


def digest(folder: Path) -> str:
    """A hash over the names and bytes of all YAML files of a folder, and of the code that compiles them."""
    total = hashlib.sha256()
    for path in [*sources(folder), Path(__file__), Path(schema.__file__), Path(__file__).parent / "compiled.py"]:
        total.update(path.name.encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def entries(path: Path, kind: type[T]) -> Iterator[T]:
    """Validated entries of a YAML list; an error names the file and the line."""
    try:
        with path.open(encoding="utf-8") as stream:
            node = yaml.compose(stream, Loader=Loader)
        with path.open(encoding="utf-8") as stream:
            found = yaml.load(stream, Loader=Loader)
    except yaml.YAMLError as error:
        raise LexiconError(f"{path}: not YAML: {error}") from error
    if found is None:
        return
    if not isinstance(found, list):
        raise LexiconError(f"{path}:1: a list of entries is expected")
    lines = [item.start_mark.line + 1 for item in node.value]
    for line, item in zip(lines, found, strict=True):
        try:
            yield msgspec.convert(item, kind, strict=False)
        except msgspec.ValidationError as error:
            raise LexiconError(f"{path}:{line}: {error}") from error


def read(folder: Path, pattern: str, kind: type[T]) -> list[T]:
    return [entry for path in sorted(folder.glob(pattern)) for entry in entries(path, kind)]


def senses(folder: Path) -> Iterator[tuple[Sense, Iterable[str]]]:
    """Every sense with its forms."""
    for c in read(folder, "countries.yaml", schema.Country):
        code, sector = c.of or c.id, c.sector
        yield Sense("country", c.id, c.name, code, sector), c.forms
        yield Sense("adjective", c.id, c.name, code, sector), c.adjectives
        yield Sense("demonym", c.id, c.name, code, "CVL"), c.demonyms
        if c.capital:
            yield Sense("capital", c.id, c.capital.name, code, "GOV"), c.capital.forms
        yield Sense("metonym", c.id, c.name, code, "GOV"), [m for m in c.metonyms if not c.capital or m not in c.capital.forms]
    for pattern in ("organisations/*.yaml", "groups.yaml", "media/*.yaml"):
        for o in read(folder, pattern, schema.Organisation):
            kind = "media" if pattern.startswith("media") else "organisation"
            yield Sense(kind, o.id, o.name, o.country, o.sector, detail=o.kind, region=o.region), o.forms
    for p in read(folder, "persons/*.yaml", schema.Person):
        terms = [(t.office, t.country, t.region, t.start, t.end) for t in p.roles]
        yield Sense("person", p.id, p.name, p.country, p.sector, terms=terms), p.forms
    for o in read(folder, "offices.yaml", schema.Office):
        yield Sense("role", f"office/{o.id}", o.id, "", o.sector, detail="office", office=o.id), o.titles
    for r in read(folder, "roles.yaml", schema.RoleNoun):
        yield Sense("role", f"role/{r.form}", r.form, r.country, r.sector, detail=r.kind, office=r.office, default=r.default), [*(r.forms or [r.form]), *([r.plural] if r.plural else [])]
    for place in read(folder, "places/*.yaml", schema.Place):
        yield Sense("place", place.id, place.name, place.country, "", detail=place.type, region=place.admin, lat=place.lat, lon=place.lon, geonameid=place.geonameid), place.forms
    for i in read(folder, "instruments.yaml", schema.Instrument):
        yield Sense("instrument", i.id, i.name, i.issuer, "", detail=i.kind), i.forms


def compile_lexicon(folder: Path = HERE) -> Compiled:
    """Read, validate and index all YAML of a folder."""
    table: list[Sense] = []
    index: dict[str, list[int]] = {}
    for sense, forms in senses(folder):
        table.append(sense)
        for form in forms:
            found = index.setdefault(folded_key(form), [])
            if len(table) - 1 not in found:
                found.append(len(table) - 1)
    index.pop("", None)
    longest: dict[str, int] = {}
    for key in index:
        words = key.split(" ")
        longest[words[0]] = max(longest.get(words[0], 0), len(words))
    frames = read(folder, "frames/*.yaml", schema.Frame)
    check_frames(frames)
    return Compiled(
        digest=digest(folder),
        senses=table,
        index=index,
        longest=longest,
        frames=[strip(f) for f in frames],
        patterns=mapping(folder / "patterns.yaml", dict[str, schema.Pattern], {}),
        attribution=mapping(folder / "cues" / "attribution.yaml", schema.AttributionCues, None),
        factuality=read(folder, "cues/factuality.yaml", schema.FactualityRule),
        words=mapping(folder / "words.yaml", dict[str, list[str]], {}),
    )


def strip(frame: schema.Frame) -> schema.Frame:
    return msgspec.structs.replace(frame, examples=[], counterexamples=[])


def mapping(path: Path, kind: Any, default: Any) -> Any:
    if not path.exists():
        return default
    try:
        return msgspec.convert(yaml.load(path.read_text(encoding="utf-8"), Loader=Loader), kind, strict=False)
    except (yaml.YAMLError, msgspec.ValidationError) as error:
        raise LexiconError(f"{path}: {error}") from error


def check_frames(frames: list[schema.Frame]) -> None:
    seen: set[str] = set()
    for frame in frames:
        if frame.id in seen:
            raise LexiconError(f"frame {frame.id} is declared twice")
        seen.add(frame.id)
        if not frame.predicate and not frame.noun:
            raise LexiconError(f"frame {frame.id} has neither predicate nor noun")


def main() -> int:
    built = compile_lexicon()
    if "--check" in sys.argv:
        stale = not ARTEFACT.exists() or msgspec.msgpack.decode(ARTEFACT.read_bytes(), type=Compiled).digest != built.digest
        print("lexicon.msgpack is stale: run python -m karaka.lexicon.build" if stale else "lexicon.msgpack is fresh")
        return int(stale)
    ARTEFACT.write_bytes(msgspec.msgpack.encode(built))
    print(f"{len(built.senses)} senses, {len(built.index)} forms, {len(built.frames)} frames, {ARTEFACT.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
