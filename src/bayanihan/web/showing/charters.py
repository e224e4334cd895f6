"""A stored charter with its signatures checked, and who signed it in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from bayanihan.kernel.api import BayanihanError
from bayanihan.membership.api import Charter, CharterText
from bayanihan.records.api import verify_charter
from bayanihan.web.parts.rows import Line
from bayanihan.web.sentences import say


@dataclass(frozen=True, slots=True)
class CheckedCharter:
    """One version: its row, its text, who signed it (identity ids), or what does not hold."""

    row: Charter
    text: CharterText
    signers: tuple[str, ...]
    fault: str = ""

    @classmethod
    def of(cls, row: Charter, text: CharterText) -> CheckedCharter:
        """Check the signatures anew; a fault is kept as a sentence."""
        try:
            return cls(row, text, verify_charter(text, row.signatures))
        except BayanihanError as error:
            return cls(row, text, (), say(error))

    @property
    def codes(self) -> str:
        """The codes of those who signed, by code."""
        codes = [seat.code for seat in self.text.members if seat.id in self.signers]
        return ", ".join(sorted(codes))

    @property
    def signed(self) -> Line:
        """Who signed, as a line of a fact."""
        if self.fault:
            return Line(self.fault, state="late")
        return Line(_("%(codes)s, verified") % {"codes": self.codes}, state="done")

    @property
    def signed_sentence(self) -> str:
        """Who signed, as a sentence."""
        return self.fault or _("Signed by %(codes)s, verified.") % {"codes": self.codes}
