"""Which versions of one object may stand beside each other, however they are spelt."""

from __future__ import annotations

import json

import pytest
from django.db.models.functions import Lower

from bayanihan.gate.api import Door, Lane, Tlp
from bayanihan.records.api import Bringing, Entry, Reader, RecordFault, Stated, publish
from bayanihan.records.rules import exact_instant
from bayanihan.stix.api import slices
from tests.rooms.records import audit
from tests.rooms.records.saying import SECOND, THIRD, codes, created_by, say
from tests.rooms.web.hosted import Hosted, a_bundle, an_id, an_indicator


@pytest.mark.parametrize("digits", ["00.0000Z", "00.000000Z", "00.000000000Z"])
def test_one_instant_is_one_version_however_it_is_written(hosted: Hosted, digits: str) -> None:
    thing = an_indicator("spelt", "spelt.example")
    other = {**thing, "modified": f"2026-07-01T08:00:{digits}", "description": "another story"}
    assert say(hosted, hosted.a, thing).accepted == 1
    assert codes(say(hosted, hosted.a, other)) == [RecordFault.SAME_VERSION_OTHER_CONTENT.value]


def test_instants_within_one_microsecond_are_two_versions(hosted: Hosted) -> None:
    thing = an_indicator("fine", "fine.example")
    early = {**thing, "modified": "2026-07-02T08:00:00.0000001Z"}
    late = {**thing, "modified": "2026-07-02T08:00:00.0000002Z"}
    assert say(hosted, hosted.a, late, early).accepted == 2
    [latest] = Entry.objects.filter(object__stix_id=thing["id"], latest=True)
    assert latest.object is not None
    assert json.loads(latest.object.body)["modified"] == late["modified"]
    assert audit.faults() == []


def test_exact_instants_sort_by_time() -> None:
    texts = ["2026-07-01T08:00:59Z", "2026-07-01T08:00:59.05Z", "2026-07-01T08:00:59.5Z",
             "2026-07-01T08:00:59.9999999Z", "2026-07-01T08:00:60Z"]  # fmt: skip
    assert sorted(texts, key=exact_instant) == texts


def test_a_creation_told_to_other_digits_has_not_changed(hosted: Hosted) -> None:
    thing = an_indicator("digits", "digits.example")
    second = {**thing, "created": "2026-07-01T08:00:00.000000Z", "modified": SECOND}
    assert say(hosted, hosted.a, thing, second).accepted == 2


@pytest.mark.parametrize("one_file", [True, False])
def test_a_revocation_before_a_known_version_is_refused(hosted: Hosted, one_file: bool) -> None:  # noqa: FBT001  # a case
    thing = an_indicator("back", "back.example")
    later, revoked = {**thing, "modified": THIRD}, {**thing, "modified": SECOND, "revoked": True}
    first = say(hosted, hosted.a, later, *([revoked] if one_file else []))
    outcome = first if one_file else say(hosted, hosted.a, revoked)
    assert first.accepted == 1
    assert codes(outcome) == [RecordFault.REVOKED_EARLIER.value]


def test_an_older_version_may_follow_a_revocation(hosted: Hosted) -> None:
    thing = an_indicator("late", "late.example")
    revoked = {**thing, "modified": THIRD, "revoked": True}
    assert say(hosted, hosted.a, revoked, {**thing, "modified": SECOND}).accepted == 2


def test_the_creator_of_an_object_never_changes(hosted: Hosted) -> None:
    thing = an_indicator("whose", "whose.example")
    assert say(hosted, hosted.a, thing).accepted == 1
    for number, creator in enumerate((hosted.a.stix_id, an_id("identity", "a stranger"))):
        other = {
            **thing,
            "modified": f"2026-07-0{number + 2}T08:00:00.000Z",
            "created_by_ref": creator,
        }
        assert codes(say(hosted, hosted.a, other)) == [RecordFault.CREATOR_CHANGED.value]


def capitals(stix_id: str) -> str:
    """The same id in its other spelling."""
    type_, _, uuid = stix_id.partition("--")
    return f"{type_}--{uuid.upper()}"


def test_capitals_in_an_id_do_not_make_another_object(hosted: Hosted) -> None:
    thing = an_indicator("capitals", "capitals.example")
    assert say(hosted, hosted.a, thing).accepted == 1
    other = {**thing, "id": capitals(thing["id"]), "description": "another story"}
    assert codes(say(hosted, hosted.a, other)) == [RecordFault.SAME_VERSION_OTHER_CONTENT.value]
    assert say(hosted, hosted.a, {**other, "modified": SECOND}).accepted == 1
    same = Entry.objects.annotate(name=Lower("object__stix_id")).filter(name=thing["id"])
    assert [entry.latest for entry in same.order_by("seq")] == [False, True]
    assert audit.faults() == []


def test_capitals_do_not_hide_whose_object_it_is(hosted: Hosted) -> None:
    own = created_by(hosted.a, an_indicator("hidden", "hidden.example"))
    assert say(hosted, hosted.a, own).accepted == 1
    said = [
        {**own, "modified": SECOND, "created_by_ref": capitals(hosted.a.stix_id)},
        {**own, "modified": SECOND, "id": capitals(own["id"])},
    ]
    assert codes(say(hosted, hosted.b, *said)) == [RecordFault.NOT_THE_CREATOR.value] * 2


def test_either_spelling_of_an_id_finds_the_object(hosted: Hosted) -> None:
    thing = an_indicator("found", "found.example")
    loud = {**thing, "id": capitals(thing["id"])}
    bringing = Bringing(hosted.circle, hosted.a, Stated(tlp=Tlp.GREEN), "a file")
    assert publish(slices(a_bundle(loud)), bringing, at=hosted.at + 2000).accepted == 1
    reader = Reader(hosted.b, door=Door.PAGE, lane=Lane.REAL, at=hosted.at + 3000)
    for spelling in (thing["id"], loud["id"]):
        assert [one.body["id"] for one in reader.copies(spelling)] == [loud["id"]]
        assert list(reader.named([spelling])) == [spelling]
