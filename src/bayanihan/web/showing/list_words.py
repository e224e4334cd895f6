"""What a list of records says about itself: how many, of which lane, and why there are none."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bayanihan.gate.api import Lane
from bayanihan.membership.api import Group
from bayanihan.records.api import Page
from bayanihan.web.parts.tells import Empty, Mood, Tell
from bayanihan.web.parts.voices import Link
from bayanihan.web.showing.filter_fields import lane_address
from bayanihan.web.showing.filters import Asked


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many records fit a list; ``elsewhere``, in the other lane, where none fit here."""

    total: int
    elsewhere: int = 0


def group_name(group: Group) -> str:
    """A group's name under its newest charter."""
    return group.newest.name if group.newest else group.key


def fault_tells(asked: Asked) -> tuple[Tell, ...]:
    """What was not understood in the address, above the list."""
    if not asked.faults:
        return ()
    title = ngettext(
        "One filter was not understood, so nothing is shown.",
        "%(count)d filters were not understood, so nothing is shown.",
        len(asked.faults),
    ) % {"count": len(asked.faults)}
    links = tuple(
        Link(words, reverse("exchange") if name == "before" else f"#f-{name}")
        for name, words in asked.faults.items()
    )
    return (Tell(title, _("All you typed is kept below."), Mood.LATE, links),)


def list_sentence(asked: Asked, page: Page | None, numbers: Numbers) -> str:
    """The first sentence of a list: how many records it holds."""
    if page is None:
        return _("Nothing is shown yet.")
    if numbers.total:
        return _counted(numbers.total, is_exercise=asked.is_exercise)
    if asked.is_exercise:
        return _("No exercise record.")
    return _("No real record.") if numbers.elsewhere else _("No record.")


def _counted(total: int, *, is_exercise: bool) -> str:
    number = {"count": f"{total:,}".replace(",", "\u202f")}
    if is_exercise:
        return ngettext("%(count)s exercise record.", "%(count)s exercise records.", total) % number
    return ngettext("%(count)s record.", "%(count)s records.", total) % number


def list_scope(asked: Asked) -> str:
    """How the list is cut: by group and lane."""
    group = asked.filters.group
    if group is not None:
        scope = _("In %(group)s, newest first.") % {"group": group_name(group)}
    else:
        scope = ngettext(
            "In your %(count)d group, newest first.",
            "In your %(count)d groups, newest first.",
            len(asked.groups),
        ) % {"count": len(asked.groups)}
    if asked.is_exercise:
        lane = _("Exercise records only: nothing here is real.")
    else:
        lane = _("Real records only; exercises stand apart.")
    return f"{scope} {lane} {_('What you may not see is not counted.')}"


def list_empty(asked: Asked, page: Page | None, numbers: Numbers, import_url: str) -> Empty:
    """Why a list is empty, and what to do next."""
    if page is None:
        return Empty(_("Put the filters right, then look again."))
    bring = (Link(_("Bring in a report"), import_url),) if import_url else ()
    is_narrowed = any(text for name, text in asked.typed.items() if name != "lane")
    if numbers.elsewhere:
        return _other_lane(asked, numbers, is_narrowed=is_narrowed)
    if is_narrowed or asked.before is not None:
        return Empty(
            _("Nothing matches these filters"),
            _(
                "What you may not see is not found either. Values and names are matched whole: "
                "try the full name or value."
            ),
            (Link(_("Clear all filters"), reverse("exchange")), *bring),
        )
    return Empty(
        _("Nothing has been said in your groups yet"),
        _("The first report that somebody brings in stands here."),
        (*bring, Link(_("Your groups"), reverse("groups"))),
    )


def _other_lane(asked: Asked, numbers: Numbers, *, is_narrowed: bool) -> Empty:
    """Nothing in this lane, something in the other one: it is offered, never mixed in."""
    if is_narrowed:
        here = _("No exercise record fits.") if asked.is_exercise else _("No real record fits.")
    elif asked.is_exercise:
        here = _("No exercise records in your groups.")
    else:
        here = _("No real records in your groups.")
    there = _counted(numbers.elsewhere, is_exercise=not asked.is_exercise)
    if asked.is_exercise:
        link = Link(_("Show the real records"), lane_address(asked, Lane.REAL))
    else:
        link = Link(_("Show the exercise records"), lane_address(asked, Lane.EXERCISE))
    return Empty(f"{here} {there}", _("The two never stand in one list."), (link,))
