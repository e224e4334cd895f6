"""What counts as marked, and what the publisher's copies say."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from bayanihan.exchange.api import read_file
from bayanihan.gate.api import Tlp
from bayanihan.records.api import Bringing, Order, RecordFault, Stated, publish, write_stix
from bayanihan.records.deriving import derive
from bayanihan.stix.api import TLP_1_IDS, TLP_IDS
from tests.rooms.records.saying import SECOND, THIRD, Body, codes, marked, say
from tests.rooms.web.hosted import Hosted, a_bundle, an_id, an_indicator, an_object

STAMP = "2026-07-01T08:00:00.000Z"


def definition(**fields: Any) -> Body:
    """A marking definition of somebody's own that is called TLP:AMBER."""
    head = {"type": "marking-definition", "spec_version": "2.1", "created": STAMP}
    body = {"definition_type": "statement", "definition": {"statement": "as we mean it"}}
    own = {"id": an_id("marking-definition", "own"), "name": "TLP:AMBER"}
    return {**head, **own, **body, **fields}


def bring(hosted: Hosted, *objects: Body) -> list[str]:
    reading = read_file(a_bundle(*objects), "x")
    bringing = Bringing(hosted.circle, hosted.a, Stated(), "x", reading.definitions)
    return codes(publish(reading.units, bringing, at=hosted.at + 2000))


def plain(hosted: Hosted) -> list[Body]:
    out = io.BytesIO()
    write_stix(Order(hosted.circle, hosted.b, hosted.at + 10_000), out.write)
    found: list[Body] = json.loads(out.getvalue())["objects"]
    return found


def test_what_is_marked_by_a_definition_of_its_own_leaves_under_a_label_that_all_know(
    hosted: Hosted,
) -> None:
    own = definition(object_marking_refs=[TLP_IDS["TLP:CLEAR"]])
    thing = {**an_indicator("named", "named.example"), "object_marking_refs": [own["id"]]}
    assert bring(hosted, own, thing) == []
    [copy] = [body for body in plain(hosted) if body.get("name") == "named"]
    assert copy["id"] != thing["id"]
    assert copy["object_marking_refs"] == [TLP_IDS["TLP:AMBER"], own["id"]]


@pytest.mark.parametrize("stix_id", [TLP_IDS["TLP:AMBER"], TLP_1_IDS["TLP:AMBER"]])
def test_what_bears_an_id_of_oasis_leaves_as_its_bytes(hosted: Hosted, stix_id: str) -> None:
    thing = {**an_indicator("borne", "borne.example"), "object_marking_refs": [stix_id]}
    assert bring(hosted, thing) == []
    assert thing in plain(hosted)


def test_a_label_on_a_part_does_not_mark_the_whole(hosted: Hosted) -> None:
    granular = [{"marking_ref": TLP_IDS["TLP:AMBER"], "selectors": ["name"]}]
    green = marked("TLP:GREEN", an_indicator("part", "part.example"))
    assert bring(hosted, {**green, "granular_markings": granular}) == []
    [copy] = [body for body in plain(hosted) if body.get("name") == "part"]
    assert copy["object_marking_refs"] == [TLP_IDS["TLP:AMBER"]]


def test_an_invalid_definition_defines_nothing(hosted: Hosted) -> None:
    broken = definition(name="TLP:CLEAR", created="yesterday")
    thing = {**an_indicator("odd", "odd.example"), "object_marking_refs": [broken["id"]]}
    assert bring(hosted, broken, thing)[-1] == RecordFault.UNKNOWN_MARKING.value


CREATED: dict[str, Body] = {
    "language-content": {"modified": STAMP, "object_ref": an_id("tool", "x"), "contents": {}},
    "marking-definition": {"definition_type": "statement"},
    "extension-definition": {"modified": STAMP, "name": "x"},
    "x-thing": {"modified": STAMP},
    "sighting": {"modified": STAMP, "sighting_of_ref": an_id("tool", "x")},
    "tool": {"modified": STAMP, "name": "x"},
}


@pytest.mark.parametrize("type_", CREATED)
@pytest.mark.parametrize("creator", [{}, {"created_by_ref": an_id("identity", "its author")}])
def test_a_copy_is_its_publisher_s_own_work(type_: str, creator: Body) -> None:
    body = {"type": type_, "id": an_id(type_, "x"), "created": STAMP, **CREATED[type_], **creator}
    publisher = an_id("identity", "the publisher")
    first = json.loads(derive(body, publisher=publisher, tlp="TLP:AMBER", renamed={})[0])
    assert first["created_by_ref"] == publisher


def test_an_observable_gets_no_creator_unless_it_names_one() -> None:
    body = {"type": "domain-name", "id": an_id("domain-name", "x"), "value": "one.example"}
    for extra in ({}, {"created_by_ref": an_id("identity", "its author")}):
        raw = derive({**body, **extra}, publisher="identity--p", tlp="TLP:AMBER", renamed={})[0]
        assert json.loads(raw).get("created_by_ref") == ("identity--p" if extra else None)


def speaking(hosted: Hosted, out: io.BytesIO, *objects: Body) -> Any:
    """A writer in whose middle somebody goes on speaking."""
    waiting = list(objects)

    def write(part: bytes) -> None:
        out.write(part)
        while waiting:
            assert say(hosted, hosted.a, waiting.pop(0)).accepted == 1

    return write


@pytest.mark.parametrize("digits", [SECOND, "2026-07-01T08:00:00.0000001Z"])
def test_a_file_holds_what_was_the_latest_when_it_was_begun(hosted: Hosted, digits: str) -> None:
    first = an_indicator("moving", "moving.example")
    second = {**first, "modified": digits, "description": "second"}
    third = {**first, "modified": THIRD, "description": "third"}
    assert say(hosted, hosted.a, second, first, tlp=Tlp.CLEAR).accepted == 2
    out = io.BytesIO()
    order = Order(hosted.circle, hosted.b, hosted.at + 10_000)
    write_stix(order, speaking(hosted, out, third, an_object("tool", "Later")))
    found = [one for one in json.loads(out.getvalue())["objects"] if one["id"] == first["id"]]
    assert found == [second]


def test_of_an_observable_the_last_said_is_the_latest(hosted: Hosted) -> None:
    body = {"type": "domain-name", "id": an_id("domain-name", "x"), "value": "one.example"}
    said = [{**body, "spec_version": "2.1", "x_n": number} for number in range(3)]
    assert say(hosted, hosted.a, *said[:2], tlp=Tlp.CLEAR).accepted == 2
    out = io.BytesIO()
    write_stix(Order(hosted.circle, hosted.b, hosted.at + 10_000), speaking(hosted, out, said[2]))
    found = [one for one in json.loads(out.getvalue())["objects"] if one["id"] == body["id"]]
    assert found == [said[1]]
