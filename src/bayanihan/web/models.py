"""The one table of the pages: sign-ins that failed, kept for a quarter of an hour."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bayanihan.kernel.api import DataHandling, Retention, SeenBy


class FailedSignIn(models.Model):
    """A sign-in that failed. The name is kept as a keyed digest: people mistype passwords there."""

    name_digest = models.CharField(max_length=64)
    at = models.BigIntegerField()
    data_handling = DataHandling(("name_digest",), SeenBy.NODE, Retention.SHORT)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["name_digest", "at"], name="failed_sign_in_by_name"),
            models.Index(fields=["at"], name="failed_sign_in_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.name_digest[:8]} at {self.at}"
