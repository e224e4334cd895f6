"""Signing a release: once, by who may, and never anything but what the preview showed."""

from __future__ import annotations

import pytest

from bayanihan.exchange.api import Intake
from bayanihan.records.api import Entry, Quarantined
from tests.rooms.web.bringing import NEW, START, brought, page_of, sign
from tests.rooms.web.hosted import Hosted, a_bundle, an_indicator, an_object


def test_an_analyst_is_told_who_may_sign_and_cannot_sign(hosted: Hosted) -> None:
    analyst = hosted.client("aa.analyst")
    review = brought(analyst, a_bundle(*NEW))
    page = page_of(analyst, f"{review}release/")
    assert page.signs[1].name == "AA lead"
    assert page.act.text == "Leave it for the signature"
    assert analyst.post(page.action, {"leave": "1"}).headers["Location"] == "/?left"
    before = Entry.objects.count()
    assert analyst.post(f"{review}sign/", dict(page.hidden)).status_code == 403
    assert Entry.objects.count() == before
    assert page_of(hosted.client("aa.lead"), f"{review}release/").signs[0].name == "AA analyst"


def test_signing_twice_releases_once(hosted: Hosted) -> None:
    lead = hosted.client("aa.lead")
    review = brought(lead, a_bundle(*NEW))
    hidden = dict(page_of(lead, f"{review}release/").hidden)
    before = Entry.objects.count()
    first, second = (lead.post(f"{review}sign/", hidden) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"] == f"{review}receipt/"
    assert Entry.objects.count() == before + 2
    for way in ("", "release/"):
        assert lead.get(review + way).headers["Location"] == f"{review}receipt/"


def test_a_changed_preview_sends_nothing_and_says_what_changed(hosted: Hosted) -> None:
    lead = hosted.client("aa.lead")
    review = brought(lead, a_bundle(*NEW))
    hidden = dict(page_of(lead, f"{review}release/").hidden)
    hosted.publish(hosted.circle, hosted.a, NEW[0])
    before = Entry.objects.count()
    answer = lead.post(f"{review}sign/", hidden)
    assert answer.status_code == 409
    told = answer.context["page"].tells[0]
    assert told.title == "The preview changed since you looked. Nothing was sent."
    assert told.text == "Objects: 1 instead of 2."
    assert Entry.objects.count() == before
    lead.post(review, {"group": "everyone", "handling": "TLP:GREEN"})
    other = lead.post(f"{review}sign/", hidden).context["page"].tells[0]
    assert "Now among the receivers" in other.text
    assert sign(lead, review).headers["Location"] == f"{review}receipt/"


@pytest.mark.parametrize("seal", ["", "x", "0" * 64])
def test_no_seal_no_release(hosted: Hosted, seal: str) -> None:
    lead = hosted.client("aa.lead")
    review = brought(lead, a_bundle(*NEW))
    before = Entry.objects.count()
    assert lead.post(f"{review}sign/", {"seal": seal}).status_code == 409
    assert lead.get(f"{review}sign/").status_code == 405
    assert Entry.objects.count() == before


def test_what_is_not_accepted_is_kept_with_the_release(hosted: Hosted) -> None:
    lead = hosted.client("aa.lead")
    review = brought(lead, a_bundle(*NEW, an_object("tool", "unsaid")), handling="quarantine")
    page = page_of(lead, f"{review}release/")
    assert page.sentence == "Nothing in this file can be released to Bank circle."
    assert page.act.text == "Keep 3 objects in quarantine"
    assert not page.act.leaves_node
    assert (page.beam, page.will, page.will_not, page.signs, page.checks) == (None, (), (), (), ())
    assert [one.code for one in page.misread] == ["unmarked"] * 3
    assert page.stages[-1].name == "Kept"
    shown = lead.get(f"{review}release/").content.decode()
    assert "Will not get it" not in shown
    assert "what you see above is what will be sent" not in shown
    assert sign(lead, review).headers["Location"] == f"{review}receipt/"
    receipt = page_of(lead, f"{review}receipt/")
    assert receipt.sentence == "Nothing was released. 3 objects are kept in your quarantine."
    assert receipt.root == ""
    assert receipt.beam is None
    assert (receipt.stages[-1].name, receipt.stages[-1].place) == ("Kept", "here")
    assert Quarantined.objects.filter(member=hosted.a).count() == 3


def test_a_file_that_was_said_before_is_closed(hosted: Hosted) -> None:
    lead = hosted.client("aa.lead")
    held = an_indicator("circle one", "one.example")
    review = brought(lead, a_bundle(held), handling="TLP:AMBER")
    assert page_of(lead, f"{review}release/").act.text == "Close it: nothing is new"
    sign(lead, review)
    receipt = page_of(lead, f"{review}receipt/")
    assert receipt.sentence == "Nothing was released: you had said all of it before."


def test_a_file_can_be_put_away(hosted: Hosted) -> None:
    lead = hosted.client("aa.analyst")
    for way, form in (("", {"discard": "1"}), ("discard/", {})):
        review = brought(lead, a_bundle(*NEW))
        answer = lead.post(review + way, form)
        assert answer.headers["Location"] == f"{START}?put-away"
        assert "The file was put away" in lead.get(f"{START}?put-away").content.decode()
        assert lead.get(f"{review}receipt/").headers["Location"] == START
        assert lead.post(f"{review}discard/").status_code == 302
    assert not Intake.objects.exclude(content=None).exists()
    assert not Entry.objects.filter(object__stix_id=NEW[0]["id"]).exists()


def test_files_that_wait_are_found_again(hosted: Hosted) -> None:
    review = brought(hosted.client("aa.analyst"), a_bundle(*NEW))
    staged = page_of(hosted.client("aa.lead"), START).staged
    assert [fact.lines[0].url for fact in staged] == [review]
    assert page_of(hosted.client("bb.lead"), START).staged == ()
