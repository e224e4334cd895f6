"""Why something about people, accounts, factors, sessions or tokens is refused."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bayanihan.membership.api import PeopleFault

ACCOUNTS: Final[Mapping[str, Promise]] = MappingProxyType(
    {
        PeopleFault.UNKNOWN_PERSON: _(
            "There is no such person of your member. Look in the list of your people."
        ),
        PeopleFault.UNKNOWN_INVITATION: _(
            "This link opens nothing. Ask an administrator of your member for a new one."
        ),
        PeopleFault.UNKNOWN_SESSION: _("This session is not open. Look at your account."),
        PeopleFault.UNKNOWN_TOKEN: _("This token opens nothing already. Look at your account."),
        PeopleFault.UNKNOWN_ACT: _("There is no such act. Go back and use the buttons."),
        PeopleFault.MAY_NOT_ADMINISTER: _(
            "You do not administer this member. Ask one of its administrators."
        ),
        PeopleFault.LAST_ADMINISTRATOR: _(
            "This is the last administrator of your member. Make somebody else administrator first."
        ),
        PeopleFault.NO_RIGHTS: _(
            "Nobody signs in without a right. Choose at least one, or shut the person out."
        ),
        PeopleFault.NO_NAME: _("Say a name, not longer than the field takes."),
        PeopleFault.NOT_A_USERNAME: _(
            "This is no user name. Take small letters, digits and hyphens, beginning with a letter "
            "or a digit."
        ),
        PeopleFault.USERNAME_TAKEN: _(
            "Somebody of your member has this user name. Take another one."
        ),
        PeopleFault.IS_INACTIVE: _("This person is shut out. Let them back in first."),
        PeopleFault.CODE_NOT_RIGHT: _(
            "This code is not right, or was used already. Wait for the next one."
        ),
        PeopleFault.FACTOR_IS_SET: _(
            "A second factor is set up already. Turn it off before you set up another."
        ),
        PeopleFault.FACTOR_NOT_SET: _("No second factor is set up. Set one up first."),
        PeopleFault.FACTOR_NEEDED: _(
            "Your member wants a second factor from everybody. Ask an administrator."
        ),
        PeopleFault.TOKEN_DAYS: _("A token lasts from 1 to 365 days. Say how many."),
    }
)
