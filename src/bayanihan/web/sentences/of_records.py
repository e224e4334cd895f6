"""Why a record was not accepted, or why what is stored does not hold."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bayanihan.records.api import AuditFault, PackageFault, RecordFault

_ACCEPTING: Final[dict[str, Promise]] = {
    RecordFault.UNMARKED: _(
        "The object carries no marking and nobody has said its handling. Say who may see it, "
        "then bring it in again."
    ),
    RecordFault.UNKNOWN_MARKING: _(
        "The object carries a marking that this node does not know. Bring its definition along "
        "in the same file, or ask the author for a TLP marking."
    ),
    RecordFault.HANDLING_BELOW_MARKING: _(
        "The handling you said is lower than the object's own marking, and a marking is never "
        "lowered. Choose at least the object's own."
    ),
    RecordFault.NOT_THE_CREATOR: _(
        "This is a new version of somebody else's object, and only its creator makes new "
        "versions. Write a note or a relationship about it instead."
    ),
    RecordFault.SAME_VERSION_OTHER_CONTENT: _(
        "You said this version before with other content. Ask the author which one is right, "
        "and give the right one a later modified time."
    ),
    RecordFault.AFTER_REVOCATION: _(
        "The object was revoked before, and a revoked object has no later versions. Make a new "
        "object with a new id."
    ),
    RecordFault.REVOKED_EARLIER: _(
        "This version revokes the object, but you said a later version of it before. Revoke it "
        "with a later modified time."
    ),
    RecordFault.CREATED_CHANGED: _(
        "The created time differs from that of an earlier version; it never changes. Correct it."
    ),
    RecordFault.CREATOR_CHANGED: _(
        "The creator differs from that of an earlier version; it never changes. Correct it, or "
        "make a new object with a new id."
    ),
    RecordFault.PASSED_ON_WIDER: _(
        "Its creator said it at AMBER or above, and in this group somebody would read it who "
        "was not told. Ask the creator to share it here itself."
    ),
    RecordFault.ERASED_EARLIER: _(
        "You had this very content erased before, and it is held here no more. Say something "
        "else, or leave it."
    ),
    RecordFault.WITHDRAWN_EARLIER: _(
        "You withdrew this version in this group. Say a later version if it is true again."
    ),
    RecordFault.NO_SEAT: _(
        "Your member has no seat in this group. Choose a group in which it sits."
    ),
    RecordFault.GROUP_CHANGED: _(
        "The charter of the group changed while this was released. What was published until "
        "then stands; look at the group again, then release the rest."
    ),
    RecordFault.MAY_NOT_ACT: _(
        "Your member may not act in this group now. Look at its charter and its seat there."
    ),
    RecordFault.RIGHT_MISSING: _(
        "You do not have the right to do this for your member. Ask an administrator of your "
        "member who has."
    ),
    RecordFault.CEILING_BELOW_RECORDS: _(
        "Above the ceiling that you propose stand records in this group: %(count)s. Have them "
        "withdrawn or erased first, or propose a higher step."
    ),
    RecordFault.OLDER_VERSION: _(
        "There is a newer version of this charter by now. Read it, then accept that one."
    ),
    RecordFault.JOURNAL_LEFT_BEHIND: _(
        "On this node a version that the group has left behind cut your journal. Others hold it "
        "whole: fetch it back from them before you say anything here."
    ),
    RecordFault.UNKNOWN_CUT: _(
        "The journal has no signed head of this length. Choose one of its signed heads."
    ),
    RecordFault.ACT_MALFORMED: _(
        "This is no act in a form that is known here. Fetch it again from its author."
    ),
    RecordFault.GATE_REFUSES: _(
        "The gate does not let this into the group. Choose a lower marking or another group."
    ),
    RecordFault.UNKNOWN_RECORD: _("There is no such record that you may see. Look in the list."),
}

_VERIFYING: Final[dict[str, Promise]] = {
    RecordFault.JOURNAL_DAMAGED: _(
        "A journal on this node is damaged, and nothing was written. Tell the operator to run "
        "doctor before anything else."
    ),
    RecordFault.ROOT_DIFFERS: _(
        "The entries of a journal do not give the root that was signed. Keep the file and tell "
        "the member whose journal it is."
    ),
    RecordFault.OBJECT_DIFFERS: _(
        "The object is not the one that was signed. Do not rely on it; fetch it again from its "
        "publisher."
    ),
    RecordFault.PACKAGE_MALFORMED: _(
        "This is no package of this system, or it is damaged. Fetch it again."
    ),
    RecordFault.CHECKPOINT_DIFFERS: _(
        "The signed head does not belong to this journal. Keep the file and tell the operator."
    ),
    RecordFault.CHARTER_DIFFERS: _(
        "The charter is not the one that was signed. Compare its words with a member you know."
    ),
    RecordFault.SIGNER_UNKNOWN: _(
        "A signature that the charter demands is missing or unknown. Compare the charter with a "
        "member you know."
    ),
    RecordFault.ENVELOPE_DIFFERS: _(
        "The handling of a record is not the one that was signed. Do not rely on it."
    ),
    RecordFault.COPY_DIFFERS: _(
        "A marked copy is not what its original makes. Do not rely on the copy."
    ),
    RecordFault.OBJECT_UNACCOUNTED: _(
        "The file holds an object for which nobody vouches. Do not use that object."
    ),
    RecordFault.OBJECT_MISSING: _(
        "The file misses an object that its journal names. Fetch the file again."
    ),
}

_PACKAGES: Final[dict[str, Promise]] = {
    PackageFault.PLAIN_BUNDLE: _("This is a plain STIX bundle without proof. Ask for the package."),
    PackageFault.NO_CHARTER: _(
        "The file brings no charter, so nobody can say who may speak. Ask for the whole package."
    ),
    PackageFault.NO_SUCH_CHARTER: _(
        "An entry names a charter version that is not in the file. Ask for the whole package."
    ),
    PackageFault.EMPTY_JOURNAL: _(
        "A journal in the file holds nothing. Ask for the whole package."
    ),
    PackageFault.SECOND_JOURNAL: _("A member has two journals in the file. Keep it as evidence."),
    PackageFault.EQUIVOCATION: _(
        "A member signed two stories. Keep the file as evidence and tell the group."
    ),
    PackageFault.KEY_NOT_VALID: _(
        "The key was not valid when it signed. Compare the charter with a member you know."
    ),
    PackageFault.EPOCH_DIFFERS: _(
        "The signed head names another key than the one that signed it. Do not rely on it."
    ),
    PackageFault.ENTRY_FORM: _("An entry of the file is of no known form. Fetch the file again."),
    PackageFault.LATER_THAN_HEAD: _(
        "An entry is later than the signed head that covers it. Do not rely on it."
    ),
    PackageFault.NO_ACCEPTANCE: _(
        "A journal does not begin by accepting the charter. Do not rely on it."
    ),
    PackageFault.ACCEPTED_TWICE: _(
        "A charter version is accepted twice. Do not rely on the journal."
    ),
    PackageFault.AFTER_CLOSING: _(
        "Something is said after the end of a journal. Do not rely on it."
    ),
    PackageFault.NOT_STIX: _("An object in the file is no STIX 2.1. Do not use that object."),
    PackageFault.NOT_UNDERSTOOD: _(
        "A newer version of this program is needed to understand an entry. Update, then "
        "verify again."
    ),
    PackageFault.CHARTER_MISSING: _(
        "A charter version names another one that is not there. Ask for the whole chain."
    ),
    PackageFault.CHARTER_FORK: _(
        "Two valid charters follow the same one. Keep both as evidence and tell the group."
    ),
    PackageFault.NAMES_OLDER_VERSION: _(
        "A member names a charter version older than the one it accepted last. Do not rely on it."
    ),
    PackageFault.NOT_ACCEPTED_YET: _(
        "A member speaks under a charter version that it has not accepted. Do not rely on it."
    ),
    PackageFault.BEYOND_CUT: _(
        "It stands beyond the end that a charter set for this journal or key. Do not rely on it."
    ),
    PackageFault.CUT_DIFFERS: _(
        "The journal is not the one whose end a charter set. Compare it with a member you know."
    ),
    PackageFault.ACT_BY_ANOTHER: _(
        "An act in this journal names another member as its author. Do not rely on it."
    ),
    PackageFault.ACT_NAMES_NO_RECORD: _(
        "An act takes back something that is no record said before it. Do not rely on it."
    ),
    PackageFault.ERASED_CARRIED: _(
        "The file carries an object that its publisher erased. Delete the file, ask for another."
    ),
    PackageFault.WITHDRAWN_SINCE: _(
        "The publisher has withdrawn records: they are no longer true. Do not act on them."
    ),
    PackageFault.ERASED_SINCE: _(
        "The publisher has erased records: nobody may hold them. Delete older copies."
    ),
    PackageFault.MARKED_HIGHER_BY_ANOTHER: _(
        "Another member marks this higher. Handle it as the higher marking says."
    ),
}

RECORDS: Final[Mapping[str, Promise]] = MappingProxyType({**_ACCEPTING, **_VERIFYING})

PACKAGES: Final[Mapping[str, Promise]] = MappingProxyType(_PACKAGES)

AUDIT: Final[Mapping[str, Promise]] = MappingProxyType(
    {
        AuditFault.NOT_WRITTEN: _(
            "Reads of AMBER and above are put on record before they are shown, and this could not "
            "be written. So nothing is shown. Tell the operator to look at the disk."
        ),
    }
)
