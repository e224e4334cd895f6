"""Tables of the worked room: nobody but tests has them, so they belong to no application."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bayanihan.kernel.api import DataHandling, Retention, SeenBy
from bayanihan.records.api import FoldedRow


class Tally(FoldedRow):
    """What was said about one indicator under one handling: copies, links, sightings."""

    copies = models.IntegerField()
    links = models.IntegerField()
    sighted = models.IntegerField()
    data_handling: ClassVar = DataHandling((), SeenBy.RECORD, Retention.DERIVED)

    class Meta(FoldedRow.Meta):
        app_label = "folded"


class Wording(FoldedRow):
    """All that an indicator is called by anybody, in one row."""

    words = models.TextField()
    data_handling: ClassVar = DataHandling((), SeenBy.RECORD, Retention.DERIVED)

    class Meta(FoldedRow.Meta):
        app_label = "folded"
