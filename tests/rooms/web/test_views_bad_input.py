"""Bad files through the page: each gets its reason and place, and nothing is lost."""

from __future__ import annotations

import gzip
import json

import pytest

from bayanihan.records.api import Entry, Quarantined
from bayanihan.stix.api import TLP_IDS
from tests.rooms.web.bringing import NEW, brought, page_of, sign
from tests.rooms.web.hosted import Hosted, a_bundle, an_id, an_indicator, an_object


def deep(levels: int) -> bytes:
    return b'{"type":"tool","x":' + b"[" * levels + b"]" * levels + b"}"


VALID = an_indicator("good", "good.example")
BELOW = {**an_indicator("below", "b.example"), "object_marking_refs": [TLP_IDS["TLP:AMBER"]]}
OTHER = {**an_indicator("circle one", "one.example"), "description": "another text"}
FOREIGN = {
    **an_object("tool", "foreign"),
    "created_by_ref": an_id("identity", "BB-CERT"),
}
UNKNOWN = {
    **an_object("tool", "odd"),
    "object_marking_refs": [an_id("marking-definition", "nowhere")],
}


@pytest.mark.parametrize(
    ("content", "code", "where"),
    [
        (a_bundle({**VALID, "pattern": 7}), "schema", "/pattern"),
        (a_bundle(OTHER), "same_version_other_content", "/modified"),
        (a_bundle(FOREIGN), "not_the_creator", "/created_by_ref"),
        (a_bundle(UNKNOWN), "unknown_marking", "/object_marking_refs"),
    ],
)
def test_bad_input_gets_its_reason_and_place_and_nothing_is_lost(
    hosted: Hosted, content: bytes, code: str, where: str
) -> None:
    lead = hosted.client("aa.lead")
    review = brought(lead, content)
    answer = lead.get(review)
    page = answer.context["page"]
    assert page.misread, answer.content.decode()
    assert code in page.misread[0].code
    assert where in page.misread[0].where
    assert len(page.misread[0].why) > 20
    assert page.misread[0].code in answer.content.decode()
    assert sign(lead, review).status_code == 302
    kept = Quarantined.objects.filter(member=hosted.a)
    assert kept.count() == len(page.misread)
    assert lead.get("/quarantine/").status_code == 200


@pytest.mark.parametrize(
    ("content", "code", "where"),
    [
        (a_bundle(VALID)[:-40], "truncated", "byte"),
        (b"not json at all", "not_an_object", "byte 0"),
        (b"{not json}", "not_json", "byte"),
        (b"[1, 2]", "not_an_object", "byte"),
        (b'{"type":"bundle","id":"bundle--x","objects":"none"}', "no_objects", "byte"),
        (deep(10_000), "too_deep", "byte"),
        (a_bundle(VALID).replace(b"good.example", b"g\xff\xfe.example"), "not_utf8", ""),
        (gzip.compress(bytes(1 << 20)) * 257, "too_long", "byte"),
        (gzip.compress(a_bundle(VALID))[:-20], "truncated", "byte"),
        (b" \n ", "empty", "byte"),
        (b'{"type":"tool","type":"tool"}', "duplicate_key", ""),
    ],
)
def test_a_file_without_any_object_gets_its_reason_and_one_thing_to_do(
    hosted: Hosted, content: bytes, code: str, where: str
) -> None:
    lead = hosted.client("aa.lead")
    review = brought(lead, content)
    answer = lead.get(review)
    page = answer.context["page"]
    assert page.sentence == "This file holds no STIX 2.1."
    assert code in page.misread[0].code
    assert where in page.misread[0].where
    assert len(page.misread[0].why) > 20
    assert (page.fields, page.chosen, page.act.text) == ((), (), "Put the file away")
    assert answer.context["frame"].band.tlp == ""
    assert lead.get(f"{review}release/").headers["Location"] == review
    strips = lead.get("/").context["page"].waiting
    assert [strip.tlp for strip in strips] == [""]
    assert lead.post(page.action, {page.act.name: page.act.value}).status_code == 302
    assert lead.get("/").context["page"].waiting == ()


def test_what_carries_a_marking_goes_under_its_own(hosted: Hosted) -> None:
    lead = hosted.client("aa.lead")
    review = brought(lead, a_bundle(BELOW))
    row = lead.get(review).context["page"].rows[0]
    assert (row.carries, row.goes_as) == ("TLP:AMBER", "TLP:AMBER")
    assert sign(lead, review).status_code == 302
    entry = Entry.objects.get(object__stix_id=BELOW["id"])
    assert entry.handling is not None
    assert "TLP:AMBER" in entry.handling.text


def test_good_objects_are_kept_beside_bad_ones(hosted: Hosted) -> None:
    lead = hosted.client("aa.lead")
    lines = b"\n".join([json.dumps(VALID).encode(), b"{broken", json.dumps(NEW[0]).encode()])
    review = brought(lead, lines)
    page = page_of(lead, review)
    assert page.sentence == "3 objects read, 2 of them new. 1 cannot be shared."
    sign(lead, review)
    assert Entry.objects.filter(object__stix_id__in=[VALID["id"], NEW[0]["id"]]).count() == 2


def test_an_object_above_the_ceiling_is_held_back_in_words(hosted: Hosted) -> None:
    lead = hosted.client("aa.lead")
    review = brought(lead, a_bundle(*NEW, BELOW), group="everyone", handling="quarantine")
    page = page_of(lead, review)
    assert page.misread[0].code == "above_ceiling"
    assert page.misread[0].why.startswith("It is above what the group carries.")
    green = brought(lead, a_bundle(*NEW, BELOW), group="everyone", handling="TLP:GREEN")
    checks = {one.name: one for one in page_of(lead, f"{green}release/").checks}
    assert checks["Ceiling"].state == "soon"
    assert "unknown" not in checks["Ceiling"].words


def test_red_is_refused_for_what_it_is_and_not_for_the_ceiling(hosted: Hosted) -> None:
    lead = hosted.client("aa.lead")
    red = {**an_indicator("red", "red.example"), "object_marking_refs": [TLP_IDS["TLP:RED"]]}
    page = page_of(lead, brought(lead, a_bundle(red)))
    assert page.misread[0].code == "red_needs_person_key"
    assert page.misread[0].why.startswith("RED is for named persons;")
