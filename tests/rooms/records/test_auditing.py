"""The audit of reads: every way out of a reader is noted, lines are on disk, damage is shown."""

from __future__ import annotations

import inspect
import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bayanihan.gate.api import Door, Lane, Tlp
from bayanihan.kernel.api import Misconfigured, to_text
from bayanihan.records.api import (
    Asking,
    Damaged,
    Filters,
    Order,
    Reader,
    TrailFilters,
    TrailLine,
    announce,
    collecting,
    keep,
    present_trail,
    read_trail,
    trail_path,
    walk_trail,
    write_package,
    write_stix,
)
from bayanihan.records.auditing_file import LineFiles
from tests.rooms.web.hosted import Hosted, an_id, build_hosted

AT = 1_780_000_000_000_000
HOUR = 3_600_000_000


@pytest.fixture
def hosted(db: None, settings: Any, tmp_path: Path) -> Hosted:
    """The small hosted region, with audit files of its own."""
    settings.DATA_DIRECTORY = tmp_path
    return build_hosted(AT)


def asking(hosted: Hosted, number: int = 0, by: str = "aa.lead") -> Asking:
    return Asking(hosted.a, by=by, what="object", query=f"/x/{number}", at=AT + number * HOUR)


def say(hosted: Hosted, count: int, by: str = "aa.lead") -> None:
    for number in range(count):
        announce(asking(hosted, number, by), Tlp.AMBER, Door.PAGE)


# What a reader hands out

SEEN_BY: dict[str, Callable[[Reader, Hosted], object]] = {
    "page": lambda reader, hosted: reader.page(Filters(group=hosted.circle)),
    "walk": lambda reader, hosted: list(reader.walk(Filters(group=hosted.circle))),
    "copies": lambda reader, _hosted: reader.copies(an_id("indicator", "circle one")),
    "pointing_at": lambda reader, _hosted: reader.pointing_at(an_id("malware", "Northwind")),
    "named": lambda reader, _hosted: reader.named([an_id("malware", "Northwind")]),
    "at_seq": lambda reader, hosted: reader.at_seq(
        reader.page(Filters(group=hosted.circle, type="malware")).records[0].entry.seq
    ),
}
SHOWS_NO_RECORD = {"count"}
PINK = (
    b'{"at":"2026-01-01T00:00:00Z","by":"","what":"","query":"","doors":[],"tlp":"TLP:PINK",'
    b'"count":1,"first":1,"last":1,"part":"whole","status":200}'
)


def test_every_method_of_a_reader_is_known_to_the_audit() -> None:
    methods = {
        name
        for name, one in inspect.getmembers(Reader, inspect.isfunction)
        if not name.startswith("_")
    }
    assert methods == SEEN_BY.keys() | SHOWS_NO_RECORD


@pytest.mark.parametrize("name", SEEN_BY)
def test_whatever_a_reader_hands_out_is_in_the_trail(hosted: Hosted, name: str) -> None:
    with collecting() as trail:
        reader = Reader(hosted.b, door=Door.LIST, lane=Lane.REAL, at=AT + HOUR)
        SEEN_BY[name](reader, hosted)
    seen = trail.seen_by(hosted.b)
    assert seen is not None
    assert seen.doors == {"list"}
    assert seen.highest is Tlp.AMBER
    assert trail.seen_by(hosted.a) is None


@pytest.mark.parametrize("write", [write_package, write_stix])
def test_files_of_a_group_are_in_the_trail(hosted: Hosted, write: Any) -> None:
    with collecting() as trail:
        write(Order(hosted.circle, hosted.b, AT + HOUR), lambda _part: None)
    seen = trail.seen_by(hosted.b)
    assert seen is not None
    assert seen.count == 4


def test_what_is_below_amber_writes_nothing(hosted: Hosted) -> None:
    with collecting() as trail:
        reader = Reader(hosted.b, door=Door.LIST, lane=Lane.REAL, at=AT + HOUR)
        assert reader.page(Filters(group=hosted.everyone)).records
    assert trail.is_empty
    keep(Asking(hosted.b, "bb.lead", "exchange", "/", AT), trail)
    assert not trail_path(hosted.b).exists()


