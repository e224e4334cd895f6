"""Who of one's member did what: in words, for its administrators, and for nobody else."""

from __future__ import annotations

from django.utils.translation import override

from bayanihan.gate.api import Tlp
from bayanihan.membership.api import Happened, Role, happened, note_restored
from bayanihan.records.api import Entry, KeepReason, RemovalReason, end_hold, place_hold, withdraw
from bayanihan.web.parts.pages_done import DonePage
from bayanihan.web.sentences.of_happenings import HAPPENINGS, happening_words
from tests.rooms.web.changing import proposed
from tests.rooms.web.hosted import Hosted, an_indicator


def shown(hosted: Hosted, name: str, query: str = "") -> DonePage:
    """The page as an administrator of a member sees it."""
    member = {"aa": hosted.a, "bb": hosted.b}[name]
    browser = hosted.staff(f"{name}.boss{query[-2:]}", member, Role.ADMINISTRATOR)
    answer = browser.get(f"/done/{query}")
    assert answer.status_code == 200
    page = answer.context["page"]
    assert isinstance(page, DonePage)
    return page


def words(page: DonePage) -> list[tuple[str, str]]:
    """Who and what."""
    return [(event.who, event.what.text) for event in page.events]


def test_every_act_has_a_sentence() -> None:
    assert set(HAPPENINGS) == {one.value for one in Happened}
    assert happening_words("of_a_newer_node", {}) == "of a newer node"
    with override("en"):
        assert happening_words(Happened.KEY_MADE, {}) == "Statement key number - was made."


def test_what_was_taken_back_and_kept_is_on_record_for_each_member_alone(hosted: Hosted) -> None:
    hosted.publish(hosted.circle, hosted.a, an_indicator("x", "x.example"), tlp=Tlp.AMBER)
    entry = Entry.objects.select_related("group", "journal__member").order_by("-seq")[0]
    keeper, lead = hosted.people["bb.lead"], hosted.people["aa.lead"]
    place_hold(entry=entry, why=KeepReason.EVIDENCE, by=keeper, at=hosted.at + 2000)
    withdraw(entries=[entry], by=lead, why=RemovalReason.WAS_MISTAKEN, at=hosted.at + 3000)
    end_hold(seq=entry.seq, by=keeper, at=hosted.at + 4000)
    assert words(shown(hosted, "aa")) == [
        (lead.display_name, "Records withdrawn in Bank circle: 1. Why: It was a mistake."),
    ]
    [ended, placed] = words(shown(hosted, "bb"))
    assert ended == (keeper.display_name, "A record of AA-CERT in Bank circle is kept no longer.")
    assert placed[1].startswith("A record of AA-CERT in Bank circle is kept. Why: ")


def test_a_group_that_the_member_left_keeps_its_key_alone(hosted: Hosted) -> None:
    """What it is called by now is no longer the member's business."""
    facts = {"group": "circle", "number": 1}
    happened(hosted.c, None, Happened.CHARTER_SIGNED, facts, hosted.at + 1)
    a = hosted.client("aa.lead")
    proposed(a, hosted.circle, "remove", who=hosted.c.stix_id)
    proposed(a, hosted.circle, "words", name="Renamed circle", purpose="Within the hour.")
    browser = hosted.staff("cc.boss", hosted.c, Role.ADMINISTRATOR)
    page = browser.get("/done/").content.decode()
    assert "Charter version 1 of circle was signed." in page
    assert "Renamed circle" not in page


def test_a_long_list_is_read_page_by_page(hosted: Hosted) -> None:
    for number in range(120):
        happened(hosted.a, None, Happened.KEY_MADE, {"key": number}, hosted.at + number)
    seen: list[str] = []
    page = shown(hosted, "bb")
    for query in ("", "?after=50", "?after=100"):
        page = shown(hosted, "aa", query)
        assert {event.who for event in page.events} == {"operator"}
        seen += [event.what.text for event in page.events]
    assert seen == [f"Statement key number {number} was made." for number in reversed(range(120))]
    assert page.paging.onward_url == ""
    for strange in ("?after=-1", "?after=x", f"?after={10**40}"):
        assert len(shown(hosted, "bb", strange).events) == 0


def test_the_page_and_those_beside_it_lead_to_each_other(hosted: Hosted) -> None:
    browser = hosted.staff("aa.boss", hosted.a, Role.ADMINISTRATOR)
    pages = ("/people/", "/audit/", "/done/")
    for address in pages:
        shown_links = {link.url for link in browser.get(address).context["page"].beside}
        assert shown_links == {"/keys/", *pages} - {address}


def test_whoever_does_not_administer_gets_no_page(hosted: Hosted) -> None:
    assert hosted.client("aa.lead").get("/done/").status_code == 403


def test_while_a_restore_waits_every_page_says_that_nothing_is_signed(hosted: Hosted) -> None:
    browser = hosted.client("aa.lead")
    assert "signs nothing yet" not in browser.get("/groups/").content.decode()
    note_restored(last_seq=hosted.at, at=hosted.at + 1)
    for address in ("/", "/groups/", "/exchange/", "/no-such-page/"):
        said = browser.get(address).content.decode()
        assert "This node was restored from a backup and signs nothing yet." in said, address
        assert "bayanihan confirm-restore" in said
    browser.logout()
    assert "restored" not in browser.get("/sign-in/").content.decode()
