"""People of one's own member as pages, for its administrators."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bayanihan.gate.api import MemberKind
from bayanihan.membership.api import (
    Invitation,
    Person,
    Role,
    SignedIn,
    Token,
    needs_second_administrator,
    people_of,
    roles_of,
    sessions_by_person,
    sessions_of,
    short_name,
    tokens_of,
    waiting_invitations,
)
from bayanihan.web.parts.pages_people import (
    FormBlock,
    InvitationRow,
    OncePage,
    PeoplePage,
    PersonPage,
    PersonRow,
    Plain,
    SessionRow,
    TokenRow,
)
from bayanihan.web.parts.rows import Fact, Line, fact
from bayanihan.web.parts.tells import Empty, Mood, Tell
from bayanihan.web.parts.voices import Act, Link
from bayanihan.web.showing.account_words import browser_words
from bayanihan.web.showing.member_page import looked_after
from bayanihan.web.showing.people_forms import InviteForm, invite_block, settings_block
from bayanihan.web.showing.words import right_words


def people_page(me: Person, form: InviteForm, *, at: int) -> PeoplePage:
    """Everybody of the member, links that wait, and both forms; four queries."""
    member = me.member
    found = people_of(member)
    active = [one for one in found if one.is_active]
    sessions = sessions_by_person(member, at=at)
    waiting = waiting_invitations(member, at=at)
    return PeoplePage(
        sentence=_count_words(len(active), member.name),
        lede=_administrators_words(active, is_individual=is_individual(me)),
        rows=tuple(_row(one, me, sessions.get(one.pk, 0)) for one in found),
        waiting=tuple(_invitation(one) for one in waiting),
        nobody_waits=Empty(
            _("No link waits to be used"),
            _("A link that you make stands here until it is used, taken back, or three days old."),
        ),
        invite=invite_block(form, member),
        settings=settings_block(member),
        beside=looked_after("people"),
    )


def is_individual(person: Person) -> bool:
    """Whether the member is one person, who has nobody to share the work with."""
    return person.member.kind == MemberKind.INDIVIDUAL.value


def _count_words(count: int, name: str) -> str:
    said = ngettext(
        "%(count)d person signs in for %(name)s.",
        "%(count)d people sign in for %(name)s.",
        count,
    )
    return said % {"count": count, "name": name}


def _administrators_words(active: Iterable[Person], *, is_individual: bool) -> str:
    count = sum(Role.ADMINISTRATOR in roles_of(one) for one in active)
    if needs_second_administrator(count, is_individual=is_individual):
        return only_one_words()
    said = ngettext("%(count)d administers it.", "%(count)d of them administer it.", count)
    return said % {"count": count}


def only_one_words() -> str:
    """What is said where a member has one administrator."""
    return _(
        "Your member has one administrator. If that person loses the way in, only the operator "
        "of the node can help: invite a second."
    )


def roles_words(roles: Iterable[Role]) -> str:
    """Rights in one line."""
    return ", ".join(right_words(role) for role in sorted(roles)) or _("none")


def _row(one: Person, me: Person, sessions: int) -> PersonRow:
    name = one.display_name
    if not one.is_active:
        name = _("%(name)s, shut out") % {"name": name}
    return PersonRow(
        name=name,
        username=one.username,
        url=reverse("person", args=[one.username]),
        roles=roles_words(roles_of(one)),
        factor=factor_words(one),
        sessions=sessions,
        is_off=not one.is_active,
        is_me=one.pk == me.pk,
    )


def factor_words(person: Person) -> str:
    """Whether somebody has a second factor."""
    return _("no") if person.factor_since is None else _("yes")


def _invitation(one: Invitation) -> InvitationRow:
    return InvitationRow(
        username=one.username,
        name=one.display_name,
        roles=roles_words(Role(role) for role in one.roles),
        kind=_("new password") if one.person_id else _("new person"),
        made_by=one.made_by or _("the operator"),
        ends_at=one.expires_at,
        action=reverse("invitation-take-back", args=[short_name(one.digest)]),
        act=Act(_("Take back"), refuses=True),
    )


def link_page(invitation: Invitation, link: str) -> OncePage:
    """The link that was made, this one time."""
    name = {"name": invitation.display_name}
    return OncePage(
        sentence=_("The link for %(name)s. It is shown this one time.") % name,
        lede=_(
            "Hand it over yourself, by a way that only %(name)s reads. Whoever opens it first "
            "chooses the password."
        )
        % name,
        label=_("Link"),
        secrets=(link,),
        facts=(
            fact(_("User name"), invitation.username),
            fact(_("Rights"), roles_words(Role(role) for role in invitation.roles)),
            fact(_("Works until"), Line(at=invitation.expires_at)),
        ),
        links=(Link(_("Back to your people"), reverse("people")),),
        after=_("Lost it? Make another: the link of before then opens nothing."),
    )


def person_page(found: Person, me: Person, rights: FormBlock, *, at: int) -> PersonPage:
    """One person with open sessions and tokens, and what can be done about them."""
    sessions, tokens = sessions_of(found, at=at), tokens_of(found, at=at)
    return PersonPage(
        kind=found.member.name,
        name=found.display_name,
        lede=_lede(found, me),
        facts=_facts(found),
        sessions=tuple(session_row(one) for one in sessions),
        no_sessions=Empty(_("Not signed in anywhere")),
        tokens=tuple(_token(one, found) for one in tokens),
        no_tokens=Empty(_("No token of this person opens anything")),
        acts=_acts(found, len(sessions), len(tokens)),
        rights=rights if found.is_active else None,
    )


def _lede(found: Person, me: Person) -> str:
    if not found.is_active:
        return _("Shut out: cannot sign in, and nothing of theirs is open.")
    if found.pk == me.pk:
        return _("This is you. The last administrator of a member cannot give that right away.")
    return ""


def _facts(found: Person) -> tuple[Fact, ...]:
    since = found.factor_since
    factor = Line(_("none is set up")) if since is None else Line(_("since"), at=since)
    return (
        fact(_("User name"), found.username),
        fact(_("Since"), Line(at=found.added_at)),
        fact(_("Second factor"), factor),
    )


def session_row(one: SignedIn, action: str = "") -> SessionRow:
    """An open session as a row; ``action`` ends it."""
    return SessionRow(browser_words(one.agent), one.at, one.agent, action)


def token_row(one: Token, action: str) -> TokenRow:
    """A token as a row; ``action`` revokes it."""
    return TokenRow(one.name, _("reads"), one.made_at, one.expires_at, action)


def _token(one: Token, found: Person) -> TokenRow:
    return token_row(one, reverse("person-token", args=[found.username, short_name(one.digest)]))


def _acts(found: Person, sessions: int, tokens: int) -> tuple[Plain, ...]:
    name = {"name": found.display_name}
    if not found.is_active:
        text = _("With the rights, the password and the second factor of before.")
        return (
            _plain(found, "let-back", _("Let back in"), text, _("Let %(name)s back in") % name),
        )
    open_now = {**name, "sessions": sessions, "tokens": tokens}
    return (
        _plain(
            found,
            "anew",
            _("Password or second factor lost"),
            _(
                "You get a link to hand over. Who uses it chooses a new password and starts "
                "without second factor; every session and token of before ends then."
            ),
            _("Make a link for %(name)s") % name,
        ),
        _plain(
            found,
            "end-all",
            _("A device is lost"),
            _("Open now: sessions %(sessions)d, tokens %(tokens)d. All of them end at once.")
            % open_now,
            _("End everything open of %(name)s") % name,
        ),
        _plain(
            found,
            "shut-out",
            _("Somebody leaves"),
            _(
                "Nobody signs in as %(name)s any more; sessions, tokens and links they made end at "
                "once. What they signed stays signed."
            )
            % name,
            _("Shut %(name)s out") % name,
        ),
    )


def _plain(found: Person, word: str, title: str, text: str, act: str) -> Plain:
    url = reverse("person-act", args=[found.username, word])
    return Plain(title, text, url, Act(act, refuses=word in {"shut-out", "end-all"}))


def people_tells(done: str) -> tuple[Tell, ...]:
    """What was done a moment ago; nothing for strange input."""
    said = {
        "rights": _("The rights were changed."),
        "shut-out": _("Shut out. Sessions, tokens and links have ended."),
        "let-back": _("Let back in."),
        "end-all": _("Every session and token has ended."),
        "token": _("The token opens nothing any more."),
        "taken-back": _("The link opens nothing any more."),
        "settings": _("The settings hold from now on."),
    }.get(done)
    return (Tell(said, mood=Mood.DONE),) if said else ()
