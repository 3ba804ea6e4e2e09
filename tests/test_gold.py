"""Accuracy on gold, against pinned floors. Skipped, visibly, where the shared data is absent."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

import gold_data
from karaka.coder import Coder, Input
from karaka.evaluating.gold import GoldDocument
from karaka.evaluating.scoring import score

FLOORS: dict[str, dict[str, float]] = yaml.safe_load((Path(__file__).parent / "floors.yaml").read_text(encoding="utf-8"))
SETS: dict[str, Callable[[], list[dict[str, Any]]]] = {
    "dev": gold_data.dev,
    "held": lambda: gold_data.dev(held=True),
    "own": lambda: gold_data.own("test"),
}


@pytest.mark.skipif(not gold_data.SHARED.exists(), reason="the shared data is not here")
@pytest.mark.parametrize("name", SETS)
def test_floors_hold(name: str) -> None:
    gold = [msgspec.convert(doc, GoldDocument) for doc in SETS[name]()]
    coder = Coder()
    coded = {d.id: coder.code_input(Input(text=d.text, id=d.id, published=d.published, publisher=d.publisher)) for d in gold}
    table = score(gold, coded).table()
    figures = {slot: table[slot].get("f1", table[slot].get("acc", 0.0)) for slot in FLOORS[name]}
    print(name, {slot: round(value, 3) for slot, value in figures.items()})
    fallen = {slot: (round(figures[slot], 3), floor) for slot, floor in FLOORS[name].items() if figures[slot] < floor}
    assert not fallen, f"{name}: below the floor (figure, floor): {fallen}"
