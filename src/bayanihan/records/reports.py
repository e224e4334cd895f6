"""What verifying a package has found: journals, faults, and notes that are no faults (pure)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ParamSpec

from bayanihan.journal.api import Evidence
from bayanihan.kernel.api import BayanihanError, Unverified
from bayanihan.membership.api import CharterText

P = ParamSpec("P")


class PackageFault(StrEnum):
    """What a package can have wrong beyond what any record can."""

    PLAIN_BUNDLE = "plain_bundle"
    NO_CHARTER = "no_charter"
    NO_SUCH_CHARTER = "no_such_charter"
    EMPTY_JOURNAL = "empty_journal"
    SECOND_JOURNAL = "second_journal"
    EQUIVOCATION = "equivocation"
    KEY_NOT_VALID = "key_not_valid"
    EPOCH_DIFFERS = "epoch_differs"
    ENTRY_FORM = "entry_form"
    LATER_THAN_HEAD = "later_than_head"
    NO_ACCEPTANCE = "no_acceptance"
    ACCEPTED_TWICE = "accepted_twice"
    AFTER_CLOSING = "after_closing"
    NOT_STIX = "not_stix"
    CHARTER_MISSING = "charter_missing"
    CHARTER_FORK = "charter_fork"
    NAMES_OLDER_VERSION = "names_older_version"
    NOT_ACCEPTED_YET = "not_accepted_yet"
    BEYOND_CUT = "beyond_cut"
    CUT_DIFFERS = "cut_differs"
    ACT_BY_ANOTHER = "act_by_another"
    ACT_NAMES_NO_RECORD = "act_names_no_record"
    ERASED_CARRIED = "erased_carried"
    # Notes: what a person should know, and what is no fault by itself.
    NOT_UNDERSTOOD = "not_understood_by_this_version"
    MARKED_HIGHER_BY_ANOTHER = "marked_higher_by_another"
    WITHDRAWN_SINCE = "withdrawn_since"
    ERASED_SINCE = "erased_since"


@dataclass(slots=True)
class JournalReport:
    """What one journal shows.

    ``verified``: objects that are there and as they were said. ``hidden``: entries of
    which the file shows a hash alone. ``withdrawn``: records that their publisher took
    back; ``erased``: other records whose object is not there. ``acts``: proposals,
    answers, withdrawals, erasures and receipts that could be read; ``not_understood``:
    entries of other kinds. ``accepted``: the newest charter version that it accepted.
    """

    member: str
    code: str
    name: str
    size: int
    root: bytes
    epoch: int
    at: int
    verified: int = 0
    hidden: int = 0
    withdrawn: int = 0
    erased: int = 0
    acts: int = 0
    not_understood: int = 0
    accepted: int = 0


@dataclass(slots=True)
class Report:
    """Result of a verification; it holds when there are no faults.

    ``made_for`` and ``made_at`` are what the file says of itself: nobody signed
    them. ``codes``: by identity id, as the charter has them. ``evidence`` shows
    anyone that a member signed two things that cannot both be true.
    """

    group: str = ""
    made_for: str = ""
    made_at: str = ""
    name: str = ""
    charters: list[CharterText] = field(default_factory=list)
    signers: tuple[str, ...] = ()
    codes: dict[str, str] = field(default_factory=dict)
    journals: list[JournalReport] = field(default_factory=list)
    objects: int = 0
    copies: int = 0
    faults: list[BayanihanError] = field(default_factory=list)
    notes: list[BayanihanError] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether everything that the file claims was recomputed and agrees."""
        return not self.faults

    def add_fault(self, code: StrEnum, where: str, **facts: object) -> None:
        """Something does not hold."""
        self.faults.append(Unverified(code, where=where, facts=facts))

    def add_note(self, code: StrEnum, where: str, **facts: object) -> None:
        """Something to know that is no fault."""
        self.notes.append(Unverified(code, where=where, facts=facts))

    def collect(self, step: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> None:
        """Take a step; what it raises becomes a fault, and the next step is taken all the same."""
        try:
            step(*args, **kwargs)
        except BayanihanError as error:
            self.faults.append(error)
