"""Independent origins of a story: who really found out, once copies, credits and quotations are traced back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from karaka.gathering.media import names
from karaka.gathering.types import Origin


@dataclass(frozen=True, slots=True)
class Report:
    """An article of a story: its house and agency, its duplicate group, and the media that the story's mentions in it are told by."""

    article: str
    group: str
    publisher: str | None
    agency: str | None
    chains: frozenset[tuple[str, ...]]


def origins(reports: Iterable[Report]) -> list[Origin]:
    """The independent origins of the reports, which stand in the order in which they appeared.

    The articles of a duplicate group are one report. It goes back to the innermost media that any of them quotes; if none does, to the
    agency that is credited first; else to the house that had it first. An agency or medium that quotes another for this story is no origin
    of its own: ANI that has it from KCNA is KCNA, in every paper that carries ANI.
    """
    groups: dict[str, list[Report]] = defaultdict(list)
    for report in reports:
        groups[report.group].append(report)
    via = relays(groups.values())
    found: dict[str, tuple[str, list[str]]] = {}
    for group in groups.values():
        kind, keys = source(group)
        for key in sorted({end for near in keys for end in upstream(near, via)}):
            known = found.setdefault(key, ("medium" if key not in keys else kind, []))
            known[1].extend(report.article for report in group)
    return [Origin(name=names().get(key, key), kind=kind, articles=articles) for key, (kind, articles) in found.items()]


def source(group: list[Report]) -> tuple[str, set[str]]:
    """What one text goes back to by its own words, and the kind of it: medium, agency or publisher."""
    quoted = {chain[-1] for report in group for chain in report.chains}
    if quoted:
        return "medium", quoted
    credited = next((report.agency for report in group if report.agency), None)
    if credited:
        return "agency", {credited}
    return "publisher", {group[0].publisher or group[0].article}


def relays(groups: Iterable[list[Report]]) -> dict[str, set[str]]:
    """For each agency and quoted medium, the media that it has the story from."""
    via: dict[str, set[str]] = defaultdict(set)
    for group in groups:
        agencies = {report.agency for report in group if report.agency}
        for chain in {chain for report in group for chain in report.chains}:
            for outer in agencies:
                via[outer].add(chain[0])
            for outer, inner in pairwise(chain):
                via[outer].add(inner)
    return via


def upstream(key: str, via: Mapping[str, set[str]]) -> set[str]:
    """Where a chain of relays from a house ends; itself if it relays nobody. Houses that quote each other all count as ends."""
    seen, todo = {key}, [key]
    ends: set[str] = set()
    while todo:
        house = todo.pop()
        further = via.get(house, set()) - {house}
        if not further:
            ends.add(house)
        fresh = further - seen
        seen |= fresh
        todo += fresh
    return ends or {key}
