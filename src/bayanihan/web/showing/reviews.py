"""A file that was read: what is in it, object by object, before anything is stored or leaves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bayanihan.exchange.api import Intake, Reading, ReleasePreview
from bayanihan.web.parts.fields import Field, Fold, summary_of
from bayanihan.web.parts.marking import Step
from bayanihan.web.parts.pages_release import ReviewPage
from bayanihan.web.parts.rows import Count, Fact, Line, Paging, fact
from bayanihan.web.parts.tells import Summary
from bayanihan.web.parts.voices import Act, Link
from bayanihan.web.showing.handling_typed import Sitting
from bayanihan.web.showing.handling_words import intake_facts
from bayanihan.web.showing.import_forms import (
    at_stage,
    group_field,
    handling_field,
    more_field,
    size_words,
)
from bayanihan.web.showing.imports import Place, Typed, sitting_in
from bayanihan.web.showing.list_words import group_name
from bayanihan.web.showing.misread_rows import misread_rows, unread_rows
from bayanihan.web.showing.review_rows import ROWS, is_unmarked, read_rows
from bayanihan.web.showing.words import kind_words

_TYPES: Final = 6


@dataclass(frozen=True, slots=True)
class Asked:
    """The questions of a review: what was typed, in which groups, for a reader of this zone."""

    typed: Typed
    places: tuple[Place, ...]
    zone: str

    @property
    def fields(self) -> tuple[Field, ...]:
        """What everybody says: the group and the handling of what carries no marking."""
        return (group_field(self.places, self.typed), handling_field(self.typed))

    @property
    def more(self) -> Fold:
        """What few say."""
        return more_field(self.places, self.typed, self.zone)

    @property
    def summary(self) -> Summary | None:
        """All that has to be put right."""
        return summary_of((*self.fields, *self.more.fields))

    @property
    def members(self) -> Mapping[str, Sitting]:
        """Who could be addressed, by identity id."""
        return {one.stix_id: one for one in sitting_in(self.places, self.typed.group)}


def review_page(
    intake: Intake,
    preview: ReleasePreview,
    asked: Asked,
    start: int,
) -> ReviewPage:
    """What was read and what would happen; ``start`` is the first object of the table."""
    units = preview.reading.units
    address = reverse("import-review", args=[intake.pk])
    return ReviewPage(
        sentence=_sentence(preview),
        lede=_("Nothing has been stored in a journal and nothing has left."),
        file=file_words(intake, preview.reading),
        read_at=intake.brought_at,
        stages=at_stage(1),
        counts=count_rows(preview, why_url="#bad-h"),
        chosen=_chosen(intake, asked),
        rows=read_rows(preview, intake.tlp, start),
        paging=_paging(len(units), start, address),
        action=address,
        act=Act(_("See who would get it"), is_main=True),
        fields=asked.fields,
        more=asked.more,
        misread=misread_rows(preview),
        summary=asked.summary,
        discard=Act(_("Put the file away"), refuses=True, name="discard", value="1"),
    )


def _chosen(intake: Intake, asked: Asked) -> tuple[Fact, ...]:
    """What was said before, as facts; none where something in the form has to be put right."""
    if intake.group is None or asked.typed.faults:
        return ()
    charter = intake.group.newest
    place = Line(
        group_name(intake.group),
        step=Step(charter.step) if charter else None,
        is_exercise=bool(charter and charter.exercise),
    )
    said = Line(tlp=intake.tlp) if intake.tlp else Line(_("stays in quarantine"))
    more = intake_facts(intake, asked.members) if asked.typed.more.is_set else ()
    return (fact(_("Group"), place), fact(_("What carries no marking"), said), *more)


def rubbish_page(intake: Intake, reading: Reading) -> ReviewPage:
    """A file without one STIX object: what is wrong with it, and one thing to do."""
    return ReviewPage(
        sentence=_("This file holds no STIX 2.1."),
        lede=_("Ask the sender for STIX 2.1 JSON. Nothing was stored and nothing has left."),
        file=f"{intake.name} · {size_words(intake.size)}",
        read_at=intake.brought_at,
        stages=at_stage(0),
        counts=(),
        rows=(),
        paging=Paging(0, is_newest_first=False),
        action=reverse("import-review", args=[intake.pk]),
        act=Act(_("Put the file away"), is_main=True, name="discard", value="1"),
        misread=unread_rows(reading.units),
    )


def unsaid_page(intake: Intake, reading: Reading, asked: Asked) -> ReviewPage:
    """A file for which nobody has said a group yet: how much is in it, and the questions."""
    count = len(reading.units)
    return ReviewPage(
        sentence=ngettext("%(count)d object read.", "%(count)d objects read.", count)
        % {"count": count},
        lede=_("Say for whom it is meant; then you see what can be shared, and with whom."),
        file=file_words(intake, reading),
        read_at=intake.brought_at,
        stages=at_stage(1),
        counts=(Count(_("Read"), count, _("Waits for its group and handling.")),),
        rows=(),
        paging=Paging(0, is_newest_first=False),
        action=reverse("import-review", args=[intake.pk]),
        act=Act(_("See who would get it"), is_main=True),
        fields=asked.fields,
        more=asked.more,
        summary=asked.summary,
        discard=Act(_("Put the file away"), refuses=True, name="discard", value="1"),
    )


def file_words(intake: Intake, reading: Reading) -> str:
    """A line on the file: name, objects, size."""
    count = len(reading.units)
    said = ngettext("%(count)d object", "%(count)d objects", count) % {"count": count}
    return f"{intake.name} · {said} · {size_words(intake.size)}"


def _sentence(preview: ReleasePreview) -> str:
    outcome = preview.outcome
    read_words = ngettext(
        "%(count)d object read, %(new)d of it new.",
        "%(count)d objects read, %(new)d of them new.",
        outcome.read,
    ) % {"count": outcome.read, "new": outcome.accepted}
    unmarked, refused = split_rejections(preview)
    said = [read_words]
    if unmarked:
        said.append(
            ngettext("%(count)d carries no marking.", "%(count)d carry no marking.", unmarked)
            % {"count": unmarked}
        )
    if refused:
        said.append(
            ngettext("%(count)d cannot be shared.", "%(count)d cannot be shared.", refused)
            % {"count": refused}
        )
    return " ".join(said)


def split_rejections(preview: ReleasePreview) -> tuple[int, int]:
    """How many are unmarked and wait for a person's word, and how many cannot be shared."""
    unmarked = sum(is_unmarked(one) for one in preview.outcome.rejections)
    return unmarked, len(preview.outcome.rejections) - unmarked


