"""Is an object good STIX 2.1? OASIS's schemas first, then the MUST rules in code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bayanihan.stix.faults import Fault, StixFault, pointer
from bayanihan.stix.forms import StixObject
from bayanihan.stix.kinds import STIX_TYPES, Kind, kind_of
from bayanihan.stix.rules_domain import DOMAIN_RULES
from bayanihan.stix.rules_markings import marking_faults
from bayanihan.stix.rules_observables import OBSERVABLE_RULES, identifier_faults
from bayanihan.stix.rules_references import reference_faults
from bayanihan.stix.rules_shape import shape_faults
from bayanihan.stix.rules_times import time_faults
from bayanihan.stix.schemas import schema_faults

_LOCAL_ID = "00000000-0000-4000-8000-000000000000"
_MOST = 50


def check(obj: StixObject) -> tuple[Fault, ...]:
    """Everything that is wrong with an object by the MUST rules of STIX 2.1; empty is valid.

    Recommendations (SHOULD) are no faults. At most 50 faults. Total: any content of
    ``body`` is judged, none raises.
    """
    return tuple(fault for fault, _ in zip(_faults(obj.body), range(_MOST), strict=False))


def _faults(body: Mapping[str, Any]) -> Iterator[Fault]:
    name = body.get("type")
    if not isinstance(name, str):
        yield Fault(StixFault.BAD_TYPE, "/type", "no text")
        return
    kind = kind_of(body)
    yield from schema_faults(name, kind, body)
    yield from _rules(name, body)
    if kind is Kind.SCO:
        yield from identifier_faults(name, body)
    if name == "observed-data" and isinstance(body.get("objects"), Mapping):
        yield from _contained(body["objects"])


def _rules(name: str, body: Mapping[str, Any]) -> Iterator[Fault]:
    yield from shape_faults(name, body)
    yield from time_faults(name, body)
    yield from reference_faults(name, body)
    yield from marking_faults(name, body)
    for table in (DOMAIN_RULES, OBSERVABLE_RULES):
        if name in table:
            yield from table[name](body)


def _contained(objects: Mapping[str, Any]) -> Iterator[Fault]:
    """The deprecated container (section 2.13): ids and references are local to it."""
    for key, inner in objects.items():
        path = ("objects", str(key)[:60])
        name = inner.get("type") if isinstance(inner, Mapping) else None
        if not isinstance(name, str) or STIX_TYPES.get(name, Kind.SCO) is not Kind.SCO:
            yield Fault(StixFault.VALUE, pointer(*path), "no observable")
            continue
        body = {**inner, "id": f"{name}--{_LOCAL_ID}"}
        found = [
            *schema_faults(name, Kind.SCO, body),
            *shape_faults(name, body),
            *time_faults(name, body),
            *reference_faults(name, body, objects),
            *(OBSERVABLE_RULES[name](body) if name in OBSERVABLE_RULES else ()),
        ]
        for fault in found:
            yield Fault(fault.code, pointer(*path) + fault.where, fault.detail)
