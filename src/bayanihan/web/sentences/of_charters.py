"""Why a charter cannot stand, follow, be proposed or be signed."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bayanihan.membership.api import MembershipFault

_SHAPE: Final[dict[str, Promise]] = {
    MembershipFault.NO_COORDINATOR: _(
        "The group would have no coordinator. First hand over the chair, or name another one."
    ),
    MembershipFault.PAIR_NEEDS_TWO: _(
        "A bilateral group has exactly two members, and both speak. Name two; neither can be an "
        "observer."
    ),
    MembershipFault.TOO_FEW_MEMBERS: _("A group needs at least two members. Name another."),
    MembershipFault.TOO_MANY_MEMBERS: _(
        "More than 199 coordinators and members cannot sign one charter. Make some of them "
        "observers, or open two groups."
    ),
    MembershipFault.EXERCISE_LAYER: _(
        "A group of the exercise layer must say that it is an exercise. Mark it as one."
    ),
    MembershipFault.REGION_CHAIR: _(
        "The region's group is coordinated by state bodies and regional bodies. Choose one of them."
    ),
    MembershipFault.REGION_BY_OPERATOR: _(
        "The region's own group is opened by the operator of the node. Ask them, or choose another "
        "layer."
    ),
    MembershipFault.NOT_ONE_STATE: _(
        "The members of a domestic group are of one state, and the charter says of which. Take out "
        "who is of another, or choose another layer."
    ),
    MembershipFault.SPEAKER_UNFIT: _(
        "Only a coordinator or member of that state can speak for it, and the one who steps in is "
        "somebody else. Choose again."
    ),
    MembershipFault.CONSTITUENT_UNFIT: _(
        "A constituent reads through one member and has no seat of its own, and observers bring "
        "nobody along. Take it off the list, or take it out of the group."
    ),
    MembershipFault.CEILING_DIFFERS: _(
        "The ceiling is not the one of the ladder step. Choose the step; the ceiling follows from "
        "it."
    ),
    MembershipFault.UNKNOWN_HISTORY: _("What newcomers see is not known. Choose one of the list."),
    MembershipFault.BAD_RETENTION: _(
        "Records are kept for at least one day and at most a hundred years. Write a number of days "
        "between."
    ),
    MembershipFault.UNKNOWN_THRESHOLD: _(
        "It is not known how many would have to sign. Choose one of the list."
    ),
    MembershipFault.THRESHOLD_UNFIT: _(
        "This number of signatures does not fit the group: both sides sign in a pair alone, the "
        "opener in a case alone, and two coordinators need two. Choose another, or name another "
        "coordinator."
    ),
    MembershipFault.NO_KEY: _(
        "A member has no key in use, so nobody could check what it says. Ask its administrator to "
        "make a key."
    ),
    MembershipFault.KEYS_OVERLAP: _(
        "The keys of a member do not follow one another. Ask its administrator to make a new key."
    ),
    MembershipFault.CHARTER_MALFORMED: _(
        "The charter cannot be read. Fetch it again from a member of the group."
    ),
    MembershipFault.CHARTER_UNSIGNED: _(
        "The charter is not signed by all who must sign. Ask them to sign it first."
    ),
}

_FOLLOWING: Final[dict[str, Promise]] = {
    MembershipFault.NOT_A_FIRST: _(
        "This is no first charter: it follows another one. Ask for all versions from the first on."
    ),
    MembershipFault.OTHER_GROUP: _(
        "This charter is of another group, or of another layer. A layer never changes; open a new "
        "group."
    ),
    MembershipFault.NUMBER_SKIPPED: _(
        "This is not the next version of the charter. Fetch those between first."
    ),
    MembershipFault.PREVIOUS_DIFFERS: _(
        "This version follows another one than that known here. Compare both with a member whom "
        "you trust."
    ),
    MembershipFault.BACKDATED: _(
        "This version is dated before the one that it follows. Whoever wrote it has to date it "
        "anew."
    ),
    MembershipFault.LABEL_CHANGED: _(
        "An exercise never becomes real, and real work never an exercise. Open a new group."
    ),
    MembershipFault.KIND_CHANGED: _(
        "A member cannot become a body of another kind. Remove it, and add the other body."
    ),
    MembershipFault.STEP_SKIPPED: _(
        "The ladder is climbed one step at a time. Propose the next step only."
    ),
    MembershipFault.KEY_CHANGED: _(
        "A key that a charter listed is only ever ended: this version drops one, dates it anew or "
        "brings an ended one back. List the keys as they were."
    ),
    MembershipFault.CUT_MISSING: _(
        "Somebody is removed, or a key ended, and it is not said where their journal ends. Say up "
        "to which entry it stays valid."
    ),
    MembershipFault.CUT_UNASKED: _(
        "The journal of somebody who stays would be cut. Only who leaves, and a key that is ended, "
        "get a cut."
    ),
    MembershipFault.RIVALS_NOT_NAMED: _(
        "This version does not name every version from which it has to lead back. Propose it again "
        "from the group's page."
    ),
    MembershipFault.RIVALS_UNASKED: _(
        "This version names rivals, and there are none. Propose the change without them."
    ),
    MembershipFault.BRANCH_ENDED: _(
        "This version goes on from a branch that the group has ended, as many others do. It is not "
        "kept; the group goes on from its newest version."
    ),
    MembershipFault.EXCLUDES_SIGNER: _(
        "This version would stand on the signature of somebody whom it removes. Hand over the "
        "chair first; who coordinates then can sign it."
    ),
}

_PROPOSING: Final[dict[str, Promise]] = {
    MembershipFault.NO_CHANGE: _("This would change nothing. Change something, or leave it."),
    MembershipFault.GROUP_FROZEN: _(
        "Two valid charters contradict each other, so the group is frozen. A version that names "
        "both, signed by a majority, ends this. Reading goes on."
    ),
    MembershipFault.NOT_SEATED: _(
        "This member has no seat in the group. Look at the group's members."
    ),
    MembershipFault.NOT_A_VOTER: _(
        "Only coordinators and members sign charters; observers and newcomers do not. Ask one of "
        "them."
    ),
    MembershipFault.NOT_THE_PROPOSER: _(
        "Only the member that proposed it can take it back. You can decline it."
    ),
    MembershipFault.UNKNOWN_PROPOSAL: _("There is no such proposal. Look at the group's page."),
    MembershipFault.ALREADY_PROPOSED: _("Exactly this was proposed already. Sign it there."),
    MembershipFault.ALREADY_ANSWERED: _(
        "Your member has answered this proposal already. To say otherwise, make a new proposal."
    ),
    MembershipFault.ALREADY_ACCEPTED: _(
        "Your member has accepted this version, or a later one, already. Nothing is left to do."
    ),
    MembershipFault.PROPOSAL_SETTLED: _(
        "This proposal was settled meanwhile. Look at the group's page for what holds now."
    ),
}

_KEYS: Final[dict[str, Promise]] = {
    MembershipFault.NOT_HOSTED_HERE: _(
        "This member signs on its own node, not here. Do it on that node."
    ),
    MembershipFault.KEY_DOES_NOT_OPEN: _(
        "A signing key cannot be opened: the node's key file is not the one it was sealed with. "
        "Tell the operator; nothing was written."
    ),
    MembershipFault.UNKNOWN_KEY: _("The member has no such key. Look at the list of its keys."),
    MembershipFault.KEY_ENDED: _(
        "This key was put out of use, for ever. Propose another key to the group."
    ),
    MembershipFault.LAST_KEY: _(
        "This is the only key of your member that the group knows; without one your member could "
        "say nothing there. Make a new key first, then end this one."
    ),
    MembershipFault.KEY_NOT_LISTED: _(
        "The charter that your member accepted lists none of its keys. Accept a version that does, "
        "or propose the key to the group."
    ),
    MembershipFault.NODE_IS_RESTORED: _(
        "This node was restored from a copy and signs nothing until somebody has confirmed that "
        "nothing newer was lost. Ask the operator. Reading goes on."
    ),
    MembershipFault.NOTHING_TO_CONFIRM: _("No restore waits to be confirmed. Nothing was changed."),
}

CHARTERS: Final[Mapping[str, Promise]] = MappingProxyType(
    {**_SHAPE, **_FOLLOWING, **_PROPOSING, **_KEYS}
)
