"""From scores to one tree a sentence: maximum spanning arborescence with a single root.

Chu and Liu (1965), Edmonds (1967), as used for parsing by McDonald et al. (2005).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


def decode(arcs: Floats, root: Floats) -> list[int]:
    """Heads (-1 for the root) of the best tree; arcs[d, h] scores h as the head of d, root[d] scores d as the root."""
    n = len(root)
    if n == 1:
        return [-1]
    np.fill_diagonal(arcs, -np.inf)
    heads: list[int] = arcs.argmax(1).tolist()
    best = arcs.max(1)
    # greedy first: the root is the token that loses least by being it
    top = int((root - best).argmax())
    greedy = [*heads]
    greedy[top] = -1
    if all(root[d] <= best[d] for d in range(n) if d != top) and not _cycle(greedy):
        return greedy
    return _single_root(arcs, root)


def _single_root(arcs: Floats, root: Floats) -> list[int]:
    """The best tree with exactly one root: a penalty on root arcs large enough to keep all but one away."""
    finite = arcs[np.isfinite(arcs)]
    span = float(max(finite.max(), root.max()) - min(finite.min(), root.min())) + 1.0
    n = len(root)
    full = np.full((n + 1, n + 1), -np.inf)
    full[1:, 1:] = arcs
    full[1:, 0] = root - span * n
    heads = _edmonds(full)
    return [h - 1 for h in heads[1:]]


def _cycle(heads: list[int]) -> list[int]:
    """Some cycle in a head list (negative heads end a path), or []."""
    colour = [0] * len(heads)
    for start in range(len(heads)):
        path = []
        node = start
        while node >= 0 and not colour[node]:
            colour[node] = 1
            path.append(node)
            node = heads[node]
        if node >= 0 and colour[node] == 1:
            return path[path.index(node) :]
        for seen in path:
            colour[seen] = 2
    return []


def _edmonds(scores: NDArray[np.float64]) -> list[int]:
    """Heads of the maximum arborescence rooted at 0; scores[d, h]. Cycles are contracted one at a time, then opened again."""
    contracted = []
    heads = [-1, *scores[1:].argmax(1).tolist()]
    cycle = _cycle(heads)
    while cycle:
        outside = np.setdiff1d(np.arange(len(scores)), cycle)
        m, inside = len(outside), np.array(cycle)
        enter = scores[np.ix_(inside, outside)] - scores[inside, [heads[c] for c in cycle]][:, None]
        leave = scores[np.ix_(outside, inside)]
        small = np.full((m + 1, m + 1), -np.inf)
        small[:m, :m] = scores[np.ix_(outside, outside)]
        small[m, :m] = enter.max(0)
        small[:m, m] = leave.max(1)
        contracted.append((heads, cycle, outside, enter.argmax(0), leave.argmax(1)))
        scores = small
        heads = [-1, *scores[1:].argmax(1).tolist()]
        cycle = _cycle(heads)
    for before, cycle, outside, entered, left in reversed(contracted):
        m, opened = len(outside), before[:]
        for i in range(1, m):
            opened[outside[i]] = cycle[left[i]] if heads[i] == m else int(outside[heads[i]])
        opened[cycle[entered[heads[m]]]] = int(outside[heads[m]])
        heads = opened
    return heads
