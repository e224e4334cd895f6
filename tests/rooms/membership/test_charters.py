"""Groups open with a signed first charter or not at all; keys open with the right file only."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bayanihan.gate.api import GroupRole, Layer, MemberKind
from bayanihan.journal.api import SigningKey, sign_note
from bayanihan.kernel.api import (
    Absent,
    BayanihanError,
    Conflict,
    Malformed,
    Refused,
    Unverified,
    canonical,
    new_stix_id,
)
from bayanihan.membership import keys
from bayanihan.membership.api import (
    MembershipFault,
    NewGroup,
    NewMember,
    NewPerson,
    Role,
    StatementKey,
    add_member,
    add_person,
    charter_text,
    find_group,
    find_member,
    open_group,
    pair_steps,
    read_charter,
    roles_of,
    statement_key,
)
from bayanihan.records.api import verify_charter
from tests.rooms.web.hosted import Hosted

MEMBER, COORDINATOR = GroupRole.MEMBER, GroupRole.COORDINATOR


def a_group(**changes: Any) -> NewGroup:
    fields: dict[str, Any] = {
        "key": "new-one",
        "name": "New one",
        "purpose": "To test.",
        "layer": Layer.MINILATERAL,
        "step": 3,
        "seats": {"AA-CERT": COORDINATOR, "BB-CERT": MEMBER, "CC-CERT": MEMBER},
    }
    return NewGroup(**{**fields, **changes})


def test_a_first_charter_is_signed_by_those_who_must(hosted: Hosted) -> None:
    group = open_group(region=hosted.region, new=a_group(), node="here", at=hosted.at)
    assert group.newest is not None
    charter = charter_text(group.newest)
    assert verify_charter(charter, group.newest.signatures) == (hosted.a.stix_id,)


def test_in_a_pair_both_sides_sign(hosted: Hosted) -> None:
    pair = hosted.open_pair()
    assert pair.newest is not None
    signers = verify_charter(charter_text(pair.newest), pair.newest.signatures)
    assert set(signers) == {hosted.a.stix_id, hosted.c.stix_id}
    assert pair_steps(hosted.a)[hosted.c.stix_id] == 3


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"seats": {"AA-CERT": MEMBER, "BB-CERT": MEMBER}}, MembershipFault.NO_COORDINATOR),
        ({"seats": {"AA-CERT": COORDINATOR}}, MembershipFault.TOO_FEW_MEMBERS),
        ({"layer": Layer.BILATERAL}, MembershipFault.PAIR_NEEDS_TWO),
        ({"layer": Layer.EXERCISE}, MembershipFault.EXERCISE_LAYER),
        ({"step": 7}, MembershipFault.UNKNOWN_STEP),
        ({"seats": {"AA-CERT": COORDINATOR, "NOBODY": MEMBER}}, MembershipFault.UNKNOWN_MEMBER),
        ({"key": "circle"}, MembershipFault.DUPLICATE_GROUP),
    ],
)
def test_what_makes_no_group_is_refused_in_words(
    hosted: Hosted, changes: dict[str, Any], fault: MembershipFault
) -> None:
    with pytest.raises(BayanihanError) as caught:
        open_group(region=hosted.region, new=a_group(**changes), node="here", at=hosted.at)
    assert caught.value.code is fault


def test_a_charter_signed_by_a_stranger_does_not_stand(hosted: Hosted) -> None:
    assert hosted.circle.newest is not None
    charter = charter_text(hosted.circle.newest)
    stranger = SigningKey.generate(hosted.a.stix_id)
    with pytest.raises(Unverified):
        verify_charter(charter, sign_note(charter.note_text(), stranger))


def test_a_signature_over_another_charter_does_not_count(hosted: Hosted) -> None:
    assert hosted.circle.newest is not None
    assert hosted.drill.newest is not None
    with pytest.raises(Unverified):
        verify_charter(charter_text(hosted.circle.newest), hosted.drill.newest.signatures)


def test_a_member_s_signature_does_not_replace_the_coordinator_s(hosted: Hosted) -> None:
    group = open_group(region=hosted.region, new=a_group(), node="here", at=hosted.at)
    assert group.newest is not None
    charter = charter_text(group.newest)
    with pytest.raises(Unverified):
        verify_charter(charter, sign_note(charter.note_text(), statement_key(hosted.b)[0]))


def _broken_charters(raw: bytes) -> list[bytes]:
    body = json.loads(raw)
    twice = {**body, "members": [*body["members"], body["members"][0]]}
    role = {**body, "members": [{**body["members"][0], "role": "king"}]}
    borrowed = {
        **body,
        "members": [{**body["members"][0], "keys": body["members"][1]["keys"]}],
    }
    return [
        b"",
        b"[]",
        b"\xff",
        raw + b"\n",
        raw.replace(b'":', b'": ', 1),
        canonical(twice),
        canonical(role),
        canonical(borrowed),
        canonical({**body, "format": "bayanihan-charter/9"}),
        canonical({**body, "ceiling": "TLP:PINK"}),
        canonical({**body, "layer": "galaxy"}),
        canonical({**body, "number": "1"}),
    ]


def test_anything_but_one_canonical_form_is_no_charter(hosted: Hosted) -> None:
    assert hosted.circle.newest is not None
    raw = hosted.circle.newest.text.encode()
    assert read_charter(raw).raw == raw
    for broken in _broken_charters(raw):
        with pytest.raises(Malformed):
            read_charter(broken)


def test_a_key_opens_only_for_its_owner_and_under_its_key_file() -> None:
    sealed = keys.seal(b"secret", wrapping_key=b"k" * 32, owner="me")
    assert keys.unseal(sealed, wrapping_key=b"k" * 32, owner="me") == b"secret"
    for other in (
        {"sealed": sealed, "wrapping_key": b"x" * 32, "owner": "me"},
        {"sealed": sealed, "wrapping_key": b"k" * 32, "owner": "you"},
        {"sealed": sealed[:-1], "wrapping_key": b"k" * 32, "owner": "me"},
        {"sealed": b"", "wrapping_key": b"k" * 32, "owner": "me"},
    ):
        with pytest.raises(Unverified):
            keys.unseal(**other)  # type: ignore[arg-type]  # a table of cases


def test_no_private_key_lies_open_in_the_database(hosted: Hosted) -> None:
    for row in StatementKey.objects.all():
        assert b"PRIVATE" not in bytes(row.sealed or b"")
    key, epoch = statement_key(hosted.a)
    assert (key.name, epoch) == (hosted.a.stix_id, 1)


def test_a_member_without_a_key_here_cannot_sign(hosted: Hosted) -> None:
    StatementKey.objects.filter(member=hosted.b).update(sealed=None)
    with pytest.raises(Refused):
        statement_key(hosted.b)


@pytest.mark.parametrize(
    "stix_id", ["", "identity--x", "malware--75181da4-53b2-4513-b70f-70864eac11da"]
)
def test_a_member_is_a_stix_identity(hosted: Hosted, stix_id: str) -> None:
    new = NewMember(stix_id=stix_id, code="ZZ", name="Zed", kind=MemberKind.PARTNER)
    with pytest.raises(Refused):
        add_member(region=hosted.region, new=new, at=hosted.at)


def test_codes_and_usernames_are_taken_once(hosted: Hosted) -> None:
    new = NewMember(
        stix_id=new_stix_id("identity"), code="AA-CERT", name="Again", kind=MemberKind.PARTNER
    )
    with pytest.raises(Conflict):
        add_member(region=hosted.region, new=new, at=hosted.at)
    twin = NewPerson("aa.lead", "Twin", "!", [])
    with pytest.raises(Conflict):
        add_person(member=hosted.a, new=twin, at=hosted.at)


def test_rights_are_a_set(hosted: Hosted) -> None:
    new = NewPerson("aa.new", "New", "!", [Role.POLICY, Role.POLICY, Role.PLANNER])
    person = add_person(member=hosted.a, new=new, at=hosted.at)
    assert roles_of(person) == {Role.POLICY, Role.PLANNER}


def test_members_are_found_by_code_id_or_name(hosted: Hosted) -> None:
    for name in ("aa-cert", hosted.a.stix_id, hosted.a.name):
        assert find_member(name) == hosted.a
    with pytest.raises(Absent):
        find_member("nobody")


def test_a_group_one_does_not_sit_in_is_as_absent_as_none(hosted: Hosted) -> None:
    pair = hosted.open_pair()
    assert pair.newest is not None
    for name in ("pair", str(pair.uuid), pair.newest.name):
        assert find_group(name, member=hosted.a) == pair
        with pytest.raises(Absent) as hidden:
            find_group(name, member=hosted.b)
        with pytest.raises(Absent) as missing:
            find_group("nothing", member=hosted.b)
        assert hidden.value.code is missing.value.code
