"""Folds as a room's author meets them: what is marked, derived, shown and left alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bayanihan.gate.api import Door, Lane, Tlp
from bayanihan.membership.api import Group, Member
from bayanihan.records import folding_rows
from bayanihan.records.folding import FoldRow, folds_of_room, register, registered, standings
from bayanihan.records.folding_marks import mark_dirty
from bayanihan.records.folding_rows import fold_dirty, rows_for
from bayanihan.records.models import Blend, Dirty, Entry, Fate, FoldState, StoredObject
from bayanihan.records.reading import Reader
from tests.rooms.folded.sightings import TALLY, WORDING
from tests.rooms.folded.tables import expected, lines, stored, with_tables
from tests.rooms.records.saying import SECOND, open_group, say
from tests.rooms.web.hosted import Hosted, an_id, an_indicator, an_object, build_hosted

pytestmark = pytest.mark.django_db
Body = dict[str, Any]
AT = 1_784_000_000_000_000


@pytest.fixture(scope="module", autouse=True)
def tables(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The worked room's tables."""
    with django_db_blocker.unblock(), with_tables():
        yield


@pytest.fixture(autouse=True)
def known() -> Iterator[None]:
    """The worked room's folds."""
    with registered(TALLY, WORDING):
        yield


@pytest.fixture
def hosted(known: None, db: None) -> Hosted:
    """The region, built while the worked room's folds are known."""
    return build_hosted(AT)


def sighting(name: str, of: str, **fields: Any) -> Body:
    """That somebody saw an indicator."""
    body = an_object("sighting", name, sighting_of_ref=an_id("indicator", of), **fields)
    del body["name"]
    return body


def seen_by(member: Member, hosted: Hosted, fold: Any = TALLY, **about: Any) -> list[Any]:
    """What a member sees of a fold."""
    at = about.pop("at", hosted.at + 9000)
    reader = Reader(member, door=Door.PAGE, lane=about.pop("lane", Lane.REAL), at=at)
    return lines(fold, rows_for(reader, fold).filter(**about))


def totals(rows: list[Any]) -> tuple[int, ...]:
    """Copies, links and sightings over all handlings."""
    return tuple(sum(row[3 + place] for row in rows) for place in range(3))


def test_what_is_published_stands_in_the_rows_right_after(hosted: Hosted) -> None:
    say(hosted, hosted.a, an_indicator("tide", "tide.example"))
    say(hosted, hosted.b, sighting("one", "tide"), sighting("two", "tide", count=4))
    assert not Dirty.objects.exists()
    subject = an_id("indicator", "tide")
    assert totals(seen_by(hosted.a, hosted, subject=subject)) == (1, 0, 5)
    assert stored(TALLY) == expected(TALLY)
    assert stored(WORDING) == expected(WORDING)


def test_a_sighting_of_something_that_never_came_has_its_row_and_a_later_coming_completes_it(
    hosted: Hosted,
) -> None:
    say(hosted, hosted.b, sighting("early", "late"))
    subject = an_id("indicator", "late")
    assert totals(seen_by(hosted.a, hosted, subject=subject)) == (0, 0, 1)
    say(hosted, hosted.a, an_indicator("late", "late.example"))
    assert totals(seen_by(hosted.a, hosted, subject=subject)) == (1, 0, 1)


def test_a_new_version_that_speaks_of_another_subject_leaves_the_first(hosted: Hosted) -> None:
    say(hosted, hosted.b, sighting("one", "tide"))
    say(hosted, hosted.b, sighting("one", "ebb", modified=SECOND))
    gone, here = (
        seen_by(hosted.a, hosted, subject=an_id("indicator", name)) for name in ("tide", "ebb")
    )
    assert (gone, totals(here)) == ([], (0, 0, 1))
    assert stored(TALLY) == expected(TALLY)


def test_what_no_longer_stands_is_taken_out(hosted: Hosted) -> None:
    say(hosted, hosted.a, an_indicator("tide", "tide.example"))
    outcome = say(hosted, hosted.b, sighting("one", "tide"))
    mark_dirty(outcome.seqs)
    Entry.objects.filter(pk__in=outcome.seqs).update(fate=Fate.WITHDRAWN, latest=False)
    assert fold_dirty() == 2
    assert totals(seen_by(hosted.a, hosted, subject=an_id("indicator", "tide"))) == (1, 0, 0)


def test_rows_of_an_erased_record_go_when_it_was_marked_before(hosted: Hosted) -> None:
    outcome = say(hosted, hosted.b, sighting("one", "tide"))
    mark_dirty(outcome.seqs)
    keys = list(Entry.objects.filter(pk__in=outcome.seqs).values_list("object_id", flat=True))
    Entry.objects.filter(pk__in=outcome.seqs).update(
        fate=Fate.ERASED, latest=False, object=None, salt=None
    )
    StoredObject.objects.filter(pk__in=keys).delete()
    fold_dirty()
    assert seen_by(hosted.a, hosted, subject=an_id("indicator", "tide")) == []


def test_what_one_group_hears_changes_nothing_in_another(hosted: Hosted) -> None:
    say(hosted, hosted.a, an_indicator("tide", "tide.example"))
    before = seen_by(hosted.b, hosted)
    pair = hosted.open_pair()
    say(hosted, hosted.c, sighting("one", "tide"), group=pair, tlp=Tlp.AMBER)
    assert seen_by(hosted.b, hosted) == before
    assert totals(seen_by(hosted.c, hosted, group=pair, subject=an_id("indicator", "tide"))) == (
        0, 0, 1
    )  # fmt: skip
    assert stored(TALLY) == expected(TALLY)


