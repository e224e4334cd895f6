"""Sentences for what other nodes send: pages of journals, charters, groups to join."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bayanihan.records.api import JoiningFault, PageFault, ReceiveFault

PAGES: Final[Mapping[str, Promise]] = MappingProxyType(
    {
        PageFault.PAGE_MALFORMED: _(
            "What another node sent is no page of a journal. Ask its operator."
        ),
        PageFault.PAGE_TOO_LONG: _(
            "What another node sent is longer than any page may be. Ask its operator."
        ),
        PageFault.PAGE_ASKS_TOO_MUCH: _(
            "What another node sent takes back or answers more at once than any page may. Ask "
            "its operator."
        ),
    }
)

RECEIVING: Final[Mapping[str, Promise]] = MappingProxyType(
    {
        ReceiveFault.OWN_JOURNAL: _(
            "Another node sent a journal that is written here. Only a restored node takes it."
        ),
        ReceiveFault.ENTRIES_MISSING: _(
            "Entries before these are not here yet. Fetch the journal from where it ends here."
        ),
        ReceiveFault.CHARTER_UNKNOWN_HERE: _(
            "The charter version that is named has not arrived here. Fetch the charters first."
        ),
        ReceiveFault.ACCEPTANCE_WITHHELD: _(
            "The member's acceptance of the charter was left out on the way. Fetch the journal "
            "from another node."
        ),
        ReceiveFault.BEFORE_START: _(
            "This node holds the journal only from a later entry on. It takes nothing before that."
        ),
        ReceiveFault.BEGINNING_WITHHELD: _(
            "The beginning of the journal was left out on the way, and everybody in the group may "
            "have it. Fetch the journal from another node."
        ),
        ReceiveFault.CONTRADICTED: _(
            "A member signed two things that cannot both be true. The evidence is kept: show it "
            "to the group."
        ),
        ReceiveFault.HELD_BACK: _(
            "A member signed this and it is not valid here, so nobody reads it. Tell its publisher."
        ),
    }
)

JOINING: Final[Mapping[str, Promise]] = MappingProxyType(
    {
        JoiningFault.NO_CHARTERS: _("No charter came with the group. Ask for the whole chain."),
        JoiningFault.PINNED_DIFFERS: _(
            "The first charter is not the one whose digest was compared. Do not join: ask the "
            "member that invited you over another channel."
        ),
        JoiningFault.JOINED_ALREADY: _("This group is here already. Nothing was changed."),
        JoiningFault.NO_REGION: _("This node has no region yet. Set up the region first."),
        JoiningFault.NOBODY_HERE: _(
            "No member of this node sits in that group. Ask the inviting member to add yours."
        ),
    }
)
