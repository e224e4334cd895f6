"""What journals show two members of their exchange: counted both ways, for the two alone."""

from __future__ import annotations

from typing import Any

from bayanihan.gate.api import Layer, Tlp
from bayanihan.membership.api import (
    AddSeat,
    Group,
    Member,
    SetStep,
    find_group,
    groups_of,
)
from bayanihan.records.acting import accept_charter
from bayanihan.records.api import Direction, PairEvidence, RemovalReason, pair_evidence, withdraw
from bayanihan.records.evidence import DAY, LATELY_DAYS
from tests.rooms.records.changing import agree, seat_of
from tests.rooms.records.saying import say
from tests.rooms.records.taking_back import own, take, told, wipe
from tests.rooms.web.hosted import Hosted, _open, an_indicator, an_object

MINUTE = 60_000_000


def of(hosted: Hosted, me: Member, other: Member, *, at: int | None = None) -> PairEvidence:
    """What the journals show ``me`` of itself and another."""
    when = hosted.at + MINUTE if at is None else at
    return pair_evidence(me, other, groups_of(me), at=when)


def thing(name: str) -> dict[str, Any]:
    return an_indicator(name, f"{name}.example")


def test_both_directions_are_counted_and_each_sees_the_other_way_round(hosted: Hosted) -> None:
    a, b = hosted.a, hosted.b
    mine = of(hosted, a, b)
    # The circle, where ``AA`` said four records and ``BB`` one; ``mute`` carries none.
    assert (mine.given.records, mine.taken.records, mine.groups) == (4, 1, 2)
    theirs = of(hosted, b, a)
    assert (theirs.given, theirs.taken) == (mine.taken, mine.given)
    assert (theirs.my_acceptance_time, theirs.their_acceptance_time) == (
        mine.their_acceptance_time,
        mine.my_acceptance_time,
    )
    say(hosted, b, thing("one more"))
    assert of(hosted, a, b).taken.records == 2
    assert of(hosted, a, b).taken.last_at == hosted.at + 2000
    assert of(hosted, a, b).given == mine.given


def test_what_is_said_to_a_whole_region_or_in_an_exercise_counts_for_nothing(
    hosted: Hosted,
) -> None:
    before = of(hosted, hosted.a, hosted.b)
    say(hosted, hosted.a, thing("to all"), group=hosted.everyone)
    say(hosted, hosted.a, thing("EXERCISE only"), group=hosted.drill)
    assert of(hosted, hosted.a, hosted.b) == before


def test_only_what_the_other_one_may_read_counts(hosted: Hosted) -> None:
    before = of(hosted, hosted.a, hosted.c)
    say(hosted, hosted.a, thing("for b"), audience=[hosted.b])
    say(hosted, hosted.a, thing("for both"))
    assert of(hosted, hosted.a, hosted.c).given.records == before.given.records + 1
    assert of(hosted, hosted.a, hosted.b).given.records == before.given.records + 2


def test_a_group_where_only_one_of_the_two_sits_counts_for_nothing(hosted: Hosted) -> None:
    before = of(hosted, hosted.a, hosted.b)
    pair = hosted.open_pair()
    say(hosted, hosted.a, thing("said to c"), group=pair)
    assert of(hosted, hosted.a, hosted.b) == before
    with_c = of(hosted, hosted.a, hosted.c)
    assert with_c.groups == 2
    assert with_c.taken.records == 4


def test_a_third_member_asking_learns_the_same_whether_a_pair_exists_or_not(
    hosted: Hosted,
) -> None:
    b = hosted.b
    before = [of(hosted, b, other) for other in (hosted.a, hosted.c)]
    pair = hosted.open_pair()
    say(hosted, hosted.a, thing("private"), group=pair)
    agree(hosted, pair, hosted.a, hosted.c, changes=(SetStep(4),))
    assert [of(hosted, b, other) for other in (hosted.a, hosted.c)] == before
    # Even handed the group itself, who sits outside gets nothing of it counted.
    handed = [*groups_of(b), Group.objects.get(pk=pair.pk)]
    at = hosted.at + MINUTE
    assert [pair_evidence(b, other, handed, at=at) for other in (hosted.a, hosted.c)] == before


