"""Every code has a sentence: what happened and what to do."""

from __future__ import annotations

import importlib
import pkgutil
from enum import StrEnum

import pytest

import bayanihan
from bayanihan.gate.api import FACTS_OF, Decision, Door, FactValue, Reason
from bayanihan.kernel.api import Absent, Malformed, Refused
from bayanihan.membership.api import MembershipFault
from bayanihan.records.api import RecordFault
from bayanihan.stix.api import StixFault
from bayanihan.web.sentences import TABLES, because, say, say_code
from bayanihan.web.showing.words import door_words

ROOMS = ("kernel", "gate", "journal", "stix", "membership", "records", "exchange")
FACTS: dict[str, FactValue] = {
    "accepted": 2,
    "ceiling": "TLP:GREEN",
    "charter": 1,
    "door": "taxii",
    "keep_until": 2_000_000,
    "kind": "academic",
    "needs": 3,
    "not_before": 0,
    "pap": "PAP:RED",
    "step": 2,
    "tlp": "TLP:AMBER",
    "until": 1_000_000,
}


def fault_enums() -> list[type[StrEnum]]:
    """Every enum of codes in the rooms below the pages, found in their modules."""
    found: dict[str, type[StrEnum]] = {}
    for room in ROOMS:
        package = importlib.import_module(f"bayanihan.{room}")
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if "migrations" in module.name:
                continue
            for name, value in vars(importlib.import_module(module.name)).items():
                is_codes = isinstance(value, type) and issubclass(value, StrEnum)
                if is_codes and (name.endswith("Fault") or name == "Reason"):
                    found[f"{value.__module__}.{name}"] = value
    return list(found.values())


def test_all_enums_of_codes_are_found() -> None:
    assert bayanihan.__name__
    assert {enum.__name__ for enum in fault_enums()} >= {
        "StixFault", "RecordFault", "Reason", "JournalFault", "InstantFault", "GateFault",
    }  # fmt: skip


@pytest.mark.parametrize("enum", fault_enums(), ids=lambda enum: enum.__name__)
def test_every_code_has_a_sentence_of_its_own(enum: type[StrEnum]) -> None:
    table = TABLES.get(enum, {})
    assert sorted(set(enum) - set(table)) == []
    assert sorted(set(table) - set(enum)) == []
    assert all(str(sentence).endswith(".") for sentence in table.values())
    assert len({str(sentence) for sentence in table.values()}) == len(table)


@pytest.mark.parametrize("reason", list(Reason))
def test_a_reason_is_said_with_exactly_the_facts_that_the_gate_gives(reason: Reason) -> None:
    facts = {name: FACTS[name] for name in FACTS_OF.get(reason, ()) if name in FACTS}
    said = because(Decision(allowed=False, reasons=(reason,), facts=facts))
    assert said
    assert "unknown" not in said
    assert "%" not in said


def test_several_reasons_stand_one_after_the_other() -> None:
    reasons = (Reason.MEMBER_WHEN_SAID, Reason.WHOLE_GROUP)
    decision = Decision(allowed=True, reasons=reasons, facts={"charter": 3})
    said = because(decision)
    assert said == "Member under charter version 3. The whole group is addressed."


def test_an_instant_is_said_in_utc() -> None:
    decision = Decision(allowed=False, reasons=(Reason.TERMS_ENDED,), facts={"until": 0})
    assert because(decision) == "It could be read until 1970-01-01T00:00:00.000000Z, and no longer."


def test_equal_codes_of_two_rooms_are_told_apart() -> None:
    assert say(Absent(MembershipFault.UNKNOWN_GROUP)) == (
        "There is no such group of yours. Look in the list of groups."
    )
    decision = Decision(allowed=False, reasons=(Reason.UNKNOWN_GROUP,))
    assert because(decision) == "The group is not known here. Choose another group."


def test_a_malformed_input_is_told_with_its_place() -> None:
    error = Malformed(StixFault.TRUNCATED, where="byte 120", facts={"detail": "no end."})
    assert say(error).endswith("Found at byte 120: no end.")


def test_the_place_of_a_refusal_is_not_told() -> None:
    assert "secret-group" not in say(Refused(RecordFault.NO_SEAT, where="secret-group"))


@pytest.mark.parametrize(
    ("code", "detail", "where", "end"),
    [
        ("pattern", "", "", "corrected version."),
        ("pattern", "ends early", "/pattern", "Found at /pattern: ends early."),
        ("pattern", "ends early", "", "Found: ends early."),
        ("pattern", "", "/pattern", "Found at /pattern."),
        ("gate_refuses", "above_ceiling", "", "Choose a group with a higher step."),
        ("a_newer_code", "", "", "This was not accepted: a newer code."),
    ],
)
def test_a_reason_kept_as_text_is_said(code: str, detail: str, where: str, end: str) -> None:
    assert say_code(code, detail, where).endswith(end)


def test_a_fault_of_an_unknown_room_is_still_said() -> None:
    class NewFault(StrEnum):
        LATE = "too_late"

    assert say(Refused(NewFault.LATE)) == "The node refused: too late."


def test_every_door_has_words() -> None:
    assert [door for door in Door if door_words(door) == door.value] == []


def test_a_fact_that_the_gate_did_not_give_is_said_to_be_unknown() -> None:
    said = because(Decision(allowed=False, reasons=(Reason.ABOVE_CEILING,)))
    assert said.startswith("unknown is above the group's ceiling, unknown.")
