"""What a node does in the tests of its backup: ``python -m tests.rooms.ops.backup_worlds WORD``.

Each word runs in a process of its own, on the node that the environment names, as the
commands do. ``look`` prints one JSON object with everything that the node holds.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec
from django.conf import settings

LATER = 60_000_000
PASSWORD = "a long enough password"


def build() -> None:
    """Members, people, groups; what they said, what waits, what was read."""
    from bayanihan.exchange.api import bring  # noqa: PLC0415  # Django is set up by then
    from bayanihan.membership.api import NewPerson, Role, add_person, find_member  # noqa: PLC0415  # as above
    from tests.faults.world import BEGUN, build_node, indicator, lines, mixed_batch, say  # noqa: PLC0415  # as above

    build_node()
    for code in ("AA", "BB"):
        new = NewPerson(f"{code.lower()}.lead", f"Lead of {code}", "!", list(Role))
        person = add_person(member=find_member(code), new=new, at=BEGUN)
        bring(content=lines(indicator(f"draft of {code}")), name="r.json", by=person, at=BEGUN)
    say("AA", "circle", mixed_batch())
    say("BB", "circle", lines(indicator("theirs"), indicator("secret-of-bb")), at=BEGUN + 2)
    say("BB", "ring", lines(indicator("ring-of-bb")), at=BEGUN + 3)
    folder = Path(settings.DATA_DIRECTORY) / "audit"
    folder.mkdir(exist_ok=True)
    for code in ("AA", "BB"):
        name = find_member(code).stix_id.removeprefix("identity--")
        (folder / f"{name}.jsonl").write_text(f'{{"canary":"audit of {code}"}}\n', encoding="utf-8")


def tell_all(member: str, group: str, name: str, at: int) -> None:
    """One indicator that the whole group may read."""
    from bayanihan.gate.api import Tlp  # noqa: PLC0415  # Django is set up by then
    from bayanihan.membership.api import find_group, find_member  # noqa: PLC0415  # as above
    from bayanihan.records.api import Bringing, Stated, publish  # noqa: PLC0415  # as above
    from bayanihan.stix.api import slices  # noqa: PLC0415  # as above
    from tests.faults.world import indicator, lines  # noqa: PLC0415  # as above

    publisher = find_member(member)
    chosen = find_group(group, member=publisher)
    bringing = Bringing(chosen, publisher, Stated(tlp=Tlp.CLEAR), "a file")
    publish(slices(lines(indicator(name))), bringing, at=at)


def more() -> None:
    """Something that a backup made before does not hold."""
    from tests.faults.world import BEGUN  # noqa: PLC0415  # Django is set up by then

    tell_all("AA", "circle", "after the backup", BEGUN + LATER)


def more_hidden() -> None:
    """As ``more``, but GREEN: where there is no region, nobody else may read it."""
    from tests.faults.world import BEGUN, indicator, lines, say  # noqa: PLC0415  # Django is set up by then

    say("AA", "circle", lines(indicator("hidden after the backup")), at=BEGUN + LATER)


def speak() -> None:
    """Say something else than before; refused while a restore waits."""
    from tests.faults.world import BEGUN  # noqa: PLC0415  # Django is set up by then

    tell_all("AA", "circle", "another story", BEGUN + 2 * LATER)


def erase() -> None:
    """BB erases what must not be held any more."""
    from bayanihan.records import api as records  # noqa: PLC0415  # Django is set up by then
    from tests.faults.world import BEGUN  # noqa: PLC0415  # as above

    rows = records.Entry.objects.select_related("object", "group", "handling", "journal__member")
    entry = rows.get(object__body__contains="secret-of-bb")
    why = records.RemovalReason(min(records.ERASE_REASONS))
    records.erase(entries=[entry], by=None, why=why, at=BEGUN + LATER)


def look() -> None:
    """Digests of every table, what lies beside them, and what the audit finds."""
    from bayanihan.membership.api import Member, restored  # noqa: PLC0415  # Django is set up by then
    from bayanihan.ops.archive_tables import our_tables, rows_of, table_name  # noqa: PLC0415  # as above
    from bayanihan.records.api import Entry, journal_faults  # noqa: PLC0415  # as above
    from tests.rooms.records import audit  # noqa: PLC0415  # as above

    tables = {}
    for model in our_tables():
        rows = [msgspec.json.encode(row) for row in rows_of(model)]
        tables[table_name(model)] = [len(rows), hashlib.sha256(b"".join(rows)).hexdigest()]
    bodies = Entry.objects.filter(object__isnull=False).values_list("object__body", flat=True)
    said = {
        "tables": tables,
        "bodies": list(bodies),
        "files": files(),
        "faults": [*audit.faults(), *(one.describe() for one in journal_faults())],
        "restored": restored() is not None,
        "epochs": sorted(Member.objects.values_list("signer_epoch", flat=True)),
    }
    sys.stdout.write(json.dumps(said))


def dying() -> None:
    """Run a command of the node and end by SIGKILL before its statement number n.

    Prints how many statements there were where it lived.
    """
    from django.db import connection  # noqa: PLC0415  # Django is set up by then

    from bayanihan.ops import api as ops  # noqa: PLC0415  # as above

    command, path, most = sys.argv[2], Path(sys.argv[3]), int(sys.argv[4])
    count = 0

    def wrap(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        nonlocal count
        if count == most:
            os.kill(os.getpid(), signal.SIGKILL)
        count += 1
        return execute(sql, *rest)

    with connection.execute_wrapper(wrap):
        {"backup": ops.back_up, "restore": ops.restore}[command](path, as_json=True)
    sys.stderr.write(str(count))


def files() -> Mapping[str, str]:
    """Audit files and the list of erasures."""
    data = Path(settings.DATA_DIRECTORY)
    found = [*sorted((data / "audit").glob("*")), data / "erasures.log"]
    return {one.name: one.read_text(encoding="utf-8") for one in found if one.exists()}


WORDS: Mapping[str, Callable[[], None]] = {
    "build": build,
    "more": more,
    "more_hidden": more_hidden,
    "speak": speak,
    "erase": erase,
    "look": look,
    "dying": dying,
}


if __name__ == "__main__":
    import django

    django.setup()
    WORDS[sys.argv[1]]()
