"""What an administrator does about the people of their own member: rights, leave, return.

Every action locks the member's row first, so that two administrators who take
each other's rights at the same instant leave one. Whoever belongs to another
member does not exist here.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet

from bayanihan.gate.api import Tlp
from bayanihan.kernel.api import Absent, Refused
from bayanihan.membership.happenings import happened
from bayanihan.membership.models import Invitation, Member, Person, PersonRole
from bayanihan.membership.people_rules import PeopleFault, rights_fault
from bayanihan.membership.rules import Happened, Role
from bayanihan.membership.sessions import end_all_sessions
from bayanihan.membership.tokens import end_all_tokens


def find_person(member: Member, username: str) -> Person:
    """Somebody of one member by user name; raises ``Absent`` for everybody else."""
    rows = Person.objects.filter(member=member).prefetch_related("granted")
    person = None if "\x00" in username else rows.filter(username=username).first()
    if person is None:
        raise Absent(PeopleFault.UNKNOWN_PERSON)
    return person


def people_of(member: Member) -> list[Person]:
    """Everybody who signs in, or signed in, for a member; two queries."""
    rows = Person.objects.filter(member=member).prefetch_related("granted")
    return list(rows.order_by("-is_active", "username"))


def administrators_of(member: Member) -> int:
    """How many active people may administer a member."""
    return _administrators(member).count()


def hold_member(*, member: Member, by: Person) -> None:
    """Lock a member's people for the rest of the transaction; refuse all but administrators."""
    Member.objects.select_for_update().get(pk=member.pk)
    if not _administrators(member).filter(pk=by.pk).exists():
        raise Refused(PeopleFault.MAY_NOT_ADMINISTER)


def hold_person(*, person: Person, by: Person) -> Person:
    """The same for somebody who is to be changed; gives them as they are now."""
    if person.member_id != by.member_id:
        raise Absent(PeopleFault.UNKNOWN_PERSON)
    hold_member(member=by.member, by=by)
    return find_person(by.member, person.username)


@transaction.atomic
def change_roles(*, person: Person, roles: Iterable[Role], by: Person, at: int) -> None:
    """Give somebody exactly these rights; the last administrator keeps that right."""
    wanted = frozenset(roles)
    fault = rights_fault(wanted)
    if fault is not None:
        raise Refused(fault)
    person = hold_person(person=person, by=by)
    before = {Role(row.role) for row in person.granted.all()}
    if wanted == before:
        return
    if Role.ADMINISTRATOR not in wanted:
        _keep_an_administrator(person)
        _take_back_invitations(person, at)
    PersonRole.objects.filter(person=person).exclude(role__in=wanted).delete()
    PersonRole.objects.bulk_create(
        PersonRole(person=person, role=role.value) for role in sorted(wanted - before)
    )
    facts = {"person": person.username, "before": sorted(before), "now": sorted(wanted)}
    happened(by.member, by, Happened.RIGHTS_CHANGED, facts, at)


@transaction.atomic
def deactivate(*, person: Person, by: Person, at: int) -> None:
    """Somebody leaves: every session and token ends now, and invitations they made with them."""
    person = hold_person(person=person, by=by)
    if not person.is_active:
        return
    _keep_an_administrator(person)
    Person.objects.filter(pk=person.pk).update(is_active=False)
    end_all_sessions(person=person, by=by, at=at)
    end_all_tokens(person=person, by=by, at=at)
    _take_back_invitations(person, at)
    happened(by.member, by, Happened.PERSON_SHUT_OUT, {"person": person.username}, at)


@transaction.atomic
def reactivate(*, person: Person, by: Person, at: int) -> None:
    """Somebody comes back, with the rights, the password and the factor that they had."""
    person = hold_person(person=person, by=by)
    if person.is_active:
        return
    Person.objects.filter(pk=person.pk).update(is_active=True)
    happened(by.member, by, Happened.PERSON_LET_IN, {"person": person.username}, at)


@transaction.atomic
def throw_out(*, person: Person, by: Person, at: int) -> int:
    """End every session and token of somebody who stays; gives how many there were."""
    person = hold_person(person=person, by=by)
    ended = end_all_sessions(person=person, by=by, at=at)
    ended += end_all_tokens(person=person, by=by, at=at)
    facts = {"person": person.username, "count": ended}
    happened(by.member, by, Happened.SESSION_ENDED, facts, at)
    return ended


@transaction.atomic
def require_factor(*, is_required: bool, by: Person, at: int) -> None:
    """Say whether everybody of one's member has to prove a second factor."""
    hold_member(member=by.member, by=by)
    rows = Member.objects.filter(pk=by.member_id).exclude(second_factor_required=is_required)
    if rows.update(second_factor_required=is_required):
        happened(by.member, by, Happened.SECOND_FACTOR_SET, {"is_required": is_required}, at)


@transaction.atomic
def set_four_eyes(*, level: Tlp | None, by: Person, at: int) -> None:
    """Say from which TLP on a release of one's member needs two people; ``None`` = never."""
    hold_member(member=by.member, by=by)
    label = "" if level is None else level.label
    rows = Member.objects.filter(pk=by.member_id).exclude(four_eyes_from=label)
    if rows.update(four_eyes_from=label):
        happened(by.member, by, Happened.FOUR_EYES_SET, {"from": label}, at)


def _administrators(member: Member) -> QuerySet[Person]:
    return Person.objects.filter(
        member=member, is_active=True, granted__role=Role.ADMINISTRATOR.value
    )


def _keep_an_administrator(person: Person) -> None:
    """Refuse to take away the last one; nothing else here looks at who asks."""
    rows = _administrators(person.member)
    if rows.filter(pk=person.pk).exists() and not rows.exclude(pk=person.pk).exists():
        raise Refused(PeopleFault.LAST_ADMINISTRATOR)


def _take_back_invitations(person: Person, at: int) -> None:
    """Whoever may no longer invite leaves no way in behind."""
    rows = Invitation.objects.filter(made_by=person.username, member=person.member)
    rows.filter(used_at__isnull=True, revoked_at__isnull=True).update(revoked_at=at)
