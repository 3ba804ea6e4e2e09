"""Stories in a store, through the commands: gathered as articles come, the same in any order, after changes and after kills."""

from __future__ import annotations

import csv
import datetime
import json
import os
import random
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import msgspec
import pytest
from click.testing import CliRunner, Result

from karaka.cli import archiving
from karaka.cli.main import main
from karaka.errors import StoreError
from karaka.gathering import Gatherer
from karaka.records import Coding
from karaka.storing import gathered
from karaka.storing.gathered import gather, waiting
from karaka.storing.migrating import version_of
from karaka.storing.reader import Reader
from karaka.storing.schema import CODED, GATHERED, TABLES, VERSION
from karaka.storing.store import Store
from stories_data import coded

REPORT = (
    "सोल, 12 मई (एएनआई): केसीएनए के मुताबिक, उत्तर कोरिया ने रविवार को जापान सागर में दो बैलिस्टिक मिसाइलें दागीं। "
    "नेता किम जोंग उन ने परीक्षण की सराहना की और कहा कि सेना को तैयार रहना होगा।"
)
OTHER = "पुलिस ने मंगलवार को जयपुर में प्रदर्शनकारियों को गिरफ़्तार किया। किसानों ने सोमवार को भोपाल में विरोध प्रदर्शन किया।"
PAPERS = ("अमर उजाला", "जनसत्ता", "दैनिक भास्कर", "हिन्दुस्तान", "नवभारत टाइम्स", "पत्रिका", "प्रभात खबर", "राजस्थान पत्रिका", "दैनिक जागरण", "नई दुनिया")


def run(*arguments: object, **options: Any) -> Result:
    result = CliRunner().invoke(main, [str(a) for a in arguments], **options)
    assert "Traceback" not in result.stderr
    return result


def rows(path: Path, *, without: tuple[str, ...] = ()) -> dict[str, list[tuple[Any, ...]]]:
    """What was gathered, in a fixed order, without some columns."""
    with duckdb.connect(str(path), read_only=True) as db:
        found = {}
        for name, table in GATHERED.items():
            columns = ", ".join(c for c in table.columns if c not in without)
            found[name] = sorted(db.execute(f"SELECT {columns} FROM {name}").fetchall(), key=repr)
    return found


