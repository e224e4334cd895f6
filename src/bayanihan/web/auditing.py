"""The audit of reads on the pages: no answer leaves before what it shows is on record.

The middleware stands around every view, so that none can forget it: readers note what
they hand out, and the line is on disk before the answer is given on.
"""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponseBase

from bayanihan.gate.api import Door, Tlp
from bayanihan.kernel.api import Misconfigured
from bayanihan.membership.api import Person
from bayanihan.records.api import Asking, Part, Trail, announce, collecting, keep
from bayanihan.web.answers import answer_error
from bayanihan.web.asking import instant_of, person_of
from bayanihan.web.middleware import Answer


class AuditMiddleware:
    """Keeps what an answer shows of AMBER and above; what cannot be kept is not answered."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Collect while the answer is made, write the line, then give the answer on."""
        with collecting() as trail:
            response = self.get_response(request)
        if trail.is_empty:
            return response
        try:
            _keep(request, trail, response.status_code)
        except Misconfigured as error:
            _drop(response)
            return answer_error(request, error)
        return response


def _drop(response: HttpResponseBase) -> None:
    """Let go of a file that is not sent; the request itself goes on to the page that says so."""
    if isinstance(response, FileResponse) and response.file_to_stream is not None:
        response.file_to_stream.close()


def announce_file(request: HttpRequest, tlp: Tlp | None, door: Door) -> None:
    """Before the first byte of a file: that it is about to leave, and its highest TLP.

    Raises ``Misconfigured`` if it cannot be put on record; then nothing is written.
    """
    request.bayanihan_announced = True  # type: ignore[attr-defined]  # kept with the request
    announce(_asking(request), tlp, door)


def _keep(request: HttpRequest, trail: Trail, status: int) -> None:
    is_file = getattr(request, "bayanihan_announced", False)
    part = Part.ENDS if is_file else Part.WHOLE
    keep(_asking(request), trail, part=part, status=status)


def _asking(request: HttpRequest) -> Asking:
    """Who asked for what, as the line says it; raises ``TypeError`` where nobody signed in."""
    person: Person = person_of(request)
    match = request.resolver_match
    return Asking(
        member=person.member,
        by=person.username,
        what=match.view_name if match else "",
        query=_query(request),
        at=instant_of(request),
    )


def _query(request: HttpRequest) -> str:
    """The address with all that was asked, and the form of a file that was chosen by a button."""
    path = request.get_full_path()
    form = request.POST.get("form", "") if request.method == "POST" else ""
    return f"{path} form={form}" if form else path
