"""Each rule of charters, broken once: what is refused, and with which reason."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bayanihan.gate.api import GroupRole
from bayanihan.journal.api import sign_note
from bayanihan.kernel.api import BayanihanError, Malformed, Refused, Unverified
from bayanihan.membership.api import (
    AddSeat,
    ChangeRole,
    MembershipFault,
    RemoveSeat,
    SetName,
    SetStep,
    change_charter,
    charter_fault,
    is_enough,
    missing_signers,
    recovery_fault,
    rejoin_fault,
    signers_of,
    succession_fault,
    verify_chain,
    verify_first,
    verify_next,
)
from tests.laws.model_charter import CEILINGS, Body
from tests.laws.strategies_charter import (
    BEGUN,
    NAMES,
    a_cut,
    a_first,
    a_key,
    a_seat,
    all_signatures,
    as_charter,
    key_of,
    next_body,
    signed_by,
)

A, B, C, D = NAMES[:4]
AT = BEGUN + 100
OTHER = "identity--99999999-0000-4000-8000-999999999999"
Spoil = Callable[[Body], object]


def a_circle(layer: str = "minilateral", step: int = 2) -> Body:
    """A coordinates, B is a member, C watches."""
    return a_first(layer, {A: "coordinator", B: "member", C: "observer"}, step)


def follow(old: Body) -> Body:
    """The next version, as it was."""
    return next_body(old, as_charter(old).digest.hex(), AT)


def seat(body: Body, number: int) -> Body:
    """One seat of a body."""
    found: Body = body["members"][number]
    return found


def _step(body: Body, step: int) -> None:
    body["step"], body["ceiling"] = step, CEILINGS[step]


SHAPES: dict[str, tuple[Spoil, MembershipFault]] = {
    "the last coordinator": (
        lambda b: seat(b, 0).update(role="member"),
        MembershipFault.NO_COORDINATOR,
    ),
    "everybody but one": (
        lambda b: b.update(members=b["members"][:1]),
        MembershipFault.TOO_FEW_MEMBERS,
    ),
    "a step beyond the ladder": (lambda b: b.update(step=7), MembershipFault.UNKNOWN_STEP),
    "a ceiling of another step": (
        lambda b: b.update(ceiling="TLP:RED"),
        MembershipFault.CEILING_DIFFERS,
    ),
    "a history of its own": (lambda b: b.update(history="some"), MembershipFault.UNKNOWN_HISTORY),
    "no retention at all": (lambda b: b.update(retention_days=0), MembershipFault.BAD_RETENTION),
    "a threshold nobody knows": (
        lambda b: b.update(threshold="king"),
        MembershipFault.UNKNOWN_THRESHOLD,
    ),
    "the default threshold, said aloud": (
        lambda b: b.update(threshold="one_coordinator"),
        MembershipFault.THRESHOLD_UNFIT,
    ),
    "a pair's threshold in a circle": (
        lambda b: b.update(threshold="both_sides"),
        MembershipFault.THRESHOLD_UNFIT,
    ),
    "a threshold beyond reach": (
        lambda b: b.update(threshold="two_coordinators"),
        MembershipFault.THRESHOLD_UNFIT,
    ),
    "a member without a key": (lambda b: seat(b, 1).update(keys=[]), MembershipFault.NO_KEY),
    "two keys of one epoch": (
        lambda b: seat(b, 1)["keys"].append({**a_key(B, 2), "epoch": 1}),
        MembershipFault.KEYS_OVERLAP,
    ),
    "a key that ends before it begins": (
        lambda b: seat(b, 1)["keys"][0].update(valid_from=5, valid_until=5),
        MembershipFault.KEYS_OVERLAP,
    ),
    "a constituent with a seat": (
        lambda b: seat(b, 0).update(constituents=[B]),
        MembershipFault.CONSTITUENT_UNFIT,
    ),
    "an observer who brings somebody along": (
        lambda b: seat(b, 2).update(constituents=[OTHER]),
        MembershipFault.CONSTITUENT_UNFIT,
    ),
    "a speaker of another state": (
        lambda b: b.update(speakers={"BB": [A]}),
        MembershipFault.SPEAKER_UNFIT,
    ),
    "a speaker who only watches": (
        lambda b: b.update(speakers={"AA": [C]}),
        MembershipFault.SPEAKER_UNFIT,
    ),
    "a speaker who steps in for itself": (
        lambda b: b.update(speakers={"AA": [A, A]}),
        MembershipFault.SPEAKER_UNFIT,
    ),
    "a domestic group of two states": (
        lambda b: (b.update(layer="domestic"), seat(b, 1).update(state="BB")),
        MembershipFault.NOT_ONE_STATE,
    ),
    "a domestic group of no state": (
        lambda b: (b.update(layer="domestic"), [one.pop("state") for one in b["members"]]),
        MembershipFault.NOT_ONE_STATE,
    ),
    "a region chaired by a company": (
        lambda b: (b.update(layer="region"), seat(b, 0).update(kind="organisation")),
        MembershipFault.REGION_CHAIR,
    ),
    "an exercise that does not say so": (
        lambda b: b.update(layer="exercise"),
        MembershipFault.EXERCISE_LAYER,
    ),
    "a pair of three": (lambda b: b.update(layer="bilateral"), MembershipFault.PAIR_NEEDS_TWO),
    "a pair in which one only watches": (
        lambda b: b.update(layer="bilateral", members=[seat(b, 0), seat(b, 2)]),
        MembershipFault.PAIR_NEEDS_TWO,
    ),
}


@pytest.mark.parametrize("name", SHAPES)
def test_what_can_be_no_charter_is_refused_with_the_reason(name: str) -> None:
    spoil, fault = SHAPES[name]
    body = a_circle()
    assert charter_fault(as_charter(body)) is None
    spoil(body)
    assert charter_fault(as_charter(body)) is fault


FOLLOWING: dict[str, tuple[Spoil, MembershipFault]] = {
    "another group": (
        lambda b: b.update(group=b["group"].replace("1", "2")),
        MembershipFault.OTHER_GROUP,
    ),
    "another layer": (lambda b: b.update(layer="multilateral"), MembershipFault.OTHER_GROUP),
    "practice made real": (lambda b: b.update(exercise=True), MembershipFault.LABEL_CHANGED),
    "a number skipped": (lambda b: b.update(number=3), MembershipFault.NUMBER_SKIPPED),
    "another predecessor": (
        lambda b: b.update(previous="ab" * 32),
        MembershipFault.PREVIOUS_DIFFERS,
    ),
    "an earlier date": (lambda b: b.update(at=BEGUN - 1), MembershipFault.BACKDATED),
    "a step skipped": (lambda b: _step(b, 4), MembershipFault.STEP_SKIPPED),
    "a member of another kind": (
        lambda b: seat(b, 1).update(kind="organisation"),
        MembershipFault.KIND_CHANGED,
    ),
    "a member gone without a cut": (
        lambda b: b["members"].pop(1),
        MembershipFault.CUT_MISSING,
    ),
    "a cut of who stays": (lambda b: b.update(cuts=[a_cut(B, None)]), MembershipFault.CUT_UNASKED),
    "an empty journal with a root": (
        lambda b: (b["members"].pop(1), b.update(cuts=[{**a_cut(B, None), "root": "ab" * 32}])),
        MembershipFault.CUT_UNASKED,
    ),
    "a key ended without a cut": (
        lambda b: (
            seat(b, 1)["keys"].append(a_key(B, 2)),
            seat(b, 1)["keys"][0].update(valid_until=AT),
        ),
        MembershipFault.CUT_MISSING,
    ),
    "a key that ends tomorrow": (
        lambda b: seat(b, 1)["keys"][0].update(valid_until=AT + 1),
        MembershipFault.KEY_CHANGED,
    ),
    "a key dated anew": (
        lambda b: seat(b, 1)["keys"][0].update(valid_from=1),
        MembershipFault.KEY_CHANGED,
    ),
    "a key put in another's place": (
        lambda b: seat(b, 1).update(keys=[a_key(B, 2)]),
        MembershipFault.KEY_CHANGED,
    ),
    "rivals that are none": (lambda b: b.update(also=["ab" * 32]), MembershipFault.RIVALS_UNASKED),
}


@pytest.mark.parametrize("name", FOLLOWING)
def test_what_cannot_follow_is_refused_with_the_reason(name: str) -> None:
    spoil, fault = FOLLOWING[name]
    old = a_circle()
    new = follow(old)
    assert succession_fault(as_charter(old), as_charter(new)) is None
    spoil(new)
    assert succession_fault(as_charter(old), as_charter(new)) is fault
    note = signed_by(as_charter(new), all_signatures(new))
    with pytest.raises(Unverified) as refused:
        verify_next(as_charter(old), as_charter(new), note)
    assert refused.value.code is fault


def test_a_member_twice_is_no_charter_and_no_change() -> None:
    old = as_charter(a_circle())
    body = a_circle()
    body["members"].append(body["members"][1])
    with pytest.raises(Malformed):
        as_charter(body)
    line = old.seat(B)
    assert line is not None
    with pytest.raises(Refused) as twice:
        change_charter(old, [AddSeat(line)], at=AT)
    assert twice.value.code is MembershipFault.DUPLICATE_SEAT


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ([], MembershipFault.NO_CHANGE),
        ([SetName("A circle")], MembershipFault.NO_CHANGE),
        ([SetName("Else"), SetStep(2)], MembershipFault.NO_CHANGE),
        ([SetStep(4)], MembershipFault.STEP_SKIPPED),
        ([SetStep(9)], MembershipFault.UNKNOWN_STEP),
        ([RemoveSeat(OTHER)], MembershipFault.NOT_SEATED),
        ([ChangeRole(A, GroupRole.MEMBER)], MembershipFault.NO_COORDINATOR),
        ([RemoveSeat(B)], MembershipFault.CUT_MISSING),
    ],
)
def test_what_cannot_be_changed_is_refused_in_words(
    changes: list[object], fault: MembershipFault
) -> None:
    with pytest.raises(Refused) as refused:
        change_charter(as_charter(a_circle()), changes, at=AT)  # type: ignore[arg-type]  # mixed
    assert refused.value.code is fault


def test_who_may_sign_and_how_many_more_is_told() -> None:
    body = a_circle()
    body["members"].append(a_seat(D, "member"))
    old, new = as_charter(body), as_charter({**follow(body), "name": "Else"})
    need = missing_signers(old, new, frozenset({B}))
    assert (set(need.names), need.count) == ({A}, 1)
    assert (set(need.others), need.others_count) == ({A, D}, 1)
    assert is_enough(old, new, frozenset({A}))
    assert is_enough(old, new, frozenset({B, D}))
    assert not is_enough(old, new, frozenset({B, C}))


def test_a_majority_may_always_replace_every_coordinator() -> None:
    body = a_first("minilateral", {A: "coordinator", B: "coordinator", C: "member", D: "member"}, 2)
    body["members"].append(a_seat(NAMES[4], "member"))
    old, new = as_charter(body), follow(body)
    new["members"] = [{**one, "role": "coordinator"} for one in new["members"][2:]]
    new["cuts"] = [a_cut(A, None), a_cut(B, None)]
    text = as_charter(new)
    voters = {(one, a_key(one, 1)["vkey"]) for one in (C, D, NAMES[4])}
    assert verify_next(old, text, signed_by(text, voters)) == (C, D, NAMES[4])
    with pytest.raises(Unverified) as few:
        verify_next(old, text, signed_by(text, voters - {(D, a_key(D, 1)["vkey"])}))
    assert few.value.code is MembershipFault.CHARTER_UNSIGNED


def test_nobody_s_signature_counts_for_their_own_removal() -> None:
    body = a_first("minilateral", {A: "coordinator", B: "coordinator", C: "member"}, 2)
    old, new = as_charter(body), follow(body)
    new["members"] = new["members"][1:]
    new["cuts"] = [a_cut(A, None)]
    text = as_charter(new)
    with pytest.raises(Unverified) as alone:
        verify_next(old, text, signed_by(text, {(A, a_key(A, 1)["vkey"])}))
    assert alone.value.code is MembershipFault.EXCLUDES_SIGNER


def test_a_stolen_key_that_was_ended_signs_nothing() -> None:
    first = a_circle()
    second = follow(first)
    seat(second, 0)["keys"] = [{**a_key(A, 1), "valid_until": AT}, a_key(A, 2, AT)]
    second["cuts"] = [a_cut(A, a_key(A, 1)["vkey"])]
    two = as_charter(second)
    old_key = {(A, a_key(A, 1)["vkey"])}
    assert verify_next(as_charter(first), two, signed_by(two, old_key)) == (A,)
    third = as_charter({**next_body(second, two.digest.hex(), AT + 5), "name": "Stolen"})
    with pytest.raises(Unverified):
        verify_next(two, third, signed_by(third, old_key))
    new_key = {(A, a_key(A, 2)["vkey"])}
    assert verify_next(two, third, signed_by(third, new_key)) == (A,)


def test_nobody_comes_back_with_a_key_made_good() -> None:
    first, ended = a_circle(), {**a_key(B, 1), "valid_until": AT}
    second = follow(first)
    seat(second, 1)["keys"] = [ended, a_key(B, 2, AT)]
    again = {**a_circle(), "number": 4}
    earlier = [as_charter(second), as_charter(first)]
    assert rejoin_fault(earlier, as_charter(again)) is MembershipFault.KEY_CHANGED
    seat(again, 1)["keys"] = [ended, a_key(B, 2, AT)]
    assert rejoin_fault(earlier, as_charter(again)) is None


def test_a_recovery_names_every_rival_and_no_other() -> None:
    base = a_circle()
    ours = as_charter({**follow(base), "name": "Ours"})
    theirs = as_charter({**follow(base), "name": "Theirs"})
    body = next_body({**follow(base), "name": "Ours"}, ours.digest.hex(), AT)
    rivals = [ours, theirs]
    good = as_charter({**body, "also": [theirs.digest.hex()]})
    assert recovery_fault(as_charter(base), rivals, good) is None
    for also in ([], ["ab" * 32], sorted(["ab" * 32, theirs.digest.hex()])):
        bad = as_charter({**body, "also": also} if also else body)
        fault = recovery_fault(as_charter(base), rivals, bad)
        assert fault is MembershipFault.RIVALS_NOT_NAMED


def test_a_recovery_cuts_whom_any_rival_seated_and_waits_for_no_rival_s_clock() -> None:
    base = a_circle()
    late = {**follow(base), "name": "Late", "at": AT + 10}
    late["members"] = [*late["members"], a_seat(D, "member")]
    ours, theirs = as_charter({**follow(base), "name": "Ours"}), as_charter(late)
    body = next_body({**follow(base), "name": "Ours"}, ours.digest.hex(), AT + 10)
    body["also"] = [theirs.digest.hex()]
    rivals = [ours, theirs]

    def fault(**changes: object) -> MembershipFault | None:
        return recovery_fault(as_charter(base), rivals, as_charter({**body, **changes}))

    assert fault() is MembershipFault.CUT_MISSING
    assert fault(cuts=[a_cut(D, None)]) is None
    # A rival dated in the far future would end every hope.
    assert fault(cuts=[a_cut(D, None)], at=AT + 9) is None
    assert fault(cuts=[a_cut(D, None)], at=AT - 1) is MembershipFault.BACKDATED


def test_a_chain_begins_with_a_first_charter_and_has_no_gaps() -> None:
    first = a_circle()
    one, two = as_charter(first), as_charter({**follow(first), "name": "Else"})
    notes = [signed_by(text, all_signatures(first)) for text in (one, two)]
    assert verify_chain([(one, notes[0]), (two, notes[1])]) == ((A,), (A, B, C))
    for chain in ([(two, notes[1])], [(one, notes[0]), (one, notes[0])]):
        with pytest.raises(BayanihanError):
            verify_chain(chain)
    assert verify_first(one, notes[0]) == (A,)


def test_a_signature_under_another_version_does_not_count() -> None:
    first = a_circle()
    one, two = as_charter(first), as_charter({**follow(first), "name": "Else"})
    with pytest.raises(Unverified):
        signers_of(one, two, sign_note(one.note_text(), key_of(A, 1)))