def lines(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


def archive(path: Path, articles: list[dict[str, str]]) -> Path:
    path.write_text("".join(json.dumps(article) + "\n" for article in articles), encoding="utf-8")
    return path


def copies() -> list[dict[str, str]]:
    """Ten copies of one agency's report, and another article."""
    told = [
        {
            "id": f"copy/{i}",
            "title": "उत्तर कोरिया का मिसाइल परीक्षण" if i % 2 else "फिर मिसाइल परीक्षण",
            "text": REPORT,
            "published": "2024-05-12",
            "publisher": paper,
        }
        for i, paper in enumerate(PAPERS)
    ]
    return [*told, {"id": "other", "text": OTHER, "published": "2024-05-14", "publisher": "पत्रिका"}]


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The copies, coded and gathered."""
    folder = tmp_path_factory.mktemp("gathered")
    path = folder / "e.db"
    result = run("code", archive(folder / "a.jsonl", copies()), "--db", path)
    assert "11 articles are not gathered yet" in result.stderr
    assert run("gather", path).exit_code == 0
    return path


def test_ten_copies_of_one_report_are_one_origin(db: Path) -> None:
    [story] = lines(run("stories", db, "--source", "KCNA"))
    assert [(o["name"], o["kind"], len(o["articles"])) for o in story["origins"]] == [("KCNA", "medium", 10)]
    assert len(story["articles"]) == 10
    assert len(story["versions"]) == 1
    assert {"PRK"} <= {p["country"] for p in story["actors"]}
    assert story["published_first"] == story["published_last"] == "2024-05-12"
    assert story["sentence"] in REPORT
    with Reader(db) as store:
        assert store.duplicates() == (1, 10)
        assert store.ungathered() == 0
        query = "SELECT count(*), any_value(origins), any_value(mentions) FROM story_mentions m JOIN stories s ON s.id = m.story GROUP BY s.id"
        assert all(count == mentions for count, _, mentions in store.query(query, seconds=9).rows)


def test_a_second_run_changes_nothing(db: Path) -> None:
    before = rows(db)
    result = run("gather", db)
    assert ": 0 articles gathered; " in result.stderr
    assert rows(db) == before


def test_events_of_a_story(db: Path) -> None:
    for story in lines(run("stories", db)):
        found = lines(run("events", db, "--story", story["id"]))
        assert {(c["article"]["id"], e["id"]) for c in found for e in c["events"]} == {(m["article"], m["event"]) for m in story["mentions"]}
    assert "no event meets the conditions" in run("events", db, "--story", "none").stderr
    assert "no story has a mention" in run("stories", db, "--story", "none").stderr
    result = run("events", db, "--format", "csv")
    table = list(csv.DictReader(result.stdout.splitlines()))
    told = {m["event"]: s["id"] for s in lines(run("stories", db)) for m in s["mentions"]}
    assert {row["event"]: row["story"] for row in table} == told


def test_stories_as_a_table(db: Path) -> None:
    shown = run("stories", db, "--source", "KCNA", "--format", "table").stdout
    for words in ("10 articles", "1 origin:", "KCNA", "mentions", "contradictions", "2024-05-12"):
        assert words in shown
    limited = lines(run("stories", db, "--limit", 1))
    assert limited == lines(run("stories", db))[:1]
    assert run("stories", db, "--limit", 0).exit_code == 2
    assert run("stories", db, "--from", "2024-06-01").stdout == ""


@pytest.mark.parametrize("what", ["stories", "origins"])
def test_series_count(db: Path, tmp_path: Path, what: str) -> None:
    stories = lines(run("stories", db))
    expected = len(stories) if what == "stories" else sum(len(s["origins"]) for s in stories)
    for by in ("day", "week", "month"):
        assert sum(row[what] for row in lines(run("series", db, "--by", by, "--count", what))) == expected
    [one] = lines(run("series", db, "--count", what, "--story", stories[-1]["id"]))
    assert one[what] == (1 if what == "stories" else len(stories[-1]["origins"]))
    assert run("series", db, "--count", what, "--plot", tmp_path / "p.svg").exit_code == 0
    assert what in (tmp_path / "p.svg").read_text(encoding="utf-8")
    assert lines(run("series", db)) == lines(run("series", db, "--count", "mentions"))


def test_a_parquet_folder_has_them(db: Path, tmp_path: Path) -> None:
    folder, part = tmp_path / "all", tmp_path / "part"
    for out, conditions in ((folder, ()), (part, ("--actor", "PRK"))):
        assert run("export", db, "--format", "parquet", "--out", out, *conditions).exit_code == 0
    assert {p.name for p in (folder / "stories").iterdir()} == {"month=2024-05"}
    for command in (("stories",), ("stories", "--actor", "PRK", "--format", "table"), ("series", "--count", "origins"), ("tables",)):
        assert run(command[0], folder, *command[1:]).stdout == run(command[0], db, *command[1:]).stdout
    name = lines(run("stories", db, "--actor", "PRK"))[0]["id"]
    assert run("events", folder, "--story", name).stdout == run("events", db, "--story", name).stdout
    assert {s["id"] for s in lines(run("stories", part))} == {s["id"] for s in lines(run("stories", db, "--actor", "PRK"))}
    with Reader(part) as store:
        assert store.counts()["duplicates"] == store.counts()["articles"] == 10
    result = run("gather", folder)
    assert result.exit_code == 2
    assert "is a folder" in result.stderr


def test_wrong_calls(tmp_path: Path) -> None:
    assert run("gather", tmp_path / "none.db").exit_code == 2
    assert run("stories", tmp_path / "none.db").exit_code == 1
    assert run("series", tmp_path / "none.db", "--count", "words").exit_code == 2
    (tmp_path / "text.db").write_text("no database" * 999, encoding="utf-8")
    assert run("gather", tmp_path / "text.db").exit_code == 1


def test_nothing_to_gather(tmp_path: Path) -> None:
    path = tmp_path / "e.db"
    Store(path).lock.release()
    assert run("gather", path).exit_code == 0
    assert run("stories", path).stdout == ""


def stored(path: Path, codings: list[Coding]) -> None:
    with Store(path) as store:
        for coding in codings:
            store.add(coding)


def in_steps(path: Path, parts: list[list[Coding]], *, batch: int) -> None:
    """Store and gather one part after the other, from the store alone each time."""
    for part in parts:
        stored(path, part)
        with Store(path) as store:
            for _ in gather(store, waiting(store), batch=batch):
                pass


@pytest.fixture(scope="module")
def corpus() -> list[Coding]:
    return [coding for _, coding in coded()]


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory, corpus: list[Coding]) -> Path:
    """The corpus of stories, gathered at once."""
    path = tmp_path_factory.mktemp("calm") / "e.db"
    stored(path, corpus)
    assert run("gather", path).exit_code == 0
    return path


def test_the_store_says_what_the_gatherer_says(calm: Path, corpus: list[Coding]) -> None:
    gatherer = Gatherer()
    for coding in corpus:
        gatherer.add(coding)
    found = rows(calm)
    assert found["story_mentions"] == sorted(((p.story, p.article, p.event) for p in gatherer.placed()), key=repr)
    assert found["duplicates"] == sorted(((a, gatherer.group(a)) for a in gatherer.observed), key=repr)
    names = {p.story for p in gatherer.placed()}
    assert {row[0]: row[-1] for row in found["stories"]} == {name: msgspec.json.encode(gatherer.story(name)).decode() for name in names}
    shown = {s["id"]: s for s in lines(run("stories", calm))}
    assert shown.keys() == names
    assert any(s["contradictions"] for s in shown.values())
    assert all(shown[name]["origins"] == msgspec.to_builtins(gatherer.story(name).origins) for name in names)


@pytest.mark.parametrize(("seed", "parts", "batch"), [(1, 3, 40), (2, 7, 17), (3, 1, 1000)])
def test_the_order_of_arrival_does_not_matter(tmp_path: Path, calm: Path, corpus: list[Coding], seed: int, parts: int, batch: int) -> None:
    shuffled, path = list(corpus), tmp_path / "e.db"
    random.Random(seed).shuffle(shuffled)
    in_steps(path, [shuffled[i::parts] for i in range(parts)], batch=batch)
    assert rows(path, without=("position",)) == rows(calm, without=("position",))


def test_changed_articles_are_gathered_again(tmp_path: Path, calm: Path, corpus: list[Coding]) -> None:
    """Each article was another one first, with somebody else's text: in the end nothing of that is left."""
    path = tmp_path / "e.db"
    wrong = [msgspec.structs.replace(c, article=msgspec.structs.replace(o.article, id=c.article.id), sentences=o.sentences, events=o.events,
                                     attributions=o.attributions) for c, o in zip(corpus, corpus[40:] + corpus[:40], strict=True)]  # fmt: skip
    in_steps(path, [wrong, corpus[:100], corpus[100:]], batch=60)
    assert rows(path, without=("position",)) == rows(calm, without=("position",))


def test_recode(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    news, path = archive(tmp_path / "a.jsonl", copies()), tmp_path / "e.db"
    run("code", news, "--db", path)
    run("gather", path)
    before = rows(path, without=("position",))
    assert "not gathered" not in run("code", news, "--db", path).stderr
    monkeypatch.setattr(archiving, "model_digest", lambda: "another")
    assert "11 articles are not gathered yet" in run("code", "--db", path, "--recode").stderr
    assert "11 articles are not gathered as they are now" in run("stories", path).stderr
    assert ": 11 articles gathered; " in run("gather", path).stderr
    assert rows(path, without=("position",)) == before
    archive(news, [copies()[-1] | {"id": "copy/3"}])
    assert "1 articles are not gathered yet" in run("code", news, "--db", path).stderr
    assert ": 1 articles gathered; " in run("gather", path).stderr
    [story] = lines(run("stories", path, "--source", "KCNA"))
    assert len(story["articles"]) == 9
    assert "copy/3" not in story["articles"]
    with Reader(path) as store:
        assert store.duplicates() == (2, 11)


def test_a_new_lexicon_observes_everything_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "e.db"
    run("code", archive(tmp_path / "a.jsonl", copies()), "--db", path)
    run("gather", path)
    before = rows(path, without=("position", "made_with"))
    monkeypatch.setattr(gathered, "made_with", lambda: "another")
    assert ": 11 articles gathered; " in run("gather", path).stderr
    assert rows(path, without=("position", "made_with")) == before
    assert {row[2] for row in rows(path)["observed"]} == {"another"}


def test_what_a_story_lost_is_rewritten(tmp_path: Path, corpus: list[Coding]) -> None:
    """The store told a mention in another story (as it may in the largest components): with the next article it is put right."""
    path = tmp_path / "e.db"
    in_steps(path, [corpus[:60]], batch=100)
    with duckdb.connect(str(path)) as db:
        db.execute("UPDATE story_mentions SET story = (SELECT min(id) FROM stories) WHERE story = (SELECT max(id) FROM stories)")
    in_steps(path, [corpus[60:61]], batch=100)
    other = tmp_path / "other.db"
    in_steps(other, [corpus[:61]], batch=100)
    assert rows(path, without=("position",)) == rows(other, without=("position",))


def test_migration_from_version_2(tmp_path: Path, calm: Path) -> None:
    path = tmp_path / "old.db"
    path.write_bytes(calm.read_bytes())
    with duckdb.connect(str(path)) as db:
        for name in GATHERED:
            db.execute(f"DROP TABLE {name}")
        db.execute("UPDATE schema_version SET version = 2")
    with pytest.raises(StoreError, match="--migrate"):
        Reader(path)
    assert f"has schema version {VERSION}, and had 2" in run("tables", path, "--migrate").stderr
    with duckdb.connect(str(path), read_only=True) as db:
        assert version_of(db) == VERSION
        assert db.execute("SELECT count(*) FROM articles").fetchall() == [(300,)]
    assert run("gather", path).exit_code == 0
    assert rows(path) == rows(calm)


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
def test_killed_in_the_middle(tmp_path: Path, calm: Path, corpus: list[Coding]) -> None:
    path = tmp_path / "e.db"
    stored(path, corpus)
    script = (
        "import sys; from karaka.storing import gathered; from karaka.cli.main import main; gathered.gather.__kwdefaults__['batch'] = 5; main(sys.argv[1:])"
    )
    command = [sys.executable, "-c", script, "gather", str(path)]
    kills, dice = 0, random.Random(7)
    while kills < 2:
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = datetime.datetime.now() + datetime.timedelta(seconds=60)
        before = len(waiting_in(path)) if kills else len(corpus)
        while datetime.datetime.now() < deadline and child.poll() is None:
            if len(waiting_in(path)) <= before - dice.randrange(5, 60):
                break
        assert child.poll() is None, "it ended before it could be killed"
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        kills += 1
        left = len(waiting_in(path))
        assert 0 < left < before
        assert (len(corpus) - left) % 5 == 0
    assert subprocess.run(command, stderr=subprocess.DEVNULL, check=False).returncode == 0
    assert rows(path) == rows(calm)


def waiting_in(path: Path) -> list[str]:
    with Reader(path) as store:
        return [i for (i,) in store.rows("SELECT a.id FROM articles a LEFT JOIN observed o ON o.article = a.id WHERE o.made_with IS NULL")]


def test_every_table_is_coded_or_gathered() -> None:
    assert {*CODED, *GATHERED} == set(TABLES)
    assert not {*CODED} & {*GATHERED}


def test_stories_that_only_lose_mentions_are_told(corpus: list[Coding]) -> None:
    """Whoever writes what each article is said to change has all stories as they are: in this order, some keep their name and lose mentions."""
    shuffled = list(corpus)
    random.Random(9).shuffle(shuffled)
    gatherer, written = Gatherer(), {}
    for coding in shuffled:
        told = gatherer.add(coding)
        written |= {name: gatherer.story(name) for name in told.changed}
        for name in told.gone:
            written.pop(name, None)
    assert written == {name: gatherer.story(name) for name in {p.story for p in gatherer.placed()}}
