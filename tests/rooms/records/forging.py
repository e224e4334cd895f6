"""Packages made by hand with real keys: true ones, and what a liar with keys could make.

Nothing here uses the store, so that what the verifier believes is written once more.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from bayanihan.gate.api import CreatorKind, HandlingClass, Terms, Tlp
from bayanihan.journal.api import (
    Checkpoint,
    Frontier,
    Leaf,
    SigningKey,
    commit,
    origin_of,
    sign_checkpoint,
    sign_note,
)
from bayanihan.kernel.api import canonical, digest
from bayanihan.membership.api import CharterText, read_charter
from bayanihan.records.api import Report, verify_package
from bayanihan.records.deriving import derive
from bayanihan.records.wire import envelope_digest, write_handling
from bayanihan.stix.api import TLP_IDS

Body = dict[str, Any]
GROUP = "11111111-2222-4333-8444-555555555555"
A, B, WATCHER, STRANGER = (f"identity--{each * 8}-0000-4000-8000-{each * 12}" for each in "abcd")
KEYS = {
    member: SigningKey(member, bytes([number + 1]) * 32)
    for number, member in enumerate((A, B, WATCHER, STRANGER))
}
THIEF = SigningKey(A, b"t" * 32)
CHARTER_AT, SAID_AT, HEAD_AT = 1_000, 1_500, 2_000
AMBER = "TLP:AMBER"
DEFINED = "marking-definition--00000000-0000-4000-8000-000000000004"
REFS: Any = {"object_marking_refs": [DEFINED]}
STAMP = "2026-07-01T08:00:00.000Z"


def a_seat(member: str, role: str, *keys: SigningKey, **term: Any) -> Body:
    """A line of a charter's list of members; ``term`` changes the terms of its keys."""
    listed = [
        {"vkey": key.verifying_key.to_text(), "epoch": epoch, "valid_from": 0, "valid_until": None}
        for epoch, key in enumerate(keys or (KEYS[member],), start=1)
    ]
    return {
        "id": member,
        "code": f"{member[10].upper()}-CERT",
        "name": f"CERT {member[10].upper()}",
        "kind": "state_body",
        "role": role,
        "hosted_by": "a node",
        "keys": [{**line, **term} for line in listed],
    }


def a_charter(*signers: SigningKey, **changes: Any) -> tuple[CharterText, Body]:
    """A charter and how a file carries it; A coordinates, B is a member, one watches."""
    seats = [a_seat(A, "coordinator"), a_seat(B, "member"), a_seat(WATCHER, "observer")]
    fields: Body = {
        "format": "bayanihan-charter/1",
        "group": GROUP,
        "number": 1,
        "name": "A circle",
        "purpose": "To test.",
        "layer": "minilateral",
        "step": 3,
        "ceiling": "TLP:AMBER",
        "exercise": False,
        "history": "all",
        "previous": None,
        "at": CHARTER_AT,
        "members": seats,
    }
    charter = read_charter(canonical({**fields, **changes}))
    note = sign_note(charter.note_text(), *(signers or (KEYS[A],)))
    return charter, {"text": charter.raw.decode(), "signatures": note}


def a_thing(number: int, tlp: str | None = None, **fields: Any) -> bytes:
    """An object as bytes; with a marking, or with none."""
    marks = {"object_marking_refs": [TLP_IDS[tlp]]} if tlp else {}
    body = {
        "type": "malware",
        "spec_version": "2.1",
        "id": f"malware--00000000-0000-4000-8000-{number:012d}",
        "created": STAMP,
        "modified": STAMP,
        "name": f"Thing {number}",
        "is_family": False,
    }
    return canonical({**body, **marks, **fields})


def a_definition(number: int, name: str) -> bytes:
    """A marking definition that calls itself by a name."""
    body = {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": f"marking-definition--00000000-0000-4000-8000-{number:012d}",
        "created": STAMP,
        "definition_type": "statement",
        "definition": {"statement": "Said here."},
        "name": name,
    }
    return canonical(body)