def test_nothing_is_read_behind_the_back_of_a_closed_audit(hosted: Hosted) -> None:
    with collecting():
        reader = Reader(hosted.b, door=Door.LIST, lane=Lane.REAL, at=AT + HOUR)
    with pytest.raises(TypeError):
        reader.page(Filters(group=hosted.circle))
    assert present_trail() is None


def test_a_line_says_who_was_shown_what(hosted: Hosted) -> None:
    with collecting() as trail:
        reader = Reader(hosted.b, door=Door.SEARCH, lane=Lane.REAL, at=AT + HOUR)
        found = reader.page(Filters(group=hosted.circle, tlp=Tlp.AMBER)).records
    keep(Asking(hosted.b, "bb.lead", "exchange", "/exchange/?q=x", AT), trail, status=200)
    [line] = read_trail(hosted.b, TrailFilters()).lines
    assert isinstance(line, TrailLine)
    seqs = sorted(one.entry.seq for one in found)
    assert (line.at, line.by, line.what, line.query) == (
        AT,
        "bb.lead",
        "exchange",
        "/exchange/?q=x",
    )
    assert (line.doors, line.tlp, line.count) == (("search",), Tlp.AMBER, 4)
    assert (line.first, line.last, line.status) == (seqs[0], seqs[-1], 200)
    assert read_trail(hosted.a, TrailFilters()).lines == ()


# The file


def test_a_line_is_whole_and_only_its_owner_may_open_the_file(hosted: Hosted) -> None:
    say(hosted, 2)
    path = trail_path(hosted.a)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert path.read_bytes().count(b"\n") == 2
    assert path.read_bytes().endswith(b"}\n")


def test_a_full_disk_refuses_and_the_next_line_stands_alone(hosted: Hosted) -> None:
    say(hosted, 1)
    path = trail_path(hosted.a)
    kept = path.read_bytes()
    path.unlink()
    path.symlink_to("/dev/full")
    with pytest.raises(Misconfigured) as refused:
        say(hosted, 1)
    assert refused.value.facts["detail"] == "No space left on device"
    path.unlink()
    path.write_bytes(kept + b'{"at":"2026-')
    say(hosted, 1)
    first, torn, last = list(walk_trail(hosted.a, TrailFilters()))
    assert isinstance(torn, Damaged)
    assert isinstance(first, TrailLine)
    assert isinstance(last, TrailLine)


def test_a_folder_that_cannot_be_written_refuses(hosted: Hosted, tmp_path: Path) -> None:
    (tmp_path / "audit").write_text("no folder")
    with pytest.raises(Misconfigured):
        say(hosted, 1)


