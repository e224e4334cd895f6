"""The form that brings a file in: which file, for which group, under which handling."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bayanihan.exchange.api import UPLOAD_BYTES, UPLOAD_LIMITS, Intake
from bayanihan.gate.api import Tlp
from bayanihan.web.parts.fields import Choice, Field, FieldKind, Fold, summary_of
from bayanihan.web.parts.marking import Step, meaning
from bayanihan.web.parts.pages_release import ImportStartPage
from bayanihan.web.parts.rows import Fact, Line, Stage, fact, stages
from bayanihan.web.parts.voices import Voice
from bayanihan.web.showing.handling_fields import more_fold
from bayanihan.web.showing.imports import LEAVE, MEGABYTE, Place, Typed, sitting_in


def start_page(
    places: tuple[Place, ...],
    typed: Typed,
    waiting: Iterable[Intake],
    *,
    zone: str,
    fault: str = "",
) -> ImportStartPage:
    """The form; ``fault`` is what is wrong with the file, ``zone`` the reader's."""
    fields = (_file_field(fault), group_field(places, typed), handling_field(typed))
    more = more_field(places, typed, zone)
    return ImportStartPage(
        action=reverse("import-start"),
        fields=fields,
        limits=_(
            "STIX 2.1: a bundle, one object, or one object a line; plain or gzip. Up to %(most)d "
            "MB and %(units)d objects; one object up to 16 MB. Larger files go in by the command "
            "line."
        )
        % {"most": UPLOAD_BYTES // MEGABYTE, "units": UPLOAD_LIMITS.units},
        stages=at_stage(0),
        summary=summary_of((*fields, *more.fields)),
        more=more,
        staged=tuple(_staged(one) for one in waiting),
    )


def at_stage(here: int, *, is_kept: bool = False) -> tuple[Stage, ...]:
    """The four stages of a file's way, of which number ``here`` is the present one.

    ``is_kept``: nothing of it can be released, so it ends in quarantine.
    """
    last = _("Kept") if is_kept else _("Released")
    return stages((_("File read"), _("Handling said"), _("Release preview"), last), here)


def _file_field(fault: str) -> Field:
    return Field(
        "file",
        _("File"),
        FieldKind.FILE,
        _("It is read on this node; nothing leaves by this step."),
        errors=(fault,) if fault else (),
        is_required=True,
        accept=".json,.jsonl,.ndjson,.stix,.gz",
    )


def group_field(places: tuple[Place, ...], typed: Typed) -> Field:
    """For which group: only groups into which the member may speak and which carry records."""
    hint = _("Only groups in which your member may speak and which carry records.")
    if not places:
        hint = _("Your member may speak in no group that carries records yet.")
    return Field(
        "group",
        _("For which group?"),
        FieldKind.RADIO,
        hint,
        typed.group,
        choices=tuple(_place_choice(one, typed.group) for one in places),
        errors=_error(typed, "group"),
        is_required=True,
    )


def more_field(places: tuple[Place, ...], typed: Typed, zone: str) -> Fold:
    """What few need to say: PAP, who in the group, terms."""
    return more_fold(typed.more, sitting_in(places, typed.group), typed.faults, zone=zone)


def _place_choice(place: Place, chosen: str) -> Choice:
    charter = place.group.newest
    ceiling = place.ceiling.label
    if place.ceiling is Tlp.RED:
        ceiling = _("%(ceiling)s (RED itself is not usable yet)") % {"ceiling": ceiling}
    said = ngettext(
        "%(count)d member, carries up to %(ceiling)s.",
        "%(count)d members, carries up to %(ceiling)s.",
        place.members,
    ) % {"count": place.members, "ceiling": ceiling}
    return Choice(
        place.group.key,
        charter.name if charter else place.group.key,
        said,
        is_chosen=place.group.key == chosen,
        step=Step(charter.step) if charter else None,
        is_exercise=bool(charter and charter.exercise),
    )


def handling_field(typed: Typed) -> Field:
    """The handling of what carries no marking: nothing is chosen beforehand."""
    levels = tuple(
        Choice(
            one.label,
            "",
            meaning(one.label),
            is_chosen=one.label == typed.handling,
            tlp=one.label,
        )
        for one in Tlp
        if one is not Tlp.RED
    )
    red = Choice(
        Tlp.RED.label,
        "",
        _("Needs keys of named persons, which do not exist yet."),
        tlp=Tlp.RED.label,
        is_off=True,
    )
    leave = Choice(
        LEAVE,
        _("Leave unmarked objects in quarantine"),
        _("Decide later; nothing is lost."),
        is_chosen=typed.handling == LEAVE,
    )
    return Field(
        "handling",
        _("Handling of objects that carry no marking"),
        FieldKind.RADIO,
        _(
            "Nothing is chosen for you. What carries a stricter marking keeps it, what carries a "
            "lower one goes out under what you say; no marking is ever lowered."
        ),
        typed.handling,
        choices=(*levels, red, leave),
        errors=_error(typed, "handling"),
        is_required=True,
    )


def _error(typed: Typed, name: str) -> tuple[str, ...]:
    return (typed.faults[name],) if name in typed.faults else ()


def _staged(intake: Intake) -> Fact:
    url = reverse("import-review", args=[intake.pk])
    return fact(
        intake.name,
        Line(_("%(size)s, review it") % {"size": size_words(intake.size)}, url=url),
        Line(intake.brought_by, Voice.SYSTEM, at=intake.brought_at),
    )


def size_words(size: int) -> str:
    """A number of bytes as people say it."""
    if size < 1000:  # noqa: PLR2004  # the unit's own step
        return ngettext("%(count)d byte", "%(count)d bytes", size) % {"count": size}
    if size < 1_000_000:  # noqa: PLR2004  # as above
        return f"{size / 1000:.0f} kB"
    return f"{size / 1_000_000:.1f} MB"
