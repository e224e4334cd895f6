"""Who may hold which right, what a first charter needs, and why membership refuses (pure).

The charter's form and thresholds follow the protocol: both sides sign in a
pair, one opener in a case, at least one coordinator elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from bayanihan.gate.api import GroupRole, Layer


class Role(StrEnum):
    """What a person may do for the member that they belong to."""

    OBSERVER = "observer"
    ANALYST = "analyst"
    RELEASER = "releaser"
    POLICY = "policy"
    PLANNER = "planner"
    CAPACITY = "capacity"
    ADMINISTRATOR = "administrator"


class MembershipFault(StrEnum):
    """Why membership refuses."""

    UNKNOWN_MEMBER = "unknown_member"
    UNKNOWN_GROUP = "unknown_group"
    UNKNOWN_KIND = "unknown_kind"
    UNKNOWN_ROLE = "unknown_role"
    UNKNOWN_STEP = "unknown_step"
    UNKNOWN_KEY = "unknown_key"
    UNKNOWN_PROPOSAL = "unknown_proposal"
    DUPLICATE_CODE = "duplicate_code"
    DUPLICATE_GROUP = "duplicate_group"
    DUPLICATE_SEAT = "duplicate_seat"
    DUPLICATE_USERNAME = "duplicate_username"
    NOT_AN_IDENTITY = "not_an_identity"
    NO_COORDINATOR = "no_coordinator"
    PAIR_NEEDS_TWO = "pair_needs_two"
    TOO_FEW_MEMBERS = "too_few_members"
    TOO_MANY_MEMBERS = "too_many_members"
    EXERCISE_LAYER = "exercise_layer"
    REGION_CHAIR = "region_chair"
    REGION_BY_OPERATOR = "region_by_operator"
    NOT_ONE_STATE = "not_one_state"
    SPEAKER_UNFIT = "speaker_unfit"
    CONSTITUENT_UNFIT = "constituent_unfit"
    CEILING_DIFFERS = "ceiling_differs"
    UNKNOWN_HISTORY = "unknown_history"
    BAD_RETENTION = "bad_retention"
    UNKNOWN_THRESHOLD = "unknown_threshold"
    THRESHOLD_UNFIT = "threshold_unfit"
    NO_KEY = "no_key"
    KEYS_OVERLAP = "keys_overlap"
    NOT_HOSTED_HERE = "not_hosted_here"
    KEY_DOES_NOT_OPEN = "key_does_not_open"
    KEY_ENDED = "key_ended"
    KEY_NOT_LISTED = "key_not_listed"
    LAST_KEY = "last_key"
    NODE_IS_RESTORED = "node_is_restored"
    NOTHING_TO_CONFIRM = "nothing_to_confirm"
    CHARTER_MALFORMED = "charter_malformed"
    CHARTER_UNSIGNED = "charter_unsigned"
    # How one charter may not follow another.
    NOT_A_FIRST = "not_a_first"
    OTHER_GROUP = "other_group"
    NUMBER_SKIPPED = "number_skipped"
    PREVIOUS_DIFFERS = "previous_differs"
    BACKDATED = "backdated"
    LABEL_CHANGED = "label_changed"
    KIND_CHANGED = "kind_changed"
    STEP_SKIPPED = "step_skipped"
    KEY_CHANGED = "key_changed"
    CUT_MISSING = "cut_missing"
    CUT_UNASKED = "cut_unasked"
    RIVALS_NOT_NAMED = "rivals_not_named"
    RIVALS_UNASKED = "rivals_unasked"
    BRANCH_ENDED = "branch_ended"
    EXCLUDES_SIGNER = "excludes_signer"
    # How a change or a proposal may not be made.
    NO_CHANGE = "no_change"
    GROUP_FROZEN = "group_frozen"
    NOT_SEATED = "not_seated"
    NOT_A_VOTER = "not_a_voter"
    NOT_THE_PROPOSER = "not_the_proposer"
    ALREADY_PROPOSED = "already_proposed"
    ALREADY_ANSWERED = "already_answered"
    ALREADY_ACCEPTED = "already_accepted"
    PROPOSAL_SETTLED = "proposal_settled"


# May bring reports in and prepare a release.
PREPARERS = frozenset({Role.ANALYST, Role.RELEASER})
# May let something leave the member.
RELEASERS = frozenset({Role.RELEASER})
# May accept, propose and sign charters for the member.
SIGNATORIES = frozenset({Role.RELEASER, Role.POLICY})
# May propose some change, of keys or of all else, and so may take a proposal back.
PROPOSERS = SIGNATORIES | {Role.ADMINISTRATOR}

PAIR = 2


class KeyEnd(StrEnum):
    """Why a statement key was put out of use."""

    ROTATED = "rotated"
    LOST = "lost"
    COMPROMISED = "compromised"


class ProposalState(StrEnum):
    """What has become of a proposal."""

    OPEN = "open"
    ADOPTED = "adopted"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


class Happened(StrEnum):
    """What somebody of a member changed about people, keys, settings or groups."""

    PERSON_INVITED = "person_invited"
    INVITATION_TAKEN = "invitation_taken"
    INVITATION_REVOKED = "invitation_revoked"
    RIGHTS_CHANGED = "rights_changed"
    PERSON_SHUT_OUT = "person_shut_out"
    PERSON_LET_IN = "person_let_in"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105  # a word, no password
    FACTOR_SET = "factor_set"
    FACTOR_REMOVED = "factor_removed"
    RECOVERY_CODES_MADE = "recovery_codes_made"
    RECOVERY_CODE_USED = "recovery_code_used"
    SESSION_ENDED = "session_ended"
    TOKEN_MADE = "token_made"  # noqa: S105  # a word, no token
    TOKEN_REVOKED = "token_revoked"  # noqa: S105  # a word, no token
    KEY_MADE = "key_made"
    KEY_ENDED = "key_ended"
    FOUR_EYES_SET = "four_eyes_set"
    SECOND_FACTOR_SET = "second_factor_set"
    GROUP_OPENED = "group_opened"
    CHARTER_PROPOSED = "charter_proposed"
    CHARTER_SIGNED = "charter_signed"
    CHARTER_DECLINED = "charter_declined"
    PROPOSAL_WITHDRAWN = "proposal_withdrawn"
    CHARTER_ADOPTED = "charter_adopted"
    CHARTER_ACCEPTED = "charter_accepted"
    RECORDS_WITHDRAWN = "records_withdrawn"
    RECORDS_ERASED = "records_erased"
    HOLD_PLACED = "hold_placed"
    HOLD_ENDED = "hold_ended"
    MEMBER_EXPORTED = "member_exported"
    RESTORE_CONFIRMED = "restore_confirmed"


def signers_needed(layer: Layer, seats: Mapping[str, GroupRole]) -> tuple[frozenset[str], int]:
    """Who must sign a first charter: the set to choose from and how many of it.

    ``seats`` maps identity ids to roles. Source: protocol, "Charter".
    """
    if layer is Layer.BILATERAL:
        return frozenset(seats), len(seats)
    coordinators = {one for one, role in seats.items() if role is GroupRole.COORDINATOR}
    return frozenset(coordinators), 1


def seat_fault(
    layer: Layer, seats: Mapping[str, GroupRole], *, exercise: bool
) -> MembershipFault | None:
    """Why these seats make no group; ``None`` if they do. In a pair both sides speak."""
    if layer is Layer.BILATERAL and (len(seats) != PAIR or GroupRole.OBSERVER in seats.values()):
        return MembershipFault.PAIR_NEEDS_TWO
    if len(seats) < PAIR and layer is not Layer.CASE:
        return MembershipFault.TOO_FEW_MEMBERS
    if GroupRole.COORDINATOR not in seats.values():
        return MembershipFault.NO_COORDINATOR
    if layer is Layer.EXERCISE and not exercise:
        return MembershipFault.EXERCISE_LAYER
    return None
