"""The command line as a user calls it: every command, every format, every exit status."""

from __future__ import annotations

import csv
import gzip
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from karaka.cli.main import main

SUMMIT = "भारत के विदेश मंत्री ने सोमवार को दिल्ली में नेपाल के विदेश मंत्री से मुलाकात की।"
ATTACK = "पाकिस्तानी सेना ने कहा कि उसने अफगानिस्तान पर कोई हमला नहीं किया।"
WEATHER = "आज मौसम अच्छा है।"


def run(*args: object, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(main, [str(a) for a in args], input=stdin)


def process(*args: object, stdin: bytes = b"", **options: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "karaka", *map(str, args)], input=stdin, capture_output=True, check=False, timeout=120, **options)  # type: ignore[call-overload, no-any-return]


def records(result: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.txt"
    path.write_text(f"{SUMMIT} {ATTACK}\n", encoding="utf-8")
    return path


@pytest.fixture
def many(tmp_path: Path) -> Path:
    path = tmp_path / "many.jsonl"
    texts = [SUMMIT, WEATHER, ATTACK] * 7
    path.write_text("".join(json.dumps({"id": str(i), "text": t}, ensure_ascii=False) + "\n" for i, t in enumerate(texts)), encoding="utf-8")
    return path


def test_jsonl_when_not_a_terminal(report: Path) -> None:
    result = run("code", report, "--published", "2023-09-14", "--publisher", "ANI")
    assert result.exit_code == 0, result.stderr
    (record,) = records(result)
    article = record["article"]
    assert isinstance(article, dict)
    assert article["id"] == str(report)
    assert article["text"] == report.read_text(encoding="utf-8")
    assert (article["published"], article["publisher"]) == ("2023-09-14", "ANI")
    assert result.stderr == ""


def test_one_line_an_article_in_order(many: Path) -> None:
    result = run("code", many)
    assert [r["article"]["id"] for r in records(result)] == [str(i) for i in range(21)]  # type: ignore[index]
    assert result.exit_code == 0


def test_jobs_keep_the_order(many: Path) -> None:
    with many.open("a", encoding="utf-8") as out:
        out.write("{broken\n" + json.dumps({"id": "last", "text": WEATHER}) + "\n")
    one, two = process("code", many), process("code", many, "--jobs", "2")
    assert one.stdout == two.stdout
    assert (one.returncode, two.returncode) == (1, 1)
    assert b"many.jsonl:22: is not JSON" in two.stderr
    assert b"1 of 23 set aside" in two.stderr


def test_standard_input_and_hash_id() -> None:
    first, second = (records(run("code", "-", stdin=SUMMIT.encode()))[0] for _ in range(2))
    assert first == second
    assert first["article"]["id"] != "-"  # type: ignore[index]
    lines = json.dumps({"text": SUMMIT, "id": "x"}).encode()
    assert records(run("code", "-", stdin=lines))[0]["article"]["id"] == "x"  # type: ignore[index]


def test_gz_and_options(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(json.dumps({"text": SUMMIT, "published": "2020-01-02"}).encode() + b"\n" + json.dumps({"text": SUMMIT}).encode()))
    found = records(run("code", path, "--published", "2023-09-14"))
    assert [r["article"]["published"] for r in found] == ["2020-01-02", "2023-09-14"]  # type: ignore[index]


def test_set_aside(tmp_path: Path, report: Path) -> None:
    (tmp_path / "bad.txt").write_bytes(SUMMIT.encode("utf-16")[:-1])
    result = run("code", tmp_path / "bad.txt", report, tmp_path / "none.txt", "--set-aside", tmp_path / "list.jsonl")
    assert result.exit_code == 1
    assert len(records(result)) == 1
    listed = [json.loads(line) for line in (tmp_path / "list.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [Path(x["file"]).name for x in listed] == ["bad.txt", "none.txt"]
    assert result.stderr.splitlines()[-1] == f"karaka: 2 of 3 set aside; their list with reasons: {tmp_path / 'list.jsonl'}"


def test_set_aside_has_a_list_by_default(tmp_path: Path) -> None:
    result = run("code", tmp_path / "none.txt")
    assert result.exit_code == 1
    assert Path(result.stderr.split("reasons: ")[1].strip()).read_text(encoding="utf-8")
    run("code", tmp_path / "none.txt", "--out", tmp_path / "x.jsonl")
    assert (tmp_path / "x.jsonl.set-aside.jsonl").exists()


@pytest.mark.parametrize(
    "args",
    [
        ("code",), ("code", "x", "--format", "xml"), ("code", "x", "--published", "14.9.2023"), ("code", "x", "--jobs", "0"),
        ("nonsense",), ("code", "x", "--nonsense"), ("explain",), ("lexicon", "check", "/no/such"), ("explain", "x", "--db", "/no/such.db"),
    ],
)  # fmt: skip
def test_wrong_calls(args: tuple[str, ...]) -> None:
    result = run(*args)
    assert result.exit_code == 2
    assert result.stderr
    assert "Traceback" not in result.stderr


def test_json(many: Path) -> None:
    found = json.loads(run("code", many, "--format", "json").stdout)
    assert len(found) == 21
    assert json.loads(run("code", many.parent / "none", "--format", "json").stdout) == []


def test_csv_is_safe(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"text": SUMMIT, "id": "=cmd()", "publisher": "+1", "title": "-भारत"}), encoding="utf-8")
    found = list(csv.DictReader(io.StringIO(run("code", path, "--format", "csv").stdout)))
    assert found
    assert (found[0]["article"], found[0]["publisher"], found[0]["title"]) == ("'=cmd()", "'+1", "'-भारत")
    assert not [cell for row in found for cell in row.values() if cell[:1] in ("=", "@", "\t", "+")]


def test_csv_without_events_has_a_header() -> None:
    assert run("code", "-", "--format", "csv", stdin=WEATHER.encode()).stdout.startswith("article,url,publisher")


def test_plover(many: Path) -> None:
    found = records(run("code", many, "--published", "2024-01-05", "--format", "plover"))
    events = [f for f in found if f["has_event"]]
    assert {f["id"] for f in found if not f["has_event"]} >= {"1"}
    assert any(e["event"] == ["CONSULT"] and e["quad_code"] == 1 and e["date"] == "2024-01-01" for e in events)
    assert any("negation" in e["mode"] for e in events)  # type: ignore[operator]


def test_table_fits_a_hundred_columns(report: Path) -> None:
    result = run("code", report, "--format", "table")
    assert "CONSULT" in result.stdout
    assert "मुलाकात" in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 140  # code points: marks take no column
    assert "\x1b" not in result.stdout


def test_table_has_no_control_characters(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"text": SUMMIT, "id": "\x1b]0;x\x07", "publisher": "a\nb"}), encoding="utf-8")
    assert "\x1b" not in run("code", path, "--format", "table").stdout


