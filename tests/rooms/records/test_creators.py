"""Whose object it is: nobody speaks for another member, or tells more than they were told."""

from __future__ import annotations

import pytest

from bayanihan.gate.api import Tlp
from bayanihan.records.api import Entry, RecordFault
from tests.rooms.records.saying import (
    SECOND,
    Body,
    codes,
    created_by,
    ministry,
    open_group,
    say,
)
from tests.rooms.web.hosted import Hosted, an_id, an_indicator

NOT_THE_CREATOR = [RecordFault.NOT_THE_CREATOR.value]


def identity_of(hosted: Hosted, **fields: str) -> Body:
    """The identity object of A."""
    stamp = "2026-07-01T08:00:00.000Z"
    head = {"type": "identity", "spec_version": "2.1", "id": hosted.a.stix_id}
    return {**head, "created": stamp, "modified": stamp, "name": "A", **fields}


def test_nobody_says_who_another_member_is(hosted: Hosted) -> None:
    forged = identity_of(hosted, name="A, do not trust it")
    for creator in ({}, {"created_by_ref": hosted.b.stix_id}):
        assert codes(say(hosted, hosted.b, {**forged, **creator})) == NOT_THE_CREATOR


def test_a_member_says_who_it_is_and_others_pass_that_on(hosted: Hosted) -> None:
    own = identity_of(hosted, created_by_ref=an_id("identity", "a registry"))
    assert say(hosted, hosted.a, own).accepted == 1
    assert say(hosted, hosted.b, own).accepted == 1
    later = {**own, "modified": SECOND, "name": "A, moved"}
    assert codes(say(hosted, hosted.b, later)) == NOT_THE_CREATOR


@pytest.mark.parametrize("claim", ["nobody's", "their own", "a stranger's"])
def test_another_s_word_under_the_same_id_stands_beside_and_changes_nothing(
    hosted: Hosted, claim: str
) -> None:
    own = created_by(hosted.a, an_indicator("taken", "taken.example"))
    assert say(hosted, hosted.a, own).accepted == 1
    taken = {**own, "modified": SECOND, "revoked": True}
    del taken["created_by_ref"]
    if claim != "nobody's":
        whose = hosted.b.stix_id if claim == "their own" else an_id("identity", "a stranger")
        taken["created_by_ref"] = whose
    assert say(hosted, hosted.b, taken).accepted == 1
    said = Entry.objects.filter(object__stix_id=own["id"], latest=True)
    assert {one.journal.member.code for one in said} == {"AA-CERT", "BB-CERT"}
    newer = {**own, "modified": SECOND, "description": "still ours"}
    assert say(hosted, hosted.a, newer).accepted == 1, "nobody's record blocks another's"


def test_what_one_may_not_read_changes_no_verdict(hosted: Hosted) -> None:
    pair = hosted.open_pair()
    own = created_by(hosted.a, an_indicator("of the pair", "of-the-pair.example"))
    assert say(hosted, hosted.a, own, group=pair).accepted == 1
    bare = {key: value for key, value in own.items() if key != "created_by_ref"}
    assert say(hosted, hosted.b, bare).accepted == 1
    later = {**bare, "modified": SECOND}
    assert say(hosted, hosted.a, own).accepted == 1
    assert say(hosted, hosted.b, later).accepted == 1
    assert say(hosted, hosted.c, later).accepted == 1


def test_nobody_owns_an_observable(hosted: Hosted) -> None:
    body = {"type": "domain-name", "spec_version": "2.1", "value": "one.example"}
    thing = {**body, "id": an_id("domain-name", "x")}
    assert say(hosted, hosted.a, created_by(hosted.a, thing)).accepted == 1
    assert say(hosted, hosted.b, thing).accepted == 1


def test_what_was_said_at_amber_is_not_passed_on_to_others(hosted: Hosted) -> None:
    wider = open_group(hosted, "wider", "BB-CERT", "AA-MIN")
    own = created_by(hosted.a, an_indicator("told", "told.example"))
    assert say(hosted, hosted.a, own, tlp=Tlp.AMBER).accepted == 1
    outcome = say(hosted, hosted.b, own, group=wider, tlp=Tlp.AMBER)
    assert codes(outcome) == [RecordFault.PASSED_ON_WIDER.value]
    assert outcome.rejections[0].whys[0].detail == ministry().stix_id


def test_what_was_said_at_amber_may_be_passed_on_among_those_who_were_told(
    hosted: Hosted,
) -> None:
    narrower = open_group(hosted, "narrower", "BB-CERT", "CC-CERT")
    own = created_by(hosted.a, an_indicator("again", "again.example"))
    assert say(hosted, hosted.a, own, tlp=Tlp.AMBER).accepted == 1
    assert say(hosted, hosted.b, own, group=narrower, tlp=Tlp.AMBER).accepted == 1


def test_what_was_addressed_to_some_is_not_passed_on_to_the_whole_group(hosted: Hosted) -> None:
    own = created_by(hosted.a, an_indicator("addressed", "addressed.example"))
    both = (hosted.a, hosted.b)
    assert say(hosted, hosted.a, own, tlp=Tlp.AMBER, audience=both).accepted == 1
    whole = say(hosted, hosted.b, own, tlp=Tlp.AMBER)
    assert codes(whole) == [RecordFault.PASSED_ON_WIDER.value]
    assert say(hosted, hosted.b, own, tlp=Tlp.AMBER, audience=both).accepted == 1


def test_the_least_strict_of_what_the_creator_said_counts(hosted: Hosted) -> None:
    wider = open_group(hosted, "wider", "BB-CERT", "AA-MIN")
    own = created_by(hosted.a, an_indicator("twice said", "twice-said.example"))
    assert say(hosted, hosted.a, own, tlp=Tlp.AMBER).accepted == 1
    assert say(hosted, hosted.a, own, group=hosted.everyone, tlp=Tlp.GREEN).accepted == 1
    assert say(hosted, hosted.b, own, group=wider, tlp=Tlp.GREEN).accepted == 1
