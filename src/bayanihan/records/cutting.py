"""Cuts: where a charter ends a journal for a member that left, or for a key that ended.

1. A cut keeps the first ``size`` entries, under a root that stands in the charter.
2. What comes after is no longer said, unless a later key of the member signed for it.
3. Whoever goes on after a cut below its head goes on in a new part of its journal.
4. What was taken back by an act that is cut off stands again; what was erased is gone.

Source: protocol, "Charter"; decisions on journals in parts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from django.db.models import QuerySet

from bayanihan.gate.api import Step, Tlp
from bayanihan.journal.api import EMPTY_ROOT, LeafKind, Note, VerifyingKey
from bayanihan.kernel.api import Refused
from bayanihan.membership.api import (
    Change,
    CharterText,
    Group,
    Member,
    chain_of,
    cuts_needed,
    line_of,
)
from bayanihan.membership.api import Cut as CutText
from bayanihan.records.folding_marks import mark_dirty
from bayanihan.records.models import (
    Checkpoint,
    Cut,
    Entry,
    Fate,
    HandlingRow,
    Journal,
    Look,
    Removal,
)
from bayanihan.records.parts import Stretch, current_part, root_at, stretches_of
from bayanihan.records.recalling import newest_places
from bayanihan.records.rules import RecordFault, fold_id
from bayanihan.records.spans import standing_size
from bayanihan.records.values import id_hash
from bayanihan.records.wire import read_handling
from bayanihan.records.writing import Pen, signing_key_of

_AT_ONCE = 500
_SAID = (Fate.STANDS, Fate.WITHDRAWN, Fate.HELD)


def cuts_for(
    group: Group,
    old: CharterText,
    changes: Iterable[Change],
    *,
    at: int,
    sizes: Mapping[str, int],
) -> list[CutText]:
    """The cuts that the next version has to pin, from the journals as they stand.

    Who leaves is cut after all of it that stands; a key after the last head that it, or
    one before it, signed, or after as many entries as ``sizes`` says of it. No cut keeps what
    an earlier one removed. Raises ``Refused`` for a size at which no head was signed.
    """
    wanted = cuts_needed(old, changes, at=at)
    ids = {stix_id for stix_id, _vkey in wanted}
    members = {one.stix_id: one for one in Member.objects.filter(stix_id__in=ids)}
    found = []
    for stix_id, vkey in wanted:
        journal = current_part(group, members[stix_id])
        size = 0 if journal is None else standing_size(journal)
        if journal is not None and vkey is not None:
            size = _key_size(journal, old, vkey, sizes.get(vkey))
        root = EMPTY_ROOT if journal is None else root_at(journal, size)
        found.append(CutText(member=stix_id, size=size, root=root.hex(), vkey=vkey))
    return found


def _key_size(journal: Journal, old: CharterText, vkey: str, chosen: int | None) -> int:
    """After how many entries a key is cut."""
    seat = old.seat(journal.member.stix_id)
    epochs = {} if seat is None else {key.vkey: key.epoch for key in seat.keys}
    ended = epochs.get(vkey, 0)
    early = {_key_id(one) for one, epoch in epochs.items() if epoch <= ended}
    standing = standing_size(journal)
    heads = {size for size in _signed_heads(journal, early, beyond=0) if size <= standing}
    if chosen is None:
        return max(heads, default=0)
    if chosen not in heads | {0}:
        raise Refused(RecordFault.UNKNOWN_CUT, facts={"size": chosen})
    return chosen


def _key_id(vkey: str) -> bytes:
    return VerifyingKey.from_text(vkey).key_id


def spares(pen: Pen, text: CharterText) -> bool:
    """Whether what the member says now outlives the cuts of this version.

    If not, it is left unsaid: it would fall to the cut, or, signed with a later key,
    vouch for what the cut is to remove.
    """
    own = [cut for cut in text.cuts if cut.member == pen.member.stix_id]
    if not own:
        return True
    signs = signing_key_of(pen).verifying_key.to_text()
    return all(
        cut.vkey not in {None, signs} and _kept(pen.journal, cut, text) >= pen.journal.size
        for cut in own
    )


def records_above(group: Group, ceiling: Tlp | None) -> int:
    """How many standing records a group with this ceiling could not carry."""
    rows = HandlingRow.objects.filter(group=group).values_list("pk", "text")
    classes = {key: read_handling(text) for key, text in rows}
    above = [
        key
        for key, one in classes.items()
        if one.needs >= Step.OPEN and (ceiling is None or one.tlp is None or one.tlp > ceiling)
        if not one.emergency
    ]
    standing = Entry.objects.filter(group=group, handling__in=above, fate=Fate.STANDS)
    return standing.count() if above else 0


def apply_cuts(group: Group, charter: CharterText) -> None:
    """Carry out the cuts of a version that has been adopted, with the head row locked.

    Where the group went on from a branch that was a rival here, the cuts of that branch
    are carried out with it.
    """
    for version in _followed(group, charter):
        _apply_cuts_of(group, version)


def _followed(group: Group, charter: CharterText) -> list[CharterText]:
    """The version, after those of its line whose cuts nobody has carried out here yet."""
    is_beside = group.rivals.filter(digest=charter.previous or "").exists()
    if not charter.also and not is_beside:
        return [charter]
    known = {text.digest.hex(): text for text, _note in chain_of(group)}
    rows = Cut.objects.filter(group=group).values_list("member__stix_id", "charter", "vkey", "size")
    done = set(rows)
    return [
        one
        for one in reversed(line_of(known, charter))
        if any((cut.member, one.number, cut.vkey or "", cut.size) not in done for cut in one.cuts)
    ]


def _apply_cuts_of(group: Group, charter: CharterText) -> None:
    ids = [one.member for one in charter.cuts]
    members = {one.stix_id: one for one in Member.objects.filter(stix_id__in=ids)}
    for cut in charter.cuts:
        member = members[cut.member]
        # A branch that was left has cut under the same number: its row stays, as it was done.
        Cut.objects.get_or_create(
            group=group,
            member=member,
            charter=charter.number,
            vkey=cut.vkey or "",
            defaults={"size": cut.size, "root": bytes.fromhex(cut.root)},
        )
        journal = current_part(group, member)
        if journal is not None:
            cut_off(journal, _kept(journal, cut, charter) if _has_root(journal, cut) else 0)


def _has_root(journal: Journal, cut: CutText) -> bool:
    """Whether what stands here leads to the cut, as far as that can be told yet.

    If not, another history than the one that the group pinned was given to this node:
    none of it stands, and the pinned one can be taken in.
    """
    if cut.size > standing_size(journal):
        return True
    return root_at(journal, cut.size).hex() == cut.root


def _kept(journal: Journal, cut: CutText, charter: CharterText) -> int:
    """How many entries stay: those before the cut, and those that a later key signed for."""
    seat = charter.seat(cut.member)
    if cut.vkey is None or seat is None:
        return cut.size
    epochs = {key.vkey: key.epoch for key in seat.keys}
    ended = epochs.get(cut.vkey, 0)
    later = {VerifyingKey.from_text(vkey).key_id for vkey, epoch in epochs.items() if epoch > ended}
    return next(_signed_heads(journal, later, beyond=cut.size), cut.size)


def _signed_heads(journal: Journal, key_ids: set[bytes], *, beyond: int) -> Iterator[int]:
    """Sizes of this history's heads that one of these keys signed, the longest first."""
    for stretch in reversed(stretches_of(journal, journal.size)):
        rows = Checkpoint.objects.filter(journal=stretch.part, size__gt=max(beyond, stretch.start))
        for size, note in (
            rows.filter(size__lte=stretch.end).order_by("-size").values_list("size", "note")
        ):
            if any(one.key_id in key_ids for one in Note.from_text(note).signatures):
                yield size