def count_rows(preview: ReleasePreview, *, why_url: str) -> tuple[Count, ...]:
    """Every object accounted for: read = new + held + unmarked + not to be shared."""
    outcome = preview.outcome
    unmarked, refused = split_rejections(preview)
    rows = [Count(_("New to you"), outcome.accepted, _new_words(outcome.types, outcome.accepted))]
    if outcome.duplicates:
        held = _("Said by you in this group before; not sent again.")
        rows.append(Count(_("Held already, same content"), outcome.duplicates, held))
    if unmarked:
        words = _("Goes to your quarantine unless you say the handling.")
        rows.append(Count(_("Without a marking"), unmarked, words, flag="soon"))
    if refused:
        words = _("Goes to your quarantine with its reasons.")
        rows.append(
            Count(_("Cannot be shared"), refused, words, Link(_("Why"), why_url), flag="late")
        )
    return tuple(rows)


def _new_words(types: Mapping[str, int], accepted: int) -> str:
    if not accepted:
        return _("Nothing to release.")
    commonest = Counter(types).most_common()
    said = ", ".join(f"{kind_words(name)} {count}" for name, count in commonest[:_TYPES])
    more = len(commonest) - _TYPES
    if more > 0:
        said += ngettext(", %(count)d more type", ", %(count)d more types", more) % {"count": more}
    return said + "."


def _paging(total: int, start: int, address: str) -> Paging:
    after, before = start + ROWS, max(start - ROWS, 0)
    return Paging(
        shown=min(ROWS, max(total - start, 0)),
        total=total,
        is_newest_first=False,
        start_url=address if start else "",
        back_url=f"{address}?from={before}" if start else "",
        onward_url=f"{address}?from={after}" if after < total else "",
    )
