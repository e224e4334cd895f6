"""Markings that mark something: section 7.2."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bayanihan.stix.faults import Fault, StixFault, pointer
from bayanihan.stix.kinds import type_of_id
from bayanihan.stix.languages import is_language

_INDEX = re.compile(r"\[(\d{1,9})\]", re.ASCII)
_MARKING = "marking-definition"


def marking_faults(name: str, body: Mapping[str, Any]) -> Iterator[Fault]:
    """Granular markings (7.2.3), and a marking that marks itself (3.2)."""
    if "granular_markings" in body:
        yield from _granular(body, body["granular_markings"])
    if name == _MARKING:
        yield from _circular(body)


def _circular(body: Mapping[str, Any]) -> Iterator[Fault]:
    own = body.get("id")
    refs = body.get("object_marking_refs")
    for index, ref in enumerate(refs if isinstance(refs, list) else ()):
        if ref == own:
            yield Fault(StixFault.MARKING, pointer("object_marking_refs", index), "marks itself")
    granular = body.get("granular_markings")
    for index, one in enumerate(granular if isinstance(granular, list) else ()):
        if isinstance(one, Mapping) and one.get("marking_ref") == own:
            yield Fault(StixFault.MARKING, pointer("granular_markings", index), "marks itself")


def _granular(body: Mapping[str, Any], markings: object) -> Iterator[Fault]:
    for index, one in enumerate(markings if isinstance(markings, list) else ()):
        if isinstance(one, Mapping):
            yield from _one(body, one, ("granular_markings", index))


def _one(
    body: Mapping[str, Any],
    one: Mapping[str, Any],
    path: tuple[str | int, ...],
) -> Iterator[Fault]:
    if ("lang" in one) == ("marking_ref" in one):
        yield Fault(StixFault.MARKING, pointer(*path), "one of lang and marking_ref")
    if "lang" in one and not is_language(one["lang"]):
        yield Fault(StixFault.LANGUAGE, pointer(*path, "lang"), "no language code")
    if "marking_ref" in one and type_of_id(one["marking_ref"]) != _MARKING:
        yield Fault(StixFault.REFERENCE, pointer(*path, "marking_ref"), "no marking definition")
    selectors = one.get("selectors")
    for index, selector in enumerate(selectors if isinstance(selectors, list) else ()):
        if not isinstance(selector, str) or not _selects(body, selector):
            where = pointer(*path, "selectors", index)
            yield Fault(StixFault.SELECTOR, where, f"selects nothing: {selector!s:.60}")


def _selects(node: object, selector: str) -> bool:
    for step in selector.split("."):
        index = _INDEX.fullmatch(step)
        if index is None:
            if not isinstance(node, Mapping) or step not in node:
                return False
            node = node[step]
        else:
            if not isinstance(node, list) or int(index[1]) >= len(node):
                return False
            node = node[int(index[1])]
    return True