def test_out_appears_whole(tmp_path: Path, report: Path) -> None:
    out = tmp_path / "o.csv"
    assert run("code", report, "--out", out).stdout == ""
    assert out.read_text(encoding="utf-8").startswith("article,")
    assert [p.name for p in tmp_path.iterdir() if p.name.endswith(".part")] == []
    assert run("code", report, "--out", tmp_path / "no" / "o.csv").exit_code == 1
    assert run("code", report, "--out", tmp_path).exit_code == 1


def test_out_keeps_the_old_file_on_failure(tmp_path: Path, report: Path) -> None:
    out = tmp_path / "o.jsonl"
    out.write_text("old", encoding="utf-8")
    (tmp_path / "db").write_text("no database", encoding="utf-8")
    result = run("code", report, "--out", out, "--db", tmp_path / "db")
    assert result.exit_code == 1
    assert "is not a DuckDB database" in result.stderr
    assert out.read_text(encoding="utf-8") == "old"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["db", "o.jsonl", "report.txt"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
@pytest.mark.parametrize("form", ["jsonl", "table", "csv"])
def test_full_disk(report: Path, form: str) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([sys.executable, "-m", "karaka", "code", str(report), "--format", form], stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 1
    assert done.stderr == b"karaka: standard output could not be written: the disk is full\n"
    assert process("code", report, "--out", "/dev/full").returncode == 1
    assert Path("/dev/full").is_char_device()


def test_broken_pipe(many: Path) -> None:
    with subprocess.Popen([sys.executable, "-m", "karaka", "code", str(many)], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        assert child.stdout
        assert child.stderr
        child.stdout.close()
        words = child.stderr.read()
    assert child.returncode == 1
    assert words == b"karaka: standard output could not be written: its reader has closed it\n"


def test_output_is_utf8_in_any_locale(report: Path) -> None:
    done = process("code", report, "--format", "table", env={"PATH": "", "PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"})
    assert done.returncode == 0, done.stderr
    assert "मुलाकात" in done.stdout.decode()


def test_explain(report: Path, tmp_path: Path) -> None:
    out = tmp_path / "o.jsonl"
    run("code", report, "--out", out, "--db", tmp_path / "e.db", "--published", "2024-01-05")
    record = json.loads(out.read_text(encoding="utf-8"))
    event = next(e for e in record["events"] if e["type"] == "CONSULT")
    whole = run("explain", report, "--published", "2024-01-05").stdout
    one = run("explain", out, "--event", event["id"]).stdout
    stored = run("explain", report, "--db", tmp_path / "e.db", "--event", event["id"]).stdout
    assert one == stored
    assert one.splitlines()[-12:] != []
    for words in (event["id"], event["rule"], "k1: doer", "how sure", "2024-01-01"):
        assert words in one, one
    assert event["id"] in whole
    assert "negation" in whole
    assert run("explain", out, "--event", "none").exit_code == 1
    assert run("explain", out, "--sentence", "99").exit_code == 1
    assert run("explain", "x", "--db", tmp_path / "e.db").exit_code == 1
    assert "Sentence 1 of 2" in run("explain", out, "--sentence", "1").stdout


def test_demo(tmp_path: Path) -> None:
    result = run("demo", "--write", tmp_path / "sample")
    assert result.exit_code == 0
    for words in ("CONSULT", "PROTEST", "ASSAULT", "SANCTION", "›", "CT-", "PS+", "What to try next"):
        assert words in result.stdout, words
    assert len(records(run("code", tmp_path / "sample" / "reports.jsonl"))) == 4


def test_version_and_help() -> None:
    assert run("--version").stdout.startswith("karaka ")
    for command in ("code", "parse", "explain", "evaluate", "demo", "schema", "lexicon"):
        assert run(command, "--help").exit_code == 0


def test_importing_is_quick() -> None:
    words = "import sys, karaka, karaka.cli.main; print([m for m in ('numpy', 'onnxruntime', 'duckdb', 'rich', 'trafilatura', 'yaml') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", words], capture_output=True, check=True, text=True).stdout == "[]\n"


def test_package_exports() -> None:
    import karaka

    assert {"Coder", "Coding", "Input", "code", "parse"} <= set(dir(karaka))
    assert karaka.code(SUMMIT).events
    assert karaka.parse(SUMMIT)[0].forms[0] == "भारत"
    with pytest.raises(AttributeError):
        karaka.nothing  # noqa: B018
