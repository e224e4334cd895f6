"""MUST rules of single domain and meta object types that schemas do not say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from bayanihan.stix.faults import Fault, StixFault, pointer
from bayanihan.stix.languages import is_language
from bayanihan.stix.patterns import comparisons, pattern_fault, simple_comparisons

Rule = Callable[[Mapping[str, Any]], Iterator[Fault]]
_TYPE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PROPERTY = re.compile(r"[a-z0-9_]{3,250}|id")
_FIRST = re.compile(r"[.\[]")
_CONTENT = re.compile(r"[a-z0-9_]{3,250}")
_SHORTEST, _LONGEST = 3, 250


def _indicator(body: Mapping[str, Any]) -> Iterator[Fault]:
    """Sections 4.7 and 9: a STIX pattern follows the grammar and names what can exist."""
    pattern = body.get("pattern")
    if body.get("pattern_type") != "stix" or not isinstance(pattern, str):
        return
    tests = simple_comparisons(pattern)
    if tests is None:
        version = "2.0" if body.get("pattern_version") == "2.0" else "2.1"
        fault = pattern_fault(pattern, version=version)
        if fault is not None:
            yield Fault(fault.code, "/pattern", fault.detail)
            return
        tests = comparisons(pattern)
    for test in tests:
        yield from _names(test.type, test.path)


@lru_cache(maxsize=1024)
def _names(name: str, path: str) -> tuple[Fault, ...]:
    """Section 9.7: a path begins with an object type and one of its properties."""
    first = _FIRST.split(path, maxsplit=1)[0]
    found = []
    if not _SHORTEST <= len(name) <= _LONGEST or _TYPE.fullmatch(name) is None:
        found.append(Fault(StixFault.PATTERN_NAME, "/pattern", f"no object type: {name:.60}"))
    if _PROPERTY.fullmatch(first) is None:
        found.append(Fault(StixFault.PATTERN_NAME, "/pattern", f"no property: {first:.60}"))
    return tuple(found)


def _language_content(body: Mapping[str, Any]) -> Iterator[Fault]:
    """Section 7.1.1: language codes lead to dictionaries that mirror properties."""
    contents = body.get("contents")
    for code, translated in contents.items() if isinstance(contents, Mapping) else ():
        if not is_language(code):
            yield Fault(StixFault.LANGUAGE, pointer("contents", str(code)[:60]), "no language code")
        if not isinstance(translated, Mapping):
            where = pointer("contents", str(code)[:60])
            yield Fault(StixFault.VALUE, where, "no dictionary of properties")
            continue
        for key in translated:
            if not isinstance(key, str) or _CONTENT.fullmatch(key) is None:
                where = pointer("contents", str(code)[:60], str(key)[:60])
                yield Fault(StixFault.PROPERTY_NAME, where, "no property name")


def _extension_definition(body: Mapping[str, Any]) -> Iterator[Fault]:
    """Section 7.3.1: its creator is required."""
    if "created_by_ref" not in body:
        yield Fault(StixFault.MISSING, "/created_by_ref", "required here")


DOMAIN_RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "extension-definition": _extension_definition,
        "indicator": _indicator,
        "language-content": _language_content,
    },
)
