"""The words in which handling is said: TLP 2.0, PAP, kinds of member, doors.

Sources: FIRST, *Traffic Light Protocol 2.0*; MISP taxonomy *Permissible
Actions Protocol*. Labels and actions that are not in these lists are unknown,
and what is unknown is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum, StrEnum
from types import MappingProxyType
from typing import Final

from bayanihan.kernel.api import Malformed


class GateFault(StrEnum):
    """Why a text is no handling label."""

    NOT_A_TLP_LABEL = "not_a_tlp_label"
    NOT_A_PAP_LABEL = "not_a_pap_label"


class Tlp(IntEnum):
    """How far information may travel (FIRST TLP 2.0); a higher value travels less far."""

    CLEAR = 0
    GREEN = 1
    AMBER = 2
    AMBER_STRICT = 3
    RED = 4

    @property
    def label(self) -> str:
        """The label as FIRST writes it: ``TLP:AMBER+STRICT``."""
        return "TLP:" + self.name.replace("_", "+")

    @classmethod
    def from_label(cls, text: str) -> Tlp:
        """Read an exact FIRST label; anything else raises ``Malformed``."""
        found = _TLP_OF_LABEL.get(text)
        if found is None:
            raise Malformed(GateFault.NOT_A_TLP_LABEL, facts={"label": text})
        return found


class Pap(IntEnum):
    """What may be done with information (PAP); a higher value permits less.

    CLEAR: anything. GREEN: active steps such as blocking. AMBER: look-ups at
    third parties, no contact with the attacker. RED: only what nobody outside
    can notice, such as a search in one's own logs.
    """

    CLEAR = 0
    GREEN = 1
    AMBER = 2
    RED = 3

    @property
    def label(self) -> str:
        """The label as the taxonomy writes it: ``PAP:RED``."""
        return "PAP:" + self.name

    @classmethod
    def from_label(cls, text: str) -> Pap:
        """Read an exact PAP label; anything else raises ``Malformed``."""
        found = _PAP_OF_LABEL.get(text)
        if found is None:
            raise Malformed(GateFault.NOT_A_PAP_LABEL, facts={"label": text})
        return found


_TLP_OF_LABEL: Final = {level.label: level for level in Tlp}
_PAP_OF_LABEL: Final = {level.label: level for level in Pap}


class MemberKind(StrEnum):
    """What sort of body a member is; it bounds what the member may handle."""

    STATE_BODY = "state_body"
    REGIONAL_BODY = "regional_body"
    PARTNER = "partner"
    ORGANISATION = "organisation"
    ACADEMIC = "academic"
    INDIVIDUAL = "individual"


class GroupRole(StrEnum):
    """What a charter lets a member do in its group."""

    COORDINATOR = "coordinator"
    MEMBER = "member"
    OBSERVER = "observer"


class Layer(StrEnum):
    """How wide a group is meant to be, as its charter says."""

    BILATERAL = "bilateral"
    MINILATERAL = "minilateral"
    MULTILATERAL = "multilateral"
    REGION = "region"
    DOMESTIC = "domestic"
    CASE = "case"
    EXERCISE = "exercise"


class Lane(StrEnum):
    """Whether somebody works on real matters or plays an exercise at this moment."""

    REAL = "real"
    EXERCISE = "exercise"


class History(StrEnum):
    """What a charter gives to newcomers: everything, or what is said after they joined."""

    ALL = "all"
    FROM_JOINING = "from_joining"


class Door(StrEnum):
    """The way by which a record would leave."""

    PAGE = "page"
    LIST = "list"
    COUNT = "count"
    SEARCH = "search"
    STIX_FILE = "stix_file"
    PACKAGE = "package"
    TAXII = "taxii"
    PEER = "peer"
    MAIL = "mail"
    COMMAND = "command"


class CreatorKind(StrEnum):
    """Whether the object's own bytes tell a reader its handling.

    MARKED: the object carries a TLP that is no lower than the handling of its
    record. UNMARKED: it carries none, or a lower one.
    """

    MARKED = "marked"
    UNMARKED = "unmarked"


class Form(StrEnum):
    """How an allowed record goes out: as its bytes, or as the publisher's marked copy."""

    BYTES = "bytes"
    DERIVED_COPY = "derived_copy"


SCOPES: Final[Mapping[MemberKind, Tlp]] = MappingProxyType(
    {
        MemberKind.STATE_BODY: Tlp.RED,
        MemberKind.REGIONAL_BODY: Tlp.RED,
        MemberKind.PARTNER: Tlp.AMBER_STRICT,
        MemberKind.ORGANISATION: Tlp.AMBER,
        MemberKind.ACADEMIC: Tlp.AMBER,
        MemberKind.INDIVIDUAL: Tlp.GREEN,
    },
)
"""The highest TLP that a member of each kind handles in any group."""

OBSERVER_SCOPE: Final = Tlp.GREEN
"""The highest TLP that an observer reads."""

CONSTITUENT_SCOPE: Final = Tlp.AMBER
"""The highest TLP that a constituent reads (TLP 2.0: AMBER reaches clients, STRICT does not)."""

NO_ENVELOPE_DOORS: Final = frozenset({Door.STIX_FILE, Door.TAXII})
"""Doors that hand out objects without the envelope that says their handling."""

CONSTITUENT_DOORS: Final = frozenset({Door.PAGE, Door.LIST, Door.COUNT, Door.SEARCH})
"""Doors through which a constituent reads: nothing is handed over to keep."""

UNDETECTABLE_ONLY_SHUT: Final = frozenset({Door.STIX_FILE, Door.TAXII, Door.MAIL})
"""Doors shut to PAP:RED: they feed programs that look things up or connect by themselves.

A feed or a file is loaded into tools that block and enrich; mail passes filters
that follow addresses. A peer or a package carries the envelope, and the PAP in it.
"""