@dataclass
class Forge:
    """A package in the making; what is added is true unless it is told otherwise."""

    charter: CharterText
    charters: list[Body]
    objects: list[bytes] = field(default_factory=list)
    enclosed: list[bytes] = field(default_factory=list)
    handlings: list[str] = field(default_factory=list)
    journals: list[Body] = field(default_factory=list)
    salts: Iterator[int] = field(default_factory=lambda: count(1))

    def follow(
        self, *signers: SigningKey, after: CharterText | None = None, **changes: Any
    ) -> CharterText:
        """One more version, after the newest or another one; signed by A unless told otherwise."""
        old = after or self.charter
        fields: Body = json.loads(old.raw)
        fields.pop("cuts", None)
        fields.pop("also", None)
        fields |= {"number": old.number + 1, "previous": old.digest.hex(), "at": old.at + 10}
        charter, part = a_charter(*signers, **{**fields, **changes})
        self.charter = charter
        self.charters.append(part)
        return charter

    def act(self, member: str, kind: str, *, charter: int = 1, **fields: Any) -> Body:
        """An act with its text."""
        salt = next(self.salts).to_bytes(16).hex()
        head = {"format": f"bayanihan-{kind}/1", "group": GROUP, "member": member, "salt": salt}
        text = canonical({**head, **fields}).decode()
        return {"kind": kind, "charter": charter, "at": SAID_AT, "text": text}

    def head(self, member: str, *entries: Body) -> tuple[int, str]:
        """Size and root that a journal of these entries has, as a cut names them."""
        leaves = [self.leaf(member, index, entry) for index, entry in enumerate(entries)]
        return len(leaves), Frontier().extend(leaves).root().hex()

    def accept(self, **changes: Any) -> Body:
        """A member's first entry."""
        said = {"kind": "acceptance", "charter": self.charter.number, "at": SAID_AT}
        return {**said, "commitment": self.charter.digest.hex(), **changes}

    def other(self, kind: str) -> Body:
        """An entry of a kind that carries no object."""
        return {"kind": kind, "charter": 1, "at": SAID_AT, "commitment": "00" * 32}

    def handle(self, member: str, **changes: Any) -> str:
        """The text of an envelope; ``tlp`` AMBER, said to all, marked by the creator."""
        fields: Body = {
            "group": GROUP,
            "publisher": member,
            "charter": 1,
            "audience": None,
            "tlp": Tlp.AMBER,
            "pap": None,
            "exercise": False,
            "terms": Terms(None, None),
            "creator": CreatorKind.MARKED,
        }
        return write_handling(HandlingClass(**{**fields, **changes}))

    def say(self, member: str, raw: bytes, *, charter: int = 1, **changes: Any) -> Body:
        """A record in the open, its object standing under ``objects``."""
        entry = self._record(self.handle(member, charter=charter, **changes), raw, charter)
        self.objects.append(raw)
        return {**entry, "object": len(self.objects) - 1}

    def say_copied(
        self, member: str, raw: bytes, *, is_copied: bool = True, **changes: Any
    ) -> Body:
        """A record of an unmarked object, which stands enclosed, with or without its copies."""
        text = self.handle(member, creator=CreatorKind.UNMARKED, **changes)
        entry = self._record(text, raw, 1)
        self.enclosed.append(raw)
        first = len(self.objects)
        if is_copied:
            body = json.loads(raw)
            mine = {body["id"]: json.loads(derive_alone(body, member)[0])["id"]}
            label = changes.get("tlp", Tlp.AMBER).label
            self.objects += derive(body, publisher=member, tlp=label, renamed=mine)
        places = list(range(first, len(self.objects)))
        return {**entry, "enclosed": len(self.enclosed) - 1, "copies": places}

    def _record(self, text: str, raw: bytes, charter: int) -> Body:
        if text not in self.handlings:
            self.handlings.append(text)
        salt = next(self.salts).to_bytes(16)
        return {
            "kind": "record",
            "charter": charter,
            "at": SAID_AT,
            "handling": self.handlings.index(text),
            "commitment": commit(salt, raw).hex(),
            "salt": salt.hex(),
        }

    def leaf(self, member: str, index: int, entry: Body) -> bytes:
        """The leaf hash of an entry."""
        envelope = bytes.fromhex(entry.get("commitment", ""))
        if "text" in entry:
            envelope = digest(entry["text"].encode())
        if "handling" in entry:
            envelope = envelope_digest(self.handlings[entry["handling"]], envelope)
        leaf = Leaf(GROUP, member, index, entry["kind"], envelope, entry["charter"], entry["at"])
        return leaf.hash()

    def speak(
        self,
        member: str,
        *entries: Body,
        key: SigningKey | None = None,
        hidden: Sequence[int] = (),
        **head: Any,
    ) -> Forge:
        """A journal of these entries under a signed head; ``hidden`` ones show only a hash."""
        leaves = [self.leaf(member, index, entry) for index, entry in enumerate(entries)]
        frontier = Frontier().extend(leaves)
        fields: Body = {
            "origin": origin_of(GROUP, member),
            "size": frontier.size,
            "root": frontier.root(),
            "epoch": 1,
            "at": HEAD_AT,
        }
        note = sign_checkpoint(Checkpoint(**{**fields, **head}), key or KEYS[member])
        shown = [
            {"hash": leaves[index].hex()} if index in hidden else entry
            for index, entry in enumerate(entries)
        ]
        self.journals.append({"member": member, "checkpoint": note, "entries": shown})
        return self

    def to_bytes(self, **changes: Any) -> bytes:
        """The file; ``changes`` replace fields of the proof."""
        proof = {
            "format": "bayanihan-package/1",
            "group": GROUP,
            "made_at": "2026-07-22T02:41:08.000000Z",
            "made_for": B,
            "charters": self.charters,
            "handlings": self.handlings,
            "journals": self.journals,
            **changes,
        }
        head = f'{{"type":"bundle","id":"bundle--{GROUP}","objects":['.encode()
        middle = b'],"x_bayanihan_package":' + json.dumps(proof).encode()[:-1]
        tail = b',"enclosed":[' + b",".join(self.enclosed) + b"]}}"
        return head + b",".join(self.objects) + middle + tail


