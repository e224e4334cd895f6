"""What the gate and the store checked before a release, in words, in the order of checking."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bayanihan.exchange.api import ReleasePreview
from bayanihan.gate.api import Tlp
from bayanihan.membership.api import Group, ceiling_of
from bayanihan.records.api import RecordFault, Rejection
from bayanihan.web.parts.rows import Check
from bayanihan.web.sentences import because
from bayanihan.web.showing.refusals import refusal
from bayanihan.web.showing.release_words import Outlook
from bayanihan.web.showing.review_rows import is_all_marked

_VERSIONS: Final = frozenset(
    {
        RecordFault.NOT_THE_CREATOR.value,
        RecordFault.SAME_VERSION_OTHER_CONTENT.value,
        RecordFault.AFTER_REVOCATION.value,
        RecordFault.CREATED_CHANGED.value,
        RecordFault.CREATOR_CHANGED.value,
        RecordFault.REVOKED_EARLIER.value,
        RecordFault.PASSED_ON_WIDER.value,
    }
)
_MARKINGS: Final = frozenset(
    {RecordFault.UNKNOWN_MARKING.value, RecordFault.HANDLING_BELOW_MARKING.value}
)


def check_rows(outlook: Outlook) -> tuple[Check, ...]:
    """Each rule with what it found; a rule that held something back says how much."""
    return tuple(_checks(outlook))


def _checks(outlook: Outlook) -> Iterator[Check]:
    preview, group = outlook.preview, outlook.group
    rejections, levels = preview.outcome.rejections, preview.levels
    yield _held_back(_("Marking"), rejections, _MARKINGS) or Check(
        "done", _("Marking"), _stated_words(preview, outlook.intake.tlp)
    )
    yield _held_back(_("Ceiling"), rejections, {RecordFault.GATE_REFUSES.value}) or Check(
        "done", _("Ceiling"), _ceiling_words([level.tlp for level in levels], group)
    )
    if levels:
        yield Check("done", _("Publisher"), because(levels[0].preview.release))
    yield _held_back(_("Versions"), rejections, _VERSIONS) or Check(
        "done", _("Versions"), _("Nothing contradicts what you or a creator said before.")
    )
    yield Check("done", _("Exercise label"), _exercise_words(group))
    yield _ladder(outlook)


def _ladder(outlook: Outlook) -> Check:
    """Less agreed in a pair is worth a look; no pair at all is only told."""
    lower, without = outlook.lower
    if lower:
        return Check("soon", _("Ladder"), _lower_words(len(lower)))
    if not without:
        words = _("With every receiver you stand at least as high as the group.")
        return Check("done", _("Ladder"), words)
    words = ngettext(
        "With %(count)d receiver you have agreed no step of your own; the group's step applies.",
        "With %(count)d receivers you have agreed no step of your own; the group's step applies.",
        without,
    )
    return Check("done", _("Ladder"), words % {"count": without})


def _held_back(name: str, rejections: Iterable[Rejection], codes: Iterable[str]) -> Check | None:
    """How many objects a rule held back, with the first reason; ``None`` where it held none."""
    wanted = frozenset(codes)
    hit = [why for one in rejections for why in one.whys[:1] if why.code in wanted]
    if not hit:
        return None
    said = ngettext(
        "%(count)d object is held back.", "%(count)d objects are held back.", len(hit)
    ) % {"count": len(hit)}
    return Check("soon", name, f"{said} {refusal(hit[0].code, hit[0].detail)}")


def _stated_words(preview: ReleasePreview, stated: str) -> str:
    if is_all_marked(preview):
        return _("Every object carries its own marking.")
    if not stated:
        return _("Only objects that carry a marking themselves; nobody said any handling.")
    return _("You say %(label)s for what carries none; no marking was lowered.") % {"label": stated}


def _ceiling_words(levels: list[Tlp], group: Group) -> str:
    ceiling = ceiling_of(group)
    if ceiling is None or not levels:
        return _("Nothing is above what the group carries.")
    facts = {"label": max(levels).label, "ceiling": ceiling.label}
    return _("%(label)s is not above the group's ceiling, %(ceiling)s.") % facts


def _exercise_words(group: Group) -> str:
    if group.newest and group.newest.exercise:
        return _("The group is an exercise; all that is said in it bears the label.")
    return _("Not an exercise, and neither is the group.")


def _lower_words(count: int) -> str:
    return ngettext(
        "Your own step with %(count)d receiver is lower than the group's. It is allowed.",
        "Your own step with %(count)d receivers is lower than the group's. It is allowed.",
        count,
    ) % {"count": count}
