"""Journals that a branch had cut which fell: theirs is one story, and cuts that hold are done."""

from __future__ import annotations

from contextlib import suppress

import pytest

from bayanihan.kernel.api import BayanihanError
from bayanihan.membership.api import (
    AddSeat,
    RemoveSeat,
    SetPurpose,
    change_charter,
)
from bayanihan.membership.api import Cut as CutText
from bayanihan.records.acting import accept_charter
from bayanihan.records.models import KeptEvidence
from tests.rooms.records.receiving_forging import names
from tests.rooms.records.receiving_world import (
    World,
    an_indicator,
    change,
    circle,
    exchange,
    follow,
    member,
    pages,
    pull,
    readable,
    say,
    sign,
    stix_of,
    take,
)
from tests.rooms.records.test_receiving_forks import (
    after,
    first,
    in_force,
    number,
    shown,
)
from tests.rooms.records.test_receiving_forks_hostile import (
    ending,
    frozen,
    mending,
    removing_b,
    told,
)
from tests.rooms.records.test_receiving_forks_keys import key_at, noted, seat_at


@pytest.mark.parametrize("node", ["a", "b"])
def test_cuts_of_a_version_that_came_while_frozen_are_carried_out(world: World, node: str) -> None:
    say(world, "c", an_indicator("one"))
    exchange(world, "abc")
    seat = seat_at(first(world), "c")
    v2, s2 = after(world, first(world), SetPurpose("main"))
    _r, sr = after(world, first(world), SetPurpose("rival"))
    v3, s3 = after(world, v2, RemoveSeat(stix_of("c")))
    v4, s4 = after(world, v3, AddSeat(seat))
    _e, end = ending(world, first(world), v4, [_r], by="ab")
    # ``a`` sees the rival last, ``b`` before the versions of the branch that it stands on.
    order = [s2, s3, s4, sr, end] if node == "a" else [s2, sr, s3, s4, end]
    for one in order:
        shown(world, node, [one])
    assert (number(world, node), frozen(world, node)) == (5, False)
    assert not {
        one for one in readable(world, node, node) if one[0] == "C-CERT" and one[2] == "stands"
    }


def test_a_first_page_of_its_own_journal_lets_nobody_write_on(world: World) -> None:
    say(world, "b", an_indicator("first"))
    exchange(world, "ab")
    early = pages(world, "a", "b", whole=True)
    say(world, "b", an_indicator("second"))
    pull(world, "b", "c")
    _removed, gone = removing_b(world, "empty")
    stays, kept = after(world, first(world), SetPurpose("All stay."))
    _stays, longer = after(world, stays, SetPurpose("All stay, and on."))
    told(world, "b", [gone])
    told(world, "b", [kept, longer])
    for n in "ac":
        told(world, n, [kept, longer])
        told(world, n, [gone])
    change(world, "a", mending(world, "c"))
    follow(world, "a", "c")
    sign(world, "c")
    for n in "ab":
        follow(world, "c", n)
    assert number(world, "b") == 4
    for page in early:
        take(world, "b", page)
    with suppress(BayanihanError):
        with world.at("b"):
            accept_charter(group=circle(), member=member("b"), by=None, at=world.tick())
        say(world, "b", an_indicator("other story"))
    no_other_story(world)


def test_a_cut_where_the_line_cut_before_lets_nobody_tell_another_story(world: World) -> None:
    say(world, "b", an_indicator("first"))
    exchange(world, "abc")
    seat = seat_at(first(world), "b")
    change(world, "a", RemoveSeat(stix_of("b")))
    cut = in_force(world, "a").cuts[0]
    for n in "bc":
        follow(world, "a", n)
    change(world, "a", AddSeat(seat))
    for n in "bc":
        follow(world, "a", n)
    with world.at("b"):
        accept_charter(group=circle(), member=member("b"), by=None, at=world.tick())
    say(world, "b", an_indicator("second"))
    exchange(world, "abc")
    assert names(world, "c") == {"first", "second"}
    base = in_force(world, "a")
    key = key_at(world, "a", base)
    gone_text = change_charter(
        base,
        [RemoveSeat(stix_of("b"))],
        at=world.tick(),
        cuts=[CutText(stix_of("b"), cut.size, cut.root, None)],
    )
    gone = noted(gone_text, key)
    stays, kept = after(world, base, SetPurpose("All stay."))
    stays, longer = after(world, stays, SetPurpose("and on."))
    told(world, "b", [gone])
    told(world, "b", [kept, longer])
    for n in "ac":
        told(world, n, [kept, longer])
        told(world, n, [gone])
    change(world, "a", mending(world, "c"))
    follow(world, "a", "c")
    sign(world, "c")
    for n in "ab":
        follow(world, "c", n)
    assert number(world, "b") == 6, number(world, "b")
    with suppress(BayanihanError):
        with world.at("b"):
            accept_charter(group=circle(), member=member("b"), by=None, at=world.tick())
        say(world, "b", an_indicator("other story"))
    no_other_story(world)


def no_other_story(world: World) -> None:
    """``c`` holds the whole journal of ``b``; what ``b`` offers now does not contradict it."""
    became = [take(world, "c", page) for page in pages(world, "b", "c", whole=True)]
    exchange(world, "abc")
    with world.at("c"):
        kinds = list(KeptEvidence.objects.filter(member__isnull=False).values_list("kind"))
    faults = [(type(one).__name__, str(one)) for one in became if isinstance(one, BayanihanError)]
    assert (faults, kinds) == ([], [])
