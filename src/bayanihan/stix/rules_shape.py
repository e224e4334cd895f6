"""Rules that every object obeys: names, empty values, languages, extensions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from bayanihan.stix.faults import Fault, StixFault, pointer
from bayanihan.stix.kinds import STIX_TYPES, Kind
from bayanihan.stix.languages import is_language

_NAME = re.compile(r"[a-z][a-z0-9_]{2,249}|id")
_EXTENSION_ID = re.compile(r"extension-definition--")
# Names known to be names, so that most objects need no look at any.
_FREQUENT = frozenset(
    (
        "created",
        "created_by_ref",
        "description",
        "external_references",
        "id",
        "indicator_types",
        "labels",
        "modified",
        "name",
        "object_marking_refs",
        "pattern",
        "pattern_type",
        "pattern_version",
        "relationship_type",
        "source_ref",
        "spec_version",
        "target_ref",
        "type",
        "valid_from",
        "valid_until",
        "value",
    ),
)
_DEPTH = 80
_SHOWN = 60


def shape_faults(name: str, body: Mapping[str, Any]) -> Iterator[Fault]:
    """Sections 2.3, 2.12, 3.1, 3.2 and 7.3 as far as they hold for every type."""
    yield from _names(body)
    yield from _empties(body)
    if body.get("spec_version", "2.1") != "2.1":
        yield Fault(StixFault.BAD_SPEC_VERSION, "/spec_version", "not 2.1")
    if "lang" in body and not is_language(body["lang"]):
        yield Fault(StixFault.LANGUAGE, "/lang", f"no language code: {body['lang']!s:.40}")
    if "defanged" in body and STIX_TYPES.get(name, Kind.SCO) is not Kind.SCO:
        yield Fault(StixFault.NOT_APPLICABLE, "/defanged", "only for observables")
    if "extensions" in body:
        yield from _extensions(name, body["extensions"])


def _names(body: Mapping[str, Any]) -> Iterator[Fault]:
    for key in body.keys() - _FREQUENT:
        if not isinstance(key, str) or not _is_name(key):
            yield Fault(StixFault.PROPERTY_NAME, pointer(str(key)[:_SHOWN]), "no property name")
        elif key.endswith("_enc") and key[:-4] not in body:
            yield Fault(StixFault.PROPERTY_NAME, pointer(key), "encoding of an absent property")


@lru_cache(maxsize=4096)
def _is_name(key: str) -> bool:
    return _NAME.fullmatch(key) is not None


def _empties(body: Mapping[str, Any]) -> Iterator[Fault]:
    """Empty lists and dictionaries and null stand for nothing: leave the property out."""
    if _has_nothing(body):
        yield from _located_empties(body)


def _has_nothing(body: Mapping[str, Any]) -> bool:
    """The same question without places, for the many objects that are sound."""
    level: list[Any] = [body]
    for _ in range(_DEPTH):
        below = []
        for node in level:
            for value in node.values() if isinstance(node, Mapping) else node:
                kind = type(value)
                if kind is dict or kind is list:
                    if not value:
                        return True
                    below.append(value)
                elif value is None:
                    return True
        if not below:
            return False
        level = below
    return False


def _located_empties(body: Mapping[str, Any]) -> Iterator[Fault]:
    level: list[tuple[tuple[str | int, ...], Any]] = [((), body)]
    for _ in range(_DEPTH):
        below: list[tuple[tuple[str | int, ...], Any]] = []
        for path, node in level:
            for step, value in node.items() if isinstance(node, Mapping) else enumerate(node):
                if isinstance(value, (dict, list)):
                    below.append(((*path, step), value))
                if _is_nothing(value, path):
                    yield Fault(StixFault.EMPTY_VALUE, pointer(*path, step), "null or empty")
        level = below


def _is_nothing(value: object, path: tuple[str | int, ...]) -> bool:
    if value is None:
        return "startup_info" not in path  # where Windows itself says null (6.13.2)
    return isinstance(value, (dict, list)) and not value


def _extensions(name: str, extensions: object) -> Iterator[Fault]:
    if not isinstance(extensions, Mapping):
        return  # the schema says so
    for key, extension in extensions.items():
        path = ("extensions", str(key)[:_SHOWN])
        if not isinstance(extension, Mapping):
            yield Fault(StixFault.EXTENSION, pointer(*path), "no object")
            continue
        said = extension.get("extension_type")
        if said is None and _EXTENSION_ID.match(str(key)):
            yield Fault(StixFault.EXTENSION, pointer(*path), "extension_type is missing")
        if isinstance(said, str) and said.startswith("new-") and name in STIX_TYPES:
            yield Fault(StixFault.EXTENSION, pointer(*path), "a defined type is not new")
