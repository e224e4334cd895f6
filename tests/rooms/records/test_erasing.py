"""Erasing: nobody holds it any more, on no path, and its publisher cannot bring it back."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from bayanihan.exchange.api import Intake
from bayanihan.gate.api import Door, Lane, Tlp
from bayanihan.kernel.api import Absent, Malformed, Refused
from bayanihan.records import erasures_file as file_of
from bayanihan.records.api import (
    Bringing,
    Entry,
    Fate,
    Filters,
    Order,
    Quarantined,
    Reader,
    Stated,
    apply_erasures,
    prove,
    publish,
    verify_package,
    write_package,
    write_stix,
)
from bayanihan.records.emptying import on_erased
from bayanihan.records.models import Erased, Look, Removal, StoredObject
from bayanihan.stix.api import slices
from tests.rooms.records import audit
from tests.rooms.records.saying import SECOND, codes, created_by, open_group, say
from tests.rooms.records.taking_back import (
    LATER,
    Body,
    entries,
    fates,
    listed,
    own,
    reader,
    refusal_of,
    take,
    told,
    wipe,
)
from tests.rooms.web.hosted import Hosted, a_bundle, an_indicator, an_object


@pytest.fixture(autouse=True)
def erasures(tmp_path: Path) -> Iterator[Path]:
    """A list of erasures of its own for each test."""
    with override_settings(DATA_DIRECTORY=tmp_path):
        yield tmp_path / "erasures.log"


def everywhere(hosted: Hosted, text: str) -> list[str]:
    """Every place of the node's own tables and files in which a text stands."""
    found = [f"object {one.pk}" for one in StoredObject.objects.filter(body__contains=text)]
    found += [
        f"quarantine {one.pk}"
        for one in Quarantined.objects.all()
        if text.encode() in bytes(one.raw)
    ]
    files = Intake.objects.values_list("name", "content")
    found += [f"file {name}" for name, content in files if text.encode() in bytes(content or b"")]
    for member in (hosted.a, hosted.b, hosted.c):
        order = Order(group=hosted.circle, viewer=member, at=hosted.at + 9 * LATER)
        for write in (write_package, write_stix):
            parts: list[bytes] = []
            write(order, parts.append)
            found += [f"{write.__name__} {member.code}"] * (text.encode() in b"".join(parts))
    return found


def test_an_erased_record_is_found_by_nothing(hosted: Hosted) -> None:
    body = own(hosted.a, "secret-name")
    link = an_object("note", "about", content="x", object_refs=[body["id"]])
    del link["name"]
    entry = told(hosted, body)
    told(hosted, link, "b")
    key = entry.object_id
    assert everywhere(hosted, "secret-name.example")
    wipe(hosted, entry)
    assert everywhere(hosted, "secret-name.example") == []
    for member in (hosted.a, hosted.b):
        sees = reader(hosted, member)
        assert sees.copies(body["id"]) == []
        assert sees.named([body["id"]]) == {}
        assert listed(hosted, member, value="secret-name.example") == []
        assert sees.count(Filters(value="secret-name.example")) == 0
        with pytest.raises(Absent):
            sees.at_seq(entry.pk)
    assert not Look.objects.filter(object=key).exists()
    assert len(reader(hosted, hosted.b).pointing_at(body["id"])) == 1, "B's own words are B's"


def test_the_leaf_stays_and_nobody_can_test_a_guess(hosted: Hosted) -> None:
    entry = told(hosted, own(hosted.a))
    wipe(hosted, entry)
    row = Entry.objects.get(pk=entry.pk)
    assert (row.salt, row.object_id, row.fate, row.latest) == (None, None, Fate.ERASED.value, False)
    assert bytes(row.commitment) == bytes(entry.commitment)
    with pytest.raises(Absent):
        prove(row)
    assert audit.faults() == []


def test_no_revoked_version_is_said_and_that_of_a_withdrawal_goes_too(hosted: Hosted) -> None:
    body = own(hosted.a)
    entry = told(hosted, body)
    [revoked] = take(hosted, entry).revoked
    done = wipe(hosted, entry)
    assert {one.pk for one in done.targets} == {entry.pk, revoked}
    assert not StoredObject.objects.filter(stix_id=body["id"]).exists()


