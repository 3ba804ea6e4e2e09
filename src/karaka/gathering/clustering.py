"""Average-linkage clustering of a small graph, the same whatever order it is given in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from heapq import heapify, heappop, heappush

STRANGERS = -3.0
"""What a pair counts that was never found alike."""
Edges = Mapping[str, Mapping[str, float]]


def component(start: str, links: Mapping[str, set[str]]) -> set[str]:
    """All that can be reached from a node, itself among it."""
    seen, todo = {start}, [start]
    while todo:
        fresh = links[todo.pop()] - seen
        seen |= fresh
        todo += fresh
    return seen


def mean(some: Iterable[str], others: Iterable[str], edges: Edges) -> float:
    """The mean score of the pairs between two sets of nodes."""
    scores = [edges[a].get(b, STRANGERS) for a in some for b in others]
    return sum(scores) / len(scores)


def clusters(nodes: Iterable[str], edges: Edges, stop: float) -> list[set[str]]:
    """Join the two clusters whose pairs score best on average, until none scores above `stop`. Ties go to the names that sort first."""
    names = sorted(nodes)
    parts = {i: {name} for i, name in enumerate(names)}
    sums: dict[int, dict[int, float]] = {i: {j: edges[name].get(other, STRANGERS) for j, other in enumerate(names) if j != i} for i, name in enumerate(names)}
    heap = [(-score, i, j, 1) for i, row in sums.items() for j, score in row.items() if i < j and score > stop]
    heapify(heap)
    while heap:
        _, i, j, pairs = heappop(heap)
        if i not in parts or j not in parts or len(parts[i]) * len(parts[j]) != pairs:
            continue
        parts[i] |= parts.pop(j)
        gone, row = sums.pop(j), sums[i]
        del row[j]
        for k in row:
            row[k] += gone[k]
            del sums[k][j]
            sums[k][i] = row[k]
            pairs = len(parts[i]) * len(parts[k])
            if row[k] / pairs > stop:
                heappush(heap, (-row[k] / pairs, min(i, k), max(i, k), pairs))
    return list(parts.values())
