"""Web as a Django application."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages for people."""

    name = "bayanihan.web"
    label = "web"
