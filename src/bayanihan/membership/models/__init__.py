"""Tables of membership. Charters are append-only; seats repeat a charter for look-ups."""

from bayanihan.membership.models.groups import (
    Acceptance,
    Answer,
    Charter,
    Group,
    Proposal,
    Rival,
    Seat,
)
from bayanihan.membership.models.people import (
    Invitation,
    People,
    Person,
    PersonRole,
    RecoveryCode,
    SignedIn,
    Token,
)
from bayanihan.membership.models.region import (
    Body,
    Happening,
    Member,
    NodeState,
    Region,
    State,
    StatementKey,
)

__all__ = [
    "Acceptance",
    "Answer",
    "Body",
    "Charter",
    "Group",
    "Happening",
    "Invitation",
    "Member",
    "NodeState",
    "People",
    "Person",
    "PersonRole",
    "Proposal",
    "RecoveryCode",
    "Region",
    "Rival",
    "Seat",
    "SignedIn",
    "State",
    "StatementKey",
    "Token",
]
