"""The door of web."""

from bayanihan.web.requirements import REQUIREMENTS, Requirement
from bayanihan.web.urls import page_urls
from bayanihan.web.views import errors as error_views

__all__ = ["REQUIREMENTS", "Requirement", "error_views", "page_urls"]