def test_what_is_said_to_some_takes_nothing_from_the_others(hosted: Hosted) -> None:
    trio = open_group(hosted, "trio", "AA-CERT", "BB-CERT", "CC-CERT")
    say(hosted, hosted.a, an_indicator("tide", "tide.example"), group=trio)
    about = {"subject": an_id("indicator", "tide"), "group": trio}
    before = seen_by(hosted.c, hosted, **about)
    some = [hosted.a, hosted.b]
    say(hosted, hosted.b, sighting("one", "tide"), group=trio, audience=some)
    assert seen_by(hosted.c, hosted, **about) == before != []
    assert totals(seen_by(hosted.a, hosted, **about)) == (1, 0, 1)


def test_a_row_from_everything_is_seen_only_by_those_who_may_see_everything(
    hosted: Hosted,
) -> None:
    trio = open_group(hosted, "trio", "AA-CERT", "BB-CERT", "CC-CERT")
    some = [hosted.a, hosted.b]
    say(hosted, hosted.a, an_indicator("tide", "tide.example"), group=trio)
    say(hosted, hosted.b, sighting("one", "tide"), group=trio, audience=some)
    about = {"subject": an_id("indicator", "tide"), "group": trio}
    [row] = seen_by(hosted.a, hosted, WORDING, **about)
    assert row[3] == "[domain-name:value = 'tide.example'] | sighting"
    assert seen_by(hosted.c, hosted, WORDING, **about) == []


def test_an_exercise_never_shows_among_real_rows(hosted: Hosted) -> None:
    drill: Group = hosted.drill
    say(hosted, hosted.a, an_indicator("play", "play.example"), group=drill)
    assert seen_by(hosted.b, hosted, group=drill) == []
    assert seen_by(hosted.b, hosted, group=drill, lane=Lane.EXERCISE) != []


def test_what_no_fold_wants_asks_nothing_more_when_published(hosted: Hosted) -> None:
    def asked(name: str) -> list[str]:
        with CaptureQueriesContext(connection) as found:
            say(hosted, hosted.a, an_object("malware", name, is_family=False))
        return [one["sql"] for one in found.captured_queries]

    of_none = [one for one in asked("one") if "dirty" in one or "fold" in one]
    # Somebody else's subjects may still wait: that is one short question.
    assert len(of_none) == 1
    assert of_none[0].startswith("SELECT DISTINCT")


def test_a_subject_that_one_member_floods_keeps_what_others_said(
    hosted: Hosted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folding_rows, "FROM_ONE_JOURNAL", 3)
    say(hosted, hosted.a, an_indicator("tide", "tide.example"))
    say(hosted, hosted.b, *(sighting(f"n{number}", "tide") for number in range(9)))
    assert totals(seen_by(hosted.a, hosted, subject=an_id("indicator", "tide"))) == (1, 0, 3)


def test_a_transaction_ends_before_it_holds_others_up(
    hosted: Hosted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folding_rows, "RECORDS_AT_ONCE", 4)
    for name in ("tide", "ebb", "surf"):
        say(hosted, hosted.a, an_indicator(name, f"{name}.example"))
        say(hosted, hosted.b, *(sighting(f"{name} {number}", name) for number in range(3)))
    mark_dirty(Entry.objects.filter(group=hosted.circle).values_list("pk", flat=True))
    waiting = Dirty.objects.filter(fold=TALLY.name).count()
    assert 0 < folding_rows.derive_some(TALLY, None) < waiting
    fold_dirty()
    assert (Dirty.objects.count(), stored(TALLY)) == (0, expected(TALLY))


def test_no_more_is_derived_at_once_than_was_asked(hosted: Hosted) -> None:
    say(hosted, hosted.a, *(an_indicator(f"n{one}", f"n{one}.example") for one in range(5)))
    mark_dirty(Entry.objects.filter(group=hosted.circle).values_list("pk", flat=True))
    waiting = Dirty.objects.count()
    assert fold_dirty(most=2) == 2
    assert Dirty.objects.count() == waiting - 2


def test_two_folds_of_one_name_and_a_row_from_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match=r"sightings\.tally"):
        register(type(TALLY)(**{**_fields(TALLY), "version": 2}))
    with pytest.raises(ValueError, match="at least one"):
        folding_rows._blend_text(FoldRow({}, []))


def _fields(fold: Any) -> dict[str, Any]:
    return {name: getattr(fold, name) for name in fold.__slots__}


def test_a_room_is_named_whole_or_by_one_fold() -> None:
    assert folds_of_room("sightings") == [TALLY, WORDING]
    assert folds_of_room("sightings.wording") == [WORDING]
    assert folds_of_room("sight") == []


def test_a_fold_that_meets_older_records_is_not_called_whole(hosted: Hosted) -> None:
    # The region spoke before any state was kept: only the folds of now were registered then.
    FoldState.objects.all().delete()
    say(hosted, hosted.a, an_indicator("tide", "tide.example"))
    assert [one.is_current for one in standings()] == [False, False]


def test_on_a_new_node_a_fold_is_whole_from_the_first_record(hosted: Hosted) -> None:
    assert {one.version for one in standings()} == {1}
    assert all(one.is_current for one in standings())
    assert Blend.objects.exists()
