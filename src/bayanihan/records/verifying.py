"""Verifying a package without the database: who said what, and that nothing was changed (pure).

The steps, each recomputed from the file alone:

1. The file is one JSON value without duplicate keys, in the form of a package.
2. Each charter is a first charter of this group, signed by those who must.
3. Each journal's entries give, in order, the root that its member signed.
4. Each record is one that its publisher may say, by the gate and the charter.
5. Each object in the open opens its commitment, and its handling is no lower
   than the markings that it carries.
6. Each copy is exactly what the rule makes of its original; no object is left over.

All faults are collected. What the file cannot show is whether its charter is
the true one: compare the charter's digest with a member that you know.
"""

from __future__ import annotations

from bayanihan.kernel.api import Unverified
from bayanihan.membership.api import read_charter
from bayanihan.records.charters import verify_charter
from bayanihan.records.package_form import CharterPart, Package, read_package
from bayanihan.records.reports import PackageFault, Report
from bayanihan.records.rules import RecordFault
from bayanihan.records.verifying_facts import Handlings, Standing
from bayanihan.records.verifying_journals import Ground, verify_journal
from bayanihan.records.verifying_objects import Contents


def verify_package(data: bytes) -> Report:
    """Verify a file; raises ``Malformed`` if it is none, else every fault is in the report."""
    package = read_package(data)
    proof = package.x_bayanihan_package
    report = Report(group=proof.group, made_for=proof.made_for, made_at=proof.made_at)
    ground = _prepare(package, report)
    for journal in proof.journals:
        report.collect(verify_journal, journal, ground)
    ground.contents.finish()
    return report


def _prepare(package: Package, report: Report) -> Ground:
    """The charters and envelopes of a file, each verified by itself."""
    proof = package.x_bayanihan_package
    standings: dict[int, Standing] = {}
    if not proof.charters:
        report.add_fault(PackageFault.NO_CHARTER, "/charters")
    for part in proof.charters:
        report.collect(_verify_one, part, standings, report)
    return Ground(
        group=proof.group,
        report=report,
        standings=standings,
        handlings=Handlings(proof.handlings, proof.group, report),
        contents=Contents(package, report),
    )


def _verify_one(part: CharterPart, standings: dict[int, Standing], report: Report) -> None:
    charter = read_charter(part.text.encode())
    if charter.group != report.group or charter.number in standings:
        raise Unverified(RecordFault.CHARTER_DIFFERS, where=f"charter {charter.number}")
    report.signers = verify_charter(charter, part.signatures)
    standings[charter.number] = Standing(charter)
    report.charters.append(charter)
    report.name = charter.name
    report.codes |= {seat.id: seat.code for seat in charter.members}
