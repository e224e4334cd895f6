"""The acts of one journal of a package: what they take back, and what they may name (pure)."""

from __future__ import annotations

from bayanihan.journal.api import LeafKind
from bayanihan.kernel.api import Unverified
from bayanihan.records.act_wire import ACTS, ActText, RemovalAct, read_act
from bayanihan.records.package_form import Said
from bayanihan.records.reports import JournalReport, PackageFault, Report


def read_own_act(kind: str, text: str, group: str, member: str, where: str) -> ActText:
    """The act that an entry of this journal carries; raises ``Malformed`` or ``Unverified``."""
    act = read_act(LeafKind(kind), text)
    if (act.author.group, act.author.member) != (group, member):
        raise Unverified(PackageFault.ACT_BY_ANOTHER, where=where)
    return act


def is_known_act(kind: str) -> bool:
    """Whether this version understands entries of this kind that carry a text."""
    return kind in ACTS


class Removals:
    """Which records of one journal were withdrawn or erased by its later entries."""

    def __init__(self, entries: list[Said | bytes], found: JournalReport, report: Report) -> None:
        self.group = report.group
        self._entries = entries
        self._found = found
        self._report = report
        self._taken: dict[LeafKind, set[int]] = {
            LeafKind.WITHDRAWAL: set(),
            LeafKind.ERASURE: set(),
        }

    def take(self, act: RemovalAct, index: int, where: str) -> None:
        """One act that takes back records said before it; raises ``Unverified`` for others."""
        for target in act.entries:
            entry = self._entries[target] if target < index else None
            if entry is None or (isinstance(entry, Said) and entry.kind != LeafKind.RECORD):
                facts = {"entry": target}
                raise Unverified(PackageFault.ACT_NAMES_NO_RECORD, where=where, facts=facts)
        self._taken[act.kind].update(act.entries)

    def finish(self) -> None:
        """Count what was taken back; no object of an erased record may be in the file."""
        erased = self._taken[LeafKind.ERASURE]
        withdrawn = self._taken[LeafKind.WITHDRAWAL] - erased
        code, entries = self._found.code, self._entries
        for index in sorted(erased):
            entry = entries[index]
            if isinstance(entry, Said) and entry.salt is not None:
                self._report.add_fault(PackageFault.ERASED_CARRIED, f"{code}[{index}]")
        bare = {
            index
            for index, entry in enumerate(entries)
            if isinstance(entry, Said) and entry.kind == LeafKind.RECORD and entry.salt is None
        }
        self._found.withdrawn = len(withdrawn)
        self._found.erased = len(bare - withdrawn)
        if withdrawn:
            self._report.add_note(PackageFault.WITHDRAWN_SINCE, code, entries=_listed(withdrawn))
        if erased:
            self._report.add_note(PackageFault.ERASED_SINCE, code, entries=_listed(erased))


def _listed(places: set[int]) -> str:
    return ", ".join(map(str, sorted(places)))
