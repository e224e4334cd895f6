"""How long a record is kept, by how many people it is released, and what its envelope says."""

from __future__ import annotations

import msgspec
import pytest

from bayanihan.gate.api import CreatorKind, FourEyes, HandlingClass, Pap, Reason, Step, Terms, Tlp
from bayanihan.kernel.api import Conflict, Malformed, to_text
from bayanihan.membership.api import Member, SetRetention
from bayanihan.records.api import Bringing, Outcome, Stated, preview, publish
from bayanihan.records.models import Entry, HandlingRow, Quarantined
from bayanihan.records.rules import DAY, RecordFault, kept_until, needs_of
from bayanihan.records.wire import envelope_bytes, read_envelope, read_handling, write_handling
from bayanihan.stix.api import slices
from tests.rooms.records import audit
from tests.rooms.records.changing import agree
from tests.rooms.records.saying import codes, say
from tests.rooms.web.hosted import Hosted, a_bundle, an_indicator

OLD = HandlingClass(
    group="11111111-2222-4333-8444-555555555555",
    publisher="identity--aaaaaaaa-0000-4000-8000-aaaaaaaaaaaa",
    charter=1,
    audience=None,
    tlp=Tlp.GREEN,
    pap=Pap.AMBER,
    exercise=False,
    terms=Terms(not_before=1, until=2),
    creator=CreatorKind.MARKED,
)
OLD_TEXT = (
    '{"audience":null,"charter":1,"creator":"marked","exercise":false,'
    '"format":"bayanihan-envelope/1","group":"11111111-2222-4333-8444-555555555555",'
    '"object":"","pap":"AMBER","publisher":"identity--aaaaaaaa-0000-4000-8000-aaaaaaaaaaaa",'
    '"terms":{"not_before":1,"until":2},"tlp":"TLP:GREEN"}'
)
NEW = HandlingClass(
    **{name: getattr(OLD, name) for name in OLD.__slots__}
    | {"terms": Terms(1, 2, 3), "needs": Step.KNOWN, "emergency": True}
)


def test_an_envelope_that_says_nothing_new_keeps_its_bytes() -> None:
    assert write_handling(OLD) == OLD_TEXT
    assert read_handling(OLD_TEXT) == OLD


def test_what_is_new_is_written_and_read() -> None:
    text = write_handling(NEW)
    assert read_handling(text) == NEW
    assert read_envelope(envelope_bytes(text, b"\x01" * 32)).handling == NEW


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"format"', '"emergency":false,"format"'),
        ('"object"', '"needs":2,"object"'),
        ('"object"', '"needs":9,"object"'),
        ('"not_before":1', '"keep_until":null,"not_before":1'),
    ],
)
def test_a_default_that_is_said_is_another_form(old: str, new: str) -> None:
    with pytest.raises(Malformed):
        read_envelope(OLD_TEXT.replace(old, new, 1).encode())


def test_threat_records_need_an_open_step() -> None:
    assert {needs_of(one) for one in ("indicator", "x-anything", "report")} == {Step.OPEN}


def test_a_day_has_one_end_however_late_it_was_said() -> None:
    assert kept_until(0, 1) == DAY
    assert kept_until(1, 1) == kept_until(DAY, 1) == 2 * DAY
    assert kept_until(5, None) is None


def terms_of(name: str) -> Terms:
    entry = Entry.objects.get(object__body__contains=name)
    assert entry.handling is not None
    return read_handling(entry.handling.text).terms


def test_a_charter_bounds_how_long_anything_is_read(hosted: Hosted) -> None:
    agree(hosted, hosted.circle, hosted.a, changes=(SetRetention(30),))
    classes = HandlingRow.objects.count()
    say(hosted, hosted.a, an_indicator("bounded", "bounded.example"))
    bound = terms_of("bounded").until
    assert bound is not None
    assert to_text(bound).endswith("T00:00:00.000000Z")
    assert 30 * DAY <= bound - hosted.at < 31 * DAY
    sooner = Stated(tlp=Tlp.GREEN, until=hosted.at + DAY)
    publish_as(hosted, hosted.a, "sooner", sooner)
    assert terms_of("sooner").until == hosted.at + DAY
    publish_as(hosted, hosted.a, "later", Stated(tlp=Tlp.GREEN, until=hosted.at + 99 * DAY))
    assert terms_of("later").until == bound
    assert HandlingRow.objects.count() == classes + 2