def cut_off(journal: Journal, size: int) -> None:
    """The entries of this history from ``size`` on are no longer said."""
    ids: set[str] = set()
    for stretch in stretches_of(journal, journal.size):
        if stretch.end > size:
            ids |= _cut_stretch(stretch, size)
    settle_latest(journal, ids)


def _cut_stretch(stretch: Stretch, size: int) -> set[str]:
    """Cut one part's share; gives the ids of the objects whose newest version may be another."""
    rows = Entry.objects.filter(
        journal=stretch.part, index__gte=max(size, stretch.start), index__lt=stretch.end
    ).filter(fate__in=_SAID)
    seqs = list(rows.order_by("index").values_list("pk", flat=True))
    mark_dirty(seqs)
    ids = _restore_targets(seqs)
    objects = rows.filter(object__isnull=False).values_list("object__stix_id", flat=True)
    ids |= set(objects)
    rows.update(fate=Fate.CUT, latest=False)
    return ids


def _restore_targets(seqs: list[int]) -> set[str]:
    """What was withdrawn by an act that is cut off stands again; gives the objects' ids."""
    ids: set[str] = set()
    for first in range(0, len(seqs), _AT_ONCE):
        acts = seqs[first : first + _AT_ONCE]
        targets = Removal.objects.filter(
            act__in=acts, kind=LeafKind.WITHDRAWAL.value, target__fate=Fate.WITHDRAWN
        )
        rows = list(targets.values_list("target_id", "target__object__stix_id"))
        mark_dirty([seq for seq, _id in rows])
        Entry.objects.filter(pk__in=[seq for seq, _id in rows]).update(fate=Fate.STANDS)
        ids |= {stix_id for _seq, stix_id in rows if stix_id}
    return ids


def settle_latest(journal: Journal, stix_ids: Iterable[str]) -> None:
    """Of each object the newest version that stands in this history is the latest, no other."""
    wanted = sorted({fold_id(one) for one in stix_ids})
    parts = [stretch.part.pk for stretch in stretches_of(journal, journal.size)]
    for first in range(0, len(wanted), _AT_ONCE):
        ids = wanted[first : first + _AT_ONCE]
        newest = set(newest_places(journal, journal.size, ids).values())
        rows = _entries_of(parts, ids)
        stale = [pk for pk, index in rows.filter(latest=True).values_list("pk", "index")
                 if index not in newest]  # fmt: skip
        Entry.objects.filter(pk__in=stale).update(latest=False)
        fresh = rows.filter(fate=Fate.STANDS, latest=False, index__in=newest)
        Entry.objects.filter(pk__in=list(fresh.values_list("pk", flat=True))).update(latest=True)


def _entries_of(parts: list[int], ids: Iterable[str]) -> QuerySet[Entry]:
    keys = Look.objects.filter(hash__in=[id_hash(one) for one in ids]).values("object_id")
    return Entry.objects.filter(object__in=keys, journal__in=parts)
