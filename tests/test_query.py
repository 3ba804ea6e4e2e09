"""Asking a store: SQL that can do no harm, filters, search in Devanagari, series."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from karaka.cli.main import main
from karaka.coder import Coder, Input
from karaka.errors import StoreError, UsageError
from karaka.records import Coding
from karaka.storing.filters import Filter, where
from karaka.storing.plotting import ceiling, png, svg
from karaka.storing.reader import Reader
from karaka.storing.series import Series, counted
from karaka.storing.store import Store
from karaka.text.hi.searching import forms, indexed, search_word

NEWS = [
    Input(
        id="launch", publisher="ANI", published="2023-09-14", title="उत्तर कोरिया ने मिसाइल दागी",
        text="सोल, 14 सितंबर (एएनआई): उत्तर कोरिया ने बुधवार को जापान सागर में बैलिस्टिक मिसाइलें दागीं। केसीएनए के अनुसार रूस के राष्ट्रपति ने "
        "उत्तर कोरिया का निमंत्रण स्वीकार किया।",
    ),
    Input(id="meeting", publisher="PTI", published="2023-10-02", text="रूस के राष्ट्रपति ने शुक्रवार को नई दिल्ली में भारत के प्रधानमंत्री से मुलाकात की।"),
    Input(id="arrest", publisher="PTI", published="2023-10-05", text="पुलिस ने प्रदर्शनकारियों को गिरफ़्तार किया। दललों की दुकान बंद रही।"),
    Input(id="nothing", published="2023-11-01", text="आज मौसम सुहावना है।"),
]  # fmt: skip


@pytest.fixture(scope="module")
def codings() -> list[Coding]:
    return list(Coder().code_many(NEWS))


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory, codings: list[Coding]) -> Path:
    path = tmp_path_factory.mktemp("store") / "news.db"
    with Store(path) as store:
        for coding in codings:
            store.add(coding)
    return path


def run(*arguments: object, **options: Any) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments], **options)


def articles(db: Path, **conditions: Any) -> set[str]:
    with Reader(db) as store:
        return {article for article, _ in store.events(Filter(**conditions))}


@pytest.mark.parametrize(
    ("conditions", "found"),
    [
        ({}, {"launch", "meeting", "arrest"}),
        ({"types": ("CONSULT",)}, {"meeting"}),
        ({"types": ("CONSULT", "COERCE")}, {"meeting", "arrest"}),
        ({"modes": ("arrest",)}, {"arrest"}),
        ({"actors": ("RUS:GOV",), "types": ("CONSULT",)}, {"meeting"}),
        ({"actors": ("RUS",), "recipients": ("IND",)}, {"meeting"}),
        ({"recipients": ("IND:GOV",)}, {"meeting"}),
        ({"actors": (":COP",)}, {"arrest"}),
        ({"actors": ("PRK",), "types": ("MOBILIZE",)}, {"launch"}),
        ({"actors": ("कोरिया",)}, {"launch"}),
        ({"actors": ("IND:MIL",)}, set()),
        ({"sources": ("KCNA",)}, {"launch"}),
        ({"sources": ("केसीएनए",)}, {"launch"}),
        ({"sources": ("media/kcna",)}, {"launch"}),
        ({"sources": ("रॉयटर्स",)}, set()),
        ({"places": ("IND",)}, {"meeting"}),
        ({"places": ("दिल्ली",)}, {"meeting"}),
        ({"places": ("दलल",)}, set()),
        ({"publishers": ("pti",)}, {"meeting", "arrest"}),
        ({"factualities": ("CT+",), "types": ("CONSULT",)}, {"meeting"}),
        ({"factualities": ("CT-",)}, set()),
        ({"since": datetime.date(2023, 10, 1)}, {"arrest"}),
        ({"until": datetime.date(2023, 9, 30)}, {"launch", "meeting"}),
        ({"since": datetime.date(2023, 9, 29), "until": datetime.date(2023, 9, 29)}, {"meeting"}),
        ({"text": "मिसाइल"}, {"launch"}),
        ({"text": "दिल्ली मुलाक़ात"}, {"meeting"}),
        ({"text": "दिल्ली", "types": ("COERCE",)}, set()),
    ],
)  # fmt: skip
def test_filters(db: Path, conditions: dict[str, Any], found: set[str]) -> None:
    assert articles(db, **conditions) == found


def test_filters_combine_to_what_each_alone_allows(db: Path, codings: list[Coding]) -> None:
    """Any combination gives the events that meet every condition, and the records hold these and no others."""
    conditions: list[dict[str, Any]] = [
        {"types": ("CONSULT", "MOBILIZE", "AGREE")}, {"actors": ("RUS",)}, {"factualities": ("CT+",)}, {"since": datetime.date(2023, 9, 20)},
        {"text": "राष्ट्रपति"},
    ]  # fmt: skip

    def ids(**chosen: Any) -> set[str]:
        with Reader(db) as store:
            found = {e for _, events in store.events(Filter(**chosen)) for e in events}
            held = {e.id for stored in store.selected(Filter(**chosen)) for e in stored.coding.events}
        assert held == found
        return found

    alone = [ids(**c) for c in conditions]
    assert all(alone)
    for i, a in enumerate(conditions):
        for j, b in enumerate(conditions[:i]):
            assert ids(**a, **b) == alone[i] & alone[j]
    assert ids() == {e.id for c in codings for e in c.events}


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("दिल्ली में", "दिल्ली"), ("मिसाइलें दागीं", "मिसाइल"), ("मिसाइलों का", "मिसाइल"), ("मिसाइल", "मिसाइलों"), ("लड़कियों ने", "लड़की"),
        ("लड़कों ने", "लड़का"), ("लड़के", "लड़कों"), ("सेनाओं", "सेना"), ("नेताओं ने", "नेता"), ("ज़मीन", "जमीन"), ("जमीन", "ज़मीन"), ("हिन्दी", "हिंदी"),
        ("हँसी", "हंसी"), ("गये", "गए"), ("नयी", "नई"), ("नए", "नया"), ("रुपये", "रुपया"), ("मुलाक़ातें", "मुलाकात"), ("गिरफ्तार", "गिरफ़्तार"), ("गया", "जाना"),
        ("किया", "करना"), ("मिलेंगे", "मिलना"), ("बनाया", "बनाना"), ("दुःख", "दुख"), ("अन्तर्राष्ट्रीय", "अंतरराष्ट्रीय"), ("२०२३", "2023"), ("KCNA", "kcna"),
        ("बड़ी", "बड़ा"), ("प्रदर्शनकारियों", "प्रदर्शनकारी"), ("वस्तुओं", "वस्तु"), ("श्री\u200dलंका", "श्रीलंका"), ("मॉस्को", "मास्को"),
    ],
)  # fmt: skip
def test_search_finds(text: str, asked: str) -> None:
    assert set(indexed(text).split()) & forms(asked), (indexed(text), sorted(forms(asked)))


@pytest.mark.parametrize(
    ("text", "asked"),
    [("दलल", "दिल्ली"), ("दिल्ली", "दलल"), ("दिल", "दिल्ली"), ("कि", "को"), ("चीनी", "चीन"), ("भारतीय", "भारत"), ("राज्य", "राजा"), ("कम", "काम")],
)  # fmt: skip
def test_search_does_not_find(text: str, asked: str) -> None:
    assert not set(indexed(text).split()) & forms(asked)


@given(st.text(alphabet="कखगतदनपमरलसहािीुूेोंँ़्ंः", min_size=1, max_size=12))
@settings(max_examples=300, deadline=None)
def test_a_word_is_found_by_itself(word: str) -> None:
    assert search_word(word) in forms(word) or not search_word(word)
    assert search_word(search_word(word)) == search_word(word) or "य" not in word


def test_phrases(db: Path) -> None:
    assert articles(db, text='"बैलिस्टिक मिसाइल"') == {"launch"}
    assert articles(db, text='"मिसाइल बैलिस्टिक"') == set()
    assert articles(db, text='"भारत के प्रधानमंत्री" रूस') == {"meeting"}
    for text in ("।", '""', "'"):
        with pytest.raises(UsageError):
            where(Filter(text=text))


@pytest.mark.parametrize("value", ["'; DROP TABLE events; --", '"', "%", "\\", "दिल्ली' OR '1'='1", ":", "::", "a" * 5000])
def test_values_are_values(db: Path, value: str) -> None:
    for field in ("actors", "recipients", "places", "sources", "publishers", "modes"):
        assert articles(db, **{field: (value,)}) == set()
    assert articles(db) == {"launch", "meeting", "arrest"}


def test_events_command(db: Path) -> None:
    result = run("events", db, "--type", "CONSULT", "--format", "jsonl")
    assert result.exit_code == 0
    (record,) = map(json.loads, result.stdout.splitlines())
    assert record["article"]["id"] == "meeting"
    assert [e["type"] for e in record["events"]] == ["CONSULT"]
    assert "CONSULT" in run("events", db, "--format", "table").stdout
    assert len(run("events", db, "--format", "csv", "--limit", "1").stdout.splitlines()) == 2
    assert '"event":["CONSULT"]' in run("events", db, "--type", "CONSULT", "--format", "plover").stdout
    none = run("events", db, "--factuality", "CT-")
    assert (none.exit_code, none.stdout) == (0, "")
    assert "no event meets the conditions" in none.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--type", "DANCE"), "DANCE"), (("--mode", "dance"), "no such mode"), (("--from", "2023-13-01"), "2023-13-01"),
        (("--from", "2023-02-01", "--to", "2023-01-01"), "--to is before --from"), (("--text", "।"), "no word"), (("--factuality", "yes"), "yes"),
        (("--limit", "0"), "0"),
    ],
)  # fmt: skip
def test_wrong_calls(db: Path, arguments: tuple[str, ...], words: str) -> None:
    result = run("events", db, *arguments)
    assert result.exit_code == 2
    assert words in result.stderr


def test_missing_database(tmp_path: Path) -> None:
    for command in (("events",), ("query", "SELECT 1"), ("series",), ("tables",)):
        result = run(command[0], tmp_path / "none.db", *command[1:])
        assert result.exit_code == 1
        assert "no such database" in result.stderr
    (tmp_path / "dir").mkdir()
    assert "is not a folder that karaka export wrote" in run("events", tmp_path / "dir").stderr


def test_query(db: Path) -> None:
    sql = "SELECT type, count(*) AS n, max(first_day) AS day FROM events GROUP BY type ORDER BY type"
    rows = [json.loads(line) for line in run("query", db, sql).stdout.splitlines()]
    assert {"type": "CONSULT", "n": 1, "day": "2023-09-29"} in rows
    assert run("query", db, "-", input=sql).stdout == run("query", db, sql).stdout
    assert json.loads(run("query", db, sql, "--format", "json").stdout) == rows
    assert run("query", db, sql, "--format", "csv").stdout.splitlines()[0] == "type,n,day"
    assert "CONSULT" in run("query", db, sql, "--format", "table").stdout
    few = run("query", db, sql, "--limit", "1")
    assert len(few.stdout.splitlines()) == 1
    assert "the first 1 rows" in few.stderr
    assert run("query", db, "SELECT '=1+1' AS x", "--format", "csv").stdout == "x\n'=1+1\n"
    assert run("query", db, " ").exit_code == 2
    assert run("query", db, "SELECT 1", "--memory", "much").exit_code == 2


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_text('/etc/passwd')", "SELECT * FROM '/etc/passwd'", "SELECT * FROM glob('/*')", "SELECT * FROM read_csv('{db}')",
        "COPY events TO '{folder}/out.csv'", "COPY events FROM '{folder}/out.csv'", "ATTACH '{folder}/other.db'", "INSERT INTO events (id) VALUES ('x')",
        "DELETE FROM events", "UPDATE events SET type = 'x'", "DROP TABLE events", "CREATE TABLE x (y INTEGER)", "SET enable_external_access = true",
        "PRAGMA enable_profiling", "INSTALL httpfs", "LOAD httpfs", "EXPORT DATABASE '{folder}/x'", "SELECT 1; DROP TABLE events", "CHECKPOINT",
        "CALL pragma_version()", "EXPLAIN ANALYZE COPY events TO '{folder}/out.csv'", "SELECT nonsense", "SELECT * FROM python_variable", "VACUUM",
        "SELECT * FROM read_parquet('https://example.org/x.parquet')", "BEGIN", "PREPARE x AS SELECT 1", "WITH x AS (SELECT 1)",
    ],
)  # fmt: skip
def test_a_query_can_do_no_harm(db: Path, sql: str) -> None:
    python_variable = {"x": 1}
    before = db.read_bytes()
    result = run("query", db, sql.format(db=db, folder=db.parent))
    assert result.exit_code == 1, result.stdout
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    assert "error of Karaka's own" not in result.stderr
    assert db.read_bytes() == before
    assert sorted(p.name for p in db.parent.iterdir()) == [db.name]
    assert python_variable


def test_a_query_in_a_folder_can_do_no_harm(db: Path, tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    assert run("export", db, "--format", "parquet", "--out", folder).exit_code == 0
    (tmp_path / "secret.csv").write_text("a\n1\n", encoding="utf-8")
    before = sorted(map(str, folder.rglob("*")))
    for sql in (f"SELECT * FROM '{tmp_path}/secret.csv'", f"COPY (SELECT 1) TO '{folder}/x.csv'", f"EXPLAIN ANALYZE COPY (SELECT 1) TO '{folder}/x.csv'"):
        assert run("query", folder, sql).exit_code == 1, sql
    assert sorted(map(str, folder.rglob("*"))) == before
    assert run("query", folder, "SELECT count(*) AS n FROM events").stdout == run("query", db, "SELECT count(*) AS n FROM events").stdout


def test_query_limits(db: Path) -> None:
    endless = "SELECT count(*) FROM range(100000000000) a, range(1000) b WHERE a.range % 7 = b.range"
    result = run("query", db, endless, "--timeout", "0.5")
    assert result.exit_code == 1
    assert "took more than 0.5 seconds" in result.stderr
    big = "SELECT list(range) FROM range(30000000)"
    assert "more memory" in run("query", db, big, "--memory", "50MB").stderr
    with Reader(db) as store, pytest.raises(StoreError):
        store.query("SELECT * FROM no_such_table", seconds=1)


def test_series(db: Path, codings: list[Coding]) -> None:
    total = sum(len(c.events) for c in codings)
    for by in ("day", "week", "month"):
        rows = [json.loads(line) for line in run("series", db, "--by", by).stdout.splitlines()]
        assert sum(row["mentions"] for row in rows) == total
        days = [datetime.date.fromisoformat(row[by]) for row in rows]
        assert days == sorted(days)
        assert by != "week" or all(day.weekday() == 0 for day in days)
    assert run("series", db, "--type", "CONSULT", "--format", "csv").stdout == "month,mentions\n2023-09-01,1\n"
    assert "2023-09-01         1  █" in run("series", db, "--type", "CONSULT", "--format", "table").stdout
    assert run("series", db, "--factuality", "CT-").stdout == ""


def test_series_have_no_gaps() -> None:
    day = datetime.date
    assert counted([(None, 3), (day(2023, 11, 1), 2), (day(2024, 2, 1), 1)], "month") == Series(
        "month", [(day(2023, 11, 1), 2), (day(2023, 12, 1), 0), (day(2024, 1, 1), 0), (day(2024, 2, 1), 1)], 3
    )
    assert counted([(day(2024, 2, 26), 1), (day(2024, 3, 11), 1)], "week").points[1] == (day(2024, 3, 4), 0)
    assert counted([], "day").points == []


@given(st.integers(0, 10**9))
def test_ceiling(most: int) -> None:
    assert most <= ceiling(most) <= max(5, 2.5 * most)


def test_plots(db: Path, tmp_path: Path) -> None:
    for name in ("a.svg", "a.png"):
        result = run("series", db, "--text", "मुलाकात", "--plot", tmp_path / name)
        assert result.exit_code == 0, result.stderr
    assert "मुलाकात" in (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    assert run("series", db, "--plot", tmp_path / "a.gif").exit_code == 2
    run("series", db, "--title", "<b> & 'x'", "--plot", tmp_path / "t.svg")
    assert "&lt;b&gt; &amp;" in (tmp_path / "t.svg").read_text(encoding="utf-8")


def test_devanagari_is_shaped_wherever_it_stands() -> None:
    """The short i stands before its letter, and conjuncts are joined, also after Latin words: as narrow as where Devanagari comes first."""
    words = "क्षत्रिय शक्ति दिल्ली विरोध-प्रदर्शन राष्ट्रपति"

    def ink(title: str) -> bytes:
        return png(svg(Series("day", []), title=title), zoom=1)

    assert ink(words) != ink(words.replace("ि", ""))
    assert ink("x " + words) != ink("x " + " ".join(w.replace("\u094d", "\u094d\u200c") for w in words.split()))
    assert ink(words) != ink(" ".join(w.replace("\u094d", "\u094d\u200c") for w in words.split()))


def test_a_database_of_another_program(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    with duckdb.connect(str(path)) as other:
        other.execute("CREATE TABLE x (y INTEGER)")
    result = run("events", path)
    assert result.exit_code == 1
    assert "written by another program" in result.stderr
