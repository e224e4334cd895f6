"""The trust ladder: one's steps with others, one pair, and the acts on it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bayanihan.kernel.api import Conflict
from bayanihan.membership.api import Member, MembershipFault, pair_steps
from bayanihan.web.asking import member_of
from bayanihan.web.climbing import climb
from bayanihan.web.framing import frame_for, own_band
from bayanihan.web.pairing import open_firsts, open_steps, pair_of
from bayanihan.web.parts.voices import Link
from bayanihan.web.showing.ladder import Pair, ladder_page
from bayanihan.web.showing.ladder_acts import confirm_page, is_possible, seen_of
from bayanihan.web.showing.ladders import ladders_page

_BOTH = ("GET", "HEAD", "POST")


@require_safe
def all_ladders(request: HttpRequest) -> HttpResponse:
    """One's own step with every member, and what waits between the two."""
    me = member_of(request)
    waits = open_firsts(me) | open_steps(me)
    others = Member.objects.exclude(pk=me.pk).select_related("state").order_by("code")
    page = ladders_page(others, pair_steps(me), waits)
    frame = frame_for(request, title=_("The ladder"), room="members", band=own_band())
    return render(request, "web/ladders.html", {"frame": frame, "page": page})


@require_safe
def one(request: HttpRequest, code: str) -> HttpResponse:
    """The ladder with one member: where we stand, what is open, what the journals show."""
    pair = pair_of(request, code)
    return _render(request, pair, "web/ladder.html", ladder_page(pair), _("Ladder"))


@require_http_methods(_BOTH)
def act(request: HttpRequest, code: str, act: str) -> HttpResponse:
    """Ask before, and then do: begin, propose, agree, decline, take back, step back."""
    pair = pair_of(request, code)
    if not is_possible(pair, act):
        # A page that was open while things moved on: what is so now stands there.
        return redirect("ladder", pair.other.code)
    if request.method == "POST":
        if request.POST.get("seen", "") != seen_of(pair):
            raise Conflict(MembershipFault.PROPOSAL_SETTLED, facts={"number": 0})
        climb(request, pair, act)
        return redirect("ladder", pair.other.code)
    page = confirm_page(pair, act)
    return _render(request, pair, "web/confirm.html", page, page.sentence)


def _render(
    request: HttpRequest, pair: Pair, template: str, page: object, title: str
) -> HttpResponse:
    frame = frame_for(
        request,
        title=title,
        room="members",
        band=own_band(),
        crumbs=(
            Link(_("Members"), reverse("members")),
            Link(_("The ladder"), reverse("ladders")),
            Link(pair.other.code),
        ),
    )
    return render(request, template, {"frame": frame, "page": page})