def test_a_package_after_an_erasure_still_verifies(hosted: Hosted) -> None:
    wipe(hosted, told(hosted, own(hosted.a)))
    parts: list[bytes] = []
    order = Order(group=hosted.circle, viewer=hosted.b, at=hosted.at + 9 * LATER)
    write_package(order, parts.append)
    report = verify_package(io.BytesIO(b"".join(parts)).read())
    assert report.faults == []


@pytest.mark.parametrize("indent", [None, 3])
def test_the_same_body_is_refused_from_its_publisher_however_it_is_written(
    hosted: Hosted, indent: int | None
) -> None:
    body = own(hosted.a)
    wipe(hosted, told(hosted, body))
    bundle = json.loads(a_bundle(body))
    bringing = Bringing(hosted.everyone, hosted.a, Stated(tlp=Tlp.GREEN), "again")
    units = slices(json.dumps(bundle, indent=indent).encode())
    assert codes(publish(units, bringing, at=hosted.at + 2 * LATER)) == ["erased_earlier"]
    outcome = say(hosted, hosted.a, body)
    assert codes(outcome) == ["erased_earlier"]
    assert everywhere(hosted, body["pattern"]) == [], "not even in quarantine"


def test_a_later_version_of_an_erased_object_is_another_body(hosted: Hosted) -> None:
    body = own(hosted.a)
    wipe(hosted, told(hosted, body))
    assert say(hosted, hosted.a, {**body, "modified": SECOND}).accepted == 1


def test_nobodys_erasure_blocks_what_another_says_of_the_same_public_thing(hosted: Hosted) -> None:
    public = an_object("tool", "Public")
    theirs = told(hosted, public, "b")
    wipe(hosted, told(hosted, public))
    assert fates([theirs]) == [Fate.STANDS.value]
    assert listed(hosted, hosted.a).count(public["id"]) == 1
    assert say(hosted, hosted.c, public).accepted == 1


def test_what_its_creator_erases_goes_from_those_who_passed_it_on(hosted: Hosted) -> None:
    body = own(hosted.a, "passed-on")
    entry = told(hosted, body)
    wider = open_group(hosted, "wider", "BB-CERT", "CC-CERT")
    copy = told(hosted, body, "b", group=wider)
    done = wipe(hosted, entry)
    assert [one.pk for one in done.copies] == [copy.pk]
    assert fates([copy]) == [Fate.ERASED.value]
    assert Removal.objects.get(target=copy).act_id == done.acts[0].pk
    assert reader(hosted, hosted.c).copies(body["id"]) == []
    assert everywhere(hosted, "passed-on.example") == []
    assert codes(say(hosted, hosted.b, body)) == ["erased_earlier"]


def test_another_content_under_the_creators_id_stays(hosted: Hosted) -> None:
    body = own(hosted.a)
    entry = told(hosted, body)
    foreign = an_indicator("own", "other.example")
    copy = told(hosted, foreign, "b")
    wipe(hosted, entry)
    assert fates([copy]) == [Fate.STANDS.value]


def test_quarantine_and_waiting_files_with_the_same_content_are_emptied(hosted: Hosted) -> None:
    body = own(hosted.a, "waiting")
    file = hosted.bring("aa.lead", an_object("tool", "Other"), body)
    other = hosted.bring("aa.lead", an_object("tool", "Other"))
    say(hosted, hosted.a, body, tlp=None)
    foreign = hosted.bring("bb.lead", body)
    wipe(hosted, told(hosted, body))
    assert everywhere(hosted, "waiting.example") == []
    for intake in (file, foreign):
        intake.refresh_from_db()
        assert (intake.content, intake.settled_by) == (None, "AA-CERT")
    other.refresh_from_db()
    assert other.content is not None
    [row] = Quarantined.objects.filter(object_id=body["id"])
    assert (bytes(row.raw), row.settled_by) == (b"", "AA-CERT")
    assert row.reasons[0]["code"] == "unmarked", "why it waited stays on record"


