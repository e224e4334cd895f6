"""Clocks, instants, markings, fields and buttons say what they mean."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bayanihan.web.parts import samples
from bayanihan.web.parts.clocks import SECOND, duration, until, waiting
from bayanihan.web.parts.fields import Choice, Field, FieldKind, from_bound, summary_of
from bayanihan.web.parts.marking import Band, Step, ink, meaning, sheet
from bayanihan.web.parts.pages_exchange import Filters
from bayanihan.web.parts.rows import Count, Line, stages
from bayanihan.web.parts.voices import Act, Said, Voice
from tests.rooms.web.rendering import ready
from tests.rooms.web.sample_frames import frame

ready()
MINUTE, HOUR = 60 * SECOND, 3600 * SECOND
NOW = samples.NOW


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (0, "0 s"),
        (59 * SECOND, "59 s"),
        (38 * MINUTE, "38 min"),
        (2 * HOUR, "2 h"),
        (HOUR + 21 * MINUTE + 59 * SECOND, "1 h 21 min"),
        (49 * HOUR + MINUTE, "2 d 1 h"),
        (24 * HOUR + 5 * MINUTE, "1 d"),
        (-38 * MINUTE, "38 min"),
    ],
)
def test_a_length_of_time_has_two_units_at_most(length: int, words: str) -> None:
    assert duration(length) == words


def test_a_clock_has_no_colour_until_its_last_quarter() -> None:
    states = [until(100, since=0, now=now).state for now in (0, 74, 75, 100, 101)]
    assert states == ["still", "still", "soon", "soon", "late"]
    assert until(NOW, since=0, now=NOW + HOUR).word == "past"
    assert waiting(0, now=HOUR).run is None


@given(due=st.integers(0, 1 << 50), since=st.integers(0, 1 << 50), now=st.integers(0, 1 << 50))
def test_a_fuse_stays_inside_its_box(due: int, since: int, now: int) -> None:
    assert 0 <= (until(due, since=since, now=now).run or 0) <= 100


def show(source: str, **context: Any) -> str:
    from django.template import Context, Template  # noqa: PLC0415  # after ready()

    return Template("{% load parts %}" + source).render(Context(context))


def test_an_instant_is_shown_in_utc_and_in_the_readers_zone() -> None:
    shown = show("{% instant at zone %}", at=NOW, zone="Asia/Manila", frame=frame("t"))
    assert shown == (
        '<time datetime="2026-07-22T02:41:08.000000Z" class="nowrap">02:41 UTC</time>'
        ' <span class="zone nowrap">10:41 Manila</span>'
    )


def test_the_day_is_named_where_it_is_not_todays() -> None:
    other = show("{% instant at %}", at=NOW - 8 * HOUR, frame=frame("t"))
    assert "21 Jul 18:41 UTC" in other
    assert ">22 Jul 02:41 Manila<" in other
    assert "21 Jul 2026 18:41 UTC" in show("{% instant at %}", at=NOW - 8 * HOUR)


@pytest.mark.parametrize("zone", ["UTC", "Nowhere/Land", "../etc"])
def test_utc_stands_alone_where_no_other_zone_is_known(zone: str) -> None:
    assert "zone" not in show("{% instant at zone %}", at=NOW, zone=zone)
    assert show("{% local_time at zone %}", at=NOW, zone=zone) == ""


def test_no_instant_is_said_in_words() -> None:
    assert show("{% instant at %}", at=None) == '<span class="zone">never</span>'


def test_labels_have_firsts_inks_and_always_words() -> None:
    assert show("{% tlp 'TLP:AMBER+STRICT' %}") == (
        '<span class="tlp tlp--amber">TLP:AMBER+STRICT</span>'
    )
    assert "not marked" in show("{% tlp '' %}")
    assert ink("TLP:WHITE") == "none"
    assert sheet("TLP:AMBER+STRICT") == "amber-strict"
    assert Band("TLP:RED", "g").sheet == "sheet-red"
    assert "organisation" in meaning("TLP:AMBER")
    assert meaning("TLP:PURPLE") == meaning("")


@pytest.mark.parametrize("number", range(5))
def test_a_step_has_as_many_heavy_rungs_as_its_number(number: int) -> None:
    step = Step(number)
    assert [rung.is_on for rung in step.rungs] == [at < number for at in range(4)]
    assert step.words.startswith(f"Step {number}, ")
    assert step.carries
    assert show("{% step step %}", step=step).count('class="on"') == number


def test_nothing_is_drawn_for_no_step_and_no_beam() -> None:
    assert show("{% step None %}{% mini None %}") == ""


def test_words_of_members_are_escaped() -> None:
    assert "<b>" not in show("{% mini mini %}", mini=samples.mini("<b>", carries="XA"))
    assert "<b>" not in show("{% tlp label %}", label="<b>")


def test_a_mark_differs_by_state() -> None:
    assert len({show("{% tick state %}", state=s) for s in ("done", "soon", "late")}) == 3


def test_a_button_carries_its_meaning_in_classes() -> None:
    assert Act("Refuse", refuses=True).css == "btn btn--no"
    assert Act("Send", is_main=True, is_big=True, leaves_node=True).css == (
        "btn btn--do btn--big btn--out"
    )


def test_a_voice_has_its_own_face() -> None:
    assert [Said("x", voice).css for voice in Voice] == ["member-words", "", "machine"]
    assert Line("x", Voice.MACHINE, state="late").css == "machine in-late"


def test_stages_and_flags_are_placed() -> None:
    assert [stage.place for stage in stages("abc", 1)] == ["past", "here", "ahead"]
    assert [Count("f", 1, "w", flag=flag).css for flag in ("", "soon", "late")] == [
        "",
        "flag",
        "flag--late",
    ]


def test_mistakes_lead_to_their_fields() -> None:
    many = Field("who", "Who?", FieldKind.RADIO, hint="h", errors=("Say whom.",))
    one = Field("due", "Due", errors=("No zone.",))
    assert many.described_by == "f-who-hint f-who-err"
    summary = summary_of((many, one), others=("The session ended.",))
    assert summary is not None
    assert [link.url for link in summary.mistakes] == ["", "#f-who-1", "#f-due"]
    assert summary.title.startswith("3 things")
    assert summary_of((Field("a", "A"),)) is None


def test_a_folded_filter_that_is_set_stands_open() -> None:
    kinds = (Choice("", "All", is_chosen=True), Choice("x", "X"))
    folded = Field("k", "K", FieldKind.SELECT, choices=kinds)
    assert not Filters("/", (), (folded,)).is_open
    assert Filters("/", (), (Field("q", "Q", value="v"),)).is_open


def test_a_form_keeps_what_was_typed_but_never_a_password() -> None:
    from django import forms  # noqa: PLC0415  # after ready()

    class Entry(forms.Form):
        name = forms.CharField(label="Name", help_text="Yours")
        secret = forms.CharField()
        kind = forms.ChoiceField(choices=[("a", "A"), ("b", "B")])

    form = Entry({"name": "", "secret": "hush", "kind": "b"})
    name = from_bound(form["name"], kind=FieldKind.TEXT, autocomplete="username")
    assert (name.label, name.hint, name.is_required) == ("Name", "Yours", True)
    assert name.errors
    assert from_bound(form["secret"], kind=FieldKind.PASSWORD).value == ""
    kind = from_bound(form["kind"], kind=FieldKind.RADIO)
    assert [choice.is_chosen for choice in kind.choices] == [False, True]
    assert from_bound(Entry()["name"], kind=FieldKind.TEXT).value == ""
