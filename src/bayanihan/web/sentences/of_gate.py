"""Why somebody will get a record, and why somebody will not: the gate's reasons as sentences.

Facts that a sentence names stand in ``gate.FACTS_OF``. No sentence says more of
a record or a group than the gate's reason does.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bayanihan.gate.api import GateFault, Reason

_YES: Final[dict[str, Promise]] = {
    Reason.OWN_RECORD: _("It said so itself."),
    Reason.MEMBER_WHEN_SAID: _("Member under charter version %(charter)s."),
    Reason.MEMBER_SINCE: _(
        "It has joined since version %(charter)s; the publisher accepted version %(accepted)s."
    ),
    Reason.CONSTITUENT: _("A member of the group lists it as its own."),
    Reason.WHOLE_GROUP: _("The whole group is addressed."),
    Reason.NAMED_IN_AUDIENCE: _("It is named among the addressed."),
    Reason.PUBLISHER_IN_FORCE: _("The publisher is in force under charter version %(charter)s."),
    Reason.FREE_TO_ERASE: _("No term keeps it."),
}

_ASKER: Final[dict[str, Promise]] = {
    Reason.UNKNOWN_ACTOR: _("It is not known who asks. Sign in again."),
    Reason.UNKNOWN_LANE: _(
        "It is not known whether this is real or an exercise. Choose the lane first."
    ),
    Reason.UNKNOWN_DOOR: _("It is not known by which way it would leave. Tell the operator."),
    Reason.UNKNOWN_INSTANT: _("The time is not known. Tell the operator."),
    Reason.NOT_IN_GROUP: _("Not in this group."),
    Reason.UNKNOWN_GROUP: _("The group is not known here. Choose another group."),
    Reason.UNKNOWN_CHARTER: _(
        "Charter version %(charter)s is not known here. Fetch the charter first."
    ),
    Reason.LEFT_GROUP: _("It has left the group."),
    Reason.BEFORE_JOINING: _(
        "It was said before it joined, and the charter gives newcomers no history."
    ),
    Reason.NOT_YET_ACCEPTED: _(
        "The publisher has not yet accepted the charter version by which it joined."
    ),
    Reason.NOT_ADDRESSED: _("It is not among the addressed."),
}

_PUBLISHER: Final[dict[str, Promise]] = {
    Reason.GROUP_FROZEN: _("The group is frozen. Wait until its coordinators reopen it."),
    Reason.PUBLISHER_NOT_IN_FORCE: _(
        "The publisher has no place in the group's charter. Choose a group in which it sits."
    ),
    Reason.OBSERVER_MAY_NOT_PUBLISH: _(
        "The publisher is an observer, and observers only read. Ask a coordinator for a seat."
    ),
    Reason.CHARTER_NOT_ACCEPTED: _(
        "The publisher has not accepted the charter version in force. Accept it first."
    ),
    Reason.CHARTER_SUPERSEDED: _(
        "The publisher has accepted a newer charter version. Publish under that one."
    ),
    Reason.NOBODY_ADDRESSED: _("Nobody else is addressed. Name at least one other member."),
    Reason.ADDRESSED_OUTSIDE_GROUP: _(
        "Somebody outside the group is addressed. Name members of the group only."
    ),
    Reason.NEEDS_SECOND_PERSON: _(
        "Your member asks for a second person from %(tlp)s on. Ask a colleague to agree."
    ),
    Reason.EMERGENCY_NEEDS_ONE: _(
        "An emergency request goes to exactly one member. Name one, and nobody else."
    ),
    Reason.EMERGENCY_NEEDS_TWO_PEOPLE: _(
        "An emergency request always needs two people. Ask a colleague to agree."
    ),
    Reason.EMERGENCY_OPEN: _(
        "Your member has an emergency request open. Close that one before you send another."
    ),
}

_HANDLING: Final[dict[str, Promise]] = {
    Reason.UNKNOWN_TLP: _("Nobody has said its TLP. Say it first."),
    Reason.UNKNOWN_PAP: _("Its PAP label is not known. Say it anew."),
    Reason.UNKNOWN_CREATOR_KIND: _("Its own marking cannot be read. Ask its author."),
    Reason.UNKNOWN_TERMS: _("Its terms of use cannot be read. Say them anew."),
    Reason.UNKNOWN_EMERGENCY: _("It does not say whether it is an emergency request. Say it anew."),
    Reason.UNKNOWN_STEP: _("The step of the ladder is not known. Update the node."),
    Reason.UNKNOWN_LAYER: _("The group's layer is not known. Update the node."),
    Reason.UNKNOWN_KIND: _("It is not known what sort of member this is. Tell the operator."),
    Reason.UNKNOWN_ROLE: _("Its role in the charter is not known. Update the node."),
    Reason.LABEL_DISAGREES: _(
        "The record and the group do not agree on being an exercise. Choose a group that does."
    ),
    Reason.WRONG_LANE: _("Exercise and real matters never mix. Change the lane to see it."),
    Reason.NO_THREAT_RECORDS: _(
        "At its step of the ladder this group carries no records. Agree on a higher step first."
    ),
    Reason.BELOW_STEP: _(
        "Such a record needs %(needs)s of the ladder, and the group is at %(step)s. Agree on a "
        "higher step first."
    ),
    Reason.ABOVE_CEILING: _(
        "%(tlp)s is above the group's ceiling, %(ceiling)s. Choose a group with a higher step."
    ),
}

_STANDING: Final[dict[str, Promise]] = {
    Reason.ABOVE_KIND_SCOPE: _("%(tlp)s is above what this kind of member handles: %(kind)s."),
    Reason.ABOVE_OBSERVER_SCOPE: _("It is an observer; observers read up to TLP:GREEN."),
    Reason.ABOVE_CONSTITUENT_SCOPE: _(
        "%(tlp)s does not reach constituents; they read up to AMBER."
    ),
    Reason.OUTSIDE_REGION: _("%(tlp)s does not leave the region, and it is not of the region."),
    Reason.RED_NEEDS_PERSON_KEY: _(
        "RED is for named persons; until their keys exist it cannot be shared here. Pass it on in "
        "person."
    ),
    Reason.DOOR_NOT_FOR_CONSTITUENTS: _(
        "Constituents read on their member's pages; nothing is handed over as a file."
    ),
    Reason.PAP_SHUTS_DOOR: _(
        "%(pap)s keeps it out of files and feeds that programs act on by themselves (%(door)s)."
    ),
    Reason.TERMS_NOT_BEGUN: _("It may be read from %(not_before)s on."),
    Reason.TERMS_ENDED: _("It could be read until %(until)s, and no longer."),
    Reason.TERMS_EMPTY: _("Its terms end before they begin. Correct the two times."),
    Reason.KEEP_TERM_ENDED: _(
        "It was to be kept until %(keep_until)s, which has passed. Name a later time, or none."
    ),
    Reason.KEEP_TERM_RUNS: _(
        "It must be kept until %(keep_until)s. Erase it after that; withdrawing it is open to you."
    ),
}

REASONS: Final[Mapping[str, Promise]] = MappingProxyType(
    {**_YES, **_ASKER, **_PUBLISHER, **_HANDLING, **_STANDING}
)

GATE: Final[Mapping[str, Promise]] = MappingProxyType(
    {
        GateFault.NOT_A_TLP_LABEL: _(
            "This is no TLP label. Use CLEAR, GREEN, AMBER, AMBER+STRICT or RED."
        ),
        GateFault.NOT_A_PAP_LABEL: _("This is no PAP label. Use CLEAR, GREEN, AMBER or RED."),
    }
)