def test_a_file_of_another_member_with_a_public_thing_is_left_alone(hosted: Hosted) -> None:
    public = an_object("tool", "Public")
    foreign = hosted.bring("bb.lead", public)
    mine = hosted.bring("aa.lead", public)
    wipe(hosted, told(hosted, public))
    foreign.refresh_from_db()
    mine.refresh_from_db()
    assert (foreign.content is None, mine.content is None) == (False, True)


def test_one_chosen_version_goes_and_the_newest_that_stands_is_the_latest(hosted: Hosted) -> None:
    body = own(hosted.a)
    old = told(hosted, body)
    new = told(hosted, {**body, "modified": SECOND, "description": "with a name in it"})
    wipe(hosted, new, all_versions=False)
    assert fates([old, new]) == [Fate.STANDS.value, Fate.ERASED.value]
    assert Entry.objects.get(pk=old.pk).latest
    assert audit.faults() == []


def test_a_record_said_in_two_groups_goes_from_those_that_are_named(hosted: Hosted) -> None:
    body = own(hosted.a)
    here = told(hosted, body)
    there = told(hosted, body, group=hosted.everyone)
    assert here.object_id == there.object_id
    wipe(hosted, here)
    assert fates([here, there]) == [Fate.ERASED.value, Fate.STANDS.value]
    assert len(reader(hosted, hosted.b).copies(body["id"])) == 1
    wipe(hosted, there)
    assert not StoredObject.objects.filter(stix_id=body["id"]).exists()


def test_two_groups_take_one_act_each_in_one_step(hosted: Hosted) -> None:
    body = own(hosted.a)
    here, there = told(hosted, body), told(hosted, body, group=hosted.everyone)
    done = wipe(hosted, here, there)
    assert [one.group_id for one in done.acts] == [hosted.circle.pk, hosted.everyone.pk]
    assert fates([here, there]) == [Fate.ERASED.value] * 2


def test_what_a_term_keeps_is_not_erased_but_may_be_withdrawn(hosted: Hosted) -> None:
    body = own(hosted.a)
    stated = Stated(keep_until=hosted.at + 4 * LATER)
    bringing = Bringing(hosted.circle, hosted.a, stated, "kept")
    marked: Body = {**body, "object_marking_refs": [GREEN]}
    publish(slices(a_bundle(marked)), bringing, at=hosted.at + 2000)
    [entry] = entries(body, hosted.a)
    size = Entry.objects.count()
    with pytest.raises(Refused) as refused:
        wipe(hosted, entry)
    assert refusal_of(refused.value) == "keep_term_runs"
    assert (fates([entry]), Entry.objects.count()) == ([Fate.STANDS.value], size)
    take(hosted, entry)


GREEN = "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"


def test_only_a_releaser_of_the_publisher_erases_and_only_once(hosted: Hosted) -> None:
    entry = told(hosted, own(hosted.a))
    for who, code in (("aa.analyst", "may_not_remove"), ("bb.lead", "not_your_record")):
        with pytest.raises(Refused) as refused:
            wipe(hosted, entry, who=who)
        assert refusal_of(refused.value) == code
    wipe(hosted, entry)
    with pytest.raises(Refused) as refused:
        wipe(hosted, Entry.objects.get(pk=entry.pk))
    assert refusal_of(refused.value) == "erased_already"


def test_what_one_may_not_read_does_not_exist_for_erasing(hosted: Hosted) -> None:
    pair = hosted.open_pair()
    entry = Entry.objects.filter(group=pair, kind="record").first()
    assert entry is not None
    with pytest.raises(Absent):
        wipe(hosted, entry, who="bb.lead")


def test_a_private_group_of_others_gets_no_entry_when_a_copy_in_it_goes(hosted: Hosted) -> None:
    body = created_by(hosted.c, an_indicator("of c", "of-c.example"))
    entry = told(hosted, body, "c")
    pair = open_group(hosted, "pair", "AA-CERT", "BB-CERT")
    copy = told(hosted, body, "b", group=pair)
    size = Entry.objects.filter(group=pair).count()
    wipe(hosted, entry, who="cc.lead")
    assert fates([copy]) == [Fate.ERASED.value]
    assert Entry.objects.filter(group=pair).count() == size


