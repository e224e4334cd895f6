"""The page behind an invitation."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from bayanihan.membership.api import Invitation, Role
from bayanihan.web.parts.pages_people import FormPage
from bayanihan.web.parts.rows import Line, fact
from bayanihan.web.showing.account_forms import NewPasswordForm, password_block
from bayanihan.web.showing.people import roles_words


def invited_page(found: Invitation, form: NewPasswordForm, secret: str) -> FormPage:
    """Who is invited, as what, and the choice of a password."""
    is_anew = found.person_id is not None
    names = {"name": found.display_name, "member": found.member.name}
    if is_anew:
        sentence = _("%(name)s, choose a new password") % names
        lede = _("Your second factor, every session and every token of before end when you do.")
    else:
        sentence = _("%(name)s, you are invited to speak for %(member)s") % names
        lede = _("Choose a password. Next you are asked to set up a second factor.")
    return FormPage(
        sentence=sentence,
        lede=lede,
        form=password_block(
            form,
            title=_("Your password"),
            action=reverse("invited", args=[secret]),
            act=_("Take the password and sign in"),
        ),
        kind=found.member.name,
        facts=(
            fact(_("User name"), found.username),
            fact(_("Member"), found.member.name),
            fact(_("Rights"), roles_words(Role(role) for role in found.roles)),
            fact(_("Link works until"), Line(at=found.expires_at)),
        ),
    )


def ended_words() -> str:
    """The one answer for every link that opens nothing."""
    return _(
        "It was used, has ended, was taken back, is not complete, or was tried too often in the "
        "last 15 minutes. Which of these is not said."
    )
