"""The frame of a file's way: under which marking it waits, for which group, in which lane."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from bayanihan.exchange.api import Intake
from bayanihan.gate.api import Tlp
from bayanihan.web.framing import frame_for, group_band
from bayanihan.web.parts.frame import Frame
from bayanihan.web.parts.marking import Band
from bayanihan.web.parts.voices import Link
from bayanihan.web.showing.list_words import group_name


def intake_frame(
    request: HttpRequest, intake: Intake, title: str, *, labels: Iterable[str] = ()
) -> Frame:
    """The frame of a page about a file: what waits is held on this node only, and says so.

    ``labels`` are the TLP labels of what the page shows.
    """
    group = intake.group
    exercise = group_name(group) if group and group.newest and group.newest.exercise else ""
    return frame_for(
        request,
        title=title,
        room="exchange",
        band=_band(intake, labels),
        crumbs=(
            Link(_("Exchange"), reverse("exchange")),
            Link(_("Bring in a report"), reverse("import-start")),
            Link(intake.name),
        ),
        exercise=exercise,
    )


def _band(intake: Intake, labels: Iterable[str]) -> Band:
    """Before the release: nothing but the words of the preparer; after it, the group's band."""
    group = intake.group
    shown = [Tlp.from_label(one) for one in (intake.tlp, *labels) if one]
    if intake.outcome:
        shown += [Tlp.from_label(one) for one in intake.outcome["levels"]]
    highest = max(shown).label if shown else ""
    if group is None:
        return Band(highest, _("Not yet released. Held on this node only."))
    band = group_band(highest, group)
    if intake.settled_at is not None:
        return band
    asked = _("asked for: %(group)s") % {"group": group_name(group)}
    return replace(
        band, group=_("Not yet released. Held on this node only."), group_url="", more=asked
    )
