"""Exchange as a Django application."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """What is attacking us: bringing in, looking at, taking out."""

    name = "bayanihan.exchange"
    label = "exchange"
