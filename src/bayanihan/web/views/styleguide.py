"""The style guide: all components of the pages on one page, without a database."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bayanihan.kernel.api import read_clock
from bayanihan.web.parts.pages_styleguide import styleguide_frame, styleguide_page


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component once, with invented values; needs neither sign-in nor records."""
    context = {"frame": styleguide_frame(read_clock()), "page": styleguide_page()}
    return render(request, "web/styleguide.html", context)
