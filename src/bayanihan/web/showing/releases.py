"""The release preview: who will get it, who will not, because; then the signature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bayanihan.membership.api import Member
from bayanihan.web.parts.beam import Beam, PostState, Stand
from bayanihan.web.parts.pages_release import ReleasePage
from bayanihan.web.parts.tells import Mood, Tell
from bayanihan.web.parts.voices import Act, Link
from bayanihan.web.showing.handling_words import intake_facts
from bayanihan.web.showing.import_forms import at_stage
from bayanihan.web.showing.list_words import group_name
from bayanihan.web.showing.misread_rows import misread_rows
from bayanihan.web.showing.release_checks import check_rows
from bayanihan.web.showing.release_warnings import warnings_of
from bayanihan.web.showing.release_words import (
    Outlook,
    got_by,
    is_split,
    level_words,
    listed,
    members_words,
    objects_words,
    part_words,
    receiver_words,
    refused_whole,
    will_not_rows,
    will_rows,
    will_words,
)
from bayanihan.web.showing.review_rows import read_rows
from bayanihan.web.showing.reviews import count_rows, file_words
from bayanihan.web.showing.signing import (
    Signing,
    act_of,
    action_of,
    note_of,
    signing_tells,
    signs_of,
)

_SHOWN: Final = 50


def release_page(outlook: Outlook, signing: Signing, *, tells: Sequence[Tell] = ()) -> ReleasePage:
    """The question, the reasons, and the button that names the receivers again."""
    page = _page(outlook, signing, tells)
    if not outlook.accepted:
        reasons = misread_rows(outlook.preview, with_unmarked=True)
        return replace(page, stages=at_stage(2, is_kept=True), misread=reasons)
    most = read_rows(outlook.preview, outlook.intake.tlp, 0, most=_SHOWN)
    return replace(
        page,
        beam=_beam(outlook),
        will=will_rows(outlook),
        will_not=will_not_rows(outlook),
        will_words=will_words(outlook),
        will_not_words=members_words(len(refused_whole(outlook))),
        checks=check_rows(outlook),
        signs=signs_of(outlook, signing),
        rows=most,
        rows_more=_all_rows(outlook),
        tells=(*tells, *signing_tells(outlook, signing), *warnings_of(outlook)),
        handling=intake_facts(outlook.intake, outlook.holders.members),
    )


def _page(outlook: Outlook, signing: Signing, tells: Sequence[Tell]) -> ReleasePage:
    """What stands on the page whether or not anything can be released."""
    intake, preview = outlook.intake, outlook.preview
    review_url = reverse("import-review", args=[intake.pk])
    return ReleasePage(
        sentence=_question(outlook),
        lede=_lede(outlook),
        stages=at_stage(2),
        file=file_words(intake, preview.reading),
        read_at=intake.brought_at,
        counts=count_rows(preview, why_url=f"{review_url}#bad-h" if outlook.accepted else "#bad-h"),
        action=action_of(outlook, signing),
        act=act_of(outlook, signing),
        hidden=(("seal", preview.seal), ("seen", seen_words(outlook))),
        acts=(Act(_("Change group or handling"), review_url),),
        tells=tuple(tells),
        preview_note=note_of(outlook, signing),
    )


def _all_rows(outlook: Outlook) -> Link | None:
    """The way to all objects, where not all stand on the page."""
    count = len(outlook.preview.reading.units)
    if count <= _SHOWN:
        return None
    url = reverse("import-review", args=[outlook.intake.pk])
    said = ngettext("Look at all %(count)d object", "Look at all %(count)d objects", count)
    return Link(said % {"count": count}, url)


def seen_words(outlook: Outlook) -> str:
    """What the person saw, to say later what changed: objects, and receivers by code."""
    return f"{outlook.accepted} {' '.join(one.code for one in outlook.receivers)}"


def changed_tell(outlook: Outlook, seen: str) -> Tell:
    """What is different from the preview that was signed; nothing was sent."""
    number, _space, codes = seen.partition(" ")
    before, now = set(codes.split()), {one.code for one in outlook.receivers}
    said = []
    if number.isdecimal() and int(number) != outlook.accepted:
        facts = {"before": number, "now": outlook.accepted}
        said.append(_("Objects: %(now)d instead of %(before)s.") % facts)
    if now - before:
        said.append(_("Now among the receivers: %(who)s.") % {"who": listed(sorted(now - before))})
    if before - now:
        gone = listed(sorted(before - now))
        said.append(_("No longer among the receivers: %(who)s.") % {"who": gone})
    if not said:
        said.append(_("Reasons or markings differ; read the two lists again."))
    return Tell(
        _("The preview changed since you looked. Nothing was sent."), " ".join(said), Mood.LATE
    )


def _question(outlook: Outlook) -> str:
    group = group_name(outlook.group)
    if not outlook.accepted:
        return _("Nothing in this file can be released to %(group)s.") % {"group": group}
    objects = {"objects": objects_words(outlook.accepted)}
    if not outlook.receivers:
        return _("Write %(objects)s into your journal? Nobody else would get them.") % objects
    words = receiver_words(outlook)
    return _("Release %(objects)s to %(receivers)s?") % {**objects, "receivers": words}


def _lede(outlook: Outlook) -> str:
    if not outlook.accepted and not outlook.preview.outcome.rejections:
        return _("Nothing has left and nothing will: you said all of it before.")
    if not outlook.accepted:
        return _(
            "Nothing has left and nothing will. The reasons stand below; what was not accepted can "
            "be kept in your quarantine, so that nothing is lost."
        )
    said = [
        _(
            "Nothing has left. When you sign, it is written to your journal at once; it cannot be "
            "unsaid."
        )
    ]
    begins = outlook.intake.not_before
    if begins is not None and begins > outlook.holders.at:
        said.append(_("Others may read it from the time on that you said, not before."))
    if is_split(outlook.preview.levels):
        said += [level_words(level) for level in outlook.preview.levels]
    return " ".join(said)


def _beam(outlook: Outlook) -> Beam:
    holders = outlook.holders
    seated = holders.seated(str(outlook.group.uuid))
    stands = {one.code: _stand(outlook, one) for one in seated}
    return holders.beam_of(_("Who would hold it after the release"), stands, seated, "")


def _stand(outlook: Outlook, member: Member) -> Stand:
    if member.pk == outlook.intake.member_id:
        return Stand(PostState.CARRIES, _("holds it now"), _("yours"))
    got = got_by(outlook, member)
    if not got:
        return Stand(PostState.OUTSIDE, _("would not get it"))
    note = str(got) if got == outlook.accepted else part_words(got, outlook.accepted)
    return Stand(PostState.ASKED, _("would get %(part)s") % {"part": note}, note)
