"""Several nodes in one process: each has a database of its own, and pages travel by hand.

``A-CERT`` lives on node ``a``, and so on; ``a`` opens the group. All are partners, whom a
charter may list without a region. Nothing here is real.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.core.management import call_command
from django.db import connection, transaction

from bayanihan.gate.api import Door, GroupRole, Lane, Layer, MemberKind, Tlp
from bayanihan.kernel.api import BayanihanError, digest, named_uuid, to_instant
from bayanihan.membership.api import (
    AddSeat,
    Change,
    Group,
    Member,
    NewGroup,
    NewMember,
    Proposal,
    Region,
    StatementKey,
    add_member,
    create_region,
    seat_line,
)
from bayanihan.records.agreeing import answer_proposal, propose, propose_first
from bayanihan.records.api import Bringing, Outcome, Reader, Stated, publish
from bayanihan.records.comparing import held_heads
from bayanihan.records.joining import advance_charters, join_group
from bayanihan.records.offering import offer, offer_charters
from bayanihan.records.reading import Filters
from bayanihan.records.receiving import Received, receive
from bayanihan.stix.api import slices

NAMESPACE = UUID("5a1c8e7e-0d59-4a7c-8f5f-6c1f0f2b9d11")
BEGUN = to_instant("2026-07-01T08:00:00Z")
MINUTE = 60_000_000
STAMP = "2026-07-01T08:00:00.000Z"
NODES = ("a", "b", "c", "d")
Body = dict[str, Any]


def stix_of(name: str) -> str:
    """The identity id of a node's member, the same in every run."""
    return f"identity--{named_uuid(NAMESPACE, name)}"


def an_indicator(name: str, **fields: Any) -> Body:
    """A valid indicator on one domain name."""
    return {
        "type": "indicator",
        "spec_version": "2.1",
        "id": f"indicator--{named_uuid(NAMESPACE, name)}",
        "created": STAMP,
        "modified": STAMP,
        "name": name,
        "pattern": f"[domain-name:value = '{name}.example']",
        "pattern_type": "stix",
        "valid_from": STAMP,
        **fields,
    }


@dataclass
class World:
    """The nodes, and the clock that all of them read."""

    folder: Path
    template: str
    now: int = BEGUN
    made: list[str] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)

    def tick(self) -> int:
        """A minute later."""
        self.now += MINUTE
        return self.now

    def add(self, node: str, *, like: str | None = None) -> None:
        """A node with an empty database, or with a copy of another node's."""
        source = self.template if like is None else self.names[like]
        self.names[node] = _copy_database(source, self.folder, node)
        self.made.append(self.names[node])

    @contextmanager
    def at(self, node: str) -> Iterator[None]:
        """Work on a node's database; the connection is another one before and after."""
        before = connection.settings_dict["NAME"]
        _switch(self.names[node])
        try:
            yield
        finally:
            _switch(before)

    def close(self) -> None:
        """Remove every database that was made."""
        for name in self.made:
            _drop_database(name)


