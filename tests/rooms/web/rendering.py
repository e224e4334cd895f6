"""Renders the pages with sample contexts, without a database."""

from __future__ import annotations

import os
from typing import Any

import django
from django.conf import settings


def ready() -> None:
    """Configure Django for templates alone, unless real settings are there."""
    if settings.configured or os.environ.get("DJANGO_SETTINGS_MODULE"):
        django.setup()
        return
    settings.configure(
        INSTALLED_APPS=["django.contrib.staticfiles", "bayanihan.web"],
        TEMPLATES=[
            {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}
        ],
        STATIC_URL="static/",
        USE_TZ=True,
        TIME_ZONE="UTC",
        LANGUAGES=[("en", "English"), ("ar", "Arabic")],
        SECRET_KEY="a page of samples signs nothing",
        ALLOWED_HOSTS=["testserver"],
    )
    django.setup()


def render(template: str, context: dict[str, Any]) -> str:
    """One page as HTML, as an anonymous request would see it."""
    ready()
    from django.template.loader import render_to_string  # noqa: PLC0415  # after ready()
    from django.test import RequestFactory  # noqa: PLC0415  # as above

    return render_to_string(template, context, RequestFactory().get("/"))
