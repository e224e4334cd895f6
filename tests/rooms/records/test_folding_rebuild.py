"""Rebuilding: rows computed again beside those that are served, whatever comes in between."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from bayanihan.gate.api import Door, Lane
from bayanihan.records import rebuilding
from bayanihan.records.folding import AnyFold, FoldRow, registered, standings
from bayanihan.records.folding_rows import fold_dirty, rows_for, table_of
from bayanihan.records.models import Dirty, FoldState
from bayanihan.records.reading import Reader
from bayanihan.records.rebuilding import Rebuilt, rebuild
from tests.rooms.folded.sightings import TALLY, WORDING, tally
from tests.rooms.folded.tables import expected, stored, with_tables
from tests.rooms.records.saying import say
from tests.rooms.records.test_folding import sighting
from tests.rooms.web.hosted import Hosted, an_id, an_indicator

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def tables(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The worked room's tables."""
    with django_db_blocker.unblock(), with_tables():
        yield


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Steps so small that a few records take many."""
    monkeypatch.setattr(rebuilding, "_WALKED_AT_ONCE", 2)
    monkeypatch.setattr(rebuilding, "_DROPPED_AT_ONCE", 2)


def doubled(subject: str, records: Any) -> Iterator[FoldRow]:
    """Another meaning of the same columns."""
    for row in tally(subject, records):
        yield FoldRow({key: 2 * value for key, value in row.values.items()}, row.of)


NEWER = replace(TALLY, version=2, derive=doubled)


def speak(hosted: Hosted) -> None:
    """Some indicators, and who saw them."""
    for name in ("tide", "ebb", "surf"):
        say(hosted, hosted.a, an_indicator(name, f"{name}.example"))
        say(hosted, hosted.b, sighting(f"seen {name}", name))


def one_after(fold: AnyFold, hosted: Hosted) -> Callable[[Rebuilt], None]:
    """Something new at each of the first steps of a rebuild."""
    numbers = iter(range(9))

    def tell(_done: Rebuilt) -> None:
        number = next(numbers, None)
        if number is None:
            return
        served, name = stored(fold), f"late {number}"
        say(hosted, hosted.a, an_indicator(name, "late.example"), sighting(f"at {name}", name))
        # What arrives is shown at once, among the rows that were served before.
        assert len(stored(fold)) == len(served) + 1

    return tell


def test_rows_computed_again_are_those_that_grew(hosted: Hosted) -> None:
    with registered(TALLY, WORDING):
        rebuild(TALLY)
        rebuild(WORDING)
        speak(hosted)
        before = stored(TALLY), stored(WORDING)
        done = rebuild(TALLY)
        rebuild(WORDING)
    assert (stored(TALLY), stored(WORDING)) == before
    assert done.records > done.subjects > 3


def test_records_that_were_there_before_the_fold_are_found_by_a_rebuild(hosted: Hosted) -> None:
    speak(hosted)
    with registered(TALLY):
        assert [one.is_current for one in standings()] == [False]
        rebuild(TALLY)
        assert [one.is_current for one in standings()] == [True]
    assert stored(TALLY) == expected(TALLY) != []


def test_old_rows_are_served_until_the_new_ones_are_whole(hosted: Hosted) -> None:
    with registered(TALLY):
        speak(hosted)
    served = stored(TALLY)

    def tell(_done: Rebuilt) -> None:
        assert stored(TALLY) == served

    with registered(NEWER):
        assert [one.is_current for one in standings()] == [False]
        rebuild(NEWER, tell=tell)
        assert [one.is_current for one in standings()] == [True]
    assert stored(NEWER) == expected(NEWER) != served
    assert set(table_of(NEWER).values_list("build", flat=True)) == {2}


def test_what_arrives_meanwhile_stands_in_both(hosted: Hosted) -> None:
    with registered(TALLY):
        speak(hosted)
        rebuild(TALLY, tell=one_after(TALLY, hosted))
        assert stored(TALLY) == expected(TALLY)
        assert not Dirty.objects.exists()
    state = FoldState.objects.get(pk=TALLY.name)
    assert (state.live, state.building, state.cursor) == (2, None, 0)


def stop_at(place: int) -> Callable[[Rebuilt], None]:
    """Interrupt a rebuild at this step."""
    steps = iter(range(place + 1))

    def tell(_done: Rebuilt) -> None:
        if next(steps) == place:
            raise KeyboardInterrupt

    return tell


@pytest.mark.parametrize("place", range(6))
def test_an_interrupted_rebuild_goes_on_where_it_stood(hosted: Hosted, place: int) -> None:
    with registered(TALLY):
        speak(hosted)
        whole = rebuild(TALLY).records
        with pytest.raises(KeyboardInterrupt):
            rebuild(TALLY, tell=stop_at(place))
        say(hosted, hosted.b, sighting("between", "tide"))
        fold_dirty()
        assert stored(TALLY) == expected(TALLY)
        rest = rebuild(TALLY).records
    assert stored(TALLY) == expected(TALLY)
    assert rest < whole
    assert FoldState.objects.get(pk=TALLY.name).live == 3


def test_an_unfinished_build_of_another_version_is_given_up(hosted: Hosted) -> None:
    with registered(TALLY):
        speak(hosted)
    with registered(NEWER), pytest.raises(KeyboardInterrupt):
        rebuild(NEWER, tell=stop_at(5))
    with registered(TALLY):
        rebuild(TALLY)
        assert stored(TALLY) == expected(TALLY)
    assert set(table_of(TALLY).values_list("build", flat=True)) == {3}
    assert not Dirty.objects.exists()


def test_two_rebuilds_of_one_fold_do_no_harm(hosted: Hosted) -> None:
    began = iter((True, False))

    def tell(_done: Rebuilt) -> None:
        if next(began, False):
            rebuild(TALLY)

    with registered(TALLY):
        speak(hosted)
        rebuild(TALLY, tell=tell)
        assert stored(TALLY) == expected(TALLY) != []


def test_a_page_that_was_begun_before_the_swap_keeps_its_rows(hosted: Hosted) -> None:
    with registered(TALLY):
        speak(hosted)
        reader = Reader(hosted.a, door=Door.PAGE, lane=Lane.REAL, at=hosted.at + 9000)
        rows = rows_for(reader, TALLY).filter(subject=an_id("indicator", "tide"))
        before = rows.count()
        rebuild(TALLY)
        assert rows.all().count() == before == 2
