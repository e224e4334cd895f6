"""What somebody did for a member, in words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bayanihan.membership.api import Happened
from bayanihan.web.sentences.of_removals import keep_words, reason_words
from bayanihan.web.showing.faces import role_words

_PEOPLE: Final[dict[str, Promise]] = {
    Happened.PERSON_INVITED: _("%(person)s was invited with the rights: %(roles)s."),
    Happened.INVITATION_TAKEN: _("The invitation was taken; a password was set."),
    Happened.INVITATION_REVOKED: _("The invitation of %(person)s was taken back."),
    Happened.RIGHTS_CHANGED: _("Rights of %(person)s: %(now)s; until then %(before)s."),
    Happened.PERSON_SHUT_OUT: _("%(person)s was shut out."),
    Happened.PERSON_LET_IN: _("%(person)s was let in again."),
    Happened.PASSWORD_CHANGED: _("The password was changed; %(count)s other sessions ended."),
    Happened.FACTOR_SET: _("A second factor was set up."),
    Happened.FACTOR_REMOVED: _("The second factor was removed."),
    Happened.RECOVERY_CODES_MADE: _("Recovery codes were made anew."),
    Happened.RECOVERY_CODE_USED: _("A recovery code was used to sign in."),
    Happened.SESSION_ENDED: _("Sessions of %(person)s that were ended: %(count)s."),
    Happened.TOKEN_MADE: _("The token “%(token)s” was made for %(days)s days."),
    Happened.TOKEN_REVOKED: _("The token “%(token)s” of %(person)s was revoked."),
    Happened.FOUR_EYES_SET: _("A second person must agree to a release from: %(from)s."),
    Happened.SECOND_FACTOR_SET: _("Whether everybody needs a second factor: %(is_required)s."),
}
_ACTS: Final[dict[str, Promise]] = {
    Happened.KEY_MADE: _("Statement key number %(key)s was made."),
    Happened.KEY_ENDED: _("Statement key number %(key)s was ended."),
    Happened.GROUP_OPENED: _("The group %(group)s was opened."),
    Happened.CHARTER_PROPOSED: _("Charter version %(number)s of %(group)s was proposed."),
    Happened.CHARTER_SIGNED: _("Charter version %(number)s of %(group)s was signed."),
    Happened.CHARTER_DECLINED: _("Charter version %(number)s of %(group)s was declined."),
    Happened.PROPOSAL_WITHDRAWN: _(
        "The proposal of charter version %(number)s of %(group)s was taken back."
    ),
    Happened.CHARTER_ADOPTED: _("Charter version %(number)s of %(group)s came into force."),
    Happened.CHARTER_ACCEPTED: _("Charter version %(number)s of %(group)s was accepted."),
    Happened.RECORDS_WITHDRAWN: _("Records withdrawn in %(group)s: %(count)s. Why: %(why)s."),
    Happened.RECORDS_ERASED: _("Records erased in %(group)s: %(count)s. Why: %(why)s."),
    Happened.HOLD_PLACED: _("A record of %(publisher)s in %(group)s is kept. Why: %(why)s."),
    Happened.HOLD_ENDED: _("A record of %(publisher)s in %(group)s is kept no longer."),
    Happened.MEMBER_EXPORTED: _("Everything of the member was exported to a file."),
    Happened.RESTORE_CONFIRMED: _("The restore of this node was confirmed."),
}
HAPPENINGS: Final[Mapping[str, Promise]] = MappingProxyType({**_PEOPLE, **_ACTS})
_NOTHING: Final = "-"


def happening_words(code: str, facts: Mapping[str, Any]) -> str:
    """One act as a sentence; a code of a newer node stands as it is."""
    sentence = HAPPENINGS.get(code)
    if sentence is None:
        return code.replace("_", " ")
    return str(sentence) % _Words({name: _word(code, name, facts[name]) for name in facts})


class _Words(dict[str, str]):
    """The facts of an act; what an older node did not note shows as a dash."""

    def __missing__(self, _name: str) -> str:
        return _NOTHING


def _word(code: str, name: str, value: object) -> str:
    if isinstance(value, list):
        return ", ".join(role_words(str(one)) for one in value) or _NOTHING
    if isinstance(value, bool):
        return str(_("yes")) if value else str(_("no"))
    if name == "why":
        is_hold = code in {Happened.HOLD_PLACED, Happened.HOLD_ENDED}
        return (keep_words if is_hold else reason_words)(str(value)).rstrip(".")
    return str(value) or _NOTHING
