"""What the demo's tests look for: names of states from other sources than the demo's own list."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from babel import Locale
from stix2validator import (  # type: ignore[import-untyped]  # the package has no types
    ValidationOptions,
    validate_instance,
)

MUST_ONLY = ValidationOptions(version="2.1", disabled=["all"])

PEOPLES = (
    "Afghan Albanian Algerian American Arab Argentine Armenian Australian Austrian Belarusian "
    "Belgian Brazilian British Bulgarian Burmese Cambodian Canadian Chinese Colombian Cuban "
    "Czech Danish Dutch Egyptian Estonian Ethiopian Filipino Finnish French Georgian German "
    "Greek Hungarian Indian Indonesian Iranian Iraqi Irish Israeli Italian Japanese Jordanian "
    "Kazakh Kenyan Khmer Korean Kurdish Kuwaiti Lao Latvian Lebanese Libyan Lithuanian Malaysian "
    "Mexican Moldovan Mongolian Moroccan Nigerian Norwegian Pakistani Palestinian Persian "
    "Peruvian Polish Portuguese Qatari Romanian Russian Saudi Serbian Singaporean Slovak Somali "
    "Soviet Spanish Sudanese Swedish Swiss Syrian Taiwanese Thai Tibetan Tunisian Turkish "
    "Ukrainian Uzbek Venezuelan Vietnamese Yemeni"
)
SPOKEN = (
    "DPRK PRC USA Kremlin Beijing Moscow Tehran Pyongyang GRU FSB SVR PLA IRGC MSS "
    "North-Korea Korea Russia Iran Syria Vietnam Taiwan Palestine Laos Turkey Burma"
)
PHRASES = ("state-sponsored", "state sponsored", "nation-state", "nation state", "state-backed")


def state_pattern() -> re.Pattern[str]:
    """Every name of an ISO territory in CLDR, peoples, capitals and services, as whole words."""
    territories = Locale("en").territories
    names = [name for code, name in territories.items() if re.fullmatch("[A-Z]{2}", code)]
    words = {*names, *PEOPLES.split(), *SPOKEN.split(), *PHRASES} - {
        "unknown region",
        "Unknown Region",
    }
    joined = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{joined})(?!\w)", re.IGNORECASE)


def texts(value: Any) -> Iterator[str]:
    """Every string inside a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)


def as_bytes(body: dict[str, Any]) -> bytes:
    """The bytes that would be published."""
    return json.dumps(body, ensure_ascii=False).encode()


def foreign_faults(body: dict[str, Any]) -> list[str]:
    """What OASIS's validator says against an object, MUST rules only."""
    return [str(error) for error in validate_instance(body, MUST_ONLY).errors]
