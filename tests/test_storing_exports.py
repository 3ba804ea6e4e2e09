"""Exports: exactly the filter's events, in forms that their readers accept."""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
from pathlib import Path
from typing import Any

import duckdb
import msgspec
import pytest
from click.testing import CliRunner, Result

from karaka import records as r
from karaka.cli.main import main
from karaka.coder import Coder
from karaka.demo.reports import reports
from karaka.errors import InputError
from karaka.evaluating.gold import read_gold
from karaka.storing.brat import Known, annotation, file_name, gold
from karaka.storing.gdelt import EVENT_COLUMNS, MENTION_COLUMNS, fraction, lookups, pairs, quad_class
from karaka.storing.money import entities
from karaka.storing.reader import Reader
from karaka.storing.schema import TABLES
from karaka.storing.store import Store

FORMATS = ("csv", "jsonl", "json", "plover", "ftm", "conllu", "parquet", "gdelt", "brat")


@pytest.fixture(scope="module")
def codings() -> list[r.Coding]:
    return list(Coder().code_many(reports()))


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory, codings: list[r.Coding]) -> Path:
    path = tmp_path_factory.mktemp("store") / "news.db"
    with Store(path) as store:
        for coding in codings:
            store.add(coding)
        store.add(Coder().code("आज मौसम सुहावना है।", id="nothing"))
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


def exported(db: Path, form: str, out: Path, *conditions: str) -> Path:
    result = run("export", db, "--format", form, "--out", out, *conditions)
    assert result.exit_code == 0, result.stderr
    return out


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("conditions", [(), ("--type", "ASSAULT"), ("--factuality", "CT+", "--actor", "IND")])
def test_every_export_is_the_filter(db: Path, tmp_path: Path, codings: list[r.Coding], conditions: tuple[str, ...]) -> None:
    records = lines(exported(db, "jsonl", tmp_path / "o.jsonl", *conditions))
    kept = [msgspec.convert(record, r.Coding) for record in records]
    ids = {e.id for c in kept for e in c.events}
    assert ids
    if not conditions:
        assert ids == {e.id for c in codings for e in c.events}
        assert {c.article.id for c in kept} >= {"nothing"}
    rows = list(csv.DictReader(io.StringIO(exported(db, "csv", tmp_path / "o.csv", *conditions).read_text(encoding="utf-8"))))
    assert {row["event"] for row in rows} == ids
    assert {e["id"] for e in lines(exported(db, "plover", tmp_path / "o.plover", *conditions)) if e["has_event"]} == ids
    found = lines(exported(db, "ftm", tmp_path / "o.ftm", *conditions))
    assert sum(e["schema"] == "Event" for e in found) == len(ids)
    folder = exported(db, "parquet", tmp_path / "p", *conditions)
    with Reader(folder) as store:
        assert {i for (i,) in store.query("SELECT id FROM events", seconds=9).rows} == ids
    gdelt = exported(db, "gdelt", tmp_path / "g", *conditions)
    expected = sum(len(pairs(e)) for c in kept for e in c.events)
    for name in ("events.export.CSV", "events.mentions.CSV"):
        assert len((gdelt / name).read_text(encoding="utf-8").splitlines()) == expected
    brat = exported(db, "brat", tmp_path / "b", *conditions)
    assert sum(len(re.findall(r"^E\d+\t(?!Attribution)", p.read_text(encoding="utf-8"), re.M)) for p in brat.glob("*.ann")) == len(ids)
    sentences = exported(db, "conllu", tmp_path / "o.conllu", *conditions).read_text(encoding="utf-8").count("# sent_id")
    assert sentences == sum(len({e.sentence for e in c.events}) if conditions else len(c.sentences) for c in kept)


def test_a_parquet_folder_is_a_store(db: Path, tmp_path: Path) -> None:
    folder = exported(db, "parquet", tmp_path / "archive")
    assert {p.name for p in (folder / "events").iterdir()} == {"month=2024-03", "month=2024-07", "month=2024-10", "month=2024-12"}
    assert "month=undated" in {p.name for p in (folder / "articles").iterdir()}
    assert not list(folder.rglob("work*"))
    for command in (("events", "--type", "ASSAULT"), ("series",), ("tables",), ("export", "--format", "csv")):
        assert run(command[0], folder, *command[1:]).stdout == run(command[0], db, *command[1:]).stdout
    with Reader(db) as a, Reader(folder) as b:
        assert a.counts() == b.counts()
        for name, table in TABLES.items():
            query = f"SELECT {', '.join(f't.{chr(34)}{c}{chr(34)}' for c in table.columns)} FROM {name} t ORDER BY ALL"
            assert list(a.query(query, seconds=9).rows) == list(b.query(query, seconds=9).rows), name
    with duckdb.connect() as plain:
        query = f"SELECT month, count(*) FROM read_parquet('{folder}/events/*/*.parquet', hive_partitioning = true) GROUP BY month"
        assert len(plain.execute(query).fetchall()) == 4


