"""The DuckDB store, and a user's lexicon over the shipped one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import msgspec
import pytest
from click.testing import CliRunner

from karaka.cli.main import main
from karaka.coder import Coder
from karaka.demo.reports import reports
from karaka.errors import StoreError
from karaka.evaluating.examples import lexicon_over_shipped
from karaka.lexicon.compiled import folded_key, shipped
from karaka.lexicon.merging import merged
from karaka.records import Coding
from karaka.storing.exports import days
from karaka.storing.migrating import version_of
from karaka.storing.reader import Reader
from karaka.storing.rows import ROWS, Stamp, Stored
from karaka.storing.schema import CODED, GATHERED, TABLES, VERSION, described
from karaka.storing.store import Store


@pytest.fixture(scope="module")
def codings() -> list[Coding]:
    return list(Coder().code_many(reports()))


def count(path: Path) -> dict[str, int]:
    with duckdb.connect(str(path), read_only=True) as db:
        return {name: db.execute(f"SELECT count(*) FROM {name}").fetchall()[0][0] for name in TABLES}


def test_store_is_idempotent(tmp_path: Path, codings: list[Coding]) -> None:
    path = tmp_path / "e.db"
    for _ in range(2):
        with Store(path) as store:
            for coding in [*codings, codings[0]]:
                store.add(coding)
    events = [e for c in codings for e in c.events]
    assert count(path) == {
        "articles": 4,
        "sentences": sum(len(c.sentences) for c in codings),
        "events": len(events),
        "parties": sum(len(e.actors) + len(e.recipients) for e in events),
        "sources": sum(len(e.sources) for e in events),
        "attributions": sum(len(c.attributions) for c in codings),
        "norms": sum(len(c.norms) for c in codings),
        **dict.fromkeys(GATHERED, 0),
    }
    with Reader(path) as store:
        record = store.record(codings[1].article.id)
        assert record
        assert msgspec.json.decode(record, type=Coding) == codings[1]
        assert store.record("none") is None


def test_store_answers_questions(tmp_path: Path, codings: list[Coding]) -> None:
    with Store(tmp_path / "e.db") as store:
        for coding in codings:
            store.add(coding)
    query = """SELECT e.type, p.country FROM events e JOIN parties p ON p.event = e.id AND p.article = e.article
               JOIN sentences s ON s.article = e.article AND s.sentence = e.sentence WHERE p.side = 'actor' AND contains(s.text, e.trigger)"""
    with duckdb.connect(str(tmp_path / "e.db")) as db:
        assert ("SANCTION", "UNO") in db.execute(query).fetchall()


def test_store_replaces_with_fewer_events(tmp_path: Path, codings: list[Coding]) -> None:
    with Store(tmp_path / "e.db") as store:
        store.add(codings[0])
        store.flush()
        store.add(msgspec.structs.replace(codings[0], events=[], attributions=[]))
    assert count(tmp_path / "e.db")["events"] == 0


def test_locked(tmp_path: Path) -> None:
    path = tmp_path / "e.db"
    Store(path).lock.release()
    holder = f"import duckdb, sys; c = duckdb.connect({str(path)!r}); print('open', flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", holder], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout
        assert other.stdin
        other.stdout.readline()
        result = CliRunner().invoke(main, ["code", "-", "--db", str(path)], input="भारत ने नेपाल की मदद की।")
        other.stdin.close()
    assert result.exit_code == 1
    assert "is locked: another program has it open" in result.stderr
    assert "Traceback" not in result.stderr


def test_bad_stores(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_text("no database" * 1000, encoding="utf-8")
    with duckdb.connect(str(tmp_path / "b.db")) as db:
        db.execute("CREATE TABLE events (x INTEGER)")
    for name in ("a.db", "b.db", "none/c.db", ""):
        with pytest.raises(StoreError):
            Store(tmp_path / name)
        with pytest.raises(StoreError):
            Reader(tmp_path / name)
    assert not list(tmp_path.rglob("*.writer"))


def test_rows_fit_their_tables(codings: list[Coding]) -> None:
    assert set(ROWS) == set(CODED)
    for name, table in CODED.items():
        for row in (row for c in codings for row in ROWS[name](Stored(c, Stamp()))):
            assert len(row) == len(table.columns), name


def test_the_schema_is_documented() -> None:
    page = (Path(__file__).parent.parent / "docs" / "storing.md").read_text(encoding="utf-8")
    assert "\n".join(described()) in page, "write the output of karaka tables into docs/storing.md"
    assert CliRunner().invoke(main, ["tables"]).stdout == "".join(f"{line}\n" for line in described())


FIRST = {
    "articles": "id, url, title, text, body_start, language, publisher, agency, byline, dateline, dateline_country, published, record",
    "sentences": "article, sentence, start, \"end\", text", "events": "article, id, type", "parties": "article, event, side",
    "sources": "article, event", "attributions": "article, position",
}  # fmt: skip


def first_version(path: Path, codings: list[Coding]) -> None:
    """A database as the first version of the schema was: what is migrated is its articles' records."""
    with duckdb.connect(str(path)) as db:
        for name, columns in FIRST.items():
            db.execute(f"CREATE TABLE {name} ({', '.join(f'{c} VARCHAR' for c in columns.split(', '))})")
        for c in codings:
            db.execute("INSERT INTO articles (id, text, record) VALUES (?, ?, ?)", [c.article.id, c.article.text, c.to_json()])


