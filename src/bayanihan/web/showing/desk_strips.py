"""What waits on the desk as strips, each with its one act."""

from __future__ import annotations

from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bayanihan.exchange.api import Intake, waiting_since
from bayanihan.web.parts.clocks import waiting
from bayanihan.web.parts.marking import Step
from bayanihan.web.parts.strips import Strip
from bayanihan.web.parts.voices import Act, Link, Said, Voice
from bayanihan.web.showing.desk_waits import Waiting, left_words


def waiting_strips(waits: Waiting, now: int) -> tuple[Strip, ...]:
    """What can be signed first, then what has to be looked at, then quarantine.

    The act of the first thing that waits for this person is the page's main one.
    """
    ready = [_ready_strip(one, waits, now, is_main=not at) for at, one in enumerate(waits.ready)]
    if ready and waits.may_sign:
        all_of_them = Link(_("All that waits for a signature"), reverse("approvals"))
        ready[0] = replace(ready[0], more=all_of_them)
    has_main = bool(ready) and waits.may_sign
    looks = [
        _intake_strip(one, waits, now, is_main=not at and not has_main)
        for at, one in enumerate(waits.intakes)
    ]
    strips = [*ready, *looks] if waits.may_sign else [*looks, *ready]
    if waits.held:
        strips.append(_held_strip(waits, now))
    return tuple(strips)


def _ready_strip(intake: Intake, waits: Waiting, now: int, *, is_main: bool) -> Strip:
    """A file that was left for a signature: the act of those who may sign."""
    url = reverse("import-release", args=[intake.pk])
    who = {"who": waits.name_of(intake.left_by or intake.brought_by)}
    if intake.agreed_by:
        agreed = {"who": waits.name_of(intake.agreed_by)}
        kind, act = _("Waits for a second person"), Act(_("Look at it"), url)
        text = _("Agreed by %(who)s; waits for a second person.") % agreed
    elif waits.may_sign:
        kind, act = _("Ready for your signature"), Act(_("Read and decide"), url, is_main=is_main)
        text = _("Prepared and left by %(who)s. Nothing of it has left this node.") % who
    else:
        kind, act = _("Waits for a signature"), Act(_("Look at it"), url)
        text = left_words(waits.signers)
    return _strip(intake, now, kind, act, text)


def _intake_strip(intake: Intake, waits: Waiting, now: int, *, is_main: bool) -> Strip:
    url = reverse("import-review", args=[intake.pk])
    text = _("Brought by %(who)s. Nothing of it has left.") % {
        "who": waits.name_of(intake.brought_by)
    }
    act = Act(_("Look at it"), url, is_main=is_main)
    return _strip(intake, now, _("File brought in"), act, text)


def _strip(intake: Intake, now: int, kind: str, act: Act, text: str) -> Strip:
    charter = intake.group.newest if intake.group else None
    return Strip(
        clock=waiting(waiting_since(intake), now=now),
        kind=kind,
        title=Said(intake.name, Voice.MACHINE),
        url=act.url,
        act=act,
        text=text,
        tlp=intake.tlp,
        group=charter.name if charter else _("no group chosen"),
        step=Step(charter.step) if charter else None,
        is_exercise=bool(charter and charter.exercise),
    )


def _held_strip(waits: Waiting, now: int) -> Strip:
    url = reverse("quarantine")
    title = ngettext(
        "%(count)d object in quarantine", "%(count)d objects in quarantine", waits.held
    ) % {"count": waits.held}
    return Strip(
        clock=waiting(waits.held_since or now, now=now),
        kind=_("Quarantine"),
        title=Said(title, Voice.SYSTEM),
        url=url,
        act=Act(_("See why"), url, is_main=not waits.files),
        text=_("Each with its reason. No other member sees them."),
    )