def publish_as(
    hosted: Hosted,
    member: Member,
    name: str,
    stated: Stated,
    four_eyes: FourEyes | None = None,
) -> Outcome:
    thing = an_indicator(name, f"{name}.example")
    bringing = Bringing(hosted.circle, member, stated, "a file", four_eyes=four_eyes)
    return publish(slices(a_bundle(thing)), bringing, at=hosted.at + 3000)


def test_how_long_nobody_may_erase_is_in_the_envelope(hosted: Hosted) -> None:
    stated = Stated(tlp=Tlp.GREEN, keep_until=hosted.at + DAY)
    assert publish_as(hosted, hosted.a, "keep", stated).accepted == 1
    assert terms_of("keep").keep_until == hosted.at + DAY
    late = Stated(tlp=Tlp.GREEN, keep_until=hosted.at)
    outcome = publish_as(hosted, hosted.a, "past", late)
    assert codes(outcome) == [RecordFault.GATE_REFUSES]
    assert audit.faults() == []


def test_a_charter_that_changes_halfway_stops_the_rest_in_words(hosted: Hosted) -> None:
    things = [an_indicator(f"n{number}", f"n{number}.example") for number in range(4)]
    bringing = Bringing(hosted.circle, hosted.b, Stated(tlp=Tlp.GREEN), "a file")

    def told(outcome: Outcome) -> None:
        if outcome.read == 2:
            agree(hosted, hosted.circle, hosted.a, changes=(SetRetention(30),))

    with pytest.raises(Conflict) as caught:
        publish(slices(a_bundle(*things)), bringing, at=hosted.at + 3000, on_progress=told, chunk=2)
    assert caught.value.code is RecordFault.GROUP_CHANGED
    stored = Entry.objects.filter(object__body__contains='"n', group=hosted.circle)
    names = {one["id"] for one in things[:2]}
    assert set(stored.filter(object__stix_id__in=names).values_list("charter", flat=True)) == {1}
    assert not stored.filter(object__stix_id=things[2]["id"]).exists()
    again = publish(slices(a_bundle(*things)), bringing, at=hosted.at + 6000)
    assert (again.duplicates, again.accepted) == (2, 2)


def test_a_member_that_asks_for_two_people_is_asked_of_two(hosted: Hosted) -> None:
    hosted.a.four_eyes_from = Tlp.AMBER.label
    hosted.a.save()
    amber, green = Stated(tlp=Tlp.AMBER), Stated(tlp=Tlp.GREEN)

    def accepted(name: str, stated: Stated, *people: str) -> int:
        named = FourEyes(None, *people) if people else None
        outcome = publish_as(hosted, hosted.a, name, stated, named)
        if outcome.rejections:
            assert outcome.rejections[0].whys[0].detail == Reason.NEEDS_SECOND_PERSON
        return outcome.accepted

    assert accepted("one", green) == 1
    assert accepted("nobody", amber) == 0
    assert accepted("twice", amber, "aa.lead", "aa.lead") == 0
    assert accepted("two", amber, "aa.lead", "aa.second") == 1
    assert publish_as(hosted, hosted.b, "others", amber).accepted == 1


def test_a_preview_asks_for_no_second_person(hosted: Hosted) -> None:
    hosted.a.four_eyes_from = Tlp.AMBER.label
    hosted.a.save()
    bringing = Bringing(hosted.circle, hosted.a, Stated(tlp=Tlp.AMBER), "a file")
    thing = an_indicator("seen before", "before.example")
    assert preview(slices(a_bundle(thing)), bringing, at=hosted.at + 1).accepted == 1
    assert Quarantined.objects.count() == 0
    assert msgspec.json.decode(OLD_TEXT)["pap"] == "AMBER"
