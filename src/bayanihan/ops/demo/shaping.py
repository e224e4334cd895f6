"""Builds the STIX 2.1 objects of the public knowledge: ids, times, marking, references.

Every object is a changed copy of an entry of its source and therefore has an id
of its own (STIX 2.1 section 3.3: only the creator changes an object) and names
the source's id in ``external_references``. The creator is the converter, an
identity that is no member; the member that publishes is kept apart from it.
"""

from __future__ import annotations

import re
from typing import Any, Final, TypeAlias

from bayanihan.kernel.api import named_uuid
from bayanihan.ops.demo.region import DEMO_NAMESPACE, identity_id
from bayanihan.stix.api import TLP_IDS

Body: TypeAlias = dict[str, Any]

CONVERTED_AT: Final = "2026-01-05T00:00:00.000Z"
"""When this conversion was written: one constant instant, so that every build is equal."""

CLEAR_ID: Final = TLP_IDS["TLP:CLEAR"]
MITRE_NOTICE: Final = (
    "© The MITRE Corporation. This work is reproduced and distributed with the "
    "permission of The MITRE Corporation."
)
ATTACK_VERSION: Final = "18.1"

_CITATION: Final = re.compile(r"\(Citation:[^)]*\)")
_LINK: Final = re.compile(r"\[([^\]]+)\]\([^)]*\)")
_TAG: Final = re.compile(r"</?[a-z]+>")
_SENTENCE: Final = re.compile(r"[^.!?]*(?:[.!?](?!\s|$)[^.!?]*)*[.!?](?=\s|$)")


def own_id(kind: str, source: str) -> str:
    """The id of our copy of the source entry ``source``."""
    return f"{kind}--{named_uuid(DEMO_NAMESPACE, {'kind': kind, 'source': source})}"


def converter() -> Body:
    """The identity under which the conversion is made; it is no member."""
    return {
        "type": "identity",
        "spec_version": "2.1",
        "id": identity_id("converter"),
        "created": CONVERTED_AT,
        "modified": CONVERTED_AT,
        "name": "Bayanihan demonstration, conversion of public knowledge",
        "identity_class": "system",
        "object_marking_refs": [CLEAR_ID],
    }


def mitre_marking() -> Body:
    """The notice that the terms of use of ATT&CK ask to keep with every copy."""
    return {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": own_id("marking-definition", "mitre-notice"),
        "created": CONVERTED_AT,
        "definition_type": "statement",
        "definition": {"statement": MITRE_NOTICE},
        "object_marking_refs": [CLEAR_ID],
    }


def shape(kind: str, source: str, *, from_attack: bool, **properties: Any) -> Body:  # noqa: ANN401  # STIX properties are of any type
    """One object of type ``kind``, marked TLP:CLEAR; empty properties are left out."""
    markings = [CLEAR_ID, mitre_marking()["id"]] if from_attack else [CLEAR_ID]
    body: Body = {
        "type": kind,
        "spec_version": "2.1",
        "id": own_id(kind, source),
        "created_by_ref": identity_id("converter"),
        "created": CONVERTED_AT,
        "modified": CONVERTED_AT,
    }
    body.update({key: value for key, value in properties.items() if value not in ("", [], None)})
    body["object_marking_refs"] = markings
    return body


def relate(kind: str, source_ref: str, target_ref: str, *, source: str) -> Body:
    """A relationship of ATT&CK between two of our copies."""
    return shape(
        "relationship",
        source,
        from_attack=True,
        relationship_type=kind,
        source_ref=source_ref,
        target_ref=target_ref,
    )


def attack_references(entry: Body) -> list[Body]:
    """Where an ATT&CK entry is published, and the id of the object it was copied from."""
    return [
        {
            "source_name": "mitre-attack",
            "external_id": entry["external_id"],
            "url": entry["url"],
        },
        {
            "source_name": "mitre-attack-stix",
            "external_id": entry["stix_id"],
            "description": f"Changed copy of this object of ATT&CK {ATTACK_VERSION}.",
        },
    ]


def whole_sentences(text: str) -> str:
    """The text without citations and mark-up, cut back to its last whole sentence."""
    plain = _TAG.sub("", _LINK.sub(r"\1", _CITATION.sub(" ", text)))
    if plain.endswith("..."):
        plain = plain[:-3]
        plain = "".join(_SENTENCE.findall(plain))
    return " ".join(plain.split())
