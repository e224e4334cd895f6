"""Web as a Django application."""

import gc

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages for people."""

    name = "bayanihan.web"
    label = "web"

    def ready(self) -> None:
        """The last room is there: what is loaded stays, and no search for garbage walks it anew."""
        gc.freeze()