def derive_alone(body: Body, publisher: str) -> list[bytes]:
    """The copies of an object to which nothing else refers."""
    return derive(body, publisher=publisher, tlp="TLP:AMBER", renamed={})


def a_forge(*signers: SigningKey, **changes: Any) -> Forge:
    """An empty package of a group with one charter."""
    charter, part = a_charter(*signers, **changes)
    return Forge(charter, [part])


def a_true_forge() -> Forge:
    """Two members; objects in the open and copied, one hidden, one erased, a definition."""
    forge = a_forge()
    erased = forge.say(A, a_thing(9, "TLP:AMBER"))
    del erased["object"], erased["salt"]
    forge.objects.pop()
    hidden = forge.say(A, a_thing(8, "TLP:AMBER"))
    forge.objects.pop()
    forge.speak(
        A,
        forge.accept(),
        forge.say(A, a_thing(1, "TLP:AMBER")),
        hidden,
        erased,
        forge.say_copied(A, a_thing(2)),
        hidden=[2],
    )
    forge.speak(
        B,
        forge.accept(),
        forge.say(B, a_thing(3, "TLP:GREEN"), tlp=Tlp.GREEN),
        forge.say(B, a_definition(4, "House rule"), tlp=Tlp.CLEAR, creator=CreatorKind.UNMARKED),
    )
    return forge


def codes(report: Report) -> list[str]:
    """The faults that were found, in order."""
    return [one.code.value for one in report.faults]


def verified(forge: Forge) -> Report:
    """What the verifier says of a forged file."""
    return verify_package(forge.to_bytes())


def spoken(forge: Forge, *more: Body, **head: Any) -> Forge:
    """A's journal: acceptance, one record, and more."""
    return forge.speak(A, forge.accept(), forge.say(A, a_thing(1, AMBER)), *more, **head)
