"""What is hidden answers like what does not exist, and asks the database the same questions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.test import Client

from bayanihan.gate.api import Tlp
from tests.rooms.web.hosted import Hosted, an_indicator
from tests.rooms.web.test_views_twins import (
    NOTHING,
    Guesses,
    addresses,
    among_themselves,
    boss,
)


@contextmanager
def questions() -> Iterator[list[str]]:
    """What the database is asked, without what it is asked about."""
    asked: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:  # theirs
        asked.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        yield asked


def absent(browser: Client, of: Guesses) -> dict[str, list[str]]:
    """The questions behind every answer that there is no such thing, by address."""
    found = {}
    for name, places in addresses(of).items():
        for place, address in enumerate(places):
            with questions() as asked:
                answer = browser.get(address)
                answer.getvalue()
            if answer.status_code == 404:
                found[f"{name} {place}"] = asked
    return found


def test_what_is_hidden_is_looked_for_as_what_does_not_exist(hosted: Hosted) -> None:
    hosted.publish(hosted.circle, hosted.b, an_indicator("ours", "ours.example"), tlp=Tlp.AMBER)
    browser = boss(hosted)
    known = among_themselves(hosted)
    absent(browser, NOTHING)
    nothing, hidden = absent(browser, NOTHING), absent(browser, known)
    assert len(nothing) >= 20, sorted(nothing)
    assert nothing.keys() == hidden.keys()
    assert {place: hidden[place] for place in nothing if hidden[place] != nothing[place]} == {}
