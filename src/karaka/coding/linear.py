"""A logistic model over named features: small, fast without any library, and able to say why."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from pathlib import Path

import msgspec

WEIGHTS = Path(__file__).parent / "weights.msgpack"


class Linear(msgspec.Struct, frozen=True):
    """Weights by feature name, a bias, and the probability from which the answer is yes."""

    bias: float
    weights: dict[str, float]
    threshold: float = 0.5

    def score(self, features: Iterable[str]) -> float:
        get = self.weights.get
        return self.bias + sum([get(f, 0.0) for f in features])

    def probability(self, features: Iterable[str]) -> float:
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, self.score(features)))))

    def best(self, alternatives: list[list[str]]) -> int:
        """Which of some alternatives scores highest."""
        scores = [self.score(features) for features in alternatives]
        return scores.index(max(scores))

    def reasons(self, features: Iterable[str], most: int = 4) -> list[tuple[str, float]]:
        """The features that weigh most, with their weights."""
        found = [(f, self.weights[f]) for f in dict.fromkeys(features) if f in self.weights]
        return sorted(found, key=lambda item: -abs(item[1]))[:most]


def softmax(scores: list[float]) -> list[float]:
    """Probabilities of alternatives of which one is right."""
    top = max(scores)
    shares = [math.exp(s - top) for s in scores]
    total = sum(shares)
    return [s / total for s in shares]


class Models(msgspec.Struct, frozen=True):
    """What is learned: whether a proposal is an event, who acts and who is acted on, where and when; and the calibration."""

    event: Linear
    actor: Linear
    recipient: Linear
    place: Linear
    date: Linear
    calibration: list[tuple[float, float]] = []

    def confidence(self, probability: float) -> float:
        """A calibrated probability, by linear interpolation (isotonic fit on held-out folds)."""
        points = self.calibration
        if not points:
            return probability
        if probability <= points[0][0]:
            return points[0][1]
        for (x0, y0), (x1, y1) in pairwise(points):
            if probability <= x1:
                return y0 if x1 == x0 else y0 + (y1 - y0) * (probability - x0) / (x1 - x0)
        return points[-1][1]


@cache
def shipped() -> Models | None:
    """The models that ship with the package."""
    return msgspec.msgpack.decode(WEIGHTS.read_bytes(), type=Models) if WEIGHTS.exists() else None
