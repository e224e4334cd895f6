"""Handling beyond the TLP on the way of a file: PAP, who in the group, from when until when."""

from __future__ import annotations

from typing import Any

import pytest

from bayanihan.exchange.api import Intake
from bayanihan.gate.api import Door, Lane, Pap, Tlp
from bayanihan.kernel.api import read_clock, to_text
from bayanihan.records.api import Entry, Filters, Reader, Record
from tests.rooms.web.bringing import NEW, START, brought, page_of, sign, upload
from tests.rooms.web.hosted import DAY, Hosted, a_bundle

SAID = {"group": "circle", "handling": "TLP:AMBER"}


def typed(at: int) -> str:
    """An instant as a browser sends it: to the minute."""
    return to_text(at)[:16]


def review_of(hosted: Hosted, **more: Any) -> tuple[Any, str]:
    """A file for the circle with this handling; gives the browser and the review's address."""
    lead = hosted.client("aa.lead")
    review = brought(lead, a_bundle(*NEW))
    answer = lead.post(review, {**SAID, **more})
    assert answer.status_code == 302, answer.context["page"].summary
    return lead, review


def said_by(hosted: Hosted, reader: Any, at: int) -> list[Record]:
    found = Reader(reader, door=Door.PAGE, lane=Lane.REAL, at=at)
    names = {one["id"] for one in NEW}
    rows = found.page(Filters(group=hosted.circle)).records
    return [one for one in rows if one.body["id"] in names]


def errors_of(answer: Any) -> dict[str, str]:
    page = answer.context["page"]
    fields = (*page.fields, *page.more.fields)
    return {one.name: " ".join(one.errors) for one in fields if one.errors}


# The form


def test_nothing_more_is_asked_than_before(hosted: Hosted) -> None:
    page = page_of(hosted.client("aa.lead"), START)
    assert not page.more.is_open
    assert len(page.fields) == 3
    brought(hosted.client("aa.lead"), a_bundle(*NEW))
    intake = Intake.objects.get()
    assert (intake.pap, intake.audience, intake.not_before) == ("", None, None)
    assert (intake.until, intake.keep_until) == (None, None)


def test_the_form_says_what_others_see_of_an_addressed_record(hosted: Hosted) -> None:
    text = hosted.client("aa.lead").get(START).content.decode()
    assert "Others get the leaf hash only" in text
    assert "use a group of its own" in text
    assert f"In UTC; the preview says it in your zone too, {hosted.people['aa.lead'].zone}." in text


def test_members_of_the_chosen_group_are_offered_and_oneself_is_not(hosted: Hosted) -> None:
    lead, review = review_of(hosted)
    members = next(one for one in page_of(lead, review).more.fields if one.name == "member")
    assert [one.value for one in members.choices] == ["BB-CERT", "CC-CERT"]


FUTURE = "2199-01-01T00:00"


