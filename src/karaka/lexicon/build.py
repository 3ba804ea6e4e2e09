"""From YAML to one compiled artefact: `python -m karaka.lexicon.build [--check]`.

The artefact (`hi/lexicon.msgpack`) holds every sense of every form, the index that the matcher reads, and frames and cues, so
that loading costs one decode. It carries a hash of its sources: CI fails when it is stale.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml

from karaka.errors import LexiconError
from karaka.lexicon import compiled, schema
from karaka.lexicon.checking import Placed, check
from karaka.lexicon.compiled import Compiled, Sense, folded_key
from karaka.records import Factuality
from karaka.text.hi import folding, tokens

HERE = Path(__file__).parent / "hi"
ARTEFACT = HERE / "lexicon.msgpack"
PLOVER = Path(__file__).parent / "plover.yaml"
KNOWN = (
    "countries.yaml", "cues/attribution.yaml", "cues/factuality.yaml", "cues/norms.yaml", "frames/*.yaml", "groups.yaml", "instruments.yaml",
    "media/*.yaml", "offices.yaml", "organisations/*.yaml", "patterns.yaml", "persons/*.yaml", "places/*.yaml", "roles.yaml", "words.yaml",
)  # fmt: skip
T = TypeVar("T")
_WHERE = re.compile(r"- at `\$(.*)`$")
_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]")
_UNKNOWN = re.compile(r"unknown field `(.+?)`")


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML in which only true, false and null are no text: `no` is a word, and years and codes keep their zeros."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag.endswith((":null", ":merge")) or (tag.endswith(":bool") and first in "tTfF")]
    for first, found in Loader.yaml_implicit_resolvers.items()
}


def sources(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.yaml"))


def digest(folder: Path) -> str:
    """A hash over the names and bytes of all YAML files of a folder, and of the code that compiles them."""
    total = hashlib.sha256()
    code = [Path(__file__), Path(schema.__file__), Path(compiled.__file__), Path(folding.__file__), Path(tokens.__file__)]
    for path in [*sources(folder), PLOVER, *code]:
        total.update(path.name.encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def document(path: Path) -> tuple[yaml.Node | None, Any]:
    """A YAML file as nodes (they know their lines) and as plain values."""
    with path.open(encoding="utf-8") as stream:
        loader = Loader(stream)
        try:
            node: yaml.Node | None = loader.get_single_node()
            return node, None if node is None else loader.construct_document(node)
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            raise LexiconError(f"{path}: not YAML: {error}") from error
        finally:
            loader.dispose()


def line_of(node: yaml.Node | None, message: str) -> int:
    """The line that a validation message is about, by the path at its end ("... - at `$.examples[0].text`")."""
    where = _WHERE.search(message)
    steps = _STEP.findall(where[1]) if where else []
    unknown = _UNKNOWN.search(message)
    for name, index in [*steps, *([(unknown[1], "")] if unknown else [])]:
        children = node.value if isinstance(node, yaml.CollectionNode) else []
        if index:
            found = children[int(index)] if isinstance(node, yaml.SequenceNode) else None
        else:
            found = next((key if unknown and name == unknown[1] else value for key, value in children if key.value == name), None)
        if found is None:
            break
        node = found
    return node.start_mark.line + 1 if node is not None else 1


def entries(path: Path, kind: type[T]) -> Iterator[tuple[int, T]]:
    """Validated entries of a YAML list with their lines; an error names the file and the line."""
    node, found = document(path)
    if found is None:
        return
    if not isinstance(node, yaml.SequenceNode):
        raise LexiconError(f"{path}:1: a list of entries is expected")
    for child, item in zip(node.value, found, strict=True):
        try:
            yield child.start_mark.line + 1, msgspec.convert(item, kind, strict=False)
        except msgspec.ValidationError as error:
            raise LexiconError(f"{path}:{line_of(child, str(error))}: {error}") from error


def read(folder: Path, pattern: str, kind: type[T]) -> list[T]:
    return [entry for path in sorted(folder.glob(pattern)) for _, entry in entries(path, kind)]


def senses(folder: Path) -> Iterator[tuple[Sense, Iterable[str]]]:
    """Every sense with its forms."""
    for c in read(folder, "countries.yaml", schema.Country):
        code, sector = c.of or c.id, c.sector
        yield Sense("country", c.id, c.name, code, sector, lat=c.lat, lon=c.lon, geonameid=c.geonameid), c.forms
        yield Sense("adjective", c.id, c.name, code, sector), c.adjectives
        yield Sense("demonym", c.id, c.name, code, "CVL"), c.demonyms
        if c.capital:
            seat = c.capital
            yield Sense("capital", c.id, seat.name, code, "GOV", lat=seat.lat, lon=seat.lon, geonameid=seat.geonameid), seat.forms
        yield Sense("metonym", c.id, c.name, code, "GOV"), [m for m in c.metonyms if not c.capital or m not in c.capital.forms]
    for pattern in ("organisations/*.yaml", "groups.yaml", "media/*.yaml"):
        for body in read(folder, pattern, schema.Organisation):
            kind = "media" if pattern.startswith("media") else "organisation"
            yield Sense(kind, body.id, body.name, body.country, body.sector, detail=body.kind, region=body.region), body.forms
    for p in read(folder, "persons/*.yaml", schema.Person):
        terms = [(t.office, t.country, t.region, t.start, t.end) for t in p.roles]
        yield Sense("person", p.id, p.name, p.country, p.sector, terms=terms), p.forms
    for r in read(folder, "roles.yaml", schema.RoleNoun):
        role = Sense("role", f"role/{r.form}", r.form, r.country, r.sector, detail=r.kind, office=r.office, default=r.default)
        yield role, [*(r.forms or [r.form]), *([r.plural] if r.plural else [])]
    for o in read(folder, "offices.yaml", schema.Office):
        yield Sense("role", f"office/{o.id}", o.id, "", o.sector, detail="office", office=o.id), o.titles
    for place in read(folder, "places/*.yaml", schema.Place):
        yield _place_sense(place), place.forms
    for i in read(folder, "instruments.yaml", schema.Instrument):
        yield Sense("instrument", i.id, i.name, i.issuer, "", detail=i.kind), i.forms


def _place_sense(p: schema.Place) -> Sense:
    area = p.admin or (p.forms[0] if p.type == "state" else None)
    return Sense(
        "place", p.id, p.name, p.country, "", detail=p.type, region=area, lat=p.lat, lon=p.lon, geonameid=p.geonameid, population=p.population,
    )  # fmt: skip


def compile_lexicon(folder: Path = HERE) -> Compiled:
    """Read, validate and index all YAML of a folder."""
    check_names(folder)
    check_entities(folder)
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
    frames = list(read_frames(folder))
    return Compiled(
        digest=digest(folder),
        senses=table,
        index=index,
        longest=longest,
        frames=[strip(f) for f in frames],
        patterns=mapping(folder / "patterns.yaml", dict[str, schema.Pattern], {}),
        attribution=mapping(folder / "cues" / "attribution.yaml", schema.AttributionCues, None),
        factuality=read(folder, "cues/factuality.yaml", schema.FactualityRule),
        norms=mapping(folder / "cues" / "norms.yaml", schema.NormCues, schema.NormCues()),
        words=mapping(folder / "words.yaml", dict[str, list[str]], {}),
    )


def check_entities(folder: Path) -> None:
    """What holds between the entries of bodies and persons (karaka.lexicon.checking)."""
    bodies = [path for pattern in ("organisations/*.yaml", "groups.yaml", "media/*.yaml") for path in sorted(folder.glob(pattern))]
    found = [Placed(path, line, entry) for path in bodies for line, entry in entries(path, schema.Organisation)]
    found += [Placed(path, line, entry) for path in sorted(folder.glob("persons/*.yaml")) for line, entry in entries(path, schema.Person)]
    check(found, {c.id for c in read(folder, "countries.yaml", schema.Country)})


def strip(frame: schema.Frame) -> schema.Frame:
    return msgspec.structs.replace(frame, examples=[], counterexamples=[])


def mapping(path: Path, kind: Any, default: Any) -> Any:
    if not path.exists():
        return default
    node, found = document(path)
    try:
        return msgspec.convert(found, kind, strict=False)
    except msgspec.ValidationError as error:
        raise LexiconError(f"{path}:{line_of(node, str(error))}: {error}") from error


def check_names(folder: Path) -> None:
    """Refuse a YAML file that nothing would read: a misplaced file must not be passed over in silence."""
    known = [*KNOWN, "calendar.yaml"] if folder == HERE else KNOWN
    for path in sources(folder):
        name = path.relative_to(folder)
        if not any(name.match(pattern) and len(name.parts) == len(Path(pattern).parts) for pattern in known):
            raise LexiconError(f"{path}: not a lexicon file: {', '.join(known)} are read")


def read_frames(folder: Path) -> Iterator[schema.Frame]:
    """Frames of a folder, each checked against PLOVER's tables and against the ids before it."""
    modes = {kind: row["modes"] for kind, row in document(PLOVER)[1].items()}
    seen: set[str] = set()
    for path in sorted(folder.glob("frames/*.yaml")):
        for line, frame in entries(path, schema.Frame):
            problem = frame_problem(frame, modes, seen)
            if problem:
                raise LexiconError(f"{path}:{line}: frame {frame.id} {problem}")
            seen.add(frame.id)
            yield frame


def frame_problem(frame: schema.Frame, modes: dict[str, dict[str, float]], seen: set[str]) -> str:
    """What is wrong with a frame, beyond its schema, or ""."""
    if frame.id in seen:
        return "is declared twice"
    if not frame.predicate and not frame.noun:
        return "has neither predicate nor noun"
    if frame.event not in modes:
        return f"has the event {frame.event!r}: {', '.join(modes)} are PLOVER's types"
    if frame.mode and frame.mode not in modes[frame.event]:
        return f"has the mode {frame.mode!r}: {frame.event} has {', '.join(modes[frame.event]) or 'no modes'}"
    unknown = sorted(set(frame.contexts) - schema.CONTEXTS)
    if unknown:
        return f"has the context {unknown[0]!r}, which PLOVER does not have"
    if frame.factuality is not None and frame.factuality not in set(Factuality):
        return f"has the factuality {frame.factuality!r}: {', '.join(Factuality)} are known"
    return ""


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
