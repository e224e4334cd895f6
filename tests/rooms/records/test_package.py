"""A package proves itself: who said what, and that nothing was changed, without the database."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pytest

from bayanihan.gate.api import Tlp
from bayanihan.kernel.api import Malformed
from bayanihan.membership.api import Group, Member
from bayanihan.records.api import (
    Bringing,
    Order,
    RecordFault,
    Stated,
    publish,
    verify_package,
    write_package,
    write_stix,
)
from bayanihan.stix.api import TLP_IDS, Slice, slices
from tests.rooms.web.hosted import Hosted, an_indicator, an_object

Body = dict[str, Any]


def packed(group: Group, viewer: Member, at: int, **more: Any) -> bytes:
    out = io.BytesIO()
    write_package(Order(group, viewer, at, **more), out.write)
    return out.getvalue()


@pytest.fixture
def file(hosted: Hosted) -> bytes:
    """The circle as B may hold it: clear, green and amber, from two publishers."""
    hosted.publish(
        hosted.circle, hosted.a, an_object("malware", "Clear", is_family=False), tlp=Tlp.CLEAR
    )
    hosted.publish(hosted.circle, hosted.a, an_indicator("amber", "amber.example"), tlp=Tlp.AMBER)
    hosted.publish(hosted.circle, hosted.b, an_indicator("mine", "mine.example"), tlp=Tlp.AMBER)
    return packed(hosted.circle, hosted.b, hosted.at + 10_000)


def test_an_untouched_file_holds_and_accounts_for_every_object(file: bytes) -> None:
    report = verify_package(file)
    assert report.holds, report.faults
    assert report.objects == sum(one.verified for one in report.journals)
    assert report.objects >= 3
    assert report.copies >= 2


def test_it_is_a_stix_bundle_whose_amber_objects_are_marked_copies(file: bytes) -> None:
    bundle = json.loads(file)
    assert bundle["type"] == "bundle"
    enclosed = {body["id"] for body in bundle["x_bayanihan_package"]["enclosed"]}
    assert enclosed
    assert not enclosed & {body["id"] for body in bundle["objects"] if "pattern" in body}
    copies = [body for body in bundle["objects"] if "object_marking_refs" in body]
    assert all(body["created_by_ref"].startswith("identity--") for body in copies)
    verbs = {body.get("relationship_type") for body in copies}
    assert "derived-from" in verbs


def _change_object(package: Body) -> None:
    package["objects"][0]["name"] = "somebody else's words"


def _change_enclosed(package: Body) -> None:
    package["x_bayanihan_package"]["enclosed"][0]["name"] = "other"


def _smuggle(package: Body) -> None:
    package["objects"].append({**package["objects"][0]})


def _smuggle_enclosed(package: Body) -> None:
    proof = package["x_bayanihan_package"]
    proof["enclosed"].append({**proof["enclosed"][0]})


def _drop_entry(package: Body) -> None:
    package["x_bayanihan_package"]["journals"][0]["entries"].pop()


def _swap_entries(package: Body) -> None:
    entries = package["x_bayanihan_package"]["journals"][0]["entries"]
    entries[0], entries[1] = entries[1], entries[0]


def _lower_handling(package: Body) -> None:
    proof = package["x_bayanihan_package"]
    proof["handlings"] = [text.replace("AMBER", "CLEAR") for text in proof["handlings"]]


def _move_time(package: Body) -> None:
    package["x_bayanihan_package"]["journals"][0]["entries"][-1]["at"] += 1


def _other_signer(package: Body) -> None:
    journals = package["x_bayanihan_package"]["journals"]
    journals[0]["member"], journals[1]["member"] = journals[1]["member"], journals[0]["member"]


def _edit_charter(package: Body) -> None:
    charter = package["x_bayanihan_package"]["charters"][0]
    charter["text"] = charter["text"].replace('"step":3', '"step":4')


def _unsign_charter(package: Body) -> None:
    charter = package["x_bayanihan_package"]["charters"][0]
    other = package["x_bayanihan_package"]["journals"][0]["checkpoint"]
    charter["signatures"] = other


def _change_copy(package: Body) -> None:
    copy = next(body for body in package["objects"] if body.get("created_by_ref"))
    copy["description"] = "added on the way"


def _drop_charters(package: Body) -> None:
    package["x_bayanihan_package"]["charters"] = []


@pytest.mark.parametrize(
    "change",
    [
        _change_object,
        _change_enclosed,
        _smuggle,
        _smuggle_enclosed,
        _drop_entry,
        _swap_entries,
        _lower_handling,
        _move_time,
        _other_signer,
        _edit_charter,
        _unsign_charter,
        _change_copy,
        _drop_charters,
    ],
)
def test_whatever_is_changed_is_found(file: bytes, change: Callable[[Body], None]) -> None:
    package = json.loads(file)
    change(package)
    assert not verify_package(json.dumps(package).encode()).holds


def test_duplicate_keys_cannot_hide_a_second_story(file: bytes) -> None:
    twice = file.replace(b'{"type":"bundle"', b'{"objects":[],"type":"bundle"', 1)
    with pytest.raises(Malformed) as caught:
        verify_package(twice)
    assert caught.value.code is RecordFault.PACKAGE_MALFORMED


@pytest.mark.parametrize(
    "junk", [b"", b"{}", b"[]", b"\xff\xfe", b'{"objects":[]}', b"{" * 5000, b"null", b'{"a":NaN}']
)
def test_junk_is_no_package(junk: bytes) -> None:
    with pytest.raises(Malformed):
        verify_package(junk)


def test_what_a_reader_may_not_see_is_a_bare_hash(hosted: Hosted) -> None:
    """The partner's scope ends at AMBER+STRICT, a company's at AMBER, an observer's at GREEN."""
    hosted.publish(hosted.circle, hosted.a, an_indicator("in", "in.example"), tlp=Tlp.AMBER)
    file = packed(hosted.everyone, hosted.company, hosted.at + 10_000)
    report = verify_package(file)
    assert report.holds, report.faults
    assert b"in.example" not in file


