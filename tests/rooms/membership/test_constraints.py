"""Every invariant that SQL can say is a constraint: each is broken here, and holds."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction

from bayanihan.membership.api import Body, Charter, Group, Member, Seat, State, StatementKey
from bayanihan.membership.models import PersonRole
from tests.rooms.web.hosted import Hosted

Break = Callable[[Hosted], object]

BREAKS: dict[str, Break] = {
    "member_kind_is_known": lambda h: Member.objects.filter(pk=h.a.pk).update(kind="empire"),
    "member_is_an_identity": lambda h: Member.objects.filter(pk=h.a.pk).update(stix_id="x"),
    "state_code_is_iso": lambda h: State.objects.create(
        region=h.region, code="a1", name="x", zone="UTC", added_at=1
    ),
    "body_key_once_a_region": lambda h: Body.objects.create(
        region=h.region, key="meeting", name="x", added_at=1
    ),
    "one_key_an_epoch": lambda h: StatementKey.objects.create(
        member=h.a, epoch=1, vkey="other", valid_from=0
    ),
    "key_ends_after_it_begins": lambda h: StatementKey.objects.create(
        member=h.a, epoch=2, vkey="other", valid_from=5, valid_until=5
    ),
    "charter_number_once": lambda h: _charter(h.circle, number=1),
    "charter_numbers_from_one": lambda h: _charter(h.circle, number=0),
    "charter_step_on_the_ladder": lambda h: _charter(h.circle, number=2, step=5),
    "charter_layer_is_known": lambda h: _charter(h.circle, number=2, layer="galaxy"),
    "one_seat_a_member": lambda h: Seat.objects.create(
        charter=_newest(h), member=h.a, role="member", kind="state_body"
    ),
    "seat_role_is_known": lambda h: Seat.objects.create(
        charter=_newest(h), member=h.company, role="king", kind="organisation"
    ),
    "seat_kind_is_known": lambda h: Seat.objects.create(
        charter=_newest(h), member=h.company, role="member", kind="king"
    ),
    "right_once_a_person": lambda h: PersonRole.objects.create(
        person=h.people["aa.lead"], role="releaser"
    ),
    "right_is_known": lambda h: PersonRole.objects.create(person=h.people["aa.lead"], role="king"),
}


def _charter(group: Group, *, number: int, step: int = 3, layer: str = "minilateral") -> Charter:
    return Charter.objects.create(
        group=group, number=number, name="x", layer=layer, step=step, exercise=False,
        text="x", signatures="x", at=1,
    )  # fmt: skip


def _newest(hosted: Hosted) -> Charter:
    return Charter.objects.get(group=hosted.circle)


@pytest.mark.parametrize("name", BREAKS)
def test_breaking_it_is_refused_by_the_database(hosted: Hosted, name: str) -> None:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        BREAKS[name](hosted)
    if connection.vendor == "postgresql":
        assert name in str(caught.value)


def test_every_constraint_of_these_rooms_is_broken_here() -> None:
    models = [Member, State, Body, StatementKey, Charter, Seat, PersonRole, Group]
    named = {one.name for model in models for one in model._meta.constraints}
    assert named == set(BREAKS)


STATEMENTS = [
    "UPDATE membership_charter SET name = 'other'",
    "DELETE FROM membership_charter",
    "UPDATE membership_seat SET role = 'observer'",
    "DELETE FROM membership_seat",
    "UPDATE membership_statementkey SET vkey = vkey || 'x'",
    "UPDATE membership_statementkey SET epoch = epoch + 1",
    "UPDATE membership_statementkey SET member_id = member_id + 1",
    "UPDATE membership_statementkey SET valid_from = valid_from + 1",
    "UPDATE membership_statementkey SET sealed = sealed || sealed",
    "DELETE FROM membership_statementkey",
]
TRUNCATES = [
    f"TRUNCATE membership_{table} CASCADE" for table in ("charter", "seat", "statementkey")
]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_charters_and_keys_are_append_only(hosted: Hosted, statement: str) -> None:
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert Charter.objects.filter(group=hosted.circle).exists()


@pytest.mark.only_postgresql
@pytest.mark.django_db
@pytest.mark.parametrize("statement", TRUNCATES)
def test_charters_and_keys_are_not_emptied_at_one_stroke(statement: str) -> None:
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_a_key_may_only_be_put_out_of_use_and_only_once(hosted: Hosted) -> None:
    keys = StatementKey.objects.filter(member=hosted.a)
    assert keys.update(valid_until=hosted.at + 5) == 1
    assert keys.update(sealed=None) == 1
    for change in ({"valid_until": None}, {"valid_until": hosted.at + 6}, {"sealed": b"again"}):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            keys.update(**change)