def _switch(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name


def _copy_database(source: str, folder: Path, node: str) -> str:
    connection.close()
    if connection.vendor == "sqlite":
        target = str(folder / f"{node}-{uuid4().hex[:8]}.sqlite3")
        shutil.copy(source, target)
        return target
    target = f"node_{uuid4().hex}"
    _command(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
    return target


def _drop_database(name: str) -> None:
    connection.close()
    if connection.vendor == "sqlite":
        Path(name).unlink()
    else:
        _command(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _command(statement: str) -> None:
    before = connection.settings_dict["NAME"]
    _switch("postgres")
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
    finally:
        _switch(before)


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside leaves nothing behind; actions may be durable."""
    outer = transaction.atomic()
    outer._from_testcase = True  # type: ignore[attr-defined]  # as Django's own TestCase says it
    with outer:
        yield
        transaction.set_rollback(True)


def build(world: World, nodes: Sequence[str] = NODES[:3]) -> None:
    """Nodes whose members know each other's keys, and nothing else of each other."""
    keys: dict[str, tuple[str, int]] = {}
    for node in nodes:
        if node not in world.names:
            world.add(node)
        with world.at(node):
            region = create_region(key="north", name="Northern Isles", at=BEGUN)
            new = NewMember(stix_of(node), code_of(node), f"CERT {node}", MemberKind.PARTNER)
            row = StatementKey.objects.get(member=add_member(region=region, new=new, at=BEGUN))
            keys[node] = (row.vkey, row.epoch)
    for node in nodes:
        with world.at(node):
            for other in nodes:
                if other != node:
                    introduce(other, *keys[other])


def code_of(node: str) -> str:
    """What a node's member is called."""
    return f"{node.upper()}-CERT"


def introduce(node: str, vkey: str, epoch: int) -> None:
    """A member that lives elsewhere, with its public key."""
    member = Member.objects.create(
        region=Region.objects.get(),
        stix_id=stix_of(node),
        code=code_of(node),
        name=f"CERT {node}",
        kind=MemberKind.PARTNER.value,
        is_hosted=False,
        added_at=BEGUN,
    )
    StatementKey.objects.create(member=member, epoch=epoch, vkey=vkey, valid_from=BEGUN)


def open_circle(world: World, nodes: Sequence[str] = NODES[:3], **fields: Any) -> None:
    """``a`` opens the group, and every other node joins it by its first charter."""
    first, *others = nodes
    seats = {code_of(first): GroupRole.COORDINATOR}
    seats |= dict.fromkeys(map(code_of, others), GroupRole.MEMBER)
    with world.at(first):
        new = NewGroup("circle", "A circle", "To test.", Layer.MINILATERAL, 3, seats, **fields)
        propose_first(
            new=new, member=member(first), by=None,
            node="a node", at=world.tick(),
        )  # fmt: skip
    for other in others:
        follow(world, first, other)


def member(node: str) -> Member:
    """A node's member, as it is known where we are."""
    return Member.objects.get(stix_id=stix_of(node))


def circle() -> Group:
    """The group, as it stands where we are."""
    return Group.objects.select_related("newest").get()


def joins(world: World, node: str) -> None:
    """One more node, whose member ``a`` adds to the group."""
    build(world, [node])
    with world.at(node):
        seat = seat_line(member(node), GroupRole.MEMBER, node="its own node")
    with world.at("a"):
        introduce(node, seat.keys[0].vkey, seat.keys[0].epoch)
    change(world, "a", AddSeat(seat))
    follow(world, "a", node)


def follow(world: World, source: str, target: str) -> None:
    """The target learns of every charter that the source lets its member know."""
    with world.at(source):
        charters = offer_charters(circle(), member(target), at=world.now)
        first = circle().charters.get(number=1)
        pinned = _digest(first.text)
    with world.at(target):
        if Group.objects.exists():
            advance_charters(circle(), charters, at=world.tick())
        else:
            join_group(charters, pinned, at=world.tick())


def _digest(text: str) -> str:
    return digest(text.encode()).hex()


def say(
    world: World,
    node: str,
    *objects: Body,
    tlp: Tlp = Tlp.AMBER,
    to: Sequence[str] = (),
    **more: Any,
) -> Outcome:
    """A node's member publishes objects in the group, to all or to some."""
    audience = frozenset(map(stix_of, to)) if to else None
    stated = Stated(tlp=tlp, audience=audience, **more)
    file = b"".join(json.dumps(one).encode() + b"\n" for one in objects)
    with world.at(node):
        bringing = Bringing(circle(), member(node), stated, "a file")
        outcome = publish(slices(file), bringing, at=world.tick())
    assert not outcome.rejections, outcome.rejections
    return outcome


def pages(
    world: World, source: str, target: str, *, again: bool = False, whole: bool = False
) -> list[bytes]:
    """What the source offers to the target's member, from what the target holds."""
    with world.at(target):
        heads = {} if whole else held_heads(circle(), again=again)
    with world.at(source):
        return list(offer(circle(), member(target), heads, at=world.tick()))


def take(world: World, target: str, page: bytes) -> Received | BayanihanError:
    """What the target makes of a page."""
    with world.at(target):
        try:
            return receive(page, at=world.tick())
        except BayanihanError as error:
            return error


def pull(world: World, source: str, target: str, *, again: bool = False) -> list[Any]:
    """The target takes everything that the source offers it, charters first."""
    follow(world, source, target)
    return [take(world, target, one) for one in pages(world, source, target, again=again)]


def exchange(world: World, nodes: Sequence[str], *, rounds: int = 3) -> None:
    """Everybody pulls from everybody, until it is quiet."""
    for _round in range(rounds):
        for target in nodes:
            for source in nodes:
                if source != target:
                    pull(world, source, target, again=True)


def change(world: World, node: str, *changes: Change, **more: Any) -> Proposal:
    """A node's member proposes the next version; adopted where one signature is enough."""
    with world.at(node):
        return propose(
            group=circle(), member=member(node), by=None, changes=changes, at=world.tick(), **more
        )


def sign(world: World, node: str) -> Proposal:
    """A node's member signs the newest proposal that it knows."""
    with world.at(node):
        proposal = Proposal.objects.filter(state="open").order_by("-pk")[0]
        return answer_proposal(
            proposal=proposal, member=member(node), by=None, is_signed=True, at=world.tick()
        )


def readable(world: World, node: str, reader: str) -> set[tuple[str, str, str]]:
    """What a member reads on a node: publisher, name of the object, fate."""
    with world.at(node):
        found = Reader(member(reader), door=Door.PAGE, lane=Lane.REAL, at=world.now)
        records = found.walk(Filters(latest=False))
        return {
            (one.entry.journal.member.code, one.body["name"], one.entry.fate) for one in records
        }


@contextmanager
def migrated(folder: Path) -> Iterator[str]:
    """A database with every table and nothing in them, to be copied; gives its name."""
    name = str(folder / "template.sqlite3")
    if connection.vendor != "sqlite":
        name = f"template_{uuid4().hex}"
        _command(f'CREATE DATABASE "{name}"')
    before = connection.settings_dict["NAME"]
    _switch(name)
    try:
        call_command("migrate", verbosity=0)
        _switch(before)
        yield name
    finally:
        _switch(before)
        _drop_database(name)


@contextmanager
def three_nodes(template: str, folder: Path) -> Iterator[World]:
    """``a``, ``b`` and ``c`` in a group that ``a`` opened."""
    world = World(folder, template)
    try:
        build(world)
        open_circle(world)
        yield world
    finally:
        world.close()
