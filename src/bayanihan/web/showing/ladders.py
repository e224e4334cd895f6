"""The list of ladders: one's own step with every other member. Nobody else sees it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bayanihan.membership.api import Member
from bayanihan.web.parts import pages_ladder as parts
from bayanihan.web.parts.marking import Step
from bayanihan.web.parts.tells import Empty
from bayanihan.web.parts.voices import Link
from bayanihan.web.showing.faces import face_of

WAITS_FOR_ME, WAITS_FOR_THEM, DECLINED = "me", "them", "declined"


def ladders_page(
    others: Iterable[Member], steps: Mapping[str, int], waits: Mapping[str, str]
) -> parts.LaddersPage:
    """Every other member; ``steps`` and ``waits`` by identity id. No query."""
    rows = [(one, _row(one, steps, waits)) for one in others]
    waiting = tuple(row for one, row in rows if waits.get(one.stix_id) == WAITS_FOR_ME)
    pairs = tuple(
        row for one, row in rows if one.stix_id in steps or waits.get(one.stix_id) == WAITS_FOR_THEM
    )
    alone = tuple(
        row
        for one, row in rows
        if one.stix_id not in steps and waits.get(one.stix_id, DECLINED) == DECLINED
    )
    return parts.LaddersPage(
        sentence=_sentence(len(steps), len(waiting)),
        lede=_("Your step with each member is known to the two of you alone. It is no ranking."),
        waiting=waiting,
        pairs=pairs,
        others=alone,
        empty=Empty(
            _("You are on no ladder yet"),
            _("Choose a member below and ask to begin at step 0."),
            (Link(_("All members"), reverse("members")),),
        ),
    )


def _row(member: Member, steps: Mapping[str, int], waits: Mapping[str, str]) -> parts.PairRow:
    step = steps.get(member.stix_id)
    state, words = {
        WAITS_FOR_ME: ("soon", _("waits for your answer")),
        WAITS_FOR_THEM: ("", _("waits for their answer")),
        DECLINED: ("", _("declined to begin")),
    }.get(waits.get(member.stix_id, ""), ("", "" if step is None else _("nothing open")))
    return parts.PairRow(
        face=face_of(member),
        url=reverse("ladder", args=[member.code]),
        step=None if step is None else Step(step),
        words=words or _("not begun"),
        state=state,
    )


def _sentence(pairs: int, waiting: int) -> str:
    said = _("You are on no ladder with anybody yet.")
    if pairs:
        said = ngettext(
            "You are on the ladder with %(count)d member.",
            "You are on the ladder with %(count)d members.",
            pairs,
        ) % {"count": pairs}
    if not waiting:
        return said
    more = ngettext("%(count)d waits for your answer.", "%(count)d wait for your answer.", waiting)
    return f"{said} {more % {'count': waiting}}"
