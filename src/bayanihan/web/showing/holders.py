"""Who holds a record: the beam of the members that its group's gate lets read it.

All members of a region that one node hosts hold what they may read, as soon as
it was said. A member elsewhere may fetch it, and stands as asked until it says
that it did.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bayanihan.gate.api import (
    Door,
    GroupFacts,
    HandlingClass,
    Lane,
    MemberKind,
    Viewer,
    decide,
)
from bayanihan.membership.api import Group, Member, facts_of
from bayanihan.web.parts.beam import Beam, PostState, Stand, key_of, posts_of
from bayanihan.web.parts.mini import Mini, mini_of
from bayanihan.web.showing.faces import region_faces, with_states


class Holders:
    """Draws who holds what; asks for members, states and charters once, whatever the records."""

    def __init__(self, groups: Iterable[Group], me: Member, *, at: int) -> None:
        self.me = me
        self.at = at
        self.members: Mapping[str, Member] = {
            one.stix_id: one for one in Member.objects.select_related("state").order_by("code")
        }
        self._facts = facts_of(groups)
        self._states = region_faces()
        self._beams: dict[HandlingClass, Beam] = {}
        self._minis: dict[HandlingClass, Mini] = {}

    def knows(self, handling: HandlingClass) -> bool:
        """Whether the reader sits in the group; constituents are not told who else does."""
        return handling.group in self._facts

    def beam(self, handling: HandlingClass) -> Beam | None:
        """The beam of everything said under one handling; ``None`` for whoever is outside."""
        return self._beam(handling) if self.knows(handling) else None

    def _beam(self, handling: HandlingClass) -> Beam:
        if handling not in self._beams:
            self._beams[handling] = self._draw(handling)
        return self._beams[handling]

    def mini(self, handling: HandlingClass) -> Mini | None:
        """The same, small."""
        if not self.knows(handling):
            return None
        if handling not in self._minis:
            self._minis[handling] = mini_of(self._beam(handling))
        return self._minis[handling]

    def _draw(self, handling: HandlingClass) -> Beam:
        seated = self.seated(handling.group)
        stands = self.stands(handling)
        return self.beam_of(_("Who holds this"), stands, seated, holding_sentence(stands))

    def stands(self, handling: HandlingClass) -> dict[str, Stand]:
        """How each member of the group stands to what is said under a handling, by code."""
        facts = self._facts.get(handling.group)
        return {one.code: self._stand(one, handling, facts) for one in self.seated(handling.group)}

    def beam_of(
        self, label: str, stands: Mapping[str, Stand], seated: Iterable[Member], sentence: str
    ) -> Beam:
        """A beam over the whole region with the stands of some members, by code."""
        faces = with_states(seated, self._states)
        posts = posts_of(faces, stands, outside=_("not in this group"), me=self.me.code)
        return Beam(label, posts, sentence, key_of(posts, _key_words()))

    def seated(self, group: str) -> list[Member]:
        """The members that sit in a group, by its uuid, under its newest charter."""
        facts = self._facts.get(group)
        if facts is None:
            return []
        return [one for stix_id, one in self.members.items() if stix_id in facts.current]

    def _stand(self, member: Member, handling: HandlingClass, facts: GroupFacts | None) -> Stand:
        if member.stix_id == handling.publisher:
            return Stand(PostState.CARRIES, _("said it"), _("said it"))
        lane = Lane.EXERCISE if handling.exercise else Lane.REAL
        viewer = Viewer(member.stix_id, MemberKind(member.kind), lane, Door.PAGE)
        if not decide(handling, viewer, facts, self.at).allowed:
            return Stand(PostState.OUTSIDE, _("in the group, may not read it"), _("may not read"))
        if member.is_hosted:
            return Stand(PostState.CARRIES, _("holds it"))
        return Stand(PostState.ASKED, _("may fetch it from its own node"), _("may fetch"))


def merged(parts: Sequence[Mapping[str, Stand]]) -> dict[str, Stand]:
    """Stands to several handlings as one: who holds some of it, but not all, holds a part."""
    first, *others = parts or ({},)
    whole = dict(first)
    for part in others:
        for code, stand in part.items():
            if whole[code].state is not stand.state:
                whole[code] = Stand(PostState.PARTLY, _("holds a part"), _("a part"))
    return whole


def holding_sentence(stands: Mapping[str, Stand]) -> str:
    """How many of a group hold something, in words."""
    holding = sum(stand.state is PostState.CARRIES for stand in stands.values())
    return ngettext(
        "%(holding)d of %(all)d member holds it",
        "%(holding)d of %(all)d members hold it",
        len(stands),
    ) % {"holding": holding, "all": len(stands)}


def _key_words() -> dict[PostState, str]:
    return {
        PostState.CARRIES: _("holds it"),
        PostState.PARTLY: _("holds a part"),
        PostState.ASKED: _("would get it"),
        PostState.OUTSIDE: _("does not get it"),
    }
