"""Groups in lists: one's own groups, and those shared with another member."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bayanihan.gate.api import Layer
from bayanihan.membership.api import Group, Member, Seat, ceiling_of
from bayanihan.web.parts import pages_groups as parts
from bayanihan.web.parts.beam import Face
from bayanihan.web.parts.marking import Step, beside_badge
from bayanihan.web.parts.mini import mini_of
from bayanihan.web.parts.tells import Empty
from bayanihan.web.parts.voices import Act, Link
from bayanihan.web.showing.faces import group_beam
from bayanihan.web.showing.words import layer_words

_LAYERS = tuple(layer.value for layer in Layer)
Seats = Mapping[int, Sequence[Seat]]


def seats_by_group(groups: Iterable[Group]) -> Seats:
    """Seats under the newest charters of several groups, by group; one query."""
    found: dict[int, list[Seat]] = {}
    charters = {group.newest_id: group.pk for group in groups}
    rows = Seat.objects.filter(charter__in=charters).select_related("member__state")
    for seat in rows.order_by("member__code"):
        found.setdefault(charters[seat.charter_id], []).append(seat)
    return found


def by_layer(groups: Iterable[Group]) -> list[Group]:
    """Groups by layer, from the pair to the exercise, then by name."""
    return sorted(groups, key=_place)


def _place(group: Group) -> tuple[int, str]:
    charter = group.newest
    if charter is None:
        return len(_LAYERS), group.key
    return _LAYERS.index(charter.layer), charter.name.casefold()


def group_row(
    group: Group,
    me: Member,
    seats: Sequence[Seat],
    states: Sequence[Face],
    records: int | None = None,
) -> parts.GroupRow:
    """One group in a list; no query."""
    charter = group.newest
    ceiling = ceiling_of(group)
    is_exercise = bool(charter and charter.exercise)
    name = charter.name if charter else group.key
    return parts.GroupRow(
        name=beside_badge(name) if is_exercise else name,
        url=reverse("group", args=[group.key]),
        layer=layer_words(charter.layer) if charter else "",
        tlp="" if ceiling is None else ceiling.label,
        members=len(seats),
        step=Step(charter.step) if charter else None,
        beam=mini_of(group_beam(group, me, seats, states)),
        records=None if ceiling is None else records,
        purpose=charter.purpose if charter else "",
        is_exercise=is_exercise,
    )


def groups_page(rows: Sequence[parts.GroupRow], *, may_open: bool = False) -> parts.GroupsPage:
    """The list of one's own groups, with what is so as its first sentence."""
    return parts.GroupsPage(
        sentence=_groups_sentence(rows),
        rows=tuple(rows),
        empty=Empty(
            _("You are in no group yet"),
            _("A group begins with a charter that its members sign. Ask a member you work with."),
            (Link(_("All members"), reverse("members")),),
        ),
        lede=_("A charter says who is in a group and the highest marking it may carry."),
        acts=(Act(_("Open a group"), reverse("group-new")),) if may_open else (),
    )


def _groups_sentence(rows: Sequence[parts.GroupRow]) -> str:
    if not rows:
        return _("You are in no group.")
    steps = len({row.step.number for row in rows if row.step})
    said = ngettext("%(count)d group", "%(count)d groups", len(rows)) % {"count": len(rows)}
    where = ngettext("%(count)d step", "%(count)d steps", steps) % {"count": steps}
    words = _("You are in %(groups)s, at %(steps)s of the ladder.")
    return words % {"groups": said, "steps": where}
