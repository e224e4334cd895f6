"""One's own statement keys: make one, have it listed, end one, cut off a stolen one."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bayanihan.kernel.api import Refused
from bayanihan.membership.api import CharterText, Group, StatementKey, charter_text, find_group
from bayanihan.web.asking import instant_of, member_of, person_of
from bayanihan.web.framing import frame_for, own_band
from bayanihan.web.key_theft import cut_stolen, theft_in
from bayanihan.web.keying import ask_for_key, ask_to_end, key_of, make_key, places_of, replacement
from bayanihan.web.parts.pages_confirm import ConfirmPage
from bayanihan.web.parts.pages_keys import KeysPage
from bayanihan.web.parts.tells import Mood, Tell
from bayanihan.web.parts.voices import Link
from bayanihan.web.sentences import say
from bayanihan.web.showing import keys as showing
from bayanihan.web.showing.filters import number_in
from bayanihan.web.showing.member_page import own_crumbs

_BOTH = ("GET", "HEAD", "POST")


@require_safe
def all_keys(request: HttpRequest) -> HttpResponse:
    """The keys of one's own member and how they stand in its groups."""
    return _show(request, ())


def _show(request: HttpRequest, tells: tuple[Tell, ...], status: int = 200) -> HttpResponse:
    me, now = member_of(request), instant_of(request)
    rows = StatementKey.objects.filter(member=me).defer("sealed").order_by("-epoch")
    places = places_of(me, now)
    page = showing.keys_page(list(rows), places, now, may_sign=True, tells=tells)
    return _render(request, "web/keys.html", page, status)


@require_http_methods(_BOTH)
def new(request: HttpRequest) -> HttpResponse:
    """Ask before, then make a key and propose it to every group."""
    me, at = member_of(request), instant_of(request)
    if request.method != "POST":
        page = showing.new_key_page(places_of(me, at), me)
        return _render(request, "web/confirm.html", page)
    _key, refused = make_key(member=me, by=person_of(request), at=at)
    if not refused:
        return redirect("keys")
    words = " ".join(dict.fromkeys(say(error) for error in refused))
    return _show(request, (Tell(_("Some groups could not be asked"), words, Mood.SOON),))


@require_http_methods(_BOTH)
def ask(request: HttpRequest, key: str, epoch: int) -> HttpResponse:
    """Ask one group to list a key."""
    group, text = _group(request, key, epoch)
    me, at = member_of(request), instant_of(request)
    if request.method != "POST":
        return _render(request, "web/confirm.html", showing.ask_page(group, text, epoch, me))
    ask_for_key(member=me, group=group, epoch=epoch, by=person_of(request), at=at)
    return redirect("keys")


@require_http_methods(_BOTH)
def end(request: HttpRequest, key: str, epoch: int) -> HttpResponse:
    """Ask one group to put a key out of use; all that it signed so far stays valid."""
    group, text = _group(request, key, epoch)
    me, at = member_of(request), instant_of(request)
    if (missing := _without_another(request, group, epoch)) is not None:
        return missing
    if request.method != "POST":
        return _render(request, "web/confirm.html", showing.end_page(group, text, epoch, me))
    ask_to_end(member=me, group=group, epoch=epoch, by=person_of(request), at=at)
    return redirect("keys")


@require_http_methods(_BOTH)
def stolen(request: HttpRequest, key: str, epoch: int) -> HttpResponse:
    """Ask one group to cut off a stolen key at a chosen head, and to list the one that follows."""
    group, text = _group(request, key, epoch)
    me, at = member_of(request), instant_of(request)
    theft = theft_in(group, text, me, key_of(me, epoch))
    if request.method != "POST":
        page = showing.stolen_page(group, text, me, theft)
        return _render(request, "web/confirm.html", page)
    size, by = number_in(request.POST.get("size", "")), person_of(request)
    try:
        # Nothing chosen is no head: the same refusal.
        chosen = -1 if size is None else size
        cut_stolen(member=me, group=group, epoch=epoch, size=chosen, by=by, at=at)
    except Refused as error:
        page = showing.stolen_page(group, text, me, theft, error=say(error))
        return _render(request, "web/confirm.html", page, 400)
    return redirect("keys")


def _without_another(request: HttpRequest, group: Group, epoch: int) -> HttpResponse | None:
    """The page that sends on to a new key, where a member would be left without any."""
    me = member_of(request)
    try:
        replacement(me, group, key_of(me, epoch))
    except Refused as error:
        link = Link(_("Make a new key"), reverse("key-new"))
        tell = Tell(_("First a new key, then the end of this one"), say(error), Mood.SOON, (link,))
        return _show(request, (tell,), status=400 if request.method == "POST" else 200)
    return None


def _group(request: HttpRequest, key: str, epoch: int) -> tuple[Group, CharterText]:
    """One of one's own groups with its charter; a key that one's member lacks is absent."""
    me = member_of(request)
    group = find_group(key, member=me)
    key_of(me, epoch)
    if group.newest is None:
        raise Http404
    return group, charter_text(group.newest)


def _render(
    request: HttpRequest, template: str, page: KeysPage | ConfirmPage, status: int = 200
) -> HttpResponse:
    frame = frame_for(
        request,
        title=page.sentence,
        room="members",
        band=own_band(),
        crumbs=own_crumbs(member_of(request), Link(_("Keys"), reverse("keys"))),
    )
    return render(request, template, {"frame": frame, "page": page}, status=status)
