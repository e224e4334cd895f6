"""Derived copies: what leaves without an envelope carries its handling itself (pure).

STIX 2.1 section 3.5 forbids changing another's object under its id. So the
publisher's copy has a new, stable id, its own creator, the TLP marking, and a
``derived-from`` relationship; an SCO keeps its id, which is made of its content.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from bayanihan.kernel.api import canonical, named_uuid
from bayanihan.records.rules import fold_id
from bayanihan.stix.api import STIX_TYPES, TLP_1_IDS, TLP_IDS, Kind

NAMESPACE = uuid.UUID("6c1f2d0e-8f5c-5d0b-9d0a-0f3f6f6b8a11")
# The copy says the handling anew; an older or lower label beside it would only disagree.
_TLP = frozenset(TLP_IDS.values()) | frozenset(TLP_1_IDS.values())
_REF_SUFFIXES = ("_ref", "_refs")


def derived_id(stix_id: str, type_: str, publisher: str) -> str:
    """The id of a publisher's copy: always the same for the same object and publisher."""
    if STIX_TYPES.get(type_) is Kind.SCO:
        return stix_id
    return f"{type_}--{named_uuid(NAMESPACE, ['copy', publisher, fold_id(stix_id)])}"


def derive(
    body: Mapping[str, Any], *, publisher: str, tlp: str, renamed: Mapping[str, str]
) -> list[bytes]:
    """The copy in canonical form and, for an SDO, the relationship to its original.

    ``renamed`` maps original ids to ids of copies that go out together with
    this one, so that references keep pointing at what the receiver gets.
    """
    copy = {key: _renamed(key, value, renamed) for key, value in body.items()}
    type_ = str(body["type"])
    copy["id"] = derived_id(str(body["id"]), type_, publisher)
    others = [ref for ref in copy.get("object_marking_refs", []) if ref not in _TLP]
    copy["object_marking_refs"] = [TLP_IDS[tlp], *others]
    if "created_by_ref" in copy or _is_created(copy):
        # Nobody else is made to say what the publisher changed.
        copy["created_by_ref"] = publisher
    copies = [canonical(copy)]
    if STIX_TYPES.get(type_) is Kind.SDO:
        copies.append(canonical(_origin(copy, str(body["id"]), publisher)))
    return copies


def _is_created(body: Mapping[str, Any]) -> bool:
    """Whether it is an object that somebody makes and versions, not an observable."""
    return STIX_TYPES.get(str(body["type"])) is not Kind.SCO and "created" in body


def count_copies(type_: str) -> int:
    """How many objects ``derive`` gives for a type: an SDO brings its relationship along."""
    return 2 if STIX_TYPES.get(type_) is Kind.SDO else 1


def _origin(copy: Mapping[str, Any], original: str, publisher: str) -> dict[str, Any]:
    name = named_uuid(NAMESPACE, ["derived-from", publisher, fold_id(original)])
    return {
        "type": "relationship",
        "spec_version": "2.1",
        "id": f"relationship--{name}",
        "created": copy["created"],
        "modified": copy["modified"],
        "created_by_ref": publisher,
        "relationship_type": "derived-from",
        "source_ref": copy["id"],
        "target_ref": original,
        "object_marking_refs": list(copy["object_marking_refs"]),
    }


def _renamed(key: str, value: Any, renamed: Mapping[str, str]) -> Any:  # noqa: ANN401  # any JSON
    """References to renamed objects, at every depth; all else is kept."""
    if isinstance(value, dict):
        return {name: _renamed(name, one, renamed) for name, one in value.items()}
    if isinstance(value, list):
        return [_renamed(key, one, renamed) for one in value]
    if isinstance(value, str) and key.endswith(_REF_SUFFIXES):
        return renamed.get(value, value)
    return value