def test_migration(tmp_path: Path, codings: list[Coding]) -> None:
    old, new = tmp_path / "old.db", tmp_path / "new.db"
    first_version(old, codings)
    with pytest.raises(StoreError, match="--migrate"):
        Reader(old)
    result = CliRunner().invoke(main, ["tables", str(old), "--migrate"])
    assert result.exit_code == 0, result.stderr
    assert result.stderr == f"karaka: {old} has schema version {VERSION}, and had 1\n"
    with Store(new) as store:
        for coding in codings:
            store.add(coding)
    with duckdb.connect(str(old), read_only=True) as a, duckdb.connect(str(new), read_only=True) as b:
        assert version_of(a) == version_of(b) == VERSION
        for name in TABLES:
            assert sorted(map(repr, a.execute(f"FROM {name}").fetchall())) == sorted(map(repr, b.execute(f"FROM {name}").fetchall()))
    assert CliRunner().invoke(main, ["tables", str(old), "--migrate"]).stderr == f"karaka: {old} has schema version {VERSION}\n"


def test_a_broken_migration_leaves_the_old_database(tmp_path: Path, codings: list[Coding]) -> None:
    old = tmp_path / "old.db"
    first_version(old, codings)
    with duckdb.connect(str(old)) as db:
        db.execute("UPDATE articles SET record = '{}' WHERE id = ?", [codings[-1].article.id])
    with pytest.raises(Exception, match="required field"):
        Store(old)
    with duckdb.connect(str(old), read_only=True) as db:
        assert version_of(db) == 1
        assert db.execute("SELECT count(*) FROM articles").fetchall() == [(len(codings),)]


def test_newer_schema_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "e.db"
    Store(path).lock.release()
    with duckdb.connect(str(path)) as db:
        db.execute("UPDATE schema_version SET version = 99")
    for opened in (Store, Reader):
        with pytest.raises(StoreError, match="install a newer one"):
            opened(path)


def test_text_of_any_kind_is_kept(tmp_path: Path) -> None:
    text = "भारत ने 'नेपाल' की \"मदद\" की।\x01\u2028 a\\b 😀\r\n\ttab"
    coding = Coder().code(text)
    with Store(tmp_path / "e.db") as store:
        store.add(coding)
    with Reader(tmp_path / "e.db") as reader:
        assert next(reader.query("SELECT text FROM articles", seconds=9).rows) == (text,)
        assert msgspec.json.decode(reader.record(coding.article.id) or "", type=Coding) == coding


