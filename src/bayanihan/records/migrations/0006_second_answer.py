"""Who kept a record answers once more when it has removed it: one answer of each kind."""

from typing import ClassVar

from django.db import migrations, models

from bayanihan.membership.api import Guard, Guarding, install_guards, remove_guards

# SQLite remakes the table, and with it go its guards.
_GUARDS = (Guard("records_receipt", "UPDATE"), Guard("records_receipt", "DELETE"))


class Migration(migrations.Migration):
    """The guards of the table are the same before and after."""

    dependencies: ClassVar = [("records", "0005_guards")]
    operations: ClassVar = [
        Guarding(remove_guards(*_GUARDS), install_guards(*_GUARDS)),
        migrations.RemoveConstraint(model_name="receipt", name="one_receipt_a_holder"),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.UniqueConstraint(
                fields=("removal", "member", "is_removed"), name="one_receipt_of_each_kind"
            ),
        ),
        Guarding(install_guards(*_GUARDS), remove_guards(*_GUARDS)),
    ]
