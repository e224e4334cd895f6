"""Behind an invitation: who is invited sees as what, chooses a password, and is in."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from bayanihan.kernel.api import Absent
from bayanihan.membership.api import (
    Invitation,
    Person,
    find_invitation,
    secret_digest,
    take_invitation,
)
from bayanihan.web.asking import instant_of
from bayanihan.web.awaiting import begin_factor
from bayanihan.web.framing import bare_frame
from bayanihan.web.parts.pages_entry import ErrorPage
from bayanihan.web.showing.account_forms import NewPasswordForm
from bayanihan.web.showing.account_invited import ended_words, invited_page
from bayanihan.web.signing_in import let_in
from bayanihan.web.throttling import count_attempt, forget_attempts


@sensitive_variables("secret", "credential")
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def invited(request: HttpRequest, secret: str) -> HttpResponse:
    """What the link is for; by POST, the password. Every link that opens nothing looks the same."""
    is_act, at = request.method == "POST", instant_of(request)
    name = f"invitation {secret_digest(secret)}"
    try:
        found = find_invitation(secret, at=at)
        if is_act and not count_attempt(name, at=at):
            return _ended(request)
        form = NewPasswordForm(_as_person(found), request.POST if is_act else None)
        if not is_act or not form.is_valid():
            return _page(request, found, form, secret)
        credential = make_password(form.cleaned_data["new"])
        person = take_invitation(secret=secret, credential=credential, at=at)
    except Absent:
        return _ended(request)
    forget_attempts(name)
    forget_attempts(person.username)
    let_in(request, person)
    begin_factor(request, person)
    return redirect("factor")


def _as_person(found: Invitation) -> Person:
    """Whom the password is for, as the validators want to know it."""
    return Person(username=found.username, display_name=found.display_name)


def _page(
    request: HttpRequest, found: Invitation, form: NewPasswordForm, secret: str
) -> HttpResponse:
    page = invited_page(found, form, secret)
    context = {"frame": bare_frame(request, page.form.title), "page": page}
    return render(request, "web/account_form.html", context, status=400 if form.is_bound else 200)


def _ended(request: HttpRequest) -> HttpResponse:
    page = ErrorPage(happened=ended_words(), kept=_("Nothing was changed."))
    context = {"frame": bare_frame(request), "page": page}
    return render(request, "web/invited_ended.html", context, status=404)
