"""Why membership or the way of a file into a group refuses."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bayanihan.exchange.api import ExchangeFault
from bayanihan.membership.api import MembershipFault
from bayanihan.web.sentences.of_charters import CHARTERS

EXCHANGE: Final[Mapping[str, Promise]] = MappingProxyType(
    {
        ExchangeFault.TOO_LARGE: _(
            "The file is larger than %(most)s MB, the most that a page takes. Ask your operator "
            "to bring it in on the command line."
        ),
        ExchangeFault.UNKNOWN_INTAKE: _("There is no such file of your member. Look at your desk."),
        ExchangeFault.ALREADY_SETTLED: _(
            "This file was released or put away meanwhile. Look at your desk for what waits."
        ),
        ExchangeFault.NO_GROUP_CHOSEN: _("No group was chosen yet. Choose the group first."),
        ExchangeFault.MAY_NOT_PREPARE: _(
            "You may not bring files in. Ask an analyst of your member, or an administrator for "
            "the right."
        ),
        ExchangeFault.MAY_NOT_RELEASE: _(
            "You may not release to others. Ask a releaser of your member to look at it."
        ),
        ExchangeFault.PREVIEW_CHANGED: _(
            "Who would get what has changed since you looked. Nothing was sent. Look at the "
            "preview again, then decide."
        ),
        ExchangeFault.NOTHING_TO_RELEASE: _(
            "Nothing in this file can be released. Look at the reasons, correct it, and bring it "
            "in again."
        ),
        ExchangeFault.SECOND_IS_FIRST: _(
            "You have agreed to this release already; the second person must be somebody else. "
            "Ask a colleague who may release."
        ),
        ExchangeFault.NOT_YOUR_AGREEMENT: _(
            "There is no agreement of yours to take back. Look at the release again."
        ),
    }
)

_WHO: Final[dict[str, Promise]] = {
    MembershipFault.UNKNOWN_MEMBER: _("There is no such member. Look in the list of members."),
    MembershipFault.UNKNOWN_GROUP: _(
        "There is no such group of yours. Look in the list of groups."
    ),
    MembershipFault.UNKNOWN_KIND: _("This kind of member is not known. Choose one of the list."),
    MembershipFault.UNKNOWN_ROLE: _("This role is not known. Choose one of the list."),
    MembershipFault.UNKNOWN_STEP: _("This is no step of the ladder. Choose a step from 0 to 4."),
    MembershipFault.DUPLICATE_CODE: _("Another member has this code. Choose another code."),
    MembershipFault.DUPLICATE_GROUP: _("Another group has this key. Choose another key."),
    MembershipFault.DUPLICATE_SEAT: _("A member is named twice. Name each member once."),
    MembershipFault.DUPLICATE_USERNAME: _("Somebody has this user name. Choose another one."),
    MembershipFault.NOT_AN_IDENTITY: _(
        "This is no id of a STIX identity. Write identity, two hyphens and a UUID."
    ),
}

MEMBERSHIP: Final[Mapping[str, Promise]] = MappingProxyType({**_WHO, **CHARTERS})
