"""What the documents say is what the program does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from karaka import records
from karaka.cli.main import main
from karaka.coding.plover import PLOVER
from karaka.lexicon import build, schema
from karaka.lexicon.compiled import shipped
from karaka.parsing.hi.treebank import UPOS
from karaka.parsing.parser import shipped as parser

ROOT = Path(__file__).parent.parent
DOCS = [*sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "training" / "README.md"]


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


KINDS = [
    records.Coding, records.Article, records.Event, records.Party, records.Date, records.Source, records.Place, records.Attribution,
    records.Norm, records.Casualties, records.Mention, records.Dateline,
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.__name__)
def test_every_key_of_the_record_is_explained(kind: type[records.Record]) -> None:
    page = text("docs/record.md")
    for name in kind.__struct_fields__:
        assert f"`{name}`" in page, f"{kind.__name__}.{name}"


def test_types_and_values_are_named() -> None:
    page = text("docs/record.md")
    for value in [*records.EventType, *(f"`{v}`" for v in records.Factuality)]:
        assert value in page
    assert set(PLOVER) == set(records.EventType)


def test_every_command_is_in_the_readme() -> None:
    page = text("README.md")
    for name in main.commands:
        assert f"`karaka {name}" in page, name


@pytest.mark.parametrize("path", DOCS, ids=lambda p: p.name)
def test_commands_and_options_in_documents_exist(path: Path) -> None:
    for line in re.findall(r"karaka (?:[a-z]+ )[^`\n]*", path.read_text(encoding="utf-8")):
        words = line.split("#")[0].split()
        command = main.commands.get(words[1])
        if command is None or line.startswith("karaka lexicon"):
            continue
        known = {flag for option in command.params for flag in option.opts}
        for word in words[2:]:
            if word.startswith("--"):
                assert word in known, f"{path.name}: {line}"


@pytest.mark.parametrize("path", DOCS, ids=lambda p: p.name)
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_every_tag_and_common_relation_is_explained() -> None:
    page = text("docs/parser.md")
    words = set(re.findall(r"[\w-]+", page))
    assert set(UPOS) - words <= {"NSTC", "INJC"}
    assert set(parser().network.labels[:24]) - {"root", "-"} <= words


def test_every_file_key_and_pattern_of_a_lexicon_is_explained() -> None:
    page = text("docs/lexicon.md")
    for known in build.KNOWN:
        assert known in page, known
    for key in schema.Frame.__struct_fields__:
        assert f"`{key}`" in page, key
    for pattern in shipped().patterns:
        assert f"`{pattern}`" in page, pattern


def test_the_licences_are_whole() -> None:
    assert len(text("LICENSE").split()) == 1581
    note = text("src/karaka/parsing/hi/model/LICENSE.md")
    for words in ("CC BY-NC-SA 4.0", "CC BY 4.0", "CC BY-SA 4.0", "Handbook of Linguistic Annotation", "ICON 2009", "LTRC"):
        assert words in note
