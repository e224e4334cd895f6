"""Sample pages about trust: charters, the ladder, keys, evidence, taking back, the audit."""

from __future__ import annotations

from typing import Any

from bayanihan.web.parts import pages_charters as charters
from bayanihan.web.parts import pages_evidence as evidence
from bayanihan.web.parts import pages_keys as keys
from bayanihan.web.parts import pages_ladder as ladder
from bayanihan.web.parts import pages_removal as removal
from bayanihan.web.parts.beam import Face
from bayanihan.web.parts.fields import Choice, Field, FieldKind
from bayanihan.web.parts.marking import Step
from bayanihan.web.parts.pages_approvals import ApprovalsPage
from bayanihan.web.parts.pages_audit import AuditPage, AuditRow
from bayanihan.web.parts.pages_confirm import ConfirmPage
from bayanihan.web.parts.pages_done import DonePage
from bayanihan.web.parts.pages_groups import KeyRow
from bayanihan.web.parts.rows import Event, Line, Paging, Who, fact
from bayanihan.web.parts.tells import Empty, Mood, Tell
from bayanihan.web.parts.voices import Act, Link, Said, Voice
from tests.rooms.web import sample_exchange as exchange
from tests.rooms.web.sample_frames import HOUR, NOW

XB, XK = Face("XB-CERT", "National CERT, Bulan"), Face("XK-CERT", "National CERT, Kestrel")
NOTHING = Empty("Nothing waits", "What waits stands here.", (Link("Your groups", "/groups/"),))
ROOT = "3f0c" * 16
WHY = Field("why", "Why?", FieldKind.RADIO, choices=(Choice("mistaken", "It was mistaken."),))


def confirm() -> ConfirmPage:
    return ConfirmPage(
        sentence="Agree to step 3, confidential with XB-CERT?",
        lede="Your signature is the second one: it is in force at once.",
        action="/ladder/XB-CERT/sign/",
        act=Act("Sign", is_main=True, leaves_node=True),
        back=Link("Back without deciding", "/ladder/XB-CERT/"),
        facts=(fact("Highest marking from then on", Line(tlp="TLP:AMBER")),),
        whos=(Who(("XB-CERT",), XB.name, "the only one who learns of it"),),
        whos_title="Who learns of it",
        fields=(WHY,),
        hidden=(("seen", ROOT),),
        tells=(Tell("It changed meanwhile", "Look again.", Mood.SOON),),
    )


def change() -> charters.ChangePage:
    row = charters.ChangeRow(Link("Hand over the chair", "/change/chair/"), "One becomes a member.")
    return charters.ChangePage("What should change?", "You propose.", (row,), NOTHING)


def change_form() -> charters.ChangeFormPage:
    act, back = Act("Look at it before proposing", is_main=True), Link("Back", "/change/")
    return charters.ChangeFormPage("Hand over", "To whom?", "/change/chair/", (WHY,), act, back)


def proposal() -> charters.ProposalPage:
    answers = (
        charters.AnswerRow("XB-CERT", XB.name, "signed", "done", NOW - HOUR),
        charters.AnswerRow("XK-CERT", XK.name, "no answer yet", "soon"),
    )
    return charters.ProposalPage(
        kind=("Proposal", "open"),
        sentence="Version 4 of “Bank payments circle”",
        lede="Still needed: XK-CERT.",
        changes=("XF-CERT joins as member.",),
        answers=answers,
        facts=(fact("Digest of the version", Line(ROOT, Voice.MACHINE)),),
        acts=(Act("Read and sign", "/proposals/1/sign/", is_main=True),),
        links=(Link("The group", "/groups/bank-payments/"),),
    )


def one_ladder() -> ladder.LadderPage:
    rungs = (
        ladder.RungRow(Step(3), "ahead", ("Threat records up to AMBER.",), "proposed by XB-CERT"),
        ladder.RungRow(Step(2), "here", ("Threat records marked CLEAR or GREEN.",), "you are here"),
    )
    rows = (
        ladder.EvidenceRow("Records that the other may read", "12", "9"),
        ladder.EvidenceRow("Last one said", given_at=NOW, taken_at=NOW - HOUR),
    )
    up = Event(NOW - 9 * HOUR, "", Said("Up to step 2, open", Voice.SYSTEM), note="version 3")
    return ladder.LadderPage(
        sentence="You and XB-CERT stand on step 2, open.",
        lede="Trust is built step by step.",
        me="XF-CERT",
        other="XB-CERT",
        rungs=rungs,
        evidence=rows,
        evidence_note="Counted in 2 groups of few that both sit in.",
        history=(up,),
        tells=(Tell("XB-CERT proposes step 3", "Nothing changes yet.", Mood.SOON),),
        acts=(Act("Read and agree", "/ladder/XB-CERT/sign/", is_main=True),),
    )


