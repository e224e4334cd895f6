"""Taking back on the pages: asked in words, answered by holders, seen by the publisher alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from bayanihan.gate.api import Tlp
from bayanihan.records.api import Bringing, Entry, Fate, Removal, Stated, publish
from bayanihan.stix.api import slices
from tests.rooms.web.hosted import Hosted, a_bundle, an_indicator

WHY = {"withdraw": "was_mistaken", "erase": "personal_data"}


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, settings: Any) -> None:
    """A list of erasures of its own for each test."""
    settings.DATA_DIRECTORY = tmp_path


def said(hosted: Hosted, name: str = "wrong one", **more: Any) -> Entry:
    """An indicator that AA created and said in the circle."""
    body = {**an_indicator(name, "wrong.example"), "created_by_ref": hosted.a.stix_id, **more}
    hosted.publish(hosted.circle, hosted.a, body, tlp=Tlp.AMBER)
    return Entry.objects.select_related("object").order_by("-seq")[0]


def url(entry: Entry, act: str) -> str:
    return f"/exchange/records/{entry.pk}/{act}/"


def object_url(entry: Entry) -> str:
    assert entry.object is not None
    return f"/exchange/objects/{entry.object.stix_id}/?entry={entry.pk}"


def act(client: Client, entry: Entry, way: str) -> Any:
    return client.post(url(entry, way), {"why": WHY[way]})


@pytest.mark.parametrize("way", ["withdraw", "erase"])
def test_the_question_names_what_it_is_who_has_it_and_what_nobody_can_undo(
    hosted: Hosted, way: str
) -> None:
    entry = said(hosted)
    answer = hosted.client("aa.lead").get(url(entry, way))
    page, text = answer.context["page"], answer.content.decode()
    assert "“wrong one” from Bank circle?" in page.sentence
    assert [who.codes[0] for who in page.whos] == ["BB-CERT", "CC-CERT"]
    assert "BB-CERT and CC-CERT will be told" in text
    assert "National CERT of Beland" in text
    assert "(TAXII, MISP)" in text
    assert page.cannot
    assert answer.context["frame"].band.tlp == "TLP:AMBER"
    assert not Removal.objects.exists(), "a question changes nothing"


@pytest.mark.parametrize(
    ("way", "sentence", "word"),
    [
        ("withdraw", "2 of 2 holders have taken it out of use.", "out of use"),
        ("erase", "2 of 2 holders have removed it.", "removed"),
    ],
)
def test_a_yes_leads_to_who_has_answered(
    hosted: Hosted, way: str, sentence: str, word: str
) -> None:
    entry, lead = said(hosted), hosted.client("aa.lead")
    assert act(lead, entry, way).headers["Location"] == url(entry, "holders")
    page = lead.get(url(entry, "holders")).context["page"]
    assert page.sentence == sentence
    assert [(row.face.code, row.said) for row in page.rows] == [
        ("BB-CERT", word),
        ("CC-CERT", word),
    ]
    assert all(row.at for row in page.rows)


@pytest.mark.parametrize("way", ["withdraw", "erase"])
def test_saying_yes_twice_does_it_once(hosted: Hosted, way: str) -> None:
    entry, lead = said(hosted), hosted.client("aa.lead")
    for _twice in range(2):
        assert act(lead, entry, way).headers["Location"] == url(entry, "holders")
    assert Removal.objects.filter(target=entry).count() == 1


def test_the_desk_of_a_holder_shows_a_revoked_version_as_revoked(hosted: Hosted) -> None:
    """The revoked version is the newest thing said; it must not look like a warning."""
    entry = said(hosted)
    holder = hosted.client("bb.lead")
    assert '<li class="is-off">' not in holder.get("/").content.decode()
    act(hosted.client("aa.lead"), entry, "withdraw")
    page = holder.get("/").content.decode()
    line = page.partition('<li class="is-off">')[2].partition("</li>")[0]
    assert "wrong one" in line
    assert "revoked" in line


def test_what_was_withdrawn_can_still_be_erased(hosted: Hosted) -> None:
    entry, lead = said(hosted), hosted.client("aa.lead")
    act(lead, entry, "withdraw")
    assert lead.get(url(entry, "holders")).context["page"].acts[-1].text == "Erase it as well"
    act(lead, entry, "erase")
    assert Entry.objects.get(pk=entry.pk).fate == Fate.ERASED.value
    assert "erased on this node" in lead.get(url(entry, "holders")).content.decode()


@pytest.mark.parametrize("way", ["withdraw", "erase"])
@pytest.mark.parametrize("why", ["", "no such reason", "WAS_MISTAKEN"])
def test_without_a_known_reason_it_is_asked_again_beside_the_field(
    hosted: Hosted, way: str, why: str
) -> None:
    entry = said(hosted)
    answer = hosted.client("aa.lead").post(url(entry, way), {"why": why})
    assert answer.status_code == 400
    assert answer.context["page"].fields[0].errors == ("Say why: choose one of the reasons.",)
    assert answer.context["page"].summary is not None
    assert not Removal.objects.exists()


@pytest.mark.parametrize("way", ["withdraw", "erase", "holders"])
def test_for_another_member_there_is_nothing_to_take_back_and_no_list_of_holders(
    hosted: Hosted, way: str
) -> None:
    entry = said(hosted)
    act(hosted.client("aa.lead"), entry, "withdraw")
    lead = hosted.client("bb.lead")
    theirs = lead.get(url(entry, way))
    missing = lead.get(f"/exchange/records/{entry.pk + 7}/{way}/")
    assert theirs.status_code == missing.status_code == 404
    assert theirs.context["page"] == missing.context["page"]
    for number in (0, 10**30):
        assert lead.get(f"/exchange/records/{number}/{way}/").status_code == 404
    if way != "holders":
        assert act(lead, entry, way).status_code == 404


def test_a_receipt_shows_nowhere_to_another_holder(hosted: Hosted) -> None:
    entry = said(hosted)
    act(hosted.client("aa.lead"), entry, "withdraw")
    for address in (object_url(entry), "/exchange/taken-back/", "/exchange/kept/"):
        text = hosted.client("bb.lead").get(address).content.decode()
        assert "out of use" not in text
        assert "Who has answered" not in text


@pytest.mark.parametrize("way", ["withdraw", "erase"])
def test_only_a_releaser_is_asked(hosted: Hosted, way: str) -> None:
    entry = said(hosted)
    for who in ("aa.analyst", "aa.observer"):
        client = hosted.client(who)
        assert client.get(url(entry, way)).status_code == 403
        assert act(client, entry, way).status_code == 403
    assert not Removal.objects.exists()
    assert hosted.client("aa.observer").get(url(entry, "holders")).status_code == 200


def test_pages_that_only_show_take_no_form(hosted: Hosted) -> None:
    entry, lead = said(hosted), hosted.client("aa.lead")
    for address in (url(entry, "holders"), "/exchange/taken-back/", "/exchange/kept/"):
        assert lead.post(address).status_code == 405


def test_a_withdrawn_record_says_so_on_its_page_to_everybody_who_reads_it(hosted: Hosted) -> None:
    entry = said(hosted)
    act(hosted.client("aa.lead"), entry, "withdraw")
    for who, links in (("aa.lead", 1), ("bb.observer", 0)):
        page = hosted.client(who).get(object_url(entry)).context["page"]
        assert page.kind[-1] == "withdrawn"
        assert page.tells[0].title == "AA-CERT has withdrawn this"
        assert "It was a mistake" in page.tells[0].text
        assert page.facts[0].lines[0].at == Removal.objects.all()[0].at
        assert len(page.tells[0].links) == links


def test_an_erased_record_is_gone_from_every_page(hosted: Hosted) -> None:
    entry, lead = said(hosted), hosted.client("aa.lead")
    was = object_url(entry)
    act(lead, entry, "erase")
    for who in ("aa.lead", "bb.lead"):
        client = hosted.client(who)
        assert client.get(was).status_code == 404
        assert client.get(was.partition("?")[0] + "stix/").status_code == 404
        assert "wrong one" not in client.get("/exchange/?q=wrong.example").content.decode()
    assert "wrong one" not in lead.get("/exchange/taken-back/").content.decode()


def test_acts_on_a_record_are_shown_to_those_who_may_do_them(hosted: Hosted) -> None:
    entry = said(hosted)

    def acts(who: str) -> list[str]:
        page = hosted.client(who).get(object_url(entry)).context["page"]
        return [one.text for one in page.acts[1:]]

    assert acts("aa.lead") == ["Withdraw", "Erase", "Who has it"]
    assert acts("aa.analyst") == []
    assert acts("bb.lead") == ["Keep it"]
    assert acts("bb.analyst") == []
    act(hosted.client("aa.lead"), entry, "withdraw")
    assert acts("aa.lead") == ["Erase", "Who has it"]


def test_the_list_of_what_was_taken_back_is_its_members_own(hosted: Hosted) -> None:
    entry = said(hosted)
    act(hosted.client("aa.lead"), entry, "withdraw")
    answer = hosted.client("aa.observer").get("/exchange/taken-back/")
    assert answer.context["frame"].band.tlp == "TLP:AMBER", "it names an AMBER record"
    [row] = answer.context["page"].rows
    assert (row.title.text, row.how, row.url) == ("wrong one", "Withdrawn", url(entry, "holders"))
    assert [line.text for line in row.answers] == ["2 out of use"]
    assert hosted.client("bb.lead").get("/exchange/taken-back/").context["page"].rows == ()


@pytest.mark.parametrize("query", ["?before=x", "?before=-1", f"?before={10**30}"])
def test_a_strange_cursor_shows_a_page(hosted: Hosted, query: str) -> None:
    assert hosted.client("aa.lead").get(f"/exchange/taken-back/{query}").status_code == 200


def test_versions_and_other_groups_are_chosen_before_an_erasure(hosted: Hosted) -> None:
    entry, lead = said(hosted), hosted.client("aa.lead")
    said(hosted, modified="2026-07-02T08:00:00.000Z", description="newer")
    body = {**an_indicator("wrong one", "wrong.example"), "created_by_ref": hosted.a.stix_id}
    hosted.publish(hosted.everyone, hosted.a, body)
    fields = lead.get(url(entry, "erase")).context["page"].fields
    assert [one.name for one in fields] == ["why", "versions", "groups"]
    assert "BB-CERT, CC-CERT" in fields[2].choices[0].hint, "who has it there is named too"
    lead.post(url(entry, "erase"), {"why": WHY["erase"], "versions": "one", "groups": "everyone"})
    left = Entry.objects.filter(type="indicator", fate=Fate.ERASED.value)
    assert {one.group_id for one in left} == {hosted.circle.pk, hosted.everyone.pk}
    assert left.count() == 2


def test_a_group_that_was_not_offered_is_not_touched(hosted: Hosted) -> None:
    entry = said(hosted)
    form = {"why": WHY["erase"], "groups": ["drill", "pair", "nowhere"]}
    assert hosted.client("aa.lead").post(url(entry, "erase"), form).status_code == 302
    assert Entry.objects.filter(fate=Fate.ERASED.value).count() == 1


def test_what_a_term_keeps_shows_when_and_offers_the_withdrawal(hosted: Hosted) -> None:
    body = {**an_indicator("kept", "kept.example"), "created_by_ref": hosted.a.stix_id}
    stated = Stated(tlp=Tlp.GREEN, keep_until=hosted.at + 10**12)
    bringing = Bringing(hosted.circle, hosted.a, stated, "a test")
    publish(slices(a_bundle(body)), bringing, at=hosted.at + 1000)
    entry = Entry.objects.order_by("-seq")[0]
    lead = hosted.client("aa.lead")
    page = lead.get(url(entry, "erase")).context["page"]
    assert page.act.url == url(entry, "withdraw")
    assert page.tells[0].title.startswith("Under its terms nobody may erase it before ")
    answer = act(lead, entry, "erase")
    assert answer.status_code == 403
    assert "nobody may erase this yet" in answer.content.decode()
    assert Entry.objects.get(pk=entry.pk).fate == Fate.STANDS.value


def test_a_record_of_an_exercise_is_taken_back_under_its_banner(hosted: Hosted) -> None:
    entry = Entry.objects.get(group=hosted.drill, kind="record")
    lead = hosted.client("aa.lead")
    assert lead.get(url(entry, "withdraw")).context["frame"].exercise
    act(lead, entry, "withdraw")
    assert lead.get(url(entry, "holders")).context["frame"].exercise
    [row] = lead.get("/exchange/taken-back/").context["page"].rows
    assert row.is_exercise


def test_questions_cost_the_same_whatever_was_said(
    hosted: Hosted, django_assert_max_num_queries: Any
) -> None:
    entry, lead = said(hosted), hosted.client("aa.lead")
    for number in range(5):
        said(hosted, f"another {number}")
    for address, most in (
        (url(entry, "withdraw"), 60),
        (url(entry, "holders"), 40),
        ("/exchange/taken-back/", 20),
        ("/exchange/kept/", 40),
    ):
        with django_assert_max_num_queries(most):
            assert lead.get(address).status_code == 200
