"""What a process had no time for is done before pages are served."""

from __future__ import annotations

from typing import Any

import pytest

from bayanihan.membership.api import confirm_restored, note_restored
from bayanihan.ops.api import catch_up
from tests.rooms.records.taking_back import LATER, states, told, wipe
from tests.rooms.web.hosted import Hosted, an_object, build_hosted

AT = 1_790_000_000_000_000
SILENT = {("silent", "")}
REMOVED = {("removed", "")}


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


def test_what_waits_to_be_derived_is_derived_until_nothing_waits(
    hosted: Hosted, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    waiting = iter([5000, 7, 0])
    monkeypatch.setattr("bayanihan.ops.catching_up.fold_dirty", lambda: next(waiting))
    catch_up(at=AT + LATER)
    assert list(waiting) == []
    assert capsys.readouterr().out == "5007 subjects derived that still waited\n"
