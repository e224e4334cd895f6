"""Whatever is said, withdrawn, erased and held, in any order: nothing is half forgotten."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from bayanihan.gate.api import Door, Lane, Tlp
from bayanihan.kernel.api import BayanihanError, to_instant
from bayanihan.membership.api import Member
from bayanihan.records.api import (
    Bringing,
    Entry,
    Fate,
    Filters,
    Hold,
    KeepReason,
    KeptCopy,
    Reader,
    Receipt,
    RemovalReason,
    Stated,
    StoredObject,
    answer_removals,
    end_hold,
    erase,
    erased_bodies,
    holders_of,
    place_hold,
    publish,
    withdraw,
)
from bayanihan.stix.api import slices
from tests.rooms.records import audit
from tests.rooms.web.hosted import Hosted, a_bundle, an_indicator, build_hosted

pytestmark = pytest.mark.django_db
_SUPPRESSED = [*settings().suppress_health_check, HealthCheck.function_scoped_fixture]
law = settings(max_examples=max(1, settings().max_examples // 3), suppress_health_check=_SUPPRESSED)
AT = to_instant("2026-07-22T02:41:08Z")
MEMBERS, NAMES = ("a", "b", "c"), ("one", "two")
VERSIONS = ("2026-07-01T08:00:00.000Z", "2026-07-02T08:00:00.000Z")
PEOPLE = {"a": "aa.lead", "b": "bb.lead", "c": "cc.lead"}


@dataclass(frozen=True)
class Step:
    """Somebody does something with somebody's object: all that a step can be made of."""

    verb: str
    who: str
    whose: str
    name: str
    version: str
    group: str


steps = st.builds(
    Step,
    verb=st.sampled_from(("say", "say", "withdraw", "erase", "hold", "hold", "end")),
    who=st.sampled_from(MEMBERS),
    whose=st.sampled_from(MEMBERS),
    name=st.sampled_from(NAMES),
    version=st.sampled_from(VERSIONS),
    group=st.sampled_from(("circle", "everyone")),
)


@pytest.fixture
def hosted(db: None, tmp_path: Any) -> Iterator[Hosted]:
    """Members that do not trust each other; every example is undone."""
    with override_settings(DATA_DIRECTORY=tmp_path):
        yield build_hosted(AT)


@contextmanager
def undone() -> Iterator[None]:
    """A transaction that is rolled back, in which durable ones are allowed."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]  # as Django's own test case does
    with block:
        yield
        transaction.set_rollback(True)


def take(hosted: Hosted, step: Step, at: int) -> None:
    """Do one thing; what is refused changes nothing."""
    member: Member = getattr(hosted, step.who)
    whose = step.whose if step.verb == "hold" else step.who
    rows = Entry.objects.filter(
        kind="record", journal__member=getattr(hosted, whose), object__body__contains=step.name
    ).select_related("group__newest", "journal__member")
    person = hosted.people[PEOPLE[step.who]]
    with suppress(BayanihanError):
        if step.verb == "say":
            say(hosted, member, step, at)
        elif step.verb == "withdraw":
            chosen = list(rows.filter(group__key=step.group))
            withdraw(entries=chosen, by=person, why=RemovalReason.REPLACED, at=at)
        elif step.verb == "erase":
            erase(entries=list(rows), by=person, why=RemovalReason.NOT_OURS, at=at)
        elif step.verb == "hold":
            for row in rows.filter(group__key=step.group)[:1]:
                place_hold(entry=row, why=KeepReason.EVIDENCE, by=person, at=at)
        else:
            for hold in Hold.objects.filter(member=member, ended_at__isnull=True)[:1]:
                end_hold(seq=hold.entry_id, by=person, at=at)


def say(hosted: Hosted, member: Member, step: Step, at: int) -> None:
    """The object is ``whose`` created it; another member can only pass it on."""
    body = {
        **an_indicator(f"{step.name} of {step.whose}", f"{step.name}.example"),
        "created_by_ref": getattr(hosted, step.whose).stix_id,
        "modified": step.version,
    }
    group = getattr(hosted, step.group)
    publish(slices(a_bundle(body)), Bringing(group, member, Stated(tlp=Tlp.GREEN), "f"), at=at)


def faults(hosted: Hosted, at: int) -> list[str]:
    """Everything that may never be, whatever was done."""
    found = audit.faults()
    removed = Entry.objects.exclude(fate=Fate.STANDS.value)
    found += [f"{one} is latest" for one in removed.filter(latest=True)]
    gone = set(removed.values_list("pk", flat=True))
    erased = removed.filter(fate=Fate.ERASED.value)
    for code in MEMBERS:
        member = getattr(hosted, code)
        reader = Reader(member, door=Door.LIST, lane=Lane.REAL, at=at)
        shown = {one.entry.pk for one in reader.walk(Filters(latest=False))}
        found += [f"{code} is shown {seq}" for seq in shown & gone]
        stored = StoredObject.objects.filter(publisher=member).values_list("body", flat=True)
        found += ["erased body"] * len(erased_bodies(member, [one.encode() for one in stored]))
        found += _unheard(removed.filter(kind="record", journal__member=member), member, at)
    holds = Hold.objects.filter(ended_at__isnull=True)
    still = set(holds.values_list("member_id", "entry_id"))
    answers = Receipt.objects.order_by("is_removed")
    last = {(one.member_id, one.removal_id): one for one in answers.select_related("removal")}
    said = {(one.member_id, one.removal.target_id) for one in last.values() if not one.is_removed}
    found += [f"{one} is said to be kept" for one in said - still]
    open_ = holds.filter(entry__in=erased)
    kept = set(KeptCopy.objects.values_list("member_id", "entry_id"))
    found += ["copies differ"] * (kept != set(open_.values_list("member_id", "entry_id")))
    return found


def _unheard(entries: Any, member: Member, at: int) -> list[str]:
    """Holders on this node that have not answered."""
    chosen = entries.select_related("group__newest", "journal__member", "handling")
    return [
        f"{holder.member} is silent on {entry}"
        for entry in chosen
        for holder in holders_of(entry, member, at=at)
        if holder.state.value == "silent"
    ]


@law
@given(plan=st.lists(steps, min_size=6, max_size=20))
def test_nothing_is_half_forgotten_and_every_holder_is_heard(
    hosted: Hosted, plan: Sequence[Step]
) -> None:
    with undone():
        for code in MEMBERS:
            for name in NAMES:
                first = Step("say", code, code, name, VERSIONS[0], "circle")
                say(hosted, getattr(hosted, code), first, AT + 1)
        for number, step in enumerate(plan):
            take(hosted, step, AT + 10_000 * (number + 1))
        end = AT + 10_000_000
        for fate in set(Entry.objects.values_list("fate", flat=True)):
            event(f"an entry is {fate}")
        event(f"copies kept: {KeptCopy.objects.exists()}")
        assert faults(hosted, end) == []
        assert answer_removals(at=end) == 0
