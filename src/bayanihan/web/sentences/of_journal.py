"""Why a journal, a note or a proof does not hold, and two faults of plain values."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bayanihan.journal.api import JournalFault
from bayanihan.kernel.api import CanonicalFault, InstantFault

_FORMS: Final[dict[str, Promise]] = {
    JournalFault.HASH_LENGTH: _("A hash has the wrong length. Fetch the file again."),
    JournalFault.OUT_OF_RANGE: _("A number lies outside its range. Fetch the file again."),
    JournalFault.FRONTIER_SHAPE: _(
        "The kept state of a journal is damaged. Tell the operator to run doctor."
    ),
    JournalFault.TILE_SHAPE: _(
        "A kept part of a journal's tree is damaged. Tell the operator to run doctor."
    ),
    JournalFault.BAD_NAME: _("A name holds letters that a journal does not allow. Correct it."),
    JournalFault.NOT_A_LEAF: _("This is no entry of a journal. Fetch the file again."),
    JournalFault.SALT_LENGTH: _("A salt has the wrong length. Fetch the file again."),
    JournalFault.NOT_A_CHECKPOINT: _("This is no head of a journal. Fetch it again."),
    JournalFault.NOT_A_KEY: _("This is no key. Ask its owner for the whole line."),
    JournalFault.NOT_A_NOTE: _("This is no signed note. Ask its signer for the whole text."),
    JournalFault.NOT_A_COSIGNATURE: _("This is no cosignature. Ask its signer for a new one."),
    JournalFault.NOT_EVIDENCE: _("This is no evidence of two stories. Ask for both signed notes."),
}

_ACTS: Final[dict[str, Promise]] = {
    JournalFault.SALT_ERASED: _(
        "What opens this entry was erased, so it can no longer be checked. Nothing is to be done."
    ),
    JournalFault.CONTENT_ERASED: _(
        "The content of this entry was erased. That it was said can still be verified."
    ),
    JournalFault.NOT_FOR_SIGNING: _("This text may not be signed. Tell the operator."),
}

_PROOFS: Final[dict[str, Promise]] = {
    JournalFault.PROOF_SHAPE: _("The proof has the wrong shape. Ask for a new one."),
    JournalFault.ROOT_DIFFERS: _(
        "The proof leads to another root than the signed one. Keep it and tell the member whose "
        "journal it is."
    ),
    JournalFault.SIZE_DIFFERS: _(
        "The journal is longer or shorter than its signed head says. Keep it and tell the member "
        "whose journal it is."
    ),
    JournalFault.BAD_SIGNATURE: _(
        "A signature is wrong. Do not rely on this; ask the signer by another way."
    ),
    JournalFault.AMBIGUOUS_KEY: _("Two keys have the same name. Ask the signer which one holds."),
    JournalFault.NO_KNOWN_SIGNATURE: _(
        "Nobody whom this node knows has signed this. Ask the sender for the charter."
    ),
    JournalFault.TIME_OUT_OF_RANGE: _(
        "A signature says a time that cannot be. Ask the signer to check its clock."
    ),
    JournalFault.NO_CONTRADICTION: _(
        "The two notes do not contradict each other. Nothing is to be done."
    ),
}

JOURNAL: Final[Mapping[str, Promise]] = MappingProxyType({**_FORMS, **_ACTS, **_PROOFS})

INSTANTS: Final[Mapping[str, Promise]] = MappingProxyType(
    {
        InstantFault.NOT_A_TIMESTAMP: _(
            "This is no time. Write it in UTC, like 2026-07-22T02:41:00Z."
        ),
    }
)

CANONICAL: Final[Mapping[str, Promise]] = MappingProxyType(
    {
        CanonicalFault.NOT_CANONICAL: _(
            "A value cannot be written in the one form that is signed. "
            "Ask the author to correct it."
        ),
    }
)
