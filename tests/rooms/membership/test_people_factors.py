"""The second factor: codes by the time, each once, and codes for whoever lost the app."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bayanihan.kernel.api import Conflict, Refused, Unverified
from bayanihan.membership.api import (
    PeopleFault,
    Person,
    app_address,
    happenings_of,
    new_secret,
    recovery_codes_left,
    renew_recovery_codes,
    require_factor,
    seal_secret,
    secret_groups,
    set_factor,
    take_code,
    turn_off_factor,
    unseal_secret,
)
from bayanihan.membership.factors import DRIFT, code_at, matching_step, plain_code, step_of
from bayanihan.membership.models import RecoveryCode
from tests.rooms.membership.sample_people import AT, TwoMembers, add, boss

SECRET = b"12345678901234567890"
STEP = 30_000_000
# RFC 6238, appendix B, SHA-1: the last six of the eight digits given there.
VECTORS = [
    (59, "287082"),
    (1111111109, "081804"),
    (1111111111, "050471"),
    (1234567890, "005924"),
    (2000000000, "279037"),
    (20000000000, "353130"),
]
secrets = st.binary(min_size=20, max_size=20)
steps = st.integers(min_value=10, max_value=10**9)


@pytest.mark.parametrize(("seconds", "code"), VECTORS)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    assert code_at(SECRET, step_of(seconds * 1_000_000)) == code


@given(secrets, steps, st.integers(-5, 5), st.integers(0, STEP - 1))
def test_a_code_is_taken_one_step_early_or_late_and_no_further(
    secret: bytes, step: int, skew: int, within: int
) -> None:
    code = code_at(secret, step)
    at = (step + skew) * STEP + within
    near = {code_at(secret, one) for one in range(step + skew - 1, step + skew + 2)}
    found = matching_step(secret, code, at=at, after=0)
    assert (found is not None) is (code in near)
    if abs(skew) <= DRIFT:
        assert found is not None


@given(secrets, steps, st.lists(st.tuples(st.integers(0, 3), st.integers(-1, 1)), max_size=8))
def test_no_step_is_taken_twice_and_steps_only_rise(
    secret: bytes, step: int, tries: list[tuple[int, int]]
) -> None:
    taken, now = [0], step
    for ahead, skew in tries:
        now += ahead
        code = code_at(secret, now + skew)
        found = matching_step(secret, code, at=now * STEP, after=taken[-1])
        if found is not None:
            assert found > taken[-1]
            taken.append(found)
    assert len(set(taken)) == len(taken)


@given(st.text(max_size=30))
def test_whatever_is_typed_is_a_code_or_not(typed: str) -> None:
    found = matching_step(SECRET, plain_code(typed), at=AT, after=0)
    now = step_of(AT)
    right = {code_at(SECRET, one) for one in (now - 1, now, now + 1)}
    assert (found is not None) is (plain_code(typed) in right)


def with_factor(two: TwoMembers, name: str = "aa.duty") -> tuple[Person, bytes, tuple[str, ...]]:
    person = add(two.a, name)
    secret = new_secret()
    code = code_at(secret, step_of(AT))
    codes = set_factor(secret=secret, code=code, by=person, at=AT)
    return Person.objects.get(pk=person.pk), secret, codes


def test_a_first_code_sets_the_factor_and_gives_ten_recovery_codes(two: TwoMembers) -> None:
    person, secret, codes = with_factor(two)
    assert person.factor_since == AT
    assert len(set(codes)) == recovery_codes_left(person) == 10
    assert all(re.fullmatch(r"([A-Z2-7]{4}-){3}[A-Z2-7]{4}", code) for code in codes)
    assert person.factor_sealed is not None
    assert secret not in bytes(person.factor_sealed)
    assert unseal_secret(person, bytes(person.factor_sealed)) == secret
    kept = str(list(RecoveryCode.objects.values()))
    assert not any(code in kept or plain_code(code) in kept for code in codes)
    assert [one.code for one in happenings_of(two.a)] == ["factor_set"]


def test_a_secret_is_bound_to_its_person(two: TwoMembers) -> None:
    person, other = add(two.a, "aa.one"), add(two.a, "aa.two")
    with pytest.raises(Unverified):
        unseal_secret(other, seal_secret(person, SECRET))


def test_a_wrong_first_code_sets_nothing(two: TwoMembers) -> None:
    person = add(two.a, "aa.duty")
    with pytest.raises(Refused) as refused:
        set_factor(secret=SECRET, code=code_at(SECRET, step_of(AT) + 2), by=person, at=AT)
    assert refused.value.code is PeopleFault.CODE_NOT_RIGHT
    assert Person.objects.get(pk=person.pk).factor_sealed is None
    assert recovery_codes_left(person) == 0


def test_a_code_that_was_taken_is_not_taken_again(two: TwoMembers) -> None:
    person, secret, _codes = with_factor(two)
    assert not take_code(person=person, code=code_at(secret, step_of(AT)), at=AT)
    later = AT + STEP
    code = code_at(secret, step_of(later))
    assert take_code(person=person, code=f" {code[:3]} {code[3:]} ", at=later)
    # Neither at once, nor within the drift, nor by an object that was read before.
    for at in (later, later + STEP):
        assert not take_code(person=person, code=code, at=at)
    # Nor an earlier step that was not used: steps only rise.
    earlier = code_at(secret, step_of(later) - 1)
    assert not take_code(person=person, code=earlier, at=later)


def test_a_recovery_code_works_once_however_it_is_typed(two: TwoMembers) -> None:
    person, _secret, codes = with_factor(two)
    assert take_code(person=person, code=codes[0].lower().replace("-", " "), at=AT)
    assert not take_code(person=person, code=codes[0], at=AT)
    assert take_code(person=person, code=codes[1], at=AT)
    assert recovery_codes_left(person) == 8
    assert happenings_of(two.a)[0].facts == {"left": 8}


def test_codes_of_one_person_open_nothing_for_another(two: TwoMembers) -> None:
    _one, secret, codes = with_factor(two)
    other, _secret, _codes = with_factor(two, "aa.other")
    later = AT + STEP
    assert not take_code(person=other, code=codes[0], at=later)
    assert not take_code(person=other, code=code_at(secret, step_of(later)), at=later)
    assert not take_code(person=add(two.a, "aa.none"), code=codes[0], at=later)


def test_new_recovery_codes_end_the_old_ones(two: TwoMembers) -> None:
    person, _secret, codes = with_factor(two)
    new = renew_recovery_codes(code=codes[0], by=person, at=AT)
    assert not take_code(person=person, code=codes[1], at=AT)
    assert take_code(person=person, code=new[0], at=AT)
    with pytest.raises(Refused):
        renew_recovery_codes(code="no", by=person, at=AT)


def test_turning_it_off_needs_a_code(two: TwoMembers) -> None:
    person, secret, _codes = with_factor(two)
    with pytest.raises(Refused) as refused:
        turn_off_factor(code="000000", by=person, at=AT + STEP)
    assert refused.value.code is PeopleFault.CODE_NOT_RIGHT
    turn_off_factor(code=code_at(secret, step_of(AT + STEP)), by=person, at=AT + STEP)
    now = Person.objects.get(pk=person.pk)
    assert (now.factor_sealed, now.factor_since, now.recovery_codes.count()) == (None, None, 0)
    with pytest.raises(Conflict):
        turn_off_factor(code="000000", by=now, at=AT)


def test_where_the_member_wants_one_it_stays_on(two: TwoMembers) -> None:
    person, _secret, codes = with_factor(two)
    require_factor(is_required=True, by=boss(two.a, "aa.boss"), at=AT)
    person = Person.objects.get(pk=person.pk)
    with pytest.raises(Refused) as refused:
        turn_off_factor(code=codes[0], by=person, at=AT)
    assert refused.value.code is PeopleFault.FACTOR_NEEDED
    assert recovery_codes_left(person) == 10


def test_a_second_secret_does_not_replace_the_first(two: TwoMembers) -> None:
    person, _secret, _codes = with_factor(two)
    with pytest.raises(Conflict) as conflict:
        set_factor(secret=SECRET, code=code_at(SECRET, step_of(AT)), by=person, at=AT)
    assert conflict.value.code is PeopleFault.FACTOR_IS_SET


def test_an_app_reads_the_secret_from_picture_or_text() -> None:
    assert secret_groups(SECRET) == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"
    address = app_address(SECRET, username="aa.duty", node="North & South")
    assert address == (
        "otpauth://totp/North%20%26%20South%3Aaa.duty?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
        "&issuer=North%20%26%20South&digits=6&period=30"
    )
