"""Exchange as a Django application."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """What is attacking us: bringing in, looking at, taking out."""

    name = "bayanihan.exchange"
    label = "exchange"

    def ready(self) -> None:
        """Files that wait are told when content must not be held any more."""
        from bayanihan.exchange.forgetting import forget  # noqa: PLC0415  # tables are ready now
        from bayanihan.records.api import on_erased  # noqa: PLC0415  # as above

        on_erased(forget)
