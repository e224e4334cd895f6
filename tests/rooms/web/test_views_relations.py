"""What a record says of others and they of it, and its object as a file."""

from __future__ import annotations

import json

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bayanihan.gate.api import Tlp
from bayanihan.stix.api import TLP_IDS
from tests.rooms.web.hosted import Hosted, an_id, an_indicator, an_object
from tests.rooms.web.object_pages import (
    MALWARE,
    ONE,
    address,
    relationship,
    shown,
)


def test_relations_are_read_in_both_directions(hosted: Hosted) -> None:
    client = hosted.client("bb.lead")
    source, target = shown(client, ONE), shown(client, MALWARE)
    assert [(one.verb, one.other.text) for one in source.out] == [("indicates", "Northwind")]
    assert [(one.verb, one.other.text) for one in target.into] == [("indicates", "circle one")]
    assert source.out[0].url.startswith(address(MALWARE))


def test_embedded_references_count_as_relations(hosted: Hosted) -> None:
    report = an_object(
        "report", "Wave", published="2026-07-01T08:00:00Z", object_refs=[ONE, MALWARE]
    )
    hosted.publish(hosted.circle, hosted.a, report)
    client = hosted.client("bb.lead")
    out = shown(client, report["id"]).out
    assert [(one.verb, one.other.text) for one in out] == [
        ("is about", "circle one"),
        ("is about", "Northwind"),
    ]
    into = shown(client, ONE).into
    assert ("is about", "Wave") in [(one.verb, one.other.text) for one in into]


def test_an_unreadable_end_and_an_unknown_end_look_alike(hosted: Hosted) -> None:
    hosted.open_pair()
    there, nowhere = an_id("indicator", "private 0"), an_id("indicator", "nowhere")
    links = [
        relationship(f"r{n}", "variant-of", ONE, end) for n, end in enumerate((there, nowhere))
    ]
    hosted.publish(hosted.circle, hosted.a, *links, tlp=Tlp.AMBER)
    out = [one for one in shown(hosted.client("bb.lead"), ONE).out if one.verb == "variant of"]
    assert {one.other.text for one in out} == {there, nowhere}
    assert {(one.url, one.kind, one.note, one.tlp) for one in out} == {
        ("", "Indicator", "", "TLP:AMBER")
    }
    mine = shown(hosted.client("aa.lead"), ONE).out
    assert "private 0" in {one.other.text for one in mine}


def test_the_number_of_queries_does_not_grow_with_the_relations(hosted: Hosted) -> None:
    client = hosted.client("bb.lead")

    def queries() -> int:
        client.get(address(MALWARE))
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address(MALWARE)).status_code == 200
        return len(caught)

    before = queries()
    for number in range(20):
        thing = an_indicator(f"many {number}", f"many-{number}.example")
        link = relationship(f"many {number}", "indicates", thing["id"], MALWARE)
        hosted.publish(hosted.circle, hosted.a, thing, link)
    assert queries() == before <= 36


def test_a_page_with_very_many_relations_stays_light(hosted: Hosted) -> None:
    links = [
        relationship(f"r{n}", "indicates", an_id("indicator", f"x{n}"), MALWARE) for n in range(150)
    ]
    hosted.publish(hosted.circle, hosted.a, *links)
    client = hosted.client("bb.lead")
    few = shown(client, MALWARE)
    assert len(few.into) == 20
    assert few.relations_note == "20 of 100 shown, some of every sort"
    assert few.relations_more is not None
    page = client.get(few.relations_more.url).context["page"]
    assert len(page.into) == 100
    assert page.relations_note == "the first 100 of each"
    assert page.relations_more is None
    assert len(client.get(address(MALWARE)).content) < 60_000
    assert len(client.get(few.relations_more.url).content) < 150_000


def test_every_sort_of_relation_keeps_a_place_and_stands_together(hosted: Hosted) -> None:
    many = [
        relationship(f"r{n}", "indicates", an_id("indicator", f"x{n}"), MALWARE) for n in range(30)
    ]
    rare = [relationship(f"v{n}", "uses", an_id("campaign", f"c{n}"), MALWARE) for n in range(2)]
    hosted.publish(hosted.circle, hosted.a, *rare, *many)
    verbs = [one.verb for one in shown(hosted.client("bb.lead"), MALWARE).into]
    assert sorted(verbs) == ["indicates"] * 18 + ["uses"] * 2
    assert verbs in (sorted(verbs), sorted(verbs, reverse=True))


def test_a_public_object_goes_out_in_its_own_bytes(hosted: Hosted) -> None:
    stix_id = an_id("tool", "Netscan")
    answer = hosted.client("bb.lead").get(address(stix_id, "stix/"))
    assert answer.headers["Content-Type"] == "application/stix+json;version=2.1"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert stix_id in answer.headers["Content-Disposition"]
    assert json.loads(answer.content)["objects"] == [an_object("tool", "Netscan")]


def test_an_unmarked_object_goes_out_as_its_publishers_marked_copy(hosted: Hosted) -> None:
    objects = json.loads(hosted.client("bb.lead").get(address(ONE, "stix/")).content)["objects"]
    copy, origin = objects
    assert copy["id"] != ONE
    assert copy["created_by_ref"] == hosted.a.stix_id
    assert copy["object_marking_refs"] == [TLP_IDS["TLP:AMBER"]]
    assert (origin["relationship_type"], origin["target_ref"]) == ("derived-from", ONE)
