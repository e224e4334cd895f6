"""Setting a second factor up, taking it away, and new recovery codes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from bayanihan.kernel.api import Absent, Refused
from bayanihan.membership.api import (
    PeopleFault,
    recovery_codes_left,
    renew_recovery_codes,
    set_factor,
    turn_off_factor,
)
from bayanihan.web.asking import instant_of, person_of
from bayanihan.web.awaiting import begin_factor, begun_factor, forget_begun
from bayanihan.web.sentences import say
from bayanihan.web.showing import account_factor as showing
from bayanihan.web.signing_in import needs_factor
from bayanihan.web.throttling import count_attempt, forget_attempts
from bayanihan.web.views.account import account_frame


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def factor(request: HttpRequest) -> HttpResponse:
    """The page of the second factor; by POST, one act."""
    if request.method != "POST":
        return _page(request)
    run = _ACTS.get(request.POST.get("act", ""))
    if run is None:
        raise Absent(PeopleFault.UNKNOWN_ACT)
    return run(request)


def _page(request: HttpRequest, wrong: str = "") -> HttpResponse:
    person = person_of(request)
    page = showing.factor_page(
        person,
        secret=begun_factor(request, person),
        left=recovery_codes_left(person),
        wrong=wrong,
    )
    context = {"frame": account_frame(request, _("Second factor")), "page": page}
    return render(request, "web/factor.html", context, status=400 if wrong else 200)


def _begin(request: HttpRequest) -> HttpResponse:
    begin_factor(request, person_of(request))
    return redirect("factor")


def _confirm(request: HttpRequest) -> HttpResponse:
    person, at = person_of(request), instant_of(request)
    secret = begun_factor(request, person)
    if secret is None:
        return redirect("factor")

    def run(code: str) -> HttpResponse:
        was_needed = needs_factor(person)
        codes = set_factor(secret=secret, code=code, by=person, at=at)
        forget_begun(request)
        return _codes_page(request, codes, is_first=True, was_needed=was_needed)

    return _with_code(request, run)


def _renew(request: HttpRequest) -> HttpResponse:
    person, at = person_of(request), instant_of(request)

    def run(code: str) -> HttpResponse:
        codes = renew_recovery_codes(code=code, by=person, at=at)
        return _codes_page(request, codes, is_first=False, was_needed=False)

    return _with_code(request, run)


def _turn_off(request: HttpRequest) -> HttpResponse:
    person, at = person_of(request), instant_of(request)

    def run(code: str) -> HttpResponse:
        turn_off_factor(code=code, by=person, at=at)
        response = redirect("account")
        response["Location"] += "?done=factor-off"
        return response

    return _with_code(request, run)


def _with_code(request: HttpRequest, run: Callable[[str], HttpResponse]) -> HttpResponse:
    """Do what a code allows; codes that are not right count as failed sign-ins."""
    username = person_of(request).username
    typed = request.POST.get(f"code-{request.POST['act']}", "")
    if not count_attempt(username, at=instant_of(request)):
        return _page(request, showing.wrong_code())
    try:
        answer = run(typed[: showing.LONGEST_CODE])
    except Refused as error:
        is_code = error.code is PeopleFault.CODE_NOT_RIGHT
        return _page(request, showing.wrong_code() if is_code else say(error))
    forget_attempts(username)
    return answer


def _codes_page(
    request: HttpRequest, codes: tuple[str, ...], *, is_first: bool, was_needed: bool
) -> HttpResponse:
    page = showing.codes_page(codes, is_first=is_first, was_needed=was_needed)
    context = {"frame": account_frame(request, _("Recovery codes")), "page": page}
    return render(request, "web/account_once.html", context)


_ACTS: Mapping[str, Callable[[HttpRequest], HttpResponse]] = {
    "begin": _begin,
    "confirm": _confirm,
    "renew": _renew,
    "off": _turn_off,
}
