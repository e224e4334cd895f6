"""What a person said about a file: the group, and the handling of what it brings."""

from __future__ import annotations

from dataclasses import dataclass

from bayanihan.exchange.models import Intake
from bayanihan.exchange.rules import ExchangeFault
from bayanihan.gate.api import Pap, Tlp
from bayanihan.kernel.api import Conflict, Refused
from bayanihan.membership.api import PREPARERS, Group, Person, roles_of
from bayanihan.records.api import Stated


@dataclass(frozen=True, slots=True)
class Choice:
    """Where a file is to go and how it is to be handled; ``None`` says nothing.

    ``tlp`` is said of what carries none or a lower one. ``audience`` holds identity
    ids of members (``None``: the whole group). ``not_before``, ``until`` and
    ``keep_until`` are instants: from when and until when others may read it, and
    until when nobody may erase it.
    """

    group: Group
    tlp: Tlp | None
    pap: Pap | None = None
    audience: frozenset[str] | None = None
    not_before: int | None = None
    until: int | None = None
    keep_until: int | None = None


_SAID = ("group", "tlp", "pap", "audience", "not_before", "until", "keep_until")
_WAITS = ("left_at", "left_by", "levels", "agreed_at", "agreed_by", "agreed_seal")


def choose(*, intake: Intake, choice: Choice, by: Person) -> None:
    """Remember group and handling for the preview.

    Where they change, what was left with others or agreed to is looked at anew.
    """
    if not roles_of(by) & PREPARERS:
        raise Refused(ExchangeFault.MAY_NOT_PREPARE)
    require_waiting(intake)
    if choice_of(intake) == choice:
        return
    intake.group = choice.group
    intake.tlp = "" if choice.tlp is None else choice.tlp.label
    intake.pap = "" if choice.pap is None else choice.pap.label
    intake.audience = None if choice.audience is None else sorted(choice.audience)
    intake.not_before, intake.until = choice.not_before, choice.until
    intake.keep_until = choice.keep_until
    intake.left_at, intake.left_by, intake.levels = None, "", {}
    intake.agreed_at, intake.agreed_by, intake.agreed_seal = None, "", ""
    intake.save(update_fields=[*_SAID, *_WAITS])


def choice_of(intake: Intake) -> Choice | None:
    """What was said about a file; ``None`` where no group was chosen yet."""
    if intake.group is None:
        return None
    stated = stated_of(intake)
    return Choice(
        group=intake.group,
        tlp=stated.floor,
        pap=stated.pap,
        audience=stated.audience,
        not_before=stated.not_before,
        until=stated.until,
        keep_until=stated.keep_until,
    )


def stated_of(intake: Intake) -> Stated:
    """The handling that was said, as publishing takes it."""
    return Stated(
        floor=Tlp.from_label(intake.tlp) if intake.tlp else None,
        pap=Pap.from_label(intake.pap) if intake.pap else None,
        audience=None if intake.audience is None else frozenset(intake.audience),
        not_before=intake.not_before,
        until=intake.until,
        keep_until=intake.keep_until,
    )


def require_waiting(intake: Intake) -> None:
    """Raise ``Conflict`` for a file that was released or put away."""
    if intake.settled_at is not None or intake.content is None:
        raise Conflict(ExchangeFault.ALREADY_SETTLED)
