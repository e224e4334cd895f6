"""Forgetting: a file that waits here and holds erased content is put away, unreleased."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from bayanihan.exchange.files import read_file
from bayanihan.exchange.models import Intake
from bayanihan.exchange.rules import UPLOAD_LIMITS
from bayanihan.records.api import Gone


def forget(gone: Sequence[Gone]) -> None:
    """Empty every waiting file in which one of these contents stands; inside the transaction.

    Only the files of those whose copies go are looked at, one after the other: memory
    does not grow with their number.
    """
    rows = Intake.objects.filter(content__isnull=False)
    if all(one.members is not None for one in gone):
        rows = rows.filter(member__in=set(chain.from_iterable(one.members or () for one in gone)))
    for key in list(rows.order_by("brought_at").values_list("pk", flat=True)):
        intake = Intake.objects.only("member_id", "content", "brought_at", "name").get(pk=key)
        found = next(_held_in(intake, gone), None)
        if found is not None:
            settled_at = max(found.at, intake.brought_at)
            Intake.objects.filter(pk=key).update(
                content=None, settled_at=settled_at, settled_by=found.by
            )


def _held_in(intake: Intake, gone: Sequence[Gone]) -> Iterator[Gone]:
    """What of the erased stands in a file, whole or in a piece that could not be read."""
    content = bytes(intake.content or b"")
    concerned = [one for one in gone if one.concerns(intake.member_id)]
    if not concerned:
        return
    for unit in read_file(content, intake.name, limits=UPLOAD_LIMITS).units:
        for one in concerned:
            if one.is_in(unit.raw):
                yield one
