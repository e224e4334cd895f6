"""Journals that a liar with a key could write, and the ways in which they may reach a node."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any, TypeAlias

from bayanihan.journal.api import LeafKind, SigningKey
from bayanihan.records.act_wire import Author, RemovalAct, write_act
from bayanihan.records.models import Entry, Fate, Quarantined
from bayanihan.records.page_form import JournalPage, PageEntry, read_page
from bayanihan.records.receiving import Received, receive
from tests.rooms.records.receiving_forging import a_record, key_of, signed
from tests.rooms.records.receiving_world import World, an_indicator, pages, say, stix_of

Shown: TypeAlias = dict[tuple[str, int], tuple[str, bool, str]]
VERSIONS = ("2026-07-01T08:00:00.000Z", "2026-07-02T08:00:00.000Z")


@dataclass
class Telling:
    """One member's journal, as it grows, and the key with which its author signs it."""

    page: JournalPage
    key: SigningKey

    def record(self, name: str, **fields: Any) -> int:
        """One more record; gives its index."""
        body = json.dumps({**an_indicator(name), **fields}).encode()
        return self._add(a_record(self.page, name, body=body))

    def removal(self, kind: LeafKind, *entries: int) -> int:
        """One more act that takes entries back."""
        author = Author(self.page.group, self.page.member, "5" * 32)
        why = "personal_data" if kind is LeafKind.ERASURE else "was_mistaken"
        text = write_act(RemovalAct(author, kind, tuple(sorted(entries)), why))
        at = self.page.entries[-1].at + 1
        return self._add(PageEntry(kind=kind.value, charter=1, at=at, text=text))

    def erase(self, *entries: int) -> int:
        """One more erasure."""
        return self.removal(LeafKind.ERASURE, *entries)

    def cut_at(self, *ends: int, hidden: Sequence[int] = ()) -> list[bytes]:
        """The journal in pages that end there; of what is hidden only the hash."""
        leaves, found = self.page.leaves(), []
        entries = [
            PageEntry(hash=leaves[index]) if index in hidden else one
            for index, one in enumerate(self.page.entries)
        ]
        for first, end in zip([0, *ends], [*ends, len(entries)], strict=True):
            part = replace(self.page, first=first, entries=tuple(entries[first:end]))
            head = {"at": self.page.entries[end - 1].at + 1}
            found.append(signed(part, self.key, leaves[:first], **head))
        return found

    def _add(self, entry: PageEntry) -> int:
        self.page = replace(self.page, entries=(*self.page.entries, entry))
        return len(self.page.entries) - 1


def telling_of(world: World, node: str) -> Telling:
    """The journal of a node's member, which has accepted the charter and said one thing."""
    say(world, node, an_indicator(f"first of {node}"))
    own = [read_page(one) for one in pages(world, node, "b", whole=True)]
    [page] = [one for one in own if one.member == stix_of(node)]
    return Telling(page, key_of(world, node))


def babble(telling: Telling, random: Random, *, creators: Sequence[str], length: int = 10) -> None:
    """Say contradictory things of few objects, and take some of them back."""
    said: list[int] = []
    for _one in range(length):
        if said and random.random() < 0.35:  # a third
            kind = random.choice([LeafKind.ERASURE, LeafKind.ERASURE, LeafKind.WITHDRAWAL])
            telling.removal(kind, *random.sample(said, k=min(len(said), random.choice([1, 2]))))
            continue
        fields: dict[str, Any] = {"modified": random.choice(VERSIONS)}
        fields["description"] = random.choice(["x", "y"])
        creator = random.choice(creators)
        if creator:
            fields["created_by_ref"] = creator
        if random.random() < 0.2:  # a fifth
            fields["revoked"] = True
        said.append(telling.record(random.choice(["p", "q"]), **fields))


def ways(telling: Telling, random: Random) -> Iterator[list[bytes]]:
    """The same journal whole, entry by entry, at random, and with some of it held back first."""
    size = len(telling.page.entries)
    yield telling.cut_at()
    yield telling.cut_at(*range(1, size))
    yield telling.cut_at(*_ends(random, size))
    for _more in range(2):
        hidden = [index for index in range(2, size) if random.random() < 0.4]
        first = telling.cut_at(*_ends(random, size), hidden=hidden)
        yield first + telling.cut_at(*_ends(random, size))


def _ends(random: Random, size: int) -> list[int]:
    return sorted(random.sample(range(1, size), k=random.randrange(1, size)))


def mixed(random: Random, *journals: Sequence[bytes]) -> list[bytes]:
    """Pages of several journals in one order, each journal's in its own."""
    waiting = [list(one) for one in journals if one]
    found = []
    while waiting:
        one = random.choice(waiting)
        found.append(one.pop(0))
        waiting = [rest for rest in waiting if rest]
    return found


def shown(wire: Sequence[bytes], at: int) -> Shown:
    """What stands where after these pages; what is held back waits in quarantine, whole."""
    for page in wire:
        assert isinstance(receive(page, at=at), Received)
    others = Entry.objects.filter(journal__member__is_hosted=False)
    rows = others.select_related("object", "journal__member", "group")
    found = {(one.journal.member.stix_id, one.index): one for one in rows}
    waiting = Quarantined.objects.filter(settled_at__isnull=True)
    held = {(one.source, one.position) for one in waiting if bytes(one.raw)}
    assert held == {
        (f"{one.journal.member.code} / {one.group.key}", one.index)
        for one in rows
        if one.fate == Fate.HELD
    }
    return {
        place: (one.fate, one.latest, "" if one.object is None else one.object.body)
        for place, one in found.items()
    }
