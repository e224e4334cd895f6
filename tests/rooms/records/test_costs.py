"""What others keep among themselves costs nobody else anything: no statement, no value more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from bayanihan.gate.api import Door, Lane, Tlp
from bayanihan.membership.api import Group
from bayanihan.records.api import Bringing, Reader, Stated, preview, publish
from bayanihan.stix.api import slices
from tests.rooms.records.saying import Body, say
from tests.rooms.web.hosted import Hosted, a_bundle, an_id, an_indicator

PRIVATE = 30


class Rows:
    """Counts statements, the values given to them and the rows that came back."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, int]] = []

    def wrap(self, execute: Callable[..., Any], sql: str, params: Any, *rest: Any) -> Any:
        self.seen.append((sql, len(params or ())))
        return execute(sql, params, *rest)


def cost(work: Callable[[], object]) -> list[tuple[str, int]]:
    rows = Rows()
    with connection.execute_wrapper(rows.wrap):
        work()
    return rows.seen


def version(thing: Body, number: int) -> Body:
    return {**thing, "modified": f"2026-07-02T08:00:00.{number:03}Z"}


def keep_private(hosted: Hosted, pair: Group, thing: Body) -> None:
    """C says many versions of it where B is not."""
    many = [version(thing, number) for number in range(PRIVATE)]
    assert say(hosted, hosted.c, *many, group=pair).accepted == PRIVATE


@pytest.mark.parametrize("created", [False, True], ids=["a stranger's", "its publisher's"])
def test_private_copies_change_no_question_that_others_ask(hosted: Hosted, created: bool) -> None:  # noqa: FBT001  # a case
    pair = hosted.open_pair()
    whose = hosted.c.stix_id if created else an_id("identity", "a stranger")
    thing, known = (
        {**an_indicator(name, f"{name}.example"), "created_by_ref": whose}
        for name in ("kept", "known")
    )
    bringing = Bringing(hosted.circle, hosted.b, Stated(tlp=Tlp.GREEN), "a file")

    def ask() -> None:
        reader = Reader(hosted.b, door=Door.PAGE, lane=Lane.REAL, at=hosted.at + 3000)
        assert reader.copies(thing["id"]) == []
        assert dict(reader.named([thing["id"]])) == {}
        preview(slices(a_bundle(thing, known)), bringing, at=hosted.at + 3000)

    before = cost(ask)
    keep_private(hosted, pair, thing)
    assert cost(ask) == before


def test_a_chunk_asks_with_as_many_values_as_it_has_ids(hosted: Hosted) -> None:
    things = [an_indicator(f"n{number}", f"n{number}.example") for number in range(10)]
    for number in range(20):
        say(hosted, hosted.a, *[version(one, number) for one in things])
    bringing = Bringing(hosted.circle, hosted.a, Stated(tlp=Tlp.GREEN), "a file")

    def again() -> None:
        outcome = publish(slices(a_bundle(*things)), bringing, at=hosted.at + 3000)
        assert outcome.read == len(things)

    assert max(count for sql, count in cost(again) if sql.startswith(("SELECT", "UPDATE"))) < 40


def test_more_names_than_one_question_takes_are_all_found(hosted: Hosted) -> None:
    things = [an_indicator(f"n{number}", f"n{number}.example") for number in (0, 1)]
    assert say(hosted, hosted.a, *things).accepted == 2
    ids = [an_id("tool", f"absent {number}") for number in range(1200)]
    ids[3], ids[-3] = (one["id"] for one in things)
    reader = Reader(hosted.b, door=Door.PAGE, lane=Lane.REAL, at=hosted.at + 3000)
    assert set(reader.named(ids)) == {one["id"] for one in things}