def ladders() -> ladder.LaddersPage:
    asks = ladder.PairRow(XB, "/ladder/XB-CERT/", Step(2), "waits for your answer", "soon")
    alone = ladder.PairRow(XK, "/ladder/XK-CERT/", None, "not begun")
    return ladder.LaddersPage("1 waits.", "No ranking.", (asks,), (asks,), (alone,), NOTHING)


def own_keys() -> keys.KeysPage:
    row = KeyRow("Key 1", "0a1b2c3d", NOW - 900 * HOUR, None, "done", "in force")
    place = keys.KeyPlace(
        Link("Bank payments circle", "/groups/bank-payments/"),
        "key 1",
        "as it should be",
        "done",
        (Link("The key was stolen", "/keys/x/1/stolen/"),),
    )
    act = Act("Make a new key", "/keys/new/", is_main=True)
    return keys.KeysPage("Your member has 1 key.", "Sealed.", (row,), (place,), NOTHING, (act,))


def kept_evidence() -> evidence.EvidencePage:
    rival = evidence.RivalRow("Version 4", "Signed by XB-CERT.", ROOT, ("XK-CERT leaves.",), NOW)
    kept = evidence.EvidenceKept("XB-CERT signed two heads of its journal", "{}", NOW)
    act = Act("Propose how it goes on", "/recover/", is_main=True)
    return evidence.EvidencePage("2 found.", "Talk first.", (rival,), (kept,), NOTHING, (act,))


def remove() -> removal.RemovePage:
    return removal.RemovePage(
        sentence="Withdraw “Payment page”?",
        lede="It is true no longer.",
        facts=(fact("Group", "Bank payments circle"),),
        happens=("It leaves every list.",),
        cannot=("Who read it has read it.",),
        who_title="Who has it",
        who_words="1 member",
        whos=(Who(("XB-CERT",), XB.name, "is told, and answers with a receipt"),),
        action="/withdraw/",
        fields=(WHY,),
        act=Act("Withdraw it", refuses=True, leaves_node=True),
        back=Act("Back", "/exchange/"),
    )


def holders() -> removal.HoldersPage:
    rows = (
        removal.HolderRow(XB, "/members/XB-CERT/", "done", "removed", at=NOW),
        removal.HolderRow(XK, "/members/XK-CERT/", "soon", "silent"),
    )
    return removal.HoldersPage("1 of 2 answered.", "For you alone.", (), rows)


def removed() -> removal.TakenPage:
    title = Said("Payment page", Voice.MEMBER)
    row = removal.TakenRow(
        title, "/holders/", "Indicator", "withdrawn", "mistaken", "Bank payments circle", NOW,
        (Line("1 of 2 answered", state="soon"),), is_exercise=True,
    )  # fmt: skip
    return removal.TakenPage("1 record.", "Newest first.", (row,), Paging(1), NOTHING)


def kept() -> removal.KeptPage:
    row = removal.KeptRow(
        title=Said("Payment page", Voice.MEMBER),
        kind="Indicator",
        publisher=XB,
        group="Bank payments circle",
        tlp="TLP:AMBER",
        why="a court asks for it",
        by="R. Senja",
        at=NOW,
        state="soon",
        words="erased by its publisher; a copy stays here",
        raw_url="/raw/",
        acts=(Act("End it", "/end/", refuses=True),),
        is_exercise=True,
    )
    return removal.KeptPage("1 kept.", "Only your people see it.", (row,), NOTHING)


def approvals() -> ApprovalsPage:
    return ApprovalsPage(
        "1 waits for a signature.", "Oldest first.", exchange.desk().waiting, NOTHING
    )


def audit() -> AuditPage:
    rows = (
        AuditRow("A page", NOW, "R. Senja", "xf.duty", "/exchange/", "", "TLP:AMBER", 3, NOW, NOW),
        AuditRow("This line is damaged."),
    )
    return AuditPage(
        "1 answer.", "Newest first.", exchange.exchange().filters, rows, Paging(2), NOTHING
    )


def done() -> DonePage:
    events = (Event(NOW, "R. Senja", Said("Recovery codes were made anew.", Voice.SYSTEM)),)
    return DonePage("Who did what", "Newest first.", events, Paging(1), NOTHING)


def sample_trust() -> dict[str, tuple[str, str, Any]]:
    """Name to template, room and page."""
    return {
        "confirm": ("confirm", "Groups", confirm()),
        "change": ("change", "Groups", change()),
        "change-form": ("change_form", "Groups", change_form()),
        "proposal": ("proposal", "Groups", proposal()),
        "ladder": ("ladder", "Members", one_ladder()),
        "ladders": ("ladders", "Members", ladders()),
        "keys": ("keys", "Members", own_keys()),
        "evidence": ("evidence", "Groups", kept_evidence()),
        "remove": ("remove", "Exchange", remove()),
        "holders": ("holders", "Exchange", holders()),
        "removed": ("removed", "Exchange", removed()),
        "kept": ("kept", "Exchange", kept()),
        "approvals": ("approvals", "Exchange", approvals()),
        "audit": ("audit", "Members", audit()),
        "done": ("done", "Members", done()),
    }
