"""A node in a fresh folder for one measurement: two members, one group, nothing said."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.db import connection

MEMBERS = ("AA", "BB")
AT = 1_767_225_600_000_000


@contextmanager
def fresh_node() -> Iterator[Path]:
    """Make tables, members and the group ``circle``; all is removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="bayanihan-bench-"))
    on_sqlite = connection.vendor == "sqlite"
    connection.close()
    if on_sqlite:
        connection.settings_dict["NAME"] = str(folder / "bayanihan.sqlite3")
    try:
        call_command("migrate", verbosity=0, skip_checks=True)
        _open_circle()
        yield folder
    finally:
        if not on_sqlite:
            with connection.cursor() as cursor:
                cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        connection.close()
        shutil.rmtree(folder)


def _open_circle() -> None:
    from bayanihan.gate.api import GroupRole, Layer, MemberKind  # noqa: PLC0415  # after set-up
    from bayanihan.membership.api import (  # noqa: PLC0415  # after set-up
        NewGroup,
        NewMember,
        add_member,
        create_region,
        open_group,
    )

    region = create_region(key="north", name="Northern Isles", at=AT)
    for number, code in enumerate(MEMBERS):
        stix_id = f"identity--00000000-0000-4000-8000-{number:012}"
        new = NewMember(stix_id, code, f"CERT of {code}", MemberKind.STATE_BODY)
        add_member(region=region, new=new, at=AT)
    seats = dict.fromkeys(MEMBERS, GroupRole.COORDINATOR)
    circle = NewGroup("circle", "Circle", "To measure.", Layer.REGION, 3, seats)
    open_group(region=region, new=circle, node="this node", at=AT)


def start_django() -> None:
    """Set Django up with a key of its own; the operator's data is never touched."""
    folder = Path(tempfile.mkdtemp(prefix="bayanihan-bench-settings-"))
    (folder / "data").mkdir()
    (folder / "master.key").write_text("5e" * 32 + "\n", encoding="ascii")
    os.environ["BAYANIHAN_DATA"] = str(folder / "data")
    os.environ["BAYANIHAN_KEY_FILE"] = str(folder / "master.key")
    os.environ["DJANGO_SETTINGS_MODULE"] = "bayanihan.site.settings"
    import django  # noqa: PLC0415  # the settings are read from the environment set above

    django.setup()
