"""A seat says of which kind its member is, as its charter does."""

import json
from typing import ClassVar

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from bayanihan.membership.append_only import Guard, Guarding, install_guards, remove_guards

# SQLite remakes the table, and with it go its guards.
_GUARDS = (Guard("membership_seat", "UPDATE"), Guard("membership_seat", "DELETE"))
_KINDS = ("state_body", "regional_body", "partner", "organisation", "academic", "individual")


def fill(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Read the kinds from the charters that were signed."""
    charters, seats = (apps.get_model("membership", name) for name in ("Charter", "Seat"))
    for pk, text in charters.objects.values_list("pk", "text").iterator():
        for line in json.loads(text)["members"]:
            rows = seats.objects.filter(charter=pk, member__stix_id=line["id"])
            rows.update(kind=line["kind"])


class Migration(migrations.Migration):
    """The guards of the table are the same before and after."""

    dependencies: ClassVar = [("membership", "0006_longer_branches")]
    operations: ClassVar = [
        Guarding(remove_guards(*_GUARDS), install_guards(*_GUARDS)),
        migrations.AddField(
            model_name="seat",
            name="kind",
            field=models.CharField(
                choices=[(kind, kind) for kind in _KINDS], default="", max_length=20
            ),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", list(_KINDS))), name="seat_kind_is_known"
            ),
        ),
        Guarding(install_guards(*_GUARDS), remove_guards(*_GUARDS)),
    ]
