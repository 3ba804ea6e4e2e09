"""The lexicon's schema: errors name file and line, nothing unknown passes, the artefact is fresh."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from karaka.errors import LexiconError
from karaka.lexicon import build, schema
from karaka.lexicon.compiled import ARTEFACT, Compiled, folded_key, shipped
from karaka.lexicon.merging import merged
from karaka.records import EventType, Factuality

GOOD = """# a comment
- id: accuse.scold
  event: ACCUSE
  mode: disapprove
  pattern: of
  predicate: [डाँटना]
  contexts: [diplomatic]
  examples:
    - {text: "राजा ने मंत्री को डाँटा।", trigger: "डाँटा"}
"""


def folder(tmp_path: Path, name: str, text: str) -> Path:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return tmp_path


def complaint(tmp_path: Path, name: str, text: str) -> str:
    with pytest.raises(LexiconError) as caught:
        build.compile_lexicon(folder(tmp_path, name, text))
    return str(caught.value)


def test_the_artefact_is_fresh() -> None:
    assert shipped().digest == build.digest(build.HERE), "run python -m karaka.lexicon.build"


def test_the_artefact_holds_what_the_sources_say() -> None:
    assert msgspec.msgpack.encode(build.compile_lexicon()) == ARTEFACT.read_bytes()


def test_a_user_folder_compiles(tmp_path: Path) -> None:
    found = build.compile_lexicon(folder(tmp_path, "frames/own.yaml", GOOD))
    assert [f.id for f in found.frames] == ["accuse.scold"]
    assert found.frames[0].examples == []


@pytest.mark.parametrize(
    ("change", "line", "words"),
    [
        (("event: ACCUSE", "event: ACUSE"), 2, "ACUSE"),
        (("mode: disapprove", "mode: demo"), 2, "disapprove, investigate, allege"),
        (("contexts: [diplomatic]", "contexts: [diplomacy]"), 2, "diplomacy"),
        (("predicate: [डाँटना]", "predicate: []"), 2, "neither predicate nor noun"),
        (("pattern: of", "patern: of"), 5, "patern"),
        (("pattern: of", "pattern: [of]"), 5, "Expected `str`"),
        (("predicate: [डाँटना]", "predicate: डाँटना"), 6, "Expected `array`"),
        (("predicate: [डाँटना]", "predicate: [डाँटना, {}]"), 6, "Expected `str`"),
        (('trigger: "डाँटा"', 'triger: "डाँटा"'), 9, "triger"),
        (('trigger: "डाँटा"', "actors: IND"), 9, "Expected `array | null`"),
        (("contexts:", "factuality: PR\n  contexts:"), 2, "CT+"),
        (("contexts:", "implied_actor: police\n  contexts:"), 7, "regex"),
    ],
)
def test_errors_name_file_and_line(tmp_path: Path, change: tuple[str, str], line: int, words: str) -> None:
    message = complaint(tmp_path, "frames/own.yaml", GOOD.replace(*change))
    assert message.startswith(f"{tmp_path / 'frames' / 'own.yaml'}:{line}: ")
    assert words in message


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("persons/own.yaml", "- id: person/x\n  name: X\n  forms: [क]\n  roles:\n    - {office: pm, from: 2014}\n    - {office: pm, to: 2019}\n", ":6: "),
        ("persons/own.yaml", "- id: person/x\n  name: X\n  forms: [क]\n  roles:\n    - {office: pm, from: May}\n", ":5: "),
        ("places/own.yaml", "- {id: place/x, name: X, forms: [क], lat: 95, lon: 10}\n", ":1: "),
        ("countries.yaml", "- id: IND\n  name: India\n  forms: [भारत]\n  nukes: true\n", ":4: "),
        ("organisations/own.yaml", "- id: o\n  name: O\n  forms: [क]\n", ":1: "),
        ("cues/attribution.yaml", "verbs:\n  - {predicate: कहना, class: say}\n  - {predicate: बताना}\n", ":3: "),
        ("cues/factuality.yaml", "- id: x\n  cue: [नहीं]\n  value: CT-\n  direction: verb-group\n  scopes: event\n", ":5: "),
        ("patterns.yaml", "of:\n  actor: [agent]\n  recipient: [k2]\n  noun_actor: [agent]\n", ":1: "),
        ("frames/own.yaml", "id: a\nevent: ACCUSE\n", ":1: "),
        ("frames/own.yaml", "- just words\n", ":1: "),
        ("frames/own.yaml", "- id: [\n", ""),
    ],
)
def test_every_kind_of_file_is_checked(tmp_path: Path, name: str, text: str, place: str) -> None:
    message = complaint(tmp_path, name, text)
    assert message.startswith(f"{tmp_path / name}{place}")


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (folder(tmp_path, "frames/own.yaml", GOOD) / "frames" / "own.yaml").write_bytes(b"- id: \xff\xfe\n")
    with pytest.raises(LexiconError, match=r"own\.yaml"):
        build.compile_lexicon(tmp_path)


@pytest.mark.parametrize("name", ["frames.yaml", "frame/own.yaml", "frames/more/own.yaml", "cues/own.yaml", "calendar.yaml"])
def test_a_file_that_nothing_reads_is_refused(tmp_path: Path, name: str) -> None:
    assert complaint(tmp_path, name, GOOD).startswith(f"{tmp_path / name}: not a lexicon file")


def test_an_id_is_declared_once(tmp_path: Path) -> None:
    folder(tmp_path, "frames/a.yaml", GOOD)
    message = complaint(tmp_path, "frames/b.yaml", "\n" + GOOD)
    assert message.startswith(f"{tmp_path / 'frames' / 'b.yaml'}:3: ")
    assert "accuse.scold is declared twice" in message


def test_an_empty_file_is_no_error(tmp_path: Path) -> None:
    assert build.compile_lexicon(folder(tmp_path, "frames/own.yaml", "# nothing yet\n")).frames == []


def test_words_that_yaml_takes_for_something_else_stay_text(tmp_path: Path) -> None:
    found = build.compile_lexicon(folder(tmp_path, "words.yaml", "x: [no, off, 007, 2014-05-26, 1_000, 12:30]\n"))
    assert found.words == {"x": ["no", "off", "007", "2014-05-26", "1_000", "12:30"]}


def test_a_user_entry_replaces_ours_and_goes_first(tmp_path: Path) -> None:
    text = "- {id: accuse.criticise, event: REJECT, pattern: of, predicate: [डाँटना]}\n"
    base = shipped()
    assert any(f.id == "accuse.criticise" for f in base.frames)
    found = merged(base, build.compile_lexicon(folder(tmp_path, "frames/own.yaml", text)))
    assert found.frames[0].event == "REJECT"
    assert [f.id for f in found.frames].count("accuse.criticise") == 1
    assert found.lookup(folded_key("भारत")) == base.lookup(folded_key("भारत"))


@pytest.fixture(scope="module")
def frames() -> list[tuple[Path, int, schema.Frame]]:
    return [(path, line, frame) for path in sorted(build.HERE.glob("frames/*.yaml")) for line, frame in build.entries(path, schema.Frame)]


def test_every_frame_is_legal(frames: list[tuple[Path, int, schema.Frame]]) -> None:
    modes = {kind: row["modes"] for kind, row in build.document(build.PLOVER)[1].items()}
    assert set(modes) == set(EventType)
    patterns = set(shipped().patterns)
    for path, line, frame in frames:
        where = f"{path.name}:{line}: {frame.id}"
        assert build.frame_problem(frame, modes, set()) == "", where
        assert frame.pattern in patterns, f"{where}: pattern {frame.pattern}"
        assert frame.id.startswith(f"{path.stem}."), f"{where}: the id begins with another type than the file's name"
        assert frame.event.lower() == path.stem, f"{where}: {frame.event}"


def test_every_frame_has_examples_that_hold_their_trigger(frames: list[tuple[Path, int, schema.Frame]]) -> None:
    for path, line, frame in frames:
        where = f"{path.name}:{line}: {frame.id}"
        assert frame.examples, where
        for example in frame.examples:
            assert example.trigger in example.text, f"{where}: {example.text}"
            assert example.factuality is None or example.factuality in set(Factuality), f"{where}: {example.factuality}"
            assert example.type is None or example.type in set(EventType), f"{where}: {example.type}"


def test_every_cue_has_a_factbank_value() -> None:
    for rule in shipped().factuality:
        assert rule.value in set(Factuality), rule.id


def test_every_form_leads_to_a_sense() -> None:
    lexicon: Compiled = shipped()
    assert all(0 <= i < len(lexicon.senses) for found in lexicon.index.values() for i in found)
    assert all(len(key.split(" ")) <= lexicon.longest[key.split(" ")[0]] for key in lexicon.index)


ORGANISATION = "- {id: org/a, name: A, forms: [क ख], kind: igo, country: IND, sector: GOV}\n"


@pytest.mark.parametrize(
    ("name", "text", "place", "words"),
    [
        ("organisations/a.yaml", ORGANISATION + "- {id: org/b, name: B, forms: [क ख], kind: igo, country: PAK, sector: GOV}\n", "a.yaml:2", "other codes"),
        ("organisations/a.yaml", "- {id: org/a, name: A, forms: [क ख], kind: igo, country: IND, sector: XXX}\n", "a.yaml:1", "no sector XXX"),
        (
            "persons/a.yaml",
            "- {id: person/a, name: A, forms: [क], country: IND, roles: [{office: president, country: IND, from: 2001, to: 2005}]}\n"
            "- {id: person/b, name: B, forms: [ख], country: IND, roles: [{office: president, country: IND, from: 2003, to: 2006}]}\n",
            "a.yaml:2",
            "at the same time",
        ),
    ],
)
def test_entries_that_speak_against_each_other_are_refused(tmp_path: Path, name: str, text: str, place: str, words: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LexiconError, match=words) as caught:
        build.compile_lexicon(tmp_path)
    assert place in str(caught.value)


def test_a_code_that_no_country_has_is_refused(tmp_path: Path) -> None:
    (tmp_path / "countries.yaml").write_text("- {id: IND, name: India, forms: [भारत]}\n", encoding="utf-8")
    (tmp_path / "groups.yaml").write_text("- {id: group/a, name: A, forms: [क], kind: armed, country: XYZ}\n", encoding="utf-8")
    with pytest.raises(LexiconError, match="XYZ"):
        build.compile_lexicon(tmp_path)


def test_a_short_overlap_is_an_acting_holder(tmp_path: Path) -> None:
    (tmp_path / "persons").mkdir()
    (tmp_path / "persons" / "a.yaml").write_text(
        "- {id: person/a, name: A, forms: [क], roles: [{office: president, country: KOR, from: 2003-02-25, to: 2008-02-25}]}\n"
        "- {id: person/b, name: B, forms: [ख], roles: [{office: president, country: KOR, from: 2004-03-12, to: 2004-05-14}]}\n",
        encoding="utf-8",
    )
    build.compile_lexicon(tmp_path)
