"""Which types a reference may point to (the embedded relationships of each type)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from bayanihan.stix.faults import Fault, StixFault, pointer
from bayanihan.stix.kinds import STIX_TYPES, type_of_id
from bayanihan.stix.reference_tables import MARKING, MUST, MUST_NOT, NO_CREATOR, SROS, Types

# The last group may lack a digit: OASIS's own test objects do (docs/conformance.md).
_ID = re.compile(
    r"([a-z][a-z0-9-]+[a-z0-9])--"
    r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-5][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{11,12}",
)
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class _Rule:
    """One property: where it stands, whether it is a list, what it may point to."""

    steps: tuple[str, ...]
    allowed: Types | None
    forbidden: Types

    def admits(self, name: str) -> bool:
        if self.allowed is None:
            return bool(name) and name not in self.forbidden
        return name in self.allowed


_EVERY = (
    _Rule(("created_by_ref",), None, NO_CREATOR),
    _Rule(("object_marking_refs",), MARKING, frozenset()),
)


@lru_cache(maxsize=128)
def _rules(name: str) -> tuple[_Rule, ...]:
    must = (_Rule(tuple(path.split("/")), t, frozenset()) for path, t in MUST.get(name, {}).items())
    not_ = (_Rule(tuple(path.split("/")), None, t) for path, t in MUST_NOT.get(name, {}).items())
    return (*_EVERY, *must, *not_)


def reference_faults(
    name: str,
    body: Mapping[str, Any],
    container: Mapping[str, Any] | None = None,
) -> Iterator[Fault]:
    """The targets of every reference; inside a ``container`` references may be its keys."""
    for rule in _rules(name if name in STIX_TYPES else ""):
        if rule.steps[0] in body:
            for path, value in _found(body, rule.steps, ()):
                target = _target_type(value, container)
                if not rule.admits(target):
                    yield _complaint(path, target)
    if name == "observed-data":
        yield from _only_relationships(body)


def _complaint(path: Path, name: str) -> Fault:
    detail = f"may not point to {name:.40}" if name else "no identifier"
    return Fault(StixFault.REFERENCE, pointer(*path), detail)


def _found(node: object, steps: tuple[str, ...], path: Path) -> Iterator[tuple[Path, object]]:
    """The values at a path; ``*`` is every item of a list, ``_refs`` each of its items."""
    step, rest = steps[0], steps[1:]
    if step == "*":
        for index, item in enumerate(node if isinstance(node, list) else ()):
            yield from _found(item, rest, (*path, index))
        return
    if not isinstance(node, Mapping) or step not in node:
        return
    value, here = node[step], (*path, step)
    if rest:
        yield from _found(value, rest, here)
    elif step.endswith("_refs") and isinstance(value, list):
        for index, item in enumerate(value):
            yield (*here, index), item
    else:
        yield here, value


@lru_cache(maxsize=8192)
def _type_of(value: str) -> str:
    """The type that a reference names, ``""`` if it is no identifier."""
    match = _ID.fullmatch(value)
    return match[1] if match else ""


def _target_type(value: object, container: Mapping[str, Any] | None) -> str:
    if not isinstance(value, str):
        return ""
    inner = container.get(value) if container is not None else None
    name = inner.get("type") if isinstance(inner, Mapping) else None
    return name if isinstance(name, str) else _type_of(value)


def _only_relationships(body: Mapping[str, Any]) -> Iterator[Fault]:
    """Section 4.14: at least one observable among the references."""
    refs = body.get("object_refs")
    if isinstance(refs, list) and refs and all(type_of_id(ref) in SROS for ref in refs):
        yield Fault(StixFault.REFERENCE, "/object_refs", "no observable among them")
