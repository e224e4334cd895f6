"""Withdrawing: no longer true, marked, in no list; clients outside hear by a revoked version."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bayanihan.gate.api import Door, Tlp
from bayanihan.journal.api import LeafKind
from bayanihan.kernel.api import Absent, Refused
from bayanihan.records.act_wire import RemovalAct, read_act
from bayanihan.records.api import Fate, Filters, Order, Removal, write_stix
from bayanihan.records.models import Act, Checkpoint, Entry
from tests.rooms.records import audit
from tests.rooms.records.saying import SECOND, codes, say
from tests.rooms.records.taking_back import (
    Body,
    entries,
    fates,
    listed,
    own,
    reader,
    refusal_of,
    take,
    told,
)
from tests.rooms.web.hosted import Hosted, an_object


def an_address(value: str) -> Body:
    return {
        "type": "ipv4-addr",
        "spec_version": "2.1",
        "id": "ipv4-addr--0d8b4c9b-9c0c-5b0e-8a34-5f9e3b1f7a11",
        "value": value,
    }


def later(body: Body, **fields: Any) -> Body:
    return {**body, "modified": SECOND, **fields}


def test_a_withdrawn_record_is_in_no_list_count_or_search_of_anybody(hosted: Hosted) -> None:
    body = an_object("tool", "Mistake")
    take(hosted, told(hosted, body))
    for member in (hosted.a, hosted.b):
        assert body["id"] not in listed(hosted, member)
        assert listed(hosted, member, value="Mistake") == []
        assert reader(hosted, member, Door.COUNT).count(Filters(value="Mistake")) == 0
        assert reader(hosted, member).named([body["id"]]) == {}


def test_its_own_page_still_shows_it_marked(hosted: Hosted) -> None:
    body = an_object("tool", "Mistake")
    entry = told(hosted, body)
    take(hosted, entry)
    [record] = reader(hosted, hosted.b).copies(body["id"])
    assert (record.fate, record.body) == (Fate.WITHDRAWN, body)
    assert reader(hosted, hosted.b).at_seq(entry.pk).fate is Fate.WITHDRAWN


def test_all_versions_of_the_publisher_in_the_group_go_and_no_older_one_comes_back(
    hosted: Hosted,
) -> None:
    body = an_object("tool", "Versions")
    told(hosted, body)
    entry = told(hosted, later(body, description="newer"))
    done = take(hosted, entry)
    assert len(done.targets) == 2
    assert fates(done.targets) == [Fate.WITHDRAWN.value] * 2
    assert not Entry.objects.filter(object__stix_id=body["id"], latest=True).exists()


def test_what_was_said_elsewhere_stands(hosted: Hosted) -> None:
    body = an_object("tool", "Elsewhere")
    entry = told(hosted, body)
    other = told(hosted, body, group=hosted.everyone)
    told(hosted, body, "b")
    take(hosted, entry)
    assert fates([other, *entries(body, hosted.b)]) == [Fate.STANDS.value] * 2
    assert listed(hosted, hosted.a).count(body["id"]) == 2


def test_the_creator_says_a_revoked_version_that_stands(hosted: Hosted) -> None:
    body = own(hosted.a)
    done = take(hosted, told(hosted, body, tlp=Tlp.AMBER))
    [seq] = done.revoked
    found = reader(hosted, hosted.b).at_seq(seq)
    assert found.fate is Fate.STANDS
    assert found.body == {**body, "revoked": True, "modified": found.body["modified"]}
    assert (found.tlp, found.entry.latest) == (Tlp.AMBER, True)
    assert found.body["modified"] > body["modified"]
    assert listed(hosted, hosted.b).count(body["id"]) == 1, "clients outside are told by it"


def test_the_revoked_version_is_later_even_than_one_from_the_future(hosted: Hosted) -> None:
    body = {**own(hosted.a), "modified": "2031-01-01T00:00:00.123456Z"}
    [seq] = take(hosted, told(hosted, body)).revoked
    assert reader(hosted, hosted.a).at_seq(seq).body["modified"] == "2031-01-01T00:00:00.124Z"


@pytest.mark.parametrize("body", [an_object("tool", "No creator"), an_address("198.51.100.7")])
def test_what_is_not_the_publishers_own_or_has_no_versions_is_withdrawn_by_the_act_alone(
    hosted: Hosted, body: Body
) -> None:
    assert take(hosted, told(hosted, body)).revoked == ()


def test_a_file_for_other_programs_holds_the_revoked_version_alone(hosted: Hosted) -> None:
    body, plain = own(hosted.a), an_object("tool", "Gone")
    take(hosted, told(hosted, body), told(hosted, plain))
    parts: list[bytes] = []
    order = Order(group=hosted.circle, viewer=hosted.b, at=hosted.at + 9_000_000)
    write_stix(order, parts.append)
    found = [one for one in json.loads(b"".join(parts))["objects"] if one["id"] == body["id"]]
    assert [one.get("revoked") for one in found if one["type"] == "indicator"] in ([True], [])
    assert plain["id"].encode() not in b"".join(parts)


def test_the_act_names_the_entries_and_is_addressed_as_they_were(hosted: Hosted) -> None:
    entry = told(hosted, an_object("tool", "For b"), audience=[hosted.b])
    done = take(hosted, entry)
    act = Act.objects.get(entry=done.act)
    read = read_act(LeafKind(done.act.kind), act.text)
    assert isinstance(read, RemovalAct)
    assert (read.entries, read.why) == ((entry.index,), "was_mistaken")
    assert act.audience == [hosted.b.stix_id]


def test_records_for_different_members_are_withdrawn_before_the_whole_group(hosted: Hosted) -> None:
    one = told(hosted, an_object("tool", "For b"), audience=[hosted.b])
    done = take(hosted, one, told(hosted, an_object("tool", "For all")))
    assert Act.objects.get(entry=done.act).audience is None
    assert Checkpoint.objects.filter(journal=one.journal_id).count() == 4, "one signature an act"


def test_journals_hold_together_after_a_withdrawal(hosted: Hosted) -> None:
    take(hosted, told(hosted, own(hosted.a)))
    assert [one for one in audit.faults() if "latest of" not in one] == []


def test_only_a_releaser_of_the_publisher_withdraws(hosted: Hosted) -> None:
    entry = told(hosted, an_object("tool", "Mine"))
    for who, code in (
        ("aa.analyst", "may_not_remove"),
        ("aa.observer", "may_not_remove"),
        ("bb.lead", "not_your_record"),
    ):
        with pytest.raises(Refused) as refused:
            take(hosted, entry, who=who)
        assert refusal_of(refused.value) == code
    assert fates([entry]) == [Fate.STANDS.value]
    assert not Removal.objects.exists()


def test_what_one_may_not_read_does_not_exist_for_withdrawing(hosted: Hosted) -> None:
    pair = hosted.open_pair()
    entry = Entry.objects.filter(group=pair, kind="record").first()
    assert entry is not None
    with pytest.raises(Absent):
        take(hosted, entry, who="bb.lead")


def test_withdrawing_twice_is_refused_and_changes_nothing(hosted: Hosted) -> None:
    entry = told(hosted, own(hosted.a))
    done = take(hosted, entry)
    size = Entry.objects.count()
    for again in (entry, Entry.objects.get(pk=done.revoked[0])):
        with pytest.raises(Refused) as refused:
            take(hosted, again)
        assert refusal_of(refused.value) == "withdrawn_already"
    assert Entry.objects.count() == size


def test_nothing_and_two_groups_at_once_are_refused(hosted: Hosted) -> None:
    body = an_object("tool", "Twice")
    here, there = told(hosted, body), told(hosted, body, group=hosted.everyone)
    with pytest.raises(Refused) as refused:
        take(hosted)
    assert refusal_of(refused.value) == "nothing_chosen"
    with pytest.raises(Refused) as refused:
        take(hosted, here, there)
    assert refusal_of(refused.value) == "several_groups"


def test_reading_the_file_again_does_not_bring_a_withdrawn_record_back(hosted: Hosted) -> None:
    body = an_object("tool", "Back")
    take(hosted, told(hosted, body))
    assert codes(say(hosted, hosted.a, body)) == ["withdrawn_earlier"]
    assert say(hosted, hosted.b, body).accepted == 1, "nobody's record blocks another's"
