"""The stage on which exercise records are made: who says it, in which group, under which TLP.

Everything said here is invented. Each object carries a statement marking that
begins with EXERCISE, the label ``exercise`` where its type has labels, and only
values that are reserved for documentation (RFC 5737, RFC 3849, RFC 5398,
RFC 7042, RFC 2606).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, Final, NamedTuple
from uuid import UUID

from bayanihan.kernel.api import named_uuid, to_text
from bayanihan.ops.demo.region import DEMO_NAMESPACE, identity_id
from bayanihan.ops.demo.shaping import CONVERTED_AT, Body
from bayanihan.stix.api import TLP_IDS, sco_id

_MINUTE: Final = 60_000_000
_STATEMENT: Final = "EXERCISE EXERCISE EXERCISE. Invented for practice; nothing in it is real."


class Release(NamedTuple):
    """What one member publishes in one group in one go, in an order that can be published."""

    group: str
    publisher: str
    objects: list[Body]
    tlp: str


@dataclass(frozen=True, slots=True)
class Stage:
    """One publisher in one exercise group; times are minutes after ``begins_at`` (µs UTC)."""

    group: str
    publisher: str
    tlp: str
    begins_at: int

    def at(self, minutes: int) -> str:
        """The instant ``minutes`` after the beginning, as STIX writes it."""
        return to_text(self.begins_at + minutes * _MINUTE)

    def say(self, kind: str, key: str, minutes: int, **properties: Any) -> Body:  # noqa: ANN401  # STIX properties are of any type
        """A domain object, relationship or translation, created by the publisher."""
        return {
            "type": kind,
            "spec_version": "2.1",
            "id": f"{kind}--{self._uuid(key)}",
            "created_by_ref": identity_id(self.publisher),
            "created": self.at(minutes),
            "modified": self.at(minutes),
            **properties,
            "labels": ["exercise"],
            "object_marking_refs": self._markings(),
        }

    def see(self, kind: str, **properties: Any) -> Body:  # noqa: ANN401  # STIX properties are of any type
        """An observable, with the id that its content gives it."""
        body: Body = {"type": kind, "spec_version": "2.1", **properties}
        found = sco_id(body) or f"{kind}--{_random_looking(self.group, properties)}"
        return {**body, "id": found, "object_marking_refs": self._markings()}

    def relate(self, kind: str, source: Body, target: Body, minutes: int) -> Body:
        """A relationship between two objects of this group."""
        return self.say(
            "relationship",
            f"{kind} {source['id']} {target['id']}",
            minutes,
            relationship_type=kind,
            source_ref=source["id"],
            target_ref=target["id"],
        )

    def indicate(self, key: str, minutes: int, *, pattern: str, **properties: Any) -> Body:  # noqa: ANN401  # STIX properties are of any type
        """An indicator with a STIX pattern, valid from the moment it is said."""
        return self.say(
            "indicator",
            key,
            minutes,
            pattern=pattern,
            pattern_type="stix",
            valid_from=self.at(minutes),
            indicator_types=["malicious-activity"],
            **properties,
        )

    def release(self, *bodies: Body) -> Release:
        """These objects as one release, the statement marking first."""
        return Release(self.group, self.publisher, [self._statement(), *bodies], self.tlp)

    def _statement(self) -> Body:
        return {
            "type": "marking-definition",
            "spec_version": "2.1",
            "id": self._statement_id(),
            "created": CONVERTED_AT,
            "definition_type": "statement",
            "definition": {"statement": _STATEMENT},
            "object_marking_refs": [TLP_IDS[self.tlp]],
        }

    def _statement_id(self) -> str:
        return f"marking-definition--{named_uuid(DEMO_NAMESPACE, {'statement': self.tlp})}"

    def _markings(self) -> list[str]:
        return [TLP_IDS[self.tlp], self._statement_id()]

    def _uuid(self, key: str) -> UUID:
        return named_uuid(DEMO_NAMESPACE, {"exercise": self.group, "key": key})


def _random_looking(group: str, properties: Body) -> UUID:
    """A UUIDv4 by form (section 2.9 asks for it where no property names the object)."""
    text = f"{group} {sorted(properties)} {properties.get('pid', '')}"
    return UUID(bytes=hashlib.sha256(text.encode()).digest()[:16], version=4)


def sha256_of(text: str) -> str:
    """The SHA-256 of an invented content: a hash that belongs to no file anywhere."""
    return hashlib.sha256(f"bayanihan exercise {text}".encode()).hexdigest()
