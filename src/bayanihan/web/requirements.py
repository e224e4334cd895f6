"""Who may ask for which address. A route that is not listed here is refused and fails a test."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Requirement(StrEnum):
    """What a page demands of the asker; the gate still decides what stands on it."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"
    PREPARER = "preparer"
    RELEASER = "releaser"
    SIGNATORY = "signatory"
    PROPOSER = "proposer"
    ADMINISTRATOR = "administrator"


REQUIREMENTS: Final[Mapping[str, Requirement]] = MappingProxyType(
    {
        "sign-in": Requirement.PUBLIC,
        "sign-in-code": Requirement.PUBLIC,
        "invited": Requirement.PUBLIC,
        "sign-out": Requirement.SIGNED_IN,
        "set-language": Requirement.PUBLIC,
        "styleguide": Requirement.PUBLIC,
        "desk": Requirement.SIGNED_IN,
        "exchange": Requirement.SIGNED_IN,
        "exchange-export": Requirement.SIGNED_IN,
        "object": Requirement.SIGNED_IN,
        "object-verify": Requirement.SIGNED_IN,
        "object-stix": Requirement.SIGNED_IN,
        "removal-withdraw": Requirement.RELEASER,
        "removal-erase": Requirement.RELEASER,
        "holders": Requirement.SIGNED_IN,
        "kept-hold": Requirement.SIGNED_IN,
        "taken-back": Requirement.SIGNED_IN,
        "kept": Requirement.SIGNED_IN,
        "kept-end": Requirement.SIGNED_IN,
        "kept-raw": Requirement.SIGNED_IN,
        "import-start": Requirement.PREPARER,
        "import-review": Requirement.PREPARER,
        "import-release": Requirement.PREPARER,
        "import-sign": Requirement.RELEASER,
        "import-take-back": Requirement.RELEASER,
        "import-discard": Requirement.PREPARER,
        "import-receipt": Requirement.PREPARER,
        "approvals": Requirement.RELEASER,
        "audit": Requirement.ADMINISTRATOR,
        "audit-file": Requirement.ADMINISTRATOR,
        "done": Requirement.ADMINISTRATOR,
        "quarantine": Requirement.PREPARER,
        "quarantine-settle": Requirement.PREPARER,
        "quarantine-again": Requirement.PREPARER,
        "quarantine-raw": Requirement.PREPARER,
        "groups": Requirement.SIGNED_IN,
        "group-new": Requirement.SIGNATORY,
        "group": Requirement.SIGNED_IN,
        "group-charter": Requirement.SIGNED_IN,
        "group-export": Requirement.SIGNED_IN,
        "group-evidence": Requirement.SIGNED_IN,
        "group-recover": Requirement.SIGNATORY,
        "charter-accept": Requirement.SIGNATORY,
        "charter-changes": Requirement.SIGNATORY,
        "charter-change": Requirement.SIGNATORY,
        "proposal": Requirement.SIGNED_IN,
        "proposal-take-back": Requirement.PROPOSER,
        "proposal-act": Requirement.SIGNATORY,
        "ladders": Requirement.SIGNED_IN,
        "ladder": Requirement.SIGNED_IN,
        "ladder-act": Requirement.SIGNATORY,
        "keys": Requirement.ADMINISTRATOR,
        "key-new": Requirement.ADMINISTRATOR,
        "key-ask": Requirement.ADMINISTRATOR,
        "key-end": Requirement.ADMINISTRATOR,
        "key-stolen": Requirement.ADMINISTRATOR,
        "members": Requirement.SIGNED_IN,
        "member": Requirement.SIGNED_IN,
        "region": Requirement.SIGNED_IN,
        "account": Requirement.SIGNED_IN,
        "account-password": Requirement.SIGNED_IN,
        "factor": Requirement.SIGNED_IN,
        "account-token": Requirement.SIGNED_IN,
        "account-token-end": Requirement.SIGNED_IN,
        "account-session": Requirement.SIGNED_IN,
        "account-sessions": Requirement.SIGNED_IN,
        "people": Requirement.ADMINISTRATOR,
        "person": Requirement.ADMINISTRATOR,
        "person-act": Requirement.ADMINISTRATOR,
        "person-token": Requirement.ADMINISTRATOR,
        "invitation-take-back": Requirement.ADMINISTRATOR,
        "member-settings": Requirement.ADMINISTRATOR,
    }
)
"""Route name to requirement; the order is the order of the URLconf."""
