"""The releases of a member that wait for a signature, as strips."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bayanihan.exchange.api import Intake, Pending, waiting_since
from bayanihan.membership.api import Person
from bayanihan.web.parts.clocks import waiting
from bayanihan.web.parts.marking import Step
from bayanihan.web.parts.pages_approvals import ApprovalsPage
from bayanihan.web.parts.strips import Strip
from bayanihan.web.parts.tells import Empty
from bayanihan.web.parts.voices import Act, Link, Said, Voice


def approvals_page(
    pending: Sequence[Pending], names: Mapping[str, str], person: Person, *, now: int
) -> ApprovalsPage:
    """Everything that waits; ``names`` are the member's people by user name."""
    mine = [one for one in pending if one.intake.agreed_by != person.username]
    main = mine[0] if mine else None
    return ApprovalsPage(
        sentence=_sentence(len(pending), len(mine)),
        lede=_("Nothing of it has left. Each is released only by a signature under its preview."),
        waiting=tuple(_strip(one, names, person, now, is_main=one is main) for one in pending),
        empty=Empty(
            _("Nothing waits for a signature"),
            _("All that was left for you is released or put away."),
            (Link(_("To your desk"), reverse("desk")),),
        ),
    )


def _sentence(count: int, mine: int) -> str:
    if not count:
        return _("Nothing waits for a signature.")
    said = ngettext(
        "%(count)d release waits for a signature.",
        "%(count)d releases wait for a signature.",
        count,
    ) % {"count": count}
    if mine == count:
        return said
    agreed = ngettext(
        "%(count)d of them you have agreed to.",
        "%(count)d of them you have agreed to.",
        count - mine,
    ) % {"count": count - mine}
    return f"{said} {agreed}"


def _strip(
    pending: Pending, names: Mapping[str, str], person: Person, now: int, *, is_main: bool
) -> Strip:
    intake = pending.intake
    charter = intake.group.newest if intake.group else None
    url = reverse("import-release", args=[intake.pk])
    is_mine = intake.agreed_by == person.username
    act = Act(_("Look at it"), url) if is_mine else Act(_("Read and decide"), url, is_main=is_main)
    return Strip(
        clock=waiting(waiting_since(intake), now=now),
        kind=_kind(pending),
        title=Said(intake.name, Voice.MACHINE),
        url=url,
        act=act,
        text=" ".join([*_people(intake, names), _receivers(pending)]),
        tlp="" if pending.level is None else pending.level.label,
        group=charter.name if charter else "",
        step=Step(charter.step) if charter else None,
        is_exercise=bool(charter and charter.exercise),
    )


def _kind(pending: Pending) -> str:
    if pending.intake.agreed_by:
        return _("Waits for a second person")
    return _("Needs two people") if pending.needs_second else _("Left for a signature")


def _people(intake: Intake, names: Mapping[str, str]) -> Sequence[str]:
    said = [_("Prepared by %(who)s.") % {"who": names.get(intake.brought_by, intake.brought_by)}]
    if intake.agreed_by:
        who = {"who": names.get(intake.agreed_by, intake.agreed_by)}
        said.append(_("Agreed by %(who)s; waits for a second person.") % who)
    elif intake.left_by and intake.left_by != intake.brought_by:
        said.append(_("Left by %(who)s.") % {"who": names.get(intake.left_by, intake.left_by)})
    return said


def _receivers(pending: Pending) -> str:
    if pending.receivers is None:
        return _("Your member may say nothing in this group at present.")
    return ngettext(
        "%(count)d member would get it.", "%(count)d members would get it.", pending.receivers
    ) % {"count": pending.receivers}
