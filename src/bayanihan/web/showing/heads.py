"""Heads of the journals of a group, each checked cheaply: signed by its member, and in step.

Cheap means: the newest signed checkpoint opens with a key that the charter lists
for that member, and its root is the root of the frontier that stands here. That
the entries give this root is checked by ``verify`` over the whole package.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F
from django.utils.translation import gettext as _

from bayanihan.journal.api import Checkpoint as CheckpointText
from bayanihan.journal.api import Frontier, VerifyingKey, open_checkpoint, origin_of, verify_head
from bayanihan.kernel.api import BayanihanError, Unverified
from bayanihan.membership.api import CharterText, Group, Seat
from bayanihan.records.api import Checkpoint, Journal, RecordFault
from bayanihan.web.parts.aloud import aloud
from bayanihan.web.parts.pages_groups import Head
from bayanihan.web.sentences import say
from bayanihan.web.showing.faces import face_of


def heads_of(group: Group, seats: Iterable[Seat], charter: CharterText) -> tuple[Head, ...]:
    """A head for every member that has spoken, in the order of the posts; two queries.

    Where nobody has, the group's first seat stands for that.
    """
    journals = {
        one.member_id: one
        for one in Journal.objects.filter(group=group, is_current=True, size__gt=0)
    }
    newest = Checkpoint.objects.filter(journal__group=group, size=F("journal__size"))
    notes = dict(newest.values_list("journal_id", "note"))
    ordered = sorted(seats, key=lambda seat: (face_of(seat.member).is_body, seat.member.code))
    speaking = [seat for seat in ordered if seat.member_id in journals] or ordered[:1]
    return tuple(
        _head(seat, journals.get(seat.member_id), notes, charter, str(group.uuid))
        for seat in speaking
    )


def _head(
    seat: Seat, journal: Journal | None, notes: dict[int, str], charter: CharterText, group: str
) -> Head:
    face = face_of(seat.member)
    if journal is None:
        return Head(face, 0, "", (), None, "done", _("nothing said yet"))
    try:
        frontier = Frontier.from_bytes(bytes(journal.frontier))
        root = frontier.root()
        checkpoint = _opened(notes.get(journal.pk), charter, group, seat.member.stix_id)
        verify_head(frontier, checkpoint)
    except BayanihanError as error:
        return Head(face, journal.size, "0" * 64, (), None, "late", say(error))
    words = aloud(root)
    return Head(face, journal.size, root.hex(), words, checkpoint.at, "done", _("verified"))


def _opened(note: str | None, charter: CharterText, group: str, member: str) -> CheckpointText:
    """The signed head, opened with the keys that the charter lists for this member."""
    keys = [
        VerifyingKey.from_text(key.vkey)
        for seat in charter.members
        if seat.id == member
        for key in seat.keys
    ]
    checkpoint, _opened_note = open_checkpoint(note or "", keys)
    if checkpoint.origin != origin_of(group, member):
        raise Unverified(RecordFault.CHECKPOINT_DIFFERS, where=checkpoint.origin)
    return checkpoint
