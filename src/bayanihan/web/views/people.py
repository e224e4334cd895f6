"""People of the own member, for its administrators: who may do what, who comes and goes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bayanihan.gate.api import Tlp
from bayanihan.kernel.api import Absent, Conflict, Refused
from bayanihan.membership.api import (
    Guest,
    Invitation,
    PeopleFault,
    Person,
    change_roles,
    deactivate,
    find_person,
    invite,
    let_in_anew,
    reactivate,
    require_factor,
    revoke_invitation,
    revoke_token,
    set_four_eyes,
    throw_out,
    username_of,
)
from bayanihan.web.asking import instant_of, member_of, person_of
from bayanihan.web.framing import frame_for, own_band
from bayanihan.web.parts.voices import Link
from bayanihan.web.sentences import say
from bayanihan.web.showing import people as showing
from bayanihan.web.showing import people_forms as forms
from bayanihan.web.showing.member_page import own_crumbs

_Act = Callable[[HttpRequest, Person], object]


@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """Everybody of the member and who is invited; by POST, one more invitation."""
    if request.method != "POST":
        return _people_page(request, forms.InviteForm())
    form = forms.InviteForm(request.POST)
    if not form.is_valid():
        return _people_page(request, form, status=400)
    by = person_of(request)
    username = username_of(by.member.code, form.cleaned_data["name"])
    guest = Guest(username, form.cleaned_data["display_name"], form.roles())
    try:
        made = invite(member=by.member, guest=guest, by=by, at=instant_of(request))
    except (Refused, Conflict) as error:
        form.add_error("name", say(error))
        return _people_page(request, form, status=400)
    return _link_page(request, *made)


def _people_page(
    request: HttpRequest, form: forms.InviteForm, *, status: int = 200
) -> HttpResponse:
    tells = showing.people_tells(request.GET.get("done", ""))
    crumbs = own_crumbs(member_of(request), Link(_("People")))
    frame = frame_for(
        request, title=_("People"), room="members", band=own_band(), crumbs=crumbs, tells=tells
    )
    page = showing.people_page(person_of(request), form, at=instant_of(request))
    return render(request, "web/people.html", {"frame": frame, "page": page}, status=status)


def _link_page(request: HttpRequest, invitation: Invitation, secret: str) -> HttpResponse:
    """The link, this one time; the answer is not kept by anybody but who asked."""
    link = request.build_absolute_uri(reverse("invited", args=[secret]))
    page = showing.link_page(invitation, link)
    crumbs = own_crumbs(member_of(request), Link(_("People"), reverse("people")))
    frame = frame_for(request, title=page.sentence, room="members", band=own_band(), crumbs=crumbs)
    return render(request, "web/account_once.html", {"frame": frame, "page": page})


@require_safe
def person(request: HttpRequest, username: str) -> HttpResponse:
    """One person: rights, sessions, tokens. Another member's people do not exist."""
    return _person_page(request, find_person(member_of(request), username))


def _person_page(
    request: HttpRequest, found: Person, *, wrong: str = "", status: int = 200
) -> HttpResponse:
    page = showing.person_page(
        found, person_of(request), forms.roles_block(found, wrong), at=instant_of(request)
    )
    frame = frame_for(
        request,
        title=found.display_name,
        room="members",
        band=own_band(),
        crumbs=own_crumbs(
            found.member, Link(_("People"), reverse("people")), Link(found.display_name)
        ),
        tells=showing.people_tells(request.GET.get("done", "")),
    )
    return render(request, "web/people_person.html", {"frame": frame, "page": page}, status=status)


@require_POST
def act(request: HttpRequest, username: str, word: str) -> HttpResponse:
    """Do one thing about somebody; what is refused is said beside the form."""
    found = find_person(member_of(request), username)
    run = _ACTS.get(word)
    if run is None:
        raise Absent(PeopleFault.UNKNOWN_ACT)
    try:
        made = run(request, found)
    except Refused as error:
        return _person_page(request, found, wrong=say(error), status=403)
    if isinstance(made, tuple):
        return _link_page(request, *made)
    response = redirect("person", username)
    response["Location"] += f"?done={word}"
    return response


@require_POST
def take_back(request: HttpRequest, name: str) -> HttpResponse:
    """End a link that somebody could still use."""
    revoke_invitation(name=name, by=person_of(request), at=instant_of(request))
    return _back("taken-back")


@require_POST
def revoke(request: HttpRequest, username: str, name: str) -> HttpResponse:
    """End a token of somebody of the member."""
    find_person(member_of(request), username)
    revoke_token(name=name, by=person_of(request), at=instant_of(request))
    response = redirect("person", username)
    response["Location"] += "?done=token"
    return response


@require_POST
def settings(request: HttpRequest) -> HttpResponse:
    """What holds for everybody of the member: second factor, two people for a release."""
    by, at = person_of(request), instant_of(request)
    form = forms.SettingsForm(request.POST)
    if not form.is_valid():
        return redirect("people")
    wanted = form.cleaned_data["four_eyes"]
    require_factor(is_required="factor" in form.cleaned_data["needs"], by=by, at=at)
    set_four_eyes(level=Tlp.from_label(wanted) if wanted else None, by=by, at=at)
    return _back("settings")


def _back(done: str) -> HttpResponse:
    response = redirect("people")
    response["Location"] += f"?done={done}"
    return response


def _change(request: HttpRequest, found: Person) -> object:
    roles = forms.chosen_roles(request.POST.getlist("roles"))
    return change_roles(person=found, roles=roles, by=person_of(request), at=instant_of(request))


def _shut_out(request: HttpRequest, found: Person) -> object:
    return deactivate(person=found, by=person_of(request), at=instant_of(request))


def _let_back(request: HttpRequest, found: Person) -> object:
    return reactivate(person=found, by=person_of(request), at=instant_of(request))


def _end_all(request: HttpRequest, found: Person) -> None:
    throw_out(person=found, by=person_of(request), at=instant_of(request))


def _anew(request: HttpRequest, found: Person) -> object:
    return let_in_anew(person=found, by=person_of(request), at=instant_of(request))


_ACTS: Mapping[str, _Act] = {
    "rights": _change,
    "shut-out": _shut_out,
    "let-back": _let_back,
    "end-all": _end_all,
    "anew": _anew,
}