def test_folders_are_new(db: Path, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    for form in ("parquet", "gdelt", "brat"):
        result = run("export", db, "--format", form, "--out", tmp_path / "there")
        assert result.exit_code == 1
        assert "is there already" in result.stderr
        assert run("export", db, "--format", form).exit_code == 2
    assert [p.name for p in tmp_path.iterdir()] == ["there"]
    assert run("export", db, "--format", "nonsense").exit_code == 2


def test_gdelt_columns(db: Path, tmp_path: Path) -> None:
    assert (len(EVENT_COLUMNS), len(MENTION_COLUMNS)) == (61, 16)
    folder = exported(db, "gdelt", tmp_path / "g")
    events, mentions = (
        [dict(zip(columns, line.split("\t"), strict=True)) for line in (folder / name).read_text(encoding="utf-8").splitlines()]
        for name, columns in (("events.export.CSV", EVENT_COLUMNS), ("events.mentions.CSV", MENTION_COLUMNS))
    )
    assert len({e["GLOBALEVENTID"] for e in events}) == len(events)
    assert [e["GLOBALEVENTID"] for e in events] == [m["GLOBALEVENTID"] for m in mentions]
    for e in events:
        assert 0 < int(e["GLOBALEVENTID"]) < 2**63
        assert datetime.datetime.strptime(e["SQLDATE"], "%Y%m%d").strftime("%Y%m") == e["MonthYear"]
        assert re.fullmatch(r"\d{3,4}", e["EventCode"])
        assert e["EventRootCode"] == e["EventCode"][:2]
        assert -10 <= float(e["GoldsteinScale"]) <= 10
        assert e["QuadClass"] == str(quad_class(e["EventRootCode"]))
        assert e["ActionGeo_Type"] in "01345"
        assert re.fullmatch(r"\d{14}", e["DATEADDED"])
    met = next(e for e in events if e["Actor1Code"] == "INDGOV" and e["Actor2Code"] == "NPLGOV")
    assert (met["EventCode"], met["Actor1CountryCode"], met["Actor1Type1Code"], met["ActionGeo_CountryCode"], met["ActionGeo_Lat"]) == (
        "040", "IND", "GOV", "IN", "28.61",
    )  # fmt: skip
    for m in mentions:
        assert int(m["SentenceID"]) >= 1
        assert int(m["Confidence"]) in range(0, 101, 10)


def test_gdelt_lookups() -> None:
    from karaka.lexicon.compiled import shipped

    known = lookups()
    codes = {s.country for s in shipped().senses if s.kind == "country" and s.country}
    assert codes - set(known.fips) <= {"PSE", "VAT", "ATA", "SUN", "YUG", "CSK", "DDR"}
    assert len(set(known.fips.values())) == len(known.fips)
    assert set(known.goldstein) == {f"{i:02}" for i in range(1, 21)}
    assert [quad_class(f"{i:02}") for i in (1, 5, 6, 8, 9, 13, 14, 20)] == [1, 1, 2, 2, 3, 3, 4, 4]
    assert fraction(datetime.date(2024, 1, 1)) == 2024
    assert fraction(datetime.date(2023, 12, 31)) == 2023.9973


PROPERTIES = {
    "Article": {"title", "fileName", "sourceUrl", "publishedAt", "language", "publisher", "author", "bodyText"},
    "Event": {"name", "summary", "keywords", "location", "country", "organizer", "involved", "proof", "sourceUrl", "notes", "date", "startDate", "endDate"},
    "Person": {"name", "alias", "country", "position"}, "PublicBody": {"name", "alias", "country"}, "Organization": {"name", "alias", "country"},
    "LegalEntity": {"name", "alias", "country"},
}  # fmt: skip
"""What each schema of FollowTheMoney 4 has, of what is written (checked against the library's model, which is not needed here)."""


def test_follow_the_money(codings: list[r.Coding]) -> None:
    for coding in codings:
        found = list(entities(coding))
        ids = [e["id"] for e in found]
        assert len(set(ids)) == len(ids)
        for e in found:
            assert set(e) == {"id", "schema", "properties"}
            assert set(e["properties"]) <= PROPERTIES[e["schema"]]
            assert all(v and isinstance(v, str) for values in e["properties"].values() for v in values)
            for name in ("organizer", "involved", "proof"):
                assert set(e["properties"].get(name, ())) <= set(ids)
    modi = [e for c in codings for e in entities(c) if e["properties"].get("name") == ["Narendra Modi"]]
    assert {e["schema"] for e in modi} <= {"Person"}


def test_conllu(db: Path, tmp_path: Path, codings: list[r.Coding]) -> None:
    text = exported(db, "conllu", tmp_path / "o.conllu").read_text(encoding="utf-8")
    assert text.count("# newdoc id = ") == len(codings) + 1
    for line in text.splitlines():
        assert not line or line.startswith("#") or len(line.split("\t")) == 10


def as_gold(coding: r.Coding) -> dict[str, Any]:
    """The gold document that says what a record says."""

    def span(s: r.Span) -> tuple[int, int] | None:
        return (s.start, s.end) if s.start is not None and s.end is not None else None

    def parties(found: list[r.Party]) -> list[tuple[Any, ...]]:
        return sorted(((span(p), p.country, p.sector) for p in found), key=repr)

    return {
        "events": sorted(
            (
                span(e.trigger), e.type.value, e.mode, e.factuality.value, parties(e.actors), parties(e.recipients),
                (span(e.date), e.date.value) if e.date else None, (span(e.place), e.place.country) if e.place else None, list(map(span, e.sources)),
            )
            for e in coding.events
        ),
        "attributions": [
            (span(a.content), a.kind, span(a.source) if a.source else None, span(a.cue),
             span(coding.attributions[a.via].content) if a.via is not None else None)
            for a in coding.attributions
        ],
    }  # fmt: skip


def test_brat_comes_back_as_gold(db: Path, tmp_path: Path, codings: list[r.Coding]) -> None:
    folder = exported(db, "brat", tmp_path / "b")
    out = tmp_path / "gold.jsonl"
    assert run("import", folder, "--out", out).exit_code == 0
    documents = {d.id: d for d in read_gold(out)}
    assert set(documents) == {c.article.id for c in codings} | {"nothing"}
    for coding in codings:
        d = documents[coding.article.id]
        assert (d.text, d.publisher, d.published) == (coding.article.text, coding.article.publisher, coding.article.published)

        def parties(found: list[Any]) -> list[tuple[Any, ...]]:
            return sorted(((p.span, p.country, p.sector) for p in found), key=repr)

        events = sorted(
            (e.trigger, e.type, e.mode, e.factuality, parties(e.actors), parties(e.recipients), (e.date.span, e.date.value) if e.date else None,
             (e.place.span, e.place.country) if e.place else None, list(e.sources))
            for e in d.events
        )  # fmt: skip
        assert {"events": events, "attributions": [(a.content, a.kind, a.source, a.cue, a.via) for a in d.attributions]} == as_gold(coding)


def test_corrections_are_taken(codings: list[r.Coding]) -> None:
    coding = codings[0]
    ann, text = annotation(coding), coding.article.text
    known = Known("x", "x")
    before = gold(known, text, ann)
    after = gold(known, text, ann.replace("Factuality E1 CERTAIN", "Factuality E1 POSSIBLE").replace("IND GOV", "IND LEG", 1))
    assert [e["factuality"] for e in after["events"]] == ["PS+", *(e["factuality"] for e in before["events"][1:])]
    assert after["events"][0]["actors"][0]["sector"] == "LEG"
    assert gold(known, text, "")["events"] == []
    wordless = gold(known, text, "T1\tCONSULT 0 4\tभारत\nE1\tCONSULT:T1\n#1\tAnnotatorNotes E1\tactor RUS GOV; recipient - CVL\n")
    assert wordless["events"][0]["actors"] == [{"span": None, "country": "RUS", "sector": "GOV"}]
    assert wordless["events"][0]["recipients"] == [{"span": None, "country": "", "sector": "CVL"}]
    pieces = gold(known, text, "T1\tCONSULT 0 4;6 9\tभारत और\nE1\tCONSULT:T1\n")
    assert pieces["events"][0]["trigger"] == (0, 9)


@pytest.mark.parametrize(
    "ann",
    ["nonsense", "T1 CONSULT 0 4", "T1\tCONSULT 0\tx", "T1\tCONSULT 0 99999\tx", "E1\tCONSULT:T9", "T1\tDANCE 0 4\tx\nE1\tDANCE:T1",
     "T1\tCONSULT 0 4\tx\nE1\tCONSULT:T1 Actor:T7", "T1\tCONSULT 0 4\tx\nE1\tCONSULT:T1\nA1\tFactuality E1 MAYBE",
     "T1\tCONSULT 0 4\tx\nE1\tCONSULT:T1\n#1\tAnnotatorNotes E1\tdancer RUS", "Q1\tx y"],
)  # fmt: skip
def test_bad_brat_is_named(codings: list[r.Coding], ann: str) -> None:
    with pytest.raises(InputError, match=r"x\.ann"):
        gold(Known("x", "x"), codings[0].article.text, ann)


def test_bad_documents_are_set_aside(db: Path, tmp_path: Path) -> None:
    folder = exported(db, "brat", tmp_path / "b", "--type", "ASSAULT")
    first, *rest = sorted(folder.glob("*.ann"))
    first.write_text("nonsense\n", encoding="utf-8")
    result = run("import", folder)
    assert result.exit_code == 1
    assert "set aside" in result.stderr
    assert len(result.stdout.splitlines()) == len(rest)
    assert run("import", tmp_path).exit_code == 1
    assert run("import", tmp_path / "none").exit_code == 2


def test_brat_of_lines_and_odd_names() -> None:
    coding = Coder().code("भारत ने नेपाल की\nमदद की।\r\nरूस ने चीन की आलोचना की।")
    for line in annotation(coding).splitlines():
        assert line
    taken: set[str] = set()
    names = [file_name(i, taken) for i in ("a/b", "a:b", "A-B", "../..", "", "दिल्ली/१", "x" * 300)]
    assert len({n.casefold() for n in names}) == len(names)
    assert all(re.fullmatch(r"[^/\\:]{1,110}", n) and not n.startswith(".") for n in names)
