"""Tables behind folds: which subjects wait, which build is served, what rows came from."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from bayanihan.kernel.api import DataHandling, Retention, SeenBy
from bayanihan.membership.api import Group

_DERIVED = DataHandling((), SeenBy.NODE, Retention.DERIVED)


class FoldState(models.Model):
    """How one fold stands: which version and build is served, and how far a rebuild has come.

    ``cursor`` is the last seq that the rebuild has looked at; ``building`` is empty
    while none is under way.
    """

    name = models.CharField(max_length=60, primary_key=True)
    version = models.PositiveIntegerField()
    live = models.PositiveIntegerField(default=1)
    building = models.PositiveIntegerField(null=True)
    building_version = models.PositiveIntegerField(null=True)
    cursor = models.BigIntegerField(default=0)
    data_handling = _DERIVED

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(building__isnull=True, building_version__isnull=True)
                | Q(building__isnull=False, building_version__isnull=False),
                name="a_build_has_a_version",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"


class Dirty(models.Model):
    """A subject of a fold in one group whose rows have to be derived again."""

    fold = models.CharField(max_length=60)
    build = models.PositiveIntegerField()
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+", db_index=False)
    subject = models.TextField()
    data_handling = _DERIVED

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["fold", "build", "group", "subject"], name="dirty_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fold}: {self.subject}"


class Blend(models.Model):
    """A distinct set of handling classes that folded rows came from.

    A row is visible exactly to who may see every class of its blend. ``keys``:
    the classes' keys in rising order, joined by commas.
    """

    keys = models.TextField(unique=True)
    data_handling = _DERIVED

    def __str__(self) -> str:
        return self.keys


class FoldedRow(models.Model):
    """What every table of a fold has beside its own columns; a room's model inherits it.

    The row came from every record of its blend, and from nothing else. A label
    (``data_handling``) is said by each table itself.
    """

    build = models.PositiveIntegerField()
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+", db_index=False)
    subject = models.TextField()
    blend = models.ForeignKey(Blend, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True
        indexes: ClassVar = [models.Index(fields=["build", "group", "subject"])]

    def __str__(self) -> str:
        return self.subject
