"""The events of the report that the project began from, told of others in other words: one table of templates, crossed with names and verbs."""

from __future__ import annotations

from itertools import product

import pytest

from karaka.coder import Coder
from karaka.records import Coding

LEADERS = [
    ("फ़्रांस के राष्ट्रपति इमैनुएल मैक्रों", "FRA"),
    ("जापान के प्रधानमंत्री फ़ुमियो किशिदा", "JPN"),
    ("तुर्की के राष्ट्रपति रेचेप तैय्यप अर्दोआन", "TUR"),
    ("वियतनाम के विदेश मंत्री बुई थान सोन", "VNM"),
]
STATES = [("ईरान", "IRN"), ("पाकिस्तान", "PAK"), ("इसराइल", "ISR")]
Case = tuple[str, str, str, list[tuple[str, str]], list[tuple[str, str]]]


def cases() -> list[Case]:
    """(text, words of the trigger, type, actors, recipients)."""
    found: list[Case] = []
    for (a, x), (b, y) in zip(LEADERS, LEADERS[1:] + LEADERS[:1], strict=True):
        for verb in ("स्वीकार कर लिया", "मंज़ूर कर लिया", "क़बूल कर लिया"):
            found.append((f"{a} ने {b} का निमंत्रण {verb} है।", verb, "AGREE", [(x, "GOV")], [(y, "GOV")]))
        found.append((f"{a} ने शुक्रवार को {b} से मुलाक़ात की। दोनों नेता व्यापार बढ़ाने पर सहमत हुए।", "सहमत हुए", "AGREE", [(x, "GOV"), (y, "GOV")], []))
        found.append((f"{a} {b} के दौरे के बाद लौट आए। उन्होंने {b} को फिर बातचीत का प्रस्ताव दिया।", "प्रस्ताव दिया", "AGREE", [(x, "GOV")], [(y, "GOV")]))
    for (state, code), verb in product(STATES, ("दाग़ीं", "लॉन्च कीं")):
        found.append((f"{state} ने सोमवार को तीन बैलिस्टिक मिसाइलें {verb}।", verb, "MOBILIZE", [(code, "")], []))
    for (one, x), (other, y) in zip(STATES, STATES[1:] + STATES[:1], strict=True):
        for verb in ("निंदा की", "आलोचना की"):
            found.append((f"{one} ने {other} के इस क़दम की कड़ी {verb}।", verb, "ACCUSE", [(x, "")], [(y, "")]))
        found.append((f"{one} ने {other} पर नए प्रतिबंध लगा दिए।", "प्रतिबंध लगा दिए", "SANCTION", [(x, "")], [(y, "")]))
    return found


def right(coding: Coding, case: Case) -> bool:
    """Whether an event of the type at these words has just these parties."""
    text, words, kind, actors, recipients = case
    start = text.index(words)
    for event in coding.events:
        inside = event.trigger.start is not None and event.trigger.start < start + len(words) and event.trigger.end > start
        if inside and event.type.value == kind:
            sides = [sorted((p.country, p.sector) for p in side) for side in (event.actors, event.recipients)]
            return sides[0] == sorted(actors) and (not recipients or sides[1] == sorted(recipients))
    return False


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder()


def test_other_names_and_verbs(coder: Coder) -> None:
    every = cases()
    wrong = [case for case in every if not right(coder.code(case[0], published="2023-09-14"), case)]
    assert len(wrong) <= 0.1 * len(every), "\n".join(f"{text} [{words}] {kind}" for text, words, kind, _, _ in wrong)
