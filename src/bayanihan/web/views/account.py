"""One's own account: password, second factor, sessions, tokens. Everybody has one."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bayanihan.membership.api import (
    Scope,
    change_password,
    end_other_sessions,
    end_session,
    make_token,
    revoke_token,
)
from bayanihan.web.asking import instant_of, person_of
from bayanihan.web.framing import frame_for, own_band
from bayanihan.web.parts.frame import Frame
from bayanihan.web.parts.voices import Link
from bayanihan.web.showing import account as showing
from bayanihan.web.showing import account_forms as forms
from bayanihan.web.signing_in import renew_session, session_key
from bayanihan.web.throttling import count_attempt, forget_attempts

_METHODS = ["GET", "HEAD", "POST"]


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """What is set up, and where one is signed in."""
    person = person_of(request)
    page = showing.account_page(person, key=session_key(request), at=instant_of(request))
    tells = showing.account_tells(request.GET.get("done", ""))
    frame = frame_for(
        request, title=_("Your account"), room="account", band=own_band(), tells=tells
    )
    return render(request, "web/account.html", {"frame": frame, "page": page})


def account_frame(request: HttpRequest, title: str) -> Frame:
    """The frame of a page below the account."""
    crumbs = (Link(_("Your account"), reverse("account")), Link(title))
    return frame_for(request, title=title, room="account", band=own_band(), crumbs=crumbs)


@sensitive_post_parameters()
@require_http_methods(_METHODS)
def password(request: HttpRequest) -> HttpResponse:
    """A new password for the old one; every other session ends."""
    person, at = person_of(request), instant_of(request)
    form = forms.PasswordForm(person, request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid() or not _old_is_right(request, form):
        return _password_page(request, form)
    credential = make_password(form.cleaned_data["new"])
    change_password(person=person, credential=credential, key=session_key(request), at=at)
    forget_attempts(person.username)
    renew_session(request, person)
    return _back("password")


def _old_is_right(request: HttpRequest, form: forms.PasswordForm) -> bool:
    """Whether the old password is right; counted like a sign-in, so that nobody guesses here."""
    person = person_of(request)
    is_counted = count_attempt(person.username, at=instant_of(request))
    if is_counted and person.check_password(form.cleaned_data["old"]):
        return True
    form.add_error("old", forms.wrong_old())
    return False


def _password_page(request: HttpRequest, form: forms.PasswordForm) -> HttpResponse:
    page = showing.password_page(form, person_of(request))
    context = {"frame": account_frame(request, page.form.title), "page": page}
    return render(request, "web/account_form.html", context, status=400 if form.is_bound else 200)


@require_http_methods(_METHODS)
def new_token(request: HttpRequest) -> HttpResponse:
    """A token for a program: what it is for, until when; shown once."""
    form = forms.TokenForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        page = showing.token_form_page(form)
        context = {"frame": account_frame(request, page.form.title), "page": page}
        status = 400 if form.is_bound else 200
        return render(request, "web/account_form.html", context, status=status)
    made = make_token(
        name=form.cleaned_data["name"],
        scope=Scope.READ,
        days=form.cleaned_data["days"],
        by=person_of(request),
        at=instant_of(request),
    )
    once = showing.token_page(*made, address=request.build_absolute_uri(reverse("desk")))
    context = {"frame": account_frame(request, _("Token")), "page": once}
    return render(request, "web/account_once.html", context)


@require_POST
def end_token(request: HttpRequest, name: str) -> HttpResponse:
    """A token of one's own opens nothing any more."""
    revoke_token(name=name, by=person_of(request), at=instant_of(request))
    return _back("token")


@require_POST
def end_one(request: HttpRequest, name: str) -> HttpResponse:
    """One session of one's own ends."""
    end_session(name=name, by=person_of(request), at=instant_of(request))
    return _back("session")


@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """Every session of one's own ends but this one."""
    key = session_key(request)
    end_other_sessions(key=key, by=person_of(request), at=instant_of(request))
    return _back("sessions")


def _back(done: str) -> HttpResponse:
    response = redirect("account")
    response["Location"] += f"?done={done}"
    return response
