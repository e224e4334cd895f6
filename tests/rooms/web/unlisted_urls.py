"""The addresses of the node, one that no requirement names, and one that fails."""

from __future__ import annotations

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.urls import path

from bayanihan.kernel.api import (
    Absent,
    BayanihanError,
    Conflict,
    Malformed,
    Misconfigured,
    Refused,
    Unverified,
)
from bayanihan.membership.api import MembershipFault
from bayanihan.records.api import RecordFault
from bayanihan.stix.api import StixFault
from bayanihan.web.api import error_views, page_urls

FAULTS: dict[str, Exception] = {
    "absent": Absent(RecordFault.UNKNOWN_RECORD, where="hidden-group"),
    "refused": Refused(RecordFault.NO_SEAT, where="hidden-group"),
    "conflict": Conflict(MembershipFault.DUPLICATE_CODE),
    "malformed": Malformed(StixFault.TRUNCATED, where="byte 7"),
    "unverified": Unverified(RecordFault.ROOT_DIFFERS),
    "misconfigured": Misconfigured(MembershipFault.UNKNOWN_KIND),
    "suspicious": SuspiciousOperation("a forged cookie"),
    "broken": ValueError("a secret detail"),
}


def open_door(_request: HttpRequest) -> HttpResponse:
    """An address that was forgotten in the table of requirements."""
    return HttpResponse("seen")


def fail(_request: HttpRequest, code: str) -> HttpResponse:
    """A view that raises what a room, or a mistake of ours, would raise."""
    raise FAULTS[code]


assert issubclass(Absent, BayanihanError)
urlpatterns = [
    *page_urls,
    path("forgotten/", open_door, name="forgotten"),
    path("nameless/", open_door),
    path("fail/<str:code>/", fail, name="styleguide"),
]
handler400, handler403 = error_views.bad_request, error_views.forbidden
handler404, handler500 = error_views.not_found, error_views.server_error
