"""Instants: integer microseconds since 1970 in UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bayanihan.kernel.api import (
    InstantFault,
    Malformed,
    from_datetime,
    read_clock,
    to_datetime,
    to_instant,
    to_text,
)

FIRST = to_instant("0001-01-01T00:00:00Z")
LAST = to_instant("9999-12-31T23:59:59.999999Z")
INSTANTS = st.integers(FIRST, LAST)


@given(INSTANTS)
def test_text_and_instant_are_two_forms_of_one_thing(instant: int) -> None:
    text = to_text(instant)
    assert to_instant(text) == instant
    assert len(text) == len("2020-01-01T00:00:00.000000Z")


@given(INSTANTS, INSTANTS)
def test_texts_sort_as_their_instants(one: int, other: int) -> None:
    assert (to_text(one) < to_text(other)) == (one < other)


@given(INSTANTS)
def test_datetime_and_instant_are_two_forms_of_one_thing(instant: int) -> None:
    assert from_datetime(to_datetime(instant)) == instant


def test_the_zone_of_a_datetime_does_not_matter() -> None:
    manila = datetime(2020, 1, 1, 8, tzinfo=timezone(timedelta(hours=8)))
    assert from_datetime(manila) == from_datetime(datetime(2020, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("1970-01-01T00:00:00Z", 0),
        ("1970-01-01T00:00:00.5Z", 500_000),
        ("1970-01-01T00:00:01.0000019Z", 1_000_001),
        ("1969-12-31T23:59:59.999999Z", -1),
        ("2016-12-31T23:59:60Z", to_instant("2016-12-31T23:59:59.999999Z")),
    ],
)
def test_known_texts_have_known_instants(text: str, instant: int) -> None:
    assert to_instant(text) == instant


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2020-01-01",
        "2020-01-01T00:00:00",
        "2020-01-01T00:00:00+00:00",
        "2020-01-01 00:00:00Z",
        "2020-01-01T00:00:00.Z",
        "2020-01-01T00:00:00Z\n",
        "2020-02-30T00:00:00Z",
        "2020-13-01T00:00:00Z",
        "2020-01-01T24:00:00Z",
        "2020-01-01T00:60:00Z",
        "2020-01-01T00:00:61Z",
        "0000-01-01T00:00:00Z",
        "\u0662\u0660\u0662\u0660-01-01T00:00:00Z",
    ],
)
def test_other_texts_are_refused_with_their_place(text: str) -> None:
    with pytest.raises(Malformed) as caught:
        to_instant(text, where="/modified")
    assert caught.value.code is InstantFault.NOT_A_TIMESTAMP
    assert caught.value.where == "/modified"


@given(st.text())
def test_reading_is_total(text: str) -> None:
    try:
        to_instant(text)
    except Malformed as error:
        assert error.code is InstantFault.NOT_A_TIMESTAMP  # noqa: PT017  # either end is right


def test_the_clock_gives_an_instant_of_our_time() -> None:
    before = from_datetime(datetime.now(tz=UTC))
    assert before <= read_clock() <= from_datetime(datetime.now(tz=UTC))
