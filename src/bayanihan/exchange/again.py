"""Out of quarantine: what only lacked a handling or a group is brought in once more."""

from __future__ import annotations

from bayanihan.exchange.intakes import bring
from bayanihan.exchange.models import Intake
from bayanihan.exchange.rules import UPLOAD_BYTES, UPLOAD_LIMITS
from bayanihan.kernel.api import Absent
from bayanihan.membership.api import Person
from bayanihan.records.api import RecordFault, curable


def bring_again(*, number: int, is_whole_file: bool, by: Person, at: int) -> Intake:
    """A new file of the kept bytes of one thing, or of all that came from its file.

    Bytes are taken as they were kept. Doing it twice gives the file that waits already.
    """
    rows = curable(by.member)
    first = rows.filter(number=number).first()
    if first is None:
        raise Absent(RecordFault.UNKNOWN_RECORD)
    chosen = {first.number: bytes(first.raw)}
    if is_whole_file:
        size = 0
        for row in rows.filter(source=first.source).order_by("number")[: UPLOAD_LIMITS.units]:
            size += row.size + 2
            if size > UPLOAD_BYTES - 2:
                break
            chosen[row.number] = bytes(row.raw)
    numbers = sorted(chosen)
    waits = Intake.objects.filter(
        member=by.member, settled_at__isnull=True, from_quarantine=numbers
    ).first()
    if waits is not None:
        return waits
    parts = [chosen[one] for one in numbers]
    last = f"-{numbers[-1]}" if len(numbers) > 1 else ""
    return bring(
        content=b"[" + b",\n".join(parts) + b"]" if len(parts) > 1 else parts[0],
        name=f"quarantine-{numbers[0]}{last}.json",
        by=by,
        at=at,
        from_quarantine=numbers,
    )
