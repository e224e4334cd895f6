"""A file comes in: the form, the review, and the preview of who would get it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bayanihan.exchange.api import Intake
from bayanihan.gate.api import GroupRole, Layer, Tlp
from bayanihan.membership.api import NewGroup, find_group, open_group
from bayanihan.records.api import Entry
from bayanihan.stix.api import TLP_IDS
from tests.rooms.web.bringing import NEW, START, brought, page_of, sign, upload
from tests.rooms.web.hosted import Hosted, a_bundle, an_indicator


def test_only_groups_are_offered_into_which_the_member_may_speak(hosted: Hosted) -> None:
    page = page_of(hosted.client("aa.lead"), START)
    choices = {one.value: one for one in page.fields[1].choices}
    assert set(choices) == {"everyone", "circle", "drill"}
    assert choices["drill"].is_exercise
    assert choices["circle"].hint == "3 members, carries up to TLP:AMBER."
    assert page_of(hosted.client("co.lead"), START).fields[1].choices == ()


def test_nothing_is_chosen_beforehand(hosted: Hosted) -> None:
    page = page_of(hosted.client("aa.lead"), START)
    assert not any(one.is_chosen for field in page.fields for one in field.choices)
    handling = [one.value for one in page.fields[2].choices if not one.is_off]
    assert handling[-1] == "quarantine"
    assert "TLP:RED" not in handling


@pytest.mark.parametrize(
    ("content", "said", "name", "words"),
    [
        (None, {}, "file", "none came with the form"),
        (b"", {}, "file", "0 bytes came"),
        (b"\0" * ((32 << 20) + 1), {}, "file", "33 MB"),
        (b"{}", {"group": ""}, "group", "Choose the group"),
        (b"{}", {"group": "mute"}, "group", "Choose the group"),
        (b"{}", {"group": "pair"}, "group", "Choose the group"),
        (b"{}", {"handling": ""}, "handling", "Say the handling"),
        (b"{}", {"handling": "TLP:PINK"}, "handling", "Say the handling"),
        (b"{}", {"handling": "TLP:AMBER+STRICT"}, "handling", "above what this group carries"),
        (b"{}", {"handling": "TLP:RED"}, "handling", "above what this group carries"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_kept(
    hosted: Hosted, content: bytes | None, said: dict[str, str], name: str, words: str
) -> None:
    hosted.open_pair()
    answer = upload(hosted.client("bb.lead"), content, **said)
    assert answer.status_code == 400
    page = answer.context["page"]
    errors = {field.name: " ".join(field.errors) for field in page.fields if field.errors}
    assert list(errors) == [name]
    assert words in errors[name]
    assert page.summary is not None
    assert not Intake.objects.exists()


# From the file to the reader


def test_a_report_goes_from_one_member_to_another(hosted: Hosted) -> None:
    lead = hosted.client("aa.lead")
    review = brought(lead, a_bundle(*NEW))
    page = page_of(lead, review)
    assert page.sentence == "2 objects read, 2 of them new."
    assert [(row.title.text, row.goes_as, row.words) for row in page.rows] == [
        ("wave one", "TLP:GREEN", "New; you say TLP:GREEN"),
        ("wave two", "TLP:GREEN", "New; you say TLP:GREEN"),
    ]
    before = Entry.objects.count()
    preview = page_of(lead, f"{review}release/")
    assert preview.sentence == "Release 2 objects to BB-CERT and CC-CERT?"
    assert preview.act.text == "Sign and release to BB-CERT and CC-CERT"
    assert Entry.objects.count() == before
    signed = sign(lead, review)
    assert signed.headers["Location"] == f"{review}receipt/"
    receipt = page_of(lead, f"{review}receipt/")
    assert receipt.sentence == "Released 2 objects to BB-CERT and CC-CERT."
    assert len(receipt.root) == 64
    assert len(receipt.words) == 4
    seen = hosted.client("bb.analyst").get("/exchange/?q=wave-1.example").context["page"]
    assert [row.title.text for row in seen.rows] == ["wave one"]


def test_the_review_accounts_for_every_object(hosted: Hosted) -> None:
    held = an_indicator("circle one", "one.example")
    marked = {
        **an_indicator("marked", "marked.example"),
        "object_marking_refs": [TLP_IDS["TLP:AMBER"]],
    }
    wrong = {**an_indicator("wrong", "w.example"), "pattern": "[broken"}
    content = a_bundle(held, marked, an_indicator("bare", "bare.example"), wrong)
    lead = hosted.client("aa.lead")
    page = page_of(lead, brought(lead, content, handling="quarantine"))
    assert [(one.found, one.number) for one in page.counts] == [
        ("New to you", 1),
        ("Without a marking", 2),
        ("Cannot be shared", 1),
    ]
    again = page_of(lead, brought(lead, content, handling="TLP:AMBER"))
    assert [(one.found, one.number) for one in again.counts] == [
        ("New to you", 2),
        ("Held already, same content", 1),
        ("Cannot be shared", 1),
    ]
    assert [row.words for row in again.rows] == [
        "Held already, not sent again",
        "New",
        "New; you say TLP:AMBER",
        "Not valid, kept in quarantine",
    ]
    assert again.misread[0].number == 4
    assert again.misread[0].where == "/pattern"


def test_group_and_handling_can_be_changed_at_the_review(hosted: Hosted) -> None:
    lead = hosted.client("aa.lead")
    review = brought(lead, a_bundle(*NEW))
    answer = lead.post(review, {"group": "everyone", "handling": "TLP:CLEAR"})
    assert answer.headers["Location"] == f"{review}release/"
    band = lead.get(f"{review}release/").context["frame"].band
    assert band.more == "asked for: All of the Isles"
    intake = Intake.objects.get()
    assert (intake.group, intake.tlp) == (hosted.everyone, "TLP:CLEAR")
    wrong = lead.post(review, {"group": "everyone", "handling": "TLP:AMBER"})
    assert wrong.status_code == 400
    assert "above what this group carries" in wrong.content.decode()


def test_a_file_without_a_group_asks_for_one_first(hosted: Hosted) -> None:
    intake = hosted.bring("aa.lead", *NEW)
    lead = hosted.client("aa.lead")
    page = page_of(lead, f"{START}{intake.pk}/")
    assert page.sentence == "2 objects read."
    assert lead.get(f"{START}{intake.pk}/release/").headers["Location"] == f"{START}{intake.pk}/"


def test_a_long_file_is_paged_in_its_own_order(hosted: Hosted) -> None:
    lead = hosted.client("aa.lead")
    content = a_bundle(*(an_indicator(f"n{n}", f"n{n}.example") for n in range(250)))
    review = brought(lead, content)
    first = page_of(lead, review)
    assert (len(first.rows), first.paging.onward_url) == (200, f"{review}?from=200")
    second = page_of(lead, first.paging.onward_url)
    assert [row.title.text for row in second.rows] == [f"n{n}" for n in range(200, 250)]
    assert len(page_of(lead, f"{review}?from=x").rows) == 200
    assert page_of(lead, f"{review}?from=9999").rows == ()


def test_the_preview_says_who_will_not_get_it_and_why(hosted: Hosted) -> None:
    lead = hosted.client("aa.lead")
    page = page_of(lead, brought(lead, a_bundle(*NEW)) + "release/")
    assert [(who.codes, who.title) for who in page.will] == [
        (("BB-CERT", "CC-CERT"), "National CERT of Beland and National CERT of Celand: all 2")
    ]
    assert page.will[0].because.startswith("Member under charter version 1.")
    assert [who.because for who in page.will_not] == ["Not in this group."]
    assert page.will_words == "2 members. Each gets everything."


def test_different_markings_with_different_receivers_are_told_apart(hosted: Hosted) -> None:
    seats = {
        "AA-CERT": GroupRole.COORDINATOR,
        "BB-CERT": GroupRole.MEMBER,
        "CO-1": GroupRole.OBSERVER,
    }
    new = NewGroup("watched", "Watched", "With an observer.", Layer.MINILATERAL, 3, seats)
    open_group(region=hosted.region, new=new, node="this node", at=hosted.at)
    marked = {
        **an_indicator("marked", "marked.example"),
        "object_marking_refs": [TLP_IDS["TLP:GREEN"]],
    }
    amber = {
        **an_indicator("amber", "amber.example"),
        "object_marking_refs": [TLP_IDS["TLP:AMBER"]],
    }
    lead = hosted.client("aa.lead")
    content = a_bundle(marked, amber)
    page = page_of(
        lead, brought(lead, content, group="watched", handling="quarantine") + "release/"
    )
    assert page.sentence == "Release 2 objects to BB-CERT and CO-1?"
    assert "TLP:GREEN, 1 object: to 2 members." in page.lede
    assert "TLP:AMBER, 1 object: to 1 member." in page.lede
    titles = {who.codes: who for who in page.will}
    assert titles["CO-1",].title == "EXAMPLE Bank: 1 of 2"
    assert "observers read up to TLP:GREEN" in titles["CO-1",].because
    assert page.will_words == "2 members. 1 gets a part."


def test_a_lower_own_step_is_said(hosted: Hosted) -> None:
    lead = hosted.client("aa.lead")
    page = page_of(lead, brought(lead, a_bundle(*NEW)) + "release/")
    assert page.tells[0].title == "Your own step with 1 receiver is lower than this group's."
    assert "BB-CERT" in page.tells[0].text
    assert [one.state for one in page.checks if one.name == "Ladder"] == ["soon"]


def test_without_a_step_of_ones_own_nothing_is_warned_of(hosted: Hosted) -> None:
    lead = hosted.client("cc.lead")
    page = page_of(lead, brought(lead, a_bundle(*NEW)) + "release/")
    assert page.tells == ()
    ladder = next(one for one in page.checks if one.name == "Ladder")
    assert ladder.state == "done"
    assert ladder.words.startswith("With 2 receivers you have agreed no step of your own;")


def test_the_signature_stands_below_what_would_leave(hosted: Hosted) -> None:
    lead = hosted.client("aa.lead")
    bad = an_indicator("see http://bad.example/x", "wave-3.example")
    review = brought(lead, a_bundle(bad, *NEW))
    page = page_of(lead, f"{review}release/")
    first = page.rows[0]
    assert (first.title.text, first.goes_as) == ("see hxxp://bad[.]example/x", "TLP:GREEN")
    assert page.rows_more is None
    shown = lead.get(f"{review}release/").content.decode()
    assert shown.index("Objects in the file") < shown.index("Sign and release to")
    many = a_bundle(*(an_indicator(f"n{n}", f"n{n}.example") for n in range(60)))
    review = brought(lead, many)
    page = page_of(lead, f"{review}release/")
    assert len(page.rows) == 50
    assert (page.rows_more.text, page.rows_more.url) == ("Look at all 60 objects", review)


def test_where_all_is_marked_nobody_is_said_to_have_said_it(hosted: Hosted) -> None:
    lead = hosted.client("aa.lead")
    marked = {
        **an_indicator("marked", "marked.example"),
        "object_marking_refs": [TLP_IDS["TLP:GREEN"]],
    }
    words = []
    for content in (a_bundle(marked), a_bundle(marked, NEW[0])):
        page = page_of(lead, brought(lead, content) + "release/")
        words += [one.words for one in page.checks if one.name == "Marking"]
    assert words[0] == "Every object carries its own marking."
    assert words[1].startswith("You say TLP:GREEN for what carries none")


def test_what_was_said_stands_as_facts_and_the_form_is_folded(hosted: Hosted) -> None:
    lead = hosted.client("aa.lead")
    review = brought(lead, a_bundle(*NEW))
    page = page_of(lead, review)
    assert [one.label for one in page.chosen] == ["Group", "What carries no marking"]
    assert page.chosen[1].lines[0].tlp == "TLP:GREEN"
    assert "<details><summary>Change group or handling" in lead.get(review).content.decode()
    wrong = lead.post(review, {"group": "everyone", "handling": "TLP:AMBER"})
    assert wrong.context["page"].chosen == ()


def test_a_ceiling_of_red_says_that_red_is_not_usable(hosted: Hosted) -> None:
    seats = {"AA-CERT": GroupRole.COORDINATOR, "BB-CERT": GroupRole.MEMBER}
    new = NewGroup("joint", "Joint", "A case.", Layer.CASE, 4, seats)
    open_group(region=hosted.region, new=new, node="this node", at=hosted.at)
    choices = page_of(hosted.client("aa.lead"), START).fields[1].choices
    hints = {one.value: one.hint for one in choices}
    assert hints["joint"].endswith("carries up to TLP:RED (RED itself is not usable yet).")
    assert "not usable" not in hints["circle"]


def test_an_exercise_keeps_its_banner_all_the_way(hosted: Hosted) -> None:
    lead = hosted.client("aa.lead")
    review = brought(lead, a_bundle(*NEW), group="drill")
    for way in (review, f"{review}release/"):
        assert lead.get(way).context["frame"].exercise == "Drill of July"
    sign(lead, review)
    assert lead.get(f"{review}receipt/").context["frame"].exercise == "Drill of July"
    assert hosted.client("bb.lead").get("/exchange/?q=wave-1.example").context["page"].rows == ()


def test_the_band_carries_the_highest_marking_on_the_page(hosted: Hosted) -> None:
    lead = hosted.client("aa.lead")
    red = {**an_indicator("red", "red.example"), "object_marking_refs": [TLP_IDS["TLP:RED"]]}
    review = brought(lead, a_bundle(*NEW, red))
    assert lead.get(review).context["frame"].band.tlp == "TLP:RED"
    assert lead.get(f"{review}release/").context["frame"].band.tlp == "TLP:GREEN"


WAYS = ["", "release/", "receipt/"]


@pytest.mark.parametrize("way", [*WAYS, "sign/", "discard/"])
def test_another_members_file_is_as_absent_as_none(hosted: Hosted, way: str) -> None:
    review = brought(hosted.client("aa.lead"), a_bundle(*NEW))
    nothing = f"{START}00000000-0000-4000-8000-000000000000/"
    stranger = hosted.client("bb.lead")
    for address in (review, nothing):
        call = stranger.get if way in WAYS else stranger.post
        assert call(address + way).status_code == 404
    assert stranger.post(review, {"discard": "1"}).status_code == 404
    assert Intake.objects.get().content is not None


@pytest.mark.parametrize("address", [START, "/quarantine/"])
def test_an_observer_prepares_nothing(hosted: Hosted, address: str) -> None:
    assert hosted.client("aa.observer").get(address).status_code == 403


@pytest.mark.parametrize("way", ["", "release/"])
def test_the_number_of_queries_does_not_grow_with_the_file(hosted: Hosted, way: str) -> None:
    lead = hosted.client("aa.lead")

    def queries(count: int) -> int:
        many = (an_indicator(f"q{n}", f"q{n}.example") for n in range(count))
        address = brought(lead, a_bundle(*many)) + way
        lead.get(address)
        with CaptureQueriesContext(connection) as caught:
            assert lead.get(address).status_code == 200
        return len(caught)

    assert queries(2) == queries(150) <= 60


def test_tlp_of_the_release_is_the_stricter_of_the_two(hosted: Hosted) -> None:
    lead = hosted.client("aa.lead")
    marked = {
        **an_indicator("marked", "marked.example"),
        "object_marking_refs": [TLP_IDS["TLP:GREEN"]],
    }
    review = brought(lead, a_bundle(marked), handling="TLP:AMBER")
    assert page_of(lead, review).rows[0].goes_as == Tlp.AMBER.label
    sign(lead, review)
    seen = hosted.client("bb.lead").get("/exchange/?q=marked.example").context["page"]
    assert seen.rows[0].tlp == "TLP:AMBER"
    assert find_group("circle", member=hosted.b) == hosted.circle
