"""Why something is not withdrawn, erased or kept; and the reasons for doing so, in words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from bayanihan.records.api import KeepReason, RemovalFault, RemovalReason

REMOVALS: Final[Mapping[str, Promise]] = MappingProxyType(
    {
        RemovalFault.NOTHING_CHOSEN: _("No record was chosen. Choose at least one."),
        RemovalFault.TOO_MANY_CHOSEN: _(
            "%(count)s records are more than one act may name. Take them back in smaller steps."
        ),
        RemovalFault.SEVERAL_GROUPS: _(
            "The records were said in several groups. Withdraw them group by group."
        ),
        RemovalFault.NOT_YOUR_RECORD: _(
            "Another member said this. Only who said it can take it back; ask its publisher."
        ),
        RemovalFault.MAY_NOT_REMOVE: _(
            "You may not take back what your member said. Ask a releaser of your member."
        ),
        RemovalFault.WITHDRAWN_ALREADY: _(
            "This is withdrawn or revoked already. Nothing more is to be done."
        ),
        RemovalFault.REMOVAL_REASON_UNKNOWN: _("Say why: choose one of the reasons."),
        RemovalFault.ERASED_ALREADY: _("This is erased already. Nothing more is to be done."),
        RemovalFault.KEEP_TERM_RUNS: _(
            "Under its terms nobody may erase this yet. Withdraw it now, and erase it when the "
            "term has ended."
        ),
        RemovalFault.GROUP_CLOSED_TO_YOU: _(
            "The group takes nothing from your member now: it is frozen, or your member has left "
            "it. Nothing was changed."
        ),
        RemovalFault.YOUR_OWN_RECORD: _(
            "Your member said this itself, and nobody else can erase it. A hold is for what others "
            "said."
        ),
        RemovalFault.MAY_NOT_HOLD: _(
            "You may not say what your member keeps. Ask a releaser or an administrator."
        ),
        RemovalFault.HELD_ALREADY: _("Your member keeps this already. Nothing more is to be done."),
        RemovalFault.UNKNOWN_HOLD: _(
            "There is no such hold of your member. Look in the list of what it keeps."
        ),
        RemovalFault.ERASURES_FILE_MALFORMED: _(
            "This is no list of erasures, or it is damaged. What stood before the damage was "
            "applied; find a whole copy of the file."
        ),
    }
)

_REASONS: Final[Mapping[str, Promise]] = MappingProxyType(
    {
        RemovalReason.NO_LONGER_TRUE: _("No longer true"),
        RemovalReason.WAS_MISTAKEN: _("It was a mistake"),
        RemovalReason.REPLACED: _("Another record replaces it"),
        RemovalReason.WRONG_MARKING: _("It went further than its handling allows"),
        RemovalReason.NOT_OURS: _("It was not ours to share"),
        RemovalReason.PERSONAL_DATA: _("It holds personal data that must not be kept"),
        RemovalReason.COURT_ORDER: _("A court or an authority ordered it"),
    }
)
_KEEPING: Final[Mapping[str, Promise]] = MappingProxyType(
    {
        KeepReason.LEGAL_DUTY: _("The law obliges us to keep it"),
        KeepReason.EVIDENCE: _("It is evidence in a proceeding"),
        KeepReason.OPEN_INCIDENT: _("An open incident rests on it"),
        KeepReason.OVERSIGHT: _("An oversight body has asked for it"),
    }
)


def reason_words(word: str) -> str:
    """Why something was taken back; a word of a newer node stands as it is."""
    return str(_REASONS.get(word, word.replace("_", " "))) or _now("no reason given")


def keep_words(word: str) -> str:
    """Why something is kept; a word of a newer node stands as it is."""
    return str(_KEEPING.get(word, word.replace("_", " "))) or _now("no reason given")
