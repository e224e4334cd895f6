"""What a liar could sign is found, even one who holds a member's true key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bayanihan.gate.api import CreatorKind, Terms, Tlp
from bayanihan.stix.api import TLP_IDS
from tests.rooms.records.forging import (
    AMBER,
    GROUP,
    HEAD_AT,
    KEYS,
    REFS,
    SAID_AT,
    STRANGER,
    THIEF,
    WATCHER,
    A,
    B,
    Body,
    Forge,
    a_definition,
    a_forge,
    a_seat,
    a_thing,
    codes,
    spoken,
    verified,
)

Make = Callable[[], Forge]


def _below(raw: bytes, **changes: Any) -> Make:
    """A record by A of some bytes."""

    def make() -> Forge:
        forge = a_forge()
        return forge.speak(A, forge.accept(), forge.say(A, raw, **changes))

    return make


def _journal(build: Callable[[Forge], Any]) -> Make:
    def make() -> Forge:
        forge = a_forge()
        build(forge)
        return forge

    return make


def _copied(raw: bytes, **changes: Any) -> Make:
    def make() -> Forge:
        forge = a_forge()
        return forge.speak(A, forge.accept(), forge.say_copied(A, raw, is_copied=False, **changes))

    return make


def _renumbered(entry: Body, **changes: Any) -> Body:
    return {**entry, **changes}


def _edited(change: Callable[[Body], Any]) -> Make:
    """A true journal of A, changed in the file after it was signed."""

    def make() -> Forge:
        forge = spoken(a_forge())
        change(forge.journals[0])
        return forge

    return make


def _expired() -> Forge:
    seats = [a_seat(A, "coordinator", valid_from=10, valid_until=HEAD_AT), a_seat(B, "member")]
    return spoken(a_forge(members=seats))


def _not_yet() -> Forge:
    seats = [a_seat(A, "member", valid_from=HEAD_AT + 1), a_seat(B, "coordinator")]
    return spoken(a_forge(KEYS[B], members=seats))


def _seatless(forge: Forge) -> None:
    forge.speak(STRANGER, forge.accept(), forge.say(STRANGER, a_thing(1, AMBER)))


def _wrong_text(change: Callable[[str], str]) -> Make:
    def make() -> Forge:
        forge = a_forge()
        entry = forge.say(A, a_thing(1, AMBER))
        forge.handlings[0] = change(forge.handlings[0])
        return forge.speak(A, forge.accept(), entry)

    return make


ENDED = Terms(None, SAID_AT)
FORGED: dict[str, tuple[Make, str]] = {
    "empty journal": (_journal(lambda f: f.speak(A)), "empty_journal"),
    "no seat": (_journal(_seatless), "signer_unknown"),
    "stolen name": (_journal(lambda f: spoken(f, key=THIEF)), "no_known_signature"),
    "another's origin": (
        _journal(lambda f: spoken(f, origin=f"{GROUP}/{B}")),
        "checkpoint_differs",
    ),
    "expired key": (_expired, "key_not_valid"),
    "key not yet valid": (_not_yet, "key_not_valid"),
    "another epoch": (_journal(lambda f: spoken(f, epoch=0)), "epoch_differs"),
    "unknown charter": (
        _journal(lambda f: spoken(f, f.say(A, a_thing(2, AMBER), charter=99))),
        "no_such_charter",
    ),
    "unknown charter accepted": (
        _journal(lambda f: spoken(f, f.accept(charter=2))),
        "no_such_charter",
    ),
    "another digest accepted": (
        _journal(lambda f: f.speak(A, f.accept(commitment="11" * 32))),
        "charter_differs",
    ),
    "nothing accepted": (
        _journal(lambda f: f.speak(A, f.say(A, a_thing(1, AMBER)))),
        "no_acceptance",
    ),
    "acceptance hidden": (_journal(lambda f: spoken(f, hidden=[0])), "no_acceptance"),
    "accepted twice": (_journal(lambda f: spoken(f, f.accept())), "accepted_twice"),
    "record after closing": (
        _journal(lambda f: spoken(f, f.other("closing"), f.say(A, a_thing(2, AMBER)))),
        "after_closing",
    ),
    "later than its head": (_journal(lambda f: spoken(f, at=SAID_AT - 1)), "later_than_head"),
    "observer": (
        _journal(
            lambda f: f.speak(
                WATCHER, f.accept(), f.say(WATCHER, a_thing(1, "TLP:GREEN"), tlp=Tlp.GREEN)
            )
        ),
        "gate_refuses",
    ),
    "above the ceiling": (
        _below(a_thing(1, "TLP:AMBER+STRICT"), tlp=Tlp.AMBER_STRICT),
        "gate_refuses",
    ),
    "no tlp": (_copied(a_thing(1), tlp=None), "gate_refuses"),
    "exercise": (_below(a_thing(1, AMBER), exercise=True), "gate_refuses"),
    "terms over": (_below(a_thing(1, AMBER), terms=ENDED), "gate_refuses"),
    "stranger addressed": (
        _below(a_thing(1, AMBER), audience=frozenset({STRANGER})),
        "gate_refuses",
    ),
    "below its marking": (_below(a_thing(1, AMBER), tlp=Tlp.GREEN), "handling_below_marking"),
    "copied below its marking": (
        _copied(a_thing(1, AMBER), tlp=Tlp.GREEN),
        "handling_below_marking",
    ),
    "below a marking that its publisher defines later": (
        _journal(
            lambda f: f.speak(
                A,
                f.accept(),
                f.say_copied(A, a_thing(1, **REFS), tlp=Tlp.GREEN),
                f.say(A, a_definition(4, AMBER), creator=CreatorKind.UNMARKED, tlp=Tlp.CLEAR),
            )
        ),
        "handling_below_marking",
    ),
    "called marked and is not": (_below(a_thing(1)), "envelope_differs"),
    "called marked by a definition of its own": (_below(a_thing(1, **REFS)), "envelope_differs"),
    "called marked in a part": (
        _below(
            a_thing(1, granular_markings=[{"marking_ref": TLP_IDS[AMBER], "selectors": ["name"]}])
        ),
        "envelope_differs",
    ),
    "called marked and is marked lower": (_below(a_thing(1, "TLP:GREEN")), "envelope_differs"),
    "another's envelope": (
        _journal(
            lambda f: f.speak(A, f.accept(), _renumbered(f.say(B, a_thing(1, AMBER)), charter=1))
        ),
        "envelope_differs",
    ),
    "envelope of another version": (
        _journal(
            lambda f: spoken(f, _renumbered(f.say(A, a_thing(2, AMBER), charter=3), charter=1))
        ),
        "envelope_differs",
    ),
    "envelope of another group": (_below(a_thing(1, AMBER), group="other"), "envelope_differs"),
    "envelope not canonical": (_wrong_text(lambda text: text + " "), "package_malformed"),
    "envelope with an object": (
        _wrong_text(lambda text: text.replace('"object":""', '"object":"aa"')),
        "package_malformed",
    ),
    "envelope of numbers": (_wrong_text(lambda _text: "[1,2]"), "package_malformed"),
    "envelope of an unknown label": (
        _wrong_text(lambda text: text.replace(AMBER, "TLP:PINK")),
        "not_a_tlp_label",
    ),
    "not STIX": (_below(b'{"type":"nonsense"}'), "not_stix"),
    "a list": (_below(b"[1,2]"), "not_stix"),
    "hash with more": (
        _edited(lambda j: j["entries"].__setitem__(0, {"hash": "00" * 32, "at": 0})),
        "entry_form",
    ),
    "both places": (_edited(lambda j: j["entries"][1].update(enclosed=0, copies=[])), "entry_form"),
    "handling of no record": (_edited(lambda j: j["entries"][0].update(handling=0)), "entry_form"),
    "object of no record": (_edited(lambda j: j["entries"][0].update(object=0)), "entry_form"),
    "salt without object": (_edited(lambda j: j["entries"][1].pop("object")), "entry_form"),
    "object without salt": (_edited(lambda j: j["entries"][1].pop("salt")), "entry_form"),
    "no commitment": (_edited(lambda j: j["entries"][1].pop("commitment")), "entry_form"),
    "no handling": (_edited(lambda j: j["entries"][1].pop("handling")), "entry_form"),
    "handling out of the list": (
        _edited(lambda j: j["entries"][1].update(handling=5)),
        "entry_form",
    ),
    "object out of the list": (
        _edited(lambda j: j["entries"][1].update(object=5)),
        "object_missing",
    ),
    "another salt": (_edited(lambda j: j["entries"][1].update(salt="00" * 16)), "object_differs"),
    "another time": (_edited(lambda j: j["entries"][1].update(at=SAID_AT - 1)), "root_differs"),
    "an entry less": (_edited(lambda j: j["entries"].pop()), "size_differs"),
    "member of no name": (_edited(lambda j: j.update(member="a/b")), "bad_name"),
    "no copies": (_copied(a_thing(1)), "copy_differs"),
}


@pytest.mark.parametrize("name", FORGED)
def test_what_is_forged_is_found(name: str) -> None:
    make, code = FORGED[name]
    report = verified(make())
    assert code in codes(report)
