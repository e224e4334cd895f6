"""One's own account as pages."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bayanihan.membership.api import (
    Person,
    Role,
    SignedIn,
    Token,
    roles_of,
    session_digest,
    sessions_of,
    short_name,
    tokens_of,
)
from bayanihan.web.parts.fields import FieldKind, from_bound, summary_of
from bayanihan.web.parts.pages_people import (
    AccountPage,
    FormBlock,
    FormPage,
    OncePage,
    Plain,
    SessionRow,
)
from bayanihan.web.parts.rows import Fact, Line, fact
from bayanihan.web.parts.tells import Empty, Mood, Tell
from bayanihan.web.parts.voices import Act, Link
from bayanihan.web.showing.account_forms import NewPasswordForm, TokenForm, password_block
from bayanihan.web.showing.people import roles_words, session_row, token_row


def account_page(person: Person, *, key: str, at: int) -> AccountPage:
    """Password, factor, sessions and tokens of the reader; three queries."""
    roles = roles_of(person)
    sessions = sessions_of(person, at=at)
    tokens = tokens_of(person, at=at)
    links = [Link(_("Change the password"), reverse("account-password"))]
    if Role.ADMINISTRATOR in roles:
        links.append(Link(_("People of your member"), reverse("people")))
    return AccountPage(
        name=person.display_name,
        lede=_("You speak for %(member)s.") % {"member": person.member.name},
        facts=(
            fact(_("User name"), person.username),
            fact(_("Rights"), roles_words(roles)),
            _factor_fact(person),
        ),
        links=tuple(links),
        sessions=tuple(_session(one, key) for one in sessions),
        tokens=tuple(token_row(one, _end_url(one)) for one in tokens),
        no_tokens=Empty(
            _("No token opens anything"),
            _("A token lets a program take out the files that you may take out, and nothing else."),
        ),
        end_others=_end_others(len(sessions) - 1),
        token_act=Act(_("Make a token"), reverse("account-token")),
    )


def _factor_fact(person: Person) -> Fact:
    way = Link(_("look at it") if person.factor_since else _("set it up"), reverse("factor"))
    if person.factor_since is None:
        return fact(_("Second factor"), Line(_("none"), state="soon", more=way))
    return fact(_("Second factor"), Line(_("since"), at=person.factor_since, more=way))


def _session(one: SignedIn, key: str) -> SessionRow:
    is_this = one.digest == session_digest(key)
    return session_row(
        one, "" if is_this else reverse("account-session", args=[short_name(one.digest)])
    )


def _end_url(one: Token) -> str:
    return reverse("account-token-end", args=[short_name(one.digest)])


def _end_others(count: int) -> Plain | None:
    if count < 1:
        return None
    said = ngettext(
        "%(count)d other session is open.", "%(count)d other sessions are open.", count
    ) % {"count": count}
    act = Act(_("End all but this one"), refuses=True)
    return Plain(_("Others"), said, reverse("account-sessions"), act)


def password_page(form: NewPasswordForm, person: Person) -> FormPage:
    """A new password for the old one."""
    title = _("Change the password")
    block = password_block(
        form, title=title, action=reverse("account-password"), act=_("Change the password")
    )
    return FormPage(
        sentence=title,
        lede=_("Every other session of yours ends when you do. Tokens stay as they are."),
        form=block,
        facts=(fact(_("User name"), person.username),),
        links=(Link(_("Back to your account"), reverse("account")),),
    )


def token_form_page(form: TokenForm) -> FormPage:
    """What a new token is for."""
    fields = (
        from_bound(form["name"], kind=FieldKind.TEXT, autocomplete="off"),
        from_bound(form["days"], kind=FieldKind.TEXT, autocomplete="off"),
    )
    block = FormBlock(
        key="token",
        title=_("Make a token"),
        action=reverse("account-token"),
        fields=fields,
        act=Act(_("Make the token"), is_main=True),
        note=_(
            "It reads, as you: files of groups, lists and objects that you may take out. It "
            "opens no page and changes nothing. You and your administrators can end it."
        ),
        summary=summary_of(fields) if form.is_bound else None,
    )
    back = Link(_("Back to your account"), reverse("account"))
    return FormPage(_("A token for a program"), _("It is shown once."), block, links=(back,))


def token_page(token: Token, text: str, *, address: str) -> OncePage:
    """The token, this one time, with a line that shows how a program uses it."""
    command = (
        f"curl -H 'Authorization: Bearer {text}' '{address.rstrip('/')}"
        f"{reverse('exchange-export')}?form=json' -o records.json"
    )
    return OncePage(
        sentence=_("The token for %(name)s. It is shown this one time.") % {"name": token.name},
        lede=_("Whoever has it reads what you may read. Put it where only the program gets at it."),
        label=_("Token"),
        secrets=(text,),
        facts=(
            fact(_("Works until"), Line(at=token.expires_at)),
            fact(_("For example"), command),
        ),
        links=(Link(_("Back to your account"), reverse("account")),),
    )


def account_tells(done: str) -> tuple[Tell, ...]:
    """What was done a moment ago; nothing for strange input."""
    said = {
        "password": _("The password was changed. Every other session has ended."),
        "factor-off": _("The second factor is off. Your password alone signs you in."),
        "session": _("The session has ended."),
        "sessions": _("Every other session has ended."),
        "token": _("The token opens nothing any more."),
    }.get(done)
    return (Tell(said, mood=Mood.DONE),) if said else ()