@pytest.mark.parametrize(
    ("more", "name", "words"),
    [
        ({"pap": "PAP:PINK"}, "pap", "no PAP label"),
        ({"to": "some"}, "member", "Nobody is ticked"),
        ({"to": "some", "member": ["DD-CERT"]}, "member", "DD-CERT does not sit in Bank circle"),
        ({"to": "some", "member": ["AA-CERT"]}, "member", "AA-CERT does not sit in Bank circle"),
        ({"to": "some", "member": ["RC"]}, "member", "RC does not sit in Bank circle"),
        ({"to": "group", "member": ["BB-CERT"]}, "to", "Say which of the two"),
        ({"to": "all of them"}, "to", "whole group"),
        ({"until": "2020-01-01T00:00"}, "until", "has passed"),
        ({"until": FUTURE, "not_before": FUTURE}, "until", "before it begins"),
        ({"until": "2198-01-01 00:00", "not_before": FUTURE}, "until", "before it begins"),
        ({"keep_until": "2020-01-01T00:00Z"}, "keep_until", "has passed"),
        ({"until": "tomorrow"}, "until", "no date with a time"),
        ({"not_before": "2199-13-01T00:00"}, "not_before", "no date with a time"),
        ({"not_before": "2199-01-01"}, "not_before", "no date with a time"),
        ({"until": "9998-01-01 00:00"}, "until", "too far away"),
        ({"keep_until": "9" * 500}, "keep_until", "no date with a time"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_kept_as_typed(
    hosted: Hosted, more: dict[str, Any], name: str, words: str
) -> None:
    hosted.open_pair()
    lead = hosted.client("aa.lead")
    review = brought(lead, a_bundle(*NEW))
    answer = lead.post(review, {**SAID, **more})
    assert answer.status_code == 400
    errors = errors_of(answer)
    assert list(errors) == [name]
    assert words in errors[name]
    page = answer.context["page"]
    assert page.more.is_open
    fields = {one.name: one for one in page.more.fields}
    for key, value in more.items():
        field = fields[key]
        ticked = [one.value for one in field.choices if one.is_chosen]
        assert (
            value in ([field.value], field.value[: len(str(value))])
            or ticked == value
            or (str(value).startswith(field.value))
        )
    assert Intake.objects.get().tlp == "TLP:GREEN"


def test_the_start_takes_the_same_answers_and_the_same_mistakes(hosted: Hosted) -> None:
    lead = hosted.client("aa.lead")
    form = {"group": "circle", "handling": "TLP:GREEN", "to": "some"}
    answer = lead.post(START, form)
    assert errors_of(answer).keys() == {"file", "member"}
    answer = upload(lead, a_bundle(*NEW))
    assert answer.status_code == 302


# The preview


def test_the_preview_names_who_gets_it_under_exactly_this_handling(hosted: Hosted) -> None:
    lead, review = review_of(hosted, to="some", member=["BB-CERT"], pap="PAP:AMBER")
    page = page_of(lead, f"{review}release/")
    assert page.sentence == "Release 2 objects to BB-CERT?"
    assert page.act.text == "Sign and release to BB-CERT"
    reasons = {code: who.because for who in page.will_not for code in who.codes}
    assert reasons["CC-CERT"] == "It is not among the addressed."
    facts = {one.label: one.lines for one in page.handling}
    assert facts["Permitted actions"][0].text == "PAP:AMBER"
    assert facts["Addressed to"][0].code == "BB-CERT"


def test_terms_are_said_and_who_gets_it_later_is_named(hosted: Hosted) -> None:
    begins = (read_clock() + DAY) // 60_000_000 * 60_000_000
    lead, review = review_of(
        hosted, not_before=typed(begins), until=typed(begins + DAY), keep_until=typed(begins + DAY)
    )
    page = page_of(lead, f"{review}release/")
    assert page.sentence == "Release 2 objects to BB-CERT and CC-CERT?"
    assert "Others may read it from the time on that you said" in page.lede
    facts = {one.label: one.lines[0].at for one in page.handling}
    assert facts == {
        "May be read from": begins,
        "May be read until": begins + DAY,
        "Kept until": begins + DAY,
    }
    sign(lead, review)
    receipt = page_of(lead, f"{review}receipt/")
    assert receipt.sentence.startswith("Released 2 objects to BB-CERT")
    assert receipt.lede.endswith("Others may read it when its time comes.")
    assert to_text(read_clock())[:10] in receipt.command
    for at, count in ((begins - 1, 0), (begins, 2), (begins + DAY - 1, 2), (begins + DAY, 0)):
        assert len(said_by(hosted, hosted.b, at)) == count
    assert len(said_by(hosted, hosted.a, begins - 1)) == 2


@pytest.mark.parametrize(
    "more",
    [
        {"pap": "PAP:RED"},
        {"to": "some", "member": ["BB-CERT"]},
        {"until": FUTURE},
        {"not_before": "2020-01-01T00:00"},
        {"keep_until": FUTURE},
    ],
)
def test_the_seal_covers_all_of_the_handling(hosted: Hosted, more: dict[str, Any]) -> None:
    lead, review = review_of(hosted)
    hidden = dict(page_of(lead, f"{review}release/").hidden)
    before = Entry.objects.count()
    lead.post(review, {**SAID, **more})
    assert lead.post(f"{review}sign/", hidden).status_code == 409
    assert Entry.objects.count() == before


# What it does


def test_only_the_addressed_read_it_and_the_handling_stands_on_its_page(hosted: Hosted) -> None:
    lead, review = review_of(
        hosted, to="some", member=["BB-CERT"], pap="PAP:GREEN", keep_until=FUTURE
    )
    sign(lead, review)
    now = read_clock()
    [first, _second] = said_by(hosted, hosted.b, now)
    assert said_by(hosted, hosted.c, now) == []
    handling = first.handling
    assert (handling.pap, handling.tlp) == (Pap.GREEN, Tlp.AMBER)
    assert handling.audience == frozenset({hosted.b.stix_id})
    assert handling.terms.keep_until is not None
    address = f"/exchange/objects/{first.body['id']}/"
    facts = {one.label: one for one in page_of(hosted.client("bb.analyst"), address).facts}
    assert facts["Permitted actions"].lines[0].text == "PAP:GREEN"
    assert facts["Addressed to"].lines[0].code == "BB-CERT"
    assert "Others of the group see only" in facts["Addressed to"].lines[-1].text
    assert facts["Kept until"].lines[0].at == handling.terms.keep_until
    assert hosted.client("cc.lead").get(address).status_code == 404


def test_what_was_said_is_shown_again_to_be_changed(hosted: Hosted) -> None:
    lead, review = review_of(hosted, to="some", member=["CC-CERT"], until=FUTURE, pap="PAP:RED")
    page = page_of(lead, review)
    assert [one.label for one in page.chosen][2:] == [
        "Permitted actions",
        "Addressed to",
        "May be read until",
    ]
    fields = {one.name: one for one in page.more.fields}
    assert fields["until"].value == FUTURE
    assert [one.value for one in fields["member"].choices if one.is_chosen] == ["CC-CERT"]
    assert page.more.is_open
    lead.post(review, SAID)
    assert Intake.objects.get().audience is None


def test_what_was_left_is_looked_at_anew_when_the_handling_changes(hosted: Hosted) -> None:
    analyst = hosted.client("aa.analyst")
    review = brought(analyst, a_bundle(*NEW))
    analyst.post(review, {"leave": "1"})
    assert Intake.objects.get().left_at is not None
    form = {"group": "circle", "handling": "TLP:GREEN", "pap": "PAP:RED"}
    analyst.post(review, form)
    assert Intake.objects.get().left_at is None
