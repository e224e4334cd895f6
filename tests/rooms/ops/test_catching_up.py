"""What a process had no time for is done before pages are served."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bayanihan.membership.api import confirm_restored, note_restored
from bayanihan.ops.api import catch_up
from bayanihan.records.folding import registered
from bayanihan.records.models import Dirty
from tests.rooms.folded.sightings import TALLY
from tests.rooms.folded.tables import with_tables
from tests.rooms.records.taking_back import LATER, states, told, wipe
from tests.rooms.web.hosted import Hosted, an_indicator, an_object, build_hosted

AT = 1_790_000_000_000_000
SILENT = {("silent", "")}
REMOVED = {("removed", "")}


@pytest.fixture(scope="module", autouse=True)
def tables(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The worked room's tables."""
    with django_db_blocker.unblock(), with_tables():
        yield


@pytest.fixture
def hosted(db: None) -> Hosted:
    """Members that do not trust each other, on one node."""
    return build_hosted(AT)


def nothing(**_more: Any) -> int:
    """A process that ended before it came to this."""
    return 0


def unanswered(hosted: Hosted, patched: pytest.MonkeyPatch) -> Any:
    """An entry that was erased, and a process that ended before anybody answered."""
    entry = told(hosted, an_object("tool", "Crash"))
    with patched.context() as cut:
        cut.setattr("bayanihan.records.erasing.answer_removals", nothing)
        wipe(hosted, entry)
    assert set(states(hosted, entry, hosted.a).values()) == SILENT
    return entry


def test_answers_that_are_due_are_given_and_said_once(
    hosted: Hosted, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    entry = unanswered(hosted, monkeypatch)
    catch_up(at=AT + 3 * LATER)
    assert capsys.readouterr().out == "2 answers to removals given that were still due\n"
    assert set(states(hosted, entry, hosted.a).values()) == REMOVED
    catch_up(at=AT + 4 * LATER)
    assert capsys.readouterr().out == ""


def test_a_restored_node_answers_only_after_it_is_confirmed(
    hosted: Hosted, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = unanswered(hosted, monkeypatch)
    note_restored(last_seq=AT, at=AT + LATER)
    catch_up(at=AT + 3 * LATER)
    assert set(states(hosted, entry, hosted.a).values()) == SILENT
    confirm_restored(by="Duty officer", at=AT + 4 * LATER)
    catch_up(at=AT + 5 * LATER)
    assert set(states(hosted, entry, hosted.a).values()) == REMOVED


def test_what_waits_to_be_derived_is_derived(
    hosted: Hosted, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with registered(TALLY):
        with monkeypatch.context() as cut:
            cut.setattr("bayanihan.records.publishing.fold_dirty", lambda: 0)
            told(hosted, an_indicator("waits", "waits.example"))
        assert Dirty.objects.exists()
        catch_up(at=AT + LATER)
        assert not Dirty.objects.exists()
    assert capsys.readouterr().out == "1 subject derived that still waited\n"
