"""Every address there is: for B it answers the same, whatever A and C do among themselves.

A table names what is asked of each route; a route that is not in it fails a test. A and C
open a group, propose, sign, withdraw, erase, keep, invite, make tokens; B's administrator
asks everything, about what B knows and what B can only guess.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.test import Client

from bayanihan.exchange.api import bring
from bayanihan.gate.api import Tlp
from bayanihan.membership.api import (
    Group,
    Guest,
    Invitation,
    Proposal,
    Role,
    Scope,
    SetStep,
    Token,
    invite,
    make_token,
    short_name,
)
from bayanihan.records.api import (
    Entry,
    KeepReason,
    RemovalReason,
    erase,
    place_hold,
    propose,
    withdraw,
)
from bayanihan.web.urls import page_urls
from tests.rooms.web.hosted import Hosted, a_bundle, an_id, an_indicator
from tests.rooms.web.test_views_secrecy import _kept

NOBODY_KNOWS = "0" * 64
# Routes that take forms only, or serve nothing of the store.
WITHOUT = frozenset({"sign-out", "set-language", "styleguide", "sign-in", "sign-in-code"})


@dataclass(frozen=True)
class Guesses:
    """What stands in addresses: of A and C, or of nobody."""

    group: str
    object: str
    seq: int
    proposal: str
    intake: str
    token: str
    invitation: str


NOTHING = Guesses(
    group="no-such-group",
    object=an_id("indicator", "nobody said this"),
    seq=1_234_567_890_123_456,
    proposal=NOBODY_KNOWS,
    intake="00000000-0000-4000-8000-000000000000",
    token="0" * 16,
    invitation="1" * 16,
)


def addresses(of: Guesses) -> Mapping[str, tuple[str, ...]]:
    """Every route by its name, with what is asked of it."""
    return {**_of_exchange(of), **_of_groups(of), **_of_people(of)}


def _of_exchange(of: Guesses) -> Mapping[str, tuple[str, ...]]:
    record, intake = f"/exchange/records/{of.seq}/", f"/exchange/import/{of.intake}/"
    thing = f"/exchange/objects/{of.object}/"
    return {
        "invited": ("/invited/nothing/",),
        "desk": ("/",),
        "exchange": ("/exchange/", "/exchange/?lane=exercise", f"/exchange/?group={of.group}"),
        "exchange-export": ("/exchange/export/", "/exchange/export/?form=csv"),
        "object": (thing, f"{thing}?entry={of.seq}"),
        "object-verify": (f"{thing}verify/",),
        "object-stix": (f"{thing}stix/",),
        "removal-withdraw": (f"{record}withdraw/",),
        "removal-erase": (f"{record}erase/",),
        "holders": (f"{record}holders/",),
        "kept-hold": (f"{record}hold/",),
        "taken-back": ("/exchange/taken-back/", f"/exchange/taken-back/?before={of.seq}-{of.seq}"),
        "kept": ("/exchange/kept/",),
        "kept-end": (f"/exchange/kept/{of.seq}/end/",),
        "kept-raw": (f"/exchange/kept/{of.seq}/raw/",),
        "import-start": ("/exchange/import/",),
        "import-review": (intake,),
        "import-release": (f"{intake}release/",),
        "import-sign": (f"{intake}sign/",),
        "import-take-back": (f"{intake}take-back/",),
        "import-discard": (f"{intake}discard/",),
        "import-receipt": (f"{intake}receipt/",),
        "approvals": ("/approvals/",),
        "audit": ("/audit/",),
        "audit-file": ("/audit/file/?form=csv", "/audit/file/?form=json"),
        "done": ("/done/", "/done/?after=50"),
        "quarantine": ("/quarantine/",),
        "quarantine-settle": ("/quarantine/1/settle/",),
        "quarantine-again": ("/quarantine/1/again/",),
        "quarantine-raw": ("/quarantine/1/raw/",),
    }


def _of_groups(of: Guesses) -> Mapping[str, tuple[str, ...]]:
    group, proposal = f"/groups/{of.group}/", f"/proposals/{of.proposal}/"
    return {
        "groups": ("/groups/",),
        "group-new": ("/groups/new/",),
        "group": (group, "/groups/circle/", "/groups/everyone/", "/groups/drill/", "/groups/mute/"),
        "group-charter": (f"{group}charter/", f"{group}charter/?version=1"),
        "group-export": (f"{group}export/", "/groups/circle/export/"),
        "group-evidence": (f"{group}evidence/", "/groups/circle/evidence/"),
        "group-recover": (f"{group}recover/", "/groups/circle/recover/"),
        "charter-accept": (f"{group}accept/", "/groups/circle/accept/"),
        "charter-changes": (f"{group}change/", "/groups/circle/change/"),
        "charter-change": (f"{group}change/invite/", "/groups/circle/change/invite/"),
        "proposal": (proposal,),
        "proposal-take-back": (f"{proposal}take-back/",),
        "proposal-act": (f"{proposal}sign/", f"{proposal}decline/"),
        "ladders": ("/ladder/",),
        "ladder": ("/ladder/AA-CERT/", "/ladder/CC-CERT/"),
        "ladder-act": ("/ladder/AA-CERT/begin/", "/ladder/CC-CERT/up/"),
        "keys": ("/keys/",),
        "key-new": ("/keys/new/",),
        "key-ask": (f"/keys/{of.group}/1/ask/", "/keys/circle/1/ask/"),
        "key-end": (f"/keys/{of.group}/1/end/", "/keys/circle/1/end/"),
        "key-stolen": (f"/keys/{of.group}/1/stolen/", "/keys/circle/1/stolen/"),
    }


def _of_people(of: Guesses) -> Mapping[str, tuple[str, ...]]:
    return {
        "members": ("/members/",),
        "member": ("/members/AA-CERT/", "/members/BB-CERT/", "/members/CC-CERT/"),
        "region": ("/region/",),
        "account": ("/account/",),
        "account-password": ("/account/password/",),
        "factor": ("/account/factor/",),
        "account-token": ("/account/token/",),
        "account-token-end": (f"/account/token/{of.token}/end/",),
        "account-session": ("/account/session/0000000000000000/end/",),
        "account-sessions": ("/account/sessions/end/",),
        "people": ("/people/",),
        "person": ("/people/aa.lead/", "/people/cc.lead/", "/people/bb.boss/"),
        "person-act": ("/people/aa.lead/rights/",),
        "person-token": (f"/people/aa.lead/token/{of.token}/",),
        "invitation-take-back": (f"/invitation/{of.invitation}/back/",),
        "member-settings": ("/settings/",),
    }


def seen(browser: Client, of: Guesses) -> dict[str, tuple[int, bytes]]:
    """Every answer, without what is fleeting and what the question itself named."""
    return {
        f"{name} {place}": (answer.status_code, _unnamed(answer.getvalue(), of))
        for name, asked in addresses(of).items()
        for place, address in enumerate(asked)
        for answer in [browser.get(address)]
    }


def _unnamed(content: bytes, of: Guesses) -> bytes:
    """An answer may repeat the question; apart from that it must be the same."""
    # Pages speak of pairs, whatever the group of A and C is called.
    content = content.replace(b"pairs", b"twos")
    for named in (of.group, of.object, str(of.seq), of.proposal, of.intake):
        content = content.replace(named.encode(), b"?")
    return _kept(content)


def among_themselves(hosted: Hosted) -> Guesses:
    """A and C do everything that two members can do, where B is not."""
    pair = hosted.open_pair()
    lead = hosted.people["aa.lead"]
    [first, second, third] = _said(pair, hosted)
    at = hosted.at + 10_000
    place_hold(entry=first, why=KeepReason.EVIDENCE, by=hosted.people["cc.lead"], at=at)
    erase(entries=[first], by=lead, why=RemovalReason.PERSONAL_DATA, at=at + 1)
    withdraw(entries=[second], by=lead, why=RemovalReason.WAS_MISTAKEN, at=at + 2)
    propose(group=pair, member=hosted.a, by=lead, changes=[SetStep(4)], at=at + 3)
    intake = bring(content=a_bundle(an_indicator("w", "w.example")), name="w", by=lead, at=at)
    hosted.publish(pair, hosted.a, {**an_indicator("bad", "bad.example"), "modified": "never"})
    make_token(name="reader", scope=Scope.READ, days=9, by=lead, at=at)
    guest = Guest("aa-cert.new", "New", [Role.ANALYST])
    invite(member=hosted.a, guest=guest, by=None, at=at)
    for username in ("aa.lead", "cc.lead", "aa.lead"):
        browser = hosted.client(username)
        browser.get(f"/groups/{pair.key}/")
        browser.get("/exchange/")
    assert third.object is not None
    return Guesses(
        group=pair.key,
        object=third.object.stix_id,
        seq=third.seq,
        proposal=Proposal.objects.get(group=pair, state="open").digest,
        intake=str(intake.pk),
        token=short_name(Token.objects.latest("pk").digest),
        invitation=short_name(Invitation.objects.latest("pk").digest),
    )


def _said(pair: Group, hosted: Hosted) -> list[Entry]:
    rows = Entry.objects.filter(group=pair, journal__member=hosted.a, kind="record")
    wanted = ("object", "group", "handling", "journal__member")
    return list(rows.select_related(*wanted).order_by("seq")[:3])


def test_every_route_is_asked() -> None:
    assert set(addresses(NOTHING)) == {str(one.name) for one in page_urls} - WITHOUT


def boss(hosted: Hosted) -> Client:
    """Somebody of B with every right."""
    return hosted.staff("bb.boss", hosted.b, *Role)


def test_no_address_tells_b_what_a_and_c_do_among_themselves(hosted: Hosted) -> None:
    hosted.publish(hosted.circle, hosted.b, an_indicator("ours", "ours.example"), tlp=Tlp.AMBER)
    browser = boss(hosted)
    # Asked twice: the first time notes what was looked at, and when.
    before = [seen(browser, NOTHING) for _twice in range(2)][1]
    known = among_themselves(hosted)
    assert _different(before, seen(browser, NOTHING)) == []
    assert _different(before, seen(browser, known)) == []


def _different(
    before: Mapping[str, tuple[int, bytes]], after: Mapping[str, tuple[int, bytes]]
) -> list[str]:
    """Which addresses answer otherwise; reads of B itself grow its own audit."""
    return [
        address
        for address in before
        if before[address] != after[address] and not address.startswith("audit")
    ]


def test_the_audit_of_b_holds_what_b_read_and_nothing_else(hosted: Hosted) -> None:
    browser = boss(hosted)
    among_themselves(hosted)
    said = browser.get("/audit/file/?form=json").getvalue().decode()
    assert "private" not in said
    assert "aa.lead" not in said


def test_the_comparison_would_notice(hosted: Hosted) -> None:
    """For A itself the same acts change many answers."""
    browser = hosted.staff("aa.boss", hosted.a, *Role)
    before = [seen(browser, NOTHING) for _twice in range(2)][1]
    known = among_themselves(hosted)
    changed = set(_different(before, seen(browser, known)))
    assert set(_inside()) <= changed


def _inside() -> Iterator[str]:
    yield from ("desk 0", "groups 0", "group 0", "proposal 0", "object 0", "taken-back 0", "done 0")
    yield from ("import-review 0", "quarantine 0", "people 0", "ladder 1", "holders 0")
