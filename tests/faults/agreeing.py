"""Kills acts on charters at every step: ``python -m tests.faults.agreeing FOLDER``.

As ``removing`` does for what is taken back: a proposal that is adopted at once and cuts a
journal, the last signature under a pair's first charter, and an acceptance. Afterwards the
store is examined and the act is asked for once more. Prints one JSON line a case.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tests.faults.crashing import MOST, Fuse, burning, in_child
from tests.faults.removing import work_in
from tests.faults.stores import Store, open_store, start_django, using

PAIR = "We two"
# An act takes some hundred steps, most of them questions; every third is a crash.
STRIDE = 3


def build() -> None:
    """Members that spoke; a charter that waits to be accepted, a pair that waits for BB."""
    from bayanihan.gate.api import GroupRole, Layer  # noqa: PLC0415  # Django is set up by then
    from bayanihan.membership.api import NewGroup, SetPurpose, find_member  # noqa: PLC0415  # as above
    from bayanihan.records.api import propose, propose_first  # noqa: PLC0415  # as above
    from tests.faults.world import BEGUN, build_node, indicator, lines, say  # noqa: PLC0415  # as above

    build_node()
    for code in ("AA", "BB", "CC"):
        say(code, "circle", lines(indicator(f"of {code}")))
        say(code, "ring", lines(indicator(f"ring of {code}")))
    first, purpose = find_member("AA"), SetPurpose("Another.")
    group = _group("ring")
    propose(group=group, member=first, by=None, changes=[purpose], at=BEGUN + 5)
    seats = dict.fromkeys(("AA", "BB"), GroupRole.COORDINATOR)
    new = NewGroup("two", PAIR, "To trust.", Layer.BILATERAL, 0, seats)
    propose_first(new=new, member=first, by=None, node="this node", at=BEGUN + 6)


def _group(key: str) -> Any:
    from bayanihan.membership.api import Group  # noqa: PLC0415  # Django is set up by then

    return Group.objects.get(key=key)


def cut() -> None:
    """AA has CC removed, whose journal ends."""
    from bayanihan.membership.api import RemoveSeat, find_member  # noqa: PLC0415  # as above
    from bayanihan.records.api import propose  # noqa: PLC0415  # as above
    from tests.faults.world import BEGUN, an_id  # noqa: PLC0415  # as above

    change = RemoveSeat(an_id("identity", "CC"))
    member = find_member("AA")
    propose(group=_group("circle"), member=member, by=None, changes=[change], at=BEGUN + 9)


def sign() -> None:
    """BB signs the first charter of the pair: the group begins."""
    from bayanihan.membership.api import Proposal, find_member  # noqa: PLC0415  # as above
    from bayanihan.records.api import answer_first  # noqa: PLC0415  # as above
    from tests.faults.world import BEGUN  # noqa: PLC0415  # as above

    proposal = Proposal.objects.get(group__key__startswith="two-")
    answer_first(proposal=proposal, member=find_member("BB"), by=None, is_signed=True, at=BEGUN + 9)


def accept() -> None:
    """BB accepts what was adopted without it."""
    from bayanihan.membership.api import find_member  # noqa: PLC0415  # as above
    from bayanihan.records.api import accept_charter  # noqa: PLC0415  # as above
    from tests.faults.world import BEGUN  # noqa: PLC0415  # as above

    accept_charter(group=_group("ring"), member=find_member("BB"), by=None, at=BEGUN + 9)


ACTS: Mapping[str, Callable[[], None]] = {"cut": cut, "sign": sign, "accept": accept}


def act_with(fuse: Fuse, name: str) -> None:
    """The act under test; statements and commits burn the fuse."""
    with burning(fuse):
        ACTS[name]()


def state() -> dict[str, Any]:
    """What stands in the tables, and what a member was told of it."""
    from bayanihan.membership.api import (  # noqa: PLC0415  # Django is set up by then
        Acceptance,
        Answer,
        Charter,
        Group,
        Happening,
        Proposal,
    )
    from bayanihan.records.api import Checkpoint, Entry  # noqa: PLC0415  # as above

    newest = Group.objects.order_by("pk").values_list("newest__number", flat=True)
    proposals = Proposal.objects.order_by("pk").values_list("state", flat=True)
    tables = (Acceptance, Answer, Charter, Happening, Checkpoint, Entry)
    counts = {table.__name__: table.objects.count() for table in tables}
    return {**counts, "newest": list(newest), "proposals": list(proposals)}


def attempt(store: Store, case: str, name: str, steps: int) -> int:
    """Act until the fuse is burnt; gives how the process ended."""

    def work() -> None:
        work_in(store, case)
        with using(store, case):
            act_with(Fuse(steps), name)

    return in_child(work)


def examine(store: Store, case: str, name: str) -> dict[str, Any]:
    """After the crash, and after the act was asked for again."""
    from bayanihan.kernel.api import BayanihanError  # noqa: PLC0415  # Django is set up by then
    from bayanihan.records.api import journal_faults  # noqa: PLC0415  # as above
    from tests.rooms.records import audit  # noqa: PLC0415  # as above

    work_in(store, case)
    with using(store, case):
        found: dict[str, Any] = {"state": state(), "faults": audit.faults()}
        try:
            ACTS[name]()
            found["again"] = "done"
        except BayanihanError as refused:
            found["again"] = refused.code.value
        found["after"] = state()
        broken = [one.describe() for one in journal_faults()]
        found["faults_after"] = [*audit.faults(), *broken]
    return found


def main(folder: Path) -> None:
    """All cases of all acts, one line each, until the act lives."""
    store = open_store(folder)
    start_django(store)
    store.create("base")
    work_in(store, "base")
    with using(store, "base"):
        build()
    for name in ACTS:
        for steps in range(0, MOST, STRIDE):
            case = f"{name}{steps}"
            store.copy("base", case)
            killed = os.WIFSIGNALED(attempt(store, case, name, steps))
            line = {"act": name, "steps": steps, "killed": killed, **examine(store, case, name)}
            sys.stdout.write(json.dumps(line) + "\n")
            store.drop(case)
            if not killed:
                break
    store.drop("base")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
