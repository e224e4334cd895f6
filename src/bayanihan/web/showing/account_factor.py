"""The page of the second factor: a secret to read with an app, codes to keep."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bayanihan.membership.api import Person, app_address, secret_groups
from bayanihan.web.parts.fields import Field, FieldKind
from bayanihan.web.parts.pages_people import Drawn, FactorPage, FormBlock, OncePage
from bayanihan.web.parts.rows import Line, fact
from bayanihan.web.parts.tells import Summary
from bayanihan.web.parts.voices import Act, Link

LONGEST_CODE: Final = 40
_QUIET: Final = 4


def factor_page(person: Person, *, secret: bytes | None, left: int, wrong: str) -> FactorPage:
    """The page as it stands: nothing set up, being set up, or in use."""
    if person.factor_since is not None:
        return _in_use(person, person.factor_since, left, wrong)
    if secret is not None:
        return _being_set_up(person, secret, wrong)
    lede = _(
        "Besides your password you then need a code from an app on your phone. A password that "
        "was found out opens nothing alone."
    )
    return FactorPage(
        sentence=_("No second factor is set up"),
        lede=_needed(person) or lede,
        forms=(_block("begin", _("Set up"), _("Set up a second factor"), is_main=True),),
        links=_ways(person),
    )


def _being_set_up(person: Person, secret: bytes, wrong: str) -> FactorPage:
    address = app_address(secret, username=person.username, node=settings.NODE_NAME)
    form = _block(
        "confirm",
        _("Then type the code that it shows"),
        _("Confirm"),
        code=_("Six digits. They change every half minute."),
        wrong=wrong,
        is_main=True,
    )
    return FactorPage(
        sentence=_("Read the picture with your app"),
        lede=_needed(person)
        or _("Any app for one-time codes will do. Once you confirm, picture and secret are gone."),
        forms=(form,),
        drawn=drawn(address),
        secret=secret_groups(secret),
        links=_ways(person),
    )


def _in_use(person: Person, since: int, left: int, wrong: str) -> FactorPage:
    said = ngettext("%(count)d of them is left", "%(count)d of them are left", left) % {
        "count": left
    }
    renew = _block(
        "renew",
        _("New recovery codes"),
        _("Make ten new ones"),
        code=_("A code of now, or a recovery code. The ones of before then open nothing."),
        wrong=wrong,
    )
    forms = [renew]
    if not person.member.second_factor_required:
        forms.append(
            _block(
                "off",
                _("Do without"),
                _("Turn the second factor off"),
                code=_("A code of now, or a recovery code."),
                refuses=True,
            )
        )
    return FactorPage(
        sentence=_("Your second factor is set up"),
        lede=_("To move it to another phone, turn it off and set it up anew.")
        if len(forms) > 1
        else _("Your member wants one from everybody; an administrator can let you in anew."),
        forms=tuple(forms),
        facts=(
            fact(_("Since"), Line(at=since)),
            fact(_("Recovery codes"), Line(said, state="" if left else "late")),
        ),
        links=_ways(person),
    )


def _needed(person: Person) -> str:
    if not person.member.second_factor_required:
        return ""
    return _("Your member wants a second factor from everybody. Nothing else opens before that.")


def _ways(person: Person) -> tuple[Link, ...]:
    """Back to the account, where that opens."""
    is_shut = person.member.second_factor_required and person.factor_since is None
    return () if is_shut else (Link(_("Back to your account"), reverse("account")),)


def _block(  # noqa: PLR0913  # a form is made of these
    word: str,
    title: str,
    act: str,
    *,
    code: str = "",
    wrong: str = "",
    is_main: bool = False,
    refuses: bool = False,
) -> FormBlock:
    fields = [Field(name="act", label="", kind=FieldKind.HIDDEN, value=word)]
    if code:
        fields.append(
            Field(
                name=f"code-{word}",
                label=_("Code"),
                hint=code,
                is_required=True,
                autocomplete="one-time-code",
                errors=(wrong,) if wrong else (),
            )
        )
    mistake = Link(wrong, f"#f-code-{word}")
    summary = Summary(_("Nothing was changed."), (mistake,)) if wrong else None
    action = reverse("factor")
    what = Act(act, is_main=is_main, refuses=refuses)
    return FormBlock(word, title, action, tuple(fields), what, summary=summary)


def drawn(address: str) -> Drawn:
    """A QR code (ISO/IEC 18004) with the quiet zone that readers need."""
    import segno  # noqa: PLC0415  # few pages draw one, and every start would wait for it

    rows = segno.make_qr(address, error="m").matrix
    dark = [
        f"M{x + _QUIET} {y + _QUIET}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, module in enumerate(row)
        if module
    ]
    return Drawn(len(rows) + 2 * _QUIET, "".join(dark))


def wrong_code() -> str:
    """The one sentence for a code that is not right, was used, or was tried too often."""
    return _(
        "This code is not right, or was used already. Wait for the next one. After ten wrong "
        "attempts your name is closed for 15 minutes."
    )


def codes_page(codes: tuple[str, ...], *, is_first: bool, was_needed: bool) -> OncePage:
    """Ten recovery codes, this one time."""
    on = Link(_("To your desk"), reverse("desk")) if was_needed else None
    back = Link(_("Back to your account"), reverse("account"))
    return OncePage(
        sentence=_("Your second factor is set up. Keep these codes.")
        if is_first
        else _("New recovery codes. The ones of before open nothing."),
        lede=_(
            "Each signs you in once in place of a code from your app, when the phone is lost. "
            "Print them or write them down; they are shown this one time."
        ),
        label=_("Recovery codes"),
        secrets=codes,
        facts=(),
        links=(on, back) if on else (back,),
    )
