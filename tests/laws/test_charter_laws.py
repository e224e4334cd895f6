"""What no coordinator, leaver or newcomer can get round: thresholds, majorities, forks."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bayanihan.kernel.api import Malformed, Unverified
from bayanihan.membership.api import (
    MembershipFault,
    succession_fault,
    threshold_of,
    verify_next,
    verify_recovery,
)
from tests.laws import model_charter as model
from tests.laws.model_charter import Body, Signature
from tests.laws.strategies_charter import (
    BEGUN,
    all_signatures,
    as_charter,
    firsts,
    next_body,
    signed_by,
    successors,
)

AT = BEGUN + 1_000
ASKED = {"both_sides": 2, "opener": 1, "one_coordinator": 1, "two_coordinators": 2}


def _signatures(body: Body, members: set[str]) -> set[Signature]:
    return {one for one in all_signatures(body) if one[0] in members}


@given(firsts(), st.data())
def test_no_version_stands_on_fewer_than_its_predecessor_asks(
    first: Body, data: st.DataObject
) -> None:
    """Whatever the version says: too few are too few, also where it removes those who object."""
    old = as_charter(first)
    members = sorted(model.roles(first), key=lambda one: one in model.chairs(first))
    signers = data.draw(st.sets(st.sampled_from(members), min_size=1))
    leading = signers & model.chairs(first)
    if len(leading) >= ASKED[threshold_of(old).value]:
        signers -= {min(leading)} if threshold_of(old) == "two_coordinators" else leading
    assume(signers and 2 * len(signers & model.voters(first)) <= len(model.voters(first)))
    body = data.draw(successors(first, old.digest.hex(), AT))
    try:
        new = as_charter(body)
    except Malformed:
        return
    if first["layer"] == "bilateral" and model.only_steps_back(first, body):
        return
    with pytest.raises(Unverified):
        verify_next(old, new, signed_by(new, _signatures(first, signers)))


@given(firsts(), st.data())
def test_a_majority_can_always_replace_every_coordinator(first: Body, data: st.DataObject) -> None:
    old, voters = as_charter(first), sorted(model.voters(first))
    majority = data.draw(
        st.sets(st.sampled_from(voters), min_size=len(voters) // 2 + 1, max_size=len(voters))
    )
    body = next_body(first, old.digest.hex(), AT)
    for seat in body["members"]:
        if seat["id"] in voters:
            seat["role"] = "coordinator" if seat["id"] in majority else "member"
    new = as_charter(body)
    assert set(verify_next(old, new, signed_by(new, _signatures(first, majority)))) == majority


@given(firsts(), st.data())
def test_only_a_majority_of_those_before_the_fork_ends_it(first: Body, data: st.DataObject) -> None:
    base, voters = as_charter(first), model.voters(first)
    body = next_body(first, base.digest.hex(), AT)
    ours, theirs = (as_charter({**body, "name": name}) for name in ("Ours", "Theirs"))
    chosen, other = data.draw(st.permutations([ours, theirs]))
    recovery = {
        **next_body({**body, "name": chosen.name}, chosen.digest.hex(), AT),
        "also": [other.digest.hex()],
    }
    new = as_charter(recovery)
    signers = data.draw(st.sets(st.sampled_from(sorted(model.roles(first))), min_size=1))
    note = signed_by(new, _signatures(first, signers))
    if 2 * len(signers & voters) > len(voters):
        assert set(verify_recovery(base, [ours, theirs], new, note)) >= signers & voters
    else:
        with pytest.raises(Unverified) as few:
            verify_recovery(base, [ours, theirs], new, note)
        assert few.value.code is MembershipFault.CHARTER_UNSIGNED
    # Nobody passes it off as an ordinary version.
    assert succession_fault(chosen, new) is MembershipFault.RIVALS_UNASKED


@given(firsts(("bilateral",)), st.data())
def test_in_a_pair_either_side_can_always_take_trust_back(first: Body, data: st.DataObject) -> None:
    first["step"] = max(1, first["step"])
    first["ceiling"] = model.CEILINGS[first["step"]]
    old = as_charter(first)
    body = next_body(first, old.digest.hex(), AT)
    body["step"] = data.draw(st.integers(0, first["step"] - 1))
    body["ceiling"] = model.CEILINGS[body["step"]]
    new = as_charter(body)
    side = data.draw(st.sampled_from(sorted(model.roles(first))))
    assert verify_next(old, new, signed_by(new, _signatures(first, {side}))) == (side,)
