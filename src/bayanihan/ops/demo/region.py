"""Who is in the demo: the region, its states and bodies, members, groups and people.

Everything about real states and bodies is public and names its sources; where
we were not sure, ``doubt`` says why. Companies, universities and people are
invented and say so in their names. What members do with each other is invented
too, and therefore stands only in groups whose ``exercise`` is true.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from bayanihan.gate.api import GroupRole, Layer, MemberKind
from bayanihan.kernel.api import named_uuid
from bayanihan.ops.demo.library import own_facts
from bayanihan.ops.demo.plan import (
    BodyFacts,
    GroupPlan,
    MemberFacts,
    PersonFacts,
    RegionFacts,
    Source,
    StateFacts,
)

DEMO_NAMESPACE: Final = UUID("2a052c68-5da5-4e46-9127-b9bc9c55c580")
"""Names of the demo become ids under this namespace: every build gives the same ids."""


def identity_id(code: str) -> str:
    """The STIX identity id of the member or other party called ``code``."""
    return f"identity--{named_uuid(DEMO_NAMESPACE, {'identity': code})}"


def load_region() -> RegionFacts:
    """Read the facts of the demo region from the files beside this module."""
    region, members = own_facts("region"), _members()
    sources = own_facts("sources")
    return RegionFacts(
        code=region["region"]["code"],
        name=region["region"]["name"],
        sources=MappingProxyType({key: _source(key, row) for key, row in sources.items()}),
        states=MappingProxyType({s.iso: s for s in _states(region)}),
        bodies=MappingProxyType({row["code"]: _body(row) for row in region["bodies"]}),
        members=members,
        groups=MappingProxyType(
            {row["key"]: _group(row, members) for row in own_facts("groups")["groups"]},
        ),
        people=MappingProxyType({p.username: p for p in _people()}),
        about=tuple(region["region"]["sources"]),
    )


def _source(key: str, row: Mapping[str, Any]) -> Source:
    return Source(key, row["title"], row["kind"], row.get("year"), row.get("url", ""))


def _states(region: Mapping[str, Any]) -> list[StateFacts]:
    return [
        StateFacts(
            iso=row["iso"],
            iso3=row["iso3"],
            name=row["name"],
            joined_in=row["joined_in"],
            time_zones=tuple(row["time_zones"]),
            languages=tuple(row["languages"]),
            sources=tuple(region["states_sources"]),
        )
        for row in region["states"]
    ]


def _body(row: Mapping[str, Any]) -> BodyFacts:
    return BodyFacts(
        code=row["code"],
        name=row["name"],
        mandate=row["mandate"],
        period=row["period"],
        predecessor=row.get("predecessor", ""),
        successor=row.get("successor", ""),
        member=row.get("member", ""),
        sources=tuple(row["sources"]),
        doubt=row["doubt"],
    )


def _members() -> Mapping[str, MemberFacts]:
    rows = own_facts("members")["members"]
    return MappingProxyType({row["code"]: _member(row) for row in rows})


def _member(row: Mapping[str, Any]) -> MemberFacts:
    return MemberFacts(
        code=row["code"],
        id=identity_id(row["code"]),
        name=row["name"],
        kind=MemberKind(row["kind"]),
        state=row["state"],
        role=row["role"],
        speaks=tuple(row["speaks"]),
        domain=row.get("domain", ""),
        fictional=row.get("fictional", False),
        sources=tuple(row["sources"]),
        doubt=row["doubt"],
    )


def _group(row: Mapping[str, Any], members: Mapping[str, MemberFacts]) -> GroupPlan:
    charter: dict[str, GroupRole] = {}
    for role, names in row["members"].items():
        for code in chain.from_iterable(_expand(name, members) for name in names):
            charter.setdefault(code, GroupRole(role))
    constituents = {code: tuple(of) for code, of in row.get("constituents", {}).items()}
    return GroupPlan(
        key=row["key"],
        name=row["name"],
        layer=Layer(row["layer"]),
        step=row["step"],
        exercise=row["exercise"],
        purpose=row["purpose"],
        members=MappingProxyType(charter),
        constituents=MappingProxyType(constituents),
        sources=tuple(row["sources"]),
        doubt=row["doubt"],
    )


def _expand(name: str, members: Mapping[str, MemberFacts]) -> list[str]:
    if name == "@national-certs":
        return [m.code for m in members.values() if m.role == "national CERT"]
    if name == "@ministries":
        return [m.code for m in members.values() if "ministry" in m.role]
    if name == "@fictional":
        return [m.code for m in members.values() if m.fictional]
    return [members[name].code]


def _people() -> list[PersonFacts]:
    return [
        PersonFacts(
            username=row["username"],
            name=f"{row['name']} (invented)",
            member=row["member"],
            roles=tuple(row["roles"]),
        )
        for row in own_facts("people")["people"]
    ]
