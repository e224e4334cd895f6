"""What the desk says about people: a second factor to set up, an administrator too few."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from bayanihan.membership.api import (
    Person,
    Role,
    administrators_of,
    needs_second_administrator,
    roles_of,
)
from bayanihan.web.parts.tells import Mood, Tell
from bayanihan.web.parts.voices import Link
from bayanihan.web.showing.people import is_individual, only_one_words


def account_tells(person: Person) -> tuple[Tell, ...]:
    """Notices for this person; one query more for administrators.

    The people of a demonstration share a password that everybody knows: nothing is
    said of their second factor.
    """
    tells = []
    if person.factor_since is None and not settings.IS_DEMO:
        tells.append(_no_factor())
    if Role.ADMINISTRATOR in roles_of(person) and needs_second_administrator(
        administrators_of(person.member), is_individual=is_individual(person)
    ):
        tells.append(_only_one())
    return tuple(tells)


def _no_factor() -> Tell:
    return Tell(
        _("You sign in with a password alone."),
        _("Whoever finds it out can speak for your member. A code from your phone prevents that."),
        Mood.SOON,
        (Link(_("Set up a second factor"), reverse("factor")),),
    )


def _only_one() -> Tell:
    return Tell(
        _("Your member needs a second administrator."),
        only_one_words(),
        Mood.SOON,
        (Link(_("Invite a second"), reverse("people")),),
    )