def test_threads_share_commits_and_no_line_is_lost(tmp_path: Path) -> None:
    files = LineFiles(tmp_path / "audit")
    start = threading.Barrier(16)

    def work(number: int) -> None:
        start.wait()
        for turn in range(20):
            files.add("one.jsonl", f"{number}.{turn}".encode())

    threads = [threading.Thread(target=work, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lines = (tmp_path / "audit" / "one.jsonl").read_text().splitlines()
    assert sorted(lines) == sorted(f"{one}.{turn}" for one in range(16) for turn in range(20))
    assert files.commits < 320


def test_a_killed_process_never_answered_without_a_line(tmp_path: Path) -> None:
    for round_ in range(5):
        name = f"{round_}.jsonl"
        read_end, write_end = os.pipe()
        child = os.fork()
        if child == 0:
            files = LineFiles(tmp_path / "audit")
            for number in range(100_000):
                files.add(name, str(number).encode())
                os.write(write_end, f"{number}\n".encode())
        os.close(write_end)
        answered = os.read(read_end, 8 + round_ * 40)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        while more := os.read(read_end, 65_536):
            answered += more
        os.close(read_end)
        kept = set((tmp_path / "audit" / name).read_bytes().splitlines())
        whole = answered[: answered.rfind(b"\n") + 1].splitlines()
        assert whole
        assert set(whole) <= kept


# Reading back


def test_pages_go_back_without_gap_or_double(hosted: Hosted) -> None:
    say(hosted, 130)
    seen: list[int] = []
    before: int | None = None
    while True:
        page = read_trail(hosted.a, TrailFilters(), before=before)
        seen += [one.at for one in page.lines if isinstance(one, TrailLine)]
        if page.older is None:
            break
        before = page.older
    assert seen == [AT + number * HOUR for number in reversed(range(130))]


def test_a_page_of_a_long_file_does_not_read_it_whole(hosted: Hosted) -> None:
    say(hosted, 1)
    path = trail_path(hosted.a)
    line = path.read_bytes()
    path.write_bytes(b"\xff" * (256 << 20) + b"\n" + line * 60)
    page = read_trail(hosted.a, TrailFilters())
    assert len(page.lines) == 50
    assert not any(isinstance(one, Damaged) for one in page.lines)


def test_a_person_and_a_day_narrow_it(hosted: Hosted) -> None:
    for number in range(100):
        for by in ("aa.lead", "aa.analyst"):
            announce(asking(hosted, number, by), Tlp.AMBER, Door.PAGE)
    day = TrailFilters(since=AT + 24 * HOUR, until=AT + 48 * HOUR)
    assert len(read_trail(hosted.a, day).lines) == 48
    both = TrailFilters(by="aa.analyst", since=AT + 24 * HOUR, until=AT + 48 * HOUR)
    found = list(walk_trail(hosted.a, both))
    assert len(found) == 24
    assert {one.by for one in found if isinstance(one, TrailLine)} == {"aa.analyst"}


def test_a_day_in_a_long_file_is_found(hosted: Hosted) -> None:
    path = trail_path(hosted.a)
    say(hosted, 1)
    line = path.read_bytes()
    stamps = (to_text(AT + number * 60_000_000).encode() for number in range(40_000))
    first = to_text(AT).encode()
    path.write_bytes(b"".join(line.replace(first, stamp) for stamp in stamps))
    day = TrailFilters(since=AT + HOUR, until=AT + 2 * HOUR)
    page = read_trail(hosted.a, day, most=100)
    assert [one.at for one in page.lines if isinstance(one, TrailLine)] == [
        AT + HOUR + minute * 60_000_000 for minute in reversed(range(60))
    ]
    assert not page.is_cut


def test_what_is_rare_is_looked_for_in_parts(hosted: Hosted) -> None:
    path = trail_path(hosted.a)
    say(hosted, 1, by="aa.analyst")
    rare = path.read_bytes()
    path.unlink()
    say(hosted, 1)
    path.write_bytes(rare + path.read_bytes() * 40_000)
    page, turns = read_trail(hosted.a, TrailFilters(by="aa.analyst")), 1
    while page.older is not None:
        assert page.is_cut
        page = read_trail(hosted.a, TrailFilters(by="aa.analyst"), before=page.older)
        turns += 1
    assert len(page.lines) == 1
    assert turns > 1


@pytest.mark.parametrize(
    "raw",
    [
        b"\x00\x01",
        b"{}",
        b"[1]",
        b'{"at":1}',
        b"x" * 200_000,
        PINK,
    ],
)
def test_a_damaged_line_is_shown_as_such_and_hides_no_other(hosted: Hosted, raw: bytes) -> None:
    say(hosted, 1)
    path = trail_path(hosted.a)
    path.write_bytes(path.read_bytes() + raw + b"\n")
    say(hosted, 1)
    lines = read_trail(hosted.a, TrailFilters()).lines
    assert isinstance(lines[0], TrailLine)
    assert isinstance(lines[-1], TrailLine)
    assert all(isinstance(one, Damaged) for one in lines[1:-1])
    assert len(lines) > 2


@pytest.mark.parametrize("before", [-1, 0, 5, 10**17])
def test_a_cursor_that_is_no_line_begins_at_the_newest(hosted: Hosted, before: int) -> None:
    say(hosted, 3)
    assert len(read_trail(hosted.a, TrailFilters(), before=before).lines) == 3
