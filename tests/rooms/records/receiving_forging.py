"""Pages that a liar with a key could make, and what a node says of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bayanihan.gate.api import CreatorKind, HandlingClass, Terms, Tlp
from bayanihan.journal.api import (
    Checkpoint,
    Frontier,
    SigningKey,
    commit,
    origin_of,
    sign_checkpoint,
)
from bayanihan.kernel.api import BayanihanError
from bayanihan.membership.api import (
    charter_text,
    signing_key,
)
from bayanihan.records.page_form import JournalPage, PageEntry, write_page
from bayanihan.records.wire import write_handling
from tests.rooms.records.receiving_state import state
from tests.rooms.records.receiving_world import (
    World,
    an_indicator,
    circle,
    member,
    readable,
    take,
)


def names(world: World, node: str) -> set[str]:
    """The names of what a node's member reads there."""
    return {name for _code, name, _fate in readable(world, node, node)}


def refused(world: World, node: str, page: bytes) -> BayanihanError:
    """Why a page is refused; nothing but evidence may have come of it."""
    before = state(world, node)
    done = take(world, node, page)
    assert isinstance(done, BayanihanError), done
    assert {**state(world, node), "evidence": []} == {**before, "evidence": []}
    return done


def key_of(world: World, node: str) -> SigningKey:
    """The private key of a node's member: what a thief would have."""
    with world.at(node):
        return signing_key(member(node), charter_text(circle().charters.get(number=1)), world.now)[
            0
        ]


def signed(page: JournalPage, key: SigningKey, before: Sequence[bytes] = (), **head: Any) -> bytes:
    """A page under a head of its own, signed with a key that somebody holds."""
    frontier = Frontier().extend([*before, *page.leaves()])
    fields: dict[str, Any] = {
        "origin": origin_of(page.group, page.member),
        "size": frontier.size,
        "root": frontier.root(),
        "epoch": 1,
        "at": max(one.at for one in page.entries) + 1000,
        **head,
    }
    return write_page(replace(page, checkpoint=sign_checkpoint(Checkpoint(**fields), key)))


def a_record(page: JournalPage, name: str, **changes: Any) -> PageEntry:
    """A record that its author could sign, whatever the gate says of it."""
    at = page.entries[-1].at + 1
    fields: dict[str, Any] = {
        "group": page.group,
        "publisher": page.member,
        "charter": 1,
        "audience": None,
        "tlp": Tlp.AMBER,
        "pap": None,
        "exercise": False,
        "terms": Terms(None, None),
        "creator": CreatorKind.UNMARKED,
        **changes,
    }
    body = changes.pop("body", None) or json.dumps(an_indicator(name)).encode()
    fields.pop("body", None)
    salt = b"0" * 16
    return PageEntry(
        kind="record",
        charter=fields["charter"],
        at=at,
        commitment=commit(salt, body),
        handling=write_handling(HandlingClass(**fields)),
        salt=salt,
        body=body,
    )
