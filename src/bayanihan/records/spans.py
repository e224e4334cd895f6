"""Which stretch of a journal a reader is entitled to, before it is asked what of it is open.

1. Nothing of a journal whose author has not accepted a version in which the reader sits.
2. Where newcomers get history from joining: nothing before that acceptance.
3. Of who left the group: nothing from the author's acceptance of a version without it on.
4. Nothing that was cut off.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bayanihan.gate.api import GroupFacts, History
from bayanihan.journal.api import LeafKind, Note, VerifyingKey
from bayanihan.membership.api import Group, Member
from bayanihan.records.models import Checkpoint, Cut, Entry, Fate, Journal
from bayanihan.records.parts import Stretch, current_part, first_cut, stretches_of


@dataclass(frozen=True, slots=True)
class Span:
    """A member's journal in a group as one reader may have it: ``start <= index < end``."""

    journal: Journal
    start: int
    end: int

    def stretches(self) -> list[Stretch]:
        """The parts in which these entries stand."""
        return stretches_of(self.journal, self.end)

    def heads(self, after: int) -> list[tuple[int, str]]:
        """Sizes and notes of signed heads within the span, beyond ``after`` entries, rising."""
        found: list[tuple[int, str]] = []
        ended = _ended_keys(self.journal)
        for stretch in self.stretches():
            rows = Checkpoint.objects.filter(
                journal=stretch.part, size__gt=max(after, stretch.start), size__lte=stretch.end
            )
            found += [
                (size, note)
                for size, note in rows.order_by("size").values_list("size", "note")
                if _counts(note, size, ended)
            ]
        return found

    @property
    def is_whole(self) -> bool:
        """Whether the journal is held here from its first entry on."""
        return _begin(self.journal) == 0

    def last_head(self) -> tuple[int, str] | None:
        """Size and note of the newest signed head within the span."""
        return next(self.heads_down(0), None)

    def heads_down(self, after: int) -> Iterator[tuple[int, str]]:
        """Sizes and notes of signed heads beyond ``after`` entries, the longest first."""
        ended = _ended_keys(self.journal)
        for stretch in reversed(self.stretches()):
            rows = Checkpoint.objects.filter(
                journal=stretch.part, size__gt=max(after, stretch.start), size__lte=stretch.end
            )
            for size, note in rows.order_by("-size").values_list("size", "note").iterator():
                if _counts(note, size, ended):
                    yield size, note


def spans_of(group: Group, reader: Member, facts: GroupFacts) -> Iterator[Span]:
    """What the reader is entitled to of every journal of a group, by the authors' codes."""
    journals = Journal.objects.filter(group=group, is_current=True, size__gt=0)
    for journal in journals.select_related("member", "group").order_by("member__code"):
        span = _span(journal, reader, facts)
        if span is not None and span.start < span.end:
            yield span


def whole_span(group: Group, member: Member) -> Span | None:
    """A whole journal as it stands; ``None`` before its first entry."""
    journal = current_part(group, member)
    return None if journal is None else Span(journal, _begin(journal), standing_size(journal))


def standing_size(journal: Journal) -> int:
    """How many entries of a journal stand: all of them, or those before its cut."""
    kept = first_cut(journal)
    return journal.size if kept is None else kept


def _span(journal: Journal, reader: Member, facts: GroupFacts) -> Span | None:
    begin, end = _begin(journal), standing_size(journal)
    if journal.member_id == reader.pk:
        return Span(journal, begin, end)
    seats = [
        (index, reader.stix_id in facts.charters.get(number, {}))
        for index, number in acceptances(journal, end)
    ]
    joined = next((index for index, is_seated in seats if is_seated), None)
    if joined is None:
        return None
    if facts.history is not History.ALL:
        begin = max(begin, joined)
    if reader.stix_id not in facts.current:
        left = (index for index, is_seated in seats if index > joined and not is_seated)
        end = next(left, end)
    return Span(journal, begin, end)


def acceptances(journal: Journal, size: int) -> list[tuple[int, int]]:
    """Where, in the first entries of a history, its author accepted which version."""
    found: list[tuple[int, int]] = []
    for stretch in stretches_of(journal, size):
        rows = Entry.objects.filter(
            journal=stretch.part,
            index__gte=stretch.start,
            index__lt=stretch.end,
            kind=LeafKind.ACCEPTANCE.value,
            fate=Fate.STANDS.value,
        )
        found += rows.order_by("index").values_list("index", "charter")
    return found


def _begin(journal: Journal) -> int:
    """The first entry that is held of a history at all."""
    stretches = stretches_of(journal, journal.size)
    return stretches[0].start if stretches else journal.base


def _ended_keys(journal: Journal) -> dict[bytes, int]:
    """Keys of the author that a charter ended, by id, with the size up to which they count."""
    rows = Cut.objects.filter(group=journal.group_id, member=journal.member_id).exclude(vkey="")
    return {
        VerifyingKey.from_text(vkey).key_id: size for vkey, size in rows.values_list("vkey", "size")
    }


def _counts(note: str, size: int, ended: dict[bytes, int]) -> bool:
    ids = [one.key_id for one in Note.from_text(note).signatures]
    return any(size <= ended.get(key_id, size) for key_id in ids)
