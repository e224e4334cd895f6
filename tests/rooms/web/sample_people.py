"""Sample contexts of people and accounts: nobody here exists."""

from __future__ import annotations

from bayanihan.web.parts.fields import Choice, Field, FieldKind, summary_of
from bayanihan.web.parts.pages_people import (
    AccountPage,
    FactorPage,
    FormBlock,
    FormPage,
    InvitationRow,
    OncePage,
    PeoplePage,
    PersonPage,
    PersonRow,
    Plain,
    SessionRow,
    TokenRow,
)
from bayanihan.web.parts.rows import Line, fact
from bayanihan.web.parts.tells import Empty
from bayanihan.web.parts.voices import Act, Link
from bayanihan.web.showing.account_factor import drawn
from tests.rooms.web.sample_frames import HOUR, NOW

AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
SESSIONS = (
    SessionRow("Firefox on Linux", NOW - HOUR, AGENT),
    SessionRow("Chrome on Android", NOW - 9 * HOUR, "", "/account/session/2/end/"),
)
TOKENS = (TokenRow("SIEM of the night shift", "reads", NOW - HOUR, NOW + 900 * HOUR, "/t/1/end/"),)
NOTHING = Empty("No token opens anything", "A token lets a program take out files.")


def rights() -> Field:
    return Field(
        "rights",
        "Rights",
        FieldKind.CHECKBOX,
        choices=(
            Choice("analyst", "analyst", "brings reports in and prepares releases", is_chosen=True),
            Choice("administrator", "administrator", "invites people, gives rights"),
        ),
    )


def block(key: str, *fields: Field, is_main: bool = False) -> FormBlock:
    act = Act("Do it", is_main=is_main)
    return FormBlock(key, "A form", "/people/", fields, act, "What it does.", summary_of(fields))


def people() -> PeoplePage:
    name = Field("name", "User name", errors=("Somebody of your member has this user name.",))
    eyes = Field("eyes", "Two people from", FieldKind.SELECT, choices=(Choice("", "never"),))
    rows = (
        PersonRow("R. Senja", "fj-cert.duty", "/people/fj-cert.duty/", "analyst", "yes", 2),
        PersonRow("Q. Tua, shut out", "fj-cert.tua", "/people/fj-cert.tua/", "none", "no", 0, True),
        PersonRow("P. Muda", "fj-cert.lead", "/people/x/", "administrator", "no", 1, is_me=True),
    )
    take_back = Act("Take back", refuses=True)
    waiting = InvitationRow(
        "fj-cert.new", "N. Baru", "analyst", "new person", "fj-cert.lead", NOW + 50 * HOUR, "/i/1/",
        take_back,
    )  # fmt: skip
    return PeoplePage(
        sentence="2 people sign in for National CERT, Fajar.",
        lede="Your member has one administrator: invite a second.",
        rows=rows,
        waiting=(waiting,),
        nobody_waits=NOTHING,
        invite=block("invite", name, rights(), is_main=True),
        settings=block("settings", eyes),
    )


def person(*, is_off: bool = False) -> PersonPage:
    act = Plain("Somebody leaves", "All ends at once.", "/people/x/out/", Act("Out", refuses=True))
    return PersonPage(
        kind="National CERT, Fajar",
        name="R. Senja",
        lede="Shut out." if is_off else "",
        facts=(fact("Since", Line(at=NOW - 900 * HOUR)), fact("Second factor", "none is set up")),
        sessions=() if is_off else SESSIONS,
        no_sessions=Empty("Not signed in anywhere"),
        tokens=() if is_off else TOKENS,
        no_tokens=NOTHING,
        acts=(act,),
        rights=None if is_off else block("rights", rights()),
    )


def account(*, is_bare: bool = False) -> AccountPage:
    others = Plain("Others", "1 other session is open.", "/end/", Act("End all others"))
    return AccountPage(
        name="R. Senja",
        lede="You speak for National CERT, Fajar.",
        facts=(fact("Second factor", Line("none", state="soon", more=Link("set up", "/f/"))),),
        links=(Link("Change the password", "/account/password/"), Link("People", "/people/")),
        sessions=SESSIONS[:1] if is_bare else SESSIONS,
        tokens=() if is_bare else TOKENS,
        no_tokens=NOTHING,
        end_others=None if is_bare else others,
        token_act=Act("Make a token", "/account/token/"),
    )


def form() -> FormPage:
    new = Field("new", "New password", FieldKind.PASSWORD, errors=("Too short.",))
    return FormPage(
        sentence="R. Senja, you are invited to speak for National CERT, Fajar",
        lede="Choose a password.",
        form=block("password", new, is_main=True),
        kind="National CERT, Fajar",
        facts=(fact("Works until", Line(at=NOW + 50 * HOUR)),),
        links=(Link("Back", "/account/"),),
    )


def once() -> OncePage:
    return OncePage(
        sentence="Keep these codes.",
        lede="They are shown this one time.",
        label="Recovery codes",
        secrets=("ABCD-EFGH-IJKL-MNOP", "QRST-UVWX-YZ23-4567"),
        facts=(fact("Works until", Line(at=NOW + 50 * HOUR)),),
        links=(Link("Back to your account", "/account/"),),
        after="Lost them? Make others.",
    )


def factor(*, is_set: bool = False) -> FactorPage:
    code = Field("code-confirm", "Code", hint="Six digits.", autocomplete="one-time-code")
    return FactorPage(
        sentence="Read the picture with your app",
        lede="It stands here once.",
        forms=(block("confirm", code, is_main=not is_set),),
        drawn=None if is_set else drawn("otpauth://totp/example?secret=GEZDGNBVGY3TQOJQ"),
        secret="" if is_set else "GEZD GNBV GY3T QOJQ",
        facts=(fact("Since", Line(at=NOW)),) if is_set else (),
        links=(Link("Back to your account", "/account/"),),
    )
