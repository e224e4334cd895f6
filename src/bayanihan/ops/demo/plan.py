"""The forms of the demo's facts: sources, states, bodies, members, groups, people.

``sources`` are keys of ``RegionFacts.sources``; ``doubt`` says why a fact may be
wrong and is empty where we are sure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bayanihan.gate.api import GroupRole, Layer, MemberKind


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact comes from: title, kind (official page, press, …), year, address."""

    key: str
    title: str
    kind: str
    year: int | None
    url: str


@dataclass(frozen=True, slots=True)
class StateFacts:
    """A member state: ISO 3166-1 codes, name as the United Nations use it, zones, languages."""

    iso: str
    iso3: str
    name: str
    joined_in: int
    time_zones: tuple[str, ...]
    languages: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BodyFacts:
    """A body of the region or around it; ``member`` is its member code if it has a seat."""

    code: str
    name: str
    mandate: str
    period: str
    predecessor: str
    successor: str
    member: str
    sources: tuple[str, ...]
    doubt: str


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """A member of the demo region; ``id`` is the id of its STIX identity."""

    code: str
    id: str
    name: str
    kind: MemberKind
    state: str | None
    role: str
    speaks: tuple[str, ...]
    domain: str
    fictional: bool
    sources: tuple[str, ...]
    doubt: str


@dataclass(frozen=True, slots=True)
class GroupPlan:
    """A group as its first charter says it; ``members`` maps member codes to their roles."""

    key: str
    name: str
    layer: Layer
    step: int
    exercise: bool
    purpose: str
    members: Mapping[str, GroupRole]
    constituents: Mapping[str, tuple[str, ...]]
    sources: tuple[str, ...]
    doubt: str


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """An invented person of a member, with the roles of that person's account."""

    username: str
    name: str
    member: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RegionFacts:
    """The whole demo region; the mappings keep the order of the files."""

    code: str
    name: str
    sources: Mapping[str, Source]
    states: Mapping[str, StateFacts]
    bodies: Mapping[str, BodyFacts]
    members: Mapping[str, MemberFacts]
    groups: Mapping[str, GroupPlan]
    people: Mapping[str, PersonFacts]
    about: tuple[str, ...]