def test_the_list_beside_the_database_names_what_was_erased_without_content(
    hosted: Hosted, erasures: Path
) -> None:
    body = own(hosted.a, "in-the-list")
    entry = told(hosted, body)
    wipe(hosted, entry)
    [line] = file_of.read_erasures(erasures)
    assert (line.member, line.index) == (hosted.a.stix_id, entry.index)
    assert "in-the-list" not in erasures.read_text()
    assert erasures.stat().st_mode & 0o077 == 0


def test_the_list_is_on_disk_before_anything_is_committed(
    hosted: Hosted, erasures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = told(hosted, own(hosted.a))

    def full(_handle: int, _data: bytes) -> int:
        raise OSError("no space left")

    monkeypatch.setattr("bayanihan.records.erasures_file.os.write", full)
    with pytest.raises(OSError, match="no space"):
        wipe(hosted, entry)
    assert fates([entry]) == [Fate.STANDS.value]
    assert not Erased.objects.exists()


def test_a_restored_backup_is_emptied_again_from_the_list(hosted: Hosted, erasures: Path) -> None:
    body = own(hosted.a, "restored")
    entry = told(hosted, body)
    digests = _list_without_erasing(entry, erasures)
    assert apply_erasures(erasures, at=hosted.at + 2 * LATER) == 1
    assert everywhere(hosted, "restored.example") == []
    assert fates([entry]) == [Fate.ERASED.value]
    assert {bytes(one.digest).hex() for one in Erased.objects.all()} == digests
    assert codes(say(hosted, hosted.a, body)) == ["erased_earlier"]
    assert apply_erasures(erasures, at=hosted.at + 3 * LATER) == 0, "again changes nothing"


def _list_without_erasing(entry: Entry, erasures: Path) -> set[str]:
    """The list as it stands when the database is an older one."""
    from bayanihan.records.emptying import _line  # noqa: PLC0415  # only here

    line = _line(entry, entry.at)
    file_of.write_erasures([line], erasures)
    return set(line.digests)


def test_a_line_that_a_crash_tore_off_is_passed_over(hosted: Hosted, erasures: Path) -> None:
    entry = told(hosted, own(hosted.a))
    with erasures.open("wb") as file:
        file.write(b'{"group":"7f0c')
    _list_without_erasing(entry, erasures)
    with erasures.open("ab") as file:
        file.write(b'{"group":"7f0c","mem')
    assert apply_erasures(erasures, at=hosted.at + LATER) == 1


@pytest.mark.parametrize("line", [b"hello\n", b'{"group":1}\n', b"[]\n", b"\xff\xfe\n"])
def test_what_is_no_list_is_refused_with_its_line(erasures: Path, line: bytes) -> None:
    erasures.write_bytes(line)
    with pytest.raises(Malformed) as malformed:
        list(file_of.read_erasures(erasures))
    assert malformed.value.where == "line 1"


def test_rooms_above_are_told_once_however_often_they_ask(
    hosted: Hosted, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[Any] = []
    monkeypatch.setattr("bayanihan.records.emptying._FORGETS", [])

    def hear(gone: Any) -> None:
        heard.extend(gone)

    on_erased(hear)
    on_erased(hear)
    body = an_object("tool", "Heard")
    wipe(hosted, told(hosted, body))
    assert [(one.stix_id, one.members, one.by) for one in heard] == [
        (body["id"], frozenset({hosted.a.pk}), "AA-CERT")
    ]


def test_lists_count_without_it_in_both_lanes(hosted: Hosted) -> None:
    entry = told(hosted, an_object("tool", "Lane"))
    before = reader(hosted, hosted.b, Door.COUNT).count(Filters())
    wipe(hosted, entry)
    assert reader(hosted, hosted.b, Door.COUNT).count(Filters()) == before - 1
    drill = Reader(hosted.b, door=Door.COUNT, lane=Lane.EXERCISE, at=hosted.at + LATER)
    assert drill.count(Filters(lane=Lane.EXERCISE)) == 1
