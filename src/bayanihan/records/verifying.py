"""Verifying a package without the database: who said what, and that nothing was changed (pure).

The steps, each recomputed from the file alone:

1. The file is one JSON value without duplicate keys, in the form of a package.
2. The first charter opens this group; each other one follows the version that it
   names, signed by those who must. Two of one predecessor are a fork.
3. Each journal's entries give, in order, the root that its member signed.
4. Each entry names the version that its member accepted last, and stands before the
   cuts that charters set; each record is one that its publisher may say, by the gate.
5. Each object in the open opens its commitment, and its handling is no lower
   than the markings that it carries.
6. Each copy is exactly what the rule makes of its original; no object is left over.

All faults are collected. What the file cannot show is whether its charter is
the true one: compare the first charter's digest with a member that you know.
"""

from __future__ import annotations

from bayanihan.kernel.api import Unverified
from bayanihan.membership.api import read_charter
from bayanihan.records.charters import Chain
from bayanihan.records.package_form import CharterPart, Package, read_package
from bayanihan.records.reports import PackageFault, Report
from bayanihan.records.rules import RecordFault
from bayanihan.records.verifying_facts import Handlings
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
    chain = Chain()
    if not proof.charters:
        report.add_fault(PackageFault.NO_CHARTER, "/charters")
    for part in proof.charters:
        report.collect(_verify_one, part, chain, report)
    for rival in chain.forks:
        both = (chain.main.get(rival.number), rival)
        versions = ", ".join(one.digest.hex() for one in both if one is not None)
        where = f"charter {rival.number}"
        report.add_fault(PackageFault.CHARTER_FORK, where, versions=versions)
    return Ground(
        group=proof.group,
        report=report,
        chain=chain,
        handlings=Handlings(proof.handlings, proof.group, report),
        contents=Contents(package, report),
    )


def _verify_one(part: CharterPart, chain: Chain, report: Report) -> None:
    """One more version, after the one that it names."""
    charter = read_charter(part.text.encode())
    where = f"charter {charter.number}"
    if charter.group != report.group or not chain.add(charter, part.signatures):
        raise Unverified(RecordFault.CHARTER_DIFFERS, where=where)
    report.signers = chain.signers
    report.charters.append(charter)
    report.name = charter.name
    report.codes |= {seat.id: seat.code for seat in charter.members}
