"""How things stand in groups, as the gate wants to know it.

A member without an acceptance in a group has said nothing there: its first act,
whatever it is, accepts the version that is the newest then. So it counts here as
having accepted the newest one: that lets it speak. It opens nothing to others, for
"the publisher has accepted a later version" is asked of a record's publisher only,
and whoever has published has an acceptance, written in the same transaction.

Of a number that stands twice, because somebody forked the charter, and members accepted
either version, only what both say counts: who sits in both, in the narrower role, under
the lower ceiling. See ``forks``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Max

from bayanihan.gate.api import STEPS, GroupFacts, GroupRole, History, Layer, MemberKind, Step, Tlp
from bayanihan.membership.forks import counting
from bayanihan.membership.models import Acceptance, Charter, Group, Region, Rival, Seat
from bayanihan.membership.queries import chain_of
from bayanihan.membership.wire import CharterText, read_charter


@dataclass(slots=True)
class _Gathered:
    """What the tables hold of one group."""

    seats: dict[int, dict[str, GroupRole]] = field(default_factory=dict)
    steps: dict[int, int] = field(default_factory=dict)
    kinds: dict[str, MemberKind] = field(default_factory=dict)
    accepted: dict[str, int] = field(default_factory=dict)
    frozen: bool = False


def facts_of(groups: Iterable[Group]) -> dict[str, GroupFacts]:
    """Facts for the gate about several groups at once, by group uuid; seven queries.

    A group that waits for its first charter is in nobody's facts.
    """
    chosen = {group.pk: group for group in groups if group.newest_id is not None}
    newest = Charter.objects.filter(pk__in=[group.newest_id for group in chosen.values()])
    texts = {row.group_id: read_charter(row.text.encode()) for row in newest}
    gathered = _gather(chosen, texts)
    region = region_members()
    return {
        str(group.uuid): _facts(texts[pk], gathered[pk], region) for pk, group in chosen.items()
    }


def _gather(chosen: Mapping[int, Group], texts: Mapping[int, CharterText]) -> dict[int, _Gathered]:
    """Seats and steps of every version, acceptances and forks; four queries, two more a fork."""
    found = {pk: _Gathered() for pk in chosen}
    seats = Seat.objects.filter(charter__group__in=chosen).values_list(
        "charter__group_id", "charter__number", "member__stix_id", "kind", "role"
    )
    # What the newest version says of a member counts.
    for group, number, member, kind, role in seats.order_by("charter__number"):
        found[group].seats.setdefault(number, {})[member] = GroupRole(role)
        found[group].kinds[member] = MemberKind(kind)
    steps = Charter.objects.filter(group__in=chosen).values_list("group_id", "number", "step")
    for group, number, step in steps:
        found[group].steps[number] = step
    accepted = Acceptance.objects.filter(group__in=chosen).values_list(
        "group_id", "member__stix_id"
    )
    for group, member, number in accepted.annotate(last=Max("number")):
        found[group].accepted[member] = number
    rivals = Rival.objects.filter(group__in=chosen).values_list("group_id", "digest", "settled_by")
    opened: dict[int, set[str]] = {}
    for group, digest, settled_by in rivals:
        found[group].frozen |= settled_by is None
        opened.setdefault(group, set()).update([digest] if settled_by is None else [])
    for group, names in opened.items():
        _tell_apart(found[group], chosen[group], texts[group], names)
    return found


def _tell_apart(found: _Gathered, group: Group, newest: CharterText, opened: set[str]) -> None:
    """Where a charter forked: of each number only what all versions that count say of it."""
    known = {text.digest.hex(): text for text, _note in chain_of(group)}
    rows = Acceptance.objects.filter(group=group)
    said = list(rows.values_list("member__stix_id", "number", "digest"))
    versions = counting(known, newest, opened, frozenset(digest for _one, _number, digest in said))
    told = {one.digest.hex() for some in versions.values() for one in some}
    # Who accepted a version of a branch that fell has accepted nothing of what stands.
    found.accepted = {member: 0 for member, _number, _digest in said}
    for member, number, digest in said:
        if digest in told:
            found.accepted[member] = max(number, found.accepted[member])
    found.seats = {number: _shared(some) for number, some in versions.items()}
    found.steps = {number: min(one.step for one in some) for number, some in versions.items()}


def _shared(versions: Sequence[CharterText]) -> dict[str, GroupRole]:
    """Who sits in all of these, as an observer where one of them says so."""
    first, *others = [one.seats() for one in versions]
    watch = GroupRole.OBSERVER
    return {
        member: watch if any(seats[member] is watch for seats in (first, *others)) else role
        for member, role in first.items()
        if all(member in seats for seats in others)
    }


def _facts(text: CharterText, found: _Gathered, region: frozenset[str]) -> GroupFacts:
    return GroupFacts(
        id=text.group,
        layer=Layer(text.layer),
        ceiling=text.ceiling,
        exercise=text.exercise,
        charters=found.seats,
        accepted={one: found.accepted.get(one, text.number) for one in found.kinds},
        kinds=found.kinds,
        region=region,
        constituents=text.constituents(),
        steps={},
        frozen=found.frozen,
        history=History(text.history),
        step=Step(text.step),
        ceilings=_ceilings(found.steps),
        ladder={number: Step(step) for number, step in found.steps.items()},
    )


def _ceilings(steps: Mapping[int, int]) -> dict[int, Tlp | None]:
    """The ceiling of every version: what was said under one is judged by it."""
    return {number: STEPS[Step(step)] for number, step in steps.items()}


def region_members() -> frozenset[str]:
    """Identity ids of the members of the region's own group; empty before it is open."""
    region = Region.objects.filter(group__isnull=False).select_related("group").first()
    if region is None or region.group is None:
        return frozenset()
    rows = Seat.objects.filter(charter=region.group.newest_id)
    return frozenset(rows.values_list("member__stix_id", flat=True))