def test_one_publisher_s_journal_verifies_alone(hosted: Hosted) -> None:
    hosted.publish(hosted.circle, hosted.a, an_indicator("solo", "solo.example"))
    file = packed(hosted.circle, hosted.b, hosted.at + 10_000, publisher=hosted.a)
    report = verify_package(file)
    assert report.holds
    assert [one.code for one in report.journals] == ["AA-CERT"]


def test_exact_bytes_come_out_as_they_went_in(hosted: Hosted) -> None:
    thing = an_object("malware", "Bytes", is_family=False)
    odd = json.dumps(thing, indent=7).replace('"Bytes"', '"By\\u0074es"')
    bringing = Bringing(hosted.circle, hosted.a, Stated(tlp=Tlp.CLEAR), "odd")
    publish(slices(odd.encode()), bringing, at=hosted.at + 5000)
    file = packed(hosted.circle, hosted.b, hosted.at + 10_000)
    assert odd.encode() in file
    assert verify_package(file).holds


def test_a_plain_bundle_holds_only_latest_versions_and_no_unmarked_amber(hosted: Hosted) -> None:
    thing = an_indicator("v", "v.example")
    later = {**thing, "modified": "2026-07-09T08:00:00.000Z", "description": "newer"}
    hosted.publish(hosted.circle, hosted.a, thing, tlp=Tlp.AMBER)
    hosted.publish(hosted.circle, hosted.a, later, tlp=Tlp.AMBER)
    out = io.BytesIO()
    write_stix(Order(hosted.circle, hosted.b, hosted.at + 10_000, publisher=hosted.a), out.write)
    found = [unit for unit in slices(out.getvalue()) if isinstance(unit, Slice)]
    bodies = [json.loads(unit.raw) for unit in found]
    ours = [body for body in bodies if body.get("pattern") == thing["pattern"]]
    assert [body["modified"] for body in ours] == [later["modified"]]
    assert ours[0]["id"] != thing["id"]
    assert "object_marking_refs" in ours[0]


def test_what_carries_less_than_its_handling_leaves_as_a_copy(hosted: Hosted) -> None:
    green = {
        **an_indicator("lower", "lower.example"),
        "object_marking_refs": [TLP_IDS["TLP:GREEN"]],
    }
    hosted.publish(hosted.circle, hosted.a, green, tlp=Tlp.AMBER)
    out = io.BytesIO()
    write_stix(Order(hosted.circle, hosted.b, hosted.at + 10_000, publisher=hosted.a), out.write)
    found = [json.loads(unit.raw) for unit in slices(out.getvalue()) if isinstance(unit, Slice)]
    ours = [body for body in found if body.get("pattern") == green["pattern"]]
    assert [body["object_marking_refs"] for body in ours] == [[TLP_IDS["TLP:AMBER"]]]
    assert verify_package(packed(hosted.circle, hosted.b, hosted.at + 10_000)).holds


def test_an_empty_group_gives_a_bundle_without_objects(hosted: Hosted) -> None:
    pair = hosted.mute
    out = io.BytesIO()
    write_stix(Order(pair, hosted.a, hosted.at), out.write)
    assert "objects" not in json.loads(out.getvalue())
    assert verify_package(packed(pair, hosted.a, hosted.at)).holds
