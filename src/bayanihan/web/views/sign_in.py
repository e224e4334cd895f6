"""The door of the pages: signing in, signing out, choosing a language."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django.views.i18n import set_language as change_language

from bayanihan.membership.api import Person, take_code
from bayanihan.web.asking import instant_of
from bayanihan.web.awaiting import await_code, awaited, begin_factor
from bayanihan.web.framing import bare_frame
from bayanihan.web.showing.account_factor import wrong_code
from bayanihan.web.showing.account_forms import CodeForm, code_page
from bayanihan.web.showing.entry import sign_in_page
from bayanihan.web.signing_in import leave, let_in, needs_factor
from bayanihan.web.throttling import count_attempt, forget_attempts


class SignInForm(forms.Form):
    """User name and password; ``next`` is where to go afterwards."""

    username = forms.CharField(
        max_length=80,
        label=gettext_lazy("User name"),
        error_messages={
            "required": gettext_lazy("Say your user name."),
            "max_length": gettext_lazy("No user name is as long as this."),
        },
    )
    password = forms.CharField(
        max_length=1024,
        strip=False,
        label=gettext_lazy("Password"),
        error_messages={
            "required": gettext_lazy("Say your password."),
            "max_length": gettext_lazy("No password is as long as this."),
        },
        widget=forms.PasswordInput,
    )
    next = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for name and password; one message for every way of being wrong."""
    if request.method != "POST":
        if isinstance(request.user, Person):
            return redirect(_target(request, request.GET.get("next", "")))
        asked = {"username": request.GET.get("who", ""), "next": request.GET.get("next", "")}
        return _shown(request, SignInForm(initial=asked))
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _shown(request, form)
    person = _person(request, form)
    if person is None:
        form.add_error(None, _wrong())
        return _shown(request, form)
    return first_step(request, person, _target(request, form.cleaned_data["next"]))


def first_step(request: HttpRequest, person: Person, target: str) -> HttpResponse:
    """The password was right: on to the code, or in, and to the page of a factor that is needed."""
    if person.factor_since is not None:
        leave(request)
        await_code(request, person, target)
        return redirect("sign-in-code")
    let_in(request, person)
    forget_attempts(person.username)
    if needs_factor(person):
        begin_factor(request, person)
        return redirect("factor")
    return redirect(target)


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """Ask for the code; whoever has not given a password here is led to that."""
    waits = awaited(request)
    if waits is None:
        return redirect("sign-in")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _code_page(request, form)
    person, at = waits.person, instant_of(request)
    is_counted = count_attempt(person.username, at=at)
    if not is_counted or not take_code(person=person, code=form.cleaned_data["code"], at=at):
        form.add_error("code", wrong_code())
        return _code_page(request, form)
    let_in(request, person)
    forget_attempts(person.username)
    return redirect(waits.target)


def _code_page(request: HttpRequest, form: CodeForm) -> HttpResponse:
    page = code_page(form)
    context = {"frame": bare_frame(request, page.form.title), "page": page}
    return render(request, "web/account_form.html", context, status=400 if form.is_bound else 200)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    leave(request)
    return redirect("sign-in")


@require_POST
def set_language(request: HttpRequest) -> HttpResponseBase:
    """Remember the language of the interface in this browser, and go back."""
    return change_language(request)


def _wrong() -> str:
    return _(
        "User name or password is not right; which one is not said. "
        "After ten wrong attempts a name is closed for 15 minutes."
    )


def _person(request: HttpRequest, form: SignInForm) -> Person | None:
    """Who it is, unless there were too many attempts; then the password is not looked at."""
    username = form.cleaned_data["username"]
    if not count_attempt(username, at=instant_of(request)):
        return None
    user = authenticate(request, username=username, password=form.cleaned_data["password"])
    return user if isinstance(user, Person) else None


def _target(request: HttpRequest, wanted: str) -> str:
    """Where to go: only to a page of this node."""
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else reverse("desk")


def _shown(request: HttpRequest, form: SignInForm) -> HttpResponse:
    status = 400 if form.is_bound else 200
    people = _demo_people() if settings.IS_DEMO else ()
    context = {
        "frame": bare_frame(request, _("Sign in")),
        "page": sign_in_page(form, people, node=settings.NODE_NAME),
    }
    return render(request, "web/sign_in.html", context, status=status)


def _demo_people() -> tuple[Person, ...]:
    """The invented people of a demonstration, by member; two queries."""
    rows = Person.objects.filter(is_active=True).select_related("member")
    return tuple(rows.prefetch_related("granted").order_by("member__code", "username"))
