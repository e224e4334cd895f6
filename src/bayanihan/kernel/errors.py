"""What can go wrong, split by whose fault it is.

Errors carry a code (an enum member of the room that raises) and facts; the
sentence that a person reads is made in the interface.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class BayanihanError(Exception):
    """Root of every error that this product raises on purpose.

    ``code`` says what happened, ``where`` the place in the input (a JSON
    pointer, ``byte 120``, ``line 3``), ``facts`` what a sentence needs.
    """

    def __init__(
        self,
        code: StrEnum,
        *,
        where: str = "",
        facts: Mapping[str, object] | None = None,
    ) -> None:
        self.code = code
        self.where = where
        self.facts: Mapping[str, object] = dict(facts or {})
        super().__init__(self.describe())

    def describe(self) -> str:
        """One line for logs and tests: code, place, facts."""
        parts = [self.code.value]
        if self.where:
            parts.append(f"at {self.where}")
        parts.extend(f"{key}={value}" for key, value in self.facts.items())
        return " ".join(parts)


class Malformed(BayanihanError):
    """The input is not what it should be; the sender has to change it."""


class Refused(BayanihanError):
    """The input is well-formed, but a rule, a charter or the gate says no."""


class Unverified(BayanihanError):
    """A signature, root, proof or digest does not hold; keep the evidence."""


class Absent(BayanihanError):
    """There is no such thing, or the asker may not know of it (never told apart)."""


class Conflict(BayanihanError):
    """The state has moved on since the asker looked; look again."""


class Misconfigured(BayanihanError):
    """The operator has to change a setting before the node can work."""
