"""The facts of the demo region: complete, sourced, and honest about what is invented."""

from __future__ import annotations

import subprocess
import sys
from itertools import chain
from zoneinfo import available_timezones

import pytest
from babel import Locale
from babel.languages import get_official_languages

from bayanihan.gate.api import GroupRole, Layer, MemberKind
from bayanihan.kernel.api import Misconfigured, is_stix_id
from bayanihan.ops.demo.identities import member_identity
from bayanihan.ops.demo.library import LibraryFault, _load
from bayanihan.ops.demo.plan import BodyFacts, GroupPlan, MemberFacts, RegionFacts
from bayanihan.ops.demo.region import load_region
from bayanihan.stix.api import check, read
from tests.rooms.ops.demo_texts import as_bytes

ROLES = {"observer", "analyst", "releaser", "policy", "planner", "capacity", "administrator"}


@pytest.fixture(scope="module")
def region() -> RegionFacts:
    return load_region()


def sourced(region: RegionFacts) -> list[BodyFacts | MemberFacts | GroupPlan]:
    return [*region.bodies.values(), *region.members.values(), *region.groups.values()]


def test_the_region_has_eleven_states_with_known_codes_zones_and_languages(
    region: RegionFacts,
) -> None:
    territories = Locale("en").territories
    assert len(region.states) == 11
    assert region.states["TL"].joined_in == 2025
    for state in region.states.values():
        assert state.iso in territories
        assert set(state.time_zones) <= available_timezones()
        official = get_official_languages(state.iso, regional=True, de_facto=True)
        assert set(state.languages) <= set(official)


def test_every_fact_names_a_source_that_is_listed(region: RegionFacts) -> None:
    facts = [*region.states.values(), *sourced(region)]
    for fact in facts:
        assert fact.sources, fact
        assert set(fact.sources) <= set(region.sources), fact
    used = set(chain.from_iterable(fact.sources for fact in facts))
    assert set(region.sources) == used.union(region.about)


def test_what_stands_on_general_knowledge_alone_says_its_doubt(region: RegionFacts) -> None:
    unsure = [
        fact
        for fact in sourced(region)
        if {region.sources[key].kind for key in fact.sources} == {"general knowledge"}
    ]
    assert unsure
    assert all(fact.doubt for fact in unsure)


def test_every_state_has_a_national_cert_with_two_administrators(region: RegionFacts) -> None:
    certs = [m for m in region.members.values() if m.role == "national CERT"]
    assert {cert.state for cert in certs} == set(region.states)
    for cert in certs:
        admins = [
            p
            for p in region.people.values()
            if p.member == cert.code and "administrator" in p.roles
        ]
        assert len(admins) >= 2, cert.code


def test_companies_universities_and_experts_are_invented_and_say_so(region: RegionFacts) -> None:
    private = {MemberKind.ORGANISATION, MemberKind.ACADEMIC, MemberKind.INDIVIDUAL}
    for member in region.members.values():
        assert member.fictional == (member.kind in private), member.code
        assert member.fictional == ("(fictional)" in member.name), member.code
        assert member.fictional == member.domain.endswith(".example"), member.code
        assert member.fictional == ("invented" in member.sources), member.code
    assert {m.kind for m in region.members.values()} == set(MemberKind)


def test_all_people_are_invented_and_belong_to_a_member(region: RegionFacts) -> None:
    for person in region.people.values():
        assert person.name.endswith("(invented)")
        assert person.member in region.members
        assert set(person.roles) <= ROLES
    assert set(chain.from_iterable(p.roles for p in region.people.values())) == ROLES


def test_there_is_a_group_on_every_step_and_in_every_layer(region: RegionFacts) -> None:
    groups = region.groups.values()
    assert {g.step for g in groups} == {0, 1, 2, 3, 4}
    assert {g.layer for g in groups} == set(Layer)
    sizes = {g.key: len(g.members) for g in groups}
    assert all(sizes[g.key] == 2 for g in groups if g.layer is Layer.BILATERAL)
    assert all(3 <= sizes[g.key] <= 5 for g in groups if g.layer is Layer.MINILATERAL)
    assert all(GroupRole.COORDINATOR in g.members.values() for g in groups)


def test_an_invented_group_of_real_states_is_an_exercise_by_label_and_name(
    region: RegionFacts,
) -> None:
    for group in region.groups.values():
        assert group.exercise == group.name.startswith("EXERCISE "), group.key
        if "invented" in group.sources:
            assert group.exercise, group.key
        if not group.exercise:
            assert group.doubt, group.key
    assert region.groups["ex-joint"].exercise


def test_nobody_fictional_speaks_in_a_real_group(region: RegionFacts) -> None:
    for group in region.groups.values():
        for code, role in group.members.items():
            if region.members[code].fictional and not group.exercise:
                assert role is GroupRole.OBSERVER


def test_constituents_read_through_a_member_and_have_no_seat(region: RegionFacts) -> None:
    for group in region.groups.values():
        for code, constituents in group.constituents.items():
            assert group.exercise
            assert code in group.members
            assert not set(constituents) & set(group.members)


def test_the_region_group_holds_all_national_certs_and_no_partner(region: RegionFacts) -> None:
    inside = {region.members[code] for code in region.groups["asean-region"].members}
    assert {m.state for m in inside if m.role == "national CERT"} == set(region.states)
    assert all(m.kind is not MemberKind.PARTNER for m in inside)


def test_the_domestic_group_stays_in_one_state(region: RegionFacts) -> None:
    group = region.groups["ph-domestic"]
    assert {region.members[code].state for code in group.members} == {"PH"}


def test_every_body_with_a_seat_is_a_member_and_successors_are_bodies(region: RegionFacts) -> None:
    for body in region.bodies.values():
        assert not body.member or body.member in region.members
        for other in filter(None, (body.predecessor, body.successor)):
            assert other in region.bodies


def test_identities_are_valid_stable_and_different(region: RegionFacts) -> None:
    bodies = [member_identity(member) for member in region.members.values()]
    assert len({body["id"] for body in bodies}) == len(region.members)
    assert [b["id"] for b in bodies] == [m.id for m in load_region().members.values()]
    for body in bodies:
        assert is_stix_id(body["id"])
        assert check(read(as_bytes(body))) == ()
    assert {b["identity_class"] for b in bodies} == {"organization", "individual"}


def test_a_missing_package_is_said_with_its_name() -> None:
    with pytest.raises(Misconfigured) as caught:
        _load(("no_such_package_here", "data"), "x.json")
    assert caught.value.code is LibraryFault.PACKAGE_MISSING
    assert caught.value.facts["package"] == "no_such_package_here"


def test_the_facts_and_the_conversion_need_no_framework() -> None:
    script = (
        "import sys, bayanihan.ops.demo.region, bayanihan.ops.demo.convert, "
        "bayanihan.ops.demo.exercise; sys.exit('django' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0  # noqa: S603  # our own interpreter and script
