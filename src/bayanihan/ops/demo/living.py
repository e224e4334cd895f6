"""What goes on in the demonstration: charters change, words are taken back, things wait.

Only in exercise groups, and by the acts that people have on their pages: each is signed,
passes the gate and stands in a journal.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

from bayanihan.exchange.api import Choice, bring, choose, leave_for_signature
from bayanihan.gate.api import GroupRole, Tlp
from bayanihan.membership.api import (
    AddSeat,
    Change,
    Guest,
    HandOver,
    Person,
    Proposal,
    Role,
    SetConstituents,
    SetPurpose,
    SetStep,
    find_group,
    find_member,
    invite,
    seat_line,
)
from bayanihan.ops.demo.exercise import EXERCISE_AT
from bayanihan.ops.demo.plan import GroupPlan
from bayanihan.ops.demo.region import identity_id
from bayanihan.ops.demo.shaping import Body
from bayanihan.ops.demo.staging import Release, Stage
from bayanihan.records.api import (
    Entry,
    KeepReason,
    RemovalReason,
    answer_proposal,
    erase,
    place_hold,
    propose,
    withdraw,
)

_AMBER: Final = "TLP:AMBER"
_BANKS: Final = "ex-banks"
_MARITIME: Final = "ex-maritime"
MISTAKEN: Final = "EXERCISE Address of a test server, said by mistake"
PERSONAL: Final = "EXERCISE Address in which a name stands"


def said_too_soon() -> list[Release]:
    """Two records of a bank that it takes back afterwards."""
    bank = Stage(_BANKS, "PINATUBO", _AMBER, EXERCISE_AT)
    domains = {MISTAKEN: "test-server.example", PERSONAL: "juana-halimbawa.example"}
    return [bank.release(_indicator(bank, name, domain)) for name, domain in domains.items()]


def _indicator(stage: Stage, name: str, domain: str) -> Body:
    return stage.indicate(name, 240, name=name, pattern=f"[domain-name:value = '{domain}']")


def live(groups: Iterable[GroupPlan], node: str, at: int) -> None:
    """Let the region live: afterwards every page of the node has something to show."""
    for plan in groups:
        _list_constituents(plan, at)
    _change_charters(node, at)
    _take_back(at)
    _let_wait(at)


def _list_constituents(plan: GroupPlan, at: int) -> None:
    for code, others in plan.constituents.items():
        through = frozenset(map(identity_id, others))
        coordinator = next(one for one, role in plan.members.items() if role == "coordinator")
        change = SetConstituents(identity_id(code), through)
        _agree(plan.key, coordinator, change, signers=(code,), at=at)


def _change_charters(node: str, at: int) -> None:
    """Somebody joins, a purpose is said anew, a chair is handed over, a step is asked for."""
    joins = AddSeat(seat_line(find_member("TH-CERT"), GroupRole.OBSERVER, node=node))
    _agree(_BANKS, "PH-CERT", joins, at=at)
    purpose = "A phishing wave on banks: who was sent what, from where, and what helped."
    _agree(_BANKS, "PH-CERT", SetPurpose(purpose), at=at)
    chair = HandOver(identity_id("ID-CERT"), identity_id("MY-CERT"))
    _agree(_MARITIME, "ID-CERT", chair, signers=("MY-CERT",), at=at)
    # Waits for the other one of the two.
    _agree("ex-matching", "VN-CERT", SetStep(2), at=at)


def _agree(
    key: str, proposer: str, change: Change, *, signers: Iterable[str] = (), at: int
) -> None:
    """Propose a change and let others sign it, while it waits for signatures."""
    member = find_member(proposer)
    group = find_group(key, member=member)
    proposal = propose(group=group, member=member, by=None, changes=[change], at=at)
    for code in signers:
        if Proposal.objects.get(pk=proposal.pk).state == "open":
            signer = find_member(code)
            answer_proposal(proposal=proposal, member=signer, by=None, is_signed=True, at=at)


def _take_back(at: int) -> None:
    """One record is withdrawn; another is erased, which somebody has to keep all the same."""
    [mistaken], [personal] = (_entries(name) for name in (MISTAKEN, PERSONAL))
    withdraw(entries=[mistaken], by=None, why=RemovalReason.WAS_MISTAKEN, at=at)
    keeper = Person.objects.get(username="ph-cert.lead")
    place_hold(entry=personal, why=KeepReason.OPEN_INCIDENT, by=keeper, at=at)
    erase(entries=[personal], by=None, why=RemovalReason.PERSONAL_DATA, at=at)


def _entries(name: str) -> list[Entry]:
    quoted = msgspec.json.encode(name).decode()
    rows = Entry.objects.filter(object__body__contains=quoted, kind="record", type="indicator")
    return list(rows.select_related("object", "group", "handling", "journal__member"))


def _let_wait(at: int) -> None:
    """A file waits for whoever may sign, and somebody for their first password."""
    analyst = Person.objects.get(username="ph-cert.analyst")
    stage = Stage(_BANKS, "PH-CERT", _AMBER, EXERCISE_AT)
    name = "EXERCISE Page found by the night shift"
    release = stage.release(_indicator(stage, name, "night-shift.example"))
    content = msgspec.json.encode(
        {
            "type": "bundle",
            "id": f"bundle{release.objects[1]['id'][9:]}",
            "objects": release.objects,
        }
    )
    intake = bring(content=content, name="exercise-night-shift.json", by=analyst, at=at)
    group = find_group(_BANKS, member=analyst.member)
    choose(intake=intake, choice=Choice(group, Tlp.AMBER), by=analyst)
    leave_for_signature(intake=intake, by=analyst, at=at)
    guest = Guest("ph-cert.deputy", "Dalisay Halimbawa (invented)", [Role.ANALYST])
    invite(member=analyst.member, guest=guest, by=None, at=at)
