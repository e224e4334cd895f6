"""Records as a Django application."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """Objects, envelopes, journals: the one way in and out."""

    name = "bayanihan.records"
    label = "records"
