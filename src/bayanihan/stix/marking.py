"""How an object says it may be handled: Traffic Light Protocol 2.0 and 1.0 (section 7.2, FIRST).

Public code often carries wrong ids, so a marking is recognised by id, by the value
of OASIS's extension and by name; where these disagree the most restrictive counts
and the disagreement is shown. What is not understood is named, and the gate refuses it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from bayanihan.kernel.api import Malformed
from bayanihan.stix.faults import StixFault

TLP_LABELS = ("TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED")
TLP_EXTENSION = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
_MARK = "marking-definition--"
TLP_IDS: Mapping[str, str] = MappingProxyType(
    {
        "TLP:CLEAR": _MARK + "94868c89-83c2-464b-929b-a1a8aa3c8487",
        "TLP:GREEN": _MARK + "bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
        "TLP:AMBER": _MARK + "55d920b0-5e8b-4f79-9ee9-91f868d9b421",
        "TLP:AMBER+STRICT": _MARK + "939a9414-2ddd-4d32-a0cd-375ea402b003",
        "TLP:RED": _MARK + "e828b379-4e03-4974-9ac4-e53a884c97c1",
    },
)
# TLP 1.0, fixed by section 7.2.1.4; WHITE became CLEAR in 2.0.
TLP_1_IDS: Mapping[str, str] = MappingProxyType(
    {
        "TLP:CLEAR": _MARK + "613f2e26-407d-48c7-9eca-b8e91df99dc9",
        "TLP:GREEN": _MARK + "34098fce-860f-48ae-8e50-ebd3cc5e41da",
        "TLP:AMBER": _MARK + "f88d31f6-486f-44da-b317-01333bde0b82",
        "TLP:RED": _MARK + "5e57c739-391a-4eb3-b6be-7d15ca92d5ed",
    },
)
_LABEL_OF_ID = {
    identifier: label for table in (TLP_1_IDS, TLP_IDS) for label, identifier in table.items()
}
_RANK = {label: rank for rank, label in enumerate(TLP_LABELS)}
_SAID = re.compile(
    r"\s*(?:TLP\s*[:_-]?\s*)?(WHITE|CLEAR|GREEN|AMBER|RED)(\s*[+_ -]?\s*STRICT)?\s*", re.IGNORECASE
)
_NAMED = re.compile(r"\s*TLP\b", re.IGNORECASE)
_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Marking:
    """What an object says about its handling.

    ``tlp`` is the most restrictive label of object and granular markings (None:
    unmarked); ``unknown`` are markings that are not understood; ``statements``
    are known markings of another sort (copyright, terms of use); ``wrong_ids``
    claim to be TLP under an id that is not TLP's. ``disagreement`` says that id,
    extension, name or several markings of the object contradict one another.
    """

    tlp: str | None
    unknown: tuple[str, ...] = ()
    disagreement: bool = False
    statements: tuple[str, ...] = ()
    wrong_ids: tuple[str, ...] = ()


def read_label(text: str) -> str:
    """The TLP 2.0 label that a person or program means: ``amber+strict``, ``TLP:WHITE``.

    Raises ``Malformed(UNKNOWN_LABEL)``.
    """
    label = _label_said(text)
    if label is None:
        raise Malformed(StixFault.UNKNOWN_LABEL, facts={"label": text[:_SHOWN]})
    return label


def _label_said(text: object) -> str | None:
    match = _SAID.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        return None
    colour = match[1].upper().replace("WHITE", "CLEAR")
    label = f"TLP:{colour}+STRICT" if match[2] else f"TLP:{colour}"
    return label if label in _RANK else None


def marking(
    body: Mapping[str, Any],
    definitions: Mapping[str, Mapping[str, Any]] = MappingProxyType({}),
) -> Marking:
    """What an object says about its handling.

    ``definitions`` are the marking definitions at hand, by id (those of the same
    bundle). Total: strange content counts as a marking that is not understood.
    """
    whole = [_understood(ref, definitions) for ref in _object_refs(body)]
    parts = [_understood(ref, definitions) for ref in _granular_refs(body)]
    found = whole + parts
    labels = {label for one in found for label in one.labels}
    of_object = {label for one in whole for label in one.labels}
    wrong = tuple(dict.fromkeys(one.ref for one in found if one.is_wrong_id))
    return Marking(
        tlp=max(labels, key=_RANK.__getitem__) if labels else None,
        unknown=tuple(dict.fromkeys(one.ref for one in found if one.is_unknown)),
        disagreement=bool(wrong) or len(of_object) > 1 or any(len(o.labels) > 1 for o in found),
        statements=tuple(dict.fromkeys(one.ref for one in found if one.is_statement)),
        wrong_ids=wrong,
    )


def _object_refs(body: Mapping[str, Any]) -> Iterator[object]:
    refs = body.get("object_marking_refs")
    if isinstance(refs, list):
        yield from refs
    elif refs is not None:
        yield refs


def _granular_refs(body: Mapping[str, Any]) -> Iterator[object]:
    markings = body.get("granular_markings")
    if markings is None:
        return
    for one in markings if isinstance(markings, list) else [markings]:
        if not isinstance(one, dict):
            yield one
        elif "marking_ref" in one:
            yield one["marking_ref"]
        elif "lang" not in one:
            yield "granular_markings"


@dataclass(frozen=True, slots=True)
class _Understood:
    ref: str
    labels: frozenset[str] = frozenset()
    is_unknown: bool = False
    is_statement: bool = False
    is_wrong_id: bool = False


def _understood(ref: object, definitions: Mapping[str, Mapping[str, Any]]) -> _Understood:
    if not isinstance(ref, str):
        return _Understood(repr(ref)[:_SHOWN], is_unknown=True)
    by_id = _LABEL_OF_ID.get(ref)
    definition = definitions.get(ref)
    if not isinstance(definition, Mapping):
        labels = frozenset((by_id,)) if by_id else frozenset[str]()
        return _Understood(ref, labels, is_unknown=by_id is None)
    claims = list(_claims(definition))
    labels = frozenset(label for label in (by_id, *claims) if label is not None)
    is_statement = not labels and not claims and definition.get("definition_type") == "statement"
    return _Understood(
        ref,
        labels,
        is_unknown=None in claims or not (labels or is_statement),
        is_statement=is_statement,
        is_wrong_id=bool(labels) and by_id is None,
    )


def _claims(definition: Mapping[str, Any]) -> Iterator[str | None]:
    """Every label that a marking definition claims; None for a claim that names no label."""
    extensions = definition.get("extensions")
    for extension in extensions.values() if isinstance(extensions, dict) else ():
        if isinstance(extension, dict) and "tlp_2_0" in extension:
            yield _label_said(extension["tlp_2_0"])
    name, kind = definition.get("name"), definition.get("definition_type")
    if isinstance(name, str) and _NAMED.match(name):
        yield _label_said(name)
    inner = definition.get("definition")
    values = [v for v in inner.values() if isinstance(v, str)] if isinstance(inner, dict) else []
    if isinstance(kind, str) and kind.casefold() == "tlp":
        yield from map(_label_said, values or [""])
    else:
        yield from map(_label_said, filter(_NAMED.match, values))
