"""Comparing: what others hold of the journals that are written here, after a restore.

A node that was restored from a backup may have lost what it said last. Whoever holds a
longer journal of its members shows that by a head that they signed. Source: protocol,
"After a restore".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bayanihan.journal.api import (
    Checkpoint as CheckpointText,
)
from bayanihan.journal.api import Evidence, LeafKind, Note, open_checkpoint
from bayanihan.kernel.api import BayanihanError, Malformed, Unverified
from bayanihan.membership.api import Group
from bayanihan.records.charters import KeyTerm, terms_in
from bayanihan.records.models import Checkpoint, Entry, Fate, Journal
from bayanihan.records.page_form import JournalPage
from bayanihan.records.parts import stretches_of
from bayanihan.records.receiving_evidence import find_evidence
from bayanihan.records.receiving_held import HeldJournal, standing_of
from bayanihan.records.spans import standing_size
from bayanihan.records.verifying_heads import head_fault


class HeadState(StrEnum):
    """How a head that somebody else holds stands to the journal here."""

    EQUAL = "equal"
    AHEAD = "ahead"
    BEHIND = "behind"
    CONTRADICTION = "contradiction"


@dataclass(frozen=True, slots=True)
class Compared:
    """One head of a journal that is written here: whose it is, and how it stands to ours.

    ``AHEAD``: this node holds more. ``BEHIND``: it lost the last ``behind`` entries.
    ``evidence`` shows a contradiction where two signed heads do.
    """

    group: str
    member: str
    state: HeadState
    size: int
    held: int
    behind: int = 0
    evidence: Evidence | None = None


def compare(notes: Iterable[str]) -> list[Compared]:
    """Hold signed heads that others have seen against the journals of members hosted here.

    What is no head of a journal of this node, or was not signed by its member, is left
    out: nobody can make a node believe that it lost something.
    """
    found = (_compare_one(note) for note in notes)
    return [one for one in found if one is not None]


def own_heads() -> list[str]:
    """The newest signed head of each journal that is written here; by group and member."""
    rows = Checkpoint.objects.filter(
        journal__member__is_hosted=True, journal__is_current=True
    ).order_by("journal__group__key", "journal__member__code", "size")
    newest = dict(rows.values_list("journal_id", "note"))
    return list(newest.values())


def _compare_one(note: str) -> Compared | None:
    try:
        theirs = CheckpointText.from_text(Note.from_text(note).text)
        standing = standing_of(theirs.group, theirs.member, is_own=True)
        terms = terms_in(standing.chain.known.values(), standing.member.stix_id)
        open_checkpoint(note, {term.key for term in terms})
    except BayanihanError:
        return None
    ends = standing.chain.ends(standing.member.stix_id)
    if head_fault(note, theirs, terms, ends) is not None:
        # Whoever holds a key that the group has ended says anything with it.
        return None
    if not standing.member.is_hosted:
        return None
    return _held_against(note, theirs, standing, terms)


def _held_against(
    note: str, theirs: CheckpointText, standing: HeldJournal, terms: list[KeyTerm]
) -> Compared:
    page = JournalPage(theirs.group, theirs.member, standing.size, note, ())
    evidence = find_evidence(page, (), standing, terms)
    state, behind = HeadState.CONTRADICTION, 0
    if evidence is None and theirs.size > standing.size:
        state, behind = HeadState.BEHIND, theirs.size - standing.size
    elif evidence is None and _root(standing, theirs.size) == theirs.root:
        state = HeadState.EQUAL if theirs.size == standing.size else HeadState.AHEAD
    return Compared(
        group=theirs.group,
        member=theirs.member,
        state=state,
        size=theirs.size,
        held=standing.size,
        behind=behind,
        evidence=evidence,
    )


def _root(standing: HeldJournal, size: int) -> bytes:
    try:
        return standing.frontier(size).root()
    except (Malformed, Unverified):
        return b""


def held_heads(group: Group, *, again: bool = False) -> dict[str, int]:
    """How far this node holds the journals of a group that are written elsewhere, by author.

    What is asked of whoever offers pages. ``again`` begins at the first entry of which
    only the hash is known: terms may have begun, or an author may have accepted a
    version, so that more of it is open now.
    """
    heads: dict[str, int] = {}
    rows = Journal.objects.filter(group=group, is_current=True, member__is_hosted=False)
    for journal in rows.select_related("member", "group"):
        size = standing_size(journal)
        heads[journal.member.stix_id] = _first_hidden(journal, size) if again else size
    return heads


def _first_hidden(journal: Journal, size: int) -> int:
    for stretch in stretches_of(journal, size):
        rows = Entry.objects.filter(
            journal=stretch.part,
            index__gte=stretch.start,
            index__lt=stretch.end,
            kind__in=("", LeafKind.RECORD.value),
            object__isnull=True,
            fate__in=(Fate.STANDS.value, Fate.WITHDRAWN.value),
        )
        first = rows.order_by("index").values_list("index", flat=True).first()
        if first is not None:
            return first
    return size
