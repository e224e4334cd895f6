"""Who gets what in a release, and because: members with equal reasons stand together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bayanihan.exchange.api import Intake, LevelPreview, ReleasePreview
from bayanihan.membership.api import Group, Member
from bayanihan.web.parts.beam import in_order
from bayanihan.web.parts.rows import Who
from bayanihan.web.sentences import because
from bayanihan.web.showing.faces import face_of
from bayanihan.web.showing.holders import Holders
from bayanihan.web.showing.list_words import group_name

_BY_NAME: Final = 3
NAMED: Final = 6
"""Up to so many receivers are named in the question itself; more stand below it by code."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a release would do: the preview, for whose group, and how everybody is drawn."""

    intake: Intake
    group: Group
    preview: ReleasePreview
    holders: Holders
    steps: Mapping[str, int] = field(default_factory=dict)
    """The publisher's own step with others, where a pair has a group of its own."""

    @property
    def lower(self) -> tuple[tuple[Member, ...], int]:
        """Receivers with whom less was agreed in a pair, and how many have no pair at all."""
        known = {one for level in self.preview.levels for one in level.preview.lower_step}
        lower = [one for one in self.receivers if one.stix_id in known]
        agreed = tuple(one for one in lower if one.stix_id in self.steps)
        return agreed, len(lower) - len(agreed)

    @property
    def receivers(self) -> tuple[Member, ...]:
        """Who would get at least one object, in the order of the beam."""
        known = {
            one.code: one for one in map(self.holders.members.get, self.preview.receivers) if one
        }
        return tuple(known[face.code] for face in in_order(map(face_of, known.values())))

    @property
    def accepted(self) -> int:
        """How many objects would be released."""
        return self.preview.outcome.accepted


def listed(names: Iterable[str]) -> str:
    """Names as a list in words: A, B and C."""
    chosen = list(names)
    if len(chosen) < 2:  # noqa: PLR2004  # nothing to join
        return "".join(chosen)
    return _("%(most)s and %(last)s") % {"most": ", ".join(chosen[:-1]), "last": chosen[-1]}


def receiver_words(outlook: Outlook) -> str:
    """The receivers by code where they are few, else their number and the group."""
    receivers = outlook.receivers
    if len(receivers) <= NAMED:
        return listed(one.code for one in receivers)
    facts = {"count": len(receivers), "group": group_name(outlook.group)}
    return _("%(count)d members of %(group)s") % facts


def objects_words(count: int) -> str:
    """A number of objects, in words."""
    return ngettext("%(count)d object", "%(count)d objects", count) % {"count": count}


def is_split(levels: Sequence[LevelPreview]) -> bool:
    """Whether different markings have different receivers."""
    return len({tuple(one for one, _why in level.preview.will) for level in levels}) > 1


def level_words(level: LevelPreview) -> str:
    """What goes to how many under one marking."""
    return _("%(label)s, %(objects)s: to %(members)s.") % {
        "label": level.tlp.label,
        "objects": objects_words(level.objects),
        "members": members_words(len(level.preview.will)).rstrip("."),
    }


def members_words(count: int) -> str:
    """A number of members, as a sentence."""
    return ngettext("%(count)d member.", "%(count)d members.", count) % {"count": count}


def will_words(outlook: Outlook) -> str:
    """How many get it, and whether all of it."""
    count = len(outlook.receivers)
    words = members_words(count)
    whole = [one for one in outlook.receivers if got_by(outlook, one) == outlook.accepted]
    if count and len(whole) == count:
        return f"{words} {_('Each gets everything.')}"
    part = count - len(whole)
    if not part:
        return words
    said = ngettext("%(count)d gets a part.", "%(count)d get a part.", part) % {"count": part}
    return f"{words} {said}"


def got_by(outlook: Outlook, member: Member) -> int:
    """How many objects a member would get."""
    return sum(
        level.objects
        for level in outlook.preview.levels
        if any(one == member.stix_id for one, _why in level.preview.will)
    )


def will_rows(outlook: Outlook) -> tuple[Who, ...]:
    """Receivers with equal reasons and equal parts stand together."""
    alike: dict[tuple[int, str], list[Member]] = {}
    for member in outlook.receivers:
        key = (got_by(outlook, member), _because(outlook, member))
        alike.setdefault(key, []).append(member)
    return tuple(
        _who(members, part_words(part, outlook.accepted), why)
        for (part, why), members in alike.items()
    )


def _because(outlook: Outlook, member: Member) -> str:
    """Why it gets what it gets, and why not the rest, where there is a rest."""
    yes, no = "", []
    for level in outlook.preview.levels:
        for one, decision in level.preview.will:
            if one == member.stix_id:
                yes = because(decision)
        no += [
            f"{level.tlp.label}: {because(decision)}"
            for one, decision in level.preview.will_not
            if one == member.stix_id
        ]
    return " ".join([yes, *no])


def part_words(got: int, accepted: int) -> str:
    """How much of it, in words."""
    if got == accepted:
        return _("all %(count)d") % {"count": accepted} if accepted > 1 else _("the object")
    return _("%(got)d of %(all)d") % {"got": got, "all": accepted}


def refused_whole(outlook: Outlook) -> dict[str, str]:
    """Who gets nothing, by identity id, with the reason."""
    refused: dict[str, str] = {}
    getting = set(outlook.preview.receivers)
    for level in outlook.preview.levels:
        for one, decision in level.preview.will_not:
            if one not in getting:
                refused.setdefault(one, because(decision))
    return refused


def will_not_rows(outlook: Outlook) -> tuple[Who, ...]:
    """Those who get nothing, with equal reasons together, the fewest first."""
    alike: dict[str, list[Member]] = {}
    for stix_id, why in refused_whole(outlook).items():
        alike.setdefault(why, []).append(outlook.holders.members[stix_id])
    rows = sorted(alike.items(), key=lambda row: len(row[1]))
    return tuple(_who(members, "", why) for why, members in rows)


def _who(members: Sequence[Member], part: str, why: str) -> Who:
    """Few members by name with their codes beside them, many by code with their number."""
    codes = tuple(face.code for face in in_order(map(face_of, members)))
    by_code = {one.code: one for one in members}
    if len(members) <= _BY_NAME:
        title = listed(by_code[code].name for code in codes)
    else:
        codes, title = (str(len(codes)),), listed(codes)
    return Who(codes, f"{title}: {part}" if part else title, why)
