"""Versions of a record under one publisher, and what changed between two of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, Final

import msgspec
from django.utils.translation import gettext as _

from bayanihan.records.api import Fate, Record
from bayanihan.web.parts.pages_exchange import Change, Version
from bayanihan.web.showing.faces import face_of
from bayanihan.web.showing.property_words import label_of
from bayanihan.web.showing.records import object_url
from bayanihan.web.showing.titles import defanged

_SHOWN: Final = 160
_ALWAYS_NEW: Final = frozenset({"modified"})


def version_rows(records: Sequence[Record], here: Record) -> tuple[Version, ...]:
    """Versions newest first, numbered from the oldest; each says what it changed."""
    count = len(records)
    changes = [tuple(_changes(old.body, new.body)) for new, old in pairwise(records)]
    return tuple(
        _row(record, count - place, here, changes[place] if place < len(changes) else None)
        for place, record in enumerate(records)
    )


def number_of(records: Sequence[Record], here: Record) -> int:
    """The number of a version among those that the reader may see, from 1."""
    place = next(at for at, one in enumerate(records) if one.entry.seq == here.entry.seq)
    return len(records) - place


def _row(record: Record, number: int, here: Record, changes: tuple[Change, ...] | None) -> Version:
    if changes is None:
        words = _("First said.")
    else:
        words = "" if changes else _("Nothing but the time of writing changed.")
    if record.fate is Fate.WITHDRAWN:
        words = f"{words} {_('Withdrawn.')}".strip()
    return Version(
        number=number,
        at=record.entry.at,
        publisher=face_of(record.entry.journal.member),
        entry=0 if record.via else record.entry.index + 1,
        url=object_url(record),
        words=words,
        changes=changes or (),
        is_here=record.entry.seq == here.entry.seq,
    )


def _changes(old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    """Every property whose value differs, in the order of the newer version."""
    for name in dict.fromkeys((*new, *old)):
        if name not in _ALWAYS_NEW and old.get(name) != new.get(name):
            yield Change(label_of(name), _text(old, name), _text(new, name))


def _text(body: dict[str, Any], name: str) -> str:
    if name not in body:
        return ""
    value = body[name]
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    shown = defanged(text)
    return shown if len(shown) <= _SHOWN else shown[:_SHOWN] + "…"