def test_two_that_share_nothing_but_the_region_show_each_other_zeros(hosted: Hosted) -> None:
    ministry = Member.objects.get(code="AA-MIN")
    shown = of(hosted, hosted.a, ministry)
    assert (shown.given, shown.taken) == (Direction(), Direction())
    assert (shown.groups, shown.my_acceptance_time, shown.their_acceptance_time) == (0, None, None)


def test_lately_is_the_last_ninety_days(hosted: Hosted) -> None:
    now = of(hosted, hosted.a, hosted.b)
    assert now.given.lately == now.given.records == 4
    said_at = now.given.last_at
    assert said_at is not None
    edge = said_at + LATELY_DAYS * DAY
    assert of(hosted, hosted.a, hosted.b, at=edge).given.lately == 4
    assert of(hosted, hosted.a, hosted.b, at=edge + 1).given.lately == 0
    assert of(hosted, hosted.a, hosted.b, at=edge + 1).given.records == 4


def test_what_was_withdrawn_is_told_apart_and_answers_are_counted(hosted: Hosted) -> None:
    before = of(hosted, hosted.a, hosted.b).given
    assert (before.corrected, before.asked, before.answered, before.answer_time) == (0, 0, 0, None)
    take(hosted, told(hosted, own(hosted.a, "wrong")))
    after = of(hosted, hosted.a, hosted.b).given
    # The record no longer stands; the revoked version that outside programs need does.
    assert after.corrected == 1
    assert (after.asked, after.answered) == (1, 1)
    assert after.answer_time is not None
    assert after.answer_time >= 0


def test_an_erased_record_leaves_a_question_and_its_answer(hosted: Hosted) -> None:
    before = of(hosted, hosted.a, hosted.b).given
    wipe(hosted, told(hosted, own(hosted.a, "personal")))
    after = of(hosted, hosted.a, hosted.b).given
    assert after.records == before.records
    assert (after.corrected, after.asked, after.answered) == (0, 1, 1)


def test_the_other_ones_withdrawals_are_not_mine(hosted: Hosted) -> None:
    entry = told(hosted, an_object("tool", "of b"), member="b")
    why = RemovalReason.WAS_MISTAKEN
    withdraw(entries=[entry], by=hosted.people["bb.lead"], why=why, at=hosted.at + 5_000_000)
    shown = of(hosted, hosted.a, hosted.b)
    assert (shown.given.asked, shown.taken.asked) == (0, 1)


def test_the_time_to_accept_counts_later_versions_alone(hosted: Hosted) -> None:
    first = of(hosted, hosted.a, hosted.b)
    assert (first.my_acceptance_time, first.their_acceptance_time) == (None, None)
    agree(hosted, hosted.circle, hosted.a, changes=(SetStep(4),), at=5000)
    assert of(hosted, hosted.a, hosted.b).their_acceptance_time is None
    accept_charter(group=hosted.circle, member=hosted.b, by=None, at=hosted.at + 5000 + 7 * MINUTE)
    shown = of(hosted, hosted.a, hosted.b, at=hosted.at + 10 * MINUTE)
    assert shown.my_acceptance_time == 0
    assert shown.their_acceptance_time == 7 * MINUTE


def test_trust_that_was_taken_back_hides_nothing_that_was_said_under_it(hosted: Hosted) -> None:
    pair = hosted.open_pair()
    before = of(hosted, hosted.a, hosted.c)
    agree(hosted, pair, hosted.c, changes=(SetStep(2),))
    assert of(hosted, hosted.a, hosted.c).given == before.given


def test_who_joins_later_counts_from_what_it_may_read(hosted: Hosted) -> None:
    three = _open(hosted, "three", Layer.MINILATERAL, 3, ("AA-CERT", "BB-CERT"))
    say(hosted, hosted.a, thing("early"), group=three, tlp=Tlp.AMBER)
    before = of(hosted, hosted.a, hosted.c).given.records
    seat = seat_of(hosted.c)
    assert isinstance(seat, AddSeat)
    agree(hosted, three, hosted.a, changes=(seat,))
    assert find_group("three", member=hosted.c).pk == three.pk
    # Newcomers read everything here; ``AA`` has accepted the version by signing it.
    assert of(hosted, hosted.a, hosted.c).given.records == before + 1
