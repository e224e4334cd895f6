"""Which objects an object names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bayanihan.stix.faults import pointer
from bayanihan.stix.forms import Reference

_DEPTH = 64
Path = tuple[str | int, ...]


def references(body: Mapping[str, Any]) -> tuple[Reference, ...]:
    """Every identifier in a property that ends in ``_ref`` or ``_refs``, wherever it stands.

    In the order of the object; texts that are no identifiers (the local names of the
    deprecated ``observed-data.objects``) are left out.
    """
    found: list[Reference] = []
    _collect(body, (), found)
    return tuple(found)


def _collect(node: Mapping[str, Any] | list[Any], path: Path, found: list[Reference]) -> None:
    if len(path) >= _DEPTH:
        return
    for step, value in node.items() if isinstance(node, Mapping) else enumerate(node):
        if isinstance(value, str):
            # Most texts are no identifiers: seen here, it spares a call for each.
            if "--" in value and _is_reference(step, path):
                found.append(Reference(pointer(*path, step), value))
        elif isinstance(value, (dict, list)):
            _collect(value, (*path, step), found)


def _is_reference(step: str | int, path: Path) -> bool:
    """Under ``…_ref``, or an item of the list under ``…_refs``."""
    if isinstance(step, int):
        return bool(path) and str(path[-1]).endswith("_refs")
    return str(step).endswith("_ref")
