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


REQUIREMENTS: Final[Mapping[str, Requirement]] = MappingProxyType(
    {
        "sign-in": Requirement.PUBLIC,
        "sign-out": Requirement.SIGNED_IN,
        "set-language": Requirement.PUBLIC,
        "styleguide": Requirement.PUBLIC,
        "desk": Requirement.SIGNED_IN,
        "exchange": Requirement.SIGNED_IN,
        "exchange-export": Requirement.SIGNED_IN,
        "object": Requirement.SIGNED_IN,
        "object-verify": Requirement.SIGNED_IN,
        "object-stix": Requirement.SIGNED_IN,
        "import-start": Requirement.PREPARER,
        "import-review": Requirement.PREPARER,
        "import-release": Requirement.PREPARER,
        "import-sign": Requirement.RELEASER,
        "import-discard": Requirement.PREPARER,
        "import-receipt": Requirement.PREPARER,
        "quarantine": Requirement.PREPARER,
        "quarantine-settle": Requirement.PREPARER,
        "quarantine-again": Requirement.PREPARER,
        "quarantine-raw": Requirement.PREPARER,
        "groups": Requirement.SIGNED_IN,
        "group": Requirement.SIGNED_IN,
        "group-charter": Requirement.SIGNED_IN,
        "group-export": Requirement.SIGNED_IN,
        "members": Requirement.SIGNED_IN,
        "member": Requirement.SIGNED_IN,
        "region": Requirement.SIGNED_IN,
    }
)
"""Route name to requirement; the order is the order of the URLconf."""
