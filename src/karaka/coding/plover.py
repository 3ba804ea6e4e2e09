"""PLOVER's table of types, and contexts from vocabulary and parties."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import yaml

if TYPE_CHECKING:
    from karaka.lexicon.schema import Frame
    from karaka.records import EventType, Party


class TypeRow(msgspec.Struct, frozen=True):
    """quad class 1 to 4, CAMEO root, scale; modes with their scale."""

    quad: int
    cameo: str
    scale: float
    modes: dict[str, float]


@cache
def table() -> dict[str, TypeRow]:
    path = Path(__file__).parent.parent / "lexicon" / "plover.yaml"
    return msgspec.convert(yaml.safe_load(path.read_text(encoding="utf-8")), dict[str, TypeRow])


PLOVER = table()
_CONTEXT_WORDS = {
    "military": ("सेना", "सैन्य", "सैनिक", "मिसाइल", "रक्षा", "युद्ध", "हथियार", "बम"),
    "diplomatic": ("विदेश", "राजदूत", "राजनयिक", "द्विपक्षीय", "शिखर", "दूतावास", "कूटनीतिक"),
    "election": ("चुनाव", "मतदान", "उम्मीदवार", "मतदाता"),
    "legal": ("अदालत", "कोर्ट", "न्यायालय", "जमानत", "याचिका", "मुकदमा", "आरोपपत्र"),
    "economic": ("व्यापार", "आर्थिक", "निवेश", "आयात", "निर्यात", "शुल्क", "कर"),
    "terrorism": ("आतंकवादी", "आतंकी", "आतंकवाद", "आत्मघाती"),
    "health": ("कोरोना", "महामारी", "स्वास्थ्य", "टीका", "वैक्सीन", "संक्रमण", "अस्पताल"),
    "disasters": ("भूकंप", "बाढ़", "तूफान", "सूखा", "सुनामी", "आपदा"),
    "cbrn": ("परमाणु", "रासायनिक", "जैविक"),
    "human_rights": ("मानवाधिकार",),
    "religion_ethnicity": ("हिंदू", "मुस्लिम", "ईसाई", "सिख", "मंदिर", "मस्जिद", "दलित", "सांप्रदायिक", "धार्मिक"),
    "corruption": ("भ्रष्टाचार", "घोटाला", "रिश्वत", "घूस"),
    "migration": ("प्रवासी", "वीजा"),
    "asylum": ("शरणार्थी", "शरण"),
    "peacekeeping": ("शांतिरक्षक", "शांति सेना"),
    "illegal_drugs": ("मादक", "ड्रग्स", "हेरोइन", "अफीम"),
    "gender": ("महिला", "बलात्कार", "दुष्कर्म"),
    "environment": ("पर्यावरण", "जलवायु", "प्रदूषण"),
    "territory": ("सीमा", "घुसपैठ", "एलओसी", "एलएसी"),
}


def contexts_of(frame: Frame, kind: EventType, parties: list[Party], lemmas: list[str]) -> list[str]:
    """The frame's contexts, those of the sentence's words, and diplomatic where governments of two countries meet."""
    words = set(lemmas)
    found = {*frame.contexts, *(c for c, cues in _CONTEXT_WORDS.items() if words & set(cues))}
    states = {p.country for p in parties if p.country and p.sector in ("GOV", "")}
    if len(states) > 1 and kind in ("AGREE", "CONSULT", "SUPPORT", "COOPERATE", "REQUEST", "REJECT"):
        found.add("diplomatic")
    return sorted(found)