@pytest.mark.parametrize(
    ("value", "edges"),
    [("2023-09-14", ("2023-09-14",) * 2), ("2024-02", ("2024-02-01", "2024-02-29")), ("2023", ("2023-01-01", "2023-12-31")),
     ("2023-01-02/2023-01-08", ("2023-01-02", "2023-01-08")), ("", (None, None)), ("bad", (None, None))],
)  # fmt: skip
def test_days(value: str, edges: tuple[str | None, str | None]) -> None:
    assert days(value) == edges


FRAME = """
- id: protest.own
  event: PROTEST
  mode: demo
  pattern: alone
  predicate: [मशाल जुलूस निकालना]
  examples:
    - {text: "छात्रों ने मशाल जुलूस निकाला।", trigger: "मशाल जुलूस निकाला", actors: [":CVL"]}
  counterexamples: ["छात्रों ने किताब पढ़ी।"]
"""
PERSON = "- {id: person/own, name: Own Person, forms: [टिंबकटू लाल], country: NPL, sector: GOV}\n"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    (folder / "frames").mkdir(parents=True)
    (folder / "persons").mkdir()
    (folder / "frames" / "own.yaml").write_text(FRAME, encoding="utf-8")
    (folder / "persons" / "own.yaml").write_text(PERSON, encoding="utf-8")
    return folder


def test_merged(own: Path) -> None:
    base = shipped()
    both = lexicon_over_shipped(own)
    assert [s.id for s in both.lookup(folded_key("टिंबकटू लाल"))] == ["person/own"]
    assert len(both.frames) == len(base.frames) + 1
    for form in list(base.index)[:500]:
        assert both.lookup(form) == base.lookup(form)
    assert all(both.longest[word] >= size for word, size in base.longest.items())
    assert (both.patterns, both.attribution, both.words) == (base.patterns, base.attribution, base.words)
    again = merged(base, base)
    assert len(again.senses) == len(base.senses)
    assert {f.id for f in again.frames} == {f.id for f in base.frames}


def test_own_lexicon_codes(own: Path, tmp_path: Path) -> None:
    text = "टिंबकटू लाल ने मशाल जुलूस निकाला।"
    events = Coder(lexicon=lexicon_over_shipped(own)).code(text).events
    assert [(e.type, e.rule, [p.country for p in e.actors]) for e in events] == [("PROTEST", "protest.own", ["NPL"])]
    result = CliRunner().invoke(main, ["code", "-", "--lexicon", str(own)], input=text)
    assert "protest.own" in result.stdout


def test_lexicon_check(own: Path) -> None:
    def check() -> tuple[int, str]:
        result = CliRunner().invoke(main, ["lexicon", "check", str(own)])
        return result.exit_code, result.stdout + result.stderr

    assert check() == (0, "2 files, 1 senses, 1 frames, 1 examples, 1 counterexamples: all well\n")
    frames = own / "frames" / "own.yaml"
    for old, new, words in (
        ("mode: demo", "mode: dance", "PROTEST has demo"),
        ("event: PROTEST", "event: DANCE", "are PLOVER's types"),
        ("pattern: alone", "pattern: nowhere", "pattern nowhere does not exist"),
        ('[":CVL"]', '["USA"]', "actors should be USA"),
        ('"मशाल जुलूस निकाला"', '"नाच"', "does not stand in it"),
        ("किताब पढ़ी", "मशाल जुलूस निकाला", "counterexample"),
        ("predicate:", "predicates:", "unknown field"),
        ("- id: protest.own", "- id: [", "not YAML"),
    ):
        frames.write_text(FRAME.replace(old, new), encoding="utf-8")
        status, output = check()
        assert status == 1, words
        assert words in output
    frames.write_text(FRAME, encoding="utf-8")
    (own / "stray.yaml").write_text("[]", encoding="utf-8")
    assert "stray.yaml: not a lexicon file" in check()[1]


def test_lexicon_folder_is_checked(tmp_path: Path) -> None:
    for folder in (tmp_path / "none", tmp_path):
        result = CliRunner().invoke(main, ["code", "-", "--lexicon", str(folder)], input="भारत")
        assert result.exit_code == 1
        assert str(folder) in result.stderr
