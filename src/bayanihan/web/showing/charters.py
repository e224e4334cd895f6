"""Stored charters with their signatures checked, and who signed them in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from bayanihan.kernel.api import BayanihanError
from bayanihan.membership.api import (
    Charter,
    CharterText,
    Group,
    chain_of,
    charter_text,
    verify_chain,
    verify_first,
    verify_next,
)
from bayanihan.web.parts.rows import Line
from bayanihan.web.sentences import say


@dataclass(frozen=True, slots=True)
class CheckedCharter:
    """One version: its row, its text, who signed it (identity ids), or what does not hold.

    ``before`` is the version that it follows, ``None`` for the first.
    """

    row: Charter
    text: CharterText
    before: CharterText | None
    signers: tuple[str, ...]
    fault: str = ""

    @property
    def codes(self) -> str:
        """The codes of those who signed, by code."""
        seats = (*self.text.members, *(self.before.members if self.before else ()))
        return ", ".join(sorted({seat.code for seat in seats if seat.id in self.signers}))

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


def read_charters(group: Group) -> tuple[CheckedCharter, ...]:
    """Every version of a group's charter with its signatures checked anew, oldest first.

    Two queries, or three where a fork was ended.
    """
    rows = list(Charter.objects.filter(group=group).order_by("number"))
    texts = [charter_text(row) for row in rows]
    chain = chain_of(group) if any(text.also for text in texts) else []
    whole = _signers_in(chain)
    named = {text.digest.hex(): text for text, _note in chain}
    befores = [None, *texts]
    return tuple(
        checked(row, text, named.get(text.previous or "", before), whole)
        for row, text, before in zip(rows, texts, befores, strict=False)
    )


def _signers_in(chain: Sequence[tuple[CharterText, str]]) -> Mapping[str, tuple[str, ...]]:
    """Signers by digest, of a history in which branches may stand beside each other."""
    try:
        signers = verify_chain(chain)
    except BayanihanError:
        return {}
    return {text.digest.hex(): one for (text, _note), one in zip(chain, signers, strict=True)}


def checked(
    row: Charter,
    text: CharterText,
    before: CharterText | None,
    whole: Mapping[str, Sequence[str]] | None = None,
) -> CheckedCharter:
    """Check one version; a fault is kept as a sentence. ``whole``: signers known by digest."""
    found = (whole or {}).get(text.digest.hex())
    if found is not None:
        return CheckedCharter(row, text, before, tuple(found))
    try:
        if before is None:
            signers = verify_first(text, row.signatures)
        else:
            signers = verify_next(before, text, row.signatures)
    except BayanihanError as error:
        return CheckedCharter(row, text, before, (), say(error))
    return CheckedCharter(row, text, before, signers)
